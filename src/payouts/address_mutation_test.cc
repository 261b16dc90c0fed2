// Every address with a checksum, mistyped in every way that is one step away: none is an address.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <botan/base58.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "payouts/address.h"

namespace payoutd::payouts {
namespace {

struct Checksummed {
  AddressRule rule;
  const char* text;
};

constexpr Checksummed checksummed[] = {
    // EIP-55 has about 15 bits of checksum, so of mistyped digits one in thousands gets through;
    // of these addresses none does.
    {AddressRule::evm, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
    {AddressRule::evm, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"},
    {AddressRule::evm, "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"},
    {AddressRule::evm, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"},
    {AddressRule::tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
    {AddressRule::tron, "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC"},
    {AddressRule::bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
    {AddressRule::bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
    {AddressRule::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
    {AddressRule::bitcoin, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"},
    {AddressRule::bitcoin, "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"},
    {AddressRule::bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
};

void expect_refused(const Checksummed& known, const std::string& typed) {
  EXPECT_FALSE(is_address(known.rule, typed)) << typed << " for " << known.text;
}

TEST(AddressMutation, any_other_character_at_any_place_is_refused) {
  for (const Checksummed& known : checksummed) {
    ASSERT_TRUE(is_address(known.rule, known.text)) << known.text;
    const std::string text = known.text;
    for (size_t place = 0; place < text.size(); ++place) {
      std::string typed = text;
      for (int c = 0; c < 256; ++c) {
        typed[place] = static_cast<char>(c);
        if (typed[place] != text[place]) expect_refused(known, typed);
      }
    }
  }
}

TEST(AddressMutation, any_character_too_many_is_refused) {
  for (const Checksummed& known : checksummed) {
    const std::string text = known.text;
    for (size_t place = 0; place <= text.size(); ++place) {
      for (int c = 0; c < 256; ++c) {
        std::string typed = text;
        typed.insert(place, 1, static_cast<char>(c));
        expect_refused(known, typed);
      }
    }
  }
}

TEST(AddressMutation, a_missing_character_and_two_in_the_wrong_order_are_refused) {
  for (const Checksummed& known : checksummed) {
    const std::string text = known.text;
    for (size_t place = 0; place < text.size(); ++place) {
      std::string shorter = text;
      shorter.erase(place, 1);
      expect_refused(known, shorter);
      if (place == 0 || text[place] == text[place - 1]) continue;
      std::string swapped = text;
      std::swap(swapped[place], swapped[place - 1]);
      expect_refused(known, swapped);
    }
  }
}

std::string versioned(uint8_t version, const std::vector<uint8_t>& hash) {
  std::vector<uint8_t> bytes = {version};
  bytes.insert(bytes.end(), hash.begin(), hash.end());
  return Botan::base58_check_encode(bytes);
}

TEST(AddressMutation, any_hash_has_an_address_that_no_other_character_leaves_one) {
  EXPECT_TRUE(rc::check([] {
    const auto version = *rc::gen::element<uint8_t>(0x00, 0x05, 0x41);
    const AddressRule rule = version == 0x41 ? AddressRule::tron : AddressRule::bitcoin;
    const auto hash =
        *rc::gen::container<std::vector<uint8_t>>(20, rc::gen::inRange<uint8_t>(1, 255));
    const std::string text = versioned(version, hash);
    RC_ASSERT(is_address(rule, text));
    std::string typed = text;
    typed[*rc::gen::inRange<size_t>(0, text.size())] = *rc::gen::character<char>();
    RC_PRE(typed != text);
    RC_ASSERT(!is_address(rule, typed));
  }));
}

TEST(AddressMutation, only_its_own_version_and_length_are_an_address) {
  EXPECT_TRUE(rc::check([] {
    const auto version =
        *rc::gen::oneOf(rc::gen::arbitrary<uint8_t>(), rc::gen::element<uint8_t>(0x00, 0x05, 0x41));
    const auto length = *rc::gen::oneOf(rc::gen::just<size_t>(20), rc::gen::inRange<size_t>(0, 50));
    const auto hash =
        *rc::gen::container<std::vector<uint8_t>>(length, rc::gen::inRange<uint8_t>(1, 255));
    const std::string text = versioned(version, hash);
    RC_ASSERT(is_address(AddressRule::tron, text) == (version == 0x41 && length == 20));
    RC_ASSERT(is_address(AddressRule::bitcoin, text) ==
              ((version == 0x00 || version == 0x05) && length == 20));
  }));
}

TEST(AddressMutation, solana_takes_any_32_bytes_and_no_other_number) {
  EXPECT_TRUE(rc::check([] {
    const auto length = *rc::gen::oneOf(rc::gen::just<size_t>(32), rc::gen::inRange<size_t>(0, 70));
    auto key = *rc::gen::container<std::vector<uint8_t>>(length, rc::gen::arbitrary<uint8_t>());
    // Zeros in front are where base58 goes wrong.
    const auto zeros = *rc::gen::inRange<size_t>(0, length + 1);
    std::fill_n(key.begin(), zeros, uint8_t{0});
    if (length > 0) key.back() |= 1U;
    RC_ASSERT(is_address(AddressRule::solana, Botan::base58_encode(key)) == (length == 32));
  }));
}

}  // namespace
}  // namespace payoutd::payouts
