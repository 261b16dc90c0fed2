#include "index/packed_texts.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace payoutd::index {
namespace {

void expect_comes_back(const std::vector<std::string_view>& texts) {
  std::string packed(packed_bytes_max(texts), '?');
  char* const end = pack(texts, packed.data());
  packed.resize(static_cast<size_t>(end - packed.data()));
  packed.shrink_to_fit();
  std::vector<std::string_view> unpacked(texts.size());
  ASSERT_EQ(unpack(packed.data(), unpacked), packed.data() + packed.size());
  ASSERT_EQ(unpacked, texts);
}

TEST(PackedTexts, of_every_length_of_a_length) {
  const std::string long_one(65'535, 'x');
  for (const size_t length : {0U, 1U, 127U, 128U, 129U, 16'383U, 16'384U, 65'534U, 65'535U}) {
    const std::string_view text = std::string_view(long_one).substr(0, length);
    expect_comes_back({text});
    expect_comes_back({text, "", text, "a", text});
    std::array<std::string_view, 1> alone = {text};
    EXPECT_LE(packed_bytes_max(alone), length + packed_length_bytes_max);
  }
  expect_comes_back({});
}

RC_GTEST_PROP(PackedTexts, come_back_as_they_were, (const std::vector<std::string>& texts)) {
  expect_comes_back({texts.begin(), texts.end()});
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

}  // namespace
}  // namespace payoutd::index
