// sim/planted_rail.h: payoutd's side of a rail with a bug in it; see plant.h.
#pragma once

#include "base/random.h"
#include "rails/rail.h"
#include "sim/plant.h"

namespace payoutd::sim {

class PlantedRail final : public rails::Rail {
 public:
  PlantedRail(rails::Rail& real, Plant plant, base::Random& random)
      : real_(real), plant_(plant), random_(random) {}

  rails::Capabilities capabilities() const override { return real_.capabilities(); }
  rails::Outcome submit(const rails::Instruction& instruction) override;
  rails::Outcome ask(const rails::AttemptKey& key) override { return hasten(real_.ask(key)); }
  rails::Outcome cancel(const rails::AttemptKey& key) override;

 private:
  rails::Outcome hasten(rails::Outcome outcome) const;

  rails::Rail& real_;
  const Plant plant_;
  base::Random& random_;
};

}  // namespace payoutd::sim
