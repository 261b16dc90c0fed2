#include "api/partner/payouts_list.h"

#include <algorithm>
#include <memory>

#include "api/list_exchange.h"
#include "api/partner/errors.h"
#include "api/partner/list_parameters.h"
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
    const uint64_t limit = parameters_.limit;
    const uint64_t pages = (page.total + limit - 1) / limit;
    response.set("X-Page", std::to_string(parameters_.page));
    response.set("X-Per-Page", std::to_string(limit));
    response.set("X-Page-Size", std::to_string(page.rows));
    response.set("X-Total-Count", std::to_string(page.total));
    response.set("X-Total-Pages", std::to_string(pages));
    response.set("X-Has-More", parameters_.page < pages ? "true" : "false");
    response.set("Link", links(pages));
    response.body += '[';
  }

  void append_row(const payouts::PayoutView& payout, std::string& body) override {
    append_payout(payout, body);
  }

  std::string_view end_of_body() const override { return "]"; }

  http::Response failure() const override {
    return internal_error(payouts_list_failure, request().request_id);
  }

  std::string links(uint64_t pages) const {
    const uint64_t page = parameters_.page;
    const uint64_t last = std::max<uint64_t>(pages, 1);
    std::string text = link(1, "first");
    if (page > 1) text += ", " + link(std::min(page - 1, last), "prev");
    if (page < pages) text += ", " + link(page + 1, "next");
    return text + ", " + link(last, "last");
  }

  // RFC 8288; relative, so that it holds behind every proxy.
  std::string link(uint64_t page, std::string_view relation) const {
    std::string text = "</api/v1/payouts?page=" + std::to_string(page);
    if (!parameters_.other_raw.empty()) text += "&" + parameters_.other_raw;
    return text + ">; rel=\"" + std::string(relation) + "\"";
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
