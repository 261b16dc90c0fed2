// access/networks.h: the networks from which alone an API key works, and whom an address belongs
// to. Boost is seen by networks.cc.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace payoutd::access {

class Networks {
 public:
  static constexpr size_t count_max = 64;

  Networks() = default;

  // CIDR networks joined by commas, without blanks: `203.0.113.0/24,2001:db8::/32,192.0.2.7`. A
  // plain address is a network of one. "" is no network at all. Refusals: `network_invalid`, naming
  // the entry: not an address, a prefix that is too long, bits set behind the prefix (the message
  // says what was probably meant), a zone (`%eth0`), an empty entry; or more than count_max.
  static base::Result<Networks> parse(std::string_view text);

  bool empty() const { return networks_.empty(); }
  // Is the address, as text, in one of them? False for what is no address, and if there are none. A
  // zone is not looked at. An IPv4 address is also known in its IPv6 form (::ffff:192.0.2.7), and
  // is only in IPv4 networks: ::/0 does not hold it.
  bool contains(std::string_view address) const;
  // What parse reads back as the same; a network of one without its prefix.
  std::string to_text() const;

 private:
  using Bytes = std::array<unsigned char, 16>;
  struct Network {
    Bytes bytes;    // IPv4 in its IPv6 form
    size_t length;  // of the prefix in bits: 96 and more for IPv4
  };
  static base::Result<Network> parse_one(std::string_view text);
  static std::string to_text(const Network& network);

  std::vector<Network> networks_;
};

// Whom a limit for each source counts together: an IPv4 address, in its IPv6 form too; of IPv6 the
// network of its first 64 bits (`2001:db8::/64`), because whoever has one has all of its addresses.
// A zone is left out; what is no address is itself.
std::string source_of(std::string_view address);

}  // namespace payoutd::access
