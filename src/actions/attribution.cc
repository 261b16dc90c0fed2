#include "actions/attribution.h"

#include <string>

#include "base/check.h"

namespace payoutd::actions {

using payouts::OwnerKey;

std::optional<OwnerKey> find_inviter(store::Transaction& transaction, std::string_view code) {
  if (const auto id = referrals::parse_account_code(code)) {
    const auto owner = transaction.find_user(*id);
    if (!owner) return std::nullopt;
    return owner->key;
  }
  const auto slug = transaction.find_code(referrals::normalised_slug(code));
  if (!slug || slug->disabled_at) return std::nullopt;
  return slug->owner;
}

void note_attribution(store::Transaction& transaction, OwnerKey user, store::AttributionKind kind,
                      std::optional<OwnerKey> invitee, std::string_view detail,
                      base::Timestamp now) {
  auto owner = transaction.change_owner(user);
  base::check(owner.has_value(), "whose invitations are noted exists");
  transaction.add_attribution(
      user, {++(*owner)->attribution_count, kind, {}, std::string(detail), now}, invitee);
}

void attribute_user(store::Transaction& transaction, const store::Owner& new_user,
                    std::string_view code, base::Timestamp now) {
  const auto inviter = find_inviter(transaction, code);
  if (!inviter) return;
  using enum store::AttributionKind;
  if (*inviter == new_user.key) {
    return note_attribution(transaction, *inviter, rejected, new_user.key, "own code", now);
  }
  auto profile = transaction.find_profile(new_user.key).value_or(store::Profile{});
  if (profile.invitation) {
    return note_attribution(transaction, *inviter, rejected, new_user.key, "already invited", now);
  }
  auto owner = transaction.change_owner(*inviter);
  base::check(owner.has_value(), "whose code it is exists");
  const int64_t number = ++(*owner)->invitee_count;
  transaction.put_invitee(*inviter, {number, new_user.key, now, 0, 0});
  profile.invitation = store::Invitation{*inviter, number};
  profile.updated_at = now;
  transaction.put_profile(new_user.key, profile);
  note_attribution(transaction, *inviter, signup, new_user.key, "", now);
}

}  // namespace payoutd::actions
