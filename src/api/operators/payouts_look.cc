#include "api/operators/payouts_look.h"

#include <memory>
#include <string>
#include <utility>

#include "api/operators/errors.h"
#include "api/operators/page_parameters.h"
#include "api/operators/path_id.h"
#include "api/operators/payout_json.h"
#include "api/partner/page_headers.h"

namespace payoutd::api::operators {
namespace {

// A page as it goes out.
class ToJson final : public actions::AllPayoutsSink {
 public:
  void begin(const payouts::ListPage& begun) override { page_ = begun; }
  void row(const actions::Owner& owner, const payouts::PayoutView& payout) override {
    rows_ += rows_.empty() ? '[' : ',';
    append_row(owner, payout, rows_);
  }

  http::Response answer(const http::Request& request, const PayoutsParameters& asked) {
    http::Response response;
    response.set("Content-Type", "application/json");
    partner::set_page_headers(response, request.path, asked, page_.total, page_.rows);
    response.body = rows_.empty() ? "[]" : std::move(rows_) + ']';
    return response;
  }

 private:
  payouts::ListPage page_;
  std::string rows_;
};

}  // namespace

OperatorHandler payouts_list(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    auto asked = parse_payouts_parameters(request.query);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    auto page = std::make_shared<ToJson>();
    services.all_payouts.run(
        asked->query, page,
        [&request, asked = *asked, page,
         waiting = std::make_shared<http::Responder>(std::move(responder))](base::Status read) {
          if (!read) return waiting->send(render_error(read.error(), request.request_id));
          waiting->send(page->answer(request, asked));
        });
  };
}

OperatorHandler payouts_find(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    const auto id = payout_id(request);
    if (!id) return responder.send(render_error(id.error(), request.request_id));
    const auto found = services.look.find(*id);
    if (!found) return responder.send(render_error(found.error(), request.request_id));
    http::Response response;
    response.set("Content-Type", "application/json");
    append_whole(*found, response.body);
    responder.send(std::move(response));
  };
}

}  // namespace payoutd::api::operators
