#include "referrals/money_of.h"

namespace payoutd::referrals {
namespace {

using ledger::AccountKind;
using ledger::Side;

ledger::Entry moved(ledger::Purpose purpose, AccountKind from, AccountKind to,
                    const money::Amount& amount) {
  return {purpose, {{from, Side::debit, amount}, {to, Side::credit, amount}}};
}

}  // namespace

ledger::Entry credited_money(const money::Amount& amount) {
  return moved(ledger::Purpose::reward_credited, AccountKind::funding, AccountKind::pending_rewards,
               amount);
}

ledger::Entry unlocked_money(const money::Amount& amount) {
  return moved(ledger::Purpose::reward_unlocked, AccountKind::pending_rewards, AccountKind::wallet,
               amount);
}

ledger::Entry reversed_money(const money::Amount& amount, bool was_available) {
  return moved(ledger::Purpose::reward_reversed,
               was_available ? AccountKind::wallet : AccountKind::pending_rewards,
               AccountKind::funding, amount);
}

ledger::Entry spent_money(const money::Amount& amount) {
  return moved(ledger::Purpose::reward_spent, AccountKind::wallet, AccountKind::spent, amount);
}

}  // namespace payoutd::referrals
