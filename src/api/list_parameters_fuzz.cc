// Any bytes as the query of both lists: the console's is always a query within its bounds, the
// partner's either that or refused with a reason for each fault.
#include <cstddef>
#include <cstdint>

#include "api/console/list_parameters.h"
#include "api/partner/list_parameters.h"
#include "base/check.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payoutd;
  const std::string_view query(reinterpret_cast<const char*>(data), size);
  const auto console = api::console::parse_list_parameters(query);
  base::check(console.limit >= 1 && console.limit <= 200, "the console's limit is clamped");
  const auto partner = api::partner::parse_list_parameters(query);
  if (!partner) {
    base::check(!partner.error().fields.empty(), "a refused query has a fault");
    for (const auto& fault : partner.error().fields) {
      base::check(base::is_utf8(fault.field) && base::is_utf8(fault.message), "faults are text");
    }
    return 0;
  }
  base::check(partner->limit >= 1 && partner->limit <= 100, "the partner's limit is bounded");
  base::check(partner->query.offset == (partner->page - 1) * partner->limit, "offsets do not wrap");
  base::check(partner->query.filter.search.size() <= 256, "a search is bounded");
  base::check(base::is_utf8(partner->query.filter.search), "a search is UTF-8");
  return 0;
}
