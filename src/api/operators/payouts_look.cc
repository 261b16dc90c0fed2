#include "api/operators/payouts_look.h"

#include "api/operators/errors.h"
#include "api/operators/page_parameters.h"
#include "api/operators/path_id.h"
#include "api/operators/payout_json.h"
#include "api/partner/page_headers.h"

namespace payoutd::api::operators {
namespace {

http::Response list_answer(const http::Request& request, const PayoutsParameters& asked,
                           const actions::LookAtPayouts& look) {
  const auto page = look.list(asked.query);
  if (!page) return render_error(page.error(), request.request_id);
  http::Response response;
  response.set("Content-Type", "application/json");
  partner::set_page_headers(response, request.path, asked, page->total, page->rows.size());
  response.body += '[';
  for (const actions::OwnedPayout& row : page->rows) {
    if (response.body.size() > 1) response.body += ',';
    append_row(row, response.body);
  }
  response.body += ']';
  return response;
}

}  // namespace

OperatorHandler payouts_list(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    auto asked = parse_payouts_parameters(request.query);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    services.workers.post([&look = services.look, &request, asked = std::move(*asked),
                           waiting = std::make_shared<http::Responder>(std::move(responder))] {
      waiting->send(list_answer(request, asked, look));
    });
  };
}

OperatorHandler payouts_find(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    const auto id = payout_id(request);
    if (!id) return responder.send(render_error(id.error(), request.request_id));
    const auto found = services.look.find(*id);
    if (!found) return responder.send(render_error(found.error(), request.request_id));
    http::Response response;
    response.set("Content-Type", "application/json");
    append_whole(*found, response.body);
    responder.send(std::move(response));
  };
}

}  // namespace payoutd::api::operators
