#include "api/partner/payouts_list.h"

#include <memory>

#include "api/entity_tag.h"
#include "api/partner/authentication.h"
#include "api/partner/errors.h"
#include "api/partner/list_parameters.h"
#include "api/partner/payout_json.h"
#include "base/log.h"

namespace payoutd::api::partner {
namespace {

constexpr std::string_view path = "/api/v1/payouts";
constexpr size_t row_bytes_guess = 512;

// One request from its credentials to its answer.
class Exchange final : public payouts::ListSink, public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(const http::Request& request, http::Responder responder,
           actions::ListPayouts& list_payouts)
      : request_(request), responder_(std::move(responder)), list_payouts_(list_payouts) {}

  void authenticated(base::Result<std::optional<actions::Caller>> caller) {
    if (!caller) return fail(caller.error());
    if (!*caller) return responder_.send(unauthorized(request_.request_id));
    caller_ = **caller;
    auto parameters = parse_list_parameters(request_.query);
    if (!parameters) {
      return responder_.send(validation_failure(parameters.error().fields, request_.request_id));
    }
    parameters_ = std::move(*parameters);
    std::string tag = entity_tag(caller_.owner_id, caller_.version);
    if (matches(request_, tag)) return responder_.send(not_modified(std::move(tag)));
    list_payouts_.run(
        caller_, parameters_.query, shared_from_this(),
        [self = shared_from_this()](const base::Status& done) { self->finish(done); });
  }

  void begin(const payouts::ListPage& page) override {
    response_.headers.reserve(12);
    response_.set("Content-Type", "application/json");
    set_caching(response_, entity_tag(caller_.owner_id, page.version));
    set_pagination(page);
    response_.body.reserve(page.rows * row_bytes_guess + 2);
    response_.body += '[';
  }

  void row(const payouts::PayoutView& payout) override {
    if (response_.body.size() > 1) response_.body += ',';
    append_payout(payout, response_.body);
  }

 private:
  void finish(const base::Status& done) {
    if (!done) return fail(done.error());
    response_.body += ']';
    responder_.send(std::move(response_));
  }

  void fail(const base::Error& error) {
    base::LogLine(base::LogLevel::error, "list_failed")
        .text("request_id", request_.request_id)
        .text("reason", error.reason)
        .text("message", error.message);
    responder_.send(internal_error("Failed to retrieve payouts", request_.request_id));
  }

  void set_pagination(const payouts::ListPage& page) {
    const uint64_t limit = parameters_.limit;
    const uint64_t pages = (page.total + limit - 1) / limit;
    response_.set("X-Page", std::to_string(parameters_.page));
    response_.set("X-Per-Page", std::to_string(limit));
    response_.set("X-Page-Size", std::to_string(page.rows));
    response_.set("X-Total-Count", std::to_string(page.total));
    response_.set("X-Total-Pages", std::to_string(pages));
    response_.set("X-Has-More", parameters_.page < pages ? "true" : "false");
    std::string links = link(1, "first");
    if (parameters_.page > 1) {
      links += ", " + link(std::min(parameters_.page - 1, std::max<uint64_t>(pages, 1)), "prev");
    }
    if (parameters_.page < pages) links += ", " + link(parameters_.page + 1, "next");
    links += ", " + link(std::max<uint64_t>(pages, 1), "last");
    response_.set("Link", std::move(links));
  }

  // RFC 8288; relative, so that it holds behind every proxy.
  std::string link(uint64_t page, std::string_view relation) const {
    std::string text = "<" + std::string(path) + "?page=" + std::to_string(page);
    if (!parameters_.other_raw.empty()) text += "&" + parameters_.other_raw;
    return text + ">; rel=\"" + std::string(relation) + "\"";
  }

  const http::Request& request_;
  http::Responder responder_;
  actions::ListPayouts& list_payouts_;
  actions::Caller caller_;
  ListParameters parameters_;
  http::Response response_;
};

}  // namespace

http::Handler payouts_list(const actions::Authenticate& authenticate,
                           actions::ListPayouts& list_payouts) {
  return [&](const http::Request& request, http::Responder responder) {
    auto exchange = std::make_shared<Exchange>(request, std::move(responder), list_payouts);
    authenticate_client(authenticate, request,
                        [exchange](auto caller) { exchange->authenticated(std::move(caller)); });
  };
}

}  // namespace payoutd::api::partner
