#include "api/operators/gate.h"

#include "api/entity_tag.h"
#include "api/operators/call_subject.h"
#include "api/operators/errors.h"
#include "base/log.h"

namespace payoutd::api::operators {
namespace {

constexpr access::RateLimit strangers_limit{.requests = 10, .window_seconds = 60};

http::Response too_many(const access::Allowance& allowance, const http::Request& request) {
  http::Response response = refusal(
      429, "rate_limited", "Too many requests; see the Retry-After header.", request.request_id);
  response.set("Retry-After", std::to_string(allowance.retry_after_seconds));
  return response;
}

// What is read has a tag of its content: it is of many owners, whose versions say nothing together.
// What is made while it is sent has none.
void set_tag(const http::Request& request, http::Response& response) {
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  if (!reads || response.status != 200 || response.body_source != nullptr) {
    response.set("Cache-Control", "no-store");
    return;
  }
  const std::string tag = content_tag(response.content());
  if (matches(request, tag)) {
    response = not_modified(tag);
  } else {
    set_caching(response, tag);
  }
}

// A responder whose answer goes out when its line is in the log.
http::Responder noting(const std::shared_ptr<actions::AuditedCall>& call,
                       const http::Request& request, http::Responder responder) {
  auto waiting = std::make_shared<http::Responder>(std::move(responder));
  return http::Responder([call, &request, waiting](http::Response&& response) {
    if (response.status == 500 && response.content().empty()) {  // the route gave none
      response = render_fault(http::Fault::internal, request.request_id);
    }
    set_tag(request, response);
    const int status = response.status;
    auto answer = std::make_shared<http::Response>(std::move(response));
    call->note(status, [answer, &request, waiting](const base::Status& noted) {
      if (!noted) *answer = render_error(noted.error(), request.request_id);
      waiting->send(std::move(*answer));
    });
  });
}

}  // namespace

Gate::Gate(const actions::AuthenticateOperator& authenticate, OpenCall open_call,
           const base::Clock& clock, access::RateLimit limit)
    : authenticate_(authenticate),
      open_call_(std::move(open_call)),
      clock_(clock),
      strangers_(strangers_limit) {
  if (limit.requests > 0) limiter_.emplace(limit);
}

http::Handler Gate::guard(access::Role needed, OperatorHandler route) {
  return [this, needed, route = std::move(route)](const http::Request& request,
                                                  http::Responder responder) {
    // Missing or repeated, it is looked up as one that nobody has: it takes as long.
    const bool once = request.count_headers("x-admin-token") == 1;
    auto found = authenticate_.run(once ? *request.header("x-admin-token") : std::string_view());
    if (!found) return responder.send(render_error(found.error(), request.request_id));
    if (!*found) return answer_stranger(found->error(), request, responder);
    actions::Operator who = std::move(**found);
    who.call = open_call_(subject_of(request, who.name));
    http::Responder noted = noting(who.call, request, std::move(responder));
    if (auto refused = refuse(who, needed, request)) return noted.send(std::move(*refused));
    route(request, who, std::move(noted));
  };
}

void Gate::answer_stranger(actions::OperatorFault fault, const http::Request& request,
                           http::Responder& responder) {
  const access::Allowance allowance = strangers_.take(request.remote_address, clock_.now());
  if (!allowance.allowed) return responder.send(too_many(allowance, request));
  const bool unset = fault == actions::OperatorFault::none_set;
  const std::string_view tag = unset ? "admin_token_unset" : "admin_token_invalid";
  base::LogLine(base::LogLevel::warn, "operator_refused")
      .text("request_id", request.request_id)
      .text("reason", tag)
      .text("path", request.path)
      .text("remote_address", request.remote_address);
  responder.send(refusal(401, tag,
                         unset ? "There is no operator's token: the operator API is closed."
                               : "X-Admin-Token must be there once and be an operator's token.",
                         request.request_id));
}

std::optional<http::Response> Gate::refuse(const actions::Operator& who, access::Role needed,
                                           const http::Request& request) {
  if (limiter_) {
    const access::Allowance allowance = limiter_->take(who.name, clock_.now());
    if (!allowance.allowed) return too_many(allowance, request);
  }
  if (who.roles.may(needed)) return std::nullopt;
  return refusal(403, "role_required",
                 "The token needs the role " + std::string(to_text(needed)) + ".",
                 request.request_id);
}

}  // namespace payoutd::api::operators
