#include "api/partner/payouts_find.h"

#include "api/entity_tag.h"
#include "api/partner/errors.h"
#include "api/partner/payout_answer.h"
#include "api/partner/payout_json.h"
#include "api/path_text.h"
#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

constexpr const char* failure = "Failed to retrieve payout";

http::Response key_answer(const actions::Caller& caller, const actions::KeyUse& use) {
  http::Response response;
  response.set("Content-Type", "application/json");
  set_caching(response, entity_tag(caller));
  base::JsonWriter json(response.body);
  json.begin_object().field("idempotency_key", std::string_view(use.record.key));
  json.key("created_at").time(use.record.created_at).key("payouts").raw("[");
  bool first = true;
  for (const auto& stored : use.payouts) {
    if (!first) response.body += ',';
    first = false;
    append_payout(view(stored.payout), response.body);
  }
  response.body += "]}";
  return response;
}

}  // namespace

ClientHandler payouts_find(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    // A text that is no id is looked up as one that nobody has: it takes as long.
    const auto id =
        payouts::parse_partner_payout_id(request.path_value("id")).value_or(payouts::PayoutId{});
    answer_found(request, caller, payouts.find(caller, id), responder);
  };
}

ClientHandler payouts_find_by_reference(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    const auto reference = path_text(request.path_value("reference_id"));
    if (!reference) return responder.send(not_found(request.request_id));
    answer_found(request, caller, payouts.find_by_reference(caller, *reference), responder);
  };
}

ClientHandler idempotency_find(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    const auto key = path_text(request.path_value("key"));
    if (!key) return responder.send(not_found(request.request_id));
    const auto use = payouts.find_by_key(caller, *key);
    if (!use) return responder.send(render_error(use.error(), failure, request.request_id));
    // A batch of which all was refused has created nothing.
    const bool created = *use && !(*use)->payouts.empty();
    if (!created) return responder.send(not_found(request.request_id));
    const std::string tag = entity_tag(caller);
    if (matches(request, tag)) return responder.send(not_modified(tag));
    responder.send(key_answer(caller, **use));
  };
}

}  // namespace payoutd::api::partner
