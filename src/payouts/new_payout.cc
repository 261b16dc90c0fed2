#include "payouts/new_payout.h"

#include <cstring>

#include "base/check.h"

namespace payoutd::payouts {
namespace {

// Each part with its length in front, so that no two lists of parts give the same bytes.
void add(std::string& bytes, std::string_view part) {
  const uint64_t size = part.size();
  char length[sizeof size];
  std::memcpy(length, &size, sizeof size);
  bytes.append(length, sizeof length).append(part);
}

}  // namespace

base::Sha256 meaning_of(const NewPayout& payout) {
  std::string bytes = "payout 1";  // raised if what is compared ever changes
  add(bytes, payout.reference_id);
  add(bytes, std::to_string(payout.wallet_id));
  add(bytes, std::to_string(payout.amount.micro));
  add(bytes, payout.amount.currency.code());
  add(bytes, payout.beneficiary_id ? to_text(*payout.beneficiary_id) : std::string());
  const BeneficiaryDetails& who = payout.beneficiary;
  for (const std::string_view part :
       {std::string_view(who.email), std::string_view(who.first_name),
        std::string_view(who.last_name), std::string_view(who.country), std::string_view(who.phone),
        std::string_view(who.identifiers), std::string_view(payout.description),
        std::string_view(payout.metadata)}) {
    add(bytes, part);
  }
  add(bytes, payout.notify_beneficiary ? "notify" : "");
  return base::sha256(bytes);
}

base::Sha256 meaning_of_batch(std::span<const base::Result<NewPayout>> payouts,
                              std::span<const std::string> refused_json, bool atomic) {
  std::string bytes = "batch 1";  // raised if what is compared ever changes
  add(bytes, atomic ? "atomic" : "");
  size_t refused = 0;
  for (const base::Result<NewPayout>& payout : payouts) {
    if (payout) {
      const base::Sha256 meaning = meaning_of(*payout);
      add(bytes, "payout");
      add(bytes, {reinterpret_cast<const char*>(meaning.data()), meaning.size()});
    } else {
      base::check(refused < refused_json.size(), "every refused payout comes with its JSON");
      add(bytes, "refused");
      add(bytes, refused_json[refused++]);
    }
  }
  base::check(refused == refused_json.size(), "there is JSON of refused payouts only");
  return base::sha256(bytes);
}

}  // namespace payoutd::payouts
