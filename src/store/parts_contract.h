// store/parts_contract.h: what every store must do when it reads an owner's payouts in parts, as
// one suite. For tests only.
#pragma once

#include <atomic>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

// Keeps what it is given, and expects it in order.
class CollectPart : public PartSink {
 public:
  void begin(const Owner& /*owner*/) override { ADD_FAILURE() << "a part has its own beginning"; }
  void begin_part(const Owner& owner, const PayoutRange& range) override {
    EXPECT_EQ(begun_++, 0);
    owner_ = owner;
    range_ = range;
  }
  void payout(const payouts::PayoutView& payout) override {
    EXPECT_EQ(begun_, 1);
    EXPECT_EQ(payout.number, range_.first + rows_.size());
    EXPECT_EQ(payout.reference_id, "R" + std::to_string(payout.number));
    EXPECT_LE(payout.version, owner_.version);
    rows_.push_back(payout.version);
  }

  int begun() const { return begun_; }
  const Owner& owner() const { return owner_; }
  const PayoutRange& range() const { return range_; }
  const std::vector<payouts::Version>& rows() const { return rows_; }

 private:
  int begun_ = 0;
  Owner owner_;
  PayoutRange range_;
  std::vector<payouts::Version> rows_;  // the version of each
};

class CollectParts {
 public:
  explicit CollectParts(size_t count) : parts_(count) {
    for (CollectPart& each : parts_) sinks_.push_back(&each);
  }
  std::span<PartSink* const> sinks() const { return sinks_; }

  // All of the owner's payouts were given, of the state that has this version. Returns how many.
  uint64_t expect_whole(payouts::Version version) const {
    uint64_t next = 0;
    for (const CollectPart& each : parts_) {
      EXPECT_EQ(each.begun(), 1);
      EXPECT_EQ(each.owner().version, version);
      EXPECT_EQ(each.owner().payout_count, parts_[0].owner().payout_count);
      EXPECT_EQ(each.range().first, next);
      EXPECT_EQ(each.rows().size(), each.range().end - each.range().first);
      next = each.range().end;
    }
    EXPECT_EQ(next, parts_[0].owner().payout_count);
    return next;
  }
  const std::vector<CollectPart>& parts() const { return parts_; }

 private:
  std::vector<CollectPart> parts_;
  std::vector<PartSink*> sinks_;
};

TEST(PayoutRange, ranges_follow_each_other_and_are_of_nearly_equal_length) {
  for (const payouts::PayoutNumber count : {0U, 1U, 2U, 7U, 100U, 4'294'967'295U}) {
    for (const size_t parts : {1U, 2U, 3U, 7U, 64U}) {
      payouts::PayoutNumber next = 0;
      for (size_t part = 0; part < parts; ++part) {
        const PayoutRange range = range_of_part(count, part, parts);
        EXPECT_EQ(range.first, next);
        EXPECT_GE(range.end - range.first, count / parts);
        EXPECT_LE(range.end - range.first, count / parts + 1);
        next = range.end;
      }
      EXPECT_EQ(next, count);
    }
  }
}

class PartsStoreContract : public StoreFixture {};

TEST_P(PartsStoreContract, each_payout_comes_to_one_part_in_order) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  ASSERT_TRUE(insert(store_, other.key, 10));
  for (const uint32_t count : {0U, 1U, 3U, 100U}) {
    const Owner before = stored(client);
    ASSERT_TRUE(insert(store_, client.key, count - before.payout_count));
    const Owner after = stored(client);
    for (const size_t parts : {1U, 2U, 3U, 8U}) {
      const CollectParts read(parts);
      EXPECT_EQ(*store_.read_payouts_in_parts(client.key, read.sinks()), after.version);
      EXPECT_EQ(read.expect_whole(after.version), count);
      EXPECT_EQ(read.parts()[0].owner().id, client.id);
    }
  }
}

TEST_P(PartsStoreContract, there_are_no_parts_of_nobody) {
  const CollectParts read(3);
  const auto answer = store_.read_payouts_in_parts({999}, read.sinks());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, "owner_not_found");
  for (const CollectPart& each : read.parts()) EXPECT_EQ(each.begun(), 0);
}

// Each commit adds one payout, so a part of another state would have another count, or a gap
// between it and its neighbour.
TEST_P(PartsStoreContract, all_parts_are_of_one_state_while_others_write) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 50));
  const auto other = scratch_->reopen();
  std::atomic<bool> done = false;
  std::vector<std::jthread> writers;
  for (Store* each : {&store_, other.get()}) {
    writers.emplace_back([&, each] {
      while (!done) EXPECT_TRUE(insert(*each, client.key, 1));
    });
  }
  uint64_t seen = 0;
  for (int round = 0; round < 200; ++round) {
    const uint64_t acknowledged = stored(client).payout_count;
    const CollectParts read(3);
    const auto version = store_.read_payouts_in_parts(client.key, read.sinks());
    ASSERT_TRUE(version) << version.error().message;
    const uint64_t count = read.expect_whole(*version);
    EXPECT_EQ(read.parts().back().rows().back(), *version) << "the last commit's";
    EXPECT_GE(count, acknowledged);
    EXPECT_GE(count, seen);
    seen = count;
  }
  done = true;
}

TEST_P(PartsStoreContract, what_a_sink_throws_comes_out_and_the_store_works_on) {
  class Throws final : public CollectPart {
   public:
    void payout(const payouts::PayoutView& /*payout*/) override { throw std::bad_alloc(); }
  };
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 30));
  for (size_t part = 0; part < 3; ++part) {
    std::vector<std::unique_ptr<CollectPart>> made(3);
    std::vector<PartSink*> sinks;
    for (size_t i = 0; i < made.size(); ++i) {
      made[i] = i == part ? std::make_unique<Throws>() : std::make_unique<CollectPart>();
      sinks.push_back(made[i].get());
    }
    EXPECT_THROW(static_cast<void>(store_.read_payouts_in_parts(client.key, sinks)),
                 std::bad_alloc);
  }
  const CollectParts read(3);
  EXPECT_TRUE(store_.read_payouts_in_parts(client.key, read.sinks()));
  EXPECT_TRUE(insert(store_, client.key, 1));
}

}  // namespace payoutd::store
