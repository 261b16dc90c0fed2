#include "access/networks.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/asio/ip/address.hpp>

namespace payoutd::access {
namespace {

namespace ip = boost::asio::ip;
using Bytes = std::array<unsigned char, 16>;

constexpr size_t all_bits = 128;
constexpr size_t v4_bits_before = 96;
constexpr size_t address_bytes_max = 45;  // INET6_ADDRSTRLEN without its end

ip::address_v6 in_v6_form(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

std::optional<ip::address> parse_address(std::string_view text) {
  const bool usual =
      text.size() <= address_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
               c == '.' || c == ':';
      });
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(text), error);
  if (!usual || error) return std::nullopt;
  return address;
}

std::optional<size_t> parse_length(std::string_view text, size_t most) {
  size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool plain = error == std::errc() && end == text.data() + text.size() &&
                     (text.size() == 1 || text.front() != '0');
  if (!plain || length > most) return std::nullopt;
  return length;
}

bool is_v4(const Bytes& bytes) {
  return ip::address_v6(bytes).is_v4_mapped();
}

Bytes first_bits(Bytes bytes, size_t length) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    const size_t kept = std::min<size_t>(length - std::min(length, 8 * i), 8);
    bytes[i] = static_cast<unsigned char>(bytes[i] & (0xff00U >> kept));
  }
  return bytes;
}

}  // namespace

base::Result<Networks::Network> Networks::parse_one(std::string_view text) {
  const auto bad = [&](const std::string& why) {
    return base::refused("network_invalid", "\"" + std::string(text) + "\" " + why);
  };
  const size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return bad("is not a network like 203.0.113.0/24 or 2001:db8::/32");
  Network network{in_v6_form(*address).to_bytes(), all_bits};
  if (slash != std::string_view::npos) {
    const size_t before = address->is_v4() ? v4_bits_before : 0;
    const auto length = parse_length(text.substr(slash + 1), all_bits - before);
    if (!length) {
      return bad("has no prefix from 0 to " + std::to_string(all_bits - before) +
                 " behind its slash");
    }
    network.length = before + *length;
  }
  const Network meant{first_bits(network.bytes, network.length), network.length};
  if (meant.bytes != network.bytes) {
    return bad("has bits set behind its prefix: " + to_text(meant) + "?");
  }
  return network;
}

base::Result<Networks> Networks::parse(std::string_view text) {
  Networks networks;
  if (text.empty()) return networks;
  while (true) {
    const size_t comma = text.find(',');
    auto network = parse_one(text.substr(0, comma));
    if (!network) return base::forward(std::move(network));
    networks.networks_.push_back(*network);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (networks.networks_.size() > count_max) {
    return base::refused("network_invalid",
                         "a key has at most " + std::to_string(count_max) + " networks");
  }
  return networks;
}

bool Networks::contains(std::string_view address) const {
  const auto parsed = parse_address(address.substr(0, address.find('%')));
  if (!parsed) return false;
  const Bytes bytes = in_v6_form(*parsed).to_bytes();
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return is_v4(network.bytes) == is_v4(bytes) &&
           first_bits(bytes, network.length) == network.bytes;
  });
}

std::string Networks::to_text(const Network& network) {
  const ip::address_v6 address(network.bytes);
  const bool v4 = is_v4(network.bytes);  // then its prefix has v4_bits_before or more
  std::string text =
      v4 ? ip::make_address_v4(ip::v4_mapped, address).to_string() : address.to_string();
  if (network.length == all_bits) return text;
  return text + "/" + std::to_string(network.length - (v4 ? v4_bits_before : 0));
}

std::string Networks::to_text() const {
  std::string text;
  for (const Network& network : networks_) {
    if (!text.empty()) text += ',';
    text += to_text(network);
  }
  return text;
}

std::string source_of(std::string_view address) {
  constexpr size_t bits_of_one = 64;
  const auto parsed = parse_address(address.substr(0, address.find('%')));
  if (!parsed) return std::string(address);
  const Bytes bytes = in_v6_form(*parsed).to_bytes();
  if (is_v4(bytes)) return ip::make_address_v4(ip::v4_mapped, ip::address_v6(bytes)).to_string();
  return ip::address_v6(first_bits(bytes, bits_of_one)).to_string() + "/64";
}

}  // namespace payoutd::access
