#include "actions/authenticate.h"

#include "access/networks.h"
#include "base/check.h"
#include "base/log.h"

namespace payoutd::actions {

void Authenticate::client(const ClientCredentials& credentials, const Done& done) const {
  // Even what cannot be a key is looked up: the shape of a guess must not show in the time either.
  store_.find_api_key(credentials.api_key, [this, credentials, done](auto found) {
    if (!found) return done(tl::unexpected(std::move(found).error()));
    done(judge(credentials, *found));
  });
}

base::Result<std::optional<Caller>> Authenticate::judge(
    const ClientCredentials& credentials, const std::optional<store::ApiKeyOwner>& found) const {
  const auto stored = found ? std::optional(found->secret_hash) : std::nullopt;
  if (!access::secret_matches(credentials.api_secret, stored)) return std::nullopt;
  const auto fault = fault_of(credentials, *found);
  if (!fault) return tl::unexpected(fault.error());
  if (!fault->empty()) {
    // The client is told nothing; the operator whom it asks can say why.
    base::LogLine(base::LogLevel::info, "client_refused")
        .text("api_key", credentials.api_key)
        .text("reason", *fault)
        .text("remote_address", credentials.remote_address);
    return std::nullopt;
  }
  return Caller{.owner = found->owner,
                .owner_id = found->owner_id,
                .version = found->version,
                .mode = found->mode,
                .api_key = std::string(credentials.api_key),
                .incarnation = store_.incarnation()};
}

base::Result<std::string_view> Authenticate::fault_of(const ClientCredentials& credentials,
                                                      const store::ApiKeyOwner& key) const {
  if (key.revoked) return "key_revoked";
  if (!key.allowed_networks.empty()) {
    const auto networks = access::Networks::parse(key.allowed_networks);
    if (!networks) {
      return base::unavailable("store_damaged",
                               "the networks of an API key: " + networks.error().message);
    }
    if (!networks->contains(credentials.remote_address)) return "network_not_allowed";
  }
  if (key.signature_required) return fault_of_signature(credentials, key);
  return "";
}

base::Result<std::string_view> Authenticate::fault_of_signature(
    const ClientCredentials& credentials, const store::ApiKeyOwner& key) const {
  using Use = access::UsedSignatures::Use;
  if (!credentials.signature) return "signature_missing";
  const auto signature = access::parse_signature(*credentials.signature);
  if (!signature) return "signature_malformed";
  const base::Timestamp now = clock_.now();
  if (!access::is_of_this_time(*signature, now)) return "signature_not_of_this_time";
  const auto secret = base::unseal(key.sealed_signing_secret, credentials.api_key, seal_key_);
  if (!secret) return base::unavailable(secret.error().reason, secret.error().message);
  if (!access::signature_matches(*signature, credentials.request, *secret)) {
    return "signature_wrong";
  }
  switch (used_signatures_.use(*signature, now)) {
    case Use::first:
      return "";
    case Use::not_once:
      return "signature_used";
    case Use::full:
      return base::unavailable("signatures_full", "too many signed requests in a short time");
  }
  base::fail_check("a use is one of three", __FILE__, __LINE__);
}

void Authenticate::user(std::string_view session_token, const Done& done) const {
  // A look-up by digest tells an attacker nothing by its time: a digest cannot be steered.
  store_.find_session(
      base::sha256(session_token),
      [this, now = clock_.now(), done](base::Result<std::optional<store::SessionOwner>> found) {
        if (!found) return done(tl::unexpected(std::move(found).error()));
        const auto& session = *found;
        if (!session || session->revoked || session->expires_at <= now) {
          return done(std::optional<Caller>());
        }
        done(std::optional<Caller>({.owner = session->owner,
                                    .owner_id = session->owner_id,
                                    .version = session->version,
                                    .session = session->id,
                                    .incarnation = store_.incarnation()}));
      });
}

}  // namespace payoutd::actions
