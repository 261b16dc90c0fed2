#include "api/partner/routes.h"

#include "api/partner/errors.h"
#include "api/partner/payouts_list.h"

namespace payoutd::api::partner {

void add_routes(http::Router& router, Gate& gate, actions::ListPayouts& list_payouts,
                PageCache& page_cache) {
  router.add_surface({"/api/v1", &render_fault, {}, {}});
  router.add(http::Method::get, "/api/v1/payouts",
             gate.guard(payouts_list_failure, payouts_list(list_payouts, page_cache)));
}

}  // namespace payoutd::api::partner
