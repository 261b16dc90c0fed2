#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

#include <pthread.h>
#include <sys/resource.h>

#include "actions/check_seal_key.h"
#include "server/application.h"
#include "server/commands/commands.h"
#include "server/demo.h"
#include "server/open_store.h"
#include "server/rails.h"
#include "server/safety.h"
#include "server/tls_files.h"

namespace payoutd::server {
namespace {

// Connections are files; a server should have as many as the system lets it.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// SIGTERM and SIGINT stop the server, SIGHUP lets it read its certificate again (without one it
// does nothing: a supervisor's reload must not end a server). They are blocked in every thread, so
// this must come before any thread is started, and one thread waits for them.
class Signals {
 public:
  Signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of the write that meets it
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  // The first signal lets what runs finish; a SIGINT after that ends the process at once.
  void obey(Application& application, const std::function<void()>& reload) const {
    std::thread([signals = signals_, &application, reload] {
      int received = 0;
      for (sigwait(&signals, &received); received == SIGHUP; sigwait(&signals, &received)) reload();
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

base::Status reload_tls(const Settings& settings, bool demo, const base::Clock& clock,
                        Application& application) {
  if (const auto unsafe = unsafe_settings(settings, demo, &mode_of_file); !unsafe.empty()) {
    return base::refused("unsafe_settings", unsafe.front());
  }
  auto identity = open_tls_files(settings, clock);
  if (!identity) return base::forward(std::move(identity));
  application.use_tls(std::move(*identity));
  return {};
}

void reload(const Settings& settings, bool demo, const base::Clock& clock,
            Application& application) {
  if (settings.tls_certificate_file.empty()) return;
  if (const auto done = reload_tls(settings, demo, clock, application); !done) {
    base::LogLine(base::LogLevel::error, "tls_reload_failed")
        .text("reason", done.error().reason)
        .text("message", done.error().message);
    return;
  }
  base::LogLine(base::LogLevel::info, "tls_reloaded")
      .text("certificate_file", settings.tls_certificate_file);
}

// False after saying all that is wrong.
bool is_safe(const Settings& settings, bool demo, const Output& output) {
  const auto sentences = unsafe_settings(settings, demo, &mode_of_file);
  for (const std::string& each : sentences) {
    output.fail({base::ErrorKind::refused, "unsafe_settings", each, {}}, exit_bad_command);
  }
  return sentences.empty();
}

base::Status check_seal_key(const Settings& settings, store::Store& store,
                            const base::SealKey& key) {
  auto checked = actions::check_seal_key(store, key);
  if (checked || base::may_retry(checked.error())) return checked;
  const std::string where =
      settings.seal_key.empty() ? "seal_key_file: " + seal_key_path(settings) : "seal_key";
  checked.error().message =
      where + ": " + checked.error().message + "; put back the key that it was made with";
  return checked;
}

std::string url_of(const Settings& settings, uint16_t port) {
  const bool is_v6 = settings.http.host.find(':') != std::string::npos;
  return std::string(settings.tls_certificate_file.empty() ? "http://" : "https://") +
         (is_v6 ? "[" + settings.http.host + "]" : settings.http.host) + ":" + std::to_string(port);
}

}  // namespace

int run_serve(const Settings& settings, bool demo) {
  const Output output(false);
  base::set_log_level(settings.log_level);
  raise_file_limit();
  if (!is_safe(settings, demo, output)) return exit_bad_command;
  const Signals signals;
  const base::SystemClock clock;
  const auto tls = open_tls_files(settings, clock);
  if (!tls) return output.fail(tls.error(), exit_bad_command);
  auto store = open_store(settings, store::sqlite::Missing::create, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  base::SystemRandom random;
  const auto seal_key = open_seal_key(settings, random);
  if (!seal_key) return output.fail(seal_key.error());
  if (const auto fits = check_seal_key(settings, **store, *seal_key); !fits) {
    return base::may_retry(fits.error()) ? output.fail(fits.error())
                                         : output.fail(fits.error(), exit_bad_command);
  }
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
  Application application(settings, **store, clock, random, *seal_key, (*rails)->choice(), *tls);
  if (auto listening = application.listen(); !listening) {
    return output.fail(listening.error(), exit_bad_command);
  }

  const std::string url = url_of(settings, application.port());
  if (demo) Output::print(demo_page(settings, credentials, url));
  Output::print("payoutd listens on " + url + "\n");
  signals.obey(application, [&] { reload(settings, demo, clock, application); });
  application.run();
  return exit_done;
}

}  // namespace payoutd::server
