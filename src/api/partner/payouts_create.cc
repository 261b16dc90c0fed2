#include "api/partner/payouts_create.h"

#include "api/idempotency_key.h"
#include "api/json_request.h"
#include "api/partner/batch_json.h"
#include "api/partner/errors.h"
#include "api/partner/payout_answer.h"
#include "api/partner/payout_body.h"

namespace payoutd::api::partner {
namespace {

constexpr const char* failure = "Failed to create payout";

http::Response key_fault(IdempotencyKeyFault fault, const http::Request& request) {
  return refusal(400, "IdempotencyException", code_of(fault), message_of(fault),
                 request.request_id);
}

// What is wrong with a request before its fields are looked at: the order of docs/PARTNER_API.md.
template <class Body>
std::optional<http::Response> early_fault(const http::Request& request,
                                          const base::Result<Body>& body) {
  const bool is_json = body || body.error().reason != "not_json";
  if (!is_json) return render_error(body.error(), failure, request.request_id);
  const auto key = idempotency_key(request);
  if (!key) return key_fault(key.error(), request);
  if (!body) return render_error(body.error(), failure, request.request_id);
  return std::nullopt;
}

http::Response created_answer(const actions::Caller& caller,
                              const actions::CreatedPayout& created) {
  actions::Caller now = caller;
  now.version = created.whole.stored.payout.version;
  // The first answer again has no tag: the owner's payouts are no longer what it shows.
  http::Response response =
      created.replayed ? replayed_answer(created.whole) : payout_answer(201, now, created.whole);
  response.set("Location",
               "/api/v1/payouts/" + payouts::to_partner_text(created.whole.stored.payout.id));
  return response;
}

}  // namespace

ClientHandler payouts_create(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    if (!says_json(request)) return responder.send(unsupported_media_type(request.request_id));
    auto body = parse_payout_body(request.body);
    if (auto fault = early_fault(request, body)) return responder.send(std::move(*fault));
    payouts.create.create(
        caller, std::move(*body), std::string(*idempotency_key(request)),
        [&request, caller, shared = share(std::move(responder))](const auto& created) {
          if (!created) {
            return shared->send(render_error(created.error(), failure, request.request_id));
          }
          shared->send(created_answer(caller, *created));
        });
  };
}

ClientHandler payouts_create_batch(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    if (!says_json(request)) return responder.send(unsupported_media_type(request.request_id));
    auto body = parse_batch_body(request.body);
    if (auto fault = early_fault(request, body)) return responder.send(std::move(*fault));
    const bool atomic = body->atomic;
    const auto meaning = meaning_of_batch(body->payouts, body->refused_json, atomic);
    payouts.create.create_batch(
        caller, {atomic, std::move(body->payouts), meaning}, std::string(*idempotency_key(request)),
        [&request, atomic, shared = share(std::move(responder))](const auto& created) {
          if (!created) {
            return shared->send(render_error(created.error(), failure, request.request_id));
          }
          shared->send(batch_answer(*created, atomic, request.request_id));
        });
  };
}

}  // namespace payoutd::api::partner
