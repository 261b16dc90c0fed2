// referrals/tiers.h: how much of an invitee's payments a user earns. Set by operators, never
// promoted by the program. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace payoutd::referrals {

struct Tier {
  int64_t number = 0;
  std::string label;
  int64_t rate_bps = 0;  // 0 to 10,000

  friend bool operator==(const Tier&, const Tier&) = default;
};

// One tier at least; the first is everybody's who was given no other.
class Tiers {
 public:
  // regular at 10 %, influencer at 15 %.
  Tiers();

  // "1:regular:1000,2:influencer:1500": number (1 to 1000), label (1–64 bytes, no `:` or `,`), rate
  // in basis points. Refusal: `tiers_invalid`, whose message tells the entry and the form.
  static base::Result<Tiers> parse(std::string_view text);

  const Tier& first() const { return tiers_.front(); }
  const Tier* find(int64_t number) const;  // null for one that is not there
  // What a user of a tier that is not there (any more) earns: the first's.
  const Tier& of(int64_t number) const;
  const std::vector<Tier>& all() const { return tiers_; }

 private:
  explicit Tiers(std::vector<Tier> tiers) : tiers_(std::move(tiers)) {}
  std::vector<Tier> tiers_;
};

}  // namespace payoutd::referrals
