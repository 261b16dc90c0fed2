// Exports over a real store: one state to the end, and how one is gone on with.
#include "actions/export_payouts.h"

#include <future>

#include <gtest/gtest.h>

#include "actions/create_client.h"
#include "actions/generate_payouts.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using Begun = ExportPayouts::Begun;
using payouts::PayoutId;

class Ids final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& /*page*/) override {}
  void row(const payouts::PayoutView& payout) override { ids.push_back(payout.id); }
  std::vector<PayoutId> ids;
};

// A server's parts.
struct Server {
  explicit Server(store::Store& store, const base::Clock& clock, const base::SealKey& key,
                  ExportLimits limits = {}, uint64_t index_budget = 1 << 30)
      : cache(index_budget),
        states(clock, limits),
        fresh(store, cache, 1),
        exports(fresh, states, store, slow, key) {}

  index::IndexCache cache;
  ExportStates states;
  base::WorkerPool slow{1};
  FreshIndex fresh;
  ExportPayouts exports;
};

class ExportPayoutsTest : public testing::Test {
 protected:
  ExportPayoutsTest() {
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    ann_ = new_client();
    bob_ = new_client();
    generate(ann_, count);
    generate(bob_, 10);
  }

  payouts::OwnerId new_client() {
    return create_client(*store_, clock_, random_, key_, "Acme", access::Mode::live, {})->owner.id;
  }
  void generate(const payouts::OwnerId& owner, uint64_t made) {
    ASSERT_TRUE(generate_payouts(*store_, clock_, random_,
                                 {.owner = owner,
                                  .count = made,
                                  .currency = *money::find_currency("USD"),
                                  .on_progress = {}}));
  }
  Caller caller(const payouts::OwnerId& id) {
    const auto owner = **store_->find_owner(id);
    Caller made{owner.key, owner.id, owner.version};
    made.incarnation = store_->incarnation();
    return made;
  }

  base::Result<Begun> run(Server& server, const Caller& caller, ExportPayouts::Asked asked) {
    std::promise<base::Result<Begun>> promise;
    server.exports.run(caller, std::move(asked),
                       [&](base::Result<Begun> begun) { promise.set_value(std::move(begun)); });
    return promise.get_future().get();
  }
  base::Result<Begun> go_on(Server& server, const std::string& cursor,
                            std::optional<PayoutId> after = {}, payouts::ListQuery query = {}) {
    return run(server, caller(ann_), {std::move(query), cursor, after});
  }

  // Up to so many rows of the rest.
  static std::vector<PayoutId> rows(ListWalk& walk, size_t most = SIZE_MAX) {
    Ids sink;
    while (sink.ids.size() < most) {
      const auto left = std::min<size_t>(most - sink.ids.size(), 100);
      if (!*walk.next(static_cast<uint32_t>(left), sink)) break;
    }
    return sink.ids;
  }
  static std::string reason(const base::Result<Begun>& begun) {
    return begun ? "none" : begun.error().reason;
  }

  static constexpr uint64_t count = 1500;
  base::ScratchFolder folder_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  base::SealKey key_;
  std::unique_ptr<store::Store> store_;
  payouts::OwnerId ann_, bob_;
};

TEST_F(ExportPayoutsTest, is_of_one_state_to_its_end) {
  Server server(*store_, clock_, key_);
  const auto first = run(server, caller(ann_), {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->walk->total(), count);
  auto ids = rows(*first->walk, 700);
  generate(ann_, 20);
  const auto second = run(server, caller(ann_), {});
  EXPECT_EQ(second->walk->total(), count + 20);
  EXPECT_NE(second->cursor, first->cursor);
  const auto rest = rows(*first->walk);
  ids.insert(ids.end(), rest.begin(), rest.end());
  const auto all = rows(*second->walk);
  EXPECT_EQ(ids, std::vector(all.begin() + 20, all.end()));
}

TEST_F(ExportPayoutsTest, goes_on_in_the_same_state_behind_any_row) {
  Server server(*store_, clock_, key_);
  for (const auto field : {payouts::SortField::created_at, payouts::SortField::amount}) {
    const payouts::ListQuery query{.filter = {}, .sort_field = field};
    const auto first = run(server, caller(ann_), {query, {}, {}});
    const auto all = rows(*first->walk);
    generate(ann_, 10);
    for (const size_t done : {size_t{1}, size_t{2}, size_t{750}, all.size() - 1, all.size()}) {
      const auto again = go_on(server, first->cursor, all[done - 1], query);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(again->cursor, first->cursor);
      EXPECT_EQ(again->walk->total(), all.size());
      EXPECT_EQ(rows(*again->walk),
                std::vector(all.begin() + static_cast<ptrdiff_t>(done), all.end()));
    }
    EXPECT_EQ(rows(*go_on(server, first->cursor, {}, query)->walk), all);
  }
}

TEST_F(ExportPayoutsTest, goes_on_elsewhere_as_long_as_nothing_was_written) {
  Server one(*store_, clock_, key_);
  const auto first = run(one, caller(ann_), {});
  const auto all = rows(*first->walk);
  Server other(*store_, clock_, key_);
  const auto again = go_on(other, first->cursor, all[9]);
  ASSERT_TRUE(again);
  EXPECT_EQ(rows(*again->walk), std::vector(all.begin() + 10, all.end()));
  generate(ann_, 1);
  Server third(*store_, clock_, key_);
  EXPECT_EQ(reason(go_on(third, first->cursor, all[9])), "export_expired");
  EXPECT_EQ(reason(go_on(one, first->cursor, all[9])), "none");
}

TEST_F(ExportPayoutsTest, is_over_when_its_state_is_gone_and_something_was_written) {
  Server server(*store_, clock_, key_, {.keep_micros = 0});
  auto first = run(server, caller(ann_), {});
  generate(ann_, 1);
  EXPECT_EQ(reason(go_on(server, first->cursor)), "none");
  first->walk.reset();
  EXPECT_EQ(reason(go_on(server, first->cursor)), "export_expired");
}

TEST_F(ExportPayoutsTest, a_cursor_is_for_its_owner_and_list_alone) {
  Server server(*store_, clock_, key_);
  const auto first = run(server, caller(ann_), {});
  const payouts::ListQuery by_amount{.filter = {}, .sort_field = payouts::SortField::amount};
  EXPECT_EQ(reason(go_on(server, first->cursor, {}, by_amount)), "export_expired");
  EXPECT_EQ(reason(run(server, caller(bob_), {{}, first->cursor, {}})), "export_expired");
  for (const char* text : {"", "0", "none", "00000000000000000000000000000000"}) {
    EXPECT_EQ(reason(go_on(server, text)), "export_expired");
  }
  EXPECT_EQ(reason(go_on(server, first->cursor + "0")), "export_expired");
}

TEST_F(ExportPayoutsTest, goes_on_behind_payouts_of_the_list_alone) {
  Server server(*store_, clock_, key_);
  payouts::ListQuery failed;
  failed.filter.statuses.set(static_cast<size_t>(payouts::Status::failed));
  const auto all = rows(*run(server, caller(ann_), {})->walk);
  const auto some = run(server, caller(ann_), {failed, {}, {}});
  const auto in_it = rows(*some->walk);
  const auto not_in_it = *std::find_if(all.begin(), all.end(), [&](const PayoutId& id) {
    return std::find(in_it.begin(), in_it.end(), id) == in_it.end();
  });
  const PayoutId foreign = rows(*run(server, caller(bob_), {})->walk).front();
  for (const PayoutId& id : {not_in_it, foreign, PayoutId{}}) {
    const auto begun = go_on(server, some->cursor, id, failed);
    ASSERT_EQ(reason(begun), "invalid_fields");
    EXPECT_EQ(begun.error().fields.front().field, "after");
  }
  EXPECT_EQ(reason(go_on(server, some->cursor, in_it.front(), failed)), "none");
}

TEST_F(ExportPayoutsTest, so_many_run_at_once_and_a_failed_one_takes_no_place) {
  Server server(*store_, clock_, key_, {.running_per_owner_max = 2});
  const auto one = run(server, caller(ann_), {});
  auto two = run(server, caller(ann_), {});
  EXPECT_EQ(reason(run(server, caller(ann_), {})), "too_many_exports");
  EXPECT_EQ(reason(run(server, caller(bob_), {})), "none");
  two->walk.reset();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(reason(go_on(server, "none")), "export_expired");
    EXPECT_EQ(reason(go_on(server, one->cursor, PayoutId{})), "invalid_fields");
    Caller nobody = caller(ann_);
    nobody.owner = {4711};
    EXPECT_EQ(reason(run(server, nobody, {})), "owner_not_found");
  }
  EXPECT_EQ(reason(run(server, caller(ann_), {})), "none");
}

// Whose index does not fit memory.

TEST_F(ExportPayoutsTest, from_the_store_is_what_it_is_from_the_index) {
  Server index(*store_, clock_, key_);
  Server none(*store_, clock_, key_, {}, 0);
  payouts::ListQuery query;
  query.sort_field = payouts::SortField::amount;
  query.filter.statuses.set(static_cast<size_t>(payouts::Status::completed));
  const auto expected = rows(*run(index, caller(ann_), {query, {}, {}})->walk);
  const auto begun = run(none, caller(ann_), {query, {}, {}});
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_TRUE(begun->walk->is_slow());
  EXPECT_EQ(none.cache.usage().owners, 0U);
  EXPECT_EQ(begun->walk->total(), expected.size());
  EXPECT_EQ(rows(*begun->walk), expected);
  // One cursor for both.
  const auto again = go_on(none, begun->cursor, expected[41], query);
  EXPECT_EQ(rows(*again->walk), std::vector(expected.begin() + 42, expected.end()));
  const auto elsewhere = go_on(index, begun->cursor, expected[41], query);
  EXPECT_EQ(rows(*elsewhere->walk), std::vector(expected.begin() + 42, expected.end()));
}

TEST_F(ExportPayoutsTest, from_the_store_goes_on_only_while_nothing_is_written) {
  Server none(*store_, clock_, key_, {}, 0);
  const auto begun = run(none, caller(ann_), {});
  const auto first = rows(*begun->walk, 10);
  EXPECT_EQ(reason(go_on(none, begun->cursor, first.back())), "none");
  EXPECT_EQ(reason(go_on(none, begun->cursor, PayoutId{})), "invalid_fields");
  generate(ann_, 1);
  EXPECT_EQ(rows(*begun->walk).size(), count - 10);
  EXPECT_EQ(reason(go_on(none, begun->cursor, first.back())), "export_expired");
}

TEST_F(ExportPayoutsTest, from_the_store_are_few_and_not_for_long) {
  Server none(*store_, clock_, key_, {.from_store_max = 1, .from_store_micros = 0}, 0);
  auto begun = run(none, caller(ann_), {});
  EXPECT_EQ(reason(run(none, caller(bob_), {})), "too_many_exports");
  Ids sink;
  const auto more = begun->walk->next(1, sink);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().reason, "export_too_slow");
  begun->walk.reset();
  EXPECT_EQ(reason(run(none, caller(bob_), {})), "none");
}

}  // namespace
}  // namespace payoutd::actions
