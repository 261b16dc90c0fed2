#include "api/entity_tag.h"

#include "base/secret.h"

namespace payoutd::api {
namespace {

// Raise when a release renders the same payouts differently.
constexpr std::string_view shape = "1";

bool holds(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const size_t begin = list.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) return false;
    list.remove_prefix(begin);
    if (list.front() == '*') return list.find_first_not_of(" \t", 1) == std::string_view::npos;
    if (list.starts_with("W/")) list.remove_prefix(2);
    // A tag ends at its closing quote; commas may stand inside.
    if (list.empty() || list.front() != '"') return false;
    const size_t end = list.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (list.substr(0, end + 1) == tag) return true;
    list.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::string entity_tag(const payouts::OwnerId& owner, payouts::Incarnation incarnation,
                       payouts::Version version) {
  // The random end of the id tells owners apart.
  const auto* bytes = reinterpret_cast<const char*>(owner.value.bytes.data());
  std::string tag = "\"";
  tag += shape;
  tag += '-';
  tag += base::to_hex(std::string_view(bytes + 10, 6));
  tag += '-';
  tag += std::to_string(incarnation);
  tag += '-';
  tag += std::to_string(version);
  tag += '"';
  return tag;
}

std::string content_tag(std::string_view content) {
  constexpr size_t digits = 32;
  return '"' + base::to_hex(base::sha256(content)).substr(0, digits) + '"';
}

bool matches(const http::Request& request, std::string_view tag) {
  for (const http::Header& header : request.headers) {
    if (http::equal_ignoring_case(header.name, "if-none-match") && holds(header.value, tag)) {
      return true;
    }
  }
  return false;
}

void set_caching(http::Response& response, std::string_view tag) {
  response.set("ETag", tag).set("Cache-Control", "private, no-cache");
}

http::Response not_modified(std::string_view tag) {
  http::Response response;
  response.status = 304;
  set_caching(response, tag);
  return response;
}

}  // namespace payoutd::api
