// The program of the simulation: `simulation --seed 7`. Exit code 0 if everything was true, 1 if
// not, 2 for arguments that are wrong.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "base/log.h"
#include "sim/report.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::sim {
namespace {

// Set once before anything can go wrong; read by the signal handler.
struct {
  char sentence[128];
  char folder[256];
  char files[3][300];
} last_words;

// A check inside payoutd failed: it has said which, and the seed finds it again. Or somebody has
// seen enough. Either way nothing is left in memory.
extern "C" void leave(int signal) {
  for (const char* file : last_words.files) unlink(file);
  rmdir(last_words.folder);
  if (signal != SIGABRT) _exit(128 + signal);
  [[maybe_unused]] const auto written =
      write(STDOUT_FILENO, last_words.sentence, strlen(last_words.sentence));
  _exit(1);
}

void prepare_to_leave(uint64_t seed, const std::string& folder, const std::string& database) {
  std::snprintf(last_words.sentence, sizeof last_words.sentence,
                "breach (seed %lu): payoutd stopped itself\n", static_cast<unsigned long>(seed));
  std::snprintf(last_words.folder, sizeof last_words.folder, "%s", folder.c_str());
  constexpr const char* ends[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < 3; ++i) {
    std::snprintf(last_words.files[i], sizeof last_words.files[i], "%s%s", database.c_str(),
                  ends[i]);
  }
  for (const int signal : {SIGABRT, SIGINT, SIGTERM}) std::signal(signal, leave);
}

int run(const Settings& settings) {
  namespace fs = std::filesystem;
  base::set_log_level(base::LogLevel::off);
  std::string folder = settings.folder + "/payoutd_simulation_XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "no folder can be made in %s\n", settings.folder.c_str());
    return 2;
  }
  const std::string database = folder + "/payouts.db";
  prepare_to_leave(settings.seed, folder, database);
  base::FakeClock clock({1'767'225'600'000'000});  // 2026-01-01T00:00:00Z
  auto store = store::sqlite::open_sqlite_store(database, store::sqlite::Missing::create, clock);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  bool good = false;
  {
    World world(settings, **store, clock);
    world.run();
    const auto took = std::chrono::steady_clock::now() - start;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    std::fputs(report_of(settings, world, ms).c_str(), stdout);
    good = !world.breaches().any();
  }
  store->reset();
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return good ? 0 : 1;
}

int main(int argc, char** argv) {
  Settings settings;
  std::string plant;
  CLI::App app("A seeded simulation of payoutd's money; docs/SIMULATION.md tells how it works");
  app.add_option("--seed", settings.seed, "The same seed makes the same run")
      ->capture_default_str();
  app.add_option("--payouts", settings.payouts, "How many are created")->capture_default_str();
  app.add_option("--folder", settings.folder, "Where the database is meanwhile")
      ->capture_default_str();
  app.add_flag("--progress", settings.progress, "Tell how far it is");
  std::string names;
  for (const PlantName& each : all_plants()) {
    names += "\n  " + std::string(each.name) + ": " + std::string(each.what);
  }
  app.add_option("--plant", plant, "Plant a bug, to see it found:" + names);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (!plant.empty()) {
    const auto known = parse_plant(plant);
    if (!known) {
      std::fprintf(stderr, "--plant is one of:%s\n", names.c_str());
      return 2;
    }
    settings.plant = *known;
  }
  return run(settings);
}

}  // namespace
}  // namespace payoutd::sim

int main(int argc, char** argv) {
  return payoutd::sim::main(argc, argv);
}
