#include "rails/sandbox/sandbox_rail.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "rails/sandbox/memory_book.h"

namespace payoutd::rails::sandbox {
namespace {

// What is said at a time, in milliseconds after submission, with the next change's time.
struct Saying {
  int64_t at_ms;
  const char* kind;
  int64_t ask_again_at_ms;  // 0: none is named
};

class SandboxRailTest : public testing::Test {
 protected:
  Instruction instruction(const std::string& scenario) {
    Instruction made{.key = {new_id()},
                     .payout = {.amount = {5'000'000, *money::find_currency("USD")}},
                     .identifiers = {}};
    made.payout.id = {new_id()};
    made.payout.reference_id = "R1 sandbox_" + scenario;
    return made;
  }

  // Another attempt of the same payout.
  Instruction again(Instruction instruction) {
    instruction.key = {new_id()};
    return instruction;
  }

  base::Uuid new_id() { return base::make_uuid_v7(clock_.now(), random_); }

  void move_to(int64_t ms) {
    clock_.advance_micros(start_.micros + ms * 1000 - clock_.now().micros);
  }

  void expect_said(const Outcome& said, const Saying& expected, const std::string& where) {
    EXPECT_EQ(to_text(said.kind), expected.kind) << where;
    const auto ask_again_at =
        expected.ask_again_at_ms == 0
            ? std::nullopt
            : std::optional(base::Timestamp{start_.micros + expected.ask_again_at_ms * 1000});
    EXPECT_EQ(said.ask_again_at, ask_again_at) << where;
  }

  // A new bank; the first saying is the answer to the submission, the others to being asked.
  void expect_course(const std::string& scenario, const std::vector<Saying>& sayings,
                     const std::string& failure_code = "") {
    MemoryBook book;
    SandboxRail rail(settings_, book, clock_);
    start_ = clock_.now();
    const Instruction given = instruction(scenario);
    Outcome said;
    for (const Saying& expected : sayings) {
      const std::string where = scenario + " at " + std::to_string(expected.at_ms);
      move_to(expected.at_ms);
      said = &expected == sayings.data() ? rail.submit(given) : rail.ask(given.key);
      expect_said(said, expected, where);
    }
    EXPECT_EQ(said.failure_code, failure_code) << scenario;
  }

  size_t count(EventKind kind) const {
    const auto events = book_.events();
    return static_cast<size_t>(std::ranges::count(events, kind, &BookEvent::kind));
  }

  SandboxSettings settings_{.accept_ms = 100, .settle_ms = 50, .slow_ms = 7000};
  base::FakeClock clock_{base::Timestamp{1'705'314'600'123'456}};
  base::Timestamp start_ = clock_.now();
  base::SeededRandom random_{1};
  MemoryBook book_;
  SandboxRail rail_{settings_, book_, clock_};
};

TEST_F(SandboxRailTest, every_scenario_takes_its_course) {
  const std::vector<Saying> as_ok = {{0, "accepted", 100},     {0, "accepted", 100},
                                     {99, "accepted", 100},    {100, "settling", 150},
                                     {149, "settling", 150},   {150, "settled", 0},
                                     {9'000'000, "settled", 0}};
  for (const char* scenario : {"ok", "no_cancel", "lost_cancel", "unheard_of"}) {
    expect_course(scenario, as_ok);
  }
  auto lost_answer = as_ok;
  lost_answer[0] = {0, "unknown", 0};
  expect_course("lost_answer", lost_answer);
  expect_course("slow", {{0, "accepted", 7000},
                         {6999, "accepted", 7000},
                         {7000, "settling", 7050},
                         {7049, "settling", 7050},
                         {7050, "settled", 0}});
  expect_course("stuck", {{0, "accepted", 0}, {7050, "accepted", 0}, {9'000'000, "accepted", 0}});
  expect_course("action_required", {{0, "accepted", 100},
                                    {99, "accepted", 100},
                                    {100, "needs_action", 0},
                                    {9'000'000, "needs_action", 0}});
  expect_course("lost_request",
                {{0, "unknown", 0}, {0, "never_received", 0}, {9'000'000, "never_received", 0}});
  expect_course("duplicate_answer", {{0, "accepted", 100},
                                     {0, "accepted", 100},
                                     {100, "accepted", 100},
                                     {100, "settling", 150},
                                     {120, "settling", 150},
                                     {151, "settling", 151},
                                     {151, "settled", 0},
                                     {152, "settled", 0}});
}

TEST_F(SandboxRailTest, every_failure_can_come_early_in_time_and_late) {
  for (const payouts::FailureCode& failure : payouts::all_failure_codes()) {
    const std::string code(failure.code);
    expect_course("refuse_" + code, {{0, "refused", 0}, {0, "refused", 0}, {9000, "refused", 0}},
                  code);
    expect_course("fail_" + code,
                  {{0, "accepted", 100}, {99, "accepted", 100}, {100, "refused", 0}}, code);
    expect_course(
        "late_fail_" + code,
        {{0, "accepted", 100}, {100, "settling", 150}, {149, "settling", 150}, {150, "refused", 0}},
        code);
  }
}

TEST_F(SandboxRailTest, without_waiting_it_ends_at_once) {
  settings_ = {.accept_ms = 0, .settle_ms = 0, .slow_ms = 0};
  for (const char* scenario : {"ok", "slow", "duplicate_answer"}) {
    expect_course(scenario, {{0, "settled", 0}, {0, "settled", 0}, {5, "settled", 0}});
  }
}

TEST_F(SandboxRailTest, a_stale_answer_skips_nothing_that_was_told) {
  expect_course(
      "duplicate_answer",
      {{0, "accepted", 100}, {500, "settling", 500}, {500, "settled", 0}, {501, "settled", 0}});
  settings_.settle_ms = 0;
  expect_course(
      "duplicate_answer",
      {{0, "accepted", 100}, {500, "accepted", 500}, {500, "settled", 0}, {501, "settled", 0}});
}

TEST_F(SandboxRailTest, after_the_truth_was_told_nothing_older_is) {
  const Instruction given = instruction("duplicate_answer");
  rail_.submit(given);
  move_to(200);
  EXPECT_EQ(rail_.submit(given).kind, OutcomeKind::settled);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::settled);
}

TEST_F(SandboxRailTest, a_lost_request_arrives_the_second_time) {
  const Instruction given = instruction("lost_request");
  EXPECT_EQ(rail_.submit(given).kind, OutcomeKind::unknown);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::never_received);
  EXPECT_EQ(rail_.cancel(given.key).kind, OutcomeKind::never_received);
  EXPECT_EQ(rail_.submit(given).kind, OutcomeKind::accepted);
  move_to(150);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::settled);
  EXPECT_EQ(rail_.submit(again(given)).kind, OutcomeKind::accepted) << "a payout's is lost once";
  EXPECT_EQ(rail_.submit(instruction("lost_request")).kind, OutcomeKind::unknown);
  EXPECT_EQ(count(EventKind::lost), 2U);
  EXPECT_EQ(count(EventKind::first), 2U);
}

TEST_F(SandboxRailTest, a_lost_answer_is_given_the_second_time) {
  const Instruction given = instruction("lost_answer");
  EXPECT_EQ(rail_.submit(given).kind, OutcomeKind::unknown);
  EXPECT_EQ(rail_.submit(given).kind, OutcomeKind::accepted);
  EXPECT_EQ(count(EventKind::first), 1U);
  EXPECT_EQ(count(EventKind::repeated), 1U);
}

TEST_F(SandboxRailTest, action_is_required_once) {
  const Instruction given = instruction("action_required");
  rail_.submit(given);
  move_to(100);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::needs_action);
  const Instruction second = again(given);
  rail_.submit(second);
  move_to(250);
  EXPECT_EQ(rail_.ask(second.key).kind, OutcomeKind::settled);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::needs_action);
  const Instruction other = instruction("action_required");
  rail_.submit(other);
  move_to(400);
  EXPECT_EQ(rail_.ask(other.key).kind, OutcomeKind::needs_action) << "another payout";
}

TEST_F(SandboxRailTest, cancels_by_scenario_and_time) {
  const struct {
    const char* scenario;
    int64_t at_ms;
    const char* said;
    const char* asked;
    const char* in_the_end;
  } rows[] = {
      {"ok", 0, "cancelled", "cancelled", "cancelled"},
      {"ok", 99, "cancelled", "cancelled", "cancelled"},
      {"ok", 100, "settling", "settling", "settled"},
      {"ok", 150, "settled", "settled", "settled"},
      {"stuck", 5000, "cancelled", "cancelled", "cancelled"},
      {"slow", 5000, "cancelled", "cancelled", "cancelled"},
      {"fail_other", 99, "cancelled", "cancelled", "cancelled"},
      {"fail_other", 100, "refused", "refused", "refused"},
      {"refuse_other", 0, "refused", "refused", "refused"},
      {"action_required", 99, "cancelled", "cancelled", "cancelled"},
      {"action_required", 100, "needs_action", "needs_action", "needs_action"},
      {"lost_answer", 50, "cancelled", "cancelled", "cancelled"},
      {"no_cancel", 0, "accepted", "accepted", "settled"},
      {"no_cancel", 100, "settling", "settling", "settled"},
      {"lost_cancel", 0, "unknown", "cancelled", "cancelled"},
      {"lost_cancel", 99, "unknown", "cancelled", "cancelled"},
      {"lost_cancel", 100, "unknown", "settling", "settled"},
      {"lost_cancel", 150, "unknown", "settled", "settled"},
      {"duplicate_answer", 99, "cancelled", "cancelled", "cancelled"},
      {"duplicate_answer", 100, "accepted", "settling", "settling"},
      {"duplicate_answer", 150, "settling", "settled", "settled"},
  };
  for (const auto& row : rows) {
    const std::string where = std::string(row.scenario) + " at " + std::to_string(row.at_ms);
    start_ = clock_.now();
    const Instruction given = instruction(row.scenario);
    rail_.submit(given);
    move_to(row.at_ms);
    EXPECT_EQ(to_text(rail_.cancel(given.key).kind), row.said) << where;
    EXPECT_EQ(to_text(rail_.ask(given.key).kind), row.asked) << where;
    move_to(10'000);
    EXPECT_EQ(to_text(rail_.ask(given.key).kind), row.in_the_end) << where;
  }
}

TEST_F(SandboxRailTest, a_lost_cancellation_is_told_the_second_time) {
  const Instruction given = instruction("lost_cancel");
  rail_.submit(given);
  EXPECT_EQ(rail_.cancel(given.key).kind, OutcomeKind::unknown);
  EXPECT_EQ(rail_.cancel(given.key).kind, OutcomeKind::cancelled);
  EXPECT_EQ(count(EventKind::cancelled), 1U);
}

TEST_F(SandboxRailTest, other_settings_do_not_change_what_was_said) {
  const Instruction given = instruction("ok");
  rail_.submit(given);
  move_to(120);
  EXPECT_EQ(rail_.ask(given.key).kind, OutcomeKind::settling);
  SandboxRail slower({.accept_ms = 1'000'000, .settle_ms = 1'000'000}, book_, clock_);
  EXPECT_EQ(slower.ask(given.key).kind, OutcomeKind::settling);
  EXPECT_EQ(slower.submit(given).kind, OutcomeKind::settling);
}

TEST_F(SandboxRailTest, a_payout_on_a_chain_gets_a_hash_when_it_is_settled) {
  Instruction given = instruction("ok");
  given.payout.network = "solana";
  EXPECT_EQ(rail_.submit(given).tx_hash, "");
  move_to(150);
  EXPECT_EQ(rail_.ask(given.key).tx_hash, "sandbox_" + base::to_text(given.key.value));
  const Instruction at_a_bank = instruction("ok");
  rail_.submit(at_a_bank);
  move_to(1000);
  EXPECT_EQ(rail_.ask(at_a_bank.key).kind, OutcomeKind::settled);
  EXPECT_EQ(rail_.ask(at_a_bank.key).tx_hash, "");
}

TEST_F(SandboxRailTest, a_book_that_cannot_be_written_gives_no_answer) {
  class Broken final : public SandboxBook {
   public:
    base::Status write(const Decide& decide) override {
      decide(BookContents());
      return base::unavailable("sandbox_book_unavailable", "the disk is full");
    }
  } broken;
  SandboxRail rail(settings_, broken, clock_);
  const Instruction given = instruction("ok");
  for (const Outcome& said : {rail.submit(given), rail.ask(given.key), rail.cancel(given.key)}) {
    EXPECT_EQ(said.kind, OutcomeKind::unknown);
    EXPECT_EQ(said.message, "the disk is full");
  }
}

}  // namespace
}  // namespace payoutd::rails::sandbox
