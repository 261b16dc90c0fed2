// index/radix_sort.h: sorts millions of payouts by a number or a text, keeping the order of equal
// ones. Private to the index.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "index/huge_pages.h"

namespace payoutd::index {

// What is sorted, and by what. The slot goes where the number goes: there is room for it.
struct Keyed {
  uint64_t key;
  uint32_t number;
  uint16_t slot;
};

// Something to sort, with the memory that sorting takes; used again and again, it is taken from the
// system once. By one thread.
class Sorting {
 public:
  // Room for so many in all.
  void reserve(size_t capacity);
  void push_back(uint64_t key, uint32_t number, uint16_t slot) {
    keyed_[size_++] = {key, number, slot};
  }
  // What needs no sorting: it comes behind what does, in the order in which it was put aside.
  void put_aside(uint32_t number, uint16_t slot) {
    keyed_[capacity_ - ++aside_] = {0, number, slot};
  }

  size_t size() const { return size_; }  // without what was put aside
  Keyed* begin() { return keyed_.get(); }
  Keyed* end() { return keyed_.get() + size_; }

  // By key, ascending and stable.
  void sort();

  // Numbers and slots without their keys, what was sorted and then what was put aside; good until
  // the next use.
  struct Result {
    std::span<const uint32_t> numbers;
    std::span<const uint16_t> slots;
  };
  Result result();

 private:
  Keyed* other();

  size_t size_ = 0, aside_ = 0, capacity_ = 0;
  RawArray<Keyed> keyed_;  // what was put aside stands at its end, the last one first
  RawArray<Keyed> other_;  // as much memory, to sort by and for the result
};

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
void sort_by_text(Sorting& keyed, const Text& text) {
  if (keyed.size() == 0) return;
  // What all have in common tells nothing.
  const std::string_view first = text(keyed.begin()->number);
  size_t common = first.size();
  for (const Keyed& each : keyed) {
    const std::string_view other = text(each.number);
    common = std::min(common, other.size());
    while (other.substr(0, common) != first.substr(0, common)) --common;
  }
  for (Keyed& each : keyed) each.key = text_key(text(each.number), common);
  keyed.sort();
  // Those that agree in eight bytes as well are few, as a rule.
  for (auto begin = keyed.begin(); begin != keyed.end();) {
    const auto end =
        std::find_if(begin, keyed.end(), [&](const Keyed& each) { return each.key != begin->key; });
    if (end - begin > 1) {
      std::stable_sort(begin, end, [&](const Keyed& left, const Keyed& right) {
        return text(left.number) < text(right.number);
      });
    }
    begin = end;
  }
}

}  // namespace payoutd::index
