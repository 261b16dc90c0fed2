// store/everybody_contract.h: what every store must do for who follows the payouts of all owners,
// as one suite. For tests only.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

// Keeps what it is given, and expects it in order.
class CollectEverybody : public EverybodySink {
 public:
  struct Row {
    payouts::OwnerKey owner;
    payouts::PayoutNumber number;
    friend bool operator==(const Row&, const Row&) = default;
  };

  void begin(const Owner& /*owner*/) override { ADD_FAILURE() << "a part has its own beginning"; }
  void begin_part(uint64_t count, uint64_t before) override {
    EXPECT_EQ(begun_++, 0);
    count_ = count;
    before_ = before;
  }
  void begin_owner(const OwnerVersion& owner, const PayoutRange& range) override {
    EXPECT_EQ(begun_, 1);
    if (!owners_.empty()) {
      EXPECT_LT(owners_.back().key, owner.key);
    }
    EXPECT_EQ(number_, end_) << "all of the owner before";
    EXPECT_LT(range.first, range.end);
    EXPECT_LE(range.end, owner.payout_count);
    owners_.push_back(owner);
    number_ = range.first;
    end_ = range.end;
  }
  void payout(const payouts::PayoutView& payout) override {
    EXPECT_EQ(payout.number, number_++);
    EXPECT_LE(payout.number, end_);
    EXPECT_LE(payout.version, owners_.back().version);
    rows_.push_back({owners_.back().key, payout.number});
  }

  void expect_end() const {
    EXPECT_EQ(begun_, 1);
    EXPECT_EQ(number_, end_);
  }
  uint64_t count() const { return count_; }
  uint64_t before() const { return before_; }
  const std::vector<OwnerVersion>& owners() const { return owners_; }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  int begun_ = 0;
  uint64_t count_ = 0;
  uint64_t before_ = 0;
  payouts::PayoutNumber number_ = 0;
  payouts::PayoutNumber end_ = 0;
  std::vector<OwnerVersion> owners_;
  std::vector<Row> rows_;
};

class EverybodyStoreContract : public StoreFixture {
 protected:
  using Rows = std::vector<CollectEverybody::Row>;

  Touch last_touch() {
    Touch touch = -1;
    read([&](Reads& reads) { touch = reads.last_touch(); });
    return touch;
  }
  std::vector<OwnerVersion> touched(Touch after) {
    std::vector<OwnerVersion> owners;
    read([&](Reads& reads) { owners = reads.list_touched(after); });
    return owners;
  }
  std::vector<payouts::OwnerKey> keys_touched(Touch after) {
    std::vector<payouts::OwnerKey> keys;
    for (const OwnerVersion& each : touched(after)) keys.push_back(each.key);
    return keys;
  }

  // All payouts, in so many parts that are of one state; `touch` becomes that state's.
  static Rows read_in_parts(Store& store, size_t count, Touch& touch) {
    std::vector<CollectEverybody> parts(count);
    std::vector<EverybodySink*> sinks;
    for (CollectEverybody& each : parts) sinks.push_back(&each);
    touch = must(store.read_everybody_in_parts(sinks));
    Rows rows;
    for (const CollectEverybody& each : parts) {
      each.expect_end();
      EXPECT_EQ(each.count(), parts[0].count());
      EXPECT_EQ(each.before(), rows.size());
      rows.insert(rows.end(), each.rows().begin(), each.rows().end());
    }
    EXPECT_EQ(rows.size(), parts[0].count());
    return rows;
  }

  void insert_sent_to(payouts::OwnerKey key, const std::string& network,
                      const std::string& address) {
    ASSERT_TRUE(write([&](Transaction& transaction) {
      Owner& owner = **transaction.change_owner(key);
      auto row = payout(owner.payout_count, owner.version, "");
      row.network = network;
      row.address = address;
      EXPECT_TRUE(transaction.insert_payout(key, view(row), {}, {}));
      ++owner.payout_count;
    }));
  }
  // "owner/number …", in order.
  std::string scanned(const PayoutScan& scan) {
    std::vector<std::string> found;
    read([&](Reads& reads) {
      reads.scan_payouts(scan, [&](payouts::OwnerKey owner, const payouts::PayoutView& payout) {
        found.push_back(std::to_string(owner.value) + "/" + std::to_string(payout.number));
      });
    });
    std::sort(found.begin(), found.end());
    std::string all;
    for (const std::string& each : found) all += (all.empty() ? "" : " ") + each;
    return all;
  }
};

TEST_P(EverybodyStoreContract, each_transaction_touches_its_owners_and_no_others) {
  EXPECT_EQ(last_touch(), 0);
  EXPECT_TRUE(touched(0).empty());
  const Owner one = new_owner(OwnerKind::client, "One");
  const Owner two = new_owner(OwnerKind::user, "two@x.test");
  const Owner three = new_owner(OwnerKind::client, "Three");
  using Keys = std::vector<payouts::OwnerKey>;
  EXPECT_EQ(keys_touched(0), (Keys{one.key, two.key, three.key}));
  Touch before = last_touch();
  EXPECT_TRUE(touched(before).empty());

  ASSERT_TRUE(insert(store_, two.key, 3));
  EXPECT_GT(last_touch(), before);
  ASSERT_EQ(keys_touched(before), Keys{two.key});
  EXPECT_EQ(touched(before)[0].version, stored(two).version);
  EXPECT_EQ(touched(before)[0].payout_count, 3U);

  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(insert(transaction, three.key, "a"));
    EXPECT_TRUE(insert(transaction, one.key, "b"));
  }));
  const auto all_three = touched(before);
  ASSERT_EQ(all_three.size(), 3U);
  EXPECT_EQ(all_three[0].key, two.key) << "whose touch is less";
  for (const Owner& each : {one, two, three}) {
    const auto found =
        std::find_if(all_three.begin(), all_three.end(),
                     [&](const OwnerVersion& version) { return version.key == each.key; });
    ASSERT_NE(found, all_three.end());
    EXPECT_EQ(found->version, stored(each).version);
    EXPECT_EQ(found->payout_count, stored(each).payout_count);
  }
  // Also if nothing but the owner's version is new, and if the owner was touched last before.
  for (int i = 0; i < 3; ++i) {
    before = last_touch();
    ASSERT_TRUE(write([&](Transaction& transaction) { must(transaction.change_owner(one.key)); }));
    EXPECT_EQ(keys_touched(before), Keys{one.key});
  }
}

TEST_P(EverybodyStoreContract, what_is_taken_back_touches_nobody) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Touch before = last_touch();
  EXPECT_FALSE(store_.write([&](Transaction& transaction) -> base::Status {
    EXPECT_TRUE(insert(transaction, client.key, "a"));
    return base::refused("no", "no");
  }));
  EXPECT_EQ(last_touch(), before);
  EXPECT_TRUE(touched(before).empty());
}

TEST_P(EverybodyStoreContract, another_stores_writes_touch_as_well) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto other = scratch_->reopen();
  for (int i = 0; i < 3; ++i) {
    const Touch before = last_touch();
    ASSERT_TRUE(insert(i % 2 == 0 ? *other : store_, client.key, 1));
    EXPECT_EQ(keys_touched(before).size(), 1U);
  }
}

TEST_P(EverybodyStoreContract, payouts_are_counted_and_read_in_the_same_state) {
  const Owner one = new_owner(OwnerKind::client, "One");
  const Owner two = new_owner(OwnerKind::client, "Two");
  ASSERT_TRUE(insert(store_, one.key, 4));
  const payouts::Version known = stored(one).version;
  ASSERT_TRUE(insert(store_, one.key, 2));
  ASSERT_TRUE(insert(store_, two.key, 3));
  read([&](Reads& reads) {
    EXPECT_EQ(reads.count_payouts(), 9U);
    ASSERT_TRUE(insert(*scratch_->reopen(), two.key, 1));
    EXPECT_EQ(reads.count_payouts(), 9U) << "as it was";
    CollectPayouts since;
    EXPECT_EQ(*reads.read_payouts(one.key, known, since), known + 1);
    ASSERT_EQ(since.rows.size(), 2U);
    EXPECT_EQ(since.rows[0].number, 4U);
    EXPECT_EQ(since.rows[1].number, 5U);
    CollectPayouts all;
    EXPECT_TRUE(reads.read_payouts(two.key, 0, all));
    EXPECT_EQ(all.rows.size(), 3U);
    CollectPayouts none;
    EXPECT_EQ(reads.read_payouts({999}, 0, none).error().reason, "owner_not_found");
  });
}

TEST_P(EverybodyStoreContract, each_payout_of_anybody_comes_to_one_part_in_order) {
  Touch touch = -1;
  for (const size_t parts : {1U, 3U}) {
    EXPECT_TRUE(read_in_parts(store_, parts, touch).empty());
    EXPECT_EQ(touch, 0);
  }
  Rows expected;
  for (const uint32_t count : {0U, 1U, 40U, 0U, 2U, 1U, 1U, 7U, 0U}) {
    const Owner owner = new_owner(OwnerKind::client, "Owner");
    ASSERT_TRUE(insert(store_, owner.key, count));
    for (uint32_t number = 0; number < count; ++number) expected.push_back({owner.key, number});
    for (const size_t parts : {1U, 2U, 3U, 8U, 60U}) {
      EXPECT_EQ(read_in_parts(store_, parts, touch), expected) << parts << " parts";
      EXPECT_EQ(touch, last_touch());
    }
  }
}

// Each commit adds a payout of one owner and then one of the other, so a part of another state
// would have another count, or a gap between it and its neighbour.
TEST_P(EverybodyStoreContract, all_parts_of_everybody_are_of_one_state_while_others_write) {
  const Owner one = new_owner(OwnerKind::client, "One");
  const Owner two = new_owner(OwnerKind::client, "Two");
  ASSERT_TRUE(insert(store_, one.key, 50));
  ASSERT_TRUE(insert(store_, two.key, 50));
  const auto other = scratch_->reopen();
  std::atomic<bool> done = false;
  std::vector<std::jthread> writers;
  for (Store* each : {&store_, other.get()}) {
    writers.emplace_back([&, each] {
      while (!done) {
        EXPECT_TRUE(insert(*each, each == &store_ ? one.key : two.key, 1));
      }
    });
  }
  uint64_t seen = 0;
  Touch last = 0;
  for (int round = 0; round < 100; ++round) {
    Touch touch = 0;
    const uint64_t acknowledged = stored(one).payout_count;
    const Rows rows = read_in_parts(store_, 3, touch);
    EXPECT_GE(touch, last);
    EXPECT_GE(rows.size(), seen);
    EXPECT_GE(rows.size(), acknowledged + 50);
    // Both owners' inserts are commits of one payout each.
    if (round > 0) {
      EXPECT_EQ(rows.size() - seen, static_cast<uint64_t>(touch - last));
    }
    seen = rows.size();
    last = touch;
  }
  done = true;
}

TEST_P(EverybodyStoreContract, what_a_part_of_everybody_throws_comes_out) {
  class Throws final : public CollectEverybody {
   public:
    void payout(const payouts::PayoutView& /*payout*/) override { throw std::bad_alloc(); }
  };
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 30));
  for (size_t part = 0; part < 3; ++part) {
    std::vector<std::unique_ptr<CollectEverybody>> made(3);
    std::vector<EverybodySink*> sinks;
    for (size_t i = 0; i < made.size(); ++i) {
      made[i] = i == part ? std::make_unique<Throws>() : std::make_unique<CollectEverybody>();
      sinks.push_back(made[i].get());
    }
    EXPECT_THROW(static_cast<void>(store_.read_everybody_in_parts(sinks)), std::bad_alloc);
  }
  EXPECT_TRUE(insert(store_, client.key, 1));
}

TEST_P(EverybodyStoreContract, payouts_on_chains_are_found_by_where_they_went) {
  const Owner one = new_owner(OwnerKind::user, "one@x.test");
  const Owner two = new_owner(OwnerKind::user, "two@x.test");
  ASSERT_EQ(two.key.value, one.key.value + 1);
  ASSERT_TRUE(insert(store_, one.key, 1));  // 0: nowhere
  insert_sent_to(one.key, "solana", "abc");
  insert_sent_to(one.key, "tron", "abc");
  insert_sent_to(two.key, "solana", "abc");
  insert_sent_to(two.key, "solana", "abcd");
  insert_sent_to(two.key, "tron", "ABC");
  const std::string a = std::to_string(one.key.value) + "/";
  const std::string b = std::to_string(two.key.value) + "/";
  EXPECT_EQ(scanned({}), a + "0 " + a + "1 " + a + "2 " + b + "0 " + b + "1 " + b + "2");
  EXPECT_EQ(scanned({.address = "abc"}), a + "1 " + a + "2 " + b + "0");
  EXPECT_EQ(scanned({.network = "solana", .address = "abc"}), a + "1 " + b + "0");
  EXPECT_EQ(scanned({.network = "solana"}), a + "1 " + b + "0 " + b + "1");
  EXPECT_EQ(scanned({.owner = one.key, .network = "solana"}), a + "1");
  EXPECT_EQ(scanned({.owner = one.key, .address = "abc"}), a + "1 " + a + "2");
  EXPECT_EQ(scanned({.owner = one.key, .network = "tron", .address = "abc"}), a + "2");
  EXPECT_EQ(scanned({.network = "solan"}) + scanned({.address = "ab"}), "");
  EXPECT_EQ(scanned({.statuses = 2, .network = "solana"}), "") << "none is queued";
  EXPECT_EQ(scanned({.created_to = {now.micros - 1}, .address = "abc"}), "");
}

}  // namespace payoutd::store
