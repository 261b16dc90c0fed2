#include "api/json_request.h"

#include <algorithm>

namespace payoutd::api {
namespace {

constexpr std::string_view blanks = " \t";

}  // namespace

bool says_json(const http::Request& request) {
  if (request.count_headers("content-type") != 1) return false;
  std::string_view type = *request.header("content-type");
  type = type.substr(0, type.find(';'));
  type.remove_prefix(std::min(type.find_first_not_of(blanks), type.size()));
  type = type.substr(0, type.find_last_not_of(blanks) + 1);
  return http::equal_ignoring_case(type, "application/json");
}

}  // namespace payoutd::api
