#include "api/partner/payout_answer.h"

#include "api/entity_tag.h"
#include "api/partner/errors.h"
#include "api/partner/whole_payout_json.h"

namespace payoutd::api::partner {

http::Response payout_answer(int status, const actions::Caller& caller,
                             const actions::WholePayout& whole) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  set_caching(response, entity_tag(caller));
  append_whole_payout(whole, response.body);
  return response;
}

http::Response replayed_answer(const actions::WholePayout& whole) {
  http::Response response;
  response.status = 201;
  response.set("Content-Type", "application/json").set("Cache-Control", "private, no-cache");
  response.set("Idempotent-Replayed", "true");
  append_whole_payout(whole, response.body);
  return response;
}

void answer_found(const http::Request& request, const actions::Caller& caller,
                  const base::Result<std::optional<actions::WholePayout>>& found,
                  http::Responder& responder) {
  if (!found) {
    return responder.send(
        render_error(found.error(), "Failed to retrieve payout", request.request_id));
  }
  if (!*found) return responder.send(not_found(request.request_id));
  // The caller's version was read before the payout: the tag is never newer than the answer.
  const std::string tag = entity_tag(caller);
  if (matches(request, tag)) return responder.send(not_modified(tag));
  responder.send(payout_answer(200, caller, **found));
}

void answer_changed(const http::Request& request, const actions::Caller& caller,
                    const base::Result<actions::WholePayout>& changed, std::string_view failure,
                    http::Responder& responder) {
  if (!changed) return responder.send(render_error(changed.error(), failure, request.request_id));
  actions::Caller now = caller;
  now.version = changed->stored.payout.version;
  responder.send(payout_answer(200, now, *changed));
}

}  // namespace payoutd::api::partner
