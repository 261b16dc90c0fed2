#include "payouts/bech32.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::payouts {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

std::string to_hex(const std::vector<uint8_t>& bytes) {
  std::string hex;
  for (const uint8_t byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 15U];
  }
  return hex;
}

// What is published as valid in BIP-173.
constexpr const char* valid_bech32[] = {
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
};

// Likewise in BIP-350.
constexpr const char* valid_bech32m[] = {
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
};

TEST(Bech32, reads_what_the_bips_call_valid) {
  for (const char* text : valid_bech32) {
    const auto parsed = parse_bech32(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->checksum, Bech32Checksum::bech32) << text;
  }
  for (const char* text : valid_bech32m) {
    const auto parsed = parse_bech32(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->checksum, Bech32Checksum::bech32m) << text;
  }
}

TEST(Bech32, gives_prefix_and_data) {
  const auto parsed = parse_bech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->prefix, "abcdef");
  ASSERT_EQ(parsed->data.size(), alphabet.size());
  for (size_t i = 0; i < alphabet.size(); ++i) EXPECT_EQ(parsed->data[i], i);
  EXPECT_EQ(parse_bech32("A12UEL5L")->prefix, "a");
  EXPECT_TRUE(parse_bech32("A12UEL5L")->data.empty());
  const auto of_many = parse_bech32(valid_bech32[4]);  // the last `1` separates
  ASSERT_TRUE(of_many);
  EXPECT_EQ(of_many->prefix, "1");
}

TEST(Bech32, refuses_what_the_bips_call_invalid) {
  constexpr std::string_view rows[] = {
      // BIP-173
      "\x20"
      "1nwldj5"sv,
      "\x7f"
      "1axkwrx"sv,
      "\x80"
      "1eym55h"sv,
      "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
      "pzry9x0s0muk",
      "1pzry9x0s0muk",
      "x1b4n0q5v",
      "li1dgmt3",
      "de1lg7wt\xff",
      "A1G7SGD8",
      "10a06t8",
      "1qzzfhee",
      // BIP-350
      "\x20"
      "1xj0phk"sv,
      "\x7f"
      "1g6xzxy"sv,
      "\x80"
      "1vctc34"sv,
      "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
      "qyrz8wqd2c9m",
      "1qyrz8wqd2c9m",
      "y1b0jsk6g",
      "lt1igcx5c0",
      "in1muywd",
      "mm1crxm3i",
      "au1s5cgom",
      "M1VUXWEZ",
      "16plkw9",
      "1p2gdwpf",
      // Ours; the first two would be right if a checksum had five characters.
      "ae196y8y",
      "ap1e2gzx",
      ""sv,
      "1"sv,
      "a1"sv,
      "a12uel5L"sv,
      "A12uel5l"sv,
      "a12uel5\0"sv,
      " a12uel5l"sv,
      "a12uel5l "sv,
  };
  for (const std::string_view text : rows) EXPECT_FALSE(parse_bech32(text)) << text;
}

// The output script that both BIPs tell for an address, in hex.
std::string script_of(const WitnessProgram& program) {
  std::vector<uint8_t> script = {
      static_cast<uint8_t>(program.version == 0 ? 0 : 0x50 + program.version),
      static_cast<uint8_t>(program.bytes.size())};
  script.insert(script.end(), program.bytes.begin(), program.bytes.end());
  return to_hex(script);
}

TEST(WitnessProgram, is_read_as_the_bips_tell) {
  const struct {
    const char* text;
    const char* prefix;
    const char* script;
  } rows[] = {
      {"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc",
       "0014751e76e8199196d454941c45d1b3a323f1433bd6"},
      {"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "tb",
       "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"},
      {"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "bc",
       "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"},
      {"BC1SW50QGDZ25J", "bc", "6002751e"},
      {"bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc", "5210751e76e8199196d454941c45d1b3a323"},
      {"tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy", "tb",
       "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"},
      {"tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", "tb",
       "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"},
      {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc",
       "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"},
      // The examples of BIP-173.
      {"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", "bc",
       "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"},
      {"tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "tb",
       "0014751e76e8199196d454941c45d1b3a323f1433bd6"},
  };
  for (const auto& row : rows) {
    const auto program = parse_witness_program(row.text, row.prefix);
    ASSERT_TRUE(program) << row.text;
    EXPECT_EQ(script_of(*program), row.script) << row.text;
    EXPECT_FALSE(parse_witness_program(row.text, "ltc")) << row.text;
  }
}

TEST(WitnessProgram, is_refused_as_the_bips_tell) {
  constexpr const char* rows[] = {
      // BIP-173
      "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
      "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
      "bc1rw5uspcuh",
      "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
      "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
      "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
      "bc1gmk9yu",
      // Valid in BIP-173; BIP-350 took bech32 away from versions above 0.
      "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
      "BC1SW50QA3JX3S",
      "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
      // BIP-350
      "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
      "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
      "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
      "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
      "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
      "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
      "bc1pw5dgrnzv",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
      "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
      "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
  };
  for (const char* text : rows) {
    EXPECT_FALSE(parse_witness_program(text, "bc")) << text;
    EXPECT_FALSE(parse_witness_program(text, "tb")) << text;
  }
}

TEST(WitnessProgram, without_even_a_version_is_refused) {
  EXPECT_FALSE(parse_witness_program("a12uel5l", "a"));
  EXPECT_FALSE(parse_witness_program("?1v759aa", "?"));
}

// The checksum as BIP-173 tells to make it: division of what is written, followed by six zeros.
std::string write_witness_program(int version, const std::vector<uint8_t>& bytes) {
  std::vector<uint32_t> values = {static_cast<uint32_t>(version)};
  uint32_t bits = 0;
  unsigned count = 0;
  for (const uint8_t byte : bytes) {
    bits = (bits << 8U) | byte;
    for (count += 8; count >= 5; count -= 5) values.push_back(bits >> (count - 5) & 31U);
  }
  if (count > 0) values.push_back(bits << (5 - count) & 31U);
  uint32_t rest = 1;
  const auto divide = [&](uint32_t value) {
    const uint32_t top = rest >> 25U;
    rest = (rest & 0x1ffffffU) << 5U ^ value;
    if ((top & 1U) != 0) rest ^= 0x3b6a57b2U;
    if ((top & 2U) != 0) rest ^= 0x26508e6dU;
    if ((top & 4U) != 0) rest ^= 0x1ea119faU;
    if ((top & 8U) != 0) rest ^= 0x3d4233ddU;
    if ((top & 16U) != 0) rest ^= 0x2a1462b3U;
  };
  for (const uint32_t value : {3U, 3U, 0U, 2U, 3U}) divide(value);  // the prefix bc
  for (const uint32_t value : values) divide(value);
  for (int i = 0; i < 6; ++i) divide(0);
  rest ^= version == 0 ? 1U : 0x2bc830a3U;
  for (unsigned i = 0; i < 6; ++i) values.push_back(rest >> 5 * (5 - i) & 31U);
  std::string text = "bc1";
  for (const uint32_t value : values) text += alphabet[value];
  return text;
}

TEST(WitnessProgram, that_was_written_is_read_and_one_of_another_length_is_not) {
  EXPECT_TRUE(rc::check([] {
    const auto version = *rc::gen::inRange(0, 32);
    const auto length = *rc::gen::element<size_t>(0, 1, 2, 19, 20, 21, 31, 32, 33, 39, 40, 41, 45);
    const auto bytes =
        *rc::gen::container<std::vector<uint8_t>>(length, rc::gen::arbitrary<uint8_t>());
    const auto program = parse_witness_program(write_witness_program(version, bytes), "bc");
    const bool expected = version == 0   ? length == 20 || length == 32
                          : version > 16 ? false
                                         : length >= 2 && length <= 40;
    RC_ASSERT(program.has_value() == expected);
    if (!expected) return;
    RC_ASSERT(program->version == version);
    RC_ASSERT(program->bytes == bytes);
  }));
}

TEST(WitnessProgram, with_one_or_two_other_characters_is_refused) {
  EXPECT_TRUE(rc::check([] {
    const auto version = *rc::gen::inRange(0, 17);
    const auto bytes = *rc::gen::container<std::vector<uint8_t>>(32, rc::gen::arbitrary<uint8_t>());
    const std::string text = write_witness_program(version, bytes);
    std::string other = text;
    for (int i = 0; i < 2; ++i) {
      const auto position = *rc::gen::inRange<size_t>(3, text.size());
      other[position] = alphabet[*rc::gen::inRange<size_t>(0, alphabet.size())];
    }
    RC_PRE(other != text);
    RC_ASSERT(!parse_witness_program(other, "bc"));
  }));
}

}  // namespace
}  // namespace payoutd::payouts
