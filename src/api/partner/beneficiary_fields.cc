#include "api/partner/beneficiary_fields.h"

#include "base/utf8.h"
#include "payouts/contact.h"

namespace payoutd::api::partner {
namespace {

using base::JsonKind;
using base::JsonValue;

constexpr size_t name_bytes_max = 255;
constexpr size_t email_bytes_max = 254;  // RFC 5321 §4.5.3.1.3
constexpr size_t identifiers_max = 20;
constexpr size_t identifier_bytes_max = 256;
constexpr size_t member_name_bytes_max = 64;
constexpr size_t metadata_names_max = 50;  // of each object in it
constexpr size_t metadata_depth_max = 4;   // itself counts
constexpr size_t metadata_bytes_max = 16384;

// The first rule that something breaks; no rule if it keeps all.
struct Breach {
  std::string_view rule;
  std::string_view message;
};

Breach breach_of_name(std::string_view name) {
  if (name.size() > member_name_bytes_max) {
    return {"max_bytes", "must have names of up to 64 bytes"};
  }
  return {};
}

Breach breach_of_identifier(const JsonValue& identifier) {
  if (const Breach breach = breach_of_name(identifier.name()); !breach.rule.empty()) return breach;
  if (!identifier.is(JsonKind::string)) return {"type", "must be an object of texts"};
  if (identifier.name().empty()) return {"empty", "must not have an empty name"};
  if (identifier.text().empty()) return {"empty", "must not have an empty text"};
  if (identifier.text().size() > identifier_bytes_max) {
    return {"max_bytes", "must have texts of up to 256 bytes"};
  }
  if (base::has_control(identifier.name()) || base::has_control(identifier.text())) {
    return {"control_character", "must not have control characters in it"};
  }
  return {};
}

Breach breach_of_identifiers(const JsonValue& identifiers) {
  if (identifiers.size() == 0) return {"empty", "must not be empty"};
  if (identifiers.size() > identifiers_max) return {"too_many", "must have up to 20 names"};
  for (const JsonValue identifier : identifiers) {
    const Breach breach = breach_of_identifier(identifier);
    if (!breach.rule.empty()) return breach;
  }
  if (base::duplicate_name(identifiers)) return {"duplicate", "must not have a name twice"};
  return {};
}

Breach breach_inside_metadata(const JsonValue& value, size_t depth) {
  const bool is_object = value.is(JsonKind::object);
  if (!is_object && !value.is(JsonKind::array)) return {};
  if (depth > metadata_depth_max) return {"too_deep", "must be at most 4 levels deep"};
  if (is_object && value.size() > metadata_names_max) {
    return {"too_many", "must have up to 50 names"};
  }
  for (const JsonValue inside : value) {
    if (const Breach breach = breach_of_name(inside.name()); !breach.rule.empty()) return breach;
    const Breach breach = breach_inside_metadata(inside, depth + 1);
    if (!breach.rule.empty()) return breach;
  }
  return {};
}

Breach breach_of_metadata(const JsonValue& metadata) {
  const Breach breach = breach_inside_metadata(metadata, 1);
  if (!breach.rule.empty()) return breach;
  if (base::duplicate_name(metadata)) return {"duplicate", "must not have a name twice"};
  return {};
}

std::string read_identifiers(ObjectReading& reading, std::string_view name) {
  const auto given = reading.value(name, Need::optional, JsonKind::object);
  if (!given) return {};
  const Breach breach = breach_of_identifiers(*given);
  if (breach.rule.empty()) return base::canonical_json(*given);
  reading.refuse(name, breach.rule, breach.message);
  return {};
}

std::string read_text(ObjectReading& reading, std::string_view name, Need need) {
  return std::string(reading.text(name, need, {1, name_bytes_max}).value_or(""));
}

std::string read_email(ObjectReading& reading, std::string_view name, Need need) {
  const auto given = reading.text(name, need, {0, email_bytes_max});
  if (!given) return {};
  if (payouts::is_plausible_email(*given)) return std::string(*given);
  reading.refuse(name, "email", "must be an e-mail address");
  return {};
}

// A text whose form says all that there is to say of it.
std::string read_form(ObjectReading& reading, std::string_view name,
                      bool (*has_form)(std::string_view), const Breach& otherwise) {
  const auto given = reading.value(name, Need::optional, JsonKind::string);
  if (!given) return {};
  if (has_form(given->text())) return std::string(given->text());
  reading.refuse(name, otherwise.rule, otherwise.message);
  return {};
}

}  // namespace

payouts::BeneficiaryDetails read_beneficiary(ObjectReading& reading, const BeneficiaryNames& names,
                                             Need need) {
  payouts::BeneficiaryDetails who;
  who.email = read_email(reading, names.email, need);
  who.first_name = read_text(reading, names.first_name, need);
  who.last_name = read_text(reading, names.last_name, need);
  who.country = read_form(reading, names.country, &payouts::is_country_code,
                          {"country", "must be an ISO 3166-1 alpha-2 code like US"});
  who.phone = read_form(reading, names.phone, &payouts::is_phone_number,
                        {"phone", "must be an E.164 number like +12025550123"});
  who.identifiers = read_identifiers(reading, names.identifiers);
  return who;
}

std::string read_metadata(ObjectReading& reading) {
  const auto given = reading.value("metadata", Need::optional, JsonKind::object);
  if (!given) return {};
  const Breach breach = breach_of_metadata(*given);
  if (!breach.rule.empty()) {
    reading.refuse("metadata", breach.rule, breach.message);
    return {};
  }
  std::string text = base::canonical_json(*given);
  if (text.size() <= metadata_bytes_max) return text;
  reading.refuse("metadata", "max_bytes", "must not be longer than 16384 bytes");
  return {};
}

}  // namespace payoutd::api::partner
