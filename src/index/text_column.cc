#include "index/text_column.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/utf8.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr size_t chunk_bytes_min = text_chunk_bytes_min;
constexpr size_t chunk_bytes_max = text_chunk_bytes_max - TermScan::slack_bytes;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

char* TextArena::reserve(size_t bytes) {
  if (chunks_.empty() || chunks_.back().capacity - chunks_.back().used < bytes) {
    // Each chunk as large as all before it: small owners stay small.
    const size_t size =
        std::max(bytes, std::clamp<size_t>(memory_bytes_, chunk_bytes_min, chunk_bytes_max));
    const size_t with_slack = size + TermScan::slack_bytes;
    auto memory = allocate_raw<char>(with_slack);
    std::memset(memory.get() + size, 0, TermScan::slack_bytes);
    chunks_.push_back({std::move(memory), 0, size});
    memory_bytes_ += with_slack;
  }
  return chunks_.back().bytes.get() + chunks_.back().used;
}

void TextArena::commit(size_t bytes) {
  chunks_.back().used += bytes;
}

void TextArena::adopt(TextArena&& other) {
  chunks_.insert(chunks_.end(), std::make_move_iterator(other.chunks_.begin()),
                 std::make_move_iterator(other.chunks_.end()));
  memory_bytes_ += other.memory_bytes_;
  other.chunks_.clear();
}

namespace {

// Copies a text into an arena, noting where it begins and where a new chunk does.
PackedText put(std::string_view text, uint32_t number, TextArena& arena,
               std::vector<uint32_t>& chunk_firsts, uint32_t& begin) {
  base::check(text.size() <= text_bytes_max, "a text of a payout is short");
  char* const place = arena.reserve(text.size());
  if (chunk_firsts.size() < arena.chunks().size()) chunk_firsts.push_back(number);
  begin = static_cast<uint32_t>(arena.chunks().back().used);
  if (!text.empty()) std::memcpy(place, text.data(), text.size());
  arena.commit(text.size());
  return {place, text.size()};
}

void put_folded(std::string_view text, uint32_t number, std::vector<uint32_t>& numbers,
                std::vector<size_t>& begins, std::string& texts) {
  if (is_ascii(text)) return;
  numbers.push_back(number);
  begins.push_back(texts.size());
  base::append_folded(text, texts);
  texts += '\0';
}

}  // namespace

PackedText TextColumn::push_back(std::string_view text) {
  const uint32_t number = size();
  uint32_t begin = 0;
  const PackedText kept = put(text, number, arena_, chunk_firsts_, begin);
  begins_.push_back(begin);
  put_folded(text, number, folded_numbers_, folded_begins_, folded_texts_);
  return kept;
}

PackedText TextColumn::Part::push_back(std::string_view text) {
  const PackedText kept = put(text, next_, arena_, chunk_firsts_, column_.begins_[next_]);
  put_folded(text, next_, folded_numbers_, folded_begins_, folded_texts_);
  ++next_;
  return kept;
}

void TextColumn::adopt(Part&& part) {
  arena_.adopt(std::move(part.arena_));
  chunk_firsts_.insert(chunk_firsts_.end(), part.chunk_firsts_.begin(), part.chunk_firsts_.end());
  const size_t shift = folded_texts_.size();
  for (const size_t begin : part.folded_begins_) folded_begins_.push_back(begin + shift);
  folded_texts_ += part.folded_texts_;
  folded_numbers_.insert(folded_numbers_.end(), part.folded_numbers_.begin(),
                         part.folded_numbers_.end());
}

namespace {

// Is one of the bits [from, to) set? There is a word more than those. No branch for what lies in
// two words: nobody could tell beforehand.
bool any_bit(const uint64_t* words, uint32_t from, uint32_t to) {
  for (;; from += 64) {
    const uint64_t* const word = words + from / 64;
    const uint64_t bits = word[0] >> (from % 64) | word[1] << 1U << (63 - from % 64);
    if (to - from <= 64) return (bits & ~uint64_t{0} >> (64 - (to - from))) != 0;
    if (bits != 0) return true;
  }
}

}  // namespace

void TextColumn::find(const TermScan& scan, uint32_t from, uint32_t to, Bitset& found) const {
  if (from >= to) return;
  const auto above = std::upper_bound(chunk_firsts_.begin(), chunk_firsts_.end(), from);
  for (auto chunk = static_cast<size_t>(above - chunk_firsts_.begin()) - 1;
       chunk < chunk_firsts_.size() && chunk_firsts_[chunk] < to; ++chunk) {
    const uint32_t next = chunk + 1 < chunk_firsts_.size() ? chunk_firsts_[chunk + 1] : size();
    const TextArena::Chunk& in = arena_.chunks()[chunk];
    find_in_stretch(scan, {in.bytes.get(), static_cast<uint32_t>(in.used), next},
                    std::max(from, chunk_firsts_[chunk]), std::min(to, next), found);
  }
  find_in_folded(scan, from, to, found);
}

void TextColumn::find_in_stretch(const TermScan& scan, const Stretch& in, uint32_t from,
                                 uint32_t to, Bitset& found) const {
  std::vector<uint64_t> marks;
  for (uint32_t end = from; from < to; from = end) {
    end = std::min(to, (from / 64 + 1) * 64);
    const uint64_t all = ~uint64_t{0} >> (64 - (end - from));
    if (found.bits(from, end) != all) {
      found.set_some(from, match(scan, in, from, end, marks));
    }
  }
}

uint64_t TextColumn::match(const TermScan& scan, const Stretch& in, uint32_t from, uint32_t to,
                           std::vector<uint64_t>& marks) const {
  const auto term_bytes = static_cast<uint32_t>(scan.term().size());
  const uint32_t first = begins_[from];
  const uint32_t bytes = begin_of(in, to) - first;
  marks.resize(bytes / 64 + 2);
  if (!scan.mark({in.bytes + first, bytes}, marks)) return 0;
  uint64_t matching = 0;
  for (uint32_t i = from; i < to;) {
    const auto begins = begins_.run(i, to - i);
    for (size_t j = 0; j < begins.size(); ++j, ++i) {
      const uint32_t begin = begins[j] - first;
      const uint32_t end = (j + 1 < begins.size() ? begins[j + 1] : begin_of(in, i + 1)) - first;
      const bool has_it =
          begin + term_bytes <= end && any_bit(marks.data(), begin, end - term_bytes + 1);
      matching |= uint64_t{has_it} << (i - from);
    }
  }
  return matching;
}

void TextColumn::find_in_folded(const TermScan& scan, uint32_t from, uint32_t to,
                                Bitset& found) const {
  auto number = std::lower_bound(folded_numbers_.begin(), folded_numbers_.end(), from);
  for (; number != folded_numbers_.end() && *number < to; ++number) {
    const auto i = static_cast<size_t>(number - folded_numbers_.begin());
    const size_t end = i + 1 < folded_begins_.size() ? folded_begins_[i + 1] : folded_texts_.size();
    const std::string_view text(folded_texts_.data() + folded_begins_[i], end - folded_begins_[i]);
    if (text.find(scan.term()) != std::string_view::npos) found.set(*number);
  }
}

ByteCounts TextColumn::byte_counts() const {
  constexpr size_t chunks_sampled = 32;
  constexpr size_t bytes_sampled = 2048;
  ByteCounts counts{};
  const auto& chunks = arena_.chunks();
  const size_t step = std::max<size_t>(1, chunks.size() / chunks_sampled);
  for (size_t i = 0; i < chunks.size(); i += step) {
    const size_t length = std::min(bytes_sampled, chunks[i].used);
    for (size_t j = 0; j < length; ++j) {
      ++counts[static_cast<unsigned char>(chunks[i].bytes[j])];
    }
  }
  return counts;
}

uint64_t TextColumn::memory_bytes() const {
  return begins_.memory_bytes() + arena_.memory_bytes() + folded_texts_.capacity() +
         folded_begins_.capacity() * sizeof(size_t) + chunk_firsts_.capacity() * sizeof(uint32_t) +
         folded_numbers_.capacity() * sizeof(uint32_t);
}

}  // namespace payoutd::index
