// api/console/body.h: the JSON bodies of the console API (docs/CONSOLE_API.md "Errors"). What is
// wrong is refused as `invalid_json` or `invalid_args`, which errors.h renders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_value.h"
#include "base/result.h"
#include "http/request.h"

namespace payoutd::api::console {

// A body that is a JSON object. Its fields are asked for by name; those that nobody asks for are
// ignored. Texts live as long as the body.
class Body {
 public:
  static constexpr size_t bytes_max = 4096;

  // Refusal `invalid_json`: Content-Type is not application/json, more than bytes_max bytes, no
  // JSON, no object, or a name that stands twice, at any depth.
  static base::Result<Body> read(const http::Request& request);

  // Each refuses a field that is missing, null or of another type: `invalid_args`, naming the
  // field.
  base::Result<std::string_view> text(std::string_view name) const;
  // Digits, perhaps behind a minus, that fit 64 bits; neither 1.0 nor 1e3.
  base::Result<int64_t> integer(std::string_view name) const;
  // Null is nothing; a field that is missing is refused all the same.
  base::Result<std::optional<std::string_view>> text_or_null(std::string_view name) const;

  // Is it there, and not null?
  bool has(std::string_view name) const;

 private:
  explicit Body(base::JsonDocument document) : document_(std::move(document)) {}

  base::JsonDocument document_;
};

// The refusal of a field that breaks a rule: "amount_micro must be above 0".
tl::unexpected<base::Error> invalid_args(std::string_view field, std::string_view rule);

}  // namespace payoutd::api::console
