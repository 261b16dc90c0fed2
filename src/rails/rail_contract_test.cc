#include "rails/rail_contract.h"

#include <fstream>
#include <utility>

#include "base/scratch_folder.h"
#include "rails/manual/manual_rail.h"
#include "rails/sandbox/book_line.h"
#include "rails/sandbox/file_book.h"
#include "rails/sandbox/memory_book.h"
#include "rails/sandbox/sandbox_rail.h"

namespace payoutd::rails {
namespace {

constexpr base::Timestamp start{1'705'314'600'123'456};

bool aim_sandbox(payouts::Payout& payout, OutcomeKind end) {
  if (end == OutcomeKind::refused) payout.reference_id = "sandbox_late_fail_returned";
  if (end == OutcomeKind::needs_action) payout.reference_id = "sandbox_action_required";
  return true;
}

class SandboxInMemory final : public ScratchRail {
 public:
  Rail& rail() override { return rail_; }
  std::unique_ptr<Rail> reopen() override {
    return std::make_unique<sandbox::SandboxRail>(sandbox::SandboxSettings(), book_, clock_);
  }
  base::FakeClock& clock() override { return clock_; }
  bool aim(payouts::Payout& payout, OutcomeKind end) override { return aim_sandbox(payout, end); }
  int received(const AttemptKey& key) override {
    int count = 0;
    for (const sandbox::BookEvent& event : book_.events()) {
      count += event.key == key && event.kind == sandbox::EventKind::first;
    }
    return count;
  }

 private:
  base::FakeClock clock_{start};
  sandbox::MemoryBook book_;
  sandbox::SandboxRail rail_{{}, book_, clock_};
};

// A rail with a book of its own, as each process has one.
class SandboxOnFile final : public Rail {
 public:
  SandboxOnFile(const std::string& path, const base::Clock& clock)
      : book_(*sandbox::open_file_book(path, clock.now())), rail_({}, *book_, clock) {}
  Capabilities capabilities() const override { return rail_.capabilities(); }
  Outcome submit(const Instruction& instruction) override { return rail_.submit(instruction); }
  Outcome ask(const AttemptKey& key) override { return rail_.ask(key); }
  Outcome cancel(const AttemptKey& key) override { return rail_.cancel(key); }

 private:
  std::unique_ptr<sandbox::SandboxBook> book_;
  sandbox::SandboxRail rail_;
};

class SandboxInFile final : public ScratchRail {
 public:
  SandboxInFile() { rail_ = std::make_unique<SandboxOnFile>(path(), clock_); }
  SandboxInFile(const SandboxInFile&) = delete;
  Rail& rail() override { return *rail_; }
  std::unique_ptr<Rail> reopen() override {
    return std::make_unique<SandboxOnFile>(path(), clock_);
  }
  base::FakeClock& clock() override { return clock_; }
  bool aim(payouts::Payout& payout, OutcomeKind end) override { return aim_sandbox(payout, end); }
  int received(const AttemptKey& key) override {
    int count = 0;
    std::ifstream file(path());
    for (std::string line; std::getline(file, line);) {
      const auto event = sandbox::parse_line(line);
      count += event && event->key == key && event->kind == sandbox::EventKind::first;
    }
    return count;
  }

 private:
  std::string path() const { return folder_.file("book"); }

  base::FakeClock clock_{start};
  base::ScratchFolder folder_;
  std::unique_ptr<Rail> rail_;
};

class ManualScratch final : public ScratchRail {
 public:
  Rail& rail() override { return rail_; }
  std::unique_ptr<Rail> reopen() override { return std::make_unique<manual::ManualRail>(); }
  base::FakeClock& clock() override { return clock_; }
  bool aim(payouts::Payout& /*payout*/, OutcomeKind /*end*/) override { return false; }
  int received(const AttemptKey& /*key*/) override { return 0; }

 private:
  base::FakeClock clock_{start};
  manual::ManualRail rail_;
};

template <class Scratch>
std::unique_ptr<ScratchRail> open_scratch() {
  return std::make_unique<Scratch>();
}

constexpr OpenScratchRail in_memory = &open_scratch<SandboxInMemory>;
constexpr OpenScratchRail in_file = &open_scratch<SandboxInFile>;
constexpr OpenScratchRail by_hand = &open_scratch<ManualScratch>;

INSTANTIATE_TEST_SUITE_P(SandboxInMemory, RailContract, testing::Values(in_memory));
INSTANTIATE_TEST_SUITE_P(SandboxInFile, RailContract, testing::Values(in_file));
INSTANTIATE_TEST_SUITE_P(Manual, RailContract, testing::Values(by_hand));
INSTANTIATE_TEST_SUITE_P(SandboxInMemory, AutomaticRailContract, testing::Values(in_memory));
INSTANTIATE_TEST_SUITE_P(SandboxInFile, AutomaticRailContract, testing::Values(in_file));
INSTANTIATE_TEST_SUITE_P(Manual, OtherRailContract, testing::Values(by_hand));

}  // namespace
}  // namespace payoutd::rails
