#include "api/partner/list_parameters.h"

#include <string>

namespace payoutd::api::partner {
namespace {

constexpr LimitRule limit_rule{.otherwise = 20, .max = 100};

// The filter's come first, then the order's, then the page's.
constexpr std::string_view list_names[] = {
    "status",       "currency", "search",     "created_from", "created_to", "beneficiary_id",
    "reference_id", "sort_by",  "sort_order", "page",         "limit"};
constexpr size_t filter_names = 7;
constexpr size_t order_names = 2;

// Calls take(piece) for the pieces between commas; an empty text is one empty piece.
template <class Take>
void for_each_piece(std::string_view text, const Take& take) {
  for (;;) {
    const size_t comma = text.find(',');
    take(text.substr(0, comma));
    if (comma == std::string_view::npos) return;
    text.remove_prefix(comma + 1);
  }
}

void read_statuses(ParameterReading& reading, payouts::ListFilter& filter) {
  const auto value = reading.value("status");
  if (!value) return;
  bool all_known = true;
  for_each_piece(*value, [&](std::string_view piece) {
    const auto parsed = payouts::parse_status(piece);
    if (parsed) filter.statuses.set(static_cast<size_t>(*parsed));
    all_known = all_known && parsed.has_value();
  });
  if (all_known) return;
  std::string words;
  for (const payouts::Status each : payouts::all_statuses) {
    words += (words.empty() ? "" : ", ") + std::string(to_text(each));
  }
  reading.refuse("status", "one_of", "must be one or several (separated by commas) of: " + words);
}

void read_currencies(ParameterReading& reading, payouts::ListFilter& filter) {
  const auto value = reading.value("currency");
  if (!value) return;
  bool all_known = true;
  for_each_piece(*value, [&](std::string_view piece) {
    const auto parsed = money::find_currency(piece);
    if (parsed) filter.currencies.push_back(*parsed);
    all_known = all_known && parsed.has_value();
  });
  if (all_known) return;
  reading.refuse("currency", "currency",
                 "must be one or several ISO 4217 codes, separated by commas");
}

// In exactly these letters.
payouts::SortField read_sort_field(ParameterReading& reading) {
  const auto value = reading.value("sort_by");
  if (!value) return payouts::SortField::created_at;
  if (const auto parsed = payouts::parse_sort_field(*value)) return *parsed;
  std::string words;
  for (size_t i = 0; i < payouts::sort_field_count; ++i) {
    words += (words.empty() ? "" : ", ") + std::string(to_text(static_cast<payouts::SortField>(i)));
  }
  reading.refuse("sort_by", "one_of", "must be one of: " + words);
  return payouts::SortField::created_at;
}

std::optional<base::Timestamp> read_time(ParameterReading& reading, std::string_view name) {
  const auto value = reading.value(name);
  if (!value) return std::nullopt;
  const auto parsed = base::parse_rfc3339(*value);
  if (!parsed) reading.refuse(name, "rfc3339", "must be a time like 2024-01-15T10:30:00Z");
  return parsed;
}

}  // namespace

std::span<const std::string_view> list_parameter_names() {
  return list_names;
}

std::span<const std::string_view> whole_list_parameter_names() {
  return std::span(list_names).first(filter_names + order_names);
}

payouts::ListFilter read_list_filter(ParameterReading& reading) {
  payouts::ListFilter filter;
  read_statuses(reading, filter);
  read_currencies(reading, filter);
  filter.search = reading.search().value_or("");
  filter.created_from = read_time(reading, "created_from");
  filter.created_to = read_time(reading, "created_to");
  filter.beneficiary_id = reading.value("beneficiary_id");
  filter.reference_id = reading.value("reference_id");
  return filter;
}

payouts::ListQuery read_whole_list(ParameterReading& reading) {
  payouts::ListQuery query{.filter = read_list_filter(reading)};
  query.sort_field = read_sort_field(reading);
  query.sort_order =
      reading.is_descending() ? payouts::SortOrder::descending : payouts::SortOrder::ascending;
  return query;
}

ListParameters read_list_parameters(ParameterReading& reading) {
  ListParameters parameters{reading.page(limit_rule), read_whole_list(reading)};
  parameters.query.limit = parameters.limit;
  parameters.query.offset = parameters.offset();
  return parameters;
}

base::Result<payouts::ListFilter> parse_list_filter(std::string_view query) {
  ParameterReading reading(query, std::span(list_names).first(filter_names));
  payouts::ListFilter filter = read_list_filter(reading);
  if (reading.is_refused()) return reading.refusal();
  return filter;
}

base::Result<ListParameters> parse_list_parameters(std::string_view query) {
  ParameterReading reading(query, list_names);
  ListParameters parameters = read_list_parameters(reading);
  if (reading.is_refused()) return reading.refusal();
  return parameters;
}

}  // namespace payoutd::api::partner
