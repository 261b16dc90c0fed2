// store/sqlite/payout_scan.h: many payouts of an owner, row after row. Private to the driver;
// throws Failure.
//
// SQLite takes 0.4 µs to take a row of 30 columns apart. To be asked for each of them by a call of
// its own costs as much again, because each call looks at the statement and the column once more.
// An SQL function is given all of them at once: so all payouts are handed over by a function that
// stands in the statement's WHERE, and the statement never returns a row.
#pragma once

#include <atomic>

#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {

// Teaches the connection the function that sql::scan_numbers names.
void add_payout_scan(Connection& connection);

// Gives `sink` the owner's payouts with numbers from `first` to `last`, both included, in order.
// Goes no further once `stop` is true; nobody is told.
void scan_numbers(Connection& connection, payouts::OwnerKey owner, int64_t first, int64_t last,
                  PayoutSink& sink, const std::atomic<bool>& stop);

// One row, or word of its damage.
void hand_over(const PayoutValues& row, PayoutSink& sink);

}  // namespace payoutd::store::sqlite
