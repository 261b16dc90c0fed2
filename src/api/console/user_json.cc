#include "api/console/user_json.h"

#include <optional>
#include <string_view>

#include "base/json_writer.h"

namespace payoutd::api::console {
namespace {

void field_or_null(base::JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

void append_user(base::JsonWriter& json, const actions::UserProfile& user) {
  json.key("user").begin_object();
  json.field("id", std::string_view(base::to_text(user.id.value)));
  json.field("email", std::string_view(user.email));
  field_or_null(json, "display_name", user.display_name.value_or(""));
  json.key("avatar_url").null();
  json.key("created_at").time(user.created_at);
  json.key("updated_at").time(user.updated_at).end_object();
}

}  // namespace

std::string signed_in_body(const actions::UserProfile& user) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  append_user(json, user);
  json.end_object();
  return body;
}

std::string me_body(const actions::Me& me) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  append_user(json, me.user);
  json.field("provider", access::to_text(me.provider)).end_object();
  return body;
}

std::string sessions_body(const std::vector<actions::Session>& sessions,
                          const base::Uuid& current) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().key("items").begin_array();
  for (const actions::Session& session : sessions) {
    json.begin_object().field("id", std::string_view(base::to_text(session.id)));
    json.field("provider", access::to_text(session.provider));
    json.key("created_at").time(session.created_at);
    json.key("last_seen_at").time(session.last_seen_at);
    json.key("expires_at").time(session.expires_at);
    json.key("current").boolean(session.id == current);
    field_or_null(json, "user_agent", session.user_agent);
    field_or_null(json, "remote_address", session.remote_address);
    json.end_object();
  }
  json.end_array().end_object();
  return body;
}

}  // namespace payoutd::api::console
