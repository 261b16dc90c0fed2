// sim/world.h: payoutd, its clients, its bank, the disk and the clock, in one thread, from one
// seed.
#pragma once

#include <memory>

#include "rails/manual/manual_rail.h"
#include "rails/sandbox/sandbox_rail.h"
#include "sim/clients.h"
#include "sim/faulty_rail.h"
#include "sim/journal_guard.h"
#include "sim/planted_rail.h"
#include "sim/planted_store.h"
#include "sim/settings.h"
#include "sim/staff.h"
#include "sim/users.h"
#include "sim/wandering_clock.h"

namespace payoutd::sim {

struct WorldCounts {
  uint64_t steps = 0;
  uint64_t crashes = 0;
  uint64_t failed_commits = 0;
  uint64_t second_runs = 0;  // of a batch
  uint64_t fundings = 0;
  uint64_t clock_changes = 0;
  uint64_t audits = 0;
};

class World {
 public:
  // `store` is empty and outlives the world; so does `clock`.
  World(const Settings& settings, store::Store& store, base::FakeClock& clock);

  // Until the payouts are created, everything is over and audited, or a breach is found.
  void run();

  const Breaches& breaches() const { return breaches_; }
  const WorldCounts& counts() const { return counts_; }
  const Clients& clients() const { return *clients_; }
  const Users& users() const { return *users_; }
  const Staff& staff() const { return *staff_; }
  const Auditor& auditor() const { return auditor_; }
  const UserAuditor& user_auditor() const { return user_auditor_; }
  // Clients' and users'.
  uint64_t payouts() const { return auditor_.created() + user_auditor_.created(); }
  const BankWitness& bank() const { return bank_; }
  const FaultyRail& way() const { return way_; }
  uint64_t digest() const;

 private:
  void add_clients();
  void add_users();
  void fund();
  void step();
  void act();
  void act_as_clients(uint64_t choice);
  void act_as_server(uint64_t choice);
  void act_around_users();
  void flush();
  void pass_time();
  void set_clock();
  void restart();
  void audit();
  void finish();
  void settle_down();
  void cancel_stuck();
  void audit_all();
  void show_progress();

  const Settings settings_;
  store::Store& store_;
  base::FakeClock& clock_;  // the bank's, and the truth
  Dice dice_;
  WanderingClock server_clock_;  // payoutd's
  base::SeededRandom random_;    // payoutd's own
  Breaches breaches_;
  WorldCounts counts_;
  BankWitness bank_;
  rails::sandbox::SandboxRail sandbox_;
  JournalGuard guard_;
  FaultyRail way_;
  PlantedRail rail_;
  rails::manual::ManualRail manual_;
  PlantedStore planted_store_;
  actions::RailChoice rails_;
  const actions::ReferralRules rules_;
  Auditor auditor_;
  UserAuditor user_auditor_;
  Surroundings around_;
  std::unique_ptr<Clients> clients_;
  std::unique_ptr<Users> users_;
  std::unique_ptr<Staff> staff_;
  std::unique_ptr<Payoutd> payoutd_;
  uint64_t asked_since_audit_ = 0;
  uint64_t next_progress_ = 100'000;
};

}  // namespace payoutd::sim
