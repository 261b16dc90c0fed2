#include "api/operators/account_body.h"

#include "api/operators/body.h"
#include "money/currency.h"

namespace payoutd::api::operators {
namespace {

constexpr size_t remarks_bytes_max = 255;
constexpr size_t name_bytes_max = 255;
constexpr size_t email_bytes_max = 1000;  // the action says what is none
constexpr size_t network_bytes_max = 64;

std::optional<money::Amount> read_amount(ObjectReading& reading,
                                         std::optional<money::Currency> currency) {
  // A number or a text of one: `value` tells a wrong kind, so it is asked for what is there.
  const bool as_text = reading.is_text("amount");
  const auto given = reading.value("amount", Need::required,
                                   as_text ? base::JsonKind::string : base::JsonKind::number);
  if (!given || !currency) return std::nullopt;
  const auto amount = money::parse_amount(given->text(), *currency);
  if (!amount) {
    reading.refuse("amount", amount.error().reason, "is not valid: " + amount.error().message);
    return std::nullopt;
  }
  if (amount->micro <= 0) {
    reading.refuse("amount", "positive", "must be greater than 0");
    return std::nullopt;
  }
  return *amount;
}

}  // namespace

base::Result<Funding> parse_funding(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"currency", "amount", "remarks"};
  ObjectReading reading(document->root(), names);
  const auto code = reading.text("currency", Need::required, {1, 16});
  const auto currency = code ? money::find_currency(*code) : std::nullopt;
  if (code && !currency) reading.refuse("currency", "currency", "must be an ISO 4217 code");
  const auto amount = read_amount(reading, currency);
  const auto remarks = reading.text("remarks", Need::optional, {0, remarks_bytes_max});
  if (reading.is_refused()) return reading.refusal();
  const bool has_remarks = remarks && !remarks->empty();
  return Funding{*amount, has_remarks ? std::string(*remarks) : "Wallet funding"};
}

base::Result<NewClientBody> parse_client(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"name", "mode"};
  ObjectReading reading(document->root(), names);
  const auto name = reading.text("name", Need::required, {1, name_bytes_max});
  const auto mode = reading.text("mode", Need::required, {1, 16});
  if (mode && *mode != "live" && *mode != "test") {
    reading.refuse("mode", "one_of", "must be live or test");
  }
  if (reading.is_refused()) return reading.refusal();
  return NewClientBody{std::string(*name),
                       *mode == "test" ? access::Mode::test : access::Mode::live};
}

base::Result<actions::KeyRestrictions> parse_key(const http::Request& request) {
  const auto document = parse_body(request, Need::optional);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"signed", "networks"};
  ObjectReading reading(document->root(), names);
  actions::KeyRestrictions restrictions;
  const auto is_signed = reading.value("signed", Need::optional, base::JsonKind::boolean);
  restrictions.signature_required = is_signed && is_signed->boolean();
  std::string joined;
  if (const auto given = reading.value("networks", Need::optional, base::JsonKind::array)) {
    for (const base::JsonValue each : *given) {
      if (!joined.empty()) joined += ',';
      const bool fits = each.is(base::JsonKind::string) &&
                        each.text().size() <= network_bytes_max && !each.text().empty() &&
                        each.text().find(',') == std::string_view::npos;
      joined += fits ? each.text() : std::string_view("?");
    }
  }
  auto networks = access::Networks::parse(joined);
  if (!networks) {
    reading.refuse("networks", "network", "are not valid: " + networks.error().message);
  } else {
    restrictions.allowed_networks = std::move(*networks);
  }
  if (reading.is_refused()) return reading.refusal();
  return restrictions;
}

base::Result<std::string> parse_user(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"email", "referred_by"};
  ObjectReading reading(document->root(), names);
  const auto email = reading.text("email", Need::required, {1, email_bytes_max});
  if (reading.is_given("referred_by")) {
    reading.refuse("referred_by", "unknown_code", "is not anybody's code");
  }
  if (reading.is_refused()) return reading.refusal();
  return std::string(*email);
}

}  // namespace payoutd::api::operators
