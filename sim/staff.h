// sim/staff.h: the operators of payoutd. They tell of invitees' payments, credit, unlock, take back
// and spend rewards, set tiers, and send users' payouts by hand. Each asks again when no answer
// comes, and tells the auditor what was answered.
#pragma once

#include "sim/dice.h"
#include "sim/digest.h"
#include "sim/errands.h"
#include "sim/user_auditor.h"

namespace payoutd::sim {

struct StaffCounts {
  uint64_t payments = 0;
  uint64_t told_again = 0;  // payments
  uint64_t differing = 0;   // payments told with other content
  uint64_t credits = 0;
  uint64_t unlocked = 0;  // by hand
  uint64_t reversed = 0;
  uint64_t in_use = 0;  // not reversed because of that
  uint64_t spent = 0;
  uint64_t covered = 0;  // invoices that were paid already
  uint64_t poor = 0;     // not spent for too little money
  uint64_t tiers = 0;
  uint64_t moves = 0;       // of payouts
  uint64_t unapproved = 0;  // not sent, because nobody else had approved
  uint64_t not_moved = 0;   // for somebody was faster
};

class Staff {
 public:
  Staff(std::vector<payouts::OwnerId> users, const base::Clock& clock, Dice& dice,
        UserAuditor& auditor, Breaches& breaches)
      : users_(std::move(users)),
        clock_(clock),
        dice_(dice),
        auditor_(auditor),
        breaches_(breaches) {}

  // One of all that operators do.
  void act(Payoutd& payoutd);
  // Brings every payout that waits for a person a step nearer to its end.
  void clear_queue(Payoutd& payoutd);
  bool retry_lost(Payoutd& payoutd) { return errands_.retry_lost(payoutd); }
  void lose_answers() { errands_.lose_answers(); }

  const StaffCounts& counts() const { return counts_; }
  const Errands& errands() const { return errands_; }
  uint64_t digest() const { return digest_.value(); }

 private:
  using Answer = base::Result<actions::OperatorChanges::Changed>;
  using Change = actions::Change<actions::OperatorAnswer>;
  // What is done with an answer; refusals are errors.
  using Done = std::function<void(const Answer&)>;

  // `name`: the operator's; `make`: the change, each time that it is asked for.
  void change(Payoutd& payoutd, std::string name, std::string key,
              std::function<Change(Payoutd&)> make, Done done, bool insists = true);
  void pay(Payoutd& payoutd);
  void pay_again(Payoutd& payoutd);
  void pay_otherwise(Payoutd& payoutd);
  void tell_payment(Payoutd& payoutd, const std::string& payment);
  void payment_told(const std::string& payment, bool told_before, const Answer& answer);
  void credit(Payoutd& payoutd);
  void unlock(Payoutd& payoutd);
  void reverse(Payoutd& payoutd);
  void spend(Payoutd& payoutd);
  void spend_again(Payoutd& payoutd);
  void ask_to_spend(Payoutd& payoutd, const std::string& invoice, bool first);
  void set_tier(Payoutd& payoutd);
  void move_some(Payoutd& payoutd);
  void move_on(Payoutd& payoutd, size_t user, payouts::PayoutNumber number);
  void approve(Payoutd& payoutd, const KnownRequest& request);
  void move(Payoutd& payoutd, size_t user, payouts::PayoutNumber number, payouts::Status to);
  // `render` makes the answer of what was made.
  template <class Made, class Render>
  static Change rendered(actions::Change<Made> change, Render render) {
    return [change = std::move(change),
            render](store::Transaction& transaction) -> base::Result<actions::OperatorAnswer> {
      auto made = change(transaction);
      if (!made) return base::forward(std::move(made));
      return render(*made);
    };
  }
  // One of the newest rewards of any user.
  struct Picked {
    size_t user;
    referrals::RewardId id;
    int64_t number;
  };
  std::optional<Picked> pick_reward(size_t newest);
  void keep(std::vector<std::string>& kept, const std::string& one);
  void tell(const std::string& what) { breaches_.tell("an operator " + what); }

  const std::vector<payouts::OwnerId> users_;
  const base::Clock& clock_;
  Dice& dice_;
  UserAuditor& auditor_;
  Breaches& breaches_;
  Errands errands_;
  std::vector<std::string> payments_;              // some that were answered
  std::vector<std::string> invoices_;              // likewise
  std::map<base::Uuid, payouts::Status> decided_;  // what shall become of a payout in the end
  uint64_t made_ = 0;
  StaffCounts counts_;
  Digest digest_;
};

}  // namespace payoutd::sim
