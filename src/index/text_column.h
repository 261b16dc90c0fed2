// index/text_column.h: one text for each of 0, 1, 2 …, packed in memory so that all of them can be
// searched as a whole. Private to the index.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/bitset.h"
#include "index/growing_array.h"
#include "index/term_scan.h"
#include "index/touch.h"

namespace payoutd::index {

// Texts that are stored here have at most so many bytes.
inline constexpr size_t text_bytes_max = 0xffff;

// A text's place and length in eight bytes: addresses of programs have 48 bits.
class PackedText {
 public:
  PackedText() = default;
  PackedText(const char* place, size_t length)
      : bits_(std::bit_cast<uint64_t>(place) | uint64_t{length} << 48U) {}
  const char* place() const { return std::bit_cast<const char*>(bits_ & ((1ULL << 48U) - 1)); }
  size_t length() const { return bits_ >> 48U; }
  std::string_view text() const { return {place(), length()}; }
  // Both ends: short texts lie in two lines of memory at most.
  void prefetch() const {
    if (length() == 0) return;  // what stands there is another text's, perhaps being written
    touch(place());
    touch(place() + length() - 1);
  }

 private:
  uint64_t bits_;
};

// Bytes that are only added to and never move.
class TextArena {
 public:
  // Room for `bytes` that come next, in one piece.
  char* reserve(size_t bytes);
  // So many of them were filled.
  void commit(size_t bytes);

  struct Chunk {
    RawArray<char> bytes;
    size_t used = 0, capacity = 0;
  };
  const std::vector<Chunk>& chunks() const { return chunks_; }
  // Takes over another one's chunks, behind its own.
  void adopt(TextArena&& other);
  uint64_t memory_bytes() const { return memory_bytes_; }

 private:
  std::vector<Chunk> chunks_;
  uint64_t memory_bytes_ = 0;
};

// For the one thread that changes the index. Any thread may read a text whose place it was given by
// what was published.
class TextColumn {
 public:
  // Returns where the text is from now on.
  PackedText push_back(std::string_view text);

  // Texts from `first` on, put there by a thread of their own while others fill other parts of a
  // column that was resized before. adopt() makes them the column's, in order of `first`.
  class Part {
   public:
    Part(TextColumn& column, uint32_t first) : column_(column), next_(first) {}
    PackedText push_back(std::string_view text);

   private:
    friend class TextColumn;
    TextColumn& column_;
    uint32_t next_;
    TextArena arena_;
    std::vector<uint32_t> chunk_firsts_;
    std::vector<uint32_t> folded_numbers_;
    std::string folded_texts_;
    std::vector<size_t> folded_begins_;
  };
  void resize(uint32_t size) { begins_.resize(size); }
  void adopt(Part&& part);

  // Sets the bits of all texts in [from, to) that have the term in them, without regard to case
  // (Unicode simple case folding); those whose bit is set need not be looked at. Threads may do
  // this for parts that share no word of `found`.
  void find(const TermScan& scan, uint32_t from, uint32_t to, Bitset& found) const;

  // Of a sample.
  ByteCounts byte_counts() const;

  uint32_t size() const { return begins_.size(); }
  uint64_t memory_bytes() const;

 private:
  // A chunk of the arena, whose texts end before number `end`.
  struct Stretch {
    const char* bytes;
    uint32_t used, end;
  };

  // The texts [from, to) lie in the stretch one behind the other.
  void find_in_stretch(const TermScan& scan, const Stretch& in, uint32_t from, uint32_t to,
                       Bitset& found) const;
  // Which of the texts [from, to), 64 at most, have it, the first one's bit the lowest. `marks` is
  // room to work in.
  uint64_t match(const TermScan& scan, const Stretch& in, uint32_t from, uint32_t to,
                 std::vector<uint64_t>& marks) const;
  void find_in_folded(const TermScan& scan, uint32_t from, uint32_t to, Bitset& found) const;
  // Where a text of the stretch begins; that of its end: where the last one ends.
  uint32_t begin_of(const Stretch& in, uint32_t i) const {
    return i < in.end ? begins_[i] : in.used;
  }
  GrowingArray<uint32_t> begins_;  // of each text in its chunk, in bytes
  TextArena arena_;
  std::vector<uint32_t> chunk_firsts_;  // the first text of each chunk of the arena
  // Texts that are not ASCII, folded: each ends with a NUL, which no text and no term has in it.
  std::vector<uint32_t> folded_numbers_;
  std::string folded_texts_;
  std::vector<size_t> folded_begins_;
};

}  // namespace payoutd::index
