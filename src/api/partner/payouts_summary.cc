#include "api/partner/payouts_summary.h"

#include <memory>
#include <utility>

#include "api/entity_tag.h"
#include "api/partner/errors.h"
#include "api/partner/list_parameters.h"
#include "api/partner/summary_json.h"

namespace payoutd::api::partner {
namespace {

http::Response answer_of(const base::Result<payouts::ListSummary>& summary,
                         const actions::Caller& caller, std::string_view request_id) {
  if (!summary) return render_error(summary.error(), payouts_summary_failure, request_id);
  http::Response response;
  response.set("Content-Type", "application/json");
  set_caching(response, entity_tag(caller.owner_id, caller.incarnation, summary->version));
  append_summary(*summary, response.body);
  return response;
}

}  // namespace

ClientHandler payouts_summary(actions::SummarizePayouts& summarize_payouts) {
  return [&summarize_payouts](const http::Request& request, const actions::Caller& caller,
                              http::Responder responder) {
    const auto filter = parse_list_filter(request.query);
    if (!filter) {
      return responder.send(validation_failure(filter.error().fields, request.request_id));
    }
    const std::string tag = entity_tag(caller);
    if (matches(request, tag)) return responder.send(not_modified(tag));
    const auto waiting = std::make_shared<http::Responder>(std::move(responder));
    summarize_payouts.run(caller, *filter, [&request, caller, waiting](const auto& summary) {
      waiting->send(answer_of(summary, caller, request.request_id));
    });
  };
}

}  // namespace payoutd::api::partner
