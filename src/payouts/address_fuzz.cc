// Any bytes as an address, and as the setting that says which networks there are: what is accepted
// keeps the rules that can be told without decoding, and base58 is written again as it was read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <botan/base58.h>

#include "base/check.h"
#include "payouts/address.h"
#include "payouts/payout_networks.h"

namespace {

using namespace payoutd;
using base::check;
using payouts::AddressRule;

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

void expect_base58(std::string_view text, bool with_checksum) {
  const auto bytes = Botan::base58_decode(text.data(), text.size());
  check(Botan::base58_encode(bytes) == text, "base58 has one text for each key");
  if (!with_checksum) return;
  const auto checked = Botan::base58_check_decode(text.data(), text.size());
  check(Botan::base58_check_encode(checked) == text, "the checksum is right");
}

void expect_address(AddressRule rule, std::string_view text) {
  check(std::all_of(text.begin(), text.end(), is_letter_or_digit), "an address is one word");
  switch (rule) {
    case AddressRule::evm:
      check(text.size() == 42, "an EVM address has one length");
      check(payouts::judge_address(rule, in_lower_case(text)).has_value() ||
                payouts::is_nobodys_address(rule, text),
            "an EVM address is one without its checksum too");
      break;
    case AddressRule::solana:
      check(text.size() >= 32 && text.size() <= 44, "32 bytes are so long");
      expect_base58(text, false);
      break;
    case AddressRule::tron:
      check(text.size() == 34 && text.front() == 'T', "a Tron address begins with T");
      expect_base58(text, true);
      break;
    case AddressRule::bitcoin:
      if (in_lower_case(text).starts_with("bc1")) {
        check(text.size() >= 14 && text.size() <= 74, "a witness program is so long");
        check(payouts::is_address(rule, in_lower_case(text)) ||
                  payouts::is_nobodys_address(rule, text),
              "bech32 is the same in lower case");
      } else {
        check(text.front() == '1' || text.front() == '3', "base58 begins with 1 or 3");
        expect_base58(text, true);
      }
      break;
  }
}

void judge(AddressRule rule, std::string_view text) {
  const bool accepted = payouts::is_address(rule, text);
  const bool nobodys = payouts::is_nobodys_address(rule, text);
  const auto judged = payouts::judge_address(rule, text);
  check(judged.has_value() == accepted, "one answer to one question");
  check(!(accepted && nobodys), "what is nobody's is refused");
  if (!judged) check(judged.error().reason == "invalid_address", "a refusal is told");
  if (accepted || nobodys) expect_address(rule, text);
}

void read_networks(std::string_view text) {
  const auto networks = payouts::PayoutNetworks::parse(text);
  if (!networks) {
    check(!networks.error().message.empty(), "a refusal is told");
    return;
  }
  std::string again;
  for (const auto& network : networks->all()) {
    check(networks->find(network.name) == &network, "a name stands once");
    again += (again.empty() ? "" : ",") + network.name + "=";
    again += payouts::to_text(network.rule);
  }
  check(again == text, "what is accepted was understood");
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t kind = data[0] % (payouts::all_address_rules.size() + 1);
  if (kind == payouts::all_address_rules.size()) {
    read_networks(text);
  } else {
    judge(payouts::all_address_rules[kind], text);
  }
  return 0;
}
