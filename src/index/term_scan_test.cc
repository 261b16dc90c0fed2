#include "index/term_scan.h"

#include <array>
#include <bit>
#include <cstring>

#include <gtest/gtest.h>

#include "index/check/dice.h"
#include "index/huge_pages.h"

namespace payoutd::index {
namespace {

// Room for a text and what may be loaded behind it, and not a byte more; `shift` bytes are before.
class Bytes {
 public:
  Bytes(std::string_view text, size_t shift)
      : memory_(allocate_raw<char>(shift + text.size() + TermScan::slack_bytes)),
        begin_(memory_.get() + shift),
        end_(begin_ + text.size()) {
    std::memcpy(begin_, text.data(), text.size());
    // What lies behind would match if it counted.
    for (size_t i = 0; i < TermScan::slack_bytes; ++i) end_[i] = "ab"[i % 2];
  }
  const char* begin() const { return begin_; }
  const char* end() const { return end_; }

 private:
  RawArray<char> memory_;
  char* begin_;
  char* end_;
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

size_t find_naively(std::string text, const std::string& term) {
  for (char& c : text) c = lower(c);
  return text.find(term);
}

std::vector<bool> widths() {
  if (TermScan::may_be_wide()) return {false, true};
  return {false};
}

// Where the term first begins, or npos; and all other marks are right, too.
size_t find(const Bytes& bytes, const TermScan& scan) {
  const std::string_view whole(bytes.begin(), static_cast<size_t>(bytes.end() - bytes.begin()));
  std::vector<uint64_t> marks(whole.size() / 64 + 2, 0x5a5a);
  const bool any = scan.mark(whole, marks);
  std::string text(whole);
  for (char& c : text) c = lower(c);
  std::vector<uint64_t> expected(marks.size());
  for (size_t at = text.find(scan.term()); at != text.npos; at = text.find(scan.term(), at + 1)) {
    expected[at / 64] |= uint64_t{1} << (at % 64);
  }
  EXPECT_EQ(marks, expected) << testing::PrintToString(text);
  for (size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] == 0) continue;
    EXPECT_TRUE(any);
    return i * 64 + static_cast<size_t>(std::countr_zero(marks[i]));
  }
  EXPECT_FALSE(any);
  return std::string::npos;
}

TEST(TermScan, finds_a_term_at_every_place_of_every_alignment) {
  for (const bool wide : widths()) {
    for (const std::string term : {"q", "qr", "qrstu", "qzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzr"}) {
      const TermScan scan(term, ByteCounts{}, wide);
      for (size_t length = 0; length < 100; ++length) {
        for (size_t shift = 0; shift < 4; ++shift) {
          ASSERT_EQ(find(Bytes(std::string(length, 'z'), shift), scan), std::string::npos);
        }
        for (size_t place = 0; place + term.size() <= length; ++place) {
          std::string text(length, 'z');
          text.replace(place, term.size(), term);
          text[place] = 'Q';
          ASSERT_EQ(find(Bytes(text, length % 32), scan), place) << length << " wide " << wide;
        }
      }
    }
  }
}

// Bytes that differ in the bit of a letter's case, too, and parts of characters.
constexpr auto alphabet = std::to_array<char>({'a', 'A', 'b', 'B', 'z', 'Z', '@', '`', '[', '{',
                                               '0', 'P', '_', '\x7f', '\xc3', '\xa9', '!', '\x01'});

std::string make(Dice& dice, size_t length, size_t letters) {
  std::string text;
  for (size_t i = 0; i < length; ++i) text += alphabet[dice.below(letters)];
  return text;
}

TEST(TermScan, finds_what_a_naive_search_finds) {
  Dice dice(3);
  for (int round = 0; round < 30'000; ++round) {
    const size_t letters = dice.one_in(2) ? 4 : alphabet.size();
    const std::string text = make(dice, dice.below(200), letters);
    std::string term = make(dice, 1 + dice.below(dice.one_in(4) ? 70 : 4), letters);
    if (!text.empty() && dice.one_in(2)) {
      const size_t begin = dice.below(text.size());
      term = text.substr(begin, 1 + dice.below(dice.one_in(3) ? 60 : 5));
    }
    for (char& c : term) c = lower(c);
    ByteCounts counts{};
    for (int i = 0; i < 6; ++i) {
      counts[static_cast<unsigned char>(dice.pick(alphabet))] =
          static_cast<uint32_t>(dice.below(9));
    }
    const Bytes bytes(text, dice.below(33));
    for (const bool wide : widths()) {
      const TermScan scan(term, counts, wide);
      ASSERT_EQ(scan.term(), term);
      ASSERT_EQ(find(bytes, scan), find_naively(text, term))
          << testing::PrintToString(text) << " " << testing::PrintToString(term) << " " << wide;
    }
  }
}

TEST(TermScan, finds_nothing_that_does_not_end_before_the_end) {
  for (const bool wide : widths()) {
    const TermScan scan("ab", ByteCounts{}, wide);
    const Bytes bytes("zzab", 0);
    std::array<uint64_t, 1> marks;
    const auto found = [&](size_t from, size_t to) {
      scan.mark({bytes.begin() + from, to - from}, marks);
      return marks[0];
    };
    EXPECT_EQ(found(0, 4), 1U << 2);
    EXPECT_EQ(found(0, 3), 0U);
    EXPECT_EQ(found(3, 4), 0U);
    EXPECT_EQ(found(4, 4), 0U);
  }
}

}  // namespace
}  // namespace payoutd::index
