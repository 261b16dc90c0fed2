#include "sim/users.h"

#include <algorithm>

#include "actions/attribution.h"
#include "base/check.h"
#include "referrals/code.h"

namespace payoutd::sim {
namespace {

constexpr size_t answered_max = 1'000;

payouts::RequestedPayout requested(const std::string& address, const RequestWish& wish) {
  return {{wish.amount, *money::find_currency("USD")}, wish.network, address};
}

}  // namespace

void Users::act(Payoutd& payoutd) {
  const uint64_t choice = dice_.below(100);
  if (choice < 55) {
    ask_for_payout(payoutd);
  } else if (choice < 63) {
    ask_again(payoutd);
  } else if (choice < 66) {
    misuse_key(payoutd);
  } else if (choice < 84) {
    cancel_some(payoutd);
  } else {
    invite(payoutd);
  }
}

// Mostly part of what the last audit saw; now and then all of it, or more.
int64_t Users::choose_amount(size_t user) {
  const auto free = static_cast<int64_t>(auditor_.books()[user].sums().free);
  if (free == 0 || dice_.one_in(12)) return free + dice_.between(1, 20'000'000);
  if (dice_.one_in(10)) return free;
  return dice_.between(1, std::max<int64_t>(1, free / dice_.between(1, 6)));
}

void Users::ask_for_payout(Payoutd& payoutd) {
  ++counts_.requests;
  const size_t user = dice_.below(users_.size());
  const std::string number = std::to_string(++made_);
  const std::string address = "0xaddress" + number;
  RequestWish wish{.user = user, .amount = choose_amount(user), .network = "erc20", .key = {}};
  if (!dice_.one_in(4)) wish.key = "user-key-" + number;
  auditor_.wishes.requests.emplace(address, wish);
  // Without a key it may be there twice: some ask again all the same.
  ask(payoutd, address, wish.key.has_value() || dice_.one_in(2));
  if (dice_.one_in(50)) ask(payoutd, address, false);  // a double click
}

void Users::ask(Payoutd& payoutd, const std::string& address, bool insists) {
  errands_.run(
      payoutd,
      [this, address](Payoutd& server, const Errands::Shared& errand) {
        RequestWish& wish = auditor_.wishes.requests.at(address);
        ++wish.asked;
        ++on_the_way_[address];
        server.request.create(users_[wish.user], requested(address, wish), wish.key,
                              [this, address, errand](const Asked& result) {
                                came_back(address);
                                const base::Error* error = result ? nullptr : &result.error();
                                if (!errands_.is_answered(errand, error)) return;
                                if (error == nullptr) return took(address, *result);
                                refused(address, *error);
                              });
      },
      insists);
}

void Users::came_back(const std::string& address) {
  const auto found = on_the_way_.find(address);
  if (--found->second == 0) on_the_way_.erase(found);
}

void Users::took(const std::string& address, const actions::PayoutRequest& given) {
  RequestWish& wish = auditor_.wishes.requests.at(address);
  const payouts::Payout& payout = given.stored.payout;
  digest_.add(payout.id.value);
  if (payout.address != address || payout.amount.micro != wish.amount ||
      payout.status != payouts::Status::created) {
    tell("was answered with another payout than was asked for");
  }
  if (given.replayed && !wish.key) tell("was answered with an old payout without a key");
  if (wish.key && wish.answer) {
    if (*wish.answer != payout.id) tell("was answered differently the second time");
    if (!given.replayed) tell("got a payout twice for one key");
  }
  wish.answer = payout.id;
  if (wish.key && answered_.size() < answered_max) answered_.push_back(address);
  auditor_.promise(
      [this, user = wish.user, number = payout.number, id = payout.id]() -> UserBook::Fault {
        const auto& requests = auditor_.books()[user].requests;
        if (number < requests.size() && requests[number].id == id) return {};
        return "payout " + payouts::to_partner_text(id) + " was acknowledged and is not there";
      });
}

void Users::refused(const std::string& address, const base::Error& error) {
  const RequestWish& wish = auditor_.wishes.requests.at(address);
  digest_.add(error.reason);
  if (error.reason == "balance_insufficient" && !(wish.answer && wish.key)) {
    ++counts_.poor;
  } else if (error.reason != "idempotency_key_in_use") {
    tell("was refused a payout for " + error.reason);
  } else if (!on_the_way_.contains(address)) {
    tell("was told that a key is in use, and it is not");
  }
}

void Users::ask_again(Payoutd& payoutd) {
  if (answered_.empty()) return;
  ++counts_.replays;
  ask(payoutd, dice_.pick(answered_), true);
}

void Users::misuse_key(Payoutd& payoutd) {
  if (answered_.empty()) return;
  ++counts_.misuses;
  const std::string address = dice_.pick(answered_);
  RequestWish wish = auditor_.wishes.requests.at(address);
  ++wish.amount;
  payoutd.request.create(users_[wish.user], requested(address, wish), wish.key,
                         [this](const Asked& result) {
                           if (result) return tell("could use a key for something else");
                           const base::Error& error = result.error();
                           if (error.kind == base::ErrorKind::unavailable) return;
                           if (error.reason != "idempotency_key_reused") {
                             tell("used a key for something else and heard " + error.reason);
                           }
                         });
}

void Users::cancel_some(Payoutd& payoutd) {
  const size_t user = dice_.below(users_.size());
  const UserBook& book = auditor_.books()[user];
  if (book.requests.empty()) return;
  const size_t last = book.requests.size() - 1;
  const auto number =
      static_cast<payouts::PayoutNumber>(last - dice_.below(std::min(last + 1, size_t{6})));
  const payouts::PayoutId id = book.requests[number].id;
  const bool foreign = dice_.one_in(20);
  if (!foreign) auditor_.wishes.moves[id.value].cancelled_by_user = true;
  const actions::Caller& caller = users_[foreign ? (user + 1) % users_.size() : user];
  errands_.run(
      payoutd,
      [this, caller, user, number, id, foreign](Payoutd& server, const Errands::Shared& errand) {
        server.request.cancel(
            caller, id,
            [this, user, number, foreign, errand](const base::Result<store::StoredPayout>& result) {
              const base::Error* error = result ? nullptr : &result.error();
              if (!errands_.is_answered(errand, error)) return;
              digest_.add(error == nullptr ? std::string_view("cancelled") : error->reason);
              if (error == nullptr) {
                ++counts_.cancelled;
                if (foreign) tell("cancelled somebody else's payout");
                return auditor_.promise_status(user, number, payouts::Status::cancelled);
              }
              ++counts_.not_cancelled;
              if (error->reason != (foreign ? "payout_not_found" : "payout_not_actionable")) {
                tell("could not cancel a payout for " + error->reason);
              }
            });
      },
      dice_.one_in(2));
}

void Users::invite(Payoutd& payoutd) {
  ++counts_.invitations;
  const size_t user = dice_.below(users_.size());
  const size_t inviter = dice_.below(users_.size());  // at times the user, or the second one
  auditor_.wishes.invitations.emplace(user, inviter);
  const std::string code = referrals::account_code(users_[inviter].owner_id);
  errands_.run(
      payoutd, [this, user, inviter, code](Payoutd& server, const Errands::Shared& errand) {
        server.writer.submit(
            [this, user, code](store::Transaction& transaction) -> base::Status {
              const auto owner = transaction.change_owner(users_[user].owner);
              if (!owner) return base::refused("owner_not_found", "");
              actions::attribute_user(transaction, **owner, code, clock_.now());
              return {};
            },
            [this, user, inviter, errand](const base::Status& written) {
              const base::Error* error = written ? nullptr : &written.error();
              if (!errands_.is_answered(errand, error)) return;
              if (error != nullptr) return tell("could not be invited for " + error->reason);
              if (user == inviter) return;
              auditor_.promise([this, user]() -> UserBook::Fault {
                if (auditor_.books()[user].inviter) return {};
                return "user " + std::to_string(user) + " was invited, and is nobody's invitee";
              });
            });
      });
}

}  // namespace payoutd::sim
