#include "api/operators/routes.h"

#include "api/operators/accounts_keep.h"
#include "api/operators/audit_list.h"
#include "api/operators/errors.h"
#include "api/operators/operators_keep.h"
#include "api/operators/payouts_look.h"
#include "api/operators/queue_move.h"
#include "api/operators/referrals_keep.h"

namespace payoutd::api::operators {
namespace {

// Where rewards come from bills, nobody pretends that one was paid.
void simulate_paid(const http::Request& /*request*/, const actions::Operator& /*who*/,
                   http::Responder responder) {
  http::Response response;
  response.status = 410;
  response.set("Content-Type", "application/json");
  response.body = R"({"error":"endpoint_retired","reason":"billing_bridge_active"})";
  responder.send(std::move(response));
}

}  // namespace

void add_routes(http::Router& router, size_t body_bytes_max, Gate& gate, const Services& services) {
  using access::Role;
  using http::Method;
  router.add_surface({"/v1/admin",
                      &render_fault,
                      [](const http::Request&, http::Response& response) {
                        response.set("Cache-Control", "no-store");
                      },
                      {},
                      body_bytes_max});
  const auto add = [&](Method method, const std::string& pattern, Role needed,
                       OperatorHandler route) {
    router.add(method, pattern, gate.guard(needed, std::move(route)));
  };
  // The console's documentation has them below its own.
  for (const std::string payouts : {"/v1/admin/payouts/{id}", "/v1/admin/referrals/payouts/{id}"}) {
    add(Method::post, payouts + "/processing", Role::queue, queue_processing(services));
    add(Method::post, payouts + "/sent", Role::queue, queue_sent(services));
    add(Method::post, payouts + "/failed", Role::queue, queue_failed(services));
    add(Method::post, payouts + "/cancelled", Role::queue, queue_cancelled(services));
    add(Method::post, payouts + "/approve", Role::queue, queue_approve(services));
  }
  add(Method::get, "/v1/admin/payouts", Role::read, payouts_list(services));
  add(Method::get, "/v1/admin/payouts/{id}", Role::read, payouts_find(services));
  add(Method::post, "/v1/admin/clients/{id}/fund", Role::money, clients_fund(services));
  add(Method::get, "/v1/admin/clients", Role::read, clients_list(services));
  add(Method::post, "/v1/admin/clients", Role::admin, clients_create(services));
  add(Method::get, "/v1/admin/clients/{id}/keys", Role::read, keys_list(services));
  add(Method::post, "/v1/admin/clients/{id}/keys", Role::admin, keys_create(services));
  add(Method::del, "/v1/admin/keys/{key}", Role::admin, keys_revoke(services));
  add(Method::get, "/v1/admin/users", Role::read, users_list(services));
  add(Method::post, "/v1/admin/users", Role::admin, users_create(services));
  add(Method::post, "/v1/admin/users/{id}/sessions", Role::admin, sessions_create(services));
  add(Method::del, "/v1/admin/users/{id}/sessions", Role::admin, sessions_revoke(services));
  add(Method::get, "/v1/admin/audit", Role::read, audit_list(services));
  add(Method::get, "/v1/admin/operators", Role::read, operators_list(services));
  add(Method::post, "/v1/admin/operators", Role::admin, operators_create(services));
  add(Method::del, "/v1/admin/operators/{name}", Role::admin, operators_revoke(services));
  add(Method::post, "/v1/admin/referrals/payments", Role::money, payments_tell(services));
  add(Method::post, "/v1/admin/referrals/rewards/{id}/unlock", Role::money,
      rewards_unlock(services));
  add(Method::post, "/v1/admin/referrals/rewards/{id}/reverse", Role::money,
      rewards_reverse(services));
  add(Method::get, "/v1/admin/referrals/users/{user_id}", Role::read, standing_find(services));
  add(Method::post, "/v1/admin/referrals/users/{user_id}/rewards", Role::money,
      rewards_credit(services));
  add(Method::post, "/v1/admin/referrals/users/{user_id}/spend", Role::money,
      rewards_spend(services));
  add(Method::post, "/v1/admin/referrals/users/{user_id}/tier", Role::money, tier_set(services));
  add(Method::post, "/v1/admin/referrals/simulate-paid", Role::read, &simulate_paid);
}

}  // namespace payoutd::api::operators
