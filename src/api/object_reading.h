// api/object_reading.h: the fields of one JSON object of a request's body, taken one by
// one; what is wrong is collected, so that all faults are told at once. Rules and messages:
// docs/PARTNER_API.md.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_value.h"
#include "base/result.h"
#include "base/utf8.h"

namespace payoutd::api {

// A body's JSON object. Refusal `not_json`: it is no JSON, or no object.
base::Result<base::JsonDocument> parse_json_object(std::string_view body);

enum class Need { optional, required };
using base::Lines;

struct TextRule {
  size_t bytes_min;
  size_t bytes_max;
  Lines lines = Lines::one;
};

class ObjectReading {
 public:
  static constexpr size_t names_max = 16;

  // Notes unknown and repeated names right away (the first twenty of them: a body is no way to ask
  // for a large answer). `object` must be one, `names` are what it may have.
  ObjectReading(const base::JsonValue& object, std::span<const std::string_view> names);

  // Each takes one of the names, and gives nothing for a field that is not given or is at fault.
  // Null is not given. A repeated field is at fault already.
  std::optional<base::JsonValue> value(std::string_view name, Need need, base::JsonKind kind);
  std::optional<std::string_view> text(std::string_view name, Need need, const TextRule& rule);

  // Is it there, and not null?
  bool is_given(std::string_view name) const;

  bool is_text(std::string_view name) const;

  // The message is what is behind the name: "must be greater than 0".
  void refuse(std::string_view name, std::string_view rule, std::string_view message);

  bool is_refused() const { return !faults_.empty(); }
  // Refusal `invalid_fields`. Some field must be at fault.
  tl::unexpected<base::Error> refusal();

 private:
  struct Field {
    std::optional<base::JsonValue> value;
    bool repeated = false;
  };
  size_t position(std::string_view name) const;  // names_.size() if it is unknown
  const Field& field(std::string_view name) const;

  std::span<const std::string_view> names_;
  std::array<Field, names_max> fields_;
  std::vector<base::FieldError> faults_;
};

}  // namespace payoutd::api
