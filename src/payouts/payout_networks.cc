#include "payouts/payout_networks.h"

#include <algorithm>

namespace payoutd::payouts {
namespace {

tl::unexpected<base::Error> bad_entry(std::string_view entry, const std::string& what) {
  return base::refused("payout_networks_invalid", "\"" + std::string(entry) + "\": " + what);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= PayoutNetworks::name_bytes_max &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string rule_names() {
  std::string text;
  for (const AddressRule rule : all_address_rules) {
    text.append(text.empty() ? "" : ", ").append(to_text(rule));
  }
  return text;
}

}  // namespace

base::Result<PayoutNetworks> PayoutNetworks::parse(std::string_view text) {
  PayoutNetworks networks;
  if (text.empty()) return networks;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(',', start), text.size());
    if (auto added = networks.add(text.substr(start, end - start)); !added) {
      return base::forward(std::move(added));
    }
    start = end + 1;
  }
  return networks;
}

base::Status PayoutNetworks::add(std::string_view entry) {
  const size_t equals = entry.find('=');
  if (equals == std::string_view::npos) return bad_entry(entry, "it should be NAME=RULE");
  const std::string_view name = entry.substr(0, equals);
  if (!is_name(name)) return bad_entry(entry, "a name has 1 to 32 of a-z, 0-9 and -");
  const auto rule = parse_address_rule(entry.substr(equals + 1));
  if (!rule) return bad_entry(entry, "the rule is none of " + rule_names());
  if (find(name) != nullptr) return bad_entry(entry, "the name stands twice");
  if (networks_.size() == count_max) {
    return bad_entry(entry, "there are more than " + std::to_string(count_max));
  }
  networks_.push_back({std::string(name), *rule});
  return {};
}

const PayoutNetwork* PayoutNetworks::find(std::string_view name) const {
  const auto found = std::ranges::find(networks_, name, &PayoutNetwork::name);
  return found == networks_.end() ? nullptr : &*found;
}

std::string PayoutNetworks::names() const {
  std::string text;
  for (const PayoutNetwork& network : networks_) {
    text.append(text.empty() ? "" : ", ").append(network.name);
  }
  return text;
}

}  // namespace payoutd::payouts
