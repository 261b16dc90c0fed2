#include "sim/world.h"

#include <algorithm>
#include <cstdio>

#include "actions/create_client.h"
#include "actions/create_user.h"
#include "actions/fund_wallet.h"
#include "actions/verify.h"
#include "base/check.h"

namespace payoutd::sim {
namespace {

constexpr uint64_t on_the_way_max = 3'000;  // payouts at the same time
constexpr uint64_t steps_between_audits = 500;
constexpr size_t test_clients = 6;
constexpr size_t user_count = 24;
constexpr uint64_t steps_for_users = 14;  // one of so many, on average

// Shorter than real ones, so that everything happens in a run.
constexpr actions::DispatchTimes times{.lease_micros = 5'000'000,
                                       .ask_first_micros = 500'000,
                                       .ask_max_micros = 600'000'000,
                                       .unsent_expiry_micros = 600'000'000,
                                       .action_expiry_micros = 120'000'000};
constexpr rails::sandbox::SandboxSettings bank_times{1'000, 1'000, 20'000};

actions::RailChoice choose_rails(rails::Rail& bank, rails::Rail& manual) {
  const std::string rules[] = {"*=manual"};
  const std::string_view names[] = {"sandbox", "manual"};
  auto routes = rails::RailRoutes::parse(rules, names);
  base::check(routes.has_value(), "the routes are right");
  return actions::RailChoice({&bank, &manual}, std::move(*routes), "sandbox");
}

base::SealKey make_seal_key(base::Random& random) {
  base::SealKey key;
  random.fill(key.bytes);
  return key;
}

money::Currency currency(std::string_view code) {
  const auto found = money::find_currency(code);
  base::check(found.has_value(), "the currency exists");
  return *found;
}

actions::ReferralRules make_referral_rules() {
  auto tiers = referrals::Tiers::parse("1:regular:1000,2:influencer:1500,3:partner:3333");
  base::check(tiers.has_value(), "the tiers are right");
  return {currency("USD"), 3'000'000, std::move(*tiers)};
}

}  // namespace

World::World(const Settings& settings, store::Store& store, base::FakeClock& clock)
    : settings_(settings),
      store_(store),
      clock_(clock),
      dice_(settings.seed),
      server_clock_(clock, dice_),
      random_(settings.seed ^ 0x9e3779b97f4a7c15ULL),
      bank_(clock, breaches_),
      sandbox_(bank_times, bank_, clock),
      guard_(sandbox_, store, breaches_),
      way_(guard_, dice_),
      rail_(way_, settings.plant, random_),
      planted_store_(store, settings.plant),
      rails_(choose_rails(rail_, manual_)),
      rules_(make_referral_rules()),
      auditor_(store, bank_, breaches_),
      user_auditor_(store, rules_, times.unsent_expiry_micros, breaches_),
      around_{planted_store_,
              rails_,
              server_clock_,
              random_,
              make_seal_key(random_),
              times,
              rules_,
              {.above_micro = four_eyes_above_micro},
              [this] { set_clock(); },
              settings.plant == Plant::early_answer} {
  add_clients();
  add_users();
  payoutd_ = std::make_unique<Payoutd>(around_, dice_);
}

void World::add_clients() {
  constexpr std::string_view codes[] = {"USD", "JPY", "KWD", "EUR"};
  std::vector<Client> clients;
  // The last one is live: its payouts wait for a person, who never comes.
  for (size_t i = 0; i <= test_clients; ++i) {
    const bool live = i == test_clients;
    actions::ClientMoney money;
    for (size_t k = 0; k < (live ? 1 : 1 + i % 4); ++k) {
      const money::Currency each = currency(codes[(i + k) % 4]);
      money.funding.push_back({0, each});
      const int64_t fixed = dice_.between(0, 3) * money::micro_per_unit;
      if (!dice_.one_in(4)) money.fees.push_back({each, fixed, dice_.between(0, 400)});
    }
    auto made = actions::create_client(store_, server_clock_, random_, around_.seal_key,
                                       "Client " + std::to_string(i),
                                       live ? access::Mode::live : access::Mode::test, {}, money);
    base::check(made.has_value(), "a client is made");
    Client client{{made->owner.key, made->owner.id, 0, made->owner.mode, made->key.key}, {}};
    for (const auto& wallet : made->wallets) {
      client.wallets.push_back({wallet.currency(), *wallet.wallet_id});
    }
    clients.push_back(std::move(client));
    auditor_.add_client(made->owner, money.fees);
  }
  clients_ = std::make_unique<Clients>(std::move(clients), dice_, auditor_, breaches_);
}

void World::add_users() {
  std::vector<actions::Caller> users;
  std::vector<payouts::OwnerId> ids;
  for (size_t i = 0; i < user_count; ++i) {
    const auto made = actions::create_user(store_, server_clock_, random_,
                                           "user" + std::to_string(i) + "@example.com");
    base::check(made.has_value(), "a user is made");
    users.push_back({made->key, made->id, 0, made->mode});
    ids.push_back(made->id);
    user_auditor_.add_user(*made);
  }
  users_ =
      std::make_unique<Users>(std::move(users), server_clock_, dice_, user_auditor_, breaches_);
  staff_ = std::make_unique<Staff>(std::move(ids), server_clock_, dice_, user_auditor_, breaches_);
}

// By a command beside the server, which waits until it is done.
void World::fund() {
  const size_t client = dice_.below(clients_->all().size());
  const money::Currency wallet = dice_.pick(clients_->all()[client].wallets).currency;
  const money::Amount amount{unit_micro(wallet) * dice_.between(1, 17'000'000), wallet};
  const auto done = planted_store_.write([&](store::Transaction& transaction) -> base::Status {
    auto funded = actions::fund_wallet(transaction, clients_->all()[client].caller.owner, amount,
                                       "", server_clock_.now());
    return funded ? base::Status() : base::forward(std::move(funded));
  });
  base::check(done.has_value(), "a wallet is funded");
  ++counts_.fundings;
  auditor_.funded(client, amount);
}

void World::run() {
  while (payouts() < settings_.payouts && !breaches_.any()) step();
  if (!breaches_.any()) finish();
}

void World::step() {
  ++counts_.steps;
  try {
    act();
  } catch (const Crash&) {
    restart();
  }
  pass_time();
  if (counts_.steps % steps_between_audits == 0) audit();
}

void World::act() {
  if (dice_.one_in(20'000)) throw Crash{};
  if (dice_.one_in(steps_for_users)) act_around_users();
  const uint64_t choice = dice_.below(1'000);
  if (choice < 400) {
    act_as_clients(choice);
  } else {
    act_as_server(choice);
  }
}

void World::act_as_clients(uint64_t choice) {
  const bool room = auditor_.unfinished() + asked_since_audit_ < on_the_way_max;
  if (choice < 290) {
    if (!room) return;
    ++asked_since_audit_;
    clients_->ask_for_new(*payoutd_);
  } else if (choice < 302) {
    if (!room) return;
    asked_since_audit_ += 10;
    clients_->ask_in_batch(*payoutd_);
  } else if (choice < 312) {
    clients_->ask_again(*payoutd_);
  } else if (choice < 315) {
    clients_->misuse_key(*payoutd_);
  } else if (choice < 355) {
    clients_->retry_lost(*payoutd_);
  } else if (choice < 380) {
    clients_->cancel_some(*payoutd_);
  } else if (choice < 385) {
    clients_->find_some(store_);
  } else if (choice < 395) {
    fund();
  }
}

void World::act_as_server(uint64_t choice) {
  if (choice < 430) {
    payoutd_->begin_due(static_cast<uint32_t>(dice_.between(1, 200)));
  } else if (choice < 930) {
    for (uint64_t i = dice_.below(8); i > 0 && payoutd_->send_one(); --i) continue;
  } else if (choice < 950) {
    payoutd_->run_slow_call();
  } else if (choice < 960) {
    way_.deliver_late_one();
  } else {
    flush();
  }
}

// Users, operators, and the worker that unlocks what they wait for.
void World::act_around_users() {
  const uint64_t choice = dice_.below(100);
  if (choice < 5) {
    users_->retry_lost(*payoutd_);
  } else if (choice < 12) {
    staff_->retry_lost(*payoutd_);
  } else if (choice < 40) {
    users_->act(*payoutd_);
  } else if (choice < 90) {
    staff_->act(*payoutd_);
  } else {
    payoutd_->unlock_due();
  }
}

void World::flush() {
  const auto size = static_cast<size_t>(dice_.between(1, dice_.one_in(4) ? 20 : 2'000));
  Trouble trouble = Trouble::none;
  if (dice_.one_in(60)) trouble = Trouble::crash_before_commit;
  if (dice_.one_in(60)) trouble = Trouble::crash_after_commit;
  if (dice_.one_in(60)) trouble = Trouble::store_fails;
  if (dice_.one_in(30)) trouble = Trouble::runs_twice;
  if (trouble == Trouble::store_fails) ++counts_.failed_commits;
  if (trouble == Trouble::runs_twice) ++counts_.second_runs;
  payoutd_->writer.flush(size, trouble);
}

void World::pass_time() {
  clock_.advance_micros(dice_.between(0, 1'500));
  if (dice_.one_in(2'000)) clock_.advance_micros(dice_.between(0, 3'000'000));
  if (dice_.one_in(3'000)) set_clock();
  if (dice_.one_in(40'000)) clock_.advance_micros(dice_.between(0, 900'000'000));
}

void World::set_clock() {
  ++counts_.clock_changes;
  server_clock_.set_behind(dice_.one_in(2) ? 0 : dice_.between(0, 3'000'000));
}

// The process is gone; the database, the bank and what is on its way to it are not.
void World::restart() {
  ++counts_.crashes;
  payoutd_.reset();
  clients_->lose_answers();
  users_->lose_answers();
  staff_->lose_answers();
  payoutd_ = std::make_unique<Payoutd>(around_, dice_);
  if (dice_.one_in(2)) clock_.advance_micros(dice_.between(0, 10'000'000));
  for (uint64_t i = dice_.below(4); i > 0; --i) way_.deliver_late_one();
}

void World::audit() {
  ++counts_.audits;
  asked_since_audit_ = 0;
  auditor_.audit();
  user_auditor_.audit();
  for (const auto& [client, number] : auditor_.take_stopped()) {
    if (dice_.one_in(4)) continue;  // it expires
    clients_->resolve(*payoutd_, server_clock_, client,
                      auditor_.books()[client].payouts[number].id);
  }
  show_progress();
}

// No more faults and no new wishes: everything must come to its end.
void World::finish() {
  way_.heal();
  settle_down();
  if (breaches_.any()) return;
  while (way_.deliver_late_one()) continue;
  audit_all();
}

void World::settle_down() {
  constexpr int rounds_max = 100'000;
  int idle_rounds = 0;
  for (int round = 0; round < rounds_max && !breaches_.any(); ++round) {
    ++counts_.steps;
    while (clients_->retry_lost(*payoutd_)) continue;
    while (users_->retry_lost(*payoutd_) || staff_->retry_lost(*payoutd_)) continue;
    payoutd_->unlock_due();
    payoutd_->writer.flush(1'000, Trouble::none);
    while (payoutd_->run_slow_call()) continue;
    payoutd_->begin_due(1'000);
    while (payoutd_->send_one()) continue;
    if (!payoutd_->is_idle()) {
      clock_.advance_micros(1'000);
      continue;
    }
    auto next = payoutd_->next_due();
    if (const auto unlock = payoutd_->micros_until_unlock()) {
      const base::Timestamp then{server_clock_.now().micros + *unlock};
      next = next ? std::min(*next, then) : then;
    }
    // What was stopped is resolved, what waits for ever is cancelled; not at every turn.
    if (++idle_rounds % 50 == 1 || !next) {
      audit();
      cancel_stuck();
      staff_->clear_queue(*payoutd_);
      if (!payoutd_->is_idle()) continue;
    }
    if (!next) return;
    clock_.advance_micros(std::max<int64_t>(1, next->micros - server_clock_.now().micros));
  }
}

void World::cancel_stuck() {
  for (size_t client = 0; client < auditor_.books().size(); ++client) {
    const auto& payouts = auditor_.books()[client].payouts;
    for (size_t number = 0; number < payouts.size(); ++number) {
      const KnownPayout& each = payouts[number];
      if (each.behaviour != rails::sandbox::Behaviour::stuck) continue;
      if (each.status != payouts::Status::processing) continue;
      clients_->cancel(*payoutd_, client, static_cast<payouts::PayoutNumber>(number), each.id);
    }
  }
}

void World::audit_all() {
  auditor_.audit_everything();
  auditor_.expect_all_over();
  user_auditor_.audit_everything();
  user_auditor_.expect_all_over();
  const auto report = actions::verify(store_);
  if (!report) return breaches_.tell("verify: " + report.error().message);
  for (const std::string& sentence : report->sentences) breaches_.tell("verify: " + sentence);
}

void World::show_progress() {
  if (!settings_.progress || payouts() < next_progress_) return;
  next_progress_ += 100'000;
  std::fprintf(stderr, "%lu payouts, %lu crashes\n", static_cast<unsigned long>(payouts()),
               static_cast<unsigned long>(counts_.crashes));
}

uint64_t World::digest() const {
  return Digest()
      .add(clients_->digest())
      .add(auditor_.digest())
      .add(users_->digest())
      .add(staff_->digest())
      .add(user_auditor_.digest())
      .add(counts_.steps)
      .value();
}

}  // namespace payoutd::sim
