#include "api/console/routes.h"

#include <memory>

#include "api/console/auth_routes.h"
#include "api/console/cross_origin.h"
#include "api/console/errors.h"
#include "api/console/payouts_list.h"
#include "api/console/referral_code.h"
#include "api/console/referrals_read.h"

namespace payoutd::api::console {

void add_routes(http::Router& router, const ConsoleSettings& settings, const RequestRules& rules,
                Gate& gate, const ConsoleServices& services) {
  const auto cross_origin = std::make_shared<CrossOrigin>(settings.origins);
  router.add_surface({"/v1", &render_fault,
                      [cross_origin](const http::Request& request, http::Response& response) {
                        cross_origin->decorate(request, response);
                        if (request.path.starts_with(auth_prefix)) {
                          response.set("Cache-Control", "no-store");
                        }
                      },
                      [cross_origin](const http::Request& request, std::string_view allow) {
                        return cross_origin->answer_options(request, allow);
                      },
                      settings.body_bytes_max});
  router.add_surface({"", &render_fault, {}, {}, settings.body_bytes_max});

  using http::Method;
  const auto add = [&](Method method, const char* pattern, UserHandler route) {
    router.add(method, pattern, gate.guard(std::move(route)));
  };
  add(Method::get, "/v1/referrals/payouts",
      payouts_list(services.list_payouts, services.page_cache));
  add(Method::post, "/v1/referrals/payouts", payouts_request(services.request_payout, rules));
  add(Method::get, "/v1/referrals/payouts/{id}", payouts_find(services.request_payout));
  add(Method::post, "/v1/referrals/payouts/{id}/cancel", payouts_cancel(services.request_payout));
  add(Method::get, "/v1/referrals/me", referrals_me(services.referrals));
  add(Method::get, "/v1/referrals/rewards", rewards_list(services.referrals));
  add(Method::get, "/v1/referrals/invitees", invitees_list(services.referrals));
  add(Method::post, "/v1/referrals/code", referral_code_set(services.referrals));
  add(Method::del, "/v1/referrals/code", referral_code_remove(services.referrals));
}

}  // namespace payoutd::api::console
