// api/query_string.h: the raw query of a URL as names and values
// (application/x-www-form-urlencoded, as the WHATWG URL standard reads it: `+` is a space, `%2B` a
// plus). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace payoutd::api {

struct Parameter {
  std::string name;
  std::string value;
  std::string_view raw;  // `name=value` as it stands in the query
  // Every % is followed by two hex digits, and name and value are UTF-8 without NUL.
  bool well_formed = true;
};

// In the order of the query. Empty pieces (`a=1&&b=2`) are left out; `a` is `a=`. Of what is not
// well-formed the bytes are kept as they are.
std::vector<Parameter> parse_query(std::string_view query);

}  // namespace payoutd::api
