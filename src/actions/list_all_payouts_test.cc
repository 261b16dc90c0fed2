// All payouts of all owners, each list compared with a naive model, while owners come, payouts are
// made and change.
#include "actions/list_all_payouts.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "actions/everybody_index_source.h"
#include "actions/list_world.h"
#include "index/list_model.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::actions {
namespace {

using payouts::OwnerKey;
using payouts::Payout;

constexpr uint64_t enough = 1 << 30;

struct Page final : AllPayoutsSink {
  uint64_t total = 0;
  uint32_t rows = 0;
  std::vector<payouts::PayoutId> ids;
  std::vector<Payout> payouts;
  std::vector<Owner> owners;

  void begin(const payouts::ListPage& page) override { total = page.total, rows = page.rows; }
  void row(const Owner& owner, const payouts::PayoutView& payout) override {
    ids.push_back(payout.id);
    payouts.push_back(copy(payout));
    owners.push_back(owner);
  }
};

// What a server has, from its start on.
struct Server {
  Server(store::Store& store, uint64_t budget, uint64_t everybodys_budget,
         uint64_t taken_max = 100'000)
      : cache(budget),
        everybody_cache(everybodys_budget, index::Whose::many_owners),
        fresh(store, cache, 2),
        everybody_index(std::make_unique<EverybodyIndexSource>(store, taken_max), everybody_cache,
                        1),
        list(fresh, store, slow),
        all(everybody_index, list, store, slow) {}

  base::Result<std::shared_ptr<Page>> ask(const AllPayoutsQuery& query) {
    auto page = std::make_shared<Page>();
    std::promise<base::Status> answered;
    all.run(query, page, [&](base::Status done) { answered.set_value(std::move(done)); });
    const base::Status done = answered.get_future().get();
    if (!done) return tl::unexpected(done.error());
    return page;
  }

  index::IndexCache cache, everybody_cache;
  base::WorkerPool slow{1};
  FreshIndex fresh, everybody_index;
  ListPayouts list;
  ListAllPayouts all;
};

class AllPayouts : public testing::Test {
 protected:
  AllPayouts() : store_(scratch_.store()) {}

  // Changes that are one transaction: owners who come, payouts that are made, others that change.
  void write(uint64_t count) {
    ASSERT_TRUE(store_.write([&](store::Transaction& transaction) -> base::Status {
      for (uint64_t i = 0; i < count; ++i) {
        const uint64_t what = world_.random.below(10);
        if (owners_.empty() || what == 0) {
          add_owner(transaction);
        } else if (what < 6 || model_.rows.empty()) {
          add_payout(transaction, owners_[world_.random.below(owners_.size())]);
        } else {
          change_payout(transaction, world_.random.below(model_.rows.size()));
        }
      }
      return {};
    }));
  }

  void add_owner(store::Transaction& transaction) {
    const bool is_user = world_.random.below(2) == 0;
    const payouts::OwnerId id{base::make_uuid_v7({}, world_.random)};
    const std::string name = "owner" + std::to_string(owners_.size());
    owners_.push_back(
        *transaction.create_owner(is_user ? OwnerKind::user : OwnerKind::client, {}, id, name, {}));
  }

  void add_payout(store::Transaction& transaction, const Owner& of) {
    Owner& owner = **transaction.change_owner(of.key);
    Payout made = world_.payout(owner.payout_count);
    made.version = owner.version;
    if (of.kind == OwnerKind::user) {
      made.network = world_.random.below(2) == 0 ? "solana" : "tron";
      made.address = "addr" + std::to_string(world_.random.below(5));
    }
    ASSERT_TRUE(transaction.insert_payout(of.key, view(made), {}, {}));
    ++owner.payout_count;
    numbers_.push_back(made.number);
    made.number = static_cast<uint32_t>(model_.rows.size());
    model_.rows.push_back(made);
    owner_of_.push_back(of);
  }

  void change_payout(store::Transaction& transaction, size_t place) {
    const OwnerKey key = owner_of_[place].key;
    store::StoredPayout stored = *transaction.find_payout(key, numbers_[place]);
    const Payout other = world_.payout(0);
    stored.payout.version = (*transaction.change_owner(key))->version;
    stored.payout.status = other.status;
    stored.payout.updated_at = other.updated_at;
    stored.payout.completed_at = other.completed_at;
    stored.payout.note = other.note;
    transaction.update_payout(stored);
    const uint32_t number = model_.rows[place].number;
    model_.rows[place] = stored.payout;
    model_.rows[place].number = number;
  }

  // Of all, or of one owner, or of where they went.
  AllPayoutsQuery any_query() {
    AllPayoutsQuery query{.list = world_.query(model_.rows)};
    if (world_.random.below(6) == 0) {
      query.owner = owners_[world_.random.below(owners_.size())].id;
    }
    if (world_.random.below(8) == 0) query.network = world_.random.below(3) == 0 ? "" : "tron";
    if (world_.random.below(8) == 0) {
      query.address = "addr" + std::to_string(world_.random.below(6));
    }
    return query;
  }

  bool is_asked_for(const AllPayoutsQuery& query, size_t place) const {
    const Payout& row = model_.rows[place];
    return (!query.owner || owner_of_[place].id == *query.owner) &&
           (!query.network || row.network == *query.network) &&
           (!query.address || row.address == *query.address);
  }

  void expect_right(Server& server, AllPayoutsQuery query) {
    const auto page = server.ask(query);
    ASSERT_TRUE(page) << page.error().message;
    index::ListModel asked_for;
    std::vector<size_t> places;
    for (size_t i = 0; i < model_.rows.size(); ++i) {
      if (!is_asked_for(query, i)) continue;
      asked_for.rows.push_back(model_.rows[i]);
      // By the owner's own number in the owner's own list; for the model it is the row's place.
      asked_for.rows.back().number = static_cast<uint32_t>(places.size());
      places.push_back(i);
    }
    query.list.tie_break =
        query.owner ? payouts::TieBreak::creation : payouts::TieBreak::creation_and_id;
    const auto expected = asked_for.read(query.list);
    EXPECT_EQ((*page)->total, expected.total);
    EXPECT_EQ((*page)->rows, expected.numbers.size());
    ASSERT_EQ((*page)->ids.size(), expected.numbers.size());
    for (size_t i = 0; i < expected.numbers.size(); ++i) {
      const size_t place = places[expected.numbers[i]];
      const Payout& row = model_.rows[place];
      ASSERT_EQ((*page)->ids[i], row.id) << "row " << i << " by " << to_text(query.list.sort_field);
      const Payout& found = (*page)->payouts[i];
      EXPECT_EQ(found.status, row.status);
      EXPECT_EQ(found.note, row.note);
      EXPECT_EQ(found.network + found.address, row.network + row.address);
      EXPECT_EQ((*page)->owners[i].id, owner_of_[place].id);
      EXPECT_EQ((*page)->owners[i].name, owner_of_[place].name);
      EXPECT_EQ((*page)->owners[i].kind, owner_of_[place].kind);
    }
  }

  ListWorld world_{7};
  store::sqlite::ScratchSqlite scratch_;
  store::Store& store_;
  std::vector<Owner> owners_;
  index::ListModel model_;  // all payouts, in the order in which they were made
  std::vector<Owner> owner_of_;
  std::vector<payouts::PayoutNumber> numbers_;  // within their owners
};

TEST_F(AllPayouts, nobody_has_none) {
  Server server(store_, enough, enough);
  const auto page = server.ask({});
  ASSERT_TRUE(page);
  EXPECT_EQ((*page)->total, 0U);
  EXPECT_TRUE((*page)->ids.empty());
}

TEST_F(AllPayouts, are_the_naive_list_after_every_write) {
  auto server = std::make_unique<Server>(store_, enough, enough);
  std::shared_ptr<index::PayoutIndex> built;
  for (int round = 0; round < 240; ++round) {
    write(1 + world_.random.below(round % 10 == 9 ? 60 : 6));
    if (model_.rows.empty()) continue;
    if (round % 80 == 79) server = std::make_unique<Server>(store_, enough, enough);
    expect_right(*server, {});
    if (built == nullptr || round % 80 == 79) built = server->everybody_cache.get(everybody);
    for (int i = 0; i < 20; ++i) {
      expect_right(*server, any_query());
      if (HasFailure()) FAIL() << "round " << round << ", question " << i;
    }
    ASSERT_EQ(server->everybody_cache.get(everybody), built) << "caught up, not built anew";
  }
  EXPECT_GT(model_.rows.size(), 400U) << "large enough for orders in memory";
  EXPECT_EQ(server->everybody_index.left_to_store(), 0U);
  EXPECT_EQ(server->everybody_cache.usage().payouts, model_.rows.size());
}

TEST_F(AllPayouts, are_the_same_from_the_store_where_the_index_would_not_fit) {
  for (int i = 0; i < 10; ++i) write(40);
  Server server(store_, 0, 1);
  uint64_t of_all = 0;
  for (int i = 0; i < 200; ++i) {
    const AllPayoutsQuery query = any_query();
    of_all += !query.owner && !query.network && !query.address ? 1 : 0;
    expect_right(server, query);
    ASSERT_FALSE(HasFailure()) << "question " << i;
  }
  EXPECT_EQ(server.everybody_index.left_to_store(), of_all);
  EXPECT_EQ(server.everybody_cache.usage().payouts, 0U);
}

TEST_F(AllPayouts, come_from_the_store_once_the_index_has_outgrown_its_budget) {
  while (model_.rows.size() < 100) write(10);
  Server server(store_, enough, 140 * 296);
  expect_right(server, {});
  EXPECT_EQ(server.everybody_cache.usage().payouts, model_.rows.size());
  while (model_.rows.size() < 200) write(10);
  for (int i = 0; i < 3; ++i) {
    write(1);
    expect_right(server, {});
  }
  EXPECT_GE(server.everybody_index.left_to_store(), 2U);
  EXPECT_EQ(server.everybody_cache.usage().payouts, 0U);
}

// A payout that is no longer what it was cannot be taken over; an index that is built anew can.
TEST_F(AllPayouts, are_right_after_a_change_that_the_index_cannot_take) {
  while (model_.rows.size() < 400) write(20);
  Server server(store_, enough, enough);
  expect_right(server, {});
  Payout& row = model_.rows.back();
  row.amount.micro += 1;
  const auto before = server.everybody_index.find(everybody, 0);
  const uint64_t size = before->size();
  const std::string owner = std::to_string(owner_of_.back().key.value);
  store::sqlite::tamper(
      scratch_.path(),
      "UPDATE owners SET version = version + 1, touched = (SELECT max(touched) + 1 FROM owners) "
      "WHERE owner_key = " +
          owner +
          "; UPDATE payouts SET amount_micro = amount_micro + 1, "
          "version = (SELECT version FROM owners WHERE owner_key = " +
          owner + ") WHERE owner_key = " + owner +
          " AND number = " + std::to_string(numbers_.back()));
  for (int i = 0; i < 20; ++i) {
    expect_right(server, any_query());
    write(2);
  }
  EXPECT_NE(server.everybody_index.find(everybody, 0), nullptr);
  EXPECT_EQ(before->size(), size) << "who holds it may go on reading";
}

TEST_F(AllPayouts, come_from_the_store_if_no_index_can_take_one_of_them) {
  while (model_.rows.size() < 300) write(20);
  Payout& row = model_.rows[7];
  row.note = std::string(80'000, '0');  // longer than any text that the API takes
  store::sqlite::tamper(scratch_.path(),
                        "UPDATE payouts SET note = hex(zeroblob(40000)) WHERE owner_key = " +
                            std::to_string(owner_of_[7].key.value) +
                            " AND number = " + std::to_string(numbers_[7]));
  Server server(store_, enough, enough);
  for (int i = 0; i < 20; ++i) {
    AllPayoutsQuery query = any_query();
    query.owner.reset();  // that owner's own list is another matter
    expect_right(server, query);
  }
}

TEST_F(AllPayouts, are_of_an_index_that_is_built_anew_after_very_much_was_written) {
  while (model_.rows.size() < 300) write(20);
  Server server(store_, enough, enough, 15);
  expect_right(server, {});
  const auto before = server.everybody_cache.get(everybody);
  const size_t size = model_.rows.size();
  while (model_.rows.size() < size + 15) write(1);
  expect_right(server, any_query());
  expect_right(server, {});
  EXPECT_EQ(server.everybody_cache.get(everybody), before);
  while (model_.rows.size() < size + 31) write(1);
  expect_right(server, {});
  EXPECT_NE(server.everybody_cache.get(everybody), before);
  for (int i = 0; i < 20; ++i) {
    expect_right(server, any_query());
    write(2);
  }
}

TEST_F(AllPayouts, have_what_was_acknowledged_before_they_were_asked_for) {
  while (model_.rows.size() < 300) write(20);
  Server server(store_, enough, enough);
  std::atomic<uint64_t> acknowledged = model_.rows.size();
  std::atomic<bool> done = false;
  std::vector<std::jthread> askers;
  for (int i = 0; i < 3; ++i) {
    askers.emplace_back([&, seed = i] {
      base::SeededRandom random(static_cast<uint64_t>(seed));
      while (!done) {
        const uint64_t at_least = acknowledged;
        AllPayoutsQuery query;
        query.list.sort_field =
            static_cast<payouts::SortField>(random.below(payouts::sort_field_count));
        const auto page = server.ask(query);
        ASSERT_TRUE(page) << page.error().message;
        EXPECT_GE((*page)->total, at_least);
      }
    });
  }
  for (int i = 0; i < 150; ++i) {
    write(3);
    acknowledged = model_.rows.size();
  }
  done = true;
  askers.clear();
  expect_right(server, {});
}

}  // namespace
}  // namespace payoutd::actions
