// store/sqlite/payout_parts.h: an owner's payouts, or everybody's, read by several connections at
// once. Private to the driver; throws Failure.
#pragma once

#include <span>

#include "store/sqlite/reader_pool.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// See Store::read_payouts_in_parts. Each part has a connection, and all of them must see one state:
// those that see an older one than others look again, up to `tries_max` times. If that does not
// help, one connection gives the parts one after the other.
base::Result<payouts::Version> read_payouts_in_parts(ReaderPool& readers, payouts::OwnerKey owner,
                                                     std::span<PartSink* const> parts,
                                                     int tries_max);

// See Store::read_everybody_in_parts; likewise.
base::Result<Touch> read_everybody_in_parts(ReaderPool& readers,
                                            std::span<EverybodySink* const> parts, int tries_max);

// While others commit thousands of times a second, beginning to read on all connections takes less
// than a millisecond.
constexpr int part_tries_max = 50;

}  // namespace payoutd::store::sqlite
