#include "actions/authenticate.h"

namespace payoutd::actions {

void Authenticate::client(std::string_view api_key, std::string_view api_secret,
                          const Done& done) const {
  // Even what cannot be a key is looked up: the shape of a guess must not show in the time either.
  store_.find_api_key(api_key, [secret = base::Secret(std::string(api_secret)),
                                done](base::Result<std::optional<store::ApiKeyOwner>> found) {
    if (!found) return done(tl::unexpected(std::move(found).error()));
    const auto& key = *found;
    const auto stored = key ? std::optional(key->secret_hash) : std::nullopt;
    const bool matches = access::secret_matches(secret.reveal(), stored);
    if (!matches || key->revoked) return done(std::optional<Caller>());
    done(std::optional<Caller>({key->owner, key->owner_id, key->version}));
  });
}

void Authenticate::user(std::string_view session_token, const Done& done) const {
  // A look-up by digest tells an attacker nothing by its time: a digest cannot be steered.
  store_.find_session(
      base::sha256(session_token),
      [now = clock_.now(), done](base::Result<std::optional<store::SessionOwner>> found) {
        if (!found) return done(tl::unexpected(std::move(found).error()));
        const auto& session = *found;
        if (!session || session->revoked || session->expires_at <= now) {
          return done(std::optional<Caller>());
        }
        done(std::optional<Caller>({session->owner, session->owner_id, session->version}));
      });
}

}  // namespace payoutd::actions
