#include "referrals/tiers.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace payoutd::referrals {
namespace {

constexpr int64_t number_max = 1000;
constexpr int64_t bps_max = 10'000;
constexpr size_t label_bytes_max = 64;

std::optional<int64_t> parse_number(std::string_view text, int64_t least, int64_t most) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value < least || value > most) return std::nullopt;
  return value;
}

std::optional<Tier> parse_tier(std::string_view text) {
  const size_t first = text.find(':');
  const size_t last = text.rfind(':');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto number = parse_number(text.substr(0, first), 1, number_max);
  const std::string_view label = text.substr(first + 1, last - first - 1);
  const auto rate = parse_number(text.substr(last + 1), 0, bps_max);
  const bool labelled = !label.empty() && label.size() <= label_bytes_max &&
                        label.find(':') == std::string_view::npos && base::is_utf8(label) &&
                        !base::has_control(label);
  if (!number || !rate || !labelled) return std::nullopt;
  return Tier{*number, std::string(label), *rate};
}

}  // namespace

Tiers::Tiers() : tiers_({{1, "regular", 1000}, {2, "influencer", 1500}}) {}

base::Result<Tiers> Tiers::parse(std::string_view text) {
  std::vector<Tier> tiers;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view entry = text.substr(begin, end - begin);
    auto tier = parse_tier(entry);
    const bool twice = tier && std::ranges::find(tiers, tier->number, &Tier::number) != tiers.end();
    if (!tier || twice) {
      return base::refused("tiers_invalid", std::string(entry) +
                                                ": tiers are NUMBER:LABEL:BPS, each number once, "
                                                "for instance 1:regular:1000,2:influencer:1500");
    }
    tiers.push_back(std::move(*tier));
    begin = end + 1;
  }
  return Tiers(std::move(tiers));
}

const Tier* Tiers::find(int64_t number) const {
  const auto found = std::ranges::find(tiers_, number, &Tier::number);
  return found == tiers_.end() ? nullptr : &*found;
}

const Tier& Tiers::of(int64_t number) const {
  const Tier* const found = find(number);
  return found != nullptr ? *found : first();
}

}  // namespace payoutd::referrals
