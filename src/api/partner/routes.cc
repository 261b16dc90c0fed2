#include "api/partner/routes.h"

#include "api/partner/errors.h"
#include "api/partner/payouts_change.h"
#include "api/partner/payouts_create.h"
#include "api/partner/payouts_export.h"
#include "api/partner/payouts_find.h"
#include "api/partner/payouts_list.h"
#include "api/partner/payouts_summary.h"

namespace payoutd::api::partner {

void add_routes(http::Router& router, Gate& gate, PayoutServices services) {
  using http::Method;
  auto& [list_payouts, page_cache, summarize_payouts, export_payouts, payouts, clock] = services;
  router.add_surface({"/api/v1", &render_fault, {}, {}});
  const auto add = [&](Method method, const char* pattern, const char* failure,
                       ClientHandler route) {
    router.add(method, pattern, gate.guard(failure, std::move(route)));
  };
  add(Method::get, "/api/v1/payouts", payouts_list_failure, payouts_list(list_payouts, page_cache));
  add(Method::post, "/api/v1/payouts", "Failed to create payout", payouts_create(payouts));
  add(Method::post, "/api/v1/payouts/batch", "Failed to create payouts",
      payouts_create_batch(payouts));
  add(Method::get, "/api/v1/payouts/summary", payouts_summary_failure,
      payouts_summary(summarize_payouts));
  add(Method::get, "/api/v1/payouts/export", payouts_export_failure,
      payouts_export(export_payouts, clock));
  add(Method::get, "/api/v1/payouts/{id}", "Failed to retrieve payout", payouts_find(payouts));
  add(Method::get, "/api/v1/payouts/by-reference/{reference_id}", "Failed to retrieve payout",
      payouts_find_by_reference(payouts));
  add(Method::post, "/api/v1/payouts/{id}/cancel", "Failed to cancel payout",
      payouts_cancel(payouts));
  add(Method::post, "/api/v1/payouts/{id}/resolve", "Failed to resolve payout",
      payouts_resolve(payouts));
  add(Method::get, "/api/v1/idempotency/{key}", "Failed to retrieve payout",
      idempotency_find(payouts));
}

}  // namespace payoutd::api::partner
