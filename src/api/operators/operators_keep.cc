#include "api/operators/operators_keep.h"

#include "api/operators/body.h"
#include "api/operators/change_answer.h"
#include "api/operators/json_fields.h"
#include "api/path_text.h"

namespace payoutd::api::operators {
namespace {

void write_roles(base::JsonWriter& json, access::Roles roles) {
  json.key("roles").begin_array();
  for (const std::string_view word : roles.words()) json.string(word);
  json.end_array();
}

actions::OperatorAnswer render_created(const actions::NewOperator& made) {
  actions::OperatorAnswer answer{201, {}};
  base::JsonWriter json(answer.body);
  json.begin_object().field("name", std::string_view(made.name));
  json.field("token", made.token.reveal());
  write_roles(json, made.roles);
  json.end_object();
  return answer;
}

http::Response list_answer(const std::vector<actions::KnownOperator>& rows) {
  http::Response response;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object().key("items").begin_array();
  for (const auto& row : rows) {
    json.begin_object().field("name", std::string_view(row.name));
    write_roles(json, row.roles);
    json.key("created_at").time(row.created_at);
    time_or_null(json, "revoked_at", row.revoked_at);
    json.end_object();
  }
  json.end_array().end_object();
  return response;
}

std::optional<access::Roles> read_roles(ObjectReading& reading) {
  const auto given = reading.value("roles", Need::required, base::JsonKind::array);
  if (!given) return std::nullopt;
  access::Roles roles;
  for (const base::JsonValue each : *given) {
    const auto role = each.is(base::JsonKind::string) ? access::parse_role(each.text())
                                                      : std::optional<access::Role>();
    if (!role) {
      reading.refuse("roles", "one_of", "must be among: read, queue, money, admin");
      return std::nullopt;
    }
    roles.add(*role);
  }
  if (roles.empty()) reading.refuse("roles", "empty", "must have one role at least");
  return roles;
}

struct Asked {
  std::string name;
  access::Roles roles;
};

base::Result<Asked> parse_create(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"name", "roles"};
  ObjectReading reading(document->root(), names);
  const auto name = reading.text("name", Need::required, {1, 255});
  if (name && !access::is_operator_name(*name)) {
    reading.refuse("name", "name", "must be 1 to 64 of A-Z a-z 0-9 . _ - and not `first`");
  }
  const auto roles = read_roles(reading);
  if (reading.is_refused()) return reading.refusal();
  return Asked{std::string(*name), *roles};
}

}  // namespace

OperatorHandler operators_list(const Services& services) {
  return [&operators = services.operators](const http::Request& request,
                                           const actions::Operator& /*who*/,
                                           http::Responder responder) {
    const auto rows = operators.list();
    responder.send(rows ? list_answer(*rows) : render_error(rows.error(), request.request_id));
  };
}

OperatorHandler operators_create(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    auto asked = parse_create(request);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.operators.create(asked->name, asked->roles), &render_created);
  };
}

OperatorHandler operators_revoke(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto name = path_text(request.path_value("name")).value_or("");
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  services.operators.revoke(name), &render_ok<actions::Nothing>);
  };
}

}  // namespace payoutd::api::operators
