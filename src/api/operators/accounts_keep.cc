#include "api/operators/accounts_keep.h"

#include <algorithm>

#include "api/operators/account_body.h"
#include "api/operators/change_answer.h"
#include "api/operators/json_fields.h"
#include "api/operators/page_parameters.h"
#include "api/operators/path_id.h"
#include "api/partner/account_json.h"
#include "api/path_text.h"

namespace payoutd::api::operators {
namespace {

actions::OperatorAnswer render_wallet(const actions::Wallet& wallet) {
  actions::OperatorAnswer answer{200, {}};
  partner::append_wallet(wallet, answer.body);
  return answer;
}

actions::OperatorAnswer render_key(const payouts::OwnerId& client, access::Mode mode,
                                   const access::NewApiKey& key) {
  actions::OperatorAnswer answer{201, {}};
  base::JsonWriter json(answer.body);
  json.begin_object().field("client_id", std::string_view(base::to_text(client.value)));
  json.field("mode", to_text(mode)).field("api_key", std::string_view(key.key));
  json.field("api_secret", key.secret.reveal());
  json.field("signing_secret", key.signing_secret.reveal()).end_object();
  return answer;
}

actions::OperatorAnswer render_user(const actions::Owner& user) {
  actions::OperatorAnswer answer{201, {}};
  base::JsonWriter json(answer.body);
  json.begin_object().field("user_id", std::string_view(base::to_text(user.id.value)));
  json.end_object();
  return answer;
}

actions::OperatorAnswer render_session(const actions::OpenedSession& opened) {
  actions::OperatorAnswer answer{201, {}};
  base::JsonWriter json(answer.body);
  json.begin_object().field("session", opened.credentials.token.reveal());
  json.field("csrf", std::string_view(opened.credentials.csrf));
  json.key("expires_at").time(opened.expires_at).end_object();
  return answer;
}

actions::OperatorAnswer render_revoked(int64_t count) {
  return {200, R"({"revoked":)" + std::to_string(count) + "}"};
}

void append_owner(const actions::Owner& owner, std::string& out) {
  const bool is_client = owner.kind == actions::OwnerKind::client;
  base::JsonWriter json(out);
  json.begin_object().field("id", std::string_view(base::to_text(owner.id.value)));
  json.field(is_client ? "name" : "email", std::string_view(owner.name));
  if (is_client) json.field("mode", to_text(owner.mode));
  json.key("created_at").time(owner.created_at).end_object();
}

void write_networks(base::JsonWriter& json, std::string_view networks) {
  json.key("networks").begin_array();
  while (!networks.empty()) {
    const size_t comma = std::min(networks.find(','), networks.size());
    json.string(networks.substr(0, comma));
    networks.remove_prefix(std::min(comma + 1, networks.size()));
  }
  json.end_array();
}

http::Response keys_answer(const std::vector<actions::ApiKey>& keys) {
  http::Response response;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object().key("items").begin_array();
  for (const actions::ApiKey& key : keys) {
    json.begin_object().field("api_key", std::string_view(key.key));
    json.key("signed").boolean(key.signature_required);
    write_networks(json, key.allowed_networks);
    json.key("created_at").time(key.created_at);
    time_or_null(json, "revoked_at", key.revoked_at);
    json.end_object();
  }
  json.end_array().end_object();
  return response;
}

OperatorHandler owners_list(const Services& services, actions::OwnerKind kind) {
  return [services, kind](const http::Request& request, const actions::Operator& /*who*/,
                          http::Responder responder) {
    const auto asked = parse_owner_parameters(request.query, kind);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    const auto page = services.accounts.list(*asked);
    if (!page) return responder.send(render_error(page.error(), request.request_id));
    http::Response response;
    response.set("Content-Type", "application/json");
    response.body = R"({"items":[)";
    for (const actions::Owner& owner : page->rows) {
      if (&owner != &page->rows.front()) response.body += ',';
      append_owner(owner, response.body);
    }
    response.body += R"(],"total":)" + std::to_string(page->total) + "}";
    responder.send(std::move(response));
  };
}

}  // namespace

OperatorHandler clients_fund(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto client = client_id(request, "id");
    if (!client) return responder.send(render_error(client.error(), request.request_id));
    auto asked = parse_funding(request);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.accounts.fund(*client, asked->amount, asked->remarks), &render_wallet);
  };
}

OperatorHandler clients_list(const Services& services) {
  return owners_list(services, actions::OwnerKind::client);
}

OperatorHandler clients_create(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    auto asked = parse_client(request);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.accounts.create_client(asked->name, asked->mode),
                  [](const actions::NewClient& made) {
                    return render_key(made.owner.id, made.owner.mode, made.key);
                  });
  };
}

OperatorHandler keys_list(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    const auto client = client_id(request, "id");
    if (!client) return responder.send(render_error(client.error(), request.request_id));
    const auto keys = services.accounts.list_keys(*client);
    responder.send(keys ? keys_answer(*keys) : render_error(keys.error(), request.request_id));
  };
}

OperatorHandler keys_create(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto client = client_id(request, "id");
    if (!client) return responder.send(render_error(client.error(), request.request_id));
    auto asked = parse_key(request);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.accounts.create_key(*client, std::move(*asked)),
                  [](const actions::NewClientKey& made) {
                    return render_key(made.client.id, made.client.mode, made.key);
                  });
  };
}

OperatorHandler keys_revoke(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto key = path_text(request.path_value("key")).value_or("");
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  services.accounts.revoke_key(key), &render_ok<actions::Nothing>);
  };
}

OperatorHandler users_list(const Services& services) {
  return owners_list(services, actions::OwnerKind::user);
}

OperatorHandler users_create(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    auto email = parse_user(request);
    if (!email) return responder.send(render_error(email.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.accounts.create_user(std::move(*email)), &render_user);
  };
}

OperatorHandler sessions_create(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto user = user_id(request, "id");
    if (!user) return responder.send(render_error(user.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.accounts.create_session(*user), &render_session);
  };
}

OperatorHandler sessions_revoke(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    const auto user = user_id(request, "id");
    if (!user) return responder.send(render_error(user.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  services.accounts.revoke_sessions(*user), &render_revoked);
  };
}

}  // namespace payoutd::api::operators
