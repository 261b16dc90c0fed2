#include "index/bitset.h"

#include "base/check.h"

namespace payoutd::index {

void Bitset::assign_range(uint32_t from, uint32_t to) {
  clear();
  for (uint32_t bit = from; bit < to;) {
    if (bit % 64 == 0 && to - bit >= 64) {
      words_[bit / 64] = ~uint64_t{0};
      bit += 64;
    } else {
      set(bit++);
    }
  }
}

void Bitset::merge(const Bitset& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

void Bitset::intersect(const Bitset& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
}

uint64_t Bitset::count() const {
  uint64_t total = 0;
  for (const uint64_t word : words_) total += static_cast<uint64_t>(std::popcount(word));
  return total;
}

uint32_t Bitset::select(uint64_t rank) const {
  for (size_t i = 0; i < words_.size(); ++i) {
    uint64_t word = words_[i];
    const auto here = static_cast<uint64_t>(std::popcount(word));
    if (rank >= here) {
      rank -= here;
      continue;
    }
    for (; rank > 0; --rank) word &= word - 1;
    return static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word)));
  }
  base::fail_check("a selected rank is below the count", __FILE__, __LINE__);
}

uint32_t Bitset::next(uint32_t bit) const {
  ++bit;
  size_t i = bit / 64;
  uint64_t word = i < words_.size() ? words_[i] & (~uint64_t{0} << (bit % 64)) : 0;
  while (word == 0) {
    base::check(++i < words_.size(), "there is a set bit above");
    word = words_[i];
  }
  return static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word)));
}

uint32_t Bitset::previous(uint32_t bit) const {
  size_t i = bit / 64;
  uint64_t word = words_[i] & ((uint64_t{1} << (bit % 64)) - 1);
  while (word == 0) {
    base::check(i-- > 0, "there is a set bit below");
    word = words_[i];
  }
  return static_cast<uint32_t>(i * 64 + 63 - static_cast<size_t>(std::countl_zero(word)));
}

}  // namespace payoutd::index
