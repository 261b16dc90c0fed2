#include "api/console/payouts_list.h"

#include <memory>

#include "api/console/errors.h"
#include "api/console/list_parameters.h"
#include "api/console/payout_json.h"
#include "api/entity_tag.h"
#include "base/log.h"

namespace payoutd::api::console {
namespace {

constexpr size_t row_bytes_guess = 400;
constexpr std::string_view body_begin = R"({"items":[)";

// One request from its cookie to its answer.
class Exchange final : public payouts::ListSink, public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(const http::Request& request, http::Responder responder,
           actions::ListPayouts& list_payouts)
      : request_(request), responder_(std::move(responder)), list_payouts_(list_payouts) {}

  void authenticated(base::Result<std::optional<actions::Caller>> caller) {
    if (!caller) return fail(caller.error());
    if (!*caller) return responder_.send(unauthenticated(request_.request_id));
    caller_ = **caller;
    std::string tag = entity_tag(caller_.owner_id, caller_.version);
    if (matches(request_, tag)) return responder_.send(not_modified(std::move(tag)));
    list_payouts_.run(
        caller_, parse_list_parameters(request_.query), shared_from_this(),
        [self = shared_from_this()](const base::Status& done) { self->finish(done); });
  }

  void begin(const payouts::ListPage& page) override {
    response_.set("Content-Type", "application/json");
    set_caching(response_, entity_tag(caller_.owner_id, page.version));
    response_.body.reserve(page.rows * row_bytes_guess + 16);
    response_.body += body_begin;
  }

  void row(const payouts::PayoutView& payout) override {
    if (response_.body.size() > body_begin.size()) response_.body += ',';
    append_payout(payout, caller_.owner_id, response_.body);
  }

 private:
  void finish(const base::Status& done) {
    if (!done) return fail(done.error());
    response_.body += "]}";
    responder_.send(std::move(response_));
  }

  void fail(const base::Error& error) {
    base::LogLine(base::LogLevel::error, "list_failed")
        .text("request_id", request_.request_id)
        .text("reason", error.reason)
        .text("message", error.message);
    responder_.send(render_fault(http::Fault::internal, request_.request_id));
  }

  const http::Request& request_;
  http::Responder responder_;
  actions::ListPayouts& list_payouts_;
  actions::Caller caller_;
  http::Response response_;
};

}  // namespace

http::Handler payouts_list(const actions::Authenticate& authenticate,
                           actions::ListPayouts& list_payouts, std::string session_cookie) {
  return [&authenticate, &list_payouts, session_cookie = std::move(session_cookie)](
             const http::Request& request, http::Responder responder) {
    auto exchange = std::make_shared<Exchange>(request, std::move(responder), list_payouts);
    const auto token = request.cookie(session_cookie);
    if (!token) return exchange->authenticated(std::optional<actions::Caller>());
    authenticate.user(*token,
                      [exchange](auto caller) { exchange->authenticated(std::move(caller)); });
  };
}

}  // namespace payoutd::api::console
