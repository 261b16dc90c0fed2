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

uint64_t TermScan::match(std::span<const std::string_view> texts) const {
  if (wide_) return match_32(texts);
  uint64_t found = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    const char* const begin = texts[i].data();
    if (find(begin, begin + texts[i].size()) != nullptr) found |= uint64_t{1} << i;
  }
  return found;
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

__attribute__((target("avx2"))) uint64_t TermScan::match_32(
    std::span<const std::string_view> texts) const {
  const __m256i one = _mm256_set1_epi8(one_.byte), one_case = _mm256_set1_epi8(one_.case_bit);
  const __m256i two = _mm256_set1_epi8(two_.byte), two_case = _mm256_set1_epi8(two_.case_bit);
  uint64_t found = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() < term_.size()) continue;
    const size_t places = texts[i].size() - term_.size() + 1;  // where it may begin
    for (size_t at = 0; at < places; at += 32) {
      const char* const here = texts[i].data() + at;
      const __m256i first =
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(here + one_.offset));
      const __m256i second =
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(here + two_.offset));
      auto mask = static_cast<unsigned>(_mm256_movemask_epi8(
          _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(first, one_case), one),
                           _mm256_cmpeq_epi8(_mm256_or_si256(second, two_case), two))));
      if (places - at < 32) mask &= (1U << (places - at)) - 1;
      while (mask != 0 && !is_at(here + std::countr_zero(mask))) mask &= mask - 1;
      if (mask == 0) continue;
      found |= uint64_t{1} << i;
      break;
    }
  }
  return found;
}

#else

uint64_t TermScan::match_32(std::span<const std::string_view> texts) const {
  return match(texts);
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
