#include "api/console/routes.h"

#include <memory>

#include "api/console/cross_origin.h"
#include "api/console/errors.h"
#include "api/console/payouts_list.h"

namespace payoutd::api::console {

void add_routes(http::Router& router, const ConsoleSettings& settings, Gate& gate,
                actions::ListPayouts& list_payouts, PageCache& page_cache) {
  const auto cross_origin = std::make_shared<CrossOrigin>(settings.origins);
  router.add_surface({"/v1", &render_fault,
                      [cross_origin](const http::Request& request, http::Response& response) {
                        cross_origin->decorate(request, response);
                      },
                      [cross_origin](const http::Request& request, std::string_view allow) {
                        return cross_origin->answer_options(request, allow);
                      }});
  router.add_surface({"", &render_fault, {}, {}});

  router.add(http::Method::get, "/v1/referrals/payouts",
             gate.guard(payouts_list(list_payouts, page_cache)));
}

}  // namespace payoutd::api::console
