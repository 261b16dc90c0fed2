// Random courses of many attempts: what must hold whatever is submitted, asked and cancelled when.
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include "base/scratch_folder.h"
#include "rails/sandbox/file_book.h"
#include "rails/sandbox/memory_book.h"
#include "rails/sandbox/sandbox_rail.h"

namespace payoutd::rails::sandbox {
namespace {

constexpr base::Timestamp start{1'705'314'600'123'456};
constexpr SandboxSettings settings{.accept_ms = 10, .settle_ms = 5, .slow_ms = 40};

// Two banks, one in memory and one in a file, that are told the same.
class Course {
 public:
  explicit Course(const std::string& path)
      : path_(path), file_book_(*open_file_book(path, start)), scenarios_(all_scenarios()) {
    for (uint64_t i = 0; i < 4; ++i) add_payout(scenarios_[random_.below(scenarios_.size())]);
  }

  // One step of the course: `choice` says which, of which attempt.
  void step(uint32_t choice) {
    const Instruction& attempt = attempts_[choice / 8 % attempts_.size()];
    switch (choice % 8) {
      case 0:
      case 1:
        return compare(attempt, [&](Rail& rail) { return rail.submit(attempt); });
      case 2:
      case 3:
        return compare(attempt, [&](Rail& rail) { return rail.ask(attempt.key); });
      case 4:
        return compare(attempt, [&](Rail& rail) { return rail.cancel(attempt.key); });
      case 5:
        file_book_ = *open_file_book(path_, clock_.now());
        return;
      default:
        clock_.advance_micros(choice % 5000);
    }
  }

  // In the end each attempt that arrived is over, or stuck, and arrived once.
  void end() {
    clock_.advance_micros(1'000'000);
    for (const Instruction& attempt : attempts_) {
      Outcome last;
      for (int i = 0; i < 3; ++i) {
        compare(attempt, [&](Rail& rail) { return last = rail.ask(attempt.key); });
      }
      const bool is_stuck = last.kind == OutcomeKind::accepted && !last.ask_again_at;
      RC_ASSERT(is_final(last.kind) || is_stuck || last.kind == OutcomeKind::never_received);
    }
    std::map<base::Uuid, int> firsts;
    for (const BookEvent& event : memory_book_.events()) {
      if (event.kind == EventKind::first) RC_ASSERT(++firsts[event.key.value] == 1);
    }
  }

 private:
  // A payout with two attempts.
  void add_payout(const Scenario& scenario) {
    Instruction made{
        .key = {}, .payout = {.amount = {1, *money::find_currency("USD")}}, .identifiers = {}};
    made.payout.id = {base::make_uuid_v7(start, random_)};
    made.payout.reference_id = "sandbox_" + to_text(scenario);
    for (int i = 0; i < 2; ++i) {
      made.key = {base::make_uuid_v7(start, random_)};
      attempts_.push_back(made);
    }
  }

  template <class Call>
  void compare(const Instruction& attempt, const Call& call) {
    SandboxRail in_memory(settings, memory_book_, clock_);
    SandboxRail in_file(settings, *file_book_, clock_);
    const Outcome said = call(in_memory);
    const Outcome same = call(in_file);
    RC_ASSERT(said.kind == same.kind);
    RC_ASSERT(said.failure_code == same.failure_code);
    RC_ASSERT(said.ask_again_at == same.ask_again_at);
    if (said.kind == OutcomeKind::unknown) return;
    const auto [last, is_new] = last_.try_emplace(attempt.key.value, said);
    if (is_new) return;
    const OutcomeKind before = last->second.kind;
    if (is_final(before)) RC_ASSERT(said.kind == before);
    if (is_final(before)) RC_ASSERT(said.failure_code == last->second.failure_code);
    if (before != OutcomeKind::never_received) RC_ASSERT(said.kind != OutcomeKind::never_received);
    if (before == OutcomeKind::settling) RC_ASSERT(said.kind != OutcomeKind::accepted);
    last->second = said;
  }

  const std::string path_;
  base::FakeClock clock_{start};
  MemoryBook memory_book_;
  std::unique_ptr<SandboxBook> file_book_;
  const std::vector<Scenario> scenarios_;
  base::SeededRandom random_{*rc::gen::arbitrary<uint64_t>()};
  std::vector<Instruction> attempts_;
  std::map<base::Uuid, Outcome> last_;
};

TEST(Courses, what_was_said_holds_and_both_books_say_the_same) {
  EXPECT_TRUE(rc::check([] {
    const base::ScratchFolder folder;
    Course course(folder.file("book"));
    for (const uint32_t choice : *rc::gen::container<std::vector<uint32_t>>(
             *rc::gen::inRange<size_t>(0, 200), rc::gen::inRange<uint32_t>(0, 1'000'000))) {
      course.step(choice);
    }
    course.end();
  }));
}

}  // namespace
}  // namespace payoutd::rails::sandbox
