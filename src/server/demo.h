// server/demo.h: what `serve --demo` shows a newcomer: owners with believable payouts, and lines to
// paste.
#pragma once

#include <string>
#include <vector>

#include "access/credentials.h"
#include "base/clock.h"
#include "server/settings.h"
#include "store/store.h"

namespace payoutd::server {

struct DemoCredentials {
  struct Client {
    std::string name;
    access::Mode mode;
    access::NewApiKey key;
  };
  struct User {
    std::string email;
    access::NewSession session;
  };
  std::vector<Client> clients;
  std::vector<User> users;
};

// Fills an empty database with the demo's owners, payouts and rewards; on one that the demo filled
// before, makes new credentials and revokes the old ones (only digests are kept, so the old cannot
// be shown again). Refusals: `not_a_demo` (the database holds other owners). Or the store's errors.
base::Result<DemoCredentials> prepare_demo(const Settings& settings, store::Store& store,
                                           const base::Clock& clock);

// Ready-to-paste curl lines for both lists, for a payout of each API, and for what users have
// earned.
std::string demo_page(const Settings& settings, const DemoCredentials& credentials,
                      const std::string& url);

}  // namespace payoutd::server
