// actions/authenticate.h: who is calling. The answer also says at which version the caller's
// payouts stand, so that a list needs no second look at the store.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

struct Caller {
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;  // acknowledged writes up to here must be seen
};

// Safe from any thread. `done` gets nothing for credentials that are missing, unknown, wrong,
// revoked or expired, without a difference in time between an unknown key and a wrong secret; an
// error only if the store cannot tell.
class Authenticate {
 public:
  using Done = std::function<void(base::Result<std::optional<Caller>>)>;

  Authenticate(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  void client(std::string_view api_key, std::string_view api_secret, const Done& done) const;
  void user(std::string_view session_token, const Done& done) const;

 private:
  store::Store& store_;
  const base::Clock& clock_;
};

}  // namespace payoutd::actions
