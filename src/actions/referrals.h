// actions/referrals.h: what a user sees and sets of the referral programme.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actions/authenticate.h"
#include "actions/rewards.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// Sums of the user's accounts.
struct ReferralBalance {
  money::Sum pending_micro = 0;
  money::Sum available_micro = 0;
  money::Sum lifetime_micro = 0;  // all that was credited, less what was reversed
};

struct ReferralOverview {
  std::string primary_code;
  std::optional<std::string> custom_slug;
  referrals::Tier tier;
  int64_t paid_invitees = 0;
  ReferralBalance balance;
  std::optional<std::string> inviter_display;
};

struct ReferralStanding {
  ReferralOverview overview;
  std::string email;
  std::vector<store::Attribution> attributions;  // newest first, up to 50
};

// What others see of a user without a name: `User` and the last 8 digits of the id.
std::string shown_name(const payouts::OwnerId& user, const std::string& display_name);

// Safe from any thread. Errors of reads: the store's; of writes: the writer's.
class Referrals {
 public:
  template <class T>
  using Done = std::function<void(base::Result<T>)>;

  Referrals(store::Store& store, store::Writer& writer, const base::Clock& clock,
            base::Random& random, ReferralRules rules)
      : store_(store), writer_(writer), clock_(clock), random_(random), rules_(std::move(rules)) {}

  const ReferralRules& rules() const { return rules_; }

  base::Result<ReferralOverview> overview(const Caller& user) const;
  base::Result<std::vector<store::StoredReward>> list_rewards(
      const Caller& user, const store::RewardQuery& query) const;
  base::Result<std::vector<store::ShownInvitee>> list_invitees(const Caller& user, uint64_t offset,
                                                               uint32_t limit) const;

  // `slug` as it was given. Replaces the one before. Refusals: `slug_invalid`, `slug_reserved`,
  // `slug_taken` (it is or was another user's).
  void set_slug(const Caller& user, std::string_view slug, Done<store::ReferralCode> done);
  // Also if there is none.
  void remove_slug(const Caller& user, std::function<void(base::Status)> done);

 private:
  base::Status take_slug(store::Transaction& transaction, const Caller& user,
                         const std::string& slug, std::optional<store::ReferralCode>& code);

  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
  base::Random& random_;
  const ReferralRules rules_;
};

// Of any user, inside a read.
ReferralOverview read_overview(store::Reads& reads, const ReferralRules& rules,
                               payouts::OwnerKey user, const payouts::OwnerId& id);

}  // namespace payoutd::actions
