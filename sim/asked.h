// sim/asked.h: what clients have asked for, as far as the auditor needs to know it.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "payouts/new_payout.h"
#include "rails/sandbox/scenario.h"
#include "sim/digest.h"

namespace payoutd::sim {

// All that a client says of a payout, as one number. Each payout that is asked for has a
// description of its own, so that no two are equal.
template <class Payout, class Who>
uint64_t fields_of(payouts::OwnerKey owner, const Payout& payout, const Who& who) {
  return Digest()
      .add(owner.value)
      .add(std::string_view(payout.reference_id))
      .add(std::string_view(payout.description))
      .add(payout.amount.micro)
      .add(payout.amount.currency.code())
      .add(std::string_view(who.email))
      .add(std::string_view(who.first_name))
      .add(std::string_view(who.last_name))
      .add(std::string_view(who.country))
      .add(std::string_view(who.phone))
      .value();
}

inline uint64_t fields_of(payouts::OwnerKey owner, const payouts::NewPayout& payout) {
  return fields_of(owner, payout, payout.beneficiary);
}

template <class Text>
uint64_t fields_of(payouts::OwnerKey owner, const payouts::BasicPayout<Text>& payout) {
  const struct {
    std::string_view email, first_name, last_name, country, phone;
  } who{payout.beneficiary_email, payout.beneficiary_first_name, payout.beneficiary_last_name,
        payout.beneficiary_country, payout.beneficiary_phone};
  return fields_of(owner, payout, who);
}

struct Asked {
  uint32_t group = 0;  // of an atomic batch; 0: it may be created alone
  rails::sandbox::Behaviour behaviour{};
};

// What was asked for and has not come to be.
class AskedPayouts {
 public:
  void add(uint64_t fields, Asked asked) { open_.emplace(fields, asked); }
  // Payouts that are created together or not at all.
  uint32_t new_group(size_t size) {
    group_sizes_.push_back(static_cast<uint32_t>(size));
    return static_cast<uint32_t>(group_sizes_.size());
  }
  uint32_t group_size(uint32_t group) const { return group_sizes_[group - 1]; }
  // Nothing: nobody asked for that, or it has come to be already.
  std::optional<Asked> take(uint64_t fields) {
    const auto found = open_.find(fields);
    if (found == open_.end()) return std::nullopt;
    const Asked asked = found->second;
    open_.erase(found);
    return asked;
  }

 private:
  std::unordered_map<uint64_t, Asked> open_;
  std::vector<uint32_t> group_sizes_;
};

}  // namespace payoutd::sim
