// rails/rail_contract.h: what every rail must do, as suites. A program includes it in one source
// (rail_contract_test.cc), which names the rails: RailContract runs on all of them,
// AutomaticRailContract and OtherRailContract on those that take submissions and those that do not.
// For tests only.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "payouts/failure_code.h"
#include "rails/rail.h"

namespace payoutd::rails {

// A rail, what is behind it, and the time.
class ScratchRail {
 public:
  virtual ~ScratchRail() = default;
  virtual Rail& rail() = 0;
  // A second rail on the same bank, as payoutd has after a restart or in another process.
  virtual std::unique_ptr<Rail> reopen() = 0;
  virtual base::FakeClock& clock() = 0;
  // Makes a payout that this rail will bring to that end; false if it cannot be made to.
  virtual bool aim(payouts::Payout& payout, OutcomeKind end) = 0;
  // How often the bank behind the rail took a submission under the key for a new one.
  virtual int received(const AttemptKey& key) = 0;
};

using OpenScratchRail = std::unique_ptr<ScratchRail> (*)();

class RailSuite : public testing::TestWithParam<OpenScratchRail> {
 protected:
  RailSuite()
      : scratch_(GetParam()()),
        rail_(scratch_->rail()),
        claims_(rail_.capabilities()),
        random_(1) {}

  base::Uuid new_id() { return base::make_uuid_v7(scratch_->clock().now(), random_); }

  Instruction instruction() {
    Instruction made{.key = {new_id()}, .payout = {.amount = {5'000'000, usd}}, .identifiers = {}};
    made.payout.id = {new_id()};
    made.payout.reference_id = "R1";
    made.payout.beneficiary_email = "jane@x.test";
    return made;
  }

  // Nothing if the rail cannot be brought to that end.
  std::optional<Instruction> aimed(OutcomeKind end) {
    Instruction made = instruction();
    if (!scratch_->aim(made.payout, end)) return std::nullopt;
    return made;
  }

  // Moves time on until the attempt is over.
  Outcome end_of(const AttemptKey& key) {
    for (int i = 0; i < 100; ++i) {
      const Outcome outcome = rail_.ask(key);
      expect_sound(outcome);
      if (is_final(outcome.kind)) return outcome;
      move_to(outcome);
    }
    ADD_FAILURE() << "the attempt does not end";
    return {};
  }

  void move_to(const Outcome& outcome) {
    const base::Timestamp now = scratch_->clock().now();
    const base::Timestamp next = outcome.ask_again_at.value_or(now);
    scratch_->clock().advance_micros(next > now ? next.micros - now.micros : 1'000'000);
  }

  static void expect_sound(const Outcome& outcome) {
    const bool refused = outcome.kind == OutcomeKind::refused;
    EXPECT_EQ(refused, payouts::find_failure_code(outcome.failure_code) != nullptr)
        << to_text(outcome.kind) << " " << outcome.failure_code;
    EXPECT_TRUE(refused || outcome.failure_code.empty()) << outcome.failure_code;
    EXPECT_TRUE(outcome.kind == OutcomeKind::settled || outcome.tx_hash.empty());
    EXPECT_FALSE(is_final(outcome.kind) && outcome.ask_again_at) << "nothing new will be told";
  }

  static void expect_same(const Outcome& said, const Outcome& before) {
    EXPECT_EQ(to_text(said.kind), to_text(before.kind));
    EXPECT_EQ(said.failure_code, before.failure_code);
    EXPECT_EQ(said.tx_hash, before.tx_hash);
    EXPECT_EQ(said.ask_again_at, before.ask_again_at);
  }

  const money::Currency usd = *money::find_currency("USD");
  std::unique_ptr<ScratchRail> scratch_;
  Rail& rail_;
  const Capabilities claims_;
  base::SeededRandom random_;
};

class RailContract : public RailSuite {};
class AutomaticRailContract : public RailSuite {};
class OtherRailContract : public RailSuite {};

TEST_P(RailContract, has_never_received_what_it_was_not_given) {
  rail_.submit(instruction());
  const AttemptKey other{new_id()};
  EXPECT_EQ(rail_.ask(other).kind, OutcomeKind::never_received);
  EXPECT_EQ(rail_.cancel(other).kind, OutcomeKind::never_received);
  EXPECT_EQ(rail_.ask(other).kind, OutcomeKind::never_received) << "asking gives it nothing";
  EXPECT_EQ(scratch_->received(other), 0);
}

TEST_P(RailContract, claims_the_same_always) {
  EXPECT_FALSE(claims_.name.empty());
  rail_.submit(instruction());
  const Capabilities again = scratch_->reopen()->capabilities();
  EXPECT_EQ(again.name, claims_.name);
  EXPECT_EQ(again.automatic, claims_.automatic);
  EXPECT_EQ(again.idempotent_submit, claims_.idempotent_submit);
  EXPECT_EQ(again.can_cancel, claims_.can_cancel);
}

TEST_P(OtherRailContract, takes_nothing) {
  EXPECT_FALSE(claims_.automatic);
  const Instruction given = instruction();
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = rail_.submit(given);
    EXPECT_EQ(outcome.kind, OutcomeKind::needs_action);
    EXPECT_FALSE(outcome.message.empty()) << "a person should know";
    expect_sound(outcome);
    EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::never_received);
    EXPECT_EQ(rail_.cancel(given.key).kind, OutcomeKind::never_received);
    EXPECT_EQ(scratch_->received(given.key), 0);
  }
}

TEST_P(AutomaticRailContract, can_settle) {
  EXPECT_TRUE(claims_.automatic);
  const auto given = aimed(OutcomeKind::settled);
  ASSERT_TRUE(given);
  EXPECT_EQ(rail_.submit(*given).kind, OutcomeKind::accepted);
  EXPECT_EQ(end_of(given->key).kind, OutcomeKind::settled);
}

TEST_P(AutomaticRailContract, tells_when_asked_what_it_told_when_given) {
  for (const OutcomeKind end :
       {OutcomeKind::settled, OutcomeKind::refused, OutcomeKind::needs_action}) {
    const auto given = aimed(end);
    if (!given) continue;
    const Outcome said = rail_.submit(*given);
    expect_sound(said);
    EXPECT_NE(said.kind, OutcomeKind::never_received);
    expect_same(rail_.ask(given->key), said);
  }
}

TEST_P(AutomaticRailContract, has_nothing_new_before_the_time_it_named) {
  const auto given = aimed(OutcomeKind::settled);
  ASSERT_TRUE(given);
  Outcome said = rail_.submit(*given);
  while (!is_final(said.kind)) {
    ASSERT_TRUE(said.ask_again_at);
    const base::Timestamp now = scratch_->clock().now();
    ASSERT_GT(*said.ask_again_at, now);
    scratch_->clock().advance_micros(said.ask_again_at->micros - now.micros - 1);
    expect_same(rail_.ask(given->key), said);
    scratch_->clock().advance_micros(1);
    said = rail_.ask(given->key);
  }
}

TEST_P(AutomaticRailContract, a_second_submission_of_a_key_changes_nothing) {
  if (!claims_.idempotent_submit) return;
  for (const OutcomeKind end :
       {OutcomeKind::settled, OutcomeKind::refused, OutcomeKind::needs_action}) {
    const auto given = aimed(end);
    if (!given) continue;
    const Outcome said = rail_.submit(*given);
    expect_same(rail_.submit(*given), said);
    expect_same(scratch_->reopen()->submit(*given), said);
    const Outcome ended = end_of(given->key);
    EXPECT_EQ(to_text(ended.kind), to_text(end));
    expect_same(rail_.submit(*given), ended);
    EXPECT_EQ(scratch_->received(given->key), 1);
  }
}

TEST_P(AutomaticRailContract, what_is_final_stays_whatever_happens) {
  for (const OutcomeKind end : {OutcomeKind::settled, OutcomeKind::refused,
                                OutcomeKind::needs_action, OutcomeKind::cancelled}) {
    const bool cancel = end == OutcomeKind::cancelled;
    const auto given = aimed(cancel ? OutcomeKind::settled : end);
    if (!given || (cancel && !claims_.can_cancel)) continue;
    rail_.submit(*given);
    if (cancel) rail_.cancel(given->key);
    const Outcome ended = end_of(given->key);
    EXPECT_EQ(to_text(ended.kind), to_text(end));
    for (int i = 0; i < 3; ++i) {
      expect_same(rail_.cancel(given->key), ended);
      if (claims_.idempotent_submit) expect_same(rail_.submit(*given), ended);
      expect_same(scratch_->reopen()->ask(given->key), ended);
      scratch_->clock().advance_micros(int64_t{86'400'000'000} << (4 * i));
      expect_same(rail_.ask(given->key), ended);
    }
  }
}

TEST_P(AutomaticRailContract, cancels_only_what_it_has_not_sent) {
  const auto given = aimed(OutcomeKind::settled);
  ASSERT_TRUE(given);
  ASSERT_EQ(rail_.submit(*given).kind, OutcomeKind::accepted);
  const Outcome said = rail_.cancel(given->key);
  expect_sound(said);
  if (claims_.can_cancel) {
    EXPECT_EQ(said.kind, OutcomeKind::cancelled);
  } else {
    EXPECT_NE(said.kind, OutcomeKind::cancelled);
    EXPECT_EQ(end_of(given->key).kind, OutcomeKind::settled);
  }
  const auto sent = aimed(OutcomeKind::settled);
  Outcome last = rail_.submit(*sent);
  while (last.kind == OutcomeKind::accepted) {
    move_to(last);
    last = rail_.ask(sent->key);
  }
  expect_same(rail_.cancel(sent->key), last);
  EXPECT_EQ(end_of(sent->key).kind, OutcomeKind::settled);
}

TEST_P(AutomaticRailContract, a_restart_forgets_nothing) {
  const auto given = aimed(OutcomeKind::settled);
  ASSERT_TRUE(given);
  Outcome said = rail_.submit(*given);
  for (;;) {
    expect_same(scratch_->reopen()->ask(given->key), said);
    if (is_final(said.kind)) break;
    move_to(said);
    said = rail_.ask(given->key);
  }
}

TEST_P(AutomaticRailContract, many_threads_with_one_key_are_one_submission) {
  if (!claims_.idempotent_submit) return;
  const auto other = scratch_->reopen();
  for (int round = 0; round < 20; ++round) {
    const auto given = aimed(OutcomeKind::settled);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, rail = i % 2 == 0 ? &rail_ : other.get()] {
        wrong += rail->submit(*given).kind != OutcomeKind::accepted;
        wrong += rail->ask(given->key).kind != OutcomeKind::accepted;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(scratch_->received(given->key), 1);
  }
}

}  // namespace payoutd::rails
