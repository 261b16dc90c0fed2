// Masks that go, and what nobody may do to one. What they show is seen in sequence_test.cc.
#include <array>

#include <gtest/gtest.h>

#include "index/bitset.h"
#include "index/check/stage.h"
#include "index/sequence.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

TEST(Mask, goes_and_leaves_what_it_showed) {
  Stage stage;
  const std::vector<uint32_t> numbers = stage.put_some(3 * leaf_numbers_max);
  Bitset kept(static_cast<uint32_t>(numbers.size()));
  for (const uint32_t number : numbers) {
    if (number % 3 == 0) kept.set(number);
  }
  Sequence whole =
      Sequence::build(stage.edit, numbers, stage.rows, stage.known, Sequence::Keeps::counts);
  stage.close(stage.publish());
  const int64_t bytes = stage.bytes;
  Sequence mask = whole.masked(stage.edit, kept, stage.known);
  EXPECT_EQ(mask.size(), kept.count());
  stage.close(stage.publish());
  EXPECT_GT(stage.bytes, bytes);
  mask.retire(stage.edit);
  EXPECT_EQ(mask.size(), 0U);
  stage.close(stage.publish());
  EXPECT_EQ(stage.bytes, bytes);
  uint64_t read = 0;
  whole.read_up({}, 0, numbers.size(), [&](uint32_t number) { read += number; });
  EXPECT_EQ(read, numbers.size() * (numbers.size() - 1) / 2);
  whole.free_all();
}

TEST(MaskDeathTest, is_not_changed_by_itself) {
  Stage stage;
  for (uint32_t number = 0; number < 3; ++number) stage.put(number, 0, 1, 1);
  Bitset kept(3);
  kept.set(1);
  Sequence whole = Sequence::build(stage.edit, std::array<uint32_t, 2>{0, 1}, stage.rows,
                                   stage.known, Sequence::Keeps::counts);
  Sequence mask = whole.masked(stage.edit, kept, stage.known);
  const auto end = mask.lower_bound([](uint32_t) { return true; });
  EXPECT_DEATH(mask.insert(stage.edit, end, 2, stage.rows, stage.known), "a mask is changed by");
  mask.free_all();
  whole.free_all();
}

}  // namespace
}  // namespace payoutd::index
