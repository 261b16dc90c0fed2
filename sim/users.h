// sim/users.h: users of the console. They invite each other, ask for payouts of what they earned,
// ask again when no answer comes, and tell the auditor what they were told.
#pragma once

#include "sim/dice.h"
#include "sim/digest.h"
#include "sim/errands.h"
#include "sim/user_auditor.h"

namespace payoutd::sim {

struct UserCounts {
  uint64_t requests = 0;
  uint64_t replays = 0;    // of what was answered
  uint64_t misuses = 0;    // of a key
  uint64_t poor = 0;       // refused for too little money
  uint64_t cancelled = 0;  // by the user
  uint64_t not_cancelled = 0;
  uint64_t invitations = 0;
};

class Users {
 public:
  Users(std::vector<actions::Caller> users, const base::Clock& clock, Dice& dice,
        UserAuditor& auditor, Breaches& breaches)
      : users_(std::move(users)),
        clock_(clock),
        dice_(dice),
        auditor_(auditor),
        breaches_(breaches) {}

  // One of all that users do.
  void act(Payoutd& payoutd);
  bool retry_lost(Payoutd& payoutd) { return errands_.retry_lost(payoutd); }
  void lose_answers() {
    errands_.lose_answers();
    on_the_way_.clear();
  }

  size_t count() const { return users_.size(); }
  const UserCounts& counts() const { return counts_; }
  const Errands& errands() const { return errands_; }
  uint64_t digest() const { return digest_.value(); }

 private:
  using Asked = base::Result<actions::PayoutRequest>;

  void ask_for_payout(Payoutd& payoutd);
  void ask_again(Payoutd& payoutd);
  void misuse_key(Payoutd& payoutd);
  void cancel_some(Payoutd& payoutd);
  void invite(Payoutd& payoutd);
  void ask(Payoutd& payoutd, const std::string& address, bool insists);
  void came_back(const std::string& address);
  void took(const std::string& address, const actions::PayoutRequest& given);
  void refused(const std::string& address, const base::Error& error);
  int64_t choose_amount(size_t user);
  void tell(const std::string& what) { breaches_.tell("a user " + what); }

  const std::vector<actions::Caller> users_;
  const base::Clock& clock_;
  Dice& dice_;
  UserAuditor& auditor_;
  Breaches& breaches_;
  Errands errands_;
  std::vector<std::string> answered_;  // with a key; by address
  std::map<std::string, uint32_t> on_the_way_;
  uint64_t made_ = 0;
  UserCounts counts_;
  Digest digest_;
};

}  // namespace payoutd::sim
