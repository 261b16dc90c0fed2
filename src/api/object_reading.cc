#include "api/object_reading.h"

#include "base/check.h"

namespace payoutd::api {
namespace {

constexpr size_t strange_names_max = 20;

std::string_view must_be(base::JsonKind kind) {
  switch (kind) {
    case base::JsonKind::null:
      return "must be null";
    case base::JsonKind::boolean:
      return "must be true or false";
    case base::JsonKind::number:
      return "must be a number";
    case base::JsonKind::string:
      return "must be a text";
    case base::JsonKind::array:
      return "must be an array";
    case base::JsonKind::object:
      return "must be an object";
  }
  return {};
}

// Deeper than any field may be, so that the field is told and not the body.
constexpr size_t body_depth_max = 256;

}  // namespace

base::Result<base::JsonDocument> parse_json_object(std::string_view body) {
  auto document = base::parse_json(body, body_depth_max);
  if (document && !document->root().is(base::JsonKind::object)) {
    return base::refused("not_json", "the body must be a JSON object");
  }
  return document;
}

ObjectReading::ObjectReading(const base::JsonValue& object, std::span<const std::string_view> names)
    : names_(names) {
  base::check(object.is(base::JsonKind::object), "fields are read from an object");
  base::check(names.size() <= names_max, "there is room for every field");
  for (const base::JsonValue member : object) {
    const size_t at = position(member.name());
    if (at == names_.size()) {
      if (faults_.size() < strange_names_max) {
        refuse(base::shown_name(member.name()), "unknown", "is not a known field");
      }
    } else if (!fields_[at].value) {
      fields_[at].value = member;
    } else if (!fields_[at].repeated) {
      fields_[at].repeated = true;
      refuse(names_[at], "duplicate", "must be given once");
    }
  }
}

size_t ObjectReading::position(std::string_view name) const {
  size_t at = 0;
  while (at < names_.size() && names_[at] != name) ++at;
  return at;
}

const ObjectReading::Field& ObjectReading::field(std::string_view name) const {
  const size_t at = position(name);
  base::check(at < names_.size(), "a field that is read is one of the names");
  return fields_[at];
}

bool ObjectReading::is_given(std::string_view name) const {
  const auto& given = field(name).value;
  return given && !given->is(base::JsonKind::null);
}

bool ObjectReading::is_text(std::string_view name) const {
  const auto& given = field(name).value;
  return given && given->is(base::JsonKind::string);
}

std::optional<base::JsonValue> ObjectReading::value(std::string_view name, Need need,
                                                    base::JsonKind kind) {
  const Field& found = field(name);
  if (found.repeated) return std::nullopt;
  if (!found.value || found.value->is(base::JsonKind::null)) {
    if (need == Need::required) refuse(name, "required", "is required");
    return std::nullopt;
  }
  if (!found.value->is(kind)) {
    refuse(name, "type", must_be(kind));
    return std::nullopt;
  }
  return found.value;
}

std::optional<std::string_view> ObjectReading::text(std::string_view name, Need need,
                                                    const TextRule& rule) {
  const auto given = value(name, need, base::JsonKind::string);
  if (!given) return std::nullopt;
  const std::string_view text = given->text();
  if (text.size() < rule.bytes_min) {
    refuse(name, "empty", "must not be empty");
  } else if (text.size() > rule.bytes_max) {
    refuse(name, "max_bytes",
           "must not be longer than " + std::to_string(rule.bytes_max) + " bytes");
  } else if (base::has_control(text, rule.lines)) {
    refuse(name, "control_character", "must not have control characters in it");
  } else {
    return text;
  }
  return std::nullopt;
}

void ObjectReading::refuse(std::string_view name, std::string_view rule, std::string_view message) {
  const std::string field(name);
  faults_.push_back({field, std::string(rule), field + " " + std::string(message)});
}

tl::unexpected<base::Error> ObjectReading::refusal() {
  base::check(is_refused(), "there is a fault to tell");
  base::Error error{base::ErrorKind::refused, "invalid_fields", faults_.front().message, {}};
  error.fields = std::move(faults_);
  return tl::unexpected(std::move(error));
}

}  // namespace payoutd::api
