// index/radix_sort.h: sorts millions of payouts by a number or a text, keeping the order of equal
// ones. Private to the index.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace payoutd::index {

// What is sorted, and by what.
struct Keyed {
  uint64_t key = 0;
  uint32_t number = 0;
};

// By key, ascending and stable.
void radix_sort(std::vector<Keyed>& keyed);

std::vector<uint32_t> numbers_of(const std::vector<Keyed>& keyed);

// Eight bytes of a text from `offset` on, so that comparing integers compares texts as far as they
// reach.
inline uint64_t text_key(std::string_view text, size_t offset) {
  uint64_t key = 0;
  for (size_t i = offset; i < offset + sizeof key; ++i) {
    key = key << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return key;
}

// By the bytes of text(number), ascending and stable; keys are its own to set.
template <class Text>
void sort_by_text(std::vector<Keyed>& keyed, const Text& text) {
  if (keyed.empty()) return;
  // What all have in common tells nothing.
  const std::string_view first = text(keyed.front().number);
  size_t common = first.size();
  for (const Keyed& each : keyed) {
    const std::string_view other = text(each.number);
    common = std::min(common, other.size());
    while (other.substr(0, common) != first.substr(0, common)) --common;
  }
  for (Keyed& each : keyed) each.key = text_key(text(each.number), common);
  radix_sort(keyed);
  // Those that agree in eight bytes as well are few, as a rule.
  for (auto begin = keyed.begin(); begin != keyed.end();) {
    const auto end = std::find_if(begin, keyed.end(),
                                  [&](const Keyed& each) { return each.key != begin->key; });
    if (end - begin > 1) {
      std::stable_sort(begin, end, [&](const Keyed& left, const Keyed& right) {
        return text(left.number) < text(right.number);
      });
    }
    begin = end;
  }
}

}  // namespace payoutd::index
