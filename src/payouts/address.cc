#include "payouts/address.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <botan/base58.h>
#include <botan/exceptn.h>
#include <botan/hash.h>

#include "base/check.h"
#include "payouts/bech32.h"

namespace payoutd::payouts {
namespace {

using Bytes = std::vector<uint8_t>;

struct RuleRow {
  AddressRule rule;
  std::string_view text;
  std::string_view expected;
};

// One row for each rule, in the order of the enum.
constexpr std::array<RuleRow, all_address_rules.size()> rule_table = {{
    {AddressRule::evm, "evm",
     "0x and 40 hexadecimal digits, all letters in one case or in the mixed case of a correct "
     "EIP-55 checksum"},
    {AddressRule::solana, "solana", "a public key of 32 bytes in base58"},
    {AddressRule::tron, "tron", "a base58check address that begins with T"},
    {AddressRule::bitcoin, "bitcoin",
     "a mainnet address that begins with bc1 (bech32, bech32m), 1 or 3 (base58check)"},
}};

constexpr bool in_order() {
  for (size_t i = 0; i < rule_table.size(); ++i) {
    if (static_cast<size_t>(rule_table[i].rule) != i || all_address_rules[i] != rule_table[i].rule)
      return false;
  }
  return true;
}
static_assert(in_order());

const RuleRow& row_of(AddressRule rule) {
  const auto position = static_cast<size_t>(rule);
  base::check(position < rule_table.size(), "a rule is one of the four");
  return rule_table[position];
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// EIP-55: a letter is upper case where the hash of the lower-case digits has a digit of 8 or more.
bool has_right_case(std::string_view digits) {
  std::string lower(digits);
  for (char& c : lower) {
    if (is_upper(c)) c = static_cast<char>(c + 32);
  }
  const auto keccak = Botan::HashFunction::create("Keccak-1600(256)");
  base::check(keccak != nullptr, "Botan has Keccak-256");
  keccak->update(lower);
  const auto hash = keccak->final_stdvec();
  for (size_t i = 0; i < digits.size(); ++i) {
    const unsigned digit = i % 2 == 0 ? hash[i / 2] >> 4U : hash[i / 2] & 15U;
    if (digit >= 8 ? is_lower(digits[i]) : is_upper(digits[i])) return false;
  }
  return true;
}

std::optional<Bytes> evm_account(std::string_view text) {
  constexpr size_t digit_count = 40;
  if (!text.starts_with("0x")) return std::nullopt;
  const std::string_view digits = text.substr(2);
  if (digits.size() != digit_count) return std::nullopt;
  Bytes bytes;
  for (size_t i = 0; i < digits.size(); i += 2) {
    const auto high = hex_value(digits[i]);
    const auto low = hex_value(digits[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>(*high * 16 + *low));
  }
  const bool mixed = std::ranges::any_of(digits, is_lower) && std::ranges::any_of(digits, is_upper);
  if (mixed && !has_right_case(digits)) return std::nullopt;
  return bytes;
}

// Botan passes over blanks and line ends, which would give one key several texts.
bool is_base58(std::string_view text) {
  constexpr std::string_view alphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::optional<Bytes> solana_key(std::string_view text) {
  constexpr size_t key_bytes = 32;
  if (!is_base58(text)) return std::nullopt;
  Bytes bytes = Botan::base58_decode(text.data(), text.size());
  if (bytes.size() != key_bytes) return std::nullopt;
  return bytes;
}

// The 20 bytes behind a version byte; nothing if the checksum or the version is another.
std::optional<Bytes> versioned_hash(std::string_view text, std::span<const uint8_t> versions) {
  constexpr size_t hash_bytes = 20;
  if (!is_base58(text)) return std::nullopt;
  Bytes bytes;
  try {
    bytes = Botan::base58_check_decode(text.data(), text.size());
  } catch (const Botan::Decoding_Error&) {
    return std::nullopt;  // too short for a checksum, or a wrong one
  }
  if (bytes.size() != 1 + hash_bytes) return std::nullopt;
  if (std::ranges::find(versions, bytes.front()) == versions.end()) return std::nullopt;
  bytes.erase(bytes.begin());
  return bytes;
}

std::optional<Bytes> tron_account(std::string_view text) {
  constexpr std::array<uint8_t, 1> versions = {0x41};
  return versioned_hash(text, versions);
}

std::optional<Bytes> bitcoin_output(std::string_view text) {
  constexpr std::array<uint8_t, 2> versions = {0x00, 0x05};  // of a key's hash, of a script's
  if (auto program = parse_witness_program(text, "bc")) return std::move(program->bytes);
  return versioned_hash(text, versions);
}

// The key, hash or program that an address names, without its version; nothing for what is no
// address.
std::optional<Bytes> payload_of(AddressRule rule, std::string_view text) {
  if (text.size() > address_bytes_max) return std::nullopt;
  switch (rule) {
    case AddressRule::evm:
      return evm_account(text);
    case AddressRule::solana:
      return solana_key(text);
    case AddressRule::tron:
      return tron_account(text);
    case AddressRule::bitcoin:
      return bitcoin_output(text);
  }
  return std::nullopt;
}

bool is_all_zero(const Bytes& bytes) {
  return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

}  // namespace

std::string_view to_text(AddressRule rule) {
  return row_of(rule).text;
}

std::optional<AddressRule> parse_address_rule(std::string_view text) {
  const auto found = std::ranges::find(rule_table, text, &RuleRow::text);
  if (found == rule_table.end()) return std::nullopt;
  return found->rule;
}

std::string_view expected_address(AddressRule rule) {
  return row_of(rule).expected;
}

base::Status judge_address(AddressRule rule, std::string_view text) {
  const auto payload = payload_of(rule, text);
  if (!payload) {
    return base::refused("invalid_address",
                         "the address must be " + std::string(expected_address(rule)));
  }
  if (is_all_zero(*payload)) {
    return base::refused("invalid_address",
                         "the address is all zeros: nobody has its key, and money sent there is "
                         "lost");
  }
  return {};
}

bool is_address(AddressRule rule, std::string_view text) {
  const auto payload = payload_of(rule, text);
  return payload && !is_all_zero(*payload);
}

bool is_nobodys_address(AddressRule rule, std::string_view text) {
  const auto payload = payload_of(rule, text);
  return payload && is_all_zero(*payload);
}

}  // namespace payoutd::payouts
