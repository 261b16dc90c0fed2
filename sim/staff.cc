#include "sim/staff.h"

#include <algorithm>

#include "actions/audited_call.h"
#include "base/check.h"

namespace payoutd::sim {
namespace {

constexpr size_t kept_max = 1'000;

actions::OperatorAnswer answer_of(const actions::OwnedReward& reward) {
  const referrals::Reward& it = reward.stored.reward;
  return {200, base::to_text(it.id.value) + " " + std::to_string(it.number) + " " +
                   std::to_string(it.amount.micro)};
}

struct ShownReward {
  referrals::RewardId id;
  int64_t number = 0;
  int64_t amount = 0;
};

// What answer_of wrote.
ShownReward shown_reward(const std::string& body) {
  const size_t space = body.find(' ');
  const auto id = base::parse_uuid(body.substr(0, space));
  base::check(id.has_value(), "an answer names a reward");
  ShownReward shown{{*id}};
  const size_t second = body.find(' ', space + 1);
  shown.number = std::strtoll(body.c_str() + space, nullptr, 10);
  shown.amount = std::strtoll(body.c_str() + second, nullptr, 10);
  return shown;
}

}  // namespace

void Staff::act(Payoutd& payoutd) {
  const uint64_t choice = dice_.below(100);
  if (choice < 33) {
    pay(payoutd);
  } else if (choice < 38) {
    pay_again(payoutd);
  } else if (choice < 39) {
    pay_otherwise(payoutd);
  } else if (choice < 46) {
    credit(payoutd);
  } else if (choice < 50) {
    unlock(payoutd);
  } else if (choice < 56) {
    reverse(payoutd);
  } else if (choice < 62) {
    spend(payoutd);
  } else if (choice < 64) {
    spend_again(payoutd);
  } else if (choice < 67) {
    set_tier(payoutd);
  } else {
    move_some(payoutd);
  }
}

void Staff::keep(std::vector<std::string>& kept, const std::string& one) {
  if (kept.size() < kept_max) {
    kept.push_back(one);
  } else {
    dice_.pick(kept) = one;
  }
}

void Staff::change(Payoutd& payoutd, std::string name, std::string key,
                   std::function<Change(Payoutd&)> make, Done done, bool insists) {
  errands_.run(
      payoutd,
      [this, name = std::move(name), key = std::move(key), make = std::move(make),
       done = std::move(done)](Payoutd& server, const Errands::Shared& errand) {
        actions::Operator who{.name = name, .roles = access::Roles::all()};
        who.call = std::make_shared<actions::AuditedCall>(
            server.writer, clock_,
            actions::AuditSubject{.operator_name = who.name, .action = "simulated"});
        server.changes.run(
            who, {key, base::sha256(key)}, make(server),
            [](actions::OperatorAnswer& answer) { return answer; },
            // The call lives until its answer.
            [this, call = who.call, errand, done](const Answer& answer) {
              const base::Error* error = answer ? nullptr : &answer.error();
              if (!errands_.is_answered(errand, error)) return;
              digest_.add(answer ? answer->answer.body : error->reason);
              done(answer);
            });
      },
      insists);
}

void Staff::pay(Payoutd& payoutd) {
  const std::string payment = "payment-" + std::to_string(++made_);
  auditor_.wishes.payments.emplace(payment,
                                   PaymentWish{.invitee = dice_.below(users_.size()),
                                               .amount = dice_.between(10'000, 2'000'000'000)});
  tell_payment(payoutd, payment);
  if (dice_.one_in(30)) tell_payment(payoutd, payment);  // told by two at once
}

void Staff::pay_again(Payoutd& payoutd) {
  if (payments_.empty()) return;
  ++counts_.told_again;
  tell_payment(payoutd, dice_.pick(payments_));
}

void Staff::tell_payment(Payoutd& payoutd, const std::string& payment) {
  ++counts_.payments;
  // Somebody is known to have invited the payer since before this.
  const PaymentWish& wish = auditor_.wishes.payments.at(payment);
  const bool invited = auditor_.books()[wish.invitee].inviter.has_value();
  const bool told_before = wish.answered || !wish.asked_at.empty();
  change(
      payoutd, "op-1", "",
      [this, payment](Payoutd& server) {
        PaymentWish& asked = auditor_.wishes.payments.at(payment);
        asked.asked_at.push_back(auditor_.wishes.tick());
        return rendered(server.referrals.pay({payment, users_[asked.invitee], asked.amount}),
                        [](const std::optional<actions::OwnedReward>& made) {
                          return made ? answer_of(*made) : actions::OperatorAnswer{200, ""};
                        });
      },
      [this, payment, told_before, invited](const Answer& answer) {
        payment_told(payment, told_before || !invited, answer);
      });
}

void Staff::payment_told(const std::string& payment, bool may_be_nothing, const Answer& answer) {
  if (!answer) return tell("could not tell of a payment for " + answer.error().reason);
  PaymentWish& wish = auditor_.wishes.payments.at(payment);
  std::optional<referrals::RewardId> reward;
  if (!answer->answer.body.empty()) reward = shown_reward(answer->answer.body).id;
  if (wish.answered && wish.reward != reward) {
    tell("was told that something else came of " + payment);
  }
  if (!reward && !may_be_nothing) tell("was told that nothing came of " + payment);
  if (!std::exchange(wish.answered, true)) keep(payments_, payment);
  wish.reward = reward;
  if (!reward) {
    return auditor_.promise([this, payment]() -> UserBook::Fault {
      if (!auditor_.wishes.payments.at(payment).rewarded) return {};
      return "of " + payment + " came a reward, and the answer was that none did";
    });
  }
  const ShownReward shown = shown_reward(answer->answer.body);
  auditor_.promise([this, shown, payment, invitee = wish.invitee]() -> UserBook::Fault {
    const auto& inviter = auditor_.books()[invitee].inviter;
    for (const UserBook& book : auditor_.books()) {
      if (!inviter || book.owner.key != inviter->inviter) continue;
      const auto& rewards = book.rewards();
      const bool there = shown.number <= static_cast<int64_t>(rewards.size()) &&
                         rewards[static_cast<size_t>(shown.number) - 1].id == shown.id &&
                         rewards[static_cast<size_t>(shown.number) - 1].amount == shown.amount;
      if (there) return {};
    }
    return "the reward of " + payment + " was acknowledged and is not there";
  });
}

void Staff::pay_otherwise(Payoutd& payoutd) {
  if (payments_.empty()) return;
  ++counts_.differing;
  const std::string payment = dice_.pick(payments_);
  const PaymentWish& wish = auditor_.wishes.payments.at(payment);
  const bool other_amount = dice_.one_in(2);
  const size_t invitee = other_amount ? wish.invitee : (wish.invitee + 1) % users_.size();
  const int64_t amount = wish.amount + (other_amount ? 1 : 0);
  change(
      payoutd, "op-1", "",
      [this, payment, invitee, amount](Payoutd& server) {
        return rendered(server.referrals.pay({payment, users_[invitee], amount}),
                        [](const auto& /*made*/) { return actions::OperatorAnswer{}; });
      },
      [this, payment](const Answer& answer) {
        if (answer) return tell("could tell of " + payment + " with other content");
        if (answer.error().reason != "payment_differs") {
          tell("told of a payment with other content and heard " + answer.error().reason);
        }
      },
      false);
}

void Staff::credit(Payoutd& payoutd) {
  ++counts_.credits;
  const std::string note = "credit " + std::to_string(++made_);
  const CreditWish wish{.user = dice_.below(users_.size()),
                        .amount = dice_.between(1, 150'000'000),
                        .available = dice_.one_in(3)};
  auditor_.wishes.credits.emplace(note, wish);
  const bool with_key = !dice_.one_in(5);
  change(
      payoutd, "op-1", with_key ? note : "",
      [this, note, wish](Payoutd& server) {
        return rendered(
            server.referrals.credit(users_[wish.user], {wish.amount, note, wish.available}),
            answer_of);
      },
      [this, wish](const Answer& answer) {
        if (!answer) return tell("could not credit a reward for " + answer.error().reason);
        const ShownReward shown = shown_reward(answer->answer.body);
        if (shown.amount != wish.amount) tell("credited another sum than was asked for");
        auditor_.promise_reward(wish.user, shown.id, shown.number, shown.amount);
      },
      with_key);
}

std::optional<Staff::Picked> Staff::pick_reward(size_t newest) {
  const size_t user = dice_.below(users_.size());
  const auto& rewards = auditor_.books()[user].rewards();
  if (rewards.empty()) return std::nullopt;
  const size_t place = rewards.size() - 1 - dice_.below(std::min(rewards.size(), newest));
  return Picked{user, rewards[place].id, static_cast<int64_t>(place) + 1};
}

void Staff::unlock(Payoutd& payoutd) {
  const auto picked = pick_reward(2);
  if (!picked) return;
  auditor_.wishes.unlocks.insert(picked->id.value);
  change(
      payoutd, "op-1", "",
      [id = picked->id](Payoutd& server) {
        return rendered(server.referrals.unlock(id), answer_of);
      },
      [this, picked](const Answer& answer) {
        if (!answer) {
          if (answer.error().reason != "reward_not_actionable") {
            tell("could not unlock a reward for " + answer.error().reason);
          }
          return;
        }
        ++counts_.unlocked;
        auditor_.promise([this, picked]() -> UserBook::Fault {
          const auto& rewards = auditor_.books()[picked->user].rewards();
          const KnownReward& reward = rewards[static_cast<size_t>(picked->number) - 1];
          if (reward.status != referrals::RewardStatus::pending) return {};
          return "a reward was said to be unlocked and is pending";
        });
      },
      dice_.one_in(2));
}

void Staff::reverse(Payoutd& payoutd) {
  const auto picked = pick_reward(15);
  if (!picked) return;
  auditor_.wishes.reversals.insert(picked->id.value);
  change(
      payoutd, "op-1", "",
      [id = picked->id](Payoutd& server) {
        return rendered(server.referrals.reverse(id, ""), answer_of);
      },
      [this, picked](const Answer& answer) {
        if (!answer) {
          const std::string& reason = answer.error().reason;
          if (reason == "reward_in_use") {
            ++counts_.in_use;
          } else if (reason != "reward_not_actionable") {
            tell("could not reverse a reward for " + reason);
          }
          return;
        }
        ++counts_.reversed;
        auditor_.promise([this, picked]() -> UserBook::Fault {
          const auto& rewards = auditor_.books()[picked->user].rewards();
          const KnownReward& reward = rewards[static_cast<size_t>(picked->number) - 1];
          if (reward.status == referrals::RewardStatus::reversed) return {};
          return "a reward was said to be reversed and is not";
        });
      },
      dice_.one_in(2));
}

}  // namespace payoutd::sim
