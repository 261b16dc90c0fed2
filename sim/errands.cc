#include "sim/errands.h"

#include <utility>

namespace payoutd::sim {

void Errands::run(Payoutd& payoutd, decltype(Errand::ask) ask, bool insists) {
  ++asked_;
  send(payoutd, std::make_shared<Errand>(Errand{std::move(ask), insists}));
}

void Errands::send(Payoutd& payoutd, const Shared& errand) {
  if (under_way_.size() > 2'000) {
    std::erase_if(under_way_, [](const Shared& each) { return !each->waits; });
  }
  errand->waits = true;
  under_way_.push_back(errand);
  errand->ask(payoutd, errand);
}

bool Errands::retry_lost(Payoutd& payoutd) {
  if (lost_.empty()) return false;
  ++retries_;
  const Shared errand = std::move(lost_.front());
  lost_.pop_front();
  send(payoutd, errand);
  return true;
}

void Errands::lose_answers() {
  for (const Shared& each : under_way_) {
    if (!std::exchange(each->waits, false)) continue;
    ++lost_count_;
    if (each->insists) lost_.push_back(each);
  }
  under_way_.clear();
}

bool Errands::is_answered(const Shared& errand, const base::Error* error) {
  errand->waits = false;
  if (error == nullptr || error->kind != base::ErrorKind::unavailable) return true;
  if (errand->insists) lost_.push_back(errand);
  return false;
}

}  // namespace payoutd::sim
