// payouts/address.h: which texts are addresses that money can be sent to on a chain. Form and
// checksum only: whether somebody has the key, nobody can tell. Addresses are judged, never
// rewritten: they are kept and shown as given. Pure; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace payoutd::payouts {

// How addresses of a chain are written. Several chains may share a rule.
enum class AddressRule {
  // `0x` and 40 hexadecimal digits. Letters all lower or all upper case carry no checksum; mixed
  // ones must be a correct EIP-55 checksum.
  evm,
  // Base58 of exactly 32 bytes. There is no checksum.
  solana,
  // Base58check of the version byte 0x41 and 20 bytes.
  tron,
  // Mainnet: a witness program (BIP-350, prefix `bc`, every version that the BIP has), or
  // base58check of the version byte 0x00 or 0x05 and 20 bytes.
  bitcoin,
};

inline constexpr std::array<AddressRule, 4> all_address_rules = {
    AddressRule::evm, AddressRule::solana, AddressRule::tron, AddressRule::bitcoin};

// No address of any rule is longer. A longer text is refused without being read.
inline constexpr size_t address_bytes_max = 128;

// `evm`, `solana`, `tron`, `bitcoin`: what settings say. Exact lower case.
std::string_view to_text(AddressRule rule);
std::optional<AddressRule> parse_address_rule(std::string_view text);

// What an address is, for people; goes on from "the address must be ".
std::string_view expected_address(AddressRule rule);

// Can money be sent there? Refusal `invalid_address`: the text breaks the rule, or is nobody's;
// the message tells which, and what was expected. It does not repeat the text.
base::Status judge_address(AddressRule rule, std::string_view text);
// The same as yes or no.
bool is_address(AddressRule rule, std::string_view text);

// Is it well-formed, but all zeros where a key or its hash should be? 0x000…0, Solana's 111…1 (its
// system program) and the like of the other rules have no key: money sent there is lost. It is what
// an empty field becomes on its way through somebody's program.
bool is_nobodys_address(AddressRule rule, std::string_view text);

}  // namespace payoutd::payouts
