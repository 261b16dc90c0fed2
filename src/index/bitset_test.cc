#include "index/bitset.h"

#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace payoutd::index {
namespace {

TEST(Bitset, agrees_with_a_set_of_numbers) {
  base::SeededRandom random(5);
  for (int round = 0; round < 200; ++round) {
    const auto size = static_cast<uint32_t>(1 + random.below(400));
    Bitset bits;
    bits.resize(size);
    std::set<uint32_t> model;
    for (uint64_t i = random.below(size) + 1; i > 0; --i) {
      const auto bit = static_cast<uint32_t>(random.below(size));
      if (random.below(4) == 0) {
        bits.reset(bit);
        model.erase(bit);
      } else {
        bits.set(bit);
        model.insert(bit);
      }
    }
    ASSERT_EQ(bits.count(), model.size());
    uint64_t rank = 0;
    std::vector<uint32_t> seen;
    bits.for_each([&](uint32_t bit) { seen.push_back(bit); });
    ASSERT_EQ(seen, std::vector<uint32_t>(model.begin(), model.end()));
    for (const uint32_t bit : model) {
      ASSERT_EQ(bits.select(rank), bit);
      if (rank > 0) {
        ASSERT_EQ(bits.previous(bit), seen[rank - 1]);
        ASSERT_EQ(bits.next(seen[rank - 1]), bit);
      }
      ++rank;
    }
  }
}

TEST(Bitset, assigns_every_range) {
  for (uint32_t from = 0; from <= 200; ++from) {
    for (uint32_t to = from; to <= 200; ++to) {
      Bitset bits;
      bits.resize(200);
      bits.set(7);
      bits.assign_range(from, to);
      ASSERT_EQ(bits.count(), to - from) << from << " " << to;
      for (uint32_t bit = 0; bit < 200; ++bit) {
        ASSERT_EQ(bits.test(bit), bit >= from && bit < to) << from << " " << to << " " << bit;
      }
    }
  }
}

}  // namespace
}  // namespace payoutd::index
