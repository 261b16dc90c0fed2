#include "access/signature.h"

#include <gtest/gtest.h>

namespace payoutd::access {
namespace {

const base::Secret secret("whsec_0123456789abcdefghijklmnopqrstuvwxyzABCD");
constexpr std::string_view time_text = "1705314600";
const std::string good_code = "1a6361c8c4f1d041db73c506beaf6d2cd8a8be75c50ab32b7592f5d041f75160";
const std::string good_header = "t=1705314600,v1=" + good_code;

// The codes were made by Python's hmac and hashlib from the rule in docs/PARTNER_API.md.
TEST(Signature, is_what_others_compute) {
  const struct {
    SignedRequest request;
    const char* code;
  } rows[] = {
      {{"GET", "/api/v1/payouts", "", ""},
       "1a6361c8c4f1d041db73c506beaf6d2cd8a8be75c50ab32b7592f5d041f75160"},
      {{"GET", "/api/v1/payouts", "status=completed&page=2&limit=50", ""},
       "362f9d920749824ae42c05e4752a2db795f5b66d4fef1f09f5d7352adb4bd7d3"},
      {{"GET", "/api/v1/payouts", "search=a%26b%20c&search=%C3%A9&a=2&a=1&B=1&b", ""},
       "aa542c8a50393326da15d0cde43fe40a3fbc56ed34e5fdce5a32970182db7145"},
      {{"POST", "/api/v1/payouts", "", R"({"amount":100.00})"},
       "85388d3e06c0d339d4cb626c342be29cb2ac0f6c4a7fc2ee6ed059c01e945ea0"},
      {{"DELETE", "/api/v1/beneficiaries/ben_%31", "x=1&&y=&", {"\0\n", 2}},
       "ba39a1dde31d2cb4ae70e359e5416e92fde17e1d529d3ed61b663b1595af3a5d"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(base::to_hex(sign(row.request, time_text, secret)), row.code) << row.request.query;
    const std::string header = "t=" + std::string(time_text) + ",v1=" + row.code;
    const auto signature = parse_signature(header);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(signature_matches(*signature, row.request, secret));
    EXPECT_FALSE(signature_matches(*signature, row.request, base::Secret("whsec_other")));
  }
}

TEST(Signature, signs_five_lines) {
  EXPECT_EQ(text_to_sign({"GET", "/p", "b=2&a=%20&a=1&B=&b", "abc"}, "12"),
            "GET\n/p\nB=&a=%20&a=1&b&b=2\n"
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n12");
  EXPECT_EQ(text_to_sign({"GET", "/", "\xc3\xa9=1&z=1", ""}, "1"),
            "GET\n/\nz=1&\xc3\xa9=1\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n1")
      << "bytes above ASCII come last";
}

TEST(Signature, holds_for_its_request_only) {
  const auto signature = parse_signature(good_header);
  ASSERT_TRUE(signature);
  const SignedRequest request{"GET", "/api/v1/payouts", "", ""};
  EXPECT_TRUE(signature_matches(*signature, request, secret));
  EXPECT_FALSE(signature_matches(*signature, {"HEAD", request.path, "", ""}, secret));
  EXPECT_FALSE(signature_matches(*signature, {"GET", "/api/v1/payouts/", "", ""}, secret));
  EXPECT_FALSE(signature_matches(*signature, {"GET", request.path, "a", ""}, secret));
  EXPECT_FALSE(signature_matches(*signature, {"GET", request.path, "", " "}, secret));
  Signature other_time = *signature;
  other_time.time_text = "1705314601";
  EXPECT_FALSE(signature_matches(other_time, request, secret));
  for (size_t i = 0; i < signature->code.size(); ++i) {
    Signature other_code = *signature;
    other_code.code[i] ^= 1;
    EXPECT_FALSE(signature_matches(other_code, request, secret)) << i;
  }
}

TEST(ParseSignature, takes_one_form) {
  const auto signature = parse_signature(good_header);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->time_text, time_text);
  EXPECT_EQ(signature->time_seconds, 1'705'314'600);
  EXPECT_EQ(base::to_hex(signature->code), good_code);

  std::string capitals = good_code;
  capitals[2] = 'A';
  const std::string rows[] = {
      "",
      "t=",
      "v1=" + good_code,
      good_code,
      "t=,v1=" + good_code,
      "t=1,v1=",
      "t=1;v1=" + good_code,
      "t=1, v1=" + good_code,
      " t=1,v1=" + good_code,
      "t=1,v1=" + good_code + " ",
      "t=1,v1=" + good_code + ",v0=1",
      "t=1,v1=" + good_code + "," + "v1=" + good_code,
      "t=1,v1=" + good_code.substr(1),
      "t=1,v1=" + good_code + "0",
      "t=1,v1=" + capitals,
      "t=1,v1=g" + good_code.substr(1),
      "t=01,v1=" + good_code,
      "t=0,v1=" + good_code,
      "t=+1,v1=" + good_code,
      "t=-1,v1=" + good_code,
      "t=1.5,v1=" + good_code,
      "t=0x1,v1=" + good_code,
      "t= 1,v1=" + good_code,
      "t=1,t=1,v1=" + good_code,
      "T=1,v1=" + good_code,
      "t=1,V1=" + good_code,
      "t=1,v2=" + good_code,
      "v1=" + good_code + ",t=1",
      "t=1705314600123,v1=" + good_code,
      "t=99999999999999999999,v1=" + good_code,
  };
  for (const std::string& row : rows) EXPECT_FALSE(parse_signature(row)) << row;
}

TEST(IsOfThisTime, five_minutes_either_way) {
  const struct {
    int64_t ahead;  // of the clock's second
    bool holds;
  } rows[] = {{-301, false}, {-300, true}, {0, true}, {300, true}, {301, false}};
  for (const int64_t micros : {0, 999'999}) {
    for (const auto& row : rows) {
      const Signature signature{"", 1'705'314'600 + row.ahead, {}};
      EXPECT_EQ(is_of_this_time(signature, {1'705'314'600'000'000 + micros}), row.holds)
          << row.ahead;
    }
  }
}

}  // namespace
}  // namespace payoutd::access
