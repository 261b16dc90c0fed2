#include "imports/row_reading.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "payouts/contact.h"

namespace payoutd::imports {
RowReading::RowReading(const Row& row, const RowRules& rules,
                       const std::vector<ColumnRule>& columns)
    : row_(row), rules_(rules) {
  for (auto field = row.begin(); field != row.end(); ++field) {
    const auto named = [&](const auto& other) { return other.name == field->name; };
    if (std::none_of(columns.begin(), columns.end(), named)) {
      refuse(base::shown_name(field->name), "unknown_column",
             "there is no column " + base::shown_name(field->name));
    } else if (std::any_of(row.begin(), field, named)) {
      refuse(field->name, "duplicate_column",
             base::shown_name(field->name) + " stands there twice");
    }
  }
  for (const ColumnRule& column : columns) {
    if (column.required && find(column.name).empty()) {
      refuse(column.name, "required", std::string(column.name) + " is missing");
    }
  }
}

const Field* RowReading::find_field(std::string_view name) const {
  for (const Field& field : row_) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::string_view RowReading::find(std::string_view name) const {
  const Field* field = find_field(name);
  return field != nullptr ? field->text : std::string_view();
}

void RowReading::refuse(std::string_view name, std::string_view rule, std::string message) {
  problems_.push_back({std::string(name), std::string(rule), std::move(message)});
}

std::string RowReading::text(std::string_view name, size_t bytes_max, Lines lines) {
  const Field* found = find_field(name);
  if (found == nullptr) return {};
  const std::string_view given = found->text;
  const std::string field(name);
  if (found->is_number) {
    refuse(name, "type", field + " must be a text");
  } else if (!base::is_utf8(given)) {
    refuse(name, "utf8", field + " is not UTF-8");
  } else if (base::has_control(given, lines)) {
    refuse(name, "control_character", field + " has a control character in it");
  } else if (given.size() > bytes_max) {
    refuse(name, "too_long", field + " is longer than " + std::to_string(bytes_max) + " bytes");
  } else {
    return std::string(given);
  }
  return {};
}

std::optional<money::Currency> RowReading::currency(std::string_view name) {
  const std::string_view given = find(name);
  if (given.empty()) return std::nullopt;
  const auto found = money::find_currency(given);
  if (!found) {
    refuse(name, "unknown_currency", std::string(name) + " must be an ISO 4217 code");
  }
  return found;
}

std::optional<money::Amount> RowReading::amount(std::string_view name, money::Currency currency,
                                                int64_t max_micro) {
  const std::string_view given = find(name);
  if (given.empty()) return std::nullopt;
  auto parsed = money::parse_amount(given, currency, max_micro);
  if (parsed) return *parsed;
  refuse(name, parsed.error().reason, parsed.error().message);
  return std::nullopt;
}

int64_t RowReading::micro(std::string_view name) {
  const std::string_view given = find(name);
  if (given.empty()) return 0;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  const bool too_large = error == std::errc::result_out_of_range;
  if (!too_large && (error != std::errc() || end != given.data() + given.size())) {
    refuse(name, "not_a_number", std::string(name) + " is not a whole number");
  } else if (too_large || value > money::amount_max_micro) {
    refuse(name, "amount_out_of_range", "the amount is larger than 1000000000000");
  } else if (value <= 0) {
    refuse(name, "positive", std::string(name) + " must be greater than 0");
  } else {
    return value;
  }
  return 0;
}

std::optional<payouts::Status> RowReading::status(
    std::string_view name, std::optional<payouts::Status> (*parse)(std::string_view)) {
  const std::string_view given = find(name);
  if (given.empty()) return std::nullopt;
  const auto parsed = parse(given);
  if (!parsed) refuse(name, "unknown_status", std::string(name) + " is not a known status");
  return parsed;
}

std::optional<base::Timestamp> RowReading::time(std::string_view name,
                                                std::optional<base::Timestamp> earliest) {
  const std::string_view given = find(name);
  if (given.empty()) return std::nullopt;
  const auto parsed = base::parse_rfc3339(given);
  if (!parsed) {
    refuse(name, "rfc3339", std::string(name) + " must be a time like 2024-01-15T10:30:00Z");
    return std::nullopt;
  }
  return plausible(name, *parsed, earliest);
}

std::optional<base::Timestamp> RowReading::plausible(std::string_view name, base::Timestamp time,
                                                     std::optional<base::Timestamp> earliest) {
  if (time < base::Timestamp{0}) {
    refuse(name, "before_1970", std::string(name) + " is before 1970");
  } else if (time > rules_.now) {
    refuse(name, "in_the_future", std::string(name) + " is in the future");
  } else if (earliest && time < *earliest) {
    refuse(name, "before_creation", std::string(name) + " is before the payout was created");
  } else {
    return time;
  }
  return std::nullopt;
}

void RowReading::expect_country(std::string_view name) {
  const std::string_view given = find(name);
  if (given.empty()) return;
  if (!payouts::is_country_code(given)) {
    refuse(name, "country", std::string(name) + " must be an ISO 3166-1 alpha-2 code like US");
  }
}

void RowReading::expect_email(std::string_view name) {
  const std::string_view given = find(name);
  if (given.empty()) return;
  if (!payouts::is_plausible_email(given)) {
    refuse(name, "email", std::string(name) + " must be an e-mail address");
  }
}

}  // namespace payoutd::imports
