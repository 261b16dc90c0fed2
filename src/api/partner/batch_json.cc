#include "api/partner/batch_json.h"

#include <algorithm>

#include "api/partner/errors.h"
#include "api/partner/payout_json.h"
#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

constexpr size_t result_bytes_guess = 560;

void append_result(size_t index, const base::Result<store::StoredPayout>& payout,
                   std::string& out) {
  out += "{\"index\":" + std::to_string(index) + ",\"status\":";
  if (payout) {
    out += "201,\"payout\":";
    append_payout(view(payout->payout), out);
  } else {
    std::string error;
    const int status = append_error(payout.error(), error);
    out += std::to_string(status) + ",\"error\":" + error;
  }
  out += '}';
}

}  // namespace

http::Response batch_answer(const actions::CreatedBatch& created, bool atomic,
                            std::string_view request_id) {
  const auto refused =
      static_cast<size_t>(std::count_if(created.payouts.begin(), created.payouts.end(),
                                        [](const auto& payout) { return !payout.has_value(); }));
  const bool all_refused = atomic && refused > 0;
  http::Response response;
  response.status = all_refused ? 422 : refused == 0 ? 201 : 200;
  response.set("Content-Type", "application/json");
  if (created.replayed) response.set("Idempotent-Replayed", "true");
  std::string& out = response.body;
  out.reserve((created.payouts.size() + 1) * result_bytes_guess);
  if (all_refused) {
    out += R"({"error":"BatchRefused","code":"BATCH_REFUSED","message":)";
    base::append_json_string(
        "nothing was created: " + std::to_string(refused) + " of the payouts are refused", out);
    out += ",\"request_id\":";
    base::append_json_string(request_id, out);
  } else {
    out += "{\"created\":" + std::to_string(created.payouts.size() - refused) +
           ",\"refused\":" + std::to_string(refused);
  }
  out += ",\"results\":[";
  bool first = true;
  for (size_t i = 0; i < created.payouts.size(); ++i) {
    if (all_refused && created.payouts[i]) continue;
    if (!first) out += ',';
    first = false;
    append_result(i, created.payouts[i], out);
  }
  out += "]}";
  return response;
}

}  // namespace payoutd::api::partner
