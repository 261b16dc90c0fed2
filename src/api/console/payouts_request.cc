#include "api/console/payouts_request.h"

#include "api/console/body.h"
#include "api/console/errors.h"
#include "api/console/payout_json.h"
#include "api/entity_tag.h"
#include "api/idempotency_key.h"
#include "api/shared_responder.h"

namespace payoutd::api::console {
namespace {

payouts::PayoutId id_of(const http::Request& request) {
  return {base::parse_uuid(request.path_value("id")).value_or(base::Uuid{})};
}

http::Response render(int status, const store::StoredPayout& stored,
                      const actions::Caller& caller) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  append_payout(view(stored.payout), caller.owner_id, response.body);
  return response;
}

std::string tag_of(const store::StoredPayout& stored, const actions::Caller& caller) {
  return entity_tag(caller.owner_id, caller.incarnation, stored.payout.version);
}

// The key, if there is one. Refusal `invalid_args`.
base::Result<std::optional<std::string>> optional_key(const http::Request& request) {
  if (request.count_headers("idempotency-key") == 0) return std::nullopt;
  const auto key = idempotency_key(request);
  if (!key) {
    return base::refused("invalid_args",
                         "an Idempotency-Key is one header of 8 to 256 visible ASCII characters");
  }
  return std::string(*key);
}

http::Response created_answer(const actions::PayoutRequest& created,
                              const actions::Caller& caller) {
  http::Response response = render(202, created.stored, caller);
  response.set("Location",
               "/v1/referrals/payouts/" + base::to_text(created.stored.payout.id.value));
  if (created.replayed) {
    response.set("Idempotent-Replayed", "true").set("Cache-Control", "private, no-cache");
  } else {
    set_caching(response, tag_of(created.stored, caller));
  }
  return response;
}

}  // namespace

base::Result<payouts::RequestedPayout> parse_request(const http::Request& request,
                                                     const RequestRules& rules) {
  const auto body = Body::read(request);
  if (!body) return tl::unexpected(body.error());
  const auto micro = body->integer("amount_micro");
  if (!micro) return tl::unexpected(micro.error());
  if (*micro <= 0) return invalid_args("amount_micro", "must be a whole number above 0");
  if (*micro > money::amount_max_micro) {
    return invalid_args("amount_micro", "must not be above 1000000000000000000");
  }
  const auto network = body->text("network");
  if (!network) return tl::unexpected(network.error());
  const auto address = body->text("address");
  if (!address) return tl::unexpected(address.error());
  if (const auto key = optional_key(request); !key) return tl::unexpected(key.error());

  if (const auto key = optional_key(request); !key) return tl::unexpected(key.error());

  const auto* const known = rules.networks.find(*network);
  if (known == nullptr) {
    return base::refused("invalid_network", "network must be one of: " + rules.networks.names());
  }
  if (auto judged = judge_address(known->rule, *address); !judged) {
    return base::forward(std::move(judged));
  }
  if (*micro < rules.least_micro) {
    return base::refused("payout_below_min",
                         "a payout is at least " + std::to_string(rules.least_micro) + " micro");
  }
  return payouts::RequestedPayout{
      {*micro, rules.currency}, std::string(*network), std::string(*address)};
}

UserHandler payouts_request(actions::RequestPayout& payouts, RequestRules rules) {
  return [&payouts, rules = std::move(rules)](const http::Request& request,
                                              const actions::Caller& caller,
                                              http::Responder responder) {
    auto asked = parse_request(request, rules);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    auto key = optional_key(request);
    if (!key) return responder.send(render_error(key.error(), request.request_id));
    payouts.create(caller, std::move(*asked), std::move(*key),
                   [&request, caller, shared = share(std::move(responder))](const auto& created) {
                     shared->send(created ? created_answer(*created, caller)
                                          : render_error(created.error(), request.request_id));
                   });
  };
}

UserHandler payouts_find(const actions::RequestPayout& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    const auto found = payouts.find(caller, id_of(request));
    if (!found) return responder.send(render_error(found.error(), request.request_id));
    if (!*found) {
      return responder.send(
          refusal(404, "payout_not_found", "There is no such payout.", request.request_id));
    }
    const std::string tag = tag_of(**found, caller);
    if (matches(request, tag)) return responder.send(not_modified(tag));
    http::Response response = render(200, **found, caller);
    set_caching(response, tag);
    responder.send(std::move(response));
  };
}

UserHandler payouts_cancel(actions::RequestPayout& payouts) {
  return [&payouts](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    payouts.cancel(caller, id_of(request),
                   [&request, caller, shared = share(std::move(responder))](const auto& cancelled) {
                     if (!cancelled) {
                       return shared->send(render_error(cancelled.error(), request.request_id));
                     }
                     http::Response response = render(200, *cancelled, caller);
                     set_caching(response, tag_of(*cancelled, caller));
                     shared->send(std::move(response));
                   });
  };
}

}  // namespace payoutd::api::console
