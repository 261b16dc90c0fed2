// actions/referral_fixture.h: what tests of referral money begin with: users in a store, and rules.
// For tests only.
#pragma once

#include <future>
#include <string>

#include "actions/create_user.h"
#include "actions/payout_fixture.h"
#include "actions/referrals.h"
#include "actions/rewards.h"

namespace payoutd::actions {

class ReferralFixture : public PayoutFixture {
 protected:
  explicit ReferralFixture(OpenStore open)
      : PayoutFixture(open), ada_(new_user("ada@x.test")), ben_(new_user("ben@x.test")) {}

  Caller new_user(const std::string& email, const std::string& referred_by = {}) {
    const auto made = create_user(*store_, clock_, random_, email, {{}, referred_by});
    base::check(made.has_value(), "a test's own step succeeds");
    return {.owner = made->key, .owner_id = made->id};
  }
  // Invited by Ada.
  Caller new_invitee(const std::string& email) {
    return new_user(email, referrals::account_code(ada_.owner_id));
  }

  referrals::RewardId new_id() { return {base::make_uuid_v7(clock_.now(), random_)}; }

  // What `work` gives, in a write of its own.
  template <class Work>
  auto written(const Work& work) {
    decltype(work(std::declval<store::Transaction&>())) result = base::refused("", "");
    const auto done = store_->write([&](store::Transaction& transaction) -> base::Status {
      result = work(transaction);
      if (result) return {};
      return tl::unexpected(result.error());
    });
    base::check(done.has_value() == result.has_value(), "a test's own step succeeds");
    return result;
  }

  base::Result<store::StoredReward> try_credit(const Caller& user, int64_t micro, bool available) {
    return written([&](store::Transaction& transaction) {
      return credit_reward(transaction, rules_, user.owner, {micro, "a note", available}, new_id(),
                           clock_.now());
    });
  }
  referrals::Reward credit(const Caller& user, int64_t micro, bool available = true) {
    auto credited = try_credit(user, micro, available);
    base::check(credited.has_value(), "a test's own step succeeds");
    return credited->reward;
  }
  base::Result<std::optional<store::StoredReward>> pay(const std::string& payment_id,
                                                       const Caller& invitee, int64_t micro) {
    return written([&](store::Transaction& transaction) {
      return reward_payment(transaction, rules_, {payment_id, invitee.owner, micro}, new_id(),
                            clock_.now());
    });
  }
  base::Status spend(const Caller& user, const std::string& invoice_id, int64_t micro) {
    return store_->write([&](store::Transaction& transaction) {
      return spend_on_invoice(transaction, rules_, user.owner, {invoice_id, micro}, clock_.now());
    });
  }

  referrals::Reward reward(const Caller& user, int64_t number) {
    return read([&](store::Reads& reads) { return reads.find_reward(user.owner, number); })->reward;
  }
  // "status free/reserved/paid/spent" of the reward.
  std::string parts(const Caller& user, int64_t number) {
    const referrals::Reward found = reward(user, number);
    return std::string(to_text(found.status)) + " " + std::to_string(found.free_micro) + "/" +
           std::to_string(found.reserved_micro) + "/" + std::to_string(found.paid_micro) + "/" +
           std::to_string(found.spent_micro);
  }
  ReferralOverview overview(const Caller& user) {
    return read([&](store::Reads& reads) {
      return read_overview(reads, rules_, user.owner, user.owner_id);
    });
  }
  // "pending/available/lifetime".
  std::string balance(const Caller& user) {
    const ReferralBalance found = overview(user).balance;
    return money::to_digits(found.pending_micro) + "/" + money::to_digits(found.available_micro) +
           "/" + money::to_digits(found.lifetime_micro);
  }
  // Newest first: "kind of NAME: detail; ".
  std::string attributions(const Caller& user) {
    std::string found;
    read([&](store::Reads& reads) {
      for (const store::Attribution& each : reads.list_attributions(user.owner, 50)) {
        found += std::string(to_text(each.kind)) + (each.invitee ? " of somebody" : "") +
                 (each.detail.empty() ? "" : ": " + each.detail) + "; ";
      }
      return true;
    });
    return found;
  }

  template <class T>
  static std::string word(const base::Result<T>& result) {
    return result ? "ok" : result.error().reason;
  }

  ReferralRules rules_{.currency = *money::find_currency("USD"), .hold_micros = 1'000, .tiers = {}};
  const Caller ada_;
  const Caller ben_;
};

}  // namespace payoutd::actions
