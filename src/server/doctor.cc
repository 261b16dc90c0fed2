#include "server/doctor.h"

#include <filesystem>
#include <fstream>
#include <memory>

#include <sys/resource.h>

#include "base/check.h"
#include "server/open_store.h"
#include "server/safety.h"
#include "server/tls_files.h"

namespace payoutd::server {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t mebibyte = uint64_t{1} << 20;
constexpr uint64_t free_bytes_min = 1024 * mebibyte;
constexpr uint64_t free_percent_min = 10;
// Much more than what SQLite keeps of it when it is not needed (schema.cc).
constexpr uint64_t wal_bytes_max = 512 * mebibyte;
// Files that are no connections.
constexpr uint64_t own_files = 100;

std::string in_mebibytes(uint64_t bytes) {
  return std::to_string(bytes / mebibyte) + " MiB";
}

Finding check_settings(const Settings& settings) {
  std::string message;
  for (const auto& [name, where] : settings.origins) {
    if (!message.empty()) message += ", ";
    message.append(name).append(" from ").append(where);
  }
  message += message.empty() ? "all by default" : "; the rest by default";
  return {"settings", Health::ok, message, {}};
}

struct Opened {
  std::unique_ptr<store::Store> store;  // null: it cannot be looked into
  Finding finding;
};

Opened check_database(const Settings& settings) {
  const std::string path = database_path(settings);
  auto store = store::sqlite::open_sqlite_read_only(path);
  Opened opened{nullptr,
                {"database", Health::ok, path + " opens; its schema is this program's", {}}};
  if (store) {
    opened.store = *std::move(store);
    return opened;
  }
  const std::string& reason = store.error().reason;
  opened.finding.health = Health::fail;
  opened.finding.message = store.error().message;
  opened.finding.advice = "see docs/OPERATIONS.md, and put a backup back if it is damaged";
  if (reason == "database_missing" || reason == "database_folder_missing") {
    opened.finding.health = Health::warn;
    opened.finding.advice = "`payoutd serve` makes it (a folder only by default); is `db` right?";
  } else if (reason == "schema_too_old") {
    opened.finding.health = Health::warn;
    opened.finding.advice = "make a backup with the payoutd that wrote it, then start this one";
  } else if (reason == "schema_too_new") {
    opened.finding.advice = "install the newer payoutd again";
  }
  return opened;
}

Finding check_integrity(store::Store& store) {
  const auto problems = store.check_quickly();
  if (!problems) {
    return {"integrity", Health::fail, problems.error().message,
            "stop the servers, keep the file, put a backup back"};
  }
  if (problems->empty()) return {"integrity", Health::ok, "SQLite finds its file sound", {}};
  return {"integrity", Health::fail,
          std::to_string(problems->size()) + " problems, the first: " + problems->front(),
          "stop the servers, keep the file, put a backup back"};
}

Finding check_disk(const std::string& database) {
  std::error_code error;
  const fs::path folder = fs::absolute(fs::path(database), error).parent_path();
  const fs::space_info space = fs::space(folder, error);
  if (error) return {"disk", Health::warn, folder.string() + ": " + error.message(), "make it"};
  const uint64_t percent = space.capacity == 0 ? 0 : space.available * 100 / space.capacity;
  const bool enough = space.available >= free_bytes_min && percent >= free_percent_min;
  return {"disk", enough ? Health::ok : Health::warn,
          in_mebibytes(space.available) + " (" + std::to_string(percent) + " %) free in " +
              folder.string(),
          enough ? "" : "make room: a full disk answers every write with 503"};
}

Finding check_wal(const std::string& database) {
  std::error_code missing;
  const uint64_t bytes = fs::file_size(database + "-wal", missing);
  if (missing) return {"wal", Health::ok, "there is none: nobody has the database open", {}};
  const bool small = bytes <= wal_bytes_max;
  return {"wal", small ? Health::ok : Health::warn,
          "the write-ahead log has " + in_mebibytes(bytes),
          small ? "" : "a reader that never ends keeps it: is a backup or verify stuck?"};
}

bool others_may(const std::string& path, fs::perms what) {
  std::error_code error;
  return (fs::status(path, error).permissions() & what) != fs::perms::none;
}

Finding check_modes(const std::string& database, const std::string& key_file) {
  constexpr fs::perms anyone = fs::perms::group_read | fs::perms::group_write |
                               fs::perms::others_read | fs::perms::others_write;
  std::error_code error;
  if (!key_file.empty() && fs::exists(key_file, error) && others_may(key_file, anyone)) {
    return {"modes", Health::fail, "others may read or write " + key_file,
            "chmod 600 it; if somebody may have read it, make new signing secrets"};
  }
  if (others_may(database, fs::perms::others_write)) {
    return {"modes", Health::fail, "everybody may write " + database, "chmod 600 it"};
  }
  if (others_may(database, fs::perms::others_read)) {
    return {"modes", Health::warn, "everybody may read " + database,
            "chmod 600 it, and serve with umask 077"};
  }
  return {"modes", Health::ok, "the database and its key are their owner's alone", {}};
}

std::optional<base::SealKey> read_key(const Settings& settings, const std::string& key_file) {
  std::string line = settings.seal_key;
  if (!key_file.empty()) {
    std::ifstream file(key_file);  // never made here
    std::getline(file, line);
  }
  const auto key = base::parse_seal_key(line);
  return key ? std::optional(*key) : std::nullopt;
}

Finding check_seal(const Settings& settings, const std::string& key_file,
                   const store::LastRecorded& last) {
  const std::string where = key_file.empty() ? "the setting seal_key" : key_file;
  const bool sealed = !last.sealed_signing_secret.empty();
  std::error_code error;
  if (!key_file.empty() && !fs::exists(key_file, error)) {
    if (!sealed)
      return {"seal_key", Health::ok, "nothing is sealed yet; the key is still to make", {}};
    return {"seal_key", Health::fail, "there is no " + where,
            "put the key back: without it what is sealed cannot be read"};
  }
  const auto key = read_key(settings, key_file);
  if (!key) {
    return {"seal_key", Health::fail,
            where + " holds no key of 64 hexadecimal digits that can be read", "put the key back"};
  }
  if (sealed && !base::unseal(last.sealed_signing_secret, last.api_key, *key)) {
    return {"seal_key", Health::fail, where + " does not open what is sealed in the database",
            "put the key back that belongs to this database"};
  }
  return {"seal_key", Health::ok, where + (sealed ? " opens what is sealed" : " is a key"), {}};
}

Finding check_clock(const base::Clock& clock, const store::LastRecorded& last) {
  const base::Timestamp now = clock.now();
  const std::string now_text = base::to_rfc3339_micros(now);
  if (!last.at || *last.at <= now) return {"clock", Health::ok, "it is " + now_text, {}};
  return {"clock", Health::fail,
          "it is " + now_text + " here, but something was recorded at " +
              base::to_rfc3339_micros(*last.at),
          "set the clock (NTP) before serving: times of payouts would go backwards"};
}

Finding check_files(const Settings& settings) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return {"open_files", Health::warn, "the limit of open files cannot be told", "look at ulimit"};
  }
  const uint64_t wanted = settings.http.limits.connections_max + own_files;
  const bool enough = limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= wanted;
  return {"open_files", enough ? Health::ok : Health::warn,
          "at most " +
              (limit.rlim_max == RLIM_INFINITY ? "any number of" : std::to_string(limit.rlim_max)) +
              " open files, " + std::to_string(wanted) + " are wanted",
          enough ? "" : "raise LimitNOFILE, or lower limits.connections_max"};
}

Finding check_safety(const Settings& settings) {
  const auto unsafe = unsafe_settings(settings, false, &mode_of_file);
  if (unsafe.empty()) return {"safety", Health::ok, "`serve` starts with these settings", {}};
  std::string message;
  for (const std::string& each : unsafe) message += (message.empty() ? "" : "; ") + each;
  return {"safety", Health::fail, message, "`serve` refuses to start until that is mended"};
}

Finding check_tls(const Settings& settings, const base::Clock& clock) {
  const auto identity = open_tls_files(settings, clock);
  if (!identity) {
    return {"tls", Health::fail, identity.error().message, "put a certificate and its key there"};
  }
  if (*identity == nullptr) return {"tls", Health::ok, "none is set: plain HTTP", {}};
  return {"tls", Health::ok, settings.tls_certificate_file + " and its key are good", {}};
}

Finding check_smtp(const Settings& settings, const base::Clock& clock) {
  if (settings.smtp.host.empty()) {
    return {"smtp", Health::warn, "there is no mail server: sign-in codes go to the log",
            "set smtp.host and smtp.from before users sign in"};
  }
  base::SystemRandom random;
  const mail::SmtpMailer mailer(settings.smtp, clock, random);
  const std::string server = settings.smtp.host + ":" + std::to_string(settings.smtp.port);
  if (const auto greeted = mailer.greet(); !greeted) {
    return {"smtp", Health::fail, server + ": " + greeted.error().message,
            "nobody can sign in until codes can be sent: look at smtp.*"};
  }
  return {"smtp", Health::ok, server + " lets us in", {}};
}

}  // namespace

std::string_view to_text(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::warn:
      return "warn";
    case Health::fail:
      return "fail";
  }
  base::fail_check("a health is one of three", __FILE__, __LINE__);
}

std::vector<Finding> examine(const Settings& settings, const base::Clock& clock) {
  const std::string database = database_path(settings);
  const std::string key_file = seal_key_path(settings);
  std::vector<Finding> findings{check_settings(settings), check_safety(settings),
                                check_tls(settings, clock), check_smtp(settings, clock)};
  const Opened opened = check_database(settings);
  findings.push_back(opened.finding);
  findings.push_back(check_disk(database));
  findings.push_back(check_files(settings));
  if (opened.store == nullptr) return findings;
  findings.push_back(check_integrity(*opened.store));
  findings.push_back(check_wal(database));
  findings.push_back(check_modes(database, key_file));
  const auto last = opened.store->last_recorded();
  if (!last) {
    findings.push_back({"seal_key", Health::fail, last.error().message, "see integrity"});
    return findings;
  }
  findings.push_back(check_seal(settings, key_file, *last));
  findings.push_back(check_clock(clock, *last));
  return findings;
}

}  // namespace payoutd::server
