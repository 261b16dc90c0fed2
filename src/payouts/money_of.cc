#include "payouts/money_of.h"

namespace payoutd::payouts {
namespace {

using ledger::AccountKind;
using ledger::Side;

ledger::Entry paid_from(AccountKind source, ledger::Purpose purpose, money::Currency currency,
                        int64_t amount_micro, int64_t fees_micro) {
  ledger::Entry entry{purpose, {}};
  entry.postings.reserve(3);
  // Never overflows: each is at most money::amount_max_micro.
  entry.postings.push_back({source, Side::debit, {amount_micro + fees_micro, currency}});
  entry.postings.push_back({AccountKind::paid_out, Side::credit, {amount_micro, currency}});
  if (fees_micro > 0) {
    entry.postings.push_back({AccountKind::fees, Side::credit, {fees_micro, currency}});
  }
  return entry;
}

}  // namespace

ledger::Entry held_money(const money::Amount& amount, int64_t fees_micro) {
  return paid_from(AccountKind::wallet, ledger::Purpose::payout_held, amount.currency, amount.micro,
                   fees_micro);
}

ledger::Entry imported_money(money::Currency currency, int64_t amount_micro, int64_t fees_micro) {
  return paid_from(AccountKind::imported, ledger::Purpose::history, currency, amount_micro,
                   fees_micro);
}

}  // namespace payoutd::payouts
