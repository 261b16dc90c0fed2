#include "api/console/referral_code.h"

#include "api/console/body.h"
#include "api/console/errors.h"
#include "api/shared_responder.h"
#include "base/json_writer.h"

namespace payoutd::api::console {
namespace {

// The names are as the reference prints them.
http::Response render(const store::ReferralCode& code, const payouts::OwnerId& user) {
  http::Response response;
  response.set("Content-Type", "application/json").set("Cache-Control", "no-store");
  base::JsonWriter json(response.body);
  json.begin_object().key("code").begin_object();
  json.field("ID", std::string_view(base::to_text(code.id.value)));
  json.field("UserID", std::string_view(base::to_text(user.value)));
  json.field("Code", std::string_view(code.code)).field("Kind", "custom");
  json.key("CreatedAt").time(code.created_at);
  json.key("DisabledAt").null();
  json.end_object().end_object();
  return response;
}

}  // namespace

UserHandler referral_code_set(actions::Referrals& referrals) {
  return [&referrals](const http::Request& request, const actions::Caller& caller,
                      http::Responder responder) {
    const auto body = Body::read(request);
    if (!body) return responder.send(render_error(body.error(), request.request_id));
    const auto slug = body->text("slug");
    if (!slug) return responder.send(render_error(slug.error(), request.request_id));
    referrals.set_slug(caller, *slug,
                       [&request, caller, shared = share(std::move(responder))](const auto& code) {
                         shared->send(code ? render(*code, caller.owner_id)
                                           : render_error(code.error(), request.request_id));
                       });
  };
}

UserHandler referral_code_remove(actions::Referrals& referrals) {
  return [&referrals](const http::Request& request, const actions::Caller& caller,
                      http::Responder responder) {
    referrals.remove_slug(
        caller, [&request, shared = share(std::move(responder))](const base::Status& removed) {
          if (!removed) return shared->send(render_error(removed.error(), request.request_id));
          http::Response response;
          response.set("Content-Type", "application/json").set("Cache-Control", "no-store");
          response.body = R"({"ok":true})";
          shared->send(std::move(response));
        });
  };
}

}  // namespace payoutd::api::console
