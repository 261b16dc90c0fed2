#include "index/check/words.h"

#include <array>
#include <utility>
#include <vector>

namespace payoutd::index {
namespace {

constexpr std::array<std::string_view, 34> pieces = {
    "a", "b",      "a", "B",       "ab", "aba", "pay", "PAY_", "Pay-", "7", "07", "@x.test",
    ".", "é",      "É", "e\u0301", "ß",  "ẞ",   "Σ",   "σ",    "ς",    "k", "K",  "\u212a",
    "s", "\u017f", "İ", "ı",       "Ⱥ",  "ⱥ",   "Ж",   "😀",   "%",    "_"};

// Letters that fold to the same; some to one of another length.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> cases = {{
    {"é", "É"},
    {"ß", "ẞ"},
    {"σ", "Σ"},
    {"ς", "Σ"},
    {"k", "\u212a"},
    {"s", "\u017f"},
    {"ⱥ", "Ⱥ"},
    {"ж", "Ж"},
    {"å", "\u212b"},
}};

bool begins_character(std::string_view text, size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80;
}

char in_other_case(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return static_cast<char>(c ^ 0x20);
  return c;
}

}  // namespace

std::string make_text(Dice& dice, uint64_t pieces_max) {
  std::string text;
  const uint64_t length = dice.below(pieces_max + 1);
  // Mostly few different pieces, so that texts have much in common.
  const uint64_t choices = dice.one_in(3) ? pieces.size() : dice.one_in(2) ? 6 : 14;
  for (uint64_t i = 0; i < length; ++i) text += pieces[dice.below(choices)];
  return text;
}

std::string_view part_of(std::string_view text, Dice& dice) {
  std::vector<size_t> borders;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (begins_character(text, i)) borders.push_back(i);
  }
  size_t begin = dice.one_in(4) ? 0 : dice.pick(borders);
  size_t end = dice.one_in(4) ? text.size() : dice.pick(borders);
  if (begin > end) std::swap(begin, end);
  return text.substr(begin, end - begin);
}

std::string in_other_case(std::string_view text, Dice& dice) {
  std::string changed;
  const uint64_t rarity = 1 + dice.below(4);
  for (size_t i = 0; i < text.size();) {
    bool found = false;
    if (dice.one_in(rarity)) {
      for (const auto& [one, two] : cases) {
        if (text.substr(i).starts_with(one)) {
          changed += two;
          i += one.size();
        } else if (text.substr(i).starts_with(two)) {
          changed += one;
          i += two.size();
        } else {
          continue;
        }
        found = true;
        break;
      }
      if (!found) changed += in_other_case(text[i++]);
    } else {
      changed += text[i++];
    }
  }
  return changed;
}

}  // namespace payoutd::index
