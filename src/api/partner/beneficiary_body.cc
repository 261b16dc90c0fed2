#include "api/partner/beneficiary_body.h"

#include "api/partner/beneficiary_fields.h"

namespace payoutd::api::partner {
namespace {

constexpr BeneficiaryNames names{"email",   "first_name", "last_name",
                                 "country", "phone",      "identifiers"};
constexpr std::string_view fields[] = {names.email,   names.first_name, names.last_name,
                                       names.country, names.phone,      names.identifiers,
                                       "metadata"};

}  // namespace

base::Result<payouts::NewBeneficiary> parse_beneficiary_body(std::string_view body) {
  auto document = parse_json_object(body);
  if (!document) return base::forward(std::move(document));
  ObjectReading reading(document->root(), fields);
  payouts::NewBeneficiary beneficiary;
  beneficiary.details = read_beneficiary(reading, names, Need::required);
  beneficiary.metadata = read_metadata(reading);
  if (reading.is_refused()) return reading.refusal();
  return beneficiary;
}

}  // namespace payoutd::api::partner
