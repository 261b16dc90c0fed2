#include "payouts/payout.h"

namespace payoutd::payouts {
namespace {

constexpr std::string_view partner_prefix = "pyt_";

template <class To, class From>
BasicPayout<To> convert(const BasicPayout<From>& from) {
  return {from.id,
          from.number,
          from.version,
          from.status,
          from.amount,
          from.fees_micro,
          from.imported,
          from.created_at,
          from.updated_at,
          from.queued_at,
          from.submitted_at,
          from.completed_at,
          from.failed_at,
          from.cancelled_at,
          from.expired_at,
          To(from.reference_id),
          To(from.beneficiary_email),
          To(from.beneficiary_first_name),
          To(from.beneficiary_last_name),
          To(from.beneficiary_country),
          To(from.beneficiary_phone),
          To(from.description),
          To(from.failure_code),
          To(from.failure_reason),
          To(from.network),
          To(from.address),
          To(from.tx_hash),
          To(from.note)};
}

}  // namespace

PayoutView view(const Payout& payout) {
  return convert<std::string_view>(payout);
}
Payout copy(const PayoutView& payout) {
  return convert<std::string>(payout);
}

std::string to_partner_text(const PayoutId& id) {
  return std::string(partner_prefix) + base::to_crockford(id.value);
}

std::optional<PayoutId> parse_partner_payout_id(std::string_view text) {
  if (!text.starts_with(partner_prefix)) return std::nullopt;
  const auto value = base::parse_crockford(text.substr(partner_prefix.size()));
  if (!value) return std::nullopt;
  return PayoutId{*value};
}

}  // namespace payoutd::payouts
