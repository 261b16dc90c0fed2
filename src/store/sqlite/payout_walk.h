// store/sqlite/payout_walk.h: a list of payouts from the database. Private to the driver; throws
// Failure.
//
// What is sorted are numbers with their keys, some 30 bytes a row; the rows themselves are fetched
// by number as they are given. SQLite sorts in the connection's cache_size and beyond that in a
// temporary file.
#pragma once

#include <memory>

#include "store/sqlite/reader_pool.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// See Store::open_walk.
base::Result<std::unique_ptr<PayoutWalk>> open_walk(ReaderPool& readers, payouts::OwnerKey owner,
                                                    const payouts::ListQuery& query);

// Of a list that is long, the first rows are found by one scan that keeps no more than these, and
// sorts nothing else.
constexpr uint64_t first_rows_max = 10'000;

}  // namespace payoutd::store::sqlite
