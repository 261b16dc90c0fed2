// index/huge_pages.h: large pieces of memory on large pages: what is read at random places costs
// half as much there. Private to the index.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include <sys/mman.h>

namespace payoutd::index {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
template <class T>
using RawArray = std::unique_ptr<T[], FreeMemory>;

// Uninitialised room for `length` elements of plain data; throws std::bad_alloc.
template <class T>
RawArray<T> allocate_raw(size_t length) {
  constexpr size_t huge_page_bytes = size_t{2} << 20U;
  const size_t bytes = length * sizeof(T);
  if (bytes < huge_page_bytes) {
    void* const memory = std::malloc(bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return RawArray<T>(static_cast<T*>(memory));
  }
  const size_t rounded = (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
  void* const memory = std::aligned_alloc(huge_page_bytes, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  madvise(memory, rounded, MADV_HUGEPAGE);  // a wish: without it all is as right, only slower
  return RawArray<T>(static_cast<T*>(memory));
}

}  // namespace payoutd::index
