#include "api/partner/beneficiary_body.h"

#include "api/partner/beneficiary_fields.h"

namespace payoutd::api::partner {
namespace {

constexpr BeneficiaryNames body_names{"email",   "first_name", "last_name",
                                      "country", "phone",      "identifiers"};
constexpr std::string_view fields[] = {
    body_names.email,   body_names.first_name, body_names.last_name,
    body_names.country, body_names.phone,      body_names.identifiers,
    "metadata"};

}  // namespace

base::Result<payouts::NewBeneficiary> parse_beneficiary_body(std::string_view body) {
  auto document = parse_json_object(body);
  if (!document) return base::forward(std::move(document));
  ObjectReading reading(document->root(), fields);
  payouts::NewBeneficiary beneficiary;
  beneficiary.details = read_beneficiary(reading, body_names, Need::required);
  beneficiary.metadata = read_metadata(reading);
  if (reading.is_refused()) return reading.refusal();
  return beneficiary;
}

}  // namespace payoutd::api::partner
