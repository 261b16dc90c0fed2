#include <csignal>
#include <cstdlib>
#include <thread>

#include <pthread.h>
#include <sys/resource.h>

#include "server/application.h"
#include "server/commands/commands.h"
#include "server/demo.h"
#include "server/open_store.h"
#include "server/rails.h"

namespace payoutd::server {
namespace {

// Connections are files; a server should have as many as the system lets it.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// SIGTERM and SIGINT stop the server. They are blocked in every thread, so this must come before
// any thread is started, and one thread waits for them.
class StopSignals {
 public:
  StopSignals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of the write that meets it
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  // The first signal lets what runs finish; a SIGINT after that ends the process at once.
  void stop_on_signal(Application& application) const {
    std::thread([signals = signals_, &application] {
      int received = 0;
      sigwait(&signals, &received);
      base::LogLine(base::LogLevel::info, "stopping").number("signal", received);
      application.stop();
      // A supervisor may send SIGTERM twice; whoever presses Ctrl-C again has had enough.
      do {
        sigwait(&signals, &received);
      } while (received != SIGINT);
      constexpr int killed_by_signal = 128;  // what shells add to the number
      std::_Exit(killed_by_signal + received);
    }).detach();
  }

 private:
  sigset_t signals_{};
};

}  // namespace

int run_serve(const Settings& settings, bool demo) {
  const Output output(false);
  base::set_log_level(settings.log_level);
  raise_file_limit();
  const StopSignals signals;
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::create, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  base::SystemRandom random;
  const auto seal_key = open_seal_key(settings, random);
  if (!seal_key) return output.fail(seal_key.error());
  const auto rails = Rails::open(settings, clock);
  if (!rails) return output.fail(rails.error(), exit_bad_command);
  DemoCredentials credentials;
  if (demo) {
    auto prepared = prepare_demo(settings, **store, clock);
    if (!prepared) return output.fail(prepared.error());
    credentials = std::move(*prepared);
  }
  if (settings.smtp.host.empty()) {
    base::LogLine(base::LogLevel::warn, "sign_in_codes_are_logged")
        .text("message", "there is no mail server: codes that users sign in with go to this log");
  }
  Application application(settings, **store, clock, random, *seal_key, (*rails)->choice());
  if (auto listening = application.listen(); !listening) {
    return output.fail(listening.error(), exit_bad_command);
  }

  const bool is_v6 = settings.http.host.find(':') != std::string::npos;
  const std::string url = "http://" +
                          (is_v6 ? "[" + settings.http.host + "]" : settings.http.host) + ":" +
                          std::to_string(application.port());
  if (demo) Output::print(demo_page(settings, credentials, url));
  Output::print("payoutd listens on " + url + "\n");
  signals.stop_on_signal(application);
  application.run();
  return exit_done;
}

}  // namespace payoutd::server
