#include "api/partner/payouts_list.h"

#include <memory>

#include "api/list_exchange.h"
#include "api/partner/errors.h"
#include "api/partner/list_parameters.h"
#include "api/partner/page_headers.h"
#include "api/partner/payout_json.h"

namespace payoutd::api::partner {
namespace {

class Exchange final : public ListExchange {
 public:
  using ListExchange::ListExchange;

 private:
  tl::expected<payouts::ListQuery, http::Response> parse() override {
    auto parsed = parse_list_parameters(request().query);
    if (!parsed) {
      return tl::unexpected(validation_failure(parsed.error().fields, request().request_id));
    }
    parameters_ = std::move(*parsed);
    return parameters_.query;
  }

  void begin_answer(const payouts::ListPage& page, http::Response& response) override {
    set_page_headers(response, request().path, parameters_, page.total, page.rows);
    response.body += '[';
  }

  void append_row(const payouts::PayoutView& payout, std::string& body) override {
    append_payout(payout, body);
  }

  std::string_view end_of_body() const override { return "]"; }

  http::Response failure() const override {
    return internal_error(payouts_list_failure, request().request_id);
  }

  ListParameters parameters_;
};

}  // namespace

ClientHandler payouts_list(actions::ListPayouts& list_payouts, PageCache& page_cache) {
  return
      [&](const http::Request& request, const actions::Caller& caller, http::Responder responder) {
        std::make_shared<Exchange>(request, std::move(responder), list_payouts, page_cache)
            ->answer(caller);
      };
}

}  // namespace payoutd::api::partner
