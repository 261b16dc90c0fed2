// index/term_scan.h: looks for a term in a long run of bytes, without regard to the case of ASCII
// letters, as fast as memory comes. Private to the index.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace payoutd::index {

// How often each byte occurs in what will be searched, roughly.
using ByteCounts = std::array<uint32_t, 256>;

// Safe from any thread.
class TermScan {
 public:
  // Readers of the scanned bytes must be able to load this many bytes beyond their end.
  static constexpr size_t slack_bytes = 64;

  // Can the processor compare 32 bytes at once?
  static bool may_be_wide();

  // `folded_term` is not empty and folded (base::fold_case); its rarest bytes are looked for first,
  // in 32 places at once or in 16.
  TermScan(std::string folded_term, const ByteCounts& counts, bool wide = may_be_wide());

  // Sets the bit of each byte at which the term begins and is wholly within `bytes`, the first
  // byte's the lowest of the first mark, and clears all others; false: there is none. There must be
  // a mark for each 64 bytes.
  bool mark(std::string_view bytes, std::span<uint64_t> marks) const;

  const std::string& term() const { return term_; }

 private:
  bool is_at(const char* place) const;
  // Those of 64 places from `begin` on at which all of the term stands.
  uint64_t confirm(const char* begin, uint64_t marks) const;
  // Set the bits of places up to `last` at which the rarest bytes of the term stand where they must
  // (sought_); some places behind it may be among them.
  void mark_16(const char* begin, const char* last, uint64_t* marks) const;
  void mark_32(const char* begin, const char* last, uint64_t* marks) const;

  // A byte of the term: where it is, what it is, and the bit that does not count in a letter.
  struct Sought {
    size_t offset = 0;
    char byte = 0;
    char case_bit = 0;
  };

  std::string term_;
  std::vector<Sought> sought_;  // two at least, the rarest first
  bool wide_;
};

}  // namespace payoutd::index
