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

UserHandler payouts_list(actions::ListPayouts& list_payouts, PageCache& page_cache) {
  return [&list_payouts, &page_cache](const http::Request& request, const actions::Caller& caller,
                                      http::Responder responder) {
    std::make_shared<Exchange>(request, std::move(responder), list_payouts, page_cache)
        ->answer(caller);
  };
}

}  // namespace payoutd::api::console
