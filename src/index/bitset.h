// index/bitset.h: a growing set of payout numbers, one bit each. Private to the index.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace payoutd::index {

class Bitset {
 public:
  uint32_t size() const { return size_; }
  uint64_t memory_bytes() const { return words_.capacity() * sizeof(uint64_t); }

  // New bits are clear.
  void resize(uint32_t size) {
    size_ = size;
    words_.resize((static_cast<size_t>(size) + 63) / 64);
  }
  void clear() { words_.assign(words_.size(), 0); }
  void set(uint32_t bit) { words_[bit / 64] |= uint64_t{1} << (bit % 64); }
  void reset(uint32_t bit) { words_[bit / 64] &= ~(uint64_t{1} << (bit % 64)); }
  bool test(uint32_t bit) const { return (words_[bit / 64] >> (bit % 64) & 1U) != 0; }

  // Sets exactly the bits in [from, to).
  void assign_range(uint32_t from, uint32_t to);

  // Both of the same size.
  void merge(const Bitset& other);      // union
  void intersect(const Bitset& other);  // intersection

  uint64_t count() const;

  // The set bit with `rank` set bits before it, counted from the low end; rank < count().
  uint32_t select(uint64_t rank) const;

  // Calls visit(bit) for each set bit, lowest first.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
      }
    }
  }

  // The nearest set bit above or below `bit`; there must be one.
  uint32_t next(uint32_t bit) const;
  uint32_t previous(uint32_t bit) const;

 private:
  uint32_t size_ = 0;
  std::vector<uint64_t> words_;
};

}  // namespace payoutd::index
