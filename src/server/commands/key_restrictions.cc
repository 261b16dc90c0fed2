#include "server/commands/key_restrictions.h"

namespace payoutd::server {

base::Result<actions::KeyRestrictions> parse_restrictions(const KeyFlags& flags) {
  std::string joined;
  for (const std::string& network : flags.allow_ip) {
    if (!joined.empty()) joined += ',';
    joined += network;
  }
  auto networks = access::Networks::parse(joined);
  if (!networks) {
    networks.error().message = "--allow-ip: " + networks.error().message;
    return base::forward(std::move(networks));
  }
  return actions::KeyRestrictions{flags.require_signature, std::move(*networks)};
}

}  // namespace payoutd::server
