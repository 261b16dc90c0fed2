// store/referrals.h: what is kept of users who invite others, as the store hands it out and takes
// it in: profiles, codes, invitees, rewards. Parts of Reads and Transaction, whose rules about
// trouble hold here too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "money/sum.h"
#include "payouts/payout.h"
#include "referrals/code.h"
#include "referrals/reward.h"

namespace payoutd::store {

// Who invited a user, and as which of its invitees.
struct Invitation {
  payouts::OwnerKey inviter;
  int64_t invitee_number = 0;
};

// What only users have; one that was never written has the first tier and nothing else.
struct Profile {
  int64_t tier = 0;
  std::string display_name;  // empty: none
  base::Timestamp updated_at;
  std::optional<Invitation> invitation;
};

// A slug that a user chose. Once somebody's it stays theirs, also when it is disabled.
struct ReferralCode {
  std::string code;
  payouts::OwnerKey owner;
  referrals::CodeId id;
  base::Timestamp created_at;
  std::optional<base::Timestamp> disabled_at;
};

struct Invitee {
  int64_t number = 0;  // 1, 2, 3 … of the inviter, by sign-up
  payouts::OwnerKey user;
  base::Timestamp signed_at;
  money::Sum total_paid_micro = 0;
  int64_t payments = 0;
};

// An invitee as its inviter may see it.
struct ShownInvitee {
  Invitee invitee;
  payouts::OwnerId id;
  std::string display_name;
};

struct UserName {
  payouts::OwnerKey key;
  payouts::OwnerId id;
  std::string email;
};

struct StoredReward {
  payouts::OwnerKey owner;
  referrals::Reward reward;
  std::optional<payouts::OwnerId> invitee{};  // as it is shown
};

struct RewardQuery {
  // In any order; nothing: every status.
  std::optional<std::vector<referrals::RewardStatus>> statuses{};
  uint64_t offset = 0;
  uint32_t limit = 50;
};

// How much a payout has taken of a reward.
struct RewardUse {
  int64_t reward = 0;
  int64_t amount_micro = 0;
};

struct LockedReward {
  payouts::OwnerKey owner;
  int64_t number = 0;
};

// What an invitee has paid, told once.
struct ReferralPayment {
  std::string payment_id;
  base::Sha256 meaning{};
  std::optional<payouts::OwnerKey> rewarded;  // nobody invited who paid, or the reward was nothing
  int64_t reward = 0;
  base::Timestamp created_at;
};

struct Spending {
  std::string invoice_id;
  int64_t amount_micro = 0;
  int64_t entry = 0;
  base::Timestamp created_at;
};

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class AttributionKind : int16_t { signup = 0, first_paid = 1, rejected = 2, tier_changed = 3 };
std::string_view to_text(AttributionKind kind);  // as in the enum
std::optional<AttributionKind> attribution_kind_from_number(int64_t number);

// Something that happened around a user's invitations.
struct Attribution {
  int64_t number = 0;
  AttributionKind kind = AttributionKind::signup;
  std::optional<payouts::OwnerId> invitee;
  std::string detail;  // for people; may be empty
  base::Timestamp created_at;
};

class ReferralReads {
 public:
  virtual ~ReferralReads() = default;

  // Nothing for a client.
  virtual std::optional<UserName> find_user(const payouts::OwnerId& id) = 0;
  virtual std::optional<UserName> find_user(payouts::OwnerKey key) = 0;
  virtual std::optional<Profile> find_profile(payouts::OwnerKey user) = 0;
  // Disabled ones too.
  virtual std::optional<ReferralCode> find_code(std::string_view code) = 0;
  // The one that works.
  virtual std::optional<ReferralCode> find_code_of(payouts::OwnerKey user) = 0;

  // Latest sign-up first.
  virtual std::vector<ShownInvitee> list_invitees(payouts::OwnerKey user, uint64_t offset,
                                                  uint32_t limit) = 0;
  virtual std::optional<ShownInvitee> find_invitee(payouts::OwnerKey user, int64_t number) = 0;
  virtual int64_t count_paid_invitees(payouts::OwnerKey user) = 0;

  virtual std::optional<StoredReward> find_reward(const referrals::RewardId& id) = 0;
  virtual std::optional<StoredReward> find_reward(payouts::OwnerKey user, int64_t number) = 0;
  // Newest first.
  virtual std::vector<StoredReward> list_rewards(payouts::OwnerKey user,
                                                 const RewardQuery& query) = 0;
  // Available ones in that currency of which something is free, oldest first, with numbers above
  // `after`.
  virtual std::vector<referrals::Reward> find_free_rewards(payouts::OwnerKey user,
                                                           money::Currency currency, int64_t after,
                                                           uint32_t limit) = 0;
  // By reward.
  virtual std::vector<RewardUse> find_reward_uses(payouts::OwnerKey user,
                                                  payouts::PayoutNumber payout) = 0;
  // Pending rewards of all users that are to be unlocked by `now`, longest due first.
  virtual std::vector<LockedReward> find_locked_rewards(base::Timestamp now, uint32_t limit) = 0;
  // When the first pending reward of all users is to be unlocked; nothing if there is none.
  virtual std::optional<base::Timestamp> next_unlock() = 0;

  virtual std::optional<ReferralPayment> find_referral_payment(std::string_view payment_id) = 0;
  virtual std::optional<Spending> find_spending(payouts::OwnerKey user,
                                                std::string_view invoice_id) = 0;
  // Newest first.
  virtual std::vector<Attribution> list_attributions(payouts::OwnerKey user, uint32_t limit) = 0;
};

class ReferralWrites {
 public:
  virtual ~ReferralWrites() = default;

  // Adds or replaces it.
  virtual void put_profile(payouts::OwnerKey user, const Profile& profile) = 0;
  // Adds it, or changes disabled_at of the one that its owner has already. Another of the owner's
  // must not work at the same time (checked).
  virtual void put_code(const ReferralCode& code) = 0;
  // Its number is the inviter's invitee_count, counted up. Also changes what it has paid.
  virtual void put_invitee(payouts::OwnerKey inviter, const Invitee& invitee) = 0;
  // Its number is the user's reward_count, counted up.
  virtual void add_reward(payouts::OwnerKey user, const referrals::Reward& reward) = 0;
  // Status, parts and times.
  virtual void update_reward(payouts::OwnerKey user, const referrals::Reward& reward) = 0;
  virtual void add_reward_use(payouts::OwnerKey user, payouts::PayoutNumber payout,
                              const RewardUse& use) = 0;
  virtual void add_referral_payment(const ReferralPayment& payment) = 0;
  virtual void add_spending(payouts::OwnerKey user, const Spending& spending) = 0;
  // Its number is the user's attribution_count, counted up.
  virtual void add_attribution(payouts::OwnerKey user, const Attribution& attribution,
                               std::optional<payouts::OwnerKey> invitee) = 0;
};

}  // namespace payoutd::store
