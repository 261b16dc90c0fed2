#include "actions/index_source.h"

#include <algorithm>
#include <thread>

namespace payoutd::actions {

size_t build_parts() {
  return std::max(1U, std::thread::hardware_concurrency());
}

tl::unexpected<base::Error> not_numbered_without_gap() {
  return base::unavailable(std::string(store_damaged),
                           "the owner's payouts are not numbered without a gap");
}

}  // namespace payoutd::actions
