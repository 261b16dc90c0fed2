// actions/sessions.h: what users see and do about themselves and their sessions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actions/authenticate.h"
#include "base/clock.h"
#include "base/in_flight.h"
#include "store/writer.h"

namespace payoutd::actions {

using store::Session;
using store::UserProfile;

struct Me {
  UserProfile user;
  access::Provider provider = access::Provider::email;
  bool renewed = false;  // the session begins anew: the browser must keep its cookies longer
};

// Safe from any thread. Callers are users.
class Sessions {
 public:
  using MeDone = std::function<void(base::Result<Me>)>;

  // What is handed in must outlive it. The destructor waits for what runs.
  Sessions(store::Store& store, store::Writer& writer, const base::Clock& clock)
      : store_(store), writer_(writer), clock_(clock) {}

  // The caller, and in passing: a session with less than half of its life left begins anew, and
  // that it was seen is noted once an hour. If that cannot be written it is for another time.
  void me(const Caller& caller, MeDone done);
  // The name that others see; nothing: none.
  void rename(const Caller& caller, std::optional<std::string> display_name, MeDone done);

  // Those that work, newest first.
  base::Result<std::vector<Session>> list(const Caller& caller);
  // Once `done` is told of success the session does not work any more, anywhere. Refusals:
  // `session_not_found` (the caller has no such session that works).
  void revoke(const Caller& caller, const base::Uuid& id, std::function<void(base::Status)> done);

 private:
  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
  base::InFlight jobs_;  // last: it waits for what uses the rest
};

}  // namespace payoutd::actions
