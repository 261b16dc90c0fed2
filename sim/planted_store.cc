#include "sim/planted_store.h"

#include <vector>

#include "sim/planted_transaction.h"

namespace payoutd::sim {

void PlantedStore::write_all(std::span<const store::Work> works, std::span<base::Status> results) {
  if (plant_ == Plant::none) return real().write_all(works, results);
  std::vector<base::Status> said(works.size());
  std::vector<store::Work> planted;
  planted.reserve(works.size());
  for (size_t i = 0; i < works.size(); ++i) {
    planted.emplace_back([this, &work = works[i], &mine = said[i]](store::Transaction& real_one) {
      PlantedTransaction transaction(real_one, plant_);
      mine = work(transaction);
      return plant_ == Plant::lost_savepoint ? base::Status() : mine;
    });
  }
  real().write_all(planted, results);
  for (size_t i = 0; i < works.size(); ++i) {
    if (results[i]) results[i] = std::move(said[i]);
  }
}

}  // namespace payoutd::sim
