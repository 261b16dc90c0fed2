// What an index says of its memory, beside what malloc says. Not under sanitizers, which have a
// malloc of their own.
#include <gtest/gtest.h>
#include <malloc.h>

#include "index/check/world.h"
#include "index/payout_index.h"

#if !defined(PAYOUTD_SANITIZED)

namespace payoutd::index {
namespace {

int64_t in_use_bytes() {
  const auto info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

Shape ordinary(uint32_t size) {
  Shape shape;
  shape.creation = Shape::Creation::in_order;
  shape.size_max = size;
  shape.values = 1'000'000;
  shape.status_count = payouts::status_count;
  shape.currencies = {*money::find_currency("USD"), *money::find_currency("EUR")};
  shape.people = size / 8 + 1;
  shape.saved = 100;
  shape.text_pieces = 6;
  return shape;
}

std::unique_ptr<PayoutIndex> build(const World& world) {
  auto index = std::make_unique<PayoutIndex>();
  for (const payouts::Payout& row : world.model().rows) index->add_change(view(row));
  index->commit_changes(world.version());
  return index;
}

// The index goes, and malloc says how much came back.
void expect_right(std::unique_ptr<PayoutIndex> index) {
  const auto says_bytes = static_cast<int64_t>(index->memory_bytes());
  const int64_t before = in_use_bytes();
  index.reset();
  const int64_t is_bytes = before - in_use_bytes();
  EXPECT_GE(says_bytes * 100, is_bytes * 86) << says_bytes << " of " << is_bytes;
  EXPECT_LE(says_bytes * 100, is_bytes * 106) << says_bytes << " of " << is_bytes;
}

class Memory : public testing::Test {
 protected:
  // Large pieces come from the heap as well: what is left over beside an aligned one is not used.
  void SetUp() override { mallopt(M_MMAP_THRESHOLD, 32 << 20); }
};

TEST_F(Memory, of_an_index_is_what_it_says) {
  for (const uint32_t size : {1'000U, 20'000U, 65'536U}) {
    Dice dice(1);
    World world(dice, ordinary(size));
    while (world.size() < size) world.add();
    expect_right(build(world));
  }
}

TEST_F(Memory, is_still_what_it_says_after_many_changes) {
  Dice dice(2);
  World world(dice, ordinary(10'000));
  while (world.size() < 10'000) world.add();
  auto index = build(world);
  payouts::ListQuery query;
  for (int i = 0; i < 2000; ++i) {
    world.commit();
    for (int j = 0; j < 50; ++j) {
      index->add_change(view(j % 10 == 0 ? world.add() : world.touch()));
    }
    index->commit_changes(world.version());
    if (i % 20 != 0) continue;
    query.filter.search = std::to_string(i % 7);
    query.sort_field =
        static_cast<payouts::SortField>(static_cast<size_t>(i) % payouts::sort_field_count);
    index->prepare(query);
  }
  expect_right(std::move(index));
}

}  // namespace
}  // namespace payoutd::index

#endif
