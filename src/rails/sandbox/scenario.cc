#include "rails/sandbox/scenario.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace payoutd::rails::sandbox {
namespace {

constexpr std::string_view magic = "sandbox_";

struct BehaviourRow {
  Behaviour behaviour;
  std::string_view name;
  bool has_code;  // its scenarios are named `<name>_<failure code>`
};

// In the order of the enum.
constexpr auto behaviours = std::to_array<BehaviourRow>({
    {Behaviour::ok, "ok", false},
    {Behaviour::fail, "fail", true},
    {Behaviour::refuse, "refuse", true},
    {Behaviour::late_fail, "late_fail", true},
    {Behaviour::action_required, "action_required", false},
    {Behaviour::slow, "slow", false},
    {Behaviour::stuck, "stuck", false},
    {Behaviour::lost_answer, "lost_answer", false},
    {Behaviour::lost_request, "lost_request", false},
    {Behaviour::duplicate_answer, "duplicate_answer", false},
    {Behaviour::no_cancel, "no_cancel", false},
    {Behaviour::lost_cancel, "lost_cancel", false},
});

constexpr bool in_order() {
  for (size_t i = 0; i < behaviours.size(); ++i) {
    if (static_cast<size_t>(behaviours[i].behaviour) != i) return false;
  }
  return true;
}
static_assert(in_order());

struct NamedScenario {
  std::string name;
  Scenario scenario;
};

const std::vector<NamedScenario>& named_scenarios() {
  static const std::vector<NamedScenario> named = [] {
    std::vector<NamedScenario> made;
    for (const Scenario& scenario : all_scenarios()) made.push_back({to_text(scenario), scenario});
    return made;
  }();
  return named;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::optional<Scenario> find_magic_word(std::string_view text) {
  const std::string lower = to_lower(text);
  const NamedScenario* best = nullptr;
  for (size_t at = lower.find(magic); at != std::string::npos; at = lower.find(magic, at + 1)) {
    const std::string_view rest = std::string_view(lower).substr(at + magic.size());
    for (const NamedScenario& each : named_scenarios()) {
      if (!rest.starts_with(each.name)) continue;
      if (best == nullptr || each.name.size() > best->name.size()) best = &each;
    }
  }
  if (best == nullptr) return std::nullopt;
  return best->scenario;
}

}  // namespace

std::string to_text(const Scenario& scenario) {
  const BehaviourRow& row = behaviours[static_cast<size_t>(scenario.behaviour)];
  base::check(row.has_code == (scenario.failure != nullptr), "a scenario that fails has a code");
  std::string text(row.name);
  if (row.has_code) text.append("_").append(scenario.failure->code);
  return text;
}

std::optional<Scenario> parse_scenario(std::string_view name) {
  const auto& named = named_scenarios();
  const auto found = std::ranges::find(named, name, &NamedScenario::name);
  if (found == named.end()) return std::nullopt;
  return found->scenario;
}

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> scenarios;
  for (const BehaviourRow& row : behaviours) {
    if (!row.has_code) {
      scenarios.push_back({row.behaviour, nullptr});
      continue;
    }
    for (const payouts::FailureCode& code : payouts::all_failure_codes()) {
      scenarios.push_back({row.behaviour, &code});
    }
  }
  return scenarios;
}

Scenario choose_scenario(const payouts::Payout& payout) {
  if (const auto chosen = find_magic_word(payout.reference_id)) return *chosen;
  const std::string_view email = payout.beneficiary_email;
  return find_magic_word(email.substr(0, email.rfind('@'))).value_or(Scenario());
}

}  // namespace payoutd::rails::sandbox
