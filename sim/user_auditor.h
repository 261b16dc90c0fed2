// sim/user_auditor.h: whether everything that was promised to users, and to the operators who keep
// their money, is true. It replays the ledger's entries in a book of its own and compares that with
// every reward, use, payout and account in the database.
#pragma once

#include <functional>

#include "actions/rewards.h"
#include "sim/breaches.h"
#include "sim/user_book.h"
#include "sim/user_wishes.h"
#include "store/store.h"

namespace payoutd::sim {

class UserAuditor {
 public:
  UserAuditor(store::Store& store, const actions::ReferralRules& rules, int64_t expiry_micros,
              Breaches& breaches)
      : store_(store), rules_(rules), expiry_micros_(expiry_micros), breaches_(breaches) {}

  // Users are numbered 0, 1, 2 … as they are added.
  void add_user(const store::Owner& owner);

  // What is asked for and answered.
  UserWishes wishes;
  // What must be true from now on; gives what is wrong. Looked at once, at the next audit.
  using Promise = std::function<UserBook::Fault()>;
  void promise(Promise promise) { promises_.push_back(std::move(promise)); }
  // The reward of an answer is there.
  void promise_reward(size_t user, const referrals::RewardId& id, int64_t number, int64_t amount);
  // The payout is there and has gone through that status.
  void promise_status(size_t user, payouts::PayoutNumber number, payouts::Status status);

  // Looks at what has changed since it last looked.
  void audit();
  // Looks at everything once more.
  void audit_everything();
  // Says what is not over, or still locked; for the end of a run.
  void expect_all_over();

  const std::vector<UserBook>& books() const { return books_; }
  uint64_t created() const { return created_; }
  // Of all rows as they are.
  uint64_t digest() const;

 private:
  friend class RequestRows;
  struct Changed {
    payouts::PayoutNumber number = 0;
    payouts::Status status = payouts::Status::created;
    std::string tx_hash;
  };

  void audit_user(size_t user);
  void look_at_row(size_t user, const payouts::PayoutView& payout);
  void look_at_new(size_t user, const payouts::PayoutView& payout);
  void look_at_inviter(size_t user, store::Reads& reads);
  void look_at_entry(size_t user, store::Reads& reads, const store::StoredEntry& entry);
  UserBook::Fault replay(size_t user, store::Reads& reads, const store::StoredEntry& entry);
  UserBook::Fault look_at_credited(size_t user, const referrals::Reward& reward);
  UserBook::Fault look_at_payment(size_t user, const referrals::Reward& reward);
  UserBook::Fault look_at_spent(size_t user, const store::StoredEntry& entry);
  void look_at_life(size_t user, store::Reads& reads, const Changed& changed);
  void look_at_end(size_t user, const KnownRequest& request,
                   const std::vector<payouts::HistoryRow>& history);
  void look_at_reward(size_t user, store::Reads& reads, int64_t number);
  void look_at_uses(size_t user, store::Reads& reads, payouts::PayoutNumber number);
  void look_at_accounts(size_t user, store::Reads& reads);
  void look_at_balance(size_t user, store::Reads& reads);
  void look_at_invitee(size_t user, store::Reads& reads, int64_t number);
  void look_at_promises();
  void tell(size_t user, const std::string& what);

  store::Store& store_;
  const actions::ReferralRules& rules_;
  const int64_t expiry_micros_;
  Breaches& breaches_;
  std::vector<UserBook> books_;
  std::vector<Changed> changed_;
  std::vector<Promise> promises_;
  std::map<std::pair<size_t, int64_t>, std::pair<money::Sum, int64_t>> paid_;  // by invitee
  uint64_t created_ = 0;
};

}  // namespace payoutd::sim
