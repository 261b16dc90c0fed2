// sim/planted_store.h: the store with a bug in it; see plant.h.
#pragma once

#include "sim/plant.h"
#include "store/pass_through_store.h"

namespace payoutd::sim {

class PlantedStore final : public store::PassThroughStore {
 public:
  PlantedStore(store::Store& real, Plant plant) : PassThroughStore(real), plant_(plant) {}

  void write_all(std::span<const store::Work> works, std::span<base::Status> results) override;

 private:
  const Plant plant_;
};

}  // namespace payoutd::sim
