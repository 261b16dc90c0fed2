#include "index/growing_array.h"

#include <vector>

#include <gtest/gtest.h>

namespace payoutd::index {
namespace {

TEST(GrowingArray, keeps_every_element_where_it_was) {
  GrowingArray<uint64_t> array;
  std::vector<const uint64_t*> places;
  for (uint32_t i = 0; i < 300'000; ++i) {
    array.push_back(i * uint64_t{7});
    if (i % 1000 < 40) places.push_back(&array[i]);
    ASSERT_EQ(array.size(), i + 1);
  }
  const GrowingArray<uint64_t>& seen = array;
  for (uint32_t i = 0; i < 300'000; ++i) ASSERT_EQ(seen[i], i * uint64_t{7});
  for (const uint64_t* place : places) ASSERT_EQ(place, &seen[static_cast<uint32_t>(*place / 7)]);
  EXPECT_EQ(array.memory_bytes(), 300'000 * sizeof(uint64_t));
}

TEST(GrowingArray, takes_any_size_at_once_and_goes_on_from_there) {
  for (uint32_t size = 0; size < 600; ++size) {
    GrowingArray<uint32_t> array;
    array.resize(size);
    EXPECT_EQ(array.size(), size);
    for (uint32_t i = 0; i < size; ++i) array[i] = i;
    for (uint32_t i = size; i < size + 40; ++i) array.push_back(i);
    array.resize(size + 700);
    for (uint32_t i = size + 40; i < size + 700; ++i) array[i] = i;
    for (uint32_t i = 0; i < size + 700; ++i) ASSERT_EQ(array[i], i) << size;
  }
}

}  // namespace
}  // namespace payoutd::index
