#include "sim/user_auditor.h"

#include <algorithm>

#include "sim/digest.h"
#include "sim/rules.h"

namespace payoutd::sim {
namespace {

using payouts::Status;

uint64_t digest_of(const std::vector<payouts::HistoryRow>& history, size_t rows) {
  Digest digest;
  for (size_t i = 0; i < std::min(rows, history.size()); ++i) {
    digest.add(static_cast<int64_t>(history[i].to)).add(history[i].at.micros);
    digest.add(history[i].message).add(static_cast<int64_t>(history[i].actor.type));
  }
  return digest.value();
}

}  // namespace

// Hands the rows of one user to the auditor.
class RequestRows final : public store::PayoutSink {
 public:
  RequestRows(UserAuditor& auditor, size_t user) : auditor_(auditor), user_(user) {}
  void begin(const store::Owner& owner) override { auditor_.books_[user_].owner = owner; }
  void payout(const payouts::PayoutView& payout) override { auditor_.look_at_row(user_, payout); }

 private:
  UserAuditor& auditor_;
  const size_t user_;
};

void UserAuditor::tell(size_t user, const std::string& what) {
  breaches_.tell("user " + std::to_string(user) + ": " + what);
}

void UserAuditor::add_user(const store::Owner& owner) {
  books_.emplace_back(owner);
  wishes.add_user();
}

void UserAuditor::promise_reward(size_t user, const referrals::RewardId& id, int64_t number,
                                 int64_t amount) {
  promise([this, user, id, number, amount]() -> UserBook::Fault {
    const auto& rewards = books_[user].rewards();
    if (number >= 1 && number <= static_cast<int64_t>(rewards.size())) {
      const KnownReward& reward = rewards[static_cast<size_t>(number) - 1];
      if (reward.id == id && reward.amount == amount) return {};
    }
    return "reward number " + std::to_string(number) + " was acknowledged and is not there";
  });
}

void UserAuditor::promise_status(size_t user, payouts::PayoutNumber number, Status status) {
  promise([this, user, number, status]() -> UserBook::Fault {
    const auto& requests = books_[user].requests;
    const bool kept = number < requests.size() &&
                      (requests[number].status == status ||
                       (status == Status::processing && ends_a_life(requests[number].status)));
    if (kept) return {};
    return "payout number " + std::to_string(number) + " was said to be " +
           std::string(to_text(status));
  });
}

void UserAuditor::audit() {
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    for (size_t user = 0; user < books_.size(); ++user) look_at_inviter(user, reads);
    return {};
  });
  if (!read) breaches_.tell("the store cannot be read: " + read.error().message);
  for (size_t user = 0; user < books_.size(); ++user) audit_user(user);
  look_at_promises();
}

void UserAuditor::audit_user(size_t user) {
  UserBook& book = books_[user];
  changed_.clear();
  RequestRows rows(*this, user);
  const auto seen = store_.read_payouts(book.owner.key, book.seen, rows);
  if (!seen) return breaches_.tell("the payouts cannot be read: " + seen.error().message);
  if (*seen == std::exchange(book.seen, *seen) && book.entries == book.owner.entry_count) return;
  if (book.requests.size() != book.owner.payout_count) tell(user, "counts its payouts wrongly");
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    std::set<payouts::PayoutNumber> payouts;
    for (const Changed& each : changed_) payouts.insert(each.number);
    while (book.entries < book.owner.entry_count) {
      const auto entry = reads.find_entry(book.owner.key, ++book.entries);
      if (!entry) {
        tell(user, "the ledger's entries have a gap");
        continue;
      }
      look_at_entry(user, reads, *entry);
    }
    for (const Changed& each : changed_) look_at_life(user, reads, each);
    for (const int64_t number : book.take_touched()) look_at_reward(user, reads, number);
    for (const payouts::PayoutNumber number : payouts) look_at_uses(user, reads, number);
    look_at_accounts(user, reads);
    look_at_balance(user, reads);
    return {};
  });
  if (!read) breaches_.tell("the store cannot be read: " + read.error().message);
}

void UserAuditor::look_at_row(size_t user, const payouts::PayoutView& payout) {
  UserBook& book = books_[user];
  if (payout.number > book.requests.size()) return tell(user, "a payout has a number after a gap");
  if (payout.number == book.requests.size()) look_at_new(user, payout);
  const KnownRequest& known = book.requests[payout.number];
  if (known.id != payout.id || known.address != payout.address ||
      known.amount != payout.amount.micro) {
    tell(user, "payout number " + std::to_string(payout.number) + " is not what it was");
  }
  changed_.push_back({payout.number, payout.status, std::string(payout.tx_hash)});
}

void UserAuditor::look_at_new(size_t user, const payouts::PayoutView& payout) {
  ++created_;
  UserBook& book = books_[user];
  const std::string name = "payout number " + std::to_string(payout.number);
  const auto wish = wishes.requests.find(std::string(payout.address));
  if (wish == wishes.requests.end()) {
    tell(user, name + " was asked for by nobody");
  } else {
    RequestWish& asked = wish->second;
    if (asked.user != user || asked.amount != payout.amount.micro || payout.fees_micro != 0 ||
        asked.network != payout.network) {
      tell(user, name + " is not what was asked for");
    }
    if (++asked.created > (asked.key ? 1 : asked.asked)) tell(user, name + " is there once more");
    if (asked.answer && asked.key && *asked.answer != payout.id) {
      tell(user, name + " is not what its key was answered with");
    }
  }
  book.requests.push_back(
      {.id = payout.id, .address = std::string(payout.address), .amount = payout.amount.micro});
  book.open.insert(payout.number);
}

void UserAuditor::look_at_inviter(size_t user, store::Reads& reads) {
  UserBook& book = books_[user];
  const auto profile = reads.find_profile(book.owner.key);
  const auto now = profile ? profile->invitation : std::nullopt;
  if (book.inviter) {
    const bool same = now && now->inviter == book.inviter->inviter &&
                      now->invitee_number == book.inviter->invitee_number;
    if (!same) tell(user, "was invited by somebody else before");
    return;
  }
  if (!now) return;
  book.inviter = now;
  book.invited_at = wishes.tick();
  for (size_t inviter = 0; inviter < books_.size(); ++inviter) {
    if (books_[inviter].owner.key != now->inviter) continue;
    const auto invitee = reads.find_invitee(now->inviter, now->invitee_number);
    if (!invitee || invitee->invitee.user != book.owner.key || inviter == user ||
        !wishes.invitations.contains({user, inviter})) {
      tell(user, "was invited by somebody who did not");
    }
    return;
  }
  tell(user, "was invited by nobody that there is");
}

void UserAuditor::look_at_life(size_t user, store::Reads& reads, const Changed& changed) {
  UserBook& book = books_[user];
  KnownRequest& known = book.requests[changed.number];
  const std::string name = "payout " + payouts::to_partner_text(known.id) + " ";
  const auto history = reads.find_history(book.owner.key, changed.number);
  if (const auto fault = fault_of_life(history, changed.status)) tell(user, name + *fault);
  if (!reads.find_attempts(book.owner.key, changed.number).empty()) {
    tell(user, name + "was handed to a rail, and a person sends it");
  }
  if (history.size() < known.rows || digest_of(history, known.rows) != known.rows_digest) {
    if (known.rows != 0) tell(user, name + "has a history that was changed");
  }
  known.rows = static_cast<uint32_t>(history.size());
  known.rows_digest = digest_of(history, history.size());
  if (known.status != changed.status && ends_a_life(known.status)) {
    tell(user, name + "went on after it was over");
  }
  known.status = changed.status;
  known.tx_hash = changed.tx_hash;
  if (ends_a_life(known.status)) book.open.erase(changed.number);
  using enum KnownRequest::Money;
  const auto money = known.status == Status::completed ? paid
                     : ends_a_life(known.status)       ? returned
                                                       : held;
  if (known.money != money) tell(user, name + "has money where its status does not say it is");
  if (!history.empty()) look_at_end(user, known, history);
}

void UserAuditor::look_at_end(size_t user, const KnownRequest& request,
                              const std::vector<payouts::HistoryRow>& history) {
  const std::string name = "payout " + payouts::to_partner_text(request.id) + " ";
  const MoveWish& asked = wishes.moves[request.id.value];
  using payouts::ActorType;
  const ActorType actor = history.back().actor.type;
  // From there on a person has it in hand, and alone says what becomes of it.
  const bool in_hand = history.back().from == Status::processing;
  bool fits = true;
  if (request.status == Status::processing) fits = asked.processing;
  if (request.status == Status::failed) fits = asked.failed && actor == ActorType::operator_person;
  if (request.status == Status::cancelled) {
    fits = actor == ActorType::user ? asked.cancelled_by_user && !in_hand : asked.cancelled;
  }
  if (request.status == Status::expired) {
    const int64_t waited = history.back().at.micros - history[history.size() - 2].at.micros;
    fits = actor == ActorType::system && waited >= expiry_micros_ && !in_hand;
  }
  if (request.status == Status::completed) {
    fits = asked.sent && request.tx_hash == "0x" + base::to_text(request.id.value);
    if (request.amount > four_eyes_above_micro && !asked.approved) {
      tell(user, name + "is completed, and nobody has approved of it");
    }
    if (asked.paid_by_hand == 0) tell(user, name + "is completed, and nobody has sent it");
  } else if (ends_a_life(request.status) && asked.paid_by_hand != 0) {
    tell(user, name + "is over without being sent, and somebody has sent it");
  }
  if (!fits) tell(user, name + "is " + std::string(to_text(request.status)) + " for no reason");
}

void UserAuditor::look_at_promises() {
  for (const Promise& each : std::exchange(promises_, {})) {
    if (const auto fault = each()) breaches_.tell(*fault);
  }
}

void UserAuditor::expect_all_over() {
  for (size_t user = 0; user < books_.size(); ++user) {
    const UserBook& book = books_[user];
    for (const payouts::PayoutNumber number : book.open) {
      tell(user, "payout number " + std::to_string(number) + " is stuck");
    }
    if (book.sums().held != 0) tell(user, "the wallet holds money for nothing");
    if (book.sums().pending != 0) tell(user, "rewards are still locked");
  }
}

uint64_t UserAuditor::digest() const {
  Digest digest;
  for (const UserBook& book : books_) {
    for (const KnownReward& each : book.rewards()) {
      digest.add(each.fixed).add(each.paid).add(each.spent).add(static_cast<int64_t>(each.status));
    }
    for (const KnownRequest& each : book.requests) {
      digest.add(each.id.value).add(each.rows_digest).add(static_cast<int64_t>(each.status));
    }
  }
  return digest.value();
}

}  // namespace payoutd::sim
