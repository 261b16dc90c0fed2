#include "index/text_column.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "index/check/dice.h"
#include "index/check/words.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

void expect_found(const TextColumn& column, const std::vector<std::string>& texts,
                  const std::string& term, uint32_t from, uint32_t to) {
  const std::string folded = base::fold_case(term);
  // Of each so many one was found before; 0: none was.
  for (const auto& [known_of, wide] :
       {std::pair(0U, false), std::pair(0U, TermScan::may_be_wide()), std::pair(1U, false),
        std::pair(2U, TermScan::may_be_wide()), std::pair(40U, false)}) {
    const auto known = [each = known_of](uint32_t i) { return each != 0 && i % each == 0; };
    Bitset found(column.size());
    for (uint32_t i = 0; i < texts.size(); ++i) {
      if (known(i)) found.set(i);
    }
    column.find(TermScan(folded, column.byte_counts(), wide), from, to, found);
    for (uint32_t i = 0; i < texts.size(); ++i) {
      const bool has = base::fold_case(texts[i]).find(folded) != std::string::npos;
      ASSERT_EQ(found.test(i), known(i) || (has && i >= from && i < to))
          << "text " << i << " \"" << texts[i] << "\" term \"" << term << "\" in [" << from << ", "
          << to << ") of " << texts.size() << (wide ? " wide" : "");
    }
  }
}

// Parts of texts, of two together, and what nobody has.
std::string some_term(Dice& dice, const std::vector<std::string>& texts) {
  std::string term;
  if (!texts.empty() && !dice.one_in(6)) {
    const size_t i = dice.below(texts.size());
    term = part_of(texts[i], dice);
    if (dice.one_in(4) && i + 1 < texts.size()) term = texts[i] + texts[i + 1].substr(0, 1);
    if (dice.one_in(3)) term = part_of(part_of(term, dice), dice);
  }
  if (!base::is_utf8(term)) term = "pay";
  while (term.empty()) term = make_text(dice, 3);
  return in_other_case(term, dice);
}

std::vector<std::string> some_texts(Dice& dice) {
  std::vector<std::string> texts(dice.below(dice.one_in(8) ? 2000 : 150));
  const uint64_t pieces = 1 + dice.below(dice.one_in(4) ? 100 : 6);
  for (std::string& text : texts) {
    if (!dice.one_in(6)) text = make_text(dice, pieces);
    // As long as a chunk, and a little longer or shorter.
    if (dice.one_in(40)) text.assign(text_chunk_bytes_min + dice.below(3) - 1, 'a');
  }
  return texts;
}

void expect_all_found(Dice& dice, const TextColumn& column, const std::vector<std::string>& texts) {
  ASSERT_EQ(column.size(), texts.size());
  const auto size = static_cast<uint32_t>(texts.size());
  for (int i = 0; i < 12 && !testing::Test::HasFatalFailure(); ++i) {
    const std::string term = some_term(dice, texts);
    const auto from = static_cast<uint32_t>(dice.one_in(2) ? 0 : dice.below(size + 1));
    const auto to = static_cast<uint32_t>(dice.one_in(2) ? size : dice.below(size + 1));
    expect_found(column, texts, term, from, to);
  }
}

class TextColumns : public testing::TestWithParam<uint64_t> {};

TEST_P(TextColumns, find_what_a_naive_search_finds) {
  Dice dice(GetParam());
  for (int round = 0; round < 20 && !HasFatalFailure(); ++round) {
    const std::vector<std::string> texts = some_texts(dice);
    TextColumn column;
    for (const std::string& text : texts) ASSERT_EQ(column.push_back(text).text(), text);
    expect_all_found(dice, column, texts);
  }
}

TEST_P(TextColumns, filled_by_parts_are_as_if_filled_one_by_one) {
  Dice dice(GetParam() + 100);
  for (int round = 0; round < 10 && !HasFatalFailure(); ++round) {
    std::vector<std::string> texts = some_texts(dice);
    const auto size = static_cast<uint32_t>(texts.size());
    TextColumn column;
    column.resize(size);
    std::vector<uint32_t> borders = {0, size};
    for (uint64_t i = dice.below(4); i > 0; --i) {
      borders.push_back(static_cast<uint32_t>(dice.below(size + 1)));
    }
    std::sort(borders.begin(), borders.end());
    std::vector<TextColumn::Part> parts;
    for (size_t i = 0; i + 1 < borders.size(); ++i) parts.emplace_back(column, borders[i]);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < parts.size(); ++i) {
      threads.emplace_back([&, i] {
        for (uint32_t at = borders[i]; at < borders[i + 1]; ++at)
          EXPECT_EQ(parts[i].push_back(texts[at]).text(), texts[at]);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (TextColumn::Part& part : parts) column.adopt(std::move(part));
    expect_all_found(dice, column, texts);
    for (const std::string& text : some_texts(dice)) {
      texts.push_back(text);
      column.push_back(text);
    }
    expect_all_found(dice, column, texts);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, TextColumns, testing::Range<uint64_t>(1, 9));

TEST(TextColumn, rejects_a_term_that_is_half_in_the_next_text) {
  const std::vector<std::string> texts = {"ab", "cd", "", "bc", "abcd", "É", "é"};
  TextColumn column;
  for (const std::string& text : texts) column.push_back(text);
  for (const char* term : {"bc", "abc", "db", "dbc", "cab", "d", "b", "é", "dÉ", "éé", "abcd"}) {
    expect_found(column, texts, term, 0, 7);
  }
}

TEST(TextColumn, finds_letters_whose_case_changes_their_length) {
  const std::vector<std::string> texts = {"\u212aelvin", "kelvin",  "Stra\u1e9ee", "stra\u00dfe",
                                          "\u023a1",     "\u2c651", "\u017fo",     "so",
                                          "\u0130x",     "ix",      "\u0131x"};
  TextColumn column;
  for (const std::string& text : texts) column.push_back(text);
  for (const char* term : {"kelvin", "KELVIN", "\u212aEL", "stra\u00df", "STRA\u1e9e", "\u2c651",
                           "\u023a1", "so", "\u017fO", "ix", "\u0130x", "\u0131x", "e"}) {
    expect_found(column, texts, term, 0, static_cast<uint32_t>(texts.size()));
  }
}

TEST(TextColumn, texts_never_move) {
  TextColumn column;
  std::vector<PackedText> kept;
  for (uint32_t i = 0; i < 5000; ++i) kept.push_back(column.push_back("text " + std::to_string(i)));
  for (uint32_t i = 0; i < 5000; ++i) ASSERT_EQ(kept[i].text(), "text " + std::to_string(i));
}

TEST(TextColumnDeathTest, stops_at_a_text_that_is_too_long) {
  TextColumn column;
  EXPECT_EQ(column.push_back(std::string(text_bytes_max, 'x')).length(), text_bytes_max);
  EXPECT_DEATH(column.push_back(std::string(text_bytes_max + 1, 'x')),
               "a text of a payout is short");
}

TEST(TextArena, counts_the_memory_that_it_has) {
  TextArena arena;
  EXPECT_EQ(arena.memory_bytes(), 0U);
  uint64_t filled = 0;
  for (size_t i = 1; i < 3000; ++i) {
    const size_t bytes = i % 97;
    std::memset(arena.reserve(bytes), 'x', bytes);
    arena.commit(bytes);
    filled += bytes;
  }
  uint64_t capacity = 0;
  uint64_t used = 0;
  for (const TextArena::Chunk& chunk : arena.chunks()) {
    ASSERT_LE(chunk.used, chunk.capacity);
    capacity += chunk.capacity + TermScan::slack_bytes;
    used += chunk.used;
    for (size_t i = 0; i < TermScan::slack_bytes; ++i) {
      ASSERT_EQ(chunk.bytes[chunk.capacity + i], '\0');
    }
  }
  EXPECT_EQ(used, filled);
  EXPECT_EQ(arena.memory_bytes(), capacity);
}

}  // namespace
}  // namespace payoutd::index
