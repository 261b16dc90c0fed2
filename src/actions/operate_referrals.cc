#include "actions/operate_referrals.h"

#include <utility>

#include "actions/attribution.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

constexpr uint32_t attributions_shown = 50;

base::Result<payouts::OwnerKey> find_key(store::Reads& reads, const payouts::OwnerId& user) {
  const auto found = reads.find_user(user);
  if (!found) return base::refused("user_not_found", "there is no such user");
  return found->key;
}

base::Result<OwnedReward> owned(store::Reads& reads, base::Result<store::StoredReward> stored) {
  if (!stored) return base::forward(std::move(stored));
  const auto user = reads.find_user(stored->owner);
  base::check(user.has_value(), "a reward is a user's");
  return OwnedReward{std::move(*stored), user->id};
}

}  // namespace

referrals::RewardId OperateReferrals::new_id() const {
  return {base::make_uuid_v7(clock_.now(), random_)};
}

Change<std::optional<OwnedReward>> OperateReferrals::pay(ToldPayment payment) const {
  return [this, payment = std::move(payment)](
             store::Transaction& transaction) -> base::Result<std::optional<OwnedReward>> {
    const auto invitee = find_key(transaction, payment.invitee);
    if (!invitee) return tl::unexpected(invitee.error());
    auto rewarded =
        reward_payment(transaction, rules_, {payment.payment_id, *invitee, payment.amount_micro},
                       new_id(), clock_.now());
    if (!rewarded) return base::forward(std::move(rewarded));
    if (!*rewarded) return std::nullopt;
    auto reward = owned(transaction, std::move(**rewarded));
    if (!reward) return base::forward(std::move(reward));
    return std::optional(std::move(*reward));
  };
}

Change<OwnedReward> OperateReferrals::credit(const payouts::OwnerId& user, NewCredit credit) const {
  return [this, user, credit = std::move(credit)](
             store::Transaction& transaction) -> base::Result<OwnedReward> {
    const auto key = find_key(transaction, user);
    if (!key) return tl::unexpected(key.error());
    return owned(transaction,
                 credit_reward(transaction, rules_, *key, credit, new_id(), clock_.now()));
  };
}

Change<OwnedReward> OperateReferrals::unlock(const referrals::RewardId& id) const {
  return [this, id](store::Transaction& transaction) {
    return owned(transaction, unlock_reward(transaction, id, clock_.now()));
  };
}

Change<OwnedReward> OperateReferrals::reverse(const referrals::RewardId& id,
                                              std::string reason) const {
  return [this, id, reason = std::move(reason)](store::Transaction& transaction) {
    return owned(transaction, reverse_reward(transaction, id, reason, clock_.now()));
  };
}

Change<bool> OperateReferrals::spend(const payouts::OwnerId& user, NewSpending spending) const {
  return [this, user,
          spending = std::move(spending)](store::Transaction& transaction) -> base::Result<bool> {
    const auto key = find_key(transaction, user);
    if (!key) return tl::unexpected(key.error());
    auto spent = spend_on_invoice(transaction, rules_, *key, spending, clock_.now());
    if (!spent) return base::forward(std::move(spent));
    return true;
  };
}

Change<TierChange> OperateReferrals::set_tier(const payouts::OwnerId& user, int64_t tier,
                                              std::string note) const {
  return [this, user, tier,
          note = std::move(note)](store::Transaction& transaction) -> base::Result<TierChange> {
    if (rules_.tiers.find(tier) == nullptr) {
      return base::refused("invalid_tier", "there is no such tier");
    }
    const auto key = find_key(transaction, user);
    if (!key) return tl::unexpected(key.error());
    const base::Timestamp now = clock_.now();
    auto profile = transaction.find_profile(*key).value_or(store::Profile{});
    const TierChange change{rules_.tiers.of(profile.tier).number, tier};
    profile.tier = tier;
    profile.updated_at = now;
    transaction.put_profile(*key, profile);
    std::string detail = std::to_string(change.old_tier) + " → " + std::to_string(tier);
    if (!note.empty()) detail += ": " + note;
    note_attribution(transaction, *key, store::AttributionKind::tier_changed, {}, detail, now);
    return change;
  };
}

base::Result<ReferralStanding> OperateReferrals::standing(const payouts::OwnerId& user) const {
  ReferralStanding standing;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    const auto found = reads.find_user(user);
    if (!found) return base::refused("user_not_found", "there is no such user");
    standing.overview = read_overview(reads, rules_, found->key, user);
    standing.email = found->email;
    standing.attributions = reads.list_attributions(found->key, attributions_shown);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return standing;
}

}  // namespace payoutd::actions
