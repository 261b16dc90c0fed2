#include "api/partner/payouts_change.h"

#include "api/partner/errors.h"
#include "api/partner/payout_answer.h"

namespace payoutd::api::partner {
namespace {

payouts::PayoutId id_of(const http::Request& request) {
  return payouts::parse_partner_payout_id(request.path_value("id")).value_or(payouts::PayoutId{});
}

}  // namespace

ClientHandler payouts_cancel(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    payouts.cancel.run(
        caller, id_of(request),
        [&request, caller, shared = share(std::move(responder))](const auto& cancelled) {
          answer_changed(request, caller, cancelled, "Failed to cancel payout", *shared);
        });
  };
}

ClientHandler payouts_resolve(actions::PartnerPayouts& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    payouts.resolve(caller, id_of(request),
                    [&request, caller, shared = share(std::move(responder))](const auto& resolved) {
                      answer_changed(request, caller, resolved, "Failed to resolve payout",
                                     *shared);
                    });
  };
}

}  // namespace payoutd::api::partner
