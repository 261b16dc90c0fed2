#include "api/health/routes.h"

#include <memory>

#include "api/console/errors.h"
#include "base/json_writer.h"

namespace payoutd::api::health {
namespace {

http::Response state(int status, std::string_view word, std::string_view reason = {}) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json").set("Cache-Control", "no-store");
  base::JsonWriter json(response.body);
  json.begin_object().field("status", word).field_unless_empty("reason", reason).end_object();
  return response;
}

bool is_local(const http::Request& request) {
  return request.remote_address.starts_with("127.") || request.remote_address == "::1";
}

}  // namespace

void add_routes(http::Router& router, std::function<base::Status()> ready, TellMetrics metrics) {
  router.add(http::Method::get, "/healthz",
             [](const http::Request& /*request*/, http::Responder responder) {
               responder.send(state(200, "ok"));
             });
  router.add(
      http::Method::get, "/readyz",
      [ready = std::move(ready)](const http::Request& /*request*/, http::Responder responder) {
        const base::Status answered = ready();
        responder.send(answered ? state(200, "ready")
                                : state(503, "not_ready", answered.error().reason));
      });
  router.add(
      http::Method::get, "/metrics",
      [metrics = std::move(metrics)](const http::Request& request, http::Responder responder) {
        if (!is_local(request)) {
          return responder.send(console::render_fault(http::Fault::not_found, request.request_id));
        }
        const auto waiting = std::make_shared<http::Responder>(std::move(responder));
        metrics([waiting](std::string text) {
          http::Response response;
          response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
          response.body = std::move(text);
          waiting->send(std::move(response));
        });
      });
}

}  // namespace payoutd::api::health
