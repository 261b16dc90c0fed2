#include "index/bitset.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace payoutd::index {
namespace {

TEST(Bitset, agrees_with_a_set_of_numbers) {
  base::SeededRandom random(5);
  for (int round = 0; round < 200; ++round) {
    auto size = static_cast<uint32_t>(1 + random.below(400));
    Bitset bits(size);
    std::set<uint32_t> model;
    for (uint64_t i = random.below(size) + 1; i > 0; --i) {
      const auto bit = static_cast<uint32_t>(random.below(size));
      bits.set(bit);
      model.insert(bit);
    }
    for (uint64_t more = random.below(200); more > 0; --more) {
      if (random.below(2) == 0) {
        bits.push_back(false);
      } else {
        model.insert(bits.size());
        bits.push_back(true);
      }
    }
    size = bits.size();
    ASSERT_EQ(bits.count(), model.size());
    std::vector<uint32_t> seen;
    bits.for_each([&](uint32_t bit) { seen.push_back(bit); });
    ASSERT_EQ(seen, std::vector<uint32_t>(model.begin(), model.end()));
    for (uint32_t bit = 0; bit < size; ++bit) ASSERT_EQ(bits.test(bit), model.contains(bit));
    const auto from = static_cast<uint32_t>(random.below(size));
    for (uint32_t to = from + 1; to <= std::min(size, from + 64); ++to) {
      uint64_t expected = 0;
      for (uint32_t bit = from; bit < to; ++bit) expected |= bits.bit(bit) << (bit - from);
      ASSERT_EQ(bits.bits(from, to), expected);
    }
  }
}

}  // namespace
}  // namespace payoutd::index
