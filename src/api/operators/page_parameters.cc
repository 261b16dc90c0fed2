#include "api/operators/page_parameters.h"

#include <algorithm>
#include <limits>

namespace payoutd::api::operators {
namespace {

constexpr partner::LimitRule limit_rule{.otherwise = 20, .max = 100};
constexpr auto number_max = uint64_t{std::numeric_limits<int64_t>::max()};

uint32_t read_limit(partner::ParameterReading& reading) {
  const uint64_t asked = reading.number("limit").value_or(limit_rule.otherwise);
  return static_cast<uint32_t>(std::min<uint64_t>(asked, limit_rule.max));
}

uint64_t read_offset(partner::ParameterReading& reading) {
  if (reading.value("offset") == "0") return 0;
  return std::min(reading.number("offset").value_or(0), number_max);
}

std::optional<std::string> text_of(const partner::ParameterReading& reading,
                                   std::string_view name) {
  const auto value = reading.value(name);
  if (!value) return std::nullopt;
  return std::string(*value);
}

}  // namespace

base::Result<PayoutsParameters> parse_payouts_parameters(std::string_view query) {
  const auto common = partner::list_parameter_names();
  std::vector<std::string_view> names(common.begin(), common.end());
  names.insert(names.end(), {"owner", "network", "address"});
  partner::ParameterReading reading(query, names);
  partner::ListParameters list = partner::read_list_parameters(reading);
  PayoutsParameters asked{list, {.list = std::move(list.query)}};
  if (const auto owner = reading.value("owner")) {
    if (const auto id = base::parse_uuid(*owner)) {
      asked.query.owner = payouts::OwnerId{*id};
    } else {
      reading.refuse("owner", "uuid", "must be an owner's UUID");
    }
  }
  asked.query.network = text_of(reading, "network");
  asked.query.address = text_of(reading, "address");
  if (reading.is_refused()) return reading.refusal();
  return asked;
}

base::Result<actions::OwnerQuery> parse_owner_parameters(std::string_view query,
                                                         actions::OwnerKind kind) {
  constexpr std::string_view names[] = {"limit", "offset", "email"};
  const bool of_users = kind == actions::OwnerKind::user;
  partner::ParameterReading reading(query, std::span(names).first(of_users ? 3 : 2));
  const actions::OwnerQuery asked{.kind = kind,
                                  .name = of_users ? text_of(reading, "email").value_or("") : "",
                                  .offset = read_offset(reading),
                                  .limit = read_limit(reading)};
  if (reading.is_refused()) return reading.refusal();
  return asked;
}

base::Result<AuditParameters> parse_audit_parameters(std::string_view query) {
  constexpr std::string_view names[] = {"limit", "before"};
  partner::ParameterReading reading(query, names);
  const AuditParameters asked{
      read_limit(reading),
      static_cast<int64_t>(std::min(reading.number("before").value_or(number_max), number_max))};
  if (reading.is_refused()) return reading.refusal();
  return asked;
}

}  // namespace payoutd::api::operators
