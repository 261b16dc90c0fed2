#include "base/utf8.h"

#include <gtest/gtest.h>

namespace payoutd::base {
namespace {

TEST(Utf8, knows_what_is_well_formed) {
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("\xc3\xa9\xf0\x9f\x92\xb8"));
  for (const char* text :
       {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, finds_controls) {
  EXPECT_FALSE(has_control("Zoë, 東京"));
  EXPECT_TRUE(has_control("a\nb"));
  EXPECT_TRUE(has_control(std::string_view("a\0b", 3)));
  EXPECT_TRUE(has_control("\x7f"));
  EXPECT_TRUE(has_control("a\xc2\x85z"));  // U+0085
  EXPECT_FALSE(has_control("\xc2\xa0"));   // U+00A0
  EXPECT_FALSE(has_control_but_line_breaks("a\tb\r\nc"));
  EXPECT_TRUE(has_control_but_line_breaks("a\x01z"));
  EXPECT_TRUE(has_control("a\nb", Lines::one));
  EXPECT_FALSE(has_control("a\nb", Lines::several));
}

TEST(Utf8, makes_text_printable) {
  EXPECT_EQ(to_printable("Zoë\n"), "Zoë?");
  EXPECT_EQ(to_printable("a\xff\xc3\xa9"), "a???");
  EXPECT_EQ(to_printable("\x1b[31m\x7f\0x"), "?[31m?");
  EXPECT_EQ(to_printable("a\u0080\u009b31m\u00a0\u0100"), "a??31m\u00a0\u0100");
  EXPECT_EQ(to_printable("a\u2028b\u2029\u202a\u202e\u2066\u2069c"), "a?b?????c");
  EXPECT_EQ(to_printable("\u2027\u202f\u2065\u206a\u20ac…"), "\u2027\u202f\u2065\u206a\u20ac…");
}

TEST(Utf8, shows_names_that_came_from_outside) {
  EXPECT_EQ(shown_name("Zoë"), "Zoë");
  EXPECT_EQ(shown_name(""), "");
  EXPECT_EQ(shown_name("a\xff"), "(unreadable)");
  EXPECT_EQ(shown_name("a\n"), "(unreadable)");
  const std::string longest(64, 'x');
  EXPECT_EQ(shown_name(longest), longest);
  EXPECT_EQ(shown_name(longest + "y"), longest + "…");
  EXPECT_EQ(shown_name(std::string(63, 'x') + "ë"), std::string(63, 'x') + "…");
  EXPECT_EQ(shown_name(std::string(61, 'x') + "😀"), std::string(61, 'x') + "…");
}

TEST(FoldCase, follows_case_folding_txt_common_and_simple) {
  const struct {
    const char* text;
    const char* folded;
  } rows[] = {
      {"PAY_2024", "pay_2024"},
      {"É", "é"},
      {"ΣΑΣ", "σασ"},
      {"ς", "σ"},
      {"ß", "ß"},
      {"ẞ", "ß"},
      {"K", "k"},  // U+212A Kelvin sign
      {"İ", "İ"},  // its only foldings are full (F) and Turkic (T)
      {"ꭰ", "Ꭰ"},  // Cherokee folds to upper case
      {"Ⅷ", "ⅷ"},
      {"%_*", "%_*"},
  };
  for (const auto& row : rows) EXPECT_EQ(fold_case(row.text), row.folded) << row.text;
}

}  // namespace
}  // namespace payoutd::base
