// The part of SqliteTransaction that is about users who invite others.

#include "base/check.h"
#include "store/sql/referral_statements.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {

using payouts::OwnerKey;

namespace {

std::optional<int64_t> key_or_unset(const std::optional<OwnerKey>& owner) {
  if (!owner) return std::nullopt;
  return owner->value;
}

}  // namespace

void SqliteTransaction::put_profile(OwnerKey user, const Profile& profile) {
  Statement put = writer_.prepare(sql::put_profile);
  put.bind(1, user.value);
  put.bind(2, profile.tier);
  put.bind_text_or_null(3, profile.display_name);
  put.bind_time(4, profile.updated_at);
  if (profile.invitation) {
    put.bind(5, profile.invitation->inviter.value);
    put.bind(6, profile.invitation->invitee_number);
  } else {
    put.bind_null(5);
    put.bind_null(6);
  }
  put.run();
}

void SqliteTransaction::put_code(const ReferralCode& code) {
  Statement put = writer_.prepare(sql::put_code);
  put.bind_text(1, code.code);
  put.bind(2, code.owner.value);
  put.bind_blob(3, code.id.value.bytes);
  put.bind_time(4, code.created_at);
  put.bind_time(5, code.disabled_at);
  put.run();
  base::check(writer_.changed_rows() == 1, "a code is put by the one whose it is");
}

void SqliteTransaction::put_invitee(OwnerKey inviter, const Invitee& invitee) {
  const std::string paid = money::to_digits(invitee.total_paid_micro);
  Statement put = writer_.prepare(sql::put_invitee);
  put.bind(1, inviter.value);
  put.bind(2, invitee.number);
  put.bind(3, invitee.user.value);
  put.bind_time(4, invitee.signed_at);
  put.bind_text(5, paid);
  put.bind(6, invitee.payments);
  put.run();
}

void SqliteTransaction::add_reward(OwnerKey user, const referrals::Reward& reward) {
  Statement insert = writer_.prepare(sql::add_reward);
  insert.bind(1, user.value);
  insert.bind(2, reward.number);
  insert.bind_blob(3, reward.id.value.bytes);
  insert.bind(4, static_cast<int64_t>(reward.status));
  insert.bind_text(5, reward.amount.currency.code());
  insert.bind(6, reward.amount.micro);
  insert.bind(7, reward.free_micro);
  insert.bind(8, reward.reserved_micro);
  insert.bind(9, reward.paid_micro);
  insert.bind(10, reward.spent_micro);
  insert.bind_integer_or_null(11, reward.invitee_number);
  insert.bind_text_or_null(12, reward.payment_id);
  insert.bind_integer_or_null(13, reward.payment_micro);
  insert.bind_integer_or_null(14, reward.rate_bps);
  insert.bind_integer_or_null(15, reward.tier);
  insert.bind_text_or_null(16, reward.note);
  insert.bind_time(17, reward.created_at);
  insert.bind_time(18, reward.unlocks_at);
  insert.bind_time(19, reward.available_at);
  insert.bind_time(20, reward.reversed_at);
  insert.run();
}

void SqliteTransaction::update_reward(OwnerKey user, const referrals::Reward& reward) {
  Statement update = writer_.prepare(sql::update_reward);
  update.bind(1, user.value);
  update.bind(2, reward.number);
  update.bind(3, static_cast<int64_t>(reward.status));
  update.bind(4, reward.free_micro);
  update.bind(5, reward.reserved_micro);
  update.bind(6, reward.paid_micro);
  update.bind(7, reward.spent_micro);
  update.bind_time(8, reward.available_at);
  update.bind_time(9, reward.reversed_at);
  update.bind_text_or_null(10, reward.note);
  update.run();
  base::check(writer_.changed_rows() == 1, "a reward that is updated exists");
}

void SqliteTransaction::add_reward_use(OwnerKey user, payouts::PayoutNumber payout,
                                       const RewardUse& use) {
  Statement insert = writer_.prepare(sql::add_reward_use);
  insert.bind(1, user.value);
  insert.bind(2, payout);
  insert.bind(3, use.reward);
  insert.bind(4, use.amount_micro);
  insert.run();
}

void SqliteTransaction::add_referral_payment(const ReferralPayment& payment) {
  Statement insert = writer_.prepare(sql::add_payment);
  insert.bind_text(1, payment.payment_id);
  insert.bind_blob(2, payment.meaning);
  insert.bind_integer_or_null(3, key_or_unset(payment.rewarded));
  insert.bind(4, payment.reward);
  insert.bind_time(5, payment.created_at);
  insert.run();
}

void SqliteTransaction::add_spending(OwnerKey user, const Spending& spending) {
  Statement insert = writer_.prepare(sql::add_spending);
  insert.bind(1, user.value);
  insert.bind_text(2, spending.invoice_id);
  insert.bind(3, spending.amount_micro);
  insert.bind(4, spending.entry);
  insert.bind_time(5, spending.created_at);
  insert.run();
}

void SqliteTransaction::add_attribution(OwnerKey user, const Attribution& attribution,
                                        std::optional<OwnerKey> invitee) {
  Statement insert = writer_.prepare(sql::add_attribution);
  insert.bind(1, user.value);
  insert.bind(2, attribution.number);
  insert.bind(3, static_cast<int64_t>(attribution.kind));
  insert.bind_integer_or_null(4, key_or_unset(invitee));
  insert.bind_text(5, attribution.detail);
  insert.bind_time(6, attribution.created_at);
  insert.run();
}

}  // namespace payoutd::store::sqlite
