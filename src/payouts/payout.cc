#include "payouts/payout.h"

namespace payoutd::payouts {
namespace {

constexpr std::string_view partner_prefix = "pyt_";
constexpr std::string_view beneficiary_prefix = "ben_";

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
          from.beneficiary_id,
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

template <class AnyId>
std::optional<AnyId> parse_prefixed(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  const auto value = base::parse_crockford(text.substr(prefix.size()));
  if (!value) return std::nullopt;
  return AnyId{*value};
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
  return parse_prefixed<PayoutId>(partner_prefix, text);
}

std::string to_text(const BeneficiaryId& id) {
  return std::string(beneficiary_prefix) + base::to_crockford(id.value);
}

std::optional<BeneficiaryId> parse_beneficiary_id(std::string_view text) {
  return parse_prefixed<BeneficiaryId>(beneficiary_prefix, text);
}

}  // namespace payoutd::payouts
