// The half of UserAuditor that looks at money: entries, rewards, accounts.
#include <algorithm>
#include <array>

#include "actions/referrals.h"
#include "sim/digest.h"
#include "sim/rules.h"
#include "sim/user_auditor.h"

namespace payoutd::sim {
namespace {

using ledger::AccountKind;
using ledger::Purpose;
using Fault = UserBook::Fault;

// From which account to which, as docs/ARCHITECTURE.md has it. `was_free`: of a reversed reward.
std::pair<AccountKind, AccountKind> way_of(Purpose purpose, bool was_free) {
  if (purpose == Purpose::reward_credited) {
    return {AccountKind::funding, AccountKind::pending_rewards};
  }
  if (purpose == Purpose::reward_unlocked) {
    return {AccountKind::pending_rewards, AccountKind::wallet};
  }
  if (purpose == Purpose::reward_reversed) {
    return {was_free ? AccountKind::wallet : AccountKind::pending_rewards, AccountKind::funding};
  }
  if (purpose == Purpose::reward_spent) return {AccountKind::wallet, AccountKind::spent};
  return {AccountKind::wallet, AccountKind::paid_out};
}

bool goes(const store::StoredEntry& entry, std::pair<AccountKind, AccountKind> way) {
  const std::vector<ledger::Posting> expected = {{way.first, ledger::Side::debit, entry.amount},
                                                 {way.second, ledger::Side::credit, entry.amount}};
  return std::ranges::is_permutation(entry.entry.postings, expected);
}

uint64_t fixed_of(const referrals::Reward& reward) {
  return Digest()
      .add(reward.id.value)
      .add(reward.number)
      .add(reward.amount.micro)
      .add(reward.amount.currency.code())
      .add(reward.invitee_number.value_or(-1))
      .add(std::string_view(reward.payment_id))
      .add(reward.payment_micro.value_or(-1))
      .add(reward.rate_bps.value_or(-1))
      .add(reward.tier.value_or(-1))
      .add(reward.created_at.micros)
      .add(reward.unlocks_at.micros)
      .value();
}

}  // namespace

void UserAuditor::look_at_entry(size_t user, store::Reads& reads, const store::StoredEntry& entry) {
  const auto& rewards = books_[user].rewards();
  const int64_t number = entry.reward.value_or(0);
  const bool was_free =
      number >= 1 && number <= static_cast<int64_t>(rewards.size()) &&
      rewards[static_cast<size_t>(number) - 1].status == referrals::RewardStatus::available;
  const std::string name = "entry number " + std::to_string(entry.number) + ": ";
  if (!goes(entry, way_of(entry.entry.purpose, was_free))) {
    tell(user, name + "the money goes another way than its purpose says");
  }
  if (const auto fault = replay(user, reads, entry)) tell(user, name + *fault);
}

Fault UserAuditor::replay(size_t user, store::Reads& reads, const store::StoredEntry& entry) {
  UserBook& book = books_[user];
  const int64_t number = entry.reward.value_or(0);
  const payouts::PayoutNumber payout = entry.payout.value_or(book.owner.payout_count);
  const auto& rewards = book.rewards();
  const bool known = number >= 1 && number <= static_cast<int64_t>(rewards.size());
  switch (entry.entry.purpose) {
    case Purpose::reward_credited: {
      const auto stored = reads.find_reward(book.owner.key, number);
      if (!stored || number != static_cast<int64_t>(rewards.size()) + 1) {
        return "a reward was credited that is not there, or has a number after a gap";
      }
      if (stored->reward.amount != entry.amount) return "a reward was credited with another sum";
      return look_at_credited(user, stored->reward);
    }
    case Purpose::reward_unlocked: {
      if (!known) return "a reward was unlocked that is not there";
      const KnownReward& reward = rewards[static_cast<size_t>(number) - 1];
      if (entry.amount.micro != reward.amount) return "a reward was unlocked with another sum";
      if (entry.created_at < reward.unlocks_at && !wishes.unlocks.contains(reward.id.value)) {
        return reward_named(number) + " was unlocked before its time";
      }
      return book.unlock(number);
    }
    case Purpose::reward_reversed: {
      if (!known) return "a reward was reversed that is not there";
      const KnownReward& reward = rewards[static_cast<size_t>(number) - 1];
      if (entry.amount.micro != reward.amount) return "a reward was reversed with another sum";
      if (!wishes.reversals.contains(reward.id.value)) return "a reward was reversed for nobody";
      return book.reverse(number);
    }
    case Purpose::reward_spent:
      return look_at_spent(user, entry);
    case Purpose::payout_held:
      return book.hold(payout, entry.amount.micro);
    case Purpose::payout_paid:
      return book.pay(payout);
    case Purpose::payout_returned:
      return book.give_back(payout);
    case Purpose::funding:
    case Purpose::history:
      break;
  }
  return "it has a strange purpose";
}

Fault UserAuditor::look_at_credited(size_t user, const referrals::Reward& reward) {
  KnownReward known{.id = reward.id, .amount = reward.amount.micro};
  known.unlocks_at = reward.unlocks_at;
  known.fixed = fixed_of(reward);
  books_[user].credit(known);
  const std::string name = reward_named(reward.number);
  const int64_t locked = reward.unlocks_at.micros - reward.created_at.micros;
  if (!reward.payment_id.empty()) {
    if (locked != rules_.hold_micros) return name + " is locked for another time";
    return look_at_payment(user, reward);
  }
  const auto wish = wishes.credits.find(reward.note);
  if (wish == wishes.credits.end() || wish->second.user != user ||
      wish->second.amount != reward.amount.micro) {
    return name + " was credited by nobody";
  }
  if (locked != (wish->second.available ? 0 : rules_.hold_micros)) {
    return name + " is locked for another time";
  }
  if (std::exchange(wish->second.credited, true)) return name + " was credited twice";
  return {};
}

Fault UserAuditor::look_at_payment(size_t user, const referrals::Reward& reward) {
  const std::string name = reward_named(reward.number);
  const auto found = wishes.payments.find(reward.payment_id);
  if (found == wishes.payments.end()) return name + " is for a payment that nobody told of";
  PaymentWish& wish = found->second;
  if (std::exchange(wish.rewarded, true))
    return name + " is for a payment that was rewarded before";
  const auto& invitee = books_[wish.invitee];
  if (reward.payment_micro != wish.amount) return name + " is for another payment";
  const int64_t tier = reward.tier.value_or(0);
  if (tier < 1 || tier > static_cast<int64_t>(tier_rates_bps.size()) ||
      !wishes.may_have_tier(user, tier, wish.asked_at)) {
    return name + " has a tier that the user did not have then";
  }
  const int64_t rate = tier_rates_bps[static_cast<size_t>(tier) - 1];
  if (reward.rate_bps != rate || reward.amount.micro != share_micro(wish.amount, rate)) {
    return name + " has another rate or amount than its tier";
  }
  if (!invitee.inviter || invitee.inviter->inviter != books_[user].owner.key ||
      invitee.inviter->invitee_number != reward.invitee_number) {
    return name + " is for somebody else's invitee";
  }
  auto& [sum, count] = paid_[{user, reward.invitee_number.value_or(0)}];
  sum += wish.amount;
  ++count;
  return {};
}

Fault UserAuditor::look_at_spent(size_t user, const store::StoredEntry& entry) {
  constexpr std::string_view before = "Invoice ";
  const std::string invoice =
      entry.remarks.starts_with(before) ? entry.remarks.substr(before.size()) : "";
  const auto wish = wishes.spendings.find(invoice);
  if (wish == wishes.spendings.end() || wish->second.user != user ||
      wish->second.amount != entry.amount.micro) {
    return "money was spent on an invoice of nobody";
  }
  if (std::exchange(wish->second.spent, true)) return "invoice " + invoice + " was covered twice";
  return books_[user].spend(entry.amount.micro);
}

void UserAuditor::look_at_reward(size_t user, store::Reads& reads, int64_t number) {
  const KnownReward& known = books_[user].rewards()[static_cast<size_t>(number) - 1];
  const auto stored = reads.find_reward(books_[user].owner.key, number);
  if (!stored) return tell(user, reward_named(number) + " is gone");
  const referrals::Reward& reward = stored->reward;
  if (fixed_of(reward) != known.fixed) tell(user, reward_named(number) + " is not what it was");
  const auto text = [](std::string_view status, int64_t free, int64_t reserved, int64_t paid,
                       int64_t spent) {
    return std::string(status) + " with " + std::to_string(free) + " free, " +
           std::to_string(reserved) + " reserved, " + std::to_string(paid) + " paid, " +
           std::to_string(spent) + " spent";
  };
  const std::string is = text(to_text(reward.status), reward.free_micro, reward.reserved_micro,
                              reward.paid_micro, reward.spent_micro);
  const std::string should =
      text(to_text(known.status), known.free, known.reserved, known.paid, known.spent);
  if (is != should) {
    tell(user, reward_named(number) + " is " + is + "; the ledger makes it " + should);
  }
  const bool unlocked = reward.available_at.has_value();
  const bool pending = reward.status == referrals::RewardStatus::pending;
  const bool reversed = reward.status == referrals::RewardStatus::reversed;
  if ((unlocked == pending && !reversed) || reward.reversed_at.has_value() != reversed) {
    tell(user, reward_named(number) + " has times that its status does not allow");
  }
  const base::Timestamp available = reward.available_at.value_or(reward.created_at);
  if (available < reward.created_at || reward.reversed_at.value_or(available) < available) {
    tell(user, reward_named(number) + " has times that run backwards");
  }
  if (reward.invitee_number) look_at_invitee(user, reads, *reward.invitee_number);
}

void UserAuditor::look_at_invitee(size_t user, store::Reads& reads, int64_t number) {
  const auto invitee = reads.find_invitee(books_[user].owner.key, number);
  const auto& [sum, count] = paid_[{user, number}];
  if (!invitee || invitee->invitee.total_paid_micro != sum || invitee->invitee.payments != count) {
    tell(user, "invitee number " + std::to_string(number) + " has paid another sum");
  }
}

void UserAuditor::look_at_uses(size_t user, store::Reads& reads, payouts::PayoutNumber number) {
  const KnownRequest& known = books_[user].requests[number];
  const auto uses = reads.find_reward_uses(books_[user].owner.key, number);
  money::Sum sum = 0;
  for (const store::RewardUse& each : uses) sum += each.amount_micro;
  const std::string name = "payout number " + std::to_string(number);
  if (sum != known.amount) tell(user, name + " has taken another sum of rewards than its amount");
  const bool same = std::ranges::equal(uses, known.uses, [](const auto& one, const auto& two) {
    return one.reward == two.reward && one.amount_micro == two.amount_micro;
  });
  if (!same) tell(user, name + " has taken of other rewards than the oldest");
}

void UserAuditor::look_at_accounts(size_t user, store::Reads& reads) {
  const RewardSums& sums = books_[user].sums();
  for (const store::CurrencyAccounts& each : reads.find_accounts(books_[user].owner.key)) {
    const auto expect = [&](AccountKind kind, const ledger::Counters& expected) {
      if (each.accounts[static_cast<size_t>(kind)].counters == expected) return;
      tell(user, "the " + std::string(to_text(kind)) + " account in " +
                     std::string(each.currency().code()) + " is not what the entries make it");
    };
    const money::Sum reversed = sums.reversed_pending + sums.reversed_available;
    expect(AccountKind::wallet,
           {sums.held, sums.paid + sums.spent + sums.reversed_available, 0, sums.unlocked});
    expect(AccountKind::pending_rewards,
           {0, sums.unlocked + sums.reversed_pending, 0, sums.credited});
    expect(AccountKind::funding, {0, sums.credited, 0, reversed});
    expect(AccountKind::paid_out, {0, 0, sums.held, sums.paid});
    expect(AccountKind::spent, {0, 0, 0, sums.spent});
    expect(AccountKind::fees, {});
    expect(AccountKind::imported, {});
    const ledger::Counters& wallet = each.wallet().counters;
    const money::Sum left = wallet.credits_posted - wallet.debits_posted - wallet.debits_pending;
    if (left != sums.free) tell(user, "the wallet account in it is not what is free of rewards");
  }
}

// What the user is shown.
void UserAuditor::look_at_balance(size_t user, store::Reads& reads) {
  const UserBook& book = books_[user];
  const RewardSums& sums = book.sums();
  const auto shown = actions::read_overview(reads, rules_, book.owner.key, book.owner.id).balance;
  if (shown.pending_micro != sums.pending || shown.available_micro != sums.free ||
      shown.lifetime_micro != sums.credited - sums.reversed_pending - sums.reversed_available) {
    tell(user, "the balance that is shown is not what is in the wallet account in the ledger");
  }
}

void UserAuditor::audit_everything() {
  audit();
  for (size_t user = 0; user < books_.size(); ++user) {
    const UserBook& book = books_[user];
    const auto read = store_.read([&](store::Reads& reads) -> base::Status {
      const auto count = static_cast<int64_t>(book.rewards().size());
      if (book.owner.reward_count != count) tell(user, "counts its rewards wrongly");
      if (reads.find_reward(book.owner.key, count + 1)) tell(user, "has a reward of no entry");
      for (int64_t number = 1; number <= count; ++number) look_at_reward(user, reads, number);
      for (payouts::PayoutNumber number = 0; number < book.requests.size(); ++number) {
        look_at_uses(user, reads, number);
        const auto history = reads.find_history(book.owner.key, number);
        if (history.size() != book.requests[number].rows) tell(user, "a history has grown");
      }
      look_at_accounts(user, reads);
      return {};
    });
    if (!read) breaches_.tell("the store cannot be read: " + read.error().message);
  }
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    for (const auto& [invoice, wish] : wishes.spendings) {
      const bool there = reads.find_spending(books_[wish.user].owner.key, invoice).has_value();
      if (there != wish.spent) tell(wish.user, "invoice " + invoice + " is kept wrongly");
    }
    for (const auto& [address, wish] : wishes.requests) {
      if (!wish.key || !wish.answer) continue;
      if (!reads.find_idempotency(books_[wish.user].owner.key, *wish.key)) {
        tell(wish.user, "a key that was answered is forgotten");
      }
    }
    return {};
  });
  if (!read) breaches_.tell("the store cannot be read: " + read.error().message);
}

}  // namespace payoutd::sim
