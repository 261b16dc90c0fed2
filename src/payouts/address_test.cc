#include "payouts/address.h"

#include <string>

#include <gtest/gtest.h>

namespace payoutd::payouts {
namespace {

using namespace std::string_view_literals;

struct Known {
  AddressRule rule;
  const char* text;
};

constexpr Known known_addresses[] = {
    // EIP-55: all upper case, all lower case, mixed.
    {AddressRule::evm, "0x52908400098527886E0F7030069857D2E4169EE7"},
    {AddressRule::evm, "0x8617E340B3D01FA5F11F306F4090FD50E238070D"},
    {AddressRule::evm, "0xde709f2102306220921060314715629080e2fb77"},
    {AddressRule::evm, "0x27b1fdb04752bbc536007a920d24acb045561c26"},
    {AddressRule::evm, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
    {AddressRule::evm, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"},
    {AddressRule::evm, "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"},
    {AddressRule::evm, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"},
    // The same without a checksum, and digits only.
    {AddressRule::evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
    {AddressRule::evm, "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"},
    {AddressRule::evm, "0x0000000000000000000000000000000000000001"},
    // The token program and two of its currencies; the shortest, and the longest.
    {AddressRule::solana, "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"},
    {AddressRule::solana, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"},
    {AddressRule::solana, "So11111111111111111111111111111111111111112"},
    {AddressRule::solana, "11111111111111111111111111111112"},
    {AddressRule::solana, "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG"},
    // Two currencies, and an example of the developers' guide.
    {AddressRule::tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
    {AddressRule::tron, "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8"},
    {AddressRule::tron, "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC"},
    // The genesis block's, a script's; BIP-173 and BIP-350.
    {AddressRule::bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
    {AddressRule::bitcoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"},
    {AddressRule::bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
    {AddressRule::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
    {AddressRule::bitcoin, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"},
    {AddressRule::bitcoin, "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"},
    {AddressRule::bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
    {AddressRule::bitcoin,
     "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y"},
    {AddressRule::bitcoin, "BC1SW50QGDZ25J"},
};

TEST(Address, is_one_by_its_own_rule_and_by_no_other) {
  for (const Known& known : known_addresses) {
    for (const AddressRule rule : all_address_rules) {
      EXPECT_EQ(is_address(rule, known.text), rule == known.rule)
          << known.text << " as " << to_text(rule);
    }
    EXPECT_TRUE(judge_address(known.rule, known.text)) << known.text;
    EXPECT_FALSE(is_nobodys_address(known.rule, known.text)) << known.text;
  }
}

TEST(Address, of_another_form_is_refused) {
  const struct {
    AddressRule rule;
    std::string_view text;
  } rows[] = {
      // Prefix, length, digits.
      {AddressRule::evm, "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
      {AddressRule::evm, "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
      {AddressRule::evm, "1x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
      {AddressRule::evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae"},
      {AddressRule::evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0"},
      {AddressRule::evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg"},
      {AddressRule::evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae\0"sv},
      {AddressRule::evm, "0x"},
      // EIP-55 with one letter in the wrong case; the name of an account.
      {AddressRule::evm, "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
      {AddressRule::evm, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"},
      {AddressRule::evm, "vitalik.eth"},
      // 31 and 33 bytes, with zeros in front and without; what base58 leaves out.
      {AddressRule::solana, "1111111111111111111111111111112"},
      {AddressRule::solana, "111111111111111111111111111111112"},
      {AddressRule::solana, "1111111111111111111111111111111"},
      {AddressRule::solana, "111111111111111111111111111111111"},
      {AddressRule::solana, "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH"},
      {AddressRule::solana, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt10"},
      {AddressRule::solana, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1O"},
      {AddressRule::solana, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1I"},
      {AddressRule::solana, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1l"},
      // The hexadecimal form; 0x40 and 0x42 in front; 19 and 21 bytes; a checksum of nothing.
      {AddressRule::tron, "41a614f803b6fd780986a42c78ec9c7f77e6ded13c"},
      {AddressRule::tron, "T1mmJjSMcEVPdma3oiEDah4MBPC3yQsKfi"},
      {AddressRule::tron, "TpSyGx2w2bR9GdrDrYtrYwbvSPhwSmg7ER"},
      {AddressRule::tron, "6z7t3TSyVBs8aaTzWUzfkus6r92s6MS25"},
      {AddressRule::tron, "31bR6yL7DiGiwCegZZSNc7quTTx5jPpUDbnA"},
      {AddressRule::tron, "3QJmnh"},
      {AddressRule::tron, "T"},
      // Testnet, both forms and both versions; a private key; another chain.
      {AddressRule::bitcoin, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"},
      {AddressRule::bitcoin, "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"},
      {AddressRule::bitcoin, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"},
      {AddressRule::bitcoin, "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"},
      {AddressRule::bitcoin, "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"},
      {AddressRule::bitcoin, "3QJmnh"},
      // Mixed case, no checksum of a version's own, another length.
      {AddressRule::bitcoin, "Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
      {AddressRule::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4"},
      {AddressRule::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh"},
      {AddressRule::bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd"},
      {AddressRule::bitcoin, "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P"},
      {AddressRule::bitcoin, "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
  };
  for (const auto& row : rows) {
    EXPECT_FALSE(is_address(row.rule, row.text)) << row.text << " as " << to_text(row.rule);
    EXPECT_FALSE(is_nobodys_address(row.rule, row.text)) << row.text;
  }
}

TEST(Address, that_nobody_has_the_key_of_is_refused) {
  constexpr Known rows[] = {
      {AddressRule::evm, "0x0000000000000000000000000000000000000000"},
      {AddressRule::solana, "11111111111111111111111111111111"},
      {AddressRule::tron, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"},
      {AddressRule::bitcoin, "1111111111111111111114oLvT2"},
      {AddressRule::bitcoin, "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST"},
      {AddressRule::bitcoin, "bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq9e75rs"},
  };
  for (const Known& row : rows) {
    EXPECT_TRUE(is_nobodys_address(row.rule, row.text)) << row.text;
    EXPECT_FALSE(is_address(row.rule, row.text)) << row.text;
    const auto judged = judge_address(row.rule, row.text);
    ASSERT_FALSE(judged) << row.text;
    EXPECT_EQ(judged.error().reason, "invalid_address");
    EXPECT_NE(judged.error().message.find("nobody has its key"), std::string::npos);
  }
}

TEST(Address, a_refusal_says_what_was_expected_and_does_not_repeat_the_text) {
  for (const AddressRule rule : all_address_rules) {
    const auto judged = judge_address(rule, "<script>");
    ASSERT_FALSE(judged);
    EXPECT_EQ(judged.error().reason, "invalid_address");
    EXPECT_EQ(judged.error().message, "the address must be " + std::string(expected_address(rule)));
  }
}

TEST(Address, of_any_length_is_judged) {
  for (const AddressRule rule : all_address_rules) {
    for (const char c : {'1', '0', ' ', '\0', '\xff'}) {
      for (size_t length = 0; length <= 2 * address_bytes_max; ++length) {
        const bool solanas_zero = rule == AddressRule::solana && c == '1' && length == 32;
        EXPECT_FALSE(is_address(rule, std::string(length, c)));
        EXPECT_EQ(is_nobodys_address(rule, std::string(length, c)), solanas_zero);
      }
    }
    // Base58 takes time by the square of the length: this would be read for minutes.
    EXPECT_FALSE(is_address(rule, std::string(10'000'000, 'z')));
  }
}

TEST(AddressRule, has_a_name) {
  for (const AddressRule rule : all_address_rules) {
    EXPECT_EQ(parse_address_rule(to_text(rule)), rule);
  }
  for (const char* text : {"", "EVM", "evm ", "ethereum", "btc"}) {
    EXPECT_FALSE(parse_address_rule(text)) << text;
  }
}

}  // namespace
}  // namespace payoutd::payouts
