#include "index/near_text.h"

#include <string>

#include <gtest/gtest.h>

namespace payoutd::index {
namespace {

TEST(NearText, is_the_text_whatever_its_length) {
  const std::string letters(300, 'x');
  for (size_t length = 0; length <= letters.size(); ++length) {
    std::string text = letters.substr(0, length);
    if (length > 0) text.back() = 'y';
    const NearText near(PackedText(text.data(), text.size()));
    const NearText copy = near;
    EXPECT_EQ(copy.text(), text);
    const bool is_near = copy.text().data() == reinterpret_cast<const char*>(&copy);
    EXPECT_EQ(is_near, length <= NearText::length_max) << length;
  }
}

TEST(NearText, has_any_bytes) {
  const std::string text("\0\xff\x18", 3);
  EXPECT_EQ(NearText(PackedText(text.data(), text.size())).text(), text);
}

}  // namespace
}  // namespace payoutd::index
