#include "actions/hold_payout.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "actions/beneficiary_totals.h"
#include "actions/move_payout.h"
#include "actions/post_entry.h"
#include "ledger/post.h"
#include "payouts/money_of.h"

namespace payoutd::actions {
namespace {

using payouts::BeneficiaryDetails;
using Faults = std::vector<base::FieldError>;

// The wallet that is asked for must be the one of the currency.
void check_wallet(store::Transaction& transaction, payouts::OwnerKey owner,
                  const payouts::NewPayout& asked, Faults& faults) {
  const auto& accounts = transaction.change_accounts(owner, asked.amount.currency);
  if (accounts.wallet_id == asked.wallet_id) return;
  const auto all = transaction.find_accounts(owner);
  const bool exists = std::any_of(
      all.begin(), all.end(), [&](const auto& each) { return each.wallet_id == asked.wallet_id; });
  if (exists) {
    faults.push_back({"currency", "wallet_currency", "currency must be the wallet's"});
  } else {
    faults.push_back({"wallet_id", "not_found", "wallet_id is no wallet of yours"});
  }
}

void check_agrees(const BeneficiaryDetails& given, const BeneficiaryDetails& saved,
                  Faults& faults) {
  const std::pair<const char*, std::string BeneficiaryDetails::*> fields[] = {
      {"beneficiary_email", &BeneficiaryDetails::email},
      {"beneficiary_first_name", &BeneficiaryDetails::first_name},
      {"beneficiary_last_name", &BeneficiaryDetails::last_name},
      {"beneficiary_country", &BeneficiaryDetails::country},
      {"beneficiary_phone", &BeneficiaryDetails::phone},
      {"beneficiary_identifiers", &BeneficiaryDetails::identifiers}};
  for (const auto& [name, member] : fields) {
    if ((given.*member).empty() || given.*member == saved.*member) continue;
    faults.push_back(
        {name, "conflict", std::string(name) + " is not what the saved beneficiary has"});
  }
}

// Who is paid: what was given inline, or what is saved under the id, with its identifiers unsealed.
base::Result<BeneficiaryDetails> find_details(store::Transaction& transaction,
                                              payouts::OwnerKey owner,
                                              const payouts::NewPayout& asked,
                                              const Sealing& sealing, Faults& faults) {
  if (!asked.beneficiary_id) return asked.beneficiary;
  auto saved = transaction.find_beneficiary(owner, *asked.beneficiary_id);
  if (!saved) {
    faults.push_back({"beneficiary_id", "not_found", "beneficiary_id is no beneficiary of yours"});
    return BeneficiaryDetails{};
  }
  BeneficiaryDetails details = std::move(saved->details);
  if (!details.identifiers.empty()) {
    auto opened = base::unseal(details.identifiers, sealing_context(saved->id.value), sealing.key);
    if (!opened) return base::forward(std::move(opened));
    details.identifiers = opened->reveal();
  }
  check_agrees(asked.beneficiary, details, faults);
  return details;
}

base::Status expect_new_reference(store::Transaction& transaction, payouts::OwnerKey owner,
                                  const std::string& reference_id) {
  const auto other = transaction.find_payout_by_reference(owner, reference_id);
  if (!other) return {};
  base::Error error{
      base::ErrorKind::refused, "duplicate_reference", "another payout has this reference_id", {}};
  error.fields.push_back(
      {"payout_id", "duplicate_reference", payouts::to_partner_text(other->payout.id)});
  return tl::unexpected(std::move(error));
}

base::Result<int64_t> find_fees(store::Transaction& transaction, payouts::OwnerKey owner,
                                const money::Amount& amount) {
  const auto schedule = transaction.find_fee_schedule(owner, amount.currency);
  return schedule ? payouts::fees_micro_half_even(*schedule, amount) : base::Result<int64_t>(0);
}

base::Result<store::EntryNumber> hold_money(store::Transaction& transaction,
                                            const store::Owner& owner,
                                            const payouts::Payout& payout) {
  const EntryNote note{owner.payout_count, "Payout " + payout.reference_id, payout.created_at};
  auto held = post_entry(transaction, owner.key,
                         payouts::held_money(payout.amount, payout.fees_micro), note);
  if (held || held.error().reason != to_text(ledger::Refusal::wallet_below_zero)) return held;
  std::string message = "the wallet has ";
  const auto& wallet = transaction.change_accounts(owner.key, payout.amount.currency).wallet();
  money::append_sum(available(wallet), wallet.currency, message);
  message += " " + std::string(wallet.currency.code()) + ", the payout takes ";
  money::append_amount({payout.amount.micro + payout.fees_micro, wallet.currency}, message);
  return base::refused("insufficient_funds", std::move(message));
}

payouts::Payout new_payout(const payouts::NewPayout& asked, BeneficiaryDetails who,
                           const payouts::PayoutId& id, int64_t fees_micro, base::Timestamp now) {
  payouts::Payout payout{.amount = asked.amount};
  payout.id = id;
  payout.fees_micro = fees_micro;
  payout.created_at = now;
  payout.updated_at = now;
  payout.beneficiary_id = asked.beneficiary_id;
  payout.reference_id = asked.reference_id;
  payout.beneficiary_email = std::move(who.email);
  payout.beneficiary_first_name = std::move(who.first_name);
  payout.beneficiary_last_name = std::move(who.last_name);
  payout.beneficiary_country = std::move(who.country);
  payout.beneficiary_phone = std::move(who.phone);
  payout.description = asked.description;
  return payout;
}

void add_details(store::Transaction& transaction, const store::StoredPayout& stored,
                 const payouts::NewPayout& asked, const std::string& identifiers,
                 const Sealing& sealing) {
  if (asked.metadata.empty() && identifiers.empty() && !asked.notify_beneficiary) return;
  store::PayoutDetails details{asked.metadata, {}, asked.notify_beneficiary};
  if (!identifiers.empty()) {
    details.sealed_identifiers =
        base::seal(base::Secret(identifiers), sealing_context(stored.payout.id.value), sealing.key,
                   sealing.random);
  }
  transaction.add_details(stored.owner, stored.payout.number, details);
}

}  // namespace

std::string sealing_context(const base::Uuid& id) {
  return "identifiers:" + base::to_text(id);
}

base::Status expect_room(const store::Owner& owner) {
  if (owner.payout_count == std::numeric_limits<payouts::PayoutNumber>::max()) {
    return base::refused("too_many_payouts", "an owner has at most 4294967295 payouts");
  }
  return {};
}

base::Status add_held_payout(store::Transaction& transaction, store::Owner& owner,
                             store::StoredPayout& stored) {
  stored.payout.number = owner.payout_count++;
  stored.payout.version = owner.version;
  auto inserted =
      transaction.insert_payout(owner.key, view(stored.payout), stored.hold_entry, stored.due_at);
  if (!inserted) return inserted;
  record_creation(transaction, owner, stored.payout);
  return {};
}

base::Result<store::StoredPayout> hold_payout(store::Transaction& transaction, const Caller& caller,
                                              const payouts::NewPayout& asked,
                                              const payouts::PayoutId& id, base::Timestamp now,
                                              const Sealing& sealing) {
  auto changing = transaction.change_owner(caller.owner);
  if (!changing) return base::forward(std::move(changing));
  store::Owner& owner = **changing;
  if (auto room = expect_room(owner); !room) return base::forward(std::move(room));
  Faults faults;
  check_wallet(transaction, caller.owner, asked, faults);
  auto who = find_details(transaction, caller.owner, asked, sealing, faults);
  if (!who) return base::forward(std::move(who));
  if (!faults.empty()) {
    return tl::unexpected(base::Error{base::ErrorKind::refused, "invalid_fields",
                                      faults.front().message, std::move(faults)});
  }
  auto unused = expect_new_reference(transaction, caller.owner, asked.reference_id);
  if (!unused) return base::forward(std::move(unused));
  auto fees = find_fees(transaction, caller.owner, asked.amount);
  if (!fees) return base::forward(std::move(fees));

  const std::string identifiers = std::move(who->identifiers);
  store::StoredPayout stored{
      caller.owner, new_payout(asked, std::move(*who), id, *fees, now), {}, now};
  auto held = hold_money(transaction, owner, stored.payout);
  if (!held) return base::forward(std::move(held));
  stored.hold_entry = *held;
  auto added = add_held_payout(transaction, owner, stored);
  if (!added) return base::forward(std::move(added));
  add_details(transaction, stored, asked, identifiers, sealing);
  count_total(transaction, stored);
  return stored;
}

}  // namespace payoutd::actions
