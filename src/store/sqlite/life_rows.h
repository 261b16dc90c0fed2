// store/sqlite/life_rows.h: rows of history and of the rails' journal. Private to the driver;
// throws DamagedRow.
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// For statements whose columns are those of history or of attempts; the first is the payout.
payouts::HistoryRow read_history(const Statement& row);
payouts::Attempt read_attempt(const Statement& row);

}  // namespace payoutd::store::sqlite
