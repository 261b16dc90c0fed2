// api/operators/change_answer.h: how a route that changes something answers: the change and its
// audit line are one transaction, and a key makes it happen once.
#pragma once

#include "actions/operator_change.h"
#include "api/operators/errors.h"
#include "http/request.h"
#include "http/response.h"

namespace payoutd::api::operators {

// Whether the route takes an Idempotency-Key.
enum class Repeat { at_will, by_key };

// The key of a request, and what it asks for: method, path and the body's meaning. Refusal
// `invalid_args`: it is not 8 to 256 visible ASCII characters, or stands twice.
base::Result<actions::OnceKey> once_key(const http::Request& request, Repeat repeat);

http::Response answer_of(const actions::OperatorChanges::Changed& changed);

// Runs the change and answers with what `render` makes of it, or with its error.
template <class Made, class Render>
void answer_change(const actions::OperatorChanges& changes, const http::Request& request,
                   const actions::Operator& who, http::Responder responder, Repeat repeat,
                   actions::Change<Made> change, Render render) {
  auto once = once_key(request, repeat);
  if (!once) return responder.send(render_error(once.error(), request.request_id));
  auto waiting = std::make_shared<http::Responder>(std::move(responder));
  changes.run(who, *once, std::move(change), std::move(render),
              [&request, waiting](const auto& changed) {
                waiting->send(changed ? answer_of(*changed)
                                      : render_error(changed.error(), request.request_id));
              });
}

// {"ok":true}
template <class Made>
actions::OperatorAnswer render_ok(const Made& /*made*/) {
  return {200, R"({"ok":true})"};
}

}  // namespace payoutd::api::operators
