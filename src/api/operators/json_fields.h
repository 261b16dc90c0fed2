// api/operators/json_fields.h: what is unset, in answers where every field stands: null.
#pragma once

#include <optional>
#include <string_view>

#include "base/json_writer.h"

namespace payoutd::api::operators {

inline void text_or_null(base::JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

inline void time_or_null(base::JsonWriter& json, std::string_view name,
                         std::optional<base::Timestamp> value) {
  json.key(name);
  if (value) {
    json.time(*value);
  } else {
    json.null();
  }
}

}  // namespace payoutd::api::operators
