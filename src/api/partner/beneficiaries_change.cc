#include "api/partner/beneficiaries_change.h"

#include <memory>

#include "api/json_request.h"
#include "api/partner/account_json.h"
#include "api/partner/beneficiary_body.h"
#include "api/partner/errors.h"

namespace payoutd::api::partner {
namespace {

http::Response created_answer(const actions::BeneficiaryWithTotals& saved) {
  http::Response response;
  response.status = 201;
  response.set("Content-Type", "application/json");
  response.set("Location", "/api/v1/beneficiaries/" + payouts::to_text(saved.beneficiary.id));
  append_beneficiary(saved, response.body);
  return response;
}

}  // namespace

ClientHandler beneficiaries_create(actions::Beneficiaries& beneficiaries) {
  return [&beneficiaries](const http::Request& request, const actions::Caller& caller,
                          http::Responder responder) {
    if (!says_json(request)) return responder.send(unsupported_media_type(request.request_id));
    auto body = parse_beneficiary_body(request.body);
    if (!body) {
      return responder.send(
          render_error(body.error(), beneficiary_create_failure, request.request_id));
    }
    beneficiaries.save(
        caller, std::move(*body),
        [&request, waiting = std::make_shared<http::Responder>(std::move(responder))](
            const base::Result<actions::BeneficiaryWithTotals>& saved) {
          waiting->send(
              saved ? created_answer(*saved)
                    : render_error(saved.error(), beneficiary_create_failure, request.request_id));
        });
  };
}

ClientHandler beneficiaries_delete(actions::Beneficiaries& beneficiaries) {
  return [&beneficiaries](const http::Request& request, const actions::Caller& caller,
                          http::Responder responder) {
    const auto id = payouts::parse_beneficiary_id(request.path_value("id"));
    if (!id) return responder.send(not_found(request.request_id));
    beneficiaries.remove(
        caller, *id,
        [&request, waiting = std::make_shared<http::Responder>(std::move(responder))](
            const base::Status& removed) {
          http::Response response;
          response.status = 204;
          if (!removed) {
            response =
                removed.error().reason == "beneficiary_not_found"
                    ? not_found(request.request_id)
                    : render_error(removed.error(), beneficiary_delete_failure, request.request_id);
          }
          waiting->send(std::move(response));
        });
  };
}

}  // namespace payoutd::api::partner
