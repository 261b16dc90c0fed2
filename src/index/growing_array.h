// index/growing_array.h: an array that only grows and never moves what it holds, so that readers
// need no lock. Private to the index.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <type_traits>

#include "index/huge_pages.h"

namespace payoutd::index {

// One thread grows and fills it; any thread may read an element that was there when whatever it
// reads from was published. Elements begin uninitialised.
template <class T>
class GrowingArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  const T& operator[](uint32_t i) const {
    const uint32_t chunk = chunk_of(i);
    return chunks_[chunk][i - begin_of(chunk)];
  }
  T& operator[](uint32_t i) {
    const uint32_t chunk = chunk_of(i);
    return chunks_[chunk][i - begin_of(chunk)];
  }

  // The elements from i on that lie behind it without a gap, all of them or up to `count`.
  std::span<const T> run(uint32_t i, uint32_t count) const {
    const uint32_t chunk = chunk_of(i);
    const uint32_t at = i - begin_of(chunk);
    return {&chunks_[chunk][at], std::min<size_t>(count, length_of(chunk) - at)};
  }

  uint32_t size() const { return size_; }
  void resize(uint32_t size) {
    if (size > 0) {
      for (uint32_t chunk = chunk_of(size - 1) + 1; chunk-- > 0 && !chunks_[chunk];) {
        chunks_[chunk] = allocate_raw<T>(length_of(chunk));
      }
    }
    size_ = size;
  }
  void push_back(const T& value) {
    resize(size_ + 1);
    (*this)[size_ - 1] = value;
  }

  // What is used; memory that was reserved and never touched is not there yet.
  uint64_t memory_bytes() const { return uint64_t{size_} * sizeof(T); }

 private:
  // Chunks of 16, 16, 32, 64, … elements: few for any size.
  static constexpr uint32_t first_bits = 4;
  static constexpr size_t chunk_count = 33 - first_bits;

  static uint32_t chunk_of(uint32_t i) {
    return static_cast<uint32_t>(std::bit_width(i >> first_bits));
  }
  static uint32_t begin_of(uint32_t chunk) {
    return chunk == 0 ? 0 : uint32_t{1} << (chunk + first_bits - 1);
  }
  static size_t length_of(uint32_t chunk) {
    return size_t{1} << (chunk == 0 ? first_bits : chunk + first_bits - 1);
  }

  std::array<RawArray<T>, chunk_count> chunks_;
  uint32_t size_ = 0;
};

}  // namespace payoutd::index
