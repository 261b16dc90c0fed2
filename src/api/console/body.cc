#include "api/console/body.h"

#include <charconv>

#include "api/json_request.h"
#include "base/utf8.h"

namespace payoutd::api::console {
namespace {

tl::unexpected<base::Error> invalid_json(std::string message) {
  return base::refused("invalid_json", std::move(message));
}

}  // namespace

tl::unexpected<base::Error> invalid_args(std::string_view field, std::string_view rule) {
  return base::refused("invalid_args", std::string(field) + " " + std::string(rule));
}

base::Result<Body> Body::read(const http::Request& request) {
  if (!says_json(request)) {
    return invalid_json("the body must be JSON: Content-Type: application/json");
  }
  if (request.body.size() > bytes_max) {
    return invalid_json("the body must not be longer than " + std::to_string(bytes_max) + " bytes");
  }
  auto document = base::parse_json(request.body);
  if (!document) return invalid_json(document.error().message);
  if (!document->root().is(base::JsonKind::object)) {
    return invalid_json("the body must be a JSON object");
  }
  if (const auto twice = base::duplicate_name(document->root())) {
    return invalid_json("the body has the name " + base::shown_name(*twice) + " twice");
  }
  return Body(std::move(*document));
}

base::Result<std::string_view> Body::text(std::string_view name) const {
  const auto value = document_.root().find(name);
  if (!value) return invalid_args(name, "is required");
  if (!value->is(base::JsonKind::string)) return invalid_args(name, "must be a text");
  return value->text();
}

base::Result<int64_t> Body::integer(std::string_view name) const {
  const auto value = document_.root().find(name);
  if (!value) return invalid_args(name, "is required");
  const std::string_view digits = value->text();
  int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read_to, error] = std::from_chars(digits.data(), end, number);
  if (!value->is(base::JsonKind::number) || error != std::errc() || read_to != end) {
    return invalid_args(name, "must be a whole number");
  }
  return number;
}

base::Result<std::optional<std::string_view>> Body::text_or_null(std::string_view name) const {
  const auto value = document_.root().find(name);
  if (!value) return invalid_args(name, "is required: a text or null");
  if (value->is(base::JsonKind::null)) return std::optional<std::string_view>();
  if (!value->is(base::JsonKind::string)) return invalid_args(name, "must be a text or null");
  return std::optional(value->text());
}

bool Body::has(std::string_view name) const {
  const auto value = document_.root().find(name);
  return value && !value->is(base::JsonKind::null);
}

}  // namespace payoutd::api::console
