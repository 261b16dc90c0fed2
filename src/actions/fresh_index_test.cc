// Freshness, single flight and errors of the index, over a real store.
#include "actions/fresh_index.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "actions/create_user.h"
#include "actions/generate_payouts.h"
#include "actions/list_payouts.h"
#include "base/scratch_folder.h"
#include "store/pass_through_store.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

class Count final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& page) override { total = page.total; }
  void row(const payouts::PayoutView& /*payout*/) override {}
  uint64_t total = 0;
};

class Rows final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& begun) override { page = begun; }
  void row(const payouts::PayoutView& payout) override { ids.push_back(payout.id); }
  payouts::ListPage page;
  std::vector<payouts::PayoutId> ids;
};

class FreshIndexTest : public testing::Test {
 protected:
  FreshIndexTest() {
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    user_ = create_user(*store_, clock_, random_, "a@x.test")->id;
  }

  void generate(uint64_t count) {
    ASSERT_TRUE(generate_payouts(*store_, clock_, random_,
                                 {.owner = user_,
                                  .kind = store::OwnerKind::user,
                                  .count = count,
                                  .currency = *money::find_currency("USD"),
                                  .on_progress = {}}));
  }
  store::Owner owner() { return **store_->find_owner(user_); }
  Caller caller() { return {owner().key, owner().id, owner().version}; }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  payouts::OwnerId user_;
};

TEST_F(FreshIndexTest, a_list_asked_for_after_a_write_has_it) {
  index::IndexCache cache(1 << 30);
  FreshIndex fresh(*store_, cache, 2);
  base::WorkerPool slow(1);
  ListPayouts list(fresh, *store_, slow);
  for (uint64_t expected = 0; expected <= 60; expected += 20) {
    auto sink = std::make_shared<Count>();
    std::promise<base::Status> answered;
    list.run(caller(), {}, sink, [&](const base::Status& done) { answered.set_value(done); });
    ASSERT_TRUE(answered.get_future().get());
    EXPECT_EQ(sink->total, expected);
    generate(20);
  }
}

TEST_F(FreshIndexTest, many_who_wait_for_one_build_share_it) {
  generate(3000);
  index::IndexCache cache(1 << 30);
  const payouts::Version version = owner().version;
  std::atomic<int> served = 0;
  {
    FreshIndex fresh(*store_, cache, 3);
    std::vector<std::thread> askers;
    for (int i = 0; i < 8; ++i) {
      askers.emplace_back([&] {
        for (int j = 0; j < 50; ++j) {
          fresh.get(owner().key, version, {}, [&](auto index) {
            ASSERT_TRUE(index);
            EXPECT_EQ((*index)->size(), 3000U);
            ++served;
          });
        }
      });
    }
    for (std::thread& asker : askers) asker.join();
  }
  EXPECT_EQ(served, 400);
  EXPECT_EQ(cache.usage().owners, 1U);
}

TEST_F(FreshIndexTest, an_error_reaches_everybody_and_the_next_request_tries_again) {
  index::IndexCache cache(1 << 30);
  std::atomic<int> failed = 0;
  {
    FreshIndex fresh(*store_, cache, 1);
    for (int i = 0; i < 3; ++i) {
      fresh.get({12345}, 1, {}, [&](auto index) {
        EXPECT_EQ(index.error().reason, "owner_not_found");
        ++failed;
      });
    }
  }
  EXPECT_EQ(failed, 3);
}

// Rows in which one number is missing, for all owners.
class GappyStore final : public store::PassThroughStore {
 public:
  using PassThroughStore::PassThroughStore;
  bool gap = true;

  base::Result<payouts::Version> read_payouts_in_parts(
      payouts::OwnerKey owner, std::span<store::PartSink* const> parts) override {
    std::vector<Skip> skips(parts.begin(), parts.end());
    std::vector<store::PartSink*> pointers;
    for (Skip& each : skips) pointers.push_back(&each);
    return real().read_payouts_in_parts(owner,
                                        gap ? std::span<store::PartSink* const>(pointers) : parts);
  }

 private:
  class Skip final : public store::PartSink {
   public:
    explicit Skip(store::PartSink* to) : to_(*to) {}
    void begin_part(const store::Owner& owner, const store::PayoutRange& range) override {
      to_.begin_part(owner, range);
    }
    void payout(const payouts::PayoutView& payout) override {
      if (payout.number != 7) to_.payout(payout);
    }

   private:
    store::PartSink& to_;
  };
};

TEST_F(FreshIndexTest, a_gap_in_the_numbers_is_an_error_until_it_is_mended) {
  generate(100);
  index::IndexCache cache(1 << 30);
  GappyStore store(*store_);
  FreshIndex fresh(store, cache, 1);
  const auto ask = [&] {
    std::promise<std::string> reason;
    fresh.get(owner().key, owner().version, {}, [&](auto index) {
      reason.set_value(index ? std::to_string((*index)->size()) : index.error().reason);
    });
    return reason.get_future().get();
  };
  EXPECT_EQ(ask(), "store_damaged");
  EXPECT_EQ(ask(), "store_damaged");
  store.gap = false;
  EXPECT_EQ(ask(), "100");
}

TEST_F(FreshIndexTest, a_list_whose_index_would_not_fit_comes_from_the_store) {
  generate(500);
  index::IndexCache none(1);
  index::IndexCache enough(1 << 30);
  FreshIndex without(*store_, none, 1);
  FreshIndex with(*store_, enough, 1);
  base::WorkerPool slow(1);
  ListPayouts from_store(without, *store_, slow);
  ListPayouts from_index(with, *store_, slow);
  const auto ask = [&](ListPayouts& list, const payouts::ListQuery& query) {
    auto sink = std::make_shared<Rows>();
    std::promise<base::Status> answered;
    list.run(caller(), query, sink, [&](const base::Status& done) { answered.set_value(done); });
    EXPECT_TRUE(answered.get_future().get());
    EXPECT_EQ(sink->page.rows, sink->ids.size());
    EXPECT_EQ(sink->page.version, caller().version);
    return std::pair(sink->page.total, sink->ids);
  };
  for (const uint64_t offset : {0U, 5U, 480U, 490U, 500U, 10'000U}) {
    payouts::ListQuery query;
    query.offset = offset;
    EXPECT_EQ(ask(from_store, query), ask(from_index, query)) << offset;
    query.sort_field = payouts::SortField::amount;
    query.filter.statuses.set(static_cast<size_t>(payouts::Status::completed));
    EXPECT_EQ(ask(from_store, query), ask(from_index, query)) << offset;
  }
  EXPECT_EQ(without.left_to_store(), 12U);
  EXPECT_EQ(with.left_to_store(), 0U);
  EXPECT_EQ(none.usage().bytes, 0U);
}

TEST_F(FreshIndexTest, an_index_that_was_let_go_is_built_again) {
  generate(500);
  index::IndexCache cache(500 * 248);  // one owner's is enough to push out the other's
  FreshIndex fresh(*store_, cache, 1);
  const store::Owner other = *create_user(*store_, clock_, random_, "b@x.test");
  for (int i = 0; i < 3; ++i) {
    for (const store::Owner& each : {owner(), other}) {
      std::promise<uint64_t> size;
      fresh.get(each.key, each.version, {}, [&](auto index) { size.set_value((*index)->size()); });
      EXPECT_EQ(size.get_future().get(), each.payout_count);
    }
  }
}

}  // namespace
}  // namespace payoutd::actions
