// api/percent_encoding.h: percent-encoded pieces of a URL (RFC 3986 §2.1) back to text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace payoutd::api {

enum class Plus { itself, space };  // in a path; in a query

struct PercentDecoded {
  std::string text;
  // Every % is followed by two hex digits, and the text is UTF-8 without NUL.
  bool well_formed = true;
};

// Of what is not well-formed the bytes are kept as they are.
PercentDecoded percent_decode(std::string_view encoded, Plus plus);

}  // namespace payoutd::api
