#include "store/migrations/migrations.h"

#include <iterator>

#include "store/migrations/v0001_owners_and_payouts.h"
#include "store/migrations/v0002_money.h"
#include "store/migrations/v0003_key_restrictions.h"
#include "store/migrations/v0004_referrals.h"
#include "store/migrations/v0005_sign_in.h"
#include "store/migrations/v0006_operators.h"
#include "store/migrations/v0007_touches.h"

namespace payoutd::store {
namespace {

constexpr Migration migrations[] = {
    {1, "owners and payouts", v0001_owners_and_payouts},
    {2, "money", v0002_money},
    {3, "key restrictions", v0003_key_restrictions},
    {4, "referrals", v0004_referrals},
    {5, "sign-in", v0005_sign_in},
    {6, "operators", v0006_operators},
    {7, "touches", v0007_touches},
};

constexpr bool numbered_without_gap() {
  for (size_t i = 0; i < std::size(migrations); ++i) {
    if (migrations[i].version != static_cast<int64_t>(i) + 1) return false;
  }
  return true;
}
static_assert(numbered_without_gap());

}  // namespace

std::span<const Migration> all_migrations() {
  return migrations;
}
int64_t schema_version() {
  return std::size(migrations);
}

}  // namespace payoutd::store
