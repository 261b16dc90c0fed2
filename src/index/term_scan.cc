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
// So many bytes of a term are compared in many places at once, the rarest first.
constexpr size_t compared_bytes = 16;

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
  for (size_t i = 0; i < term_.size(); ++i) {
    sought_.push_back({i, term_[i], is_lower_letter(term_[i]) ? ascii_case : char{0}});
  }
  const auto frequency = [&](const Sought& each) {
    const auto c = static_cast<unsigned char>(each.byte);
    return counts[c] + (each.case_bit != 0 ? counts[c - 0x20U] : 0);
  };
  std::stable_sort(sought_.begin(), sought_.end(), [&](const Sought& left, const Sought& right) {
    return frequency(left) < frequency(right);
  });
  if (sought_.size() == 1) sought_.push_back(sought_.front());
  if (sought_.size() > compared_bytes) sought_.resize(compared_bytes);
}

bool TermScan::is_at(const char* place) const {
  for (size_t i = 0; i < term_.size(); ++i) {
    if (lower(place[i]) != term_[i]) return false;
  }
  return true;
}

bool TermScan::mark(std::string_view bytes, std::span<uint64_t> marks) const {
  std::fill(marks.begin(), marks.end(), 0);
  if (bytes.size() < term_.size()) return false;
  const char* const begin = bytes.data();
  const size_t last = bytes.size() - term_.size();  // where it begins at the latest
  wide_ ? mark_32(begin, begin + last, marks.data()) : mark_16(begin, begin + last, marks.data());
  marks[last / 64] &= ~uint64_t{0} >> (63 - last % 64);
  uint64_t any = 0;
  for (size_t i = 0; i <= last / 64; ++i) {
    if (term_.size() > compared_bytes) marks[i] = confirm(begin + i * 64, marks[i]);
    any |= marks[i];
  }
  return any != 0;
}

uint64_t TermScan::confirm(const char* begin, uint64_t marks) const {
  uint64_t confirmed = 0;
  for (; marks != 0; marks &= marks - 1) {
    if (is_at(begin + std::countr_zero(marks))) confirmed |= marks & -marks;
  }
  return confirmed;
}

#if defined(__x86_64__)

void TermScan::mark_16(const char* begin, const char* last, uint64_t* marks) const {
  const auto load = [](const char* place) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(place));
  };
  for (const char* at = begin; at <= last; at += 16) {
    __m128i same = _mm_set1_epi8(-1);
    for (size_t i = 0; i < sought_.size(); ++i) {
      const Sought& each = sought_[i];
      const __m128i here = _mm_or_si128(load(at + each.offset), _mm_set1_epi8(each.case_bit));
      same = _mm_and_si128(same, _mm_cmpeq_epi8(here, _mm_set1_epi8(each.byte)));
      if (i == 1 && _mm_movemask_epi8(same) == 0) break;
    }
    const auto place = static_cast<size_t>(at - begin);
    marks[place / 64] |= uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(same))} << (place % 64);
  }
}

__attribute__((target("avx2"))) void TermScan::mark_32(const char* begin, const char* last,
                                                       uint64_t* marks) const {
  const Sought& one = sought_[0];
  const Sought& two = sought_[1];
  const __m256i one_byte = _mm256_set1_epi8(one.byte), one_case = _mm256_set1_epi8(one.case_bit);
  const __m256i two_byte = _mm256_set1_epi8(two.byte), two_case = _mm256_set1_epi8(two.case_bit);
  for (const char* at = begin; at <= last; at += 32) {
    const __m256i ones = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + one.offset));
    const __m256i twos = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + two.offset));
    __m256i same = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(ones, one_case), one_byte),
                                    _mm256_cmpeq_epi8(_mm256_or_si256(twos, two_case), two_byte));
    if (_mm256_testz_si256(same, same) != 0) continue;
    for (size_t i = 2; i < sought_.size(); ++i) {
      const Sought& each = sought_[i];
      const __m256i here =
          _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + each.offset)),
                          _mm256_set1_epi8(each.case_bit));
      same = _mm256_and_si256(same, _mm256_cmpeq_epi8(here, _mm256_set1_epi8(each.byte)));
    }
    const auto place = static_cast<size_t>(at - begin);
    marks[place / 64] |= uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(same))}
                         << (place % 64);
  }
}

#else

void TermScan::mark_16(const char* begin, const char* last, uint64_t* marks) const {
  for (const char* at = begin; at <= last; ++at) {
    const auto place = static_cast<size_t>(at - begin);
    marks[place / 64] |= uint64_t{is_at(at)} << (place % 64);
  }
}

void TermScan::mark_32(const char* begin, const char* last, uint64_t* marks) const {
  mark_16(begin, last, marks);
}

#endif

}  // namespace payoutd::index
