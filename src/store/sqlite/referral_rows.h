// store/sqlite/referral_rows.h: rows of the referral tables to values. Private to the driver.
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// For statements whose columns are those of a reward, owner_key first. Throws DamagedRow, also if
// the parts are not the whole.
referrals::Reward read_reward(const Statement& row);
Spending read_spending(const Statement& row);

}  // namespace payoutd::store::sqlite
