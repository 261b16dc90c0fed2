// actions/payout_fixture.h: what tests of payouts' lives begin with: a client with money in a
// store, and the time. For tests only.
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actions/create_client.h"
#include "actions/hold_payout.h"
#include "actions/move_payout.h"
#include "actions/verify.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/scratch_folder.h"
#include "store/writer.h"

namespace payoutd::actions {

// Writes at once, on the caller's thread.
class InlineWriter final : public store::Writer {
 public:
  explicit InlineWriter(store::Store& store) : store_(store) {}
  void enqueue(Write write) override { write.done(store_.write(write.work)); }

 private:
  store::Store& store_;
};

class PayoutFixture : public testing::Test {
 protected:
  // A store on a new file at that path.
  using OpenStore = std::unique_ptr<store::Store> (*)(const std::string& path, const base::Clock&);

  explicit PayoutFixture(OpenStore open, access::Mode mode = access::Mode::live)
      : store_(open(folder_.file("a.db"), clock_)), writer_(*store_), client_(new_client(mode)) {}

  static money::Amount usd(int64_t units) {
    return {units * money::micro_per_unit, *money::find_currency("USD")};
  }

  // With 100,000 USD in wallet 1 and 0 EUR in wallet 2, and nothing to pay for a payout.
  Caller new_client(access::Mode mode) {
    const ClientMoney money{{usd(100'000), {0, *money::find_currency("EUR")}}, {}};
    auto made = create_client(*store_, clock_, random_, seal_key_, "Acme", mode, {}, money);
    base::check(made.has_value(), "a test's own step succeeds");
    return {made->owner.key, made->owner.id, made->owner.version, mode, made->key.key};
  }

  payouts::NewPayout asked(int64_t units = 10) {
    return {.reference_id = "R" + std::to_string(++references_),
            .wallet_id = 1,
            .amount = usd(units),
            .beneficiary_id = {},
            .beneficiary = {"a@b.c", "A", "B", "", "", ""},
            .description = {},
            .metadata = {}};
  }

  void write(const std::function<void(store::Transaction&)>& work) {
    const auto written = store_->write([&](store::Transaction& transaction) -> base::Status {
      work(transaction);
      return {};
    });
    ASSERT_TRUE(written) << written.error().message;
  }

  store::StoredPayout hold(store::Transaction& transaction, const payouts::NewPayout& asked) {
    auto held =
        hold_payout(transaction, client_, asked, {base::make_uuid_v7(clock_.now(), random_)},
                    clock_.now(), {seal_key_, random_});
    base::check(held.has_value(), "a test's own step succeeds");
    return *std::move(held);
  }
  store::StoredPayout hold(const payouts::NewPayout& asked) {
    std::optional<store::StoredPayout> held;
    write([&](store::Transaction& transaction) { held = hold(transaction, asked); });
    return *std::move(held);
  }
  store::StoredPayout hold() { return hold(asked()); }

  // Where that status lies on the way of a payout, with what each step needs.
  store::StoredPayout moved(store::Transaction& transaction, const store::StoredPayout& from,
                            payouts::Status to) {
    payouts::Move move{.to = to, .actor = {}, .message = "moved by a test"};
    if (to == payouts::Status::failed) move.failure_code = "other";
    move.nothing_was_sent = to == payouts::Status::cancelled;
    auto made = move_payout(transaction, from, move, clock_.now(), clock_.now());
    base::check(made.has_value(), "a test's own step succeeds");
    return *std::move(made);
  }

  template <class Ask>
  auto read(Ask ask) {
    std::optional<decltype(ask(std::declval<store::Reads&>()))> found;
    const auto done = store_->read([&](store::Reads& reads) -> base::Status {
      found.emplace(ask(reads));
      return {};
    });
    base::check(done.has_value(), "a test's own step succeeds");
    return *std::move(found);
  }

  store::StoredPayout stored(payouts::PayoutNumber number) {
    return *read([&](store::Reads& reads) { return reads.find_payout(client_.owner, number); });
  }
  std::vector<payouts::Attempt> attempts(payouts::PayoutNumber number) {
    return read([&](store::Reads& reads) { return reads.find_attempts(client_.owner, number); });
  }
  std::vector<payouts::HistoryRow> history(payouts::PayoutNumber number) {
    return read([&](store::Reads& reads) { return reads.find_history(client_.owner, number); });
  }
  store::Owner owner() { return **store_->find_owner(client_.owner_id); }

  // The money, the history and the attempts of everything are as they must be.
  void expect_sound() {
    const auto report = verify(*store_);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->breaches, 0U) << (report->sentences.empty() ? "" : report->sentences.front());
  }

  const base::ScratchFolder folder_;
  base::FakeClock clock_{base::Timestamp{1'790'000'000'000'000}};
  base::SystemRandom random_;
  const base::SealKey seal_key_{};
  std::unique_ptr<store::Store> store_;
  InlineWriter writer_;
  const Caller client_;

 private:
  int references_ = 0;
};

}  // namespace payoutd::actions
