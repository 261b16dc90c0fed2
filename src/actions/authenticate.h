// actions/authenticate.h: who is calling. The answer also says at which version the caller's
// payouts stand, so that a list needs no second look at the store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "access/signature.h"
#include "access/used_signatures.h"
#include "base/clock.h"
#include "base/seal.h"
#include "store/store.h"

namespace payoutd::actions {

struct Caller {
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;  // acknowledged writes up to here must be seen
  access::Mode mode = access::Mode::live;
  std::string api_key{};                 // of a client: which of its keys; a name, not a secret
  base::Uuid session{};                  // of a user: which of the sessions; likewise
  payouts::Incarnation incarnation = 0;  // of the database that the version is of
};

// All that a request to the partner API says of who sends it. Everything must live until `done` was
// called.
struct ClientCredentials {
  std::string_view api_key;
  std::string_view api_secret;
  std::string_view remote_address;            // of the peer, without a port
  std::optional<std::string_view> signature;  // the header, if it is there once
  access::SignedRequest request;
};

// Safe from any thread. `done` gets nothing for credentials that are missing, unknown, wrong,
// revoked or expired, without a difference in time between an unknown key and a wrong secret; an
// error only if the store cannot tell, or if it cannot be told whether a signature is used for the
// first time (`signatures_full`, unavailable: access/used_signatures.h).
class Authenticate {
 public:
  using Done = std::function<void(base::Result<std::optional<Caller>>)>;

  // Signatures of before now are not taken, and so many are remembered: access/used_signatures.h.
  Authenticate(store::Store& store, const base::Clock& clock, const base::SealKey& seal_key,
               size_t signatures_remembered = access::UsedSignatures::default_capacity)
      : store_(store),
        clock_(clock),
        seal_key_(seal_key),
        used_signatures_(clock.now(), signatures_remembered) {}

  // Key and secret first; then, only for who knows them: is the key revoked, is it used from one of
  // its networks, and has the request, if the key asks for that, a signature that is right, of this
  // time and used for the first time. Only such a signature counts as used. What failed is in the
  // log, and nowhere else.
  void client(const ClientCredentials& credentials, const Done& done) const;
  void user(std::string_view session_token, const Done& done) const;

 private:
  base::Result<std::optional<Caller>> judge(const ClientCredentials& credentials,
                                            const std::optional<store::ApiKeyOwner>& found) const;
  // Why the request is refused; empty if it is not.
  base::Result<std::string_view> fault_of(const ClientCredentials& credentials,
                                          const store::ApiKeyOwner& key) const;
  base::Result<std::string_view> fault_of_signature(const ClientCredentials& credentials,
                                                    const store::ApiKeyOwner& key) const;

  store::Store& store_;
  const base::Clock& clock_;
  const base::SealKey seal_key_;
  mutable access::UsedSignatures used_signatures_;  // safe from any thread
};

}  // namespace payoutd::actions
