#include "index/term_scan.h"

#include <algorithm>
#include <bit>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace payoutd::index {
namespace {

constexpr char ascii_case = 0x20;
// So many bytes of a term are compared in many places at once.
constexpr size_t marked_bytes = 16;

bool is_lower_letter(char c) {
  return c >= 'a' && c <= 'z';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | ascii_case) : c;
}

}  // namespace

bool TermScan::may_be_wide() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

TermScan::TermScan(std::string folded_term, const ByteCounts& counts, bool wide)
    : term_(std::move(folded_term)), wide_(wide) {
  const auto frequency = [&](size_t offset) {
    const auto c = static_cast<unsigned char>(term_[offset]);
    return counts[c] + (is_lower_letter(term_[offset]) ? counts[c - 0x20U] : 0);
  };
  const auto sought = [&](size_t offset) {
    const char c = term_[offset];
    return Sought{offset, c, is_lower_letter(c) ? ascii_case : char{0}};
  };
  for (size_t i = 0; i < term_.size(); ++i) case_bits_ += sought(i).case_bit;
  size_t rarest = 0;
  for (size_t i = 1; i < term_.size(); ++i) {
    if (frequency(i) < frequency(rarest)) rarest = i;
  }
  size_t next = rarest == 0 ? term_.size() - 1 : 0;
  for (size_t i = 0; i < term_.size(); ++i) {
    if (i != rarest && frequency(i) < frequency(next)) next = i;
  }
  one_ = sought(rarest);
  two_ = sought(next);
}

bool TermScan::is_at(const char* place) const {
  for (size_t i = 0; i < term_.size(); ++i) {
    if (lower(place[i]) != term_[i]) return false;
  }
  return true;
}

const char* TermScan::find(const char* begin, const char* end) const {
  if (static_cast<size_t>(end - begin) < term_.size()) return nullptr;
  const char* const last = end - term_.size();  // a match begins here at the latest
  return wide_ ? find_32(begin, last) : find_16(begin, last);
}

void TermScan::mark(std::string_view bytes, std::span<uint64_t> marks) const {
  std::fill(marks.begin(), marks.end(), 0);
  if (bytes.size() < term_.size()) return;
  const char* at = bytes.data();
  const char* const last = at + (bytes.size() - term_.size());
  for (size_t i = 0; at <= last; ++i, at += 64) {
    uint64_t found = wide_ ? mark_32(at, last) : mark_16(at, last);
    if (last - at < 63) found &= (uint64_t{2} << (last - at)) - 1;
    marks[i] = found;
    if (term_.size() <= marked_bytes) continue;
    for (; found != 0; found &= found - 1) {
      if (!is_at(at + std::countr_zero(found))) marks[i] ^= found & ~(found - 1);
    }
  }
}

#if defined(__x86_64__)

const char* TermScan::find_16(const char* begin, const char* last) const {
  const __m128i one = _mm_set1_epi8(one_.byte), one_case = _mm_set1_epi8(one_.case_bit);
  const __m128i two = _mm_set1_epi8(two_.byte), two_case = _mm_set1_epi8(two_.case_bit);
  for (const char* at = begin; at <= last; at += 16) {
    const auto load = [at](size_t offset) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + offset));
    };
    const __m128i first = _mm_cmpeq_epi8(_mm_or_si128(load(one_.offset), one_case), one);
    const __m128i second = _mm_cmpeq_epi8(_mm_or_si128(load(two_.offset), two_case), two);
    auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(first, second)));
    for (; mask != 0; mask &= mask - 1) {
      const char* const place = at + std::countr_zero(mask);
      if (place > last) return nullptr;
      if (is_at(place)) return place;
    }
  }
  return nullptr;
}

__attribute__((target("avx2"))) const char* TermScan::find_32(const char* begin,
                                                              const char* last) const {
  const __m256i one = _mm256_set1_epi8(one_.byte), one_case = _mm256_set1_epi8(one_.case_bit);
  const __m256i two = _mm256_set1_epi8(two_.byte), two_case = _mm256_set1_epi8(two_.case_bit);
  for (const char* at = begin; at <= last; at += 32) {
    const __m256i one_bytes =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + one_.offset));
    const __m256i two_bytes =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + two_.offset));
    const __m256i first = _mm256_cmpeq_epi8(_mm256_or_si256(one_bytes, one_case), one);
    const __m256i second = _mm256_cmpeq_epi8(_mm256_or_si256(two_bytes, two_case), two);
    auto mask = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_and_si256(first, second)));
    for (; mask != 0; mask &= mask - 1) {
      const char* const place = at + std::countr_zero(mask);
      if (place > last) return nullptr;
      if (is_at(place)) return place;
    }
  }
  return nullptr;
}

uint64_t TermScan::mark_16(const char* at, const char* last) const {
  uint64_t marks = 0;
  for (int begin = 0; begin < 64 && at + begin <= last; begin += 16) {
    __m128i same = _mm_set1_epi8(-1);
    for (size_t i = 0; i < std::min(term_.size(), marked_bytes); ++i) {
      const __m128i bytes =
          _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + begin + i)),
                       _mm_set1_epi8(case_bits_[i]));
      same = _mm_and_si128(same, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(term_[i])));
    }
    marks |= uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(same))} << begin;
  }
  return marks;
}

__attribute__((target("avx2"))) uint64_t TermScan::mark_32(const char* at, const char* last) const {
  uint64_t marks = 0;
  for (int begin = 0; begin < 64 && at + begin <= last; begin += 32) {
    __m256i same = _mm256_set1_epi8(-1);
    for (size_t i = 0; i < std::min(term_.size(), marked_bytes); ++i) {
      const __m256i bytes =
          _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + begin + i)),
                          _mm256_set1_epi8(case_bits_[i]));
      same = _mm256_and_si256(same, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(term_[i])));
    }
    marks |= uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(same))} << begin;
  }
  return marks;
}

#else

uint64_t TermScan::mark_16(const char* at, const char* last) const {
  uint64_t marks = 0;
  for (int i = 0; i < 64 && at + i <= last; ++i) marks |= uint64_t{is_at(at + i)} << i;
  return marks;
}

uint64_t TermScan::mark_32(const char* at, const char* last) const {
  return mark_16(at, last);
}

const char* TermScan::find_16(const char* begin, const char* last) const {
  for (const char* at = begin; at <= last; ++at) {
    if ((at[one_.offset] | one_.case_bit) == one_.byte &&
        (at[two_.offset] | two_.case_bit) == two_.byte && is_at(at)) {
      return at;
    }
  }
  return nullptr;
}

const char* TermScan::find_32(const char* begin, const char* last) const {
  return find_16(begin, last);
}

#endif

}  // namespace payoutd::index
