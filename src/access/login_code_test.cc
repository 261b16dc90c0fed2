#include "access/login_code.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace payoutd::access {
namespace {

// Gives these bytes, three at a time.
class Dealt final : public base::Random {
 public:
  explicit Dealt(std::vector<uint32_t> numbers) : numbers_(std::move(numbers)) {}
  void fill(std::span<unsigned char> out) override {
    ASSERT_EQ(out.size(), 3U);
    ASSERT_LT(next_, numbers_.size());
    const uint32_t number = numbers_[next_++];
    out[0] = static_cast<unsigned char>(number >> 16U);
    out[1] = static_cast<unsigned char>(number >> 8U);
    out[2] = static_cast<unsigned char>(number);
  }
  size_t used() const { return next_; }

 private:
  std::vector<uint32_t> numbers_;
  size_t next_ = 0;
};

TEST(LoginCode, is_six_digits_of_what_was_drawn) {
  const struct {
    uint32_t drawn;
    const char* code;
  } rows[] = {{0, "000000"},         {7, "000007"},         {999'999, "999999"},
              {1'000'000, "000000"}, {1'234'567, "234567"}, {15'999'999, "999999"}};
  for (const auto& row : rows) {
    Dealt random({row.drawn});
    EXPECT_EQ(make_login_code(random).reveal(), row.code) << row.drawn;
  }
}

TEST(LoginCode, has_no_bias_what_is_over_a_multiple_of_a_million_is_drawn_again) {
  Dealt random({16'000'000, 16'777'215, 42});
  EXPECT_EQ(make_login_code(random).reveal(), "000042");
  EXPECT_EQ(random.used(), 3U);
}

TEST(LoginCode, every_digit_is_as_likely_at_every_place) {
  base::SeededRandom random(5);
  int seen[6][10] = {};
  for (int i = 0; i < 20'000; ++i) {
    const base::Secret code = make_login_code(random);
    ASSERT_EQ(code.reveal().size(), 6U);
    for (size_t place = 0; place < 6; ++place) ++seen[place][code.reveal()[place] - '0'];
  }
  for (const auto& place : seen) {
    for (const int count : place) {
      EXPECT_GT(count, 1800);
      EXPECT_LT(count, 2200);
    }
  }
}

TEST(LoginCode, hash_is_of_this_key_this_request_and_this_code) {
  base::SealKey key;
  base::SealKey other_key;
  other_key.bytes[31] = 1;
  base::Uuid request;
  base::Uuid other_request;
  other_request.bytes[0] = 1;
  const std::set<base::Sha256> all = {login_code_hash(key, request, "123456"),
                                      login_code_hash(key, request, "123457"),
                                      login_code_hash(key, other_request, "123456"),
                                      login_code_hash(other_key, request, "123456"),
                                      login_code_hash(key, request, ""),
                                      login_code_hash(key, request, "123456 "),
                                      base::sha256("123456")};
  EXPECT_EQ(all.size(), 7U);
  EXPECT_EQ(login_code_hash(key, request, "123456"), login_code_hash(key, request, "123456"));
}

}  // namespace
}  // namespace payoutd::access
