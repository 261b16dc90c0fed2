#include "index/radix_sort.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "index/check/dice.h"
#include "index/check/words.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// Of each `aside_of` one is put aside; 0: none is.
void expect_sorted(Sorting& sorting, const std::vector<uint64_t>& keys, size_t aside_of) {
  std::vector<uint32_t> expected, aside;
  sorting.reserve(keys.size());
  for (uint32_t i = 0; i < keys.size(); ++i) {
    const auto slot = static_cast<uint16_t>(i * 7);
    if (aside_of != 0 && i % aside_of == 1) {
      aside.push_back(i);
      sorting.put_aside(i, slot);
    } else {
      expected.push_back(i);
      sorting.push_back(keys[i], i, slot);
    }
  }
  std::stable_sort(expected.begin(), expected.end(),
                   [&](uint32_t left, uint32_t right) { return keys[left] < keys[right]; });
  sorting.sort();
  ASSERT_EQ(sorting.size(), expected.size());
  expected.insert(expected.end(), aside.begin(), aside.end());
  const auto [numbers, slots] = sorting.result();
  ASSERT_EQ(std::vector<uint32_t>(numbers.begin(), numbers.end()), expected);
  ASSERT_EQ(slots.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(slots[i], static_cast<uint16_t>(expected[i] * 7));
  }
}

void expect_sorted(Sorting& sorting, const std::vector<uint64_t>& keys) {
  for (const size_t aside_of : {0U, 2U, 17U}) expect_sorted(sorting, keys, aside_of);
}

void expect_sorted_by_text(Sorting& sorting, const std::vector<std::string>& texts) {
  std::vector<uint32_t> expected(texts.size());
  sorting.reserve(texts.size());
  for (uint32_t i = 0; i < texts.size(); ++i) {
    expected[i] = i;
    sorting.push_back(0, i, static_cast<uint16_t>(i * 7));
  }
  std::stable_sort(expected.begin(), expected.end(),
                   [&](uint32_t left, uint32_t right) { return texts[left] < texts[right]; });
  sort_by_text(sorting, [&](uint32_t i) { return std::string_view(texts[i]); });
  const auto numbers = sorting.result().numbers;
  ASSERT_EQ(std::vector<uint32_t>(numbers.begin(), numbers.end()), expected);
}

TEST(Sorting, sorts_numbers_of_any_kind_and_keeps_the_order_of_equal_ones) {
  Dice dice(1);
  Sorting sorting;  // the same for all: nothing of what was sorted before may come through
  for (int round = 0; round < 60; ++round) {
    const size_t size = radix_sorted_min - 2 + dice.below(radix_sorted_min * 2);
    std::vector<uint64_t> keys;
    const uint64_t base = dice.random().next();
    const uint64_t spread = uint64_t{1} << dice.below(64);
    for (size_t i = 0; i < size; ++i) {
      switch (round % 6) {
        case 0:
          keys.push_back(dice.random().next());
          break;
        case 1:
          keys.push_back(base / 2 + dice.below(spread));
          break;
        case 2:
          keys.push_back(base + i / 3);  // in order, but for where it comes round
          break;
        case 3:  // nearly all alike but for their lower digits
          keys.push_back(dice.one_in(size) ? ~uint64_t{0} : dice.below(uint64_t{1} << 31));
          break;
        case 4:
          keys.push_back(~uint64_t{0} - dice.below(2) * (~uint64_t{0} >> dice.below(64)));
          break;
        default:
          keys.push_back(uint64_t{1} << dice.below(64));
      }
    }
    expect_sorted(sorting, keys);
  }
  expect_sorted(sorting, {});
  expect_sorted(sorting, std::vector<uint64_t>(radix_sorted_min * 3, 7));
}

TEST(Sorting, sorts_texts_by_their_bytes) {
  Dice dice(2);
  Sorting sorting;
  for (int round = 0; round < 60; ++round) {
    const std::string common(dice.one_in(2) ? dice.below(40) : 0, 'p');
    std::vector<std::string> texts(dice.below(radix_sorted_min * 2));
    for (std::string& text : texts) {
      if (!dice.one_in(10)) text = common + make_text(dice, 1 + static_cast<uint64_t>(round) % 9);
      if (dice.one_in(10)) text += '\0';
    }
    expect_sorted_by_text(sorting, texts);
  }
}

TEST(Sorting, sorts_texts_that_agree_for_long_or_are_none) {
  Sorting sorting;
  const std::string eight = "12345678";
  expect_sorted_by_text(sorting, {});
  expect_sorted_by_text(sorting, {""});
  expect_sorted_by_text(sorting, {"", "", ""});
  expect_sorted_by_text(sorting, {"b", "", "a", ""});
  expect_sorted_by_text(sorting, {"same", "same", "same"});
  expect_sorted_by_text(sorting, {"prefix", "prefi", "prefix0", "prefix"});
  expect_sorted_by_text(sorting, {eight + "b", eight + "a", eight, eight + "a", eight + eight});
  expect_sorted_by_text(sorting, {"x" + eight + "b", "x" + eight + "a", "y", "x" + eight});
  expect_sorted_by_text(sorting, {"é", "e", "z", "\x7f", "\xff", "É"});
  expect_sorted_by_text(sorting, {std::string("a\0", 2), "a", std::string("a\0\0", 3), "a"});
}

RC_GTEST_PROP(Sorting, sorts_any_texts, (const std::vector<std::string>& texts)) {
  Sorting sorting;
  expect_sorted_by_text(sorting, texts);
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(Sorting, begins_anew) {
  Sorting sorting;
  sorting.reserve(2);
  sorting.push_back(1, 1, 1);
  sorting.put_aside(2, 2);
  sorting.reserve(0);
  EXPECT_EQ(sorting.size(), 0U);
  EXPECT_EQ(sorting.begin(), sorting.end());
  EXPECT_TRUE(sorting.result().numbers.empty());
}

}  // namespace
}  // namespace payoutd::index
