// Any bytes as the body of a payout, a batch and a beneficiary: what is accepted keeps every rule
// and, written out again, means the same.
#include <cstddef>
#include <cstdint>

#include "api/partner/beneficiary_body.h"
#include "api/partner/payout_body.h"
#include "base/check.h"
#include "base/json_value.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace {

using namespace payoutd;
using api::partner::parse_batch_body;
using api::partner::parse_beneficiary_body;
using api::partner::parse_payout_body;
using base::check;
using payouts::NewPayout;

void expect_told(const base::Error& error) {
  check(error.reason == "not_json" || !error.fields.empty(), "a refused body has a fault");
  check(base::is_utf8(error.message), "a message is text");
  for (const auto& fault : error.fields) {
    check(base::is_utf8(fault.field) && !base::has_control(fault.field), "a field can be shown");
    check(base::is_utf8(fault.message) && !fault.rule.empty(), "a fault is told");
  }
}

void expect_text(std::string_view text, size_t bytes_max) {
  check(base::is_utf8(text) && !base::has_control(text), "a text has characters only");
  check(text.size() <= bytes_max, "a text is bounded");
}

void expect_object(std::string_view text, size_t bytes_max) {
  if (text.empty()) return;
  check(text.size() <= bytes_max, "an object is bounded");
  const auto document = base::parse_json(text, 4);
  check(document && document->root().is(base::JsonKind::object), "an object is one");
  check(base::canonical_json(document->root()) == text, "an object is canonical");
  check(!base::duplicate_name(document->root()), "no name stands twice");
}

void expect_sound(const payouts::BeneficiaryDetails& who) {
  expect_text(who.email, 254);
  expect_text(who.first_name, 255);
  expect_text(who.last_name, 255);
  check(who.country.empty() || who.country.size() == 2, "a country has two letters");
  check(who.phone.empty() || (who.phone.size() >= 8 && who.phone.size() <= 16), "a phone is one");
  expect_object(who.identifiers, 20 * 6 * (64 + 256 + 4));
}

void expect_sound(const NewPayout& payout) {
  expect_text(payout.reference_id, 255);
  check(!payout.reference_id.empty(), "a payout has a reference");
  check(payout.wallet_id >= 1 && payout.wallet_id <= 2147483647, "a wallet's id is bounded");
  check(payout.amount.micro > 0 && payout.amount.micro <= money::amount_max_micro &&
            money::fits_decimals(payout.amount),
        "an amount is above 0, bounded, and fits its currency");
  check(payout.beneficiary_id ||
            (!payout.beneficiary.email.empty() && !payout.beneficiary.first_name.empty() &&
             !payout.beneficiary.last_name.empty()),
        "it is known who is paid");
  expect_sound(payout.beneficiary);
  check(base::is_utf8(payout.description) && payout.description.size() <= 1000,
        "a description is bounded");
  expect_object(payout.metadata, 16384);
}

void append_object(base::JsonWriter& json, std::string_view name, std::string_view object) {
  if (!object.empty()) json.key(name).raw(object);
}

std::string body_of(const NewPayout& payout) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  json.field("reference_id", std::string_view(payout.reference_id));
  json.field("wallet_id", payout.wallet_id);
  json.key("amount").raw(money::to_text(payout.amount));
  json.field("currency", payout.amount.currency.code());
  if (payout.beneficiary_id) {
    json.field("beneficiary_id", std::string_view(to_text(*payout.beneficiary_id)));
  }
  const payouts::BeneficiaryDetails& who = payout.beneficiary;
  json.field_unless_empty("beneficiary_email", who.email);
  json.field_unless_empty("beneficiary_first_name", who.first_name);
  json.field_unless_empty("beneficiary_last_name", who.last_name);
  json.field_unless_empty("beneficiary_country", who.country);
  json.field_unless_empty("beneficiary_phone", who.phone);
  append_object(json, "beneficiary_identifiers", who.identifiers);
  json.field_unless_empty("description", payout.description);
  append_object(json, "metadata", payout.metadata);
  json.key("notify_beneficiary").boolean(payout.notify_beneficiary);
  json.end_object();
  return body;
}

void judge(const base::Result<NewPayout>& payout) {
  if (!payout) return expect_told(payout.error());
  expect_sound(*payout);
  const auto again = parse_payout_body(body_of(*payout));
  check(again.has_value(), "a payout written out is one");
  check(payouts::meaning_of(*again) == payouts::meaning_of(*payout), "it means the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  judge(parse_payout_body(body));
  if (const auto beneficiary = parse_beneficiary_body(body)) {
    expect_sound(beneficiary->details);
    expect_object(beneficiary->metadata, 16384);
  } else {
    expect_told(beneficiary.error());
  }
  const auto batch = parse_batch_body(body);
  if (!batch) {
    expect_told(batch.error());
    return 0;
  }
  check(!batch->payouts.empty() && batch->payouts.size() <= api::partner::batch_payouts_max,
        "a batch is bounded");
  for (const auto& payout : batch->payouts) judge(payout);
  static_cast<void>(payouts::meaning_of_batch(batch->payouts, batch->refused_json, batch->atomic));
  return 0;
}
