#include "server/demo.h"

#include <algorithm>
#include <future>
#include <initializer_list>
#include <memory>

#include "actions/attribution.h"
#include "actions/create_client.h"
#include "actions/create_session.h"
#include "actions/create_user.h"
#include "actions/fund_wallet.h"
#include "actions/generate_payouts.h"
#include "actions/request_payout.h"
#include "actions/rewards.h"
#include "referrals/code.h"
#include "server/open_store.h"
#include "store/batching_writer.h"

namespace payoutd::server {
namespace {

struct DemoOwner {
  store::OwnerKind kind;
  access::Mode mode;
  const char* name;
  uint64_t payouts;
};

constexpr int64_t demo_funding_micro = 100'000 * money::micro_per_unit;

constexpr DemoOwner demo_owners[] = {
    {store::OwnerKind::client, access::Mode::live, "Demo: Northwind Rewards", 5000},
    {store::OwnerKind::client, access::Mode::test, "Demo: Acme (test mode)", 2000},
    {store::OwnerKind::user, access::Mode::live, "ada@demo.example", 3000},
    {store::OwnerKind::user, access::Mode::live, "ben@demo.example", 2000},
};

base::Result<store::Owner> create_owner(const DemoOwner& demo, store::Store& store,
                                        base::Timestamp now, base::Random& random) {
  base::Result<store::Owner> owner;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    owner = transaction.create_owner(demo.kind, demo.mode, {base::make_uuid_v7(now, random)},
                                     demo.name, now);
    if (owner && demo.kind == store::OwnerKind::client) {
      const money::Amount amount{demo_funding_micro, *money::find_currency("USD")};
      auto funded = actions::fund_wallet(transaction, owner->key, amount, "Demo funding", now);
      if (!funded) return base::forward(std::move(funded));
    }
    return owner ? base::Status() : base::forward(base::Result<store::Owner>(owner));
  });
  if (!written) return tl::unexpected(written.error());
  return owner;
}

// Creates what is missing: the last start may have been interrupted half way.
base::Status complete_owners(const std::vector<store::Owner>& present, const Settings& settings,
                             store::Store& store, const base::Clock& clock, base::Random& random) {
  uint64_t seed = 1;
  for (const DemoOwner& demo : demo_owners) {
    const auto known = std::find_if(present.begin(), present.end(), [&](const store::Owner& each) {
      return each.name == demo.name;
    });
    auto owner = known != present.end() ? base::Result<store::Owner>(*known)
                                        : create_owner(demo, store, clock.now(), random);
    if (!owner) return base::forward(std::move(owner));
    const actions::GenerateOptions options{.owner = owner->id,
                                           .kind = demo.kind,
                                           .count = demo.payouts,
                                           .seed = seed++,
                                           .currency = settings.console_currency,
                                           .on_progress = {}};
    if (owner->payout_count > 0) continue;
    auto generated = actions::generate_payouts(store, clock, random, options);
    if (!generated) return generated;
  }
  return {};
}

constexpr const char* demo_inviter = "ada@demo.example";
constexpr const char* demo_invitee = "ben@demo.example";
constexpr const char* demo_address = "0x52908400098527886E0F7030069857D2E4169EE7";  // of EIP-55

const store::Owner* find_by_name(const std::vector<store::Owner>& owners, std::string_view name) {
  const auto found = std::ranges::find(owners, name, &store::Owner::name);
  return found != owners.end() ? &*found : nullptr;
}

// Ada has invited Ben, who has paid an invoice; both have something to ask for.
base::Status begin_rewards(store::Transaction& transaction, const store::Owner& ada,
                           const store::Owner& ben, const actions::ReferralRules& rules,
                           base::Timestamp now, base::Random& random) {
  const auto new_id = [&] { return referrals::RewardId{base::make_uuid_v7(now, random)}; };
  actions::attribute_user(transaction, ben, referrals::account_code(ada.id), now);
  const std::pair<const store::Owner&, int64_t> credits[] = {{ada, 250}, {ben, 40}};
  for (const auto& [user, units] : credits) {
    const auto credited = actions::credit_reward(
        transaction, rules, user.key,
        {.amount_micro = units * money::micro_per_unit, .note = "Welcome", .available = true},
        new_id(), now);
    if (!credited) return tl::unexpected(credited.error());
  }
  const auto rewarded = actions::reward_payment(
      transaction, rules, {"demo-payment-1", ben.key, 120 * money::micro_per_unit}, new_id(), now);
  if (!rewarded) return tl::unexpected(rewarded.error());
  return {};
}

// Once, whatever was interrupted: who has a reward was begun with, and a key asks once.
base::Status complete_rewards(const std::vector<store::Owner>& owners, const Settings& settings,
                              store::Store& store, const base::Clock& clock, base::Random& random) {
  const store::Owner* const ada = find_by_name(owners, demo_inviter);
  const store::Owner* const ben = find_by_name(owners, demo_invitee);
  if (ada == nullptr || ben == nullptr) return {};
  if (ada->reward_count == 0) {
    auto begun = store.write([&](store::Transaction& transaction) {
      return begin_rewards(transaction, *ada, *ben, referral_rules(settings), clock.now(), random);
    });
    if (!begun) return begun;
  }
  store::BatchingWriter writer(store, {});
  actions::RequestPayout requests(store, writer, clock, random);
  const auto asked = std::make_shared<std::promise<base::Status>>();
  requests.create(
      {.owner = ada->key, .owner_id = ada->id},
      {{60 * money::micro_per_unit, settings.console_currency}, "ethereum", demo_address},
      "demo-payout-1", [asked](const base::Result<actions::PayoutRequest>& request) {
        asked->set_value(request ? base::Status() : tl::unexpected(request.error()));
      });
  return asked->get_future().get();
}

bool all_of_demo(const std::vector<store::Owner>& owners) {
  return std::all_of(owners.begin(), owners.end(), [](const store::Owner& owner) {
    return std::any_of(std::begin(demo_owners), std::end(demo_owners),
                       [&](const DemoOwner& each) { return owner.name == each.name; });
  });
}

base::Result<DemoCredentials> renew_credentials(const std::vector<store::Owner>& owners,
                                                store::Store& store, const base::Clock& clock,
                                                base::Random& random,
                                                const base::SealKey& seal_key) {
  DemoCredentials credentials;
  const base::Timestamp now = clock.now();
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    for (const store::Owner& owner : owners) {
      if (auto revoked = transaction.revoke_credentials(owner.key, now); !revoked) return revoked;
      if (owner.kind == store::OwnerKind::client) {
        auto key = actions::add_api_key(transaction, owner, now, random, seal_key);
        if (!key) return base::forward(std::move(key));
        credentials.clients.push_back({owner.name, owner.mode, std::move(*key)});
        continue;
      }
      auto session = actions::add_session(transaction, owner, now, random);
      if (!session) return base::forward(std::move(session));
      credentials.users.push_back({owner.name, std::move(session->credentials)});
    }
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return credentials;
}

}  // namespace

base::Result<DemoCredentials> prepare_demo(const Settings& settings, store::Store& store,
                                           const base::Clock& clock) {
  base::SystemRandom random;
  const auto seal_key = open_seal_key(settings, random);
  if (!seal_key) return tl::unexpected(seal_key.error());
  auto owners = store.all_owners();
  if (!owners) return base::forward(std::move(owners));
  if (!all_of_demo(*owners)) {
    return base::refused("not_a_demo",
                         "the database holds real owners: --demo is for an empty one (--db)");
  }
  if (auto done = complete_owners(*owners, settings, store, clock, random); !done) {
    return base::forward(std::move(done));
  }
  owners = store.all_owners();
  if (!owners) return base::forward(std::move(owners));
  if (auto done = complete_rewards(*owners, settings, store, clock, random); !done) {
    return base::forward(std::move(done));
  }
  return renew_credentials(*owners, store, clock, random, *seal_key);
}

namespace {

// A payout that the sandbox pays within seconds, and where to see it.
std::string create_lines(const DemoCredentials::Client& client, const std::string& url) {
  const std::string headers = " -H 'X-API-Key: " + client.key.key +
                              "' -H 'X-API-Secret: " + std::string(client.key.secret.reveal()) +
                              "'";
  return "\n# … create a payout: the sandbox pays it within seconds (docs/SANDBOX.md)\n"
         "curl -i '" +
         url + "/api/v1/payouts'" + headers +
         " -H 'Content-Type: application/json' -H 'Idempotency-Key: demo-0001' -d "
         "'{\"reference_id\":\"DEMO_1\",\"wallet_id\":1,\"amount\":25.00,\"currency\":\"USD\","
         "\"beneficiary_email\":\"john.doe@example.com\",\"beneficiary_first_name\":\"John\","
         "\"beneficiary_last_name\":\"Doe\"}'\n"
         "curl -i '" +
         url + "/api/v1/payouts/by-reference/DEMO_1'" + headers + "\n";
}

void append(std::string& page, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) page += text;
}

}  // namespace

std::string demo_page(const Settings& settings, const DemoCredentials& credentials,
                      const std::string& url) {
  std::string page = "\nDemo data is in place. Paste a line into another terminal:\n";
  for (const auto& client : credentials.clients) {
    page += "\n# partner API, " + client.name + ": its completed USD payouts, largest first\n";
    page +=
        "curl -i '" + url +
        "/api/v1/payouts?status=completed&currency=USD&sort_by=amount&limit=5' -H 'X-API-Key: " +
        client.key.key + "' -H 'X-API-Secret: " + std::string(client.key.secret.reveal()) + "'\n";
    if (client.mode == access::Mode::test) page += create_lines(client, url);
  }
  for (const auto& user : credentials.users) {
    const std::string cookie = " -H 'Cookie: " + settings.console.session_cookie + "=" +
                               std::string(user.session.token.reveal());
    const std::string list = "curl -i '" + url + "/v1/referrals/payouts";
    const std::string& csrf = user.session.csrf;
    append(page, {"\n# console API, ", user.email, ": their latest payouts\n"});
    append(page, {list, "?limit=5&offset=0'", cookie, "'\n"});
    append(page, {"# … what they have earned, and a payout of some of it\n"});
    append(page, {"curl -i '", url, "/v1/referrals/me'", cookie, "'\n"});
    append(page, {list, "'", cookie, "; ", settings.console.csrf_cookie, "=", csrf,
                  "' -H 'X-CSRF-Token: ", csrf, "' -H 'Content-Type: application/json'"});
    append(page, {" -d '{\"amount_micro\":", std::to_string(settings.console_min_micro),
                  ",\"network\":\"ethereum\",\"address\":\"", demo_address, "\"}'\n"});
  }
  return page + "\n";
}

}  // namespace payoutd::server
