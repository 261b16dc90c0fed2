#include "base/secret.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace payoutd::base {
namespace {

// The type must not turn into text by itself.
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, moved_from_is_empty) {
  Secret first("a secret longer than any small string");
  const Secret second(std::move(first));
  EXPECT_TRUE(first.reveal().empty());  // NOLINT(bugprone-use-after-move): that is the test
  EXPECT_EQ(second.reveal(), "a secret longer than any small string");
}

TEST(Sha256, gives_the_published_digests) {  // FIPS 180-2, appendix B
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, compares) {
  Sha256 other = sha256("abc");
  EXPECT_TRUE(equal_in_constant_time(sha256("abc"), other));
  other[31] ^= 1U;
  EXPECT_FALSE(equal_in_constant_time(sha256("abc"), other));
}

TEST(RandomToken, uses_the_whole_alphabet_evenly) {
  SeededRandom random(7);
  std::array<int, 128> seen{};
  for (const char c : random_token(62'000, random)) ++seen[static_cast<size_t>(c)];
  for (const char c :
       std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) {
    EXPECT_GT(seen[static_cast<size_t>(c)], 800) << c;
    EXPECT_LT(seen[static_cast<size_t>(c)], 1200) << c;
  }
}

}  // namespace
}  // namespace payoutd::base
