// actions/verify_rewards.h: what must be true of one user's rewards, of what payouts and invoices
// have taken of them, and of whom the user invited. Used by verify_books.h.
#pragma once

#include <map>

#include "actions/verify_report.h"
#include "store/store.h"

namespace payoutd::actions {

// Rewards are numbered without a gap; the parts of each are the whole and agree with its status;
// what is reserved and paid of it is what open and completed payouts have taken, what is spent of
// all is what invoices have; a user's payout took its amount; each reward has its entries, about
// its own money; each spending has one; a payment was rewarded once. The wallet is what is free,
// its pending debits what is reserved, and pending_rewards what is pending. Invitees and
// attributions are numbered without a gap; an invitee names its inviter and has paid what came of
// it at least.
//
// Is told the owner and every payout of it first, then the rest in any order, all of one state.
class VerifyRewards {
 public:
  explicit VerifyRewards(VerifyReport& report) : report_(report) {}

  void begin(const store::Owner& owner) { owner_ = owner; }
  void payout(const payouts::PayoutView& payout);
  void reward(const referrals::Reward& reward,
              const std::optional<store::ReferralPayment>& payment);
  void reward_use(payouts::PayoutNumber payout, const store::RewardUse& use);
  void spending(const store::Spending& spending);
  void invitee(const store::Invitee& invitee, const std::optional<store::Invitation>& known);
  void attribution(int64_t number);
  // Of a purpose that is a reward's.
  void entry(const store::StoredEntry& entry);
  void accounts(const store::CurrencyAccounts& accounts);

  // After all of them.
  void finish();

 private:
  struct Life {
    referrals::Reward reward;
    money::Sum used_by_open = 0;  // payouts
    money::Sum used_by_paid = 0;
    int64_t credited = 0;  // entries
    int64_t unlocked = 0;
    int64_t reversed = 0;
  };
  // A payout that holds or held money.
  struct Taking {
    int64_t amount_micro = 0;
    payouts::Status status = payouts::Status::created;
    money::Sum taken = 0;
  };
  // What rewards of one currency add up to, and what the accounts say.
  struct Sums {
    money::Sum pending = 0;
    money::Sum free = 0;
    money::Sum reserved = 0;
    money::Sum spent = 0;
    money::Sum spent_by_entries = 0;
    money::Sum pending_account = 0;
    money::Sum wallet_available = 0;
    money::Sum wallet_held = 0;
  };
  struct Paid {
    money::Sum micro = 0;
    int64_t payments = 0;
  };

  void breach(const std::string& what);
  void breach(const referrals::Reward& reward, const std::string& what);
  void check_parts(const referrals::Reward& reward);
  void check_times(const referrals::Reward& reward);
  void check_origin(const referrals::Reward& reward,
                    const std::optional<store::ReferralPayment>& payment);
  void rewards_entry(const store::StoredEntry& entry, const std::string& name);
  void spending_entry(const store::StoredEntry& entry, const std::string& name);
  void finish_reward(const Life& life);
  void finish_spendings();
  void finish_sums();
  void finish_invitees();

  VerifyReport& report_;
  store::Owner owner_;
  std::map<int64_t, Life> rewards_;
  std::map<payouts::PayoutNumber, Taking> takings_;
  std::map<store::EntryNumber, store::Spending> spendings_;  // by their entries
  std::map<store::EntryNumber, store::StoredEntry> spent_;   // entries
  std::vector<store::StoredEntry> reward_entries_;           // judged when all rewards are known
  std::vector<std::pair<payouts::PayoutNumber, store::RewardUse>> uses_;
  std::map<money::Currency, Sums> sums_;
  std::map<int64_t, Paid> rewarded_;  // by invitee: what rewards know of its payments
  std::map<int64_t, Paid> invitees_;  // as they are kept
  int64_t rewards_seen_ = 0;
  int64_t invitees_seen_ = 0;
  int64_t attributions_seen_ = 0;
};

}  // namespace payoutd::actions
