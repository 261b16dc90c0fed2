// The part of SqliteReads that is about users who invite others.

#include <algorithm>
#include <limits>

#include "store/sql/referral_statements.h"
#include "store/sqlite/reads.h"
#include "store/sqlite/referral_rows.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

using payouts::OwnerKey;

std::optional<UserName> first_user(Statement& query) {
  if (!query.step()) return std::nullopt;
  return UserName{{query.integer(0)}, {read_uuid(query, 1)}, std::string(query.text(2))};
}

ReferralCode read_code(const Statement& row) {
  return {std::string(row.text(0)),
          {row.integer(1)},
          {read_uuid(row, 2)},
          read_time(row, 3),
          row.time(4)};
}

ShownInvitee read_invitee(const Statement& row) {
  return {{row.integer(0), {row.integer(1)}, read_time(row, 2), read_sum(row, 3), row.integer(4)},
          {read_uuid(row, 5)},
          std::string(row.text(6))};
}

StoredReward read_stored_reward(const Statement& row) {
  StoredReward stored{{row.integer(0)}, read_reward(row), {}};
  if (!row.is_null(20)) stored.invitee = payouts::OwnerId{read_uuid(row, 20)};
  return stored;
}

std::optional<StoredReward> first_reward(Statement& query) {
  if (!query.step()) return std::nullopt;
  return read_stored_reward(query);
}

// From that column on.
ReferralPayment read_payment(const Statement& row, int first) {
  ReferralPayment payment{std::string(row.text(first)),
                          read_sha256(row, first + 1),
                          {},
                          row.integer(first + 3),
                          read_time(row, first + 4)};
  if (!row.is_null(first + 2)) payment.rewarded = OwnerKey{row.integer(first + 2)};
  return payment;
}

int64_t status_bits(const std::vector<referrals::RewardStatus>& statuses) {
  int64_t bits = 0;
  for (const referrals::RewardStatus each : statuses) bits |= int64_t{1} << static_cast<int>(each);
  return bits;
}

int64_t skipped(uint64_t offset) {
  return static_cast<int64_t>(std::min<uint64_t>(offset, std::numeric_limits<int64_t>::max()));
}

}  // namespace

std::optional<UserName> SqliteReads::find_user(const payouts::OwnerId& id) {
  Statement query = connection_.prepare(sql::user_by_id);
  query.bind_blob(1, id.value.bytes);
  return first_user(query);
}

std::optional<UserName> SqliteReads::find_user(OwnerKey key) {
  Statement query = connection_.prepare(sql::user_by_key);
  query.bind(1, key.value);
  return first_user(query);
}

std::optional<Profile> SqliteReads::find_profile(OwnerKey user) {
  Statement query = connection_.prepare(sql::find_profile);
  query.bind(1, user.value);
  if (!query.step()) return std::nullopt;
  Profile profile{query.integer(0), std::string(query.text(1)), read_time(query, 2), {}};
  if (!query.is_null(3)) profile.invitation = Invitation{{query.integer(3)}, query.integer(4)};
  return profile;
}

std::optional<ReferralCode> SqliteReads::find_code(std::string_view code) {
  Statement query = connection_.prepare(sql::find_code);
  query.bind_text(1, code);
  if (!query.step()) return std::nullopt;
  return read_code(query);
}

std::optional<ReferralCode> SqliteReads::find_code_of(OwnerKey user) {
  Statement query = connection_.prepare(sql::code_of_owner);
  query.bind(1, user.value);
  if (!query.step()) return std::nullopt;
  return read_code(query);
}

// Numbers have no gap: the highest that is shown behind `offset` newer ones; 0 if there is none.
int64_t SqliteReads::number_behind(std::string_view last, OwnerKey owner, uint64_t offset) {
  Statement query = connection_.prepare(last);
  query.bind(1, owner.value);
  const int64_t newest = query.step() ? query.integer(0) : 0;
  return skipped(offset) >= newest ? 0 : newest - skipped(offset);
}

std::vector<ShownInvitee> SqliteReads::list_invitees(OwnerKey user, uint64_t offset,
                                                     uint32_t limit) {
  const int64_t first = number_behind(sql::last_invitee, user, offset);
  Statement query = connection_.prepare(sql::list_invitees);
  query.bind(1, user.value);
  query.bind(2, first);
  query.bind(3, limit);
  std::vector<ShownInvitee> invitees;
  while (query.step()) invitees.push_back(read_invitee(query));
  return invitees;
}

std::optional<ShownInvitee> SqliteReads::find_invitee(OwnerKey user, int64_t number) {
  Statement query = connection_.prepare(sql::find_invitee);
  query.bind(1, user.value);
  query.bind(2, number);
  if (!query.step()) return std::nullopt;
  return read_invitee(query);
}

int64_t SqliteReads::count_paid_invitees(OwnerKey user) {
  Statement query = connection_.prepare(sql::count_paid_invitees);
  query.bind(1, user.value);
  return query.step() ? query.integer(0) : 0;
}

std::optional<StoredReward> SqliteReads::find_reward(const referrals::RewardId& id) {
  Statement query = connection_.prepare(sql::reward_by_id);
  query.bind_blob(1, id.value.bytes);
  return first_reward(query);
}

std::optional<StoredReward> SqliteReads::find_reward(OwnerKey user, int64_t number) {
  Statement query = connection_.prepare(sql::reward_by_number);
  query.bind(1, user.value);
  query.bind(2, number);
  return first_reward(query);
}

std::vector<StoredReward> SqliteReads::list_rewards(OwnerKey user, const RewardQuery& asked) {
  const size_t statuses = asked.statuses ? asked.statuses->size() : 0;
  Statement query = connection_.prepare(!asked.statuses ? sql::list_rewards
                                        : statuses == 1 ? sql::list_rewards_of_status
                                                        : sql::list_rewards_of_statuses);
  query.bind(1, user.value);
  if (!asked.statuses) {
    query.bind(2, number_behind(sql::last_reward, user, asked.offset));
  } else {
    query.bind(2, statuses == 1 ? static_cast<int64_t>(asked.statuses->front())
                                : status_bits(*asked.statuses));
    query.bind(4, skipped(asked.offset));
  }
  query.bind(3, asked.limit);
  std::vector<StoredReward> rewards;
  while (query.step()) rewards.push_back(read_stored_reward(query));
  return rewards;
}

std::vector<referrals::Reward> SqliteReads::find_free_rewards(OwnerKey user,
                                                              money::Currency currency,
                                                              int64_t after, uint32_t limit) {
  Statement query = connection_.prepare(sql::free_rewards);
  query.bind(1, user.value);
  query.bind(2, after);
  query.bind(3, limit);
  query.bind_text(4, currency.code());
  std::vector<referrals::Reward> rewards;
  while (query.step()) rewards.push_back(read_reward(query));
  return rewards;
}

std::vector<RewardUse> SqliteReads::find_reward_uses(OwnerKey user, payouts::PayoutNumber payout) {
  Statement query = connection_.prepare(sql::uses_of_payout);
  query.bind(1, user.value);
  query.bind(2, payout);
  std::vector<RewardUse> uses;
  while (query.step()) uses.push_back({query.integer(0), query.integer(1)});
  return uses;
}

std::vector<LockedReward> SqliteReads::find_locked_rewards(base::Timestamp now, uint32_t limit) {
  Statement query = connection_.prepare(sql::locked_rewards);
  query.bind_time(1, now);
  query.bind(2, limit);
  std::vector<LockedReward> locked;
  while (query.step()) locked.push_back({{query.integer(0)}, query.integer(1)});
  return locked;
}

std::optional<base::Timestamp> SqliteReads::next_unlock() {
  Statement query = connection_.prepare(sql::next_unlock);
  if (!query.step()) return std::nullopt;
  return query.time(0);
}

std::optional<ReferralPayment> SqliteReads::find_referral_payment(std::string_view payment_id) {
  Statement query = connection_.prepare(sql::find_payment);
  query.bind_text(1, payment_id);
  if (!query.step()) return std::nullopt;
  return read_payment(query, 0);
}

std::optional<Spending> SqliteReads::find_spending(OwnerKey user, std::string_view invoice_id) {
  Statement query = connection_.prepare(sql::find_spending);
  query.bind(1, user.value);
  query.bind_text(2, invoice_id);
  if (!query.step()) return std::nullopt;
  return read_spending(query);
}

std::vector<Attribution> SqliteReads::list_attributions(OwnerKey user, uint32_t limit) {
  Statement query = connection_.prepare(sql::list_attributions);
  query.bind(1, user.value);
  query.bind(2, limit);
  std::vector<Attribution> all;
  while (query.step()) {
    Attribution each{query.integer(0),
                     read_one_of(query, 1, &attribution_kind_from_number),
                     {},
                     std::string(query.text(3)),
                     read_time(query, 4)};
    if (!query.is_null(2)) each.invitee = payouts::OwnerId{read_uuid(query, 2)};
    all.push_back(std::move(each));
  }
  return all;
}

void SqliteReads::read_referral_books(OwnerKey owner, BooksSink& sink) {
  const auto rows_of = [&](std::string_view sql) {
    Statement query = connection_.prepare(sql);
    query.bind(1, owner.value);
    return query;
  };
  for (Statement query = rows_of(sql::rewards_of_owner); query.step();) {
    std::optional<ReferralPayment> payment;
    if (!query.is_null(20)) payment = read_payment(query, 20);
    sink.reward(read_reward(query), payment);
  }
  for (Statement query = rows_of(sql::uses_of_owner); query.step();) {
    sink.reward_use(read_number_or_unset(query, 0).value_or(0),
                    {query.integer(1), query.integer(2)});
  }
  for (Statement query = rows_of(sql::spendings_of_owner); query.step();) {
    sink.spending(read_spending(query));
  }
  for (Statement query = rows_of(sql::invitees_of_owner); query.step();) {
    std::optional<Invitation> invitation;
    if (!query.is_null(5)) invitation = Invitation{{query.integer(5)}, query.integer(6)};
    sink.invitee({query.integer(0),
                  {query.integer(1)},
                  read_time(query, 2),
                  read_sum(query, 3),
                  query.integer(4)},
                 invitation);
  }
  for (Statement query = rows_of(sql::attributions_of_owner); query.step();) {
    sink.attribution(query.integer(0));
  }
}

std::vector<std::string> SqliteReads::find_referral_damage() {
  std::vector<std::string> found;
  for (Statement twice = connection_.prepare(sql::reward_ids_used_twice); twice.step();) {
    found.push_back("the reward id " + base::to_text(read_uuid(twice, 0)) + " is used twice");
  }
  for (Statement lost = connection_.prepare(sql::payments_without_reward); lost.step();) {
    found.push_back("the payment " + std::string(lost.text(0)) + " names a reward that is not its");
  }
  return found;
}

}  // namespace payoutd::store::sqlite
