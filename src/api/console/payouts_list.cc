#include "api/console/payouts_list.h"

#include <memory>

#include "api/console/errors.h"
#include "api/console/list_parameters.h"
#include "api/console/payout_json.h"
#include "api/list_exchange.h"

namespace payoutd::api::console {
namespace {

class Exchange final : public ListExchange {
 public:
  using ListExchange::ListExchange;

  // Goes on once it is known who is calling: 401 to nobody, 500 if the store cannot tell.
  void authenticated(const base::Result<std::optional<actions::Caller>>& caller) {
    if (!caller) return fail(caller.error());
    if (!*caller) return send(unauthenticated(request().request_id));
    answer(**caller);
  }

 private:
  tl::expected<payouts::ListQuery, http::Response> parse() override {
    return parse_list_parameters(request().query);
  }

  void begin_answer(const payouts::ListPage& /*page*/, http::Response& response) override {
    response.body += R"({"items":[)";
  }

  void append_row(const payouts::PayoutView& payout, std::string& body) override {
    append_payout(payout, caller().owner_id, body);
  }

  std::string_view end_of_body() const override { return "]}"; }

  http::Response failure() const override {
    return render_fault(http::Fault::internal, request().request_id);
  }
};

}  // namespace

http::Handler payouts_list(const actions::Authenticate& authenticate,
                           actions::ListPayouts& list_payouts, PageCache& page_cache,
                           std::string session_cookie) {
  return [&authenticate, &list_payouts, &page_cache, session_cookie = std::move(session_cookie)](
             const http::Request& request, http::Responder responder) {
    auto exchange =
        std::make_shared<Exchange>(request, std::move(responder), list_payouts, page_cache);
    const auto token = request.cookie(session_cookie);
    if (!token) return exchange->authenticated(std::optional<actions::Caller>());
    authenticate.user(*token, [exchange](const auto& caller) { exchange->authenticated(caller); });
  };
}

}  // namespace payoutd::api::console
