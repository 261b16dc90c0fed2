// The long run: `list_check --seed 7 --queries 1000000`. Exit code 0 if every answer was the naive
// list's, 1 if not, 2 for arguments that are wrong.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "index/check/list_checker.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// Written before each world; read by the signal handler when a check inside the index has failed.
char last_words[128];

extern "C" void tell_where(int /*signal*/) {
  [[maybe_unused]] const auto written = write(STDOUT_FILENO, last_words, strlen(last_words));
  _exit(1);
}

int run(const CheckSettings& settings) {
  std::signal(SIGABRT, tell_where);
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&start] {
    const auto took = std::chrono::steady_clock::now() - start;
    return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(took).count());
  };
  long told = 0;
  const CheckReport report = check_lists(settings, [&](const CheckReport& so_far, uint64_t world) {
    std::snprintf(last_words, sizeof last_words, "seed %lu world %lu: the index stopped itself\n",
                  static_cast<unsigned long>(settings.seed), static_cast<unsigned long>(world));
    if (seconds() < told + 5) return;
    told = seconds();
    std::printf("%5ld s: world %lu, %lu answers compared, %lu commits\n", told,
                static_cast<unsigned long>(world), static_cast<unsigned long>(so_far.compared),
                static_cast<unsigned long>(so_far.commits));
    std::fflush(stdout);
  });
  if (!report.failure.empty()) {
    std::printf("%s\n", report.failure.c_str());
    return 1;
  }
  std::printf(
      "seed %lu, %s sizes: %lu answers compared in %lu worlds of up to %u payouts, %lu "
      "commits, %ld s: all as they should be\n",
      static_cast<unsigned long>(settings.seed), tiny_sizes ? "tiny" : "real",
      static_cast<unsigned long>(report.compared), static_cast<unsigned long>(report.worlds),
      report.largest, static_cast<unsigned long>(report.commits), seconds());
  return 0;
}

}  // namespace
}  // namespace payoutd::index

int main(int argc, char** argv) {
  CLI::App app("Compares the list engine's answers with the naive list's, from a seed.");
  payoutd::index::CheckSettings settings;
  settings.answers = 100'000;
  app.add_option("--seed", settings.seed);
  app.add_option("--queries", settings.answers, "answers to compare");
  app.add_option("--size-max", settings.size_max, "payouts of a list");
  app.add_option("--first-world", settings.first_world, "begin there: see a failure again");
  app.add_option("--large", settings.large_worlds, "lists of --large-size after all others");
  app.add_option("--large-size", settings.large_size);
  app.add_option("--large-queries", settings.large_answers, "answers to compare in each of those");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return payoutd::index::run(settings);
}
