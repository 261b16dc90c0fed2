#include "index/chunk_table.h"

#include <list>

#include <gtest/gtest.h>

#include "index/check/dice.h"

namespace payoutd::index {
namespace {

struct Value {
  uint64_t one, two;
  friend bool operator==(const Value&, const Value&) = default;
};
using Table = ChunkTable<Value, 3>;

struct Held {
  Table table;
  std::vector<Value> values;
  Epoch epoch;
};

void expect_same(const Table& table, const std::vector<Value>& values) {
  ASSERT_EQ(table.size(), values.size());
  for (uint32_t i = 0; i < values.size(); ++i) ASSERT_EQ(table[i], values[i]) << i;
}

class ChunkTables : public testing::TestWithParam<uint64_t> {};

TEST_P(ChunkTables, are_what_vectors_are_and_older_ones_stay_as_they_were) {
  Dice dice(GetParam());
  Reclaimer reclaimer;
  Edit edit{.birth = 1};
  int64_t bytes = 0;
  Table table;
  std::vector<Value> values;
  std::list<Held> held;
  const auto make = [&] { return Value{dice.random().next(), dice.random().next()}; };
  if (dice.one_in(2)) {  // as when an index is built
    const auto size = static_cast<uint32_t>(dice.below(3000));
    for (const uint32_t part : {size / 3, size}) table.resize(edit, part);
    for (uint32_t i = 0; i < size; ++i) {
      values.push_back(make());
      table.slot(i) = values.back();
    }
  }
  for (int round = 0; round < 300 && !HasFatalFailure(); ++round) {
    for (uint64_t i = dice.below(dice.one_in(5) ? 400 : 4); i > 0; --i) {
      const Value value = make();
      if (values.empty() || dice.one_in(2)) {
        table.append(edit) = value;
        values.push_back(value);
      } else {
        const auto at = static_cast<uint32_t>(dice.below(values.size()));
        table.edit(edit, at) = value;
        values[at] = value;
      }
    }
    const Epoch epoch = edit.birth;
    reclaimer.opened(epoch);
    held.push_back({table, values, epoch});
    bytes += edit.bytes;
    reclaimer.retire(epoch - 1, std::move(edit.retired));
    edit = Edit{.birth = epoch + 1};
    while (held.size() > 4) {
      auto any = held.begin();
      std::advance(any, dice.below(held.size() - 1));  // never the newest
      expect_same(any->table, any->values);
      reclaimer.closed(any->epoch);
      held.erase(any);
    }
  }
  expect_same(table, values);
  EXPECT_GE(bytes, static_cast<int64_t>(values.size() * sizeof(Value)));
  // A chunk's and a node's head, and room for as many values as come next.
  EXPECT_LE(bytes, static_cast<int64_t>(values.size() * 2 * sizeof(Value) + 1000));
  for (const Held& each : held) {
    expect_same(each.table, each.values);
    reclaimer.closed(each.epoch);
  }
  table.free_all();
}
INSTANTIATE_TEST_SUITE_P(Seeds, ChunkTables, testing::Range<uint64_t>(1, 13));

TEST(ChunkTable, writes_again_what_was_born_in_the_same_edit) {
  Edit edit{.birth = 1};
  Table table;
  for (uint64_t i = 0; i < 40; ++i) table.append(edit) = {i, i};
  for (const RetiredBlock& each : edit.retired) each.free(each.block);  // what it outgrew
  edit = Edit{.birth = 2};
  table.edit(edit, 17).one = 5;
  EXPECT_EQ(edit.retired.size(), 2U);  // a chunk and its node
  table.edit(edit, 18).one = 6;
  table.edit(edit, 17).one = 7;
  EXPECT_EQ(edit.retired.size(), 2U);
  EXPECT_EQ(edit.bytes, 0);
  EXPECT_EQ(table[17], (Value{7, 17}));
  EXPECT_EQ(table[18], (Value{6, 18}));
  for (const RetiredBlock& each : edit.retired) each.free(each.block);
  table.free_all();
}

}  // namespace
}  // namespace payoutd::index
