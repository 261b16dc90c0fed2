#include "api/partner/payout_body.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "api/partner/beneficiary_fields.h"

namespace payoutd::api::partner {
namespace {

using base::JsonKind;
using base::JsonValue;
using payouts::NewPayout;

constexpr size_t reference_bytes_max = 255;
constexpr size_t description_bytes_max = 1000;

constexpr BeneficiaryNames beneficiary_names{"beneficiary_email",     "beneficiary_first_name",
                                             "beneficiary_last_name", "beneficiary_country",
                                             "beneficiary_phone",     "beneficiary_identifiers"};
constexpr std::string_view payout_fields[] = {"reference_id",
                                              "wallet_id",
                                              "amount",
                                              "currency",
                                              "beneficiary_id",
                                              beneficiary_names.email,
                                              beneficiary_names.first_name,
                                              beneficiary_names.last_name,
                                              beneficiary_names.country,
                                              beneficiary_names.phone,
                                              beneficiary_names.identifiers,
                                              "description",
                                              "metadata",
                                              "notify_beneficiary"};
constexpr std::string_view batch_fields[] = {"payouts", "atomic"};

int64_t read_wallet_id(ObjectReading& reading) {
  constexpr std::string_view name = "wallet_id";
  const auto given = reading.value(name, Need::required, JsonKind::number);
  if (!given) return 0;
  const std::string_view text = given->text();
  if (text.find_first_of(".eE") != std::string_view::npos) {
    reading.refuse(name, "type", "must be a whole number");
    return 0;
  }
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && id >= 1 && id <= std::numeric_limits<int32_t>::max()) return id;
  reading.refuse(name, "not_found", "is not a wallet of yours");
  return 0;
}

std::optional<money::Currency> read_currency(ObjectReading& reading) {
  const auto given = reading.value("currency", Need::required, JsonKind::string);
  if (!given) return std::nullopt;
  const auto currency = money::find_currency(given->text());
  if (!currency) reading.refuse("currency", "currency", "must be an ISO 4217 code like USD");
  return currency;
}

// Of a number as JSON writes it, whatever its exponent.
bool is_above_zero(std::string_view number) {
  const std::string_view digits = number.substr(0, number.find_first_of("eE"));
  return !number.starts_with('-') && digits.find_first_of("123456789") != std::string_view::npos;
}

// An exponent beyond 32 bits is one that money::parse_amount does not take for a number.
bool is_too_fine(const base::Error& error, std::string_view number) {
  const bool negative_exponent =
      number.find("e-") != std::string_view::npos || number.find("E-") != std::string_view::npos;
  return error.reason == "too_many_decimals" ||
         (error.reason == "not_a_number" && negative_exponent);
}

// How many decimals are too many depends on the currency: without one they are not judged.
int64_t read_amount_micro(ObjectReading& reading, std::optional<money::Currency> currency) {
  const auto given = reading.value("amount", Need::required, JsonKind::number);
  if (!given) return 0;
  const std::string_view text = given->text();
  if (!is_above_zero(text)) {
    reading.refuse("amount", "positive", "must be greater than 0");
    return 0;
  }
  if (!currency) return 0;
  const auto amount = money::parse_amount(text, *currency);
  if (amount) return amount->micro;
  if (is_too_fine(amount.error(), text)) {
    reading.refuse("amount", "decimals",
                   "must not have more than " + std::to_string(currency->decimals()) +
                       " decimals in " + std::string(currency->code()));
  } else {
    reading.refuse("amount", "maximum", "must be at most 1000000000000");
  }
  return 0;
}

std::optional<payouts::BeneficiaryId> read_beneficiary_id(ObjectReading& reading) {
  const auto given = reading.value("beneficiary_id", Need::optional, JsonKind::string);
  if (!given) return std::nullopt;
  const auto id = payouts::parse_beneficiary_id(given->text());
  if (!id) reading.refuse("beneficiary_id", "not_found", "is not a beneficiary of yours");
  return id;
}

base::Result<NewPayout> read_payout(const JsonValue& object) {
  ObjectReading reading(object, payout_fields);
  const auto reference_id = reading.text("reference_id", Need::required, {1, reference_bytes_max});
  const int64_t wallet_id = read_wallet_id(reading);
  const auto currency = read_currency(reading);
  const int64_t amount_micro = read_amount_micro(reading, currency);
  const auto beneficiary_id = read_beneficiary_id(reading);
  const Need inline_need = reading.is_given("beneficiary_id") ? Need::optional : Need::required;
  auto beneficiary = read_beneficiary(reading, beneficiary_names, inline_need);
  const auto description =
      reading.text("description", Need::optional, {0, description_bytes_max, Lines::several});
  std::string metadata = read_metadata(reading);
  const auto notify = reading.value("notify_beneficiary", Need::optional, JsonKind::boolean);
  if (reading.is_refused()) return reading.refusal();
  return NewPayout{.reference_id = std::string(*reference_id),
                   .wallet_id = wallet_id,
                   .amount = {amount_micro, *currency},
                   .beneficiary_id = beneficiary_id,
                   .beneficiary = std::move(beneficiary),
                   .description = std::string(description.value_or("")),
                   .metadata = std::move(metadata),
                   .notify_beneficiary = notify && notify->boolean()};
}

}  // namespace

base::Result<NewPayout> parse_payout_body(std::string_view body) {
  auto document = parse_json_object(body);
  if (!document) return base::forward(std::move(document));
  return read_payout(document->root());
}

base::Result<BatchBody> parse_batch_body(std::string_view body) {
  auto document = parse_json_object(body);
  if (!document) return base::forward(std::move(document));
  ObjectReading reading(document->root(), batch_fields);
  const auto items = reading.value("payouts", Need::required, JsonKind::array);
  const auto atomic = reading.value("atomic", Need::optional, JsonKind::boolean);
  if (items && items->size() == 0) reading.refuse("payouts", "empty", "must not be empty");
  if (items && items->size() > batch_payouts_max) {
    reading.refuse("payouts", "too_many", "must have at most 10000 elements");
  }
  if (reading.is_refused()) return reading.refusal();
  BatchBody batch;
  batch.atomic = atomic && atomic->boolean();
  batch.payouts.reserve(items->size());
  for (const JsonValue item : *items) {
    if (item.is(JsonKind::object)) {
      batch.payouts.push_back(read_payout(item));
    } else {
      auto fault = base::refused_field("", "type", "a payout must be an object");
      fault.value().reason = "invalid_fields";
      batch.payouts.emplace_back(std::move(fault));
    }
    if (!batch.payouts.back()) batch.refused_json.push_back(base::canonical_json(item));
  }
  return batch;
}

}  // namespace payoutd::api::partner
