#include "api/operators/audit_list.h"

#include "api/operators/errors.h"
#include "api/operators/page_parameters.h"

namespace payoutd::api::operators {

void write_audit(base::JsonWriter& json, const actions::AuditPage& page) {
  json.key("items").begin_array();
  for (const access::AuditLine& line : page.lines) {
    json.begin_object().field("number", line.number);
    json.field("at", std::string_view(base::to_rfc3339_micros(line.at)));
    json.field("operator", std::string_view(line.operator_name));
    json.field("action", std::string_view(line.action));
    json.field("target", std::string_view(line.target)).field("outcome", line.outcome);
    json.field("remote_address", std::string_view(line.remote_address));
    json.field("request_id", std::string_view(line.request_id)).key("detail").raw(line.detail);
    json.field("hash", std::string_view(base::to_hex(line.hash))).end_object();
  }
  json.end_array().key("has_more").boolean(page.has_more);
}

OperatorHandler audit_list(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    const auto asked = parse_audit_parameters(request.query);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    const auto page = services.list_audit(asked->before, asked->limit);
    if (!page) return responder.send(render_error(page.error(), request.request_id));
    http::Response response;
    response.set("Content-Type", "application/json");
    base::JsonWriter json(response.body);
    json.begin_object();
    write_audit(json, *page);
    json.end_object();
    responder.send(std::move(response));
  };
}

}  // namespace payoutd::api::operators
