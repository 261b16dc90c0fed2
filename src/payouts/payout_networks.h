// payouts/payout_networks.h: the chains on which users may be paid. "Network" alone is CIDR
// elsewhere (access/networks.h); users say `network` to a chain, and so does the console API.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "payouts/address.h"

namespace payoutd::payouts {

struct PayoutNetwork {
  std::string name;  // 1 to 32 of a–z, 0–9 and `-`
  AddressRule rule;
};

// What an installation has unless its settings say otherwise (contract §3).
inline constexpr std::string_view default_payout_networks =
    "ethereum=evm,polygon=evm,bsc=evm,base=evm,arbitrum=evm,"
    "solana=solana,tron=tron,bitcoin=bitcoin";

// Made once; then safe from any thread.
class PayoutNetworks {
 public:
  static constexpr size_t count_max = 64;
  static constexpr size_t name_bytes_max = 32;

  // None at all: nobody can be paid on a chain.
  PayoutNetworks() = default;

  // NAME=RULE, joined by commas without blanks; "" is none at all. Refusal
  // `payout_networks_invalid`, naming the entry and what is wrong: not of that form, a bad name, an
  // unknown rule, a name that stands twice; or more than count_max.
  static base::Result<PayoutNetworks> parse(std::string_view text);

  // Exact lower case; nothing for another word. What is found lives as long as this.
  const PayoutNetwork* find(std::string_view name) const;
  // In the order of the setting.
  std::span<const PayoutNetwork> all() const { return networks_; }
  // `ethereum, polygon, bsc`: for a sentence that tells a caller what there is.
  std::string names() const;

 private:
  base::Status add(std::string_view entry);

  std::vector<PayoutNetwork> networks_;
};

}  // namespace payoutd::payouts
