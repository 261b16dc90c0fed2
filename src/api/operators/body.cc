#include "api/operators/body.h"

#include <charconv>

#include "api/json_request.h"
#include "api/operators/call_subject.h"

namespace payoutd::api::operators {

base::Result<base::JsonDocument> parse_body(const http::Request& request, Need need) {
  if (request.body.empty() && need == Need::optional) return base::parse_json("{}");
  if (!request.body.empty() && !says_json(request)) {
    return base::refused("unsupported_media_type",
                         "the body must be JSON: Content-Type: application/json");
  }
  if (request.body.size() > body_bytes_max) {
    return base::refused("invalid_json", "the body must not be longer than 4096 bytes");
  }
  auto document = parse_json_object(request.body);
  if (!document) return base::refused("invalid_json", document.error().message);
  if (const auto twice = base::duplicate_name(document->root())) {
    return base::refused("invalid_json", "a name stands twice: " + base::shown_name(*twice));
  }
  return document;
}

std::optional<int64_t> whole_number(ObjectReading& reading, std::string_view name, Need need,
                                    int64_t least, int64_t most) {
  const auto given = reading.value(name, need, base::JsonKind::number);
  if (!given) return std::nullopt;
  const std::string_view text = given->text();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least &&
      number <= most) {
    return number;
  }
  reading.refuse(
      name, "whole_number",
      "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

}  // namespace payoutd::api::operators
