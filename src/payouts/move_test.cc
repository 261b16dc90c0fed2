#include "payouts/move.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "payouts/move_table.h"

namespace payoutd::payouts {
namespace {

const base::Timestamp created_at{1'705'314'600'000'000};
const base::Timestamp later{created_at.micros + 60'000'000};

Payout payout_that_is(Status status) {
  Payout payout{.amount = {1'000'000, *money::find_currency("USD")}};
  payout.status = status;
  payout.created_at = created_at;
  payout.updated_at = created_at;
  return payout;
}

Move move_to(Status to) {
  Move move{.to = to,
            .actor = {ActorType::rail, "sandbox"},
            .message = "because",
            .nothing_was_sent = true};
  if (to == Status::failed) move.failure_code = "account_closed";
  return move;
}

// The table of contract §2, written out a second time.
const std::map<Status, std::set<Status>>& allowed() {
  using enum Status;
  static const std::map<Status, std::set<Status>> table = {
      {created, {queued, processing, completed, failed, cancelled, expired}},
      {queued, {processing, completed, failed, cancelled, expired}},
      {processing, {settling, action_required, completed, failed, cancelled}},
      {settling, {action_required, completed, failed}},
      {action_required, {queued, processing, settling, cancelled, failed, expired}},
  };
  return table;
}

TEST(Move, every_pair_of_statuses_is_allowed_or_refused_as_the_contract_says) {
  size_t count = 0;
  for (const Status from : all_statuses) {
    for (const Status to : all_statuses) {
      const Payout before = payout_that_is(from);
      const auto moved = apply(before, move_to(to), later);
      const auto row = allowed().find(from);
      const bool expected = row != allowed().end() && row->second.contains(to);
      ASSERT_EQ(moved.has_value(), expected) << to_text(from) << " → " << to_text(to);
      if (!expected) {
        EXPECT_EQ(moved.error().reason, is_final(from) ? "already_final" : "move_not_allowed");
        continue;
      }
      ++count;
      EXPECT_EQ(moved->payout.status, to);
      EXPECT_EQ(moved->payout.updated_at, later);
      EXPECT_EQ(moved->history.from, from);
      EXPECT_EQ(moved->history.to, to);
      EXPECT_EQ(moved->history.at, later);
      EXPECT_EQ(moved->history.actor.id, "sandbox");
      EXPECT_EQ(resolution_of(to).has_value(), is_final(to));
    }
  }
  EXPECT_EQ(count, all_moves().size());
}

TEST(Move, the_status_has_its_time) {
  using enum Status;
  const std::pair<Status, std::optional<base::Timestamp> Payout::*> times[] = {
      {queued, &Payout::queued_at},       {processing, &Payout::submitted_at},
      {completed, &Payout::completed_at}, {failed, &Payout::failed_at},
      {cancelled, &Payout::cancelled_at}, {expired, &Payout::expired_at}};
  for (const auto& [to, time] : times) {
    const auto moved = apply(payout_that_is(created), move_to(to), later);
    ASSERT_TRUE(moved);
    for (const auto& [other, other_time] : times) {
      const auto expected = other == to ? std::optional(later) : std::nullopt;
      EXPECT_EQ(moved->payout.*other_time, expected) << to_text(to) << " " << to_text(other);
    }
  }
}

TEST(Move, a_status_reached_again_keeps_its_first_time) {
  Payout payout = payout_that_is(Status::action_required);
  payout.queued_at = created_at;
  EXPECT_EQ(apply(payout, move_to(Status::queued), later)->payout.queued_at, created_at);
}

TEST(Move, a_note_is_kept_until_another_one_is_given) {
  Payout payout{.amount = {1, *money::find_currency("USD")}};
  payout.note = "before";
  const auto queued = apply(payout, {.to = Status::queued, .actor = {}, .message = ""}, {});
  ASSERT_TRUE(queued);
  EXPECT_EQ(queued->payout.note, "before");
  const auto cancelled =
      apply(payout, {.to = Status::cancelled, .actor = {}, .message = "", .note = "after"}, {});
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->payout.note, "after");
}

TEST(Move, from_processing_to_cancelled_only_if_nothing_was_sent) {
  Move move = move_to(Status::cancelled);
  move.nothing_was_sent = false;
  const auto refused = apply(payout_that_is(Status::processing), move, later);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "sent_or_unknown");
  EXPECT_TRUE(apply(payout_that_is(Status::queued), move, later));
}

TEST(Move, history_from_elsewhere_never_moves) {
  Payout payout = payout_that_is(Status::created);
  payout.imported = true;
  EXPECT_EQ(apply(payout, move_to(Status::cancelled), later).error().reason, "imported");
}

TEST(Move, time_never_runs_backwards) {
  Payout payout = payout_that_is(Status::created);
  payout.updated_at = later;
  const auto moved = apply(payout, move_to(Status::queued), created_at);
  EXPECT_EQ(moved->payout.updated_at, later);
  EXPECT_EQ(moved->payout.queued_at, later);
}

TEST(Move, a_failure_keeps_its_code_and_reason) {
  Move move = move_to(Status::failed);
  move.failure_reason = "The account is closed";
  const auto moved = apply(payout_that_is(Status::settling), move, later);
  EXPECT_EQ(moved->payout.failure_code, "account_closed");
  EXPECT_EQ(moved->payout.failure_reason, "The account is closed");
}

}  // namespace
}  // namespace payoutd::payouts
