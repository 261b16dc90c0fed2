// index/bitset.h: a set of payout numbers (or people), one bit each. Private to the index.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace payoutd::index {

// The bits [from, to) of some words, one to 64 of them; the first is the lowest.
inline uint64_t bits_of(const uint64_t* words, uint32_t from, uint32_t to) {
  const uint32_t shift = from % 64;
  uint64_t bits = words[from / 64] >> shift;
  if (shift + (to - from) > 64) bits |= words[from / 64 + 1] << (64 - shift);
  return bits & ~uint64_t{0} >> (64 - (to - from));
}

// Threads may set bits at the same time if they share no word of 64.
class Bitset {
 public:
  explicit Bitset(uint32_t size) : size_(size), words_((size_t{size} + 63) / 64) {}

  uint32_t size() const { return size_; }
  void set(uint32_t bit) { words_[bit / 64] |= uint64_t{1} << (bit % 64); }
  // Those of 64 from `first` on whose bit is set in `word`, the lowest first; they must lie in one
  // word.
  void set_some(uint32_t first, uint64_t word) { words_[first / 64] |= word << (first % 64); }
  bool test(uint32_t bit) const { return (words_[bit / 64] >> (bit % 64) & 1U) != 0; }

  void push_back(bool bit) {
    if (size_ % 64 == 0) words_.push_back(0);
    if (bit) words_.back() |= uint64_t{1} << (size_ % 64);
    ++size_;
  }

  uint64_t bit(uint32_t bit) const { return words_[bit / 64] >> (bit % 64) & 1U; }

  // The bits [from, to), one to 64 of them; the first is the lowest.
  uint64_t bits(uint32_t from, uint32_t to) const { return bits_of(words_.data(), from, to); }
  uint64_t bytes() const { return words_.capacity() * sizeof(uint64_t); }
  uint64_t count() const {
    uint64_t total = 0;
    for (const uint64_t word : words_) total += static_cast<uint64_t>(std::popcount(word));
    return total;
  }

  // Calls visit(bit) for each set bit, lowest first.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
      }
    }
  }

 private:
  uint32_t size_;
  std::vector<uint64_t> words_;
};

}  // namespace payoutd::index
