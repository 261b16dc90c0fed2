#include <filesystem>

#include "actions/verify.h"
#include "server/commands/commands.h"
#include "server/open_store.h"
#include "server/partial_file.h"

namespace payoutd::server {
namespace {

namespace fs = std::filesystem;

struct Restored {
  actions::VerifyReport report;
  std::optional<base::Timestamp> last_recorded_at;
};

// Looks into the copy, which the schema of today is put into; the backup is left as it is.
base::Result<Restored> prove(const std::string& copy) {
  const base::SystemClock clock;
  const auto store =
      store::sqlite::open_sqlite_store(copy, store::sqlite::Missing::must_exist, clock);
  if (!store) return tl::unexpected(store.error());
  Restored restored;
  auto report = actions::verify(**store);
  if (!report) return base::forward(std::move(report));
  if (report->breaches > 0) {
    return base::refused(
        "database_unsound",
        "the backup breaks " + std::to_string(report->breaches) +
            " rules, so it was not put back. The first: " + report->sentences.front());
  }
  auto last = (*store)->last_recorded();
  if (!last) return base::forward(std::move(last));
  restored.report = std::move(*report);
  restored.last_recorded_at = last->at;
  return restored;
}

base::Result<Restored> restore(const std::string& file, const std::string& database) {
  auto partial = PartialFile::begin(database, Target::absent_or_empty);
  if (!partial) return base::forward(std::move(partial));
  base::SystemRandom random;
  auto copied = store::sqlite::copy_sqlite_file(file, partial->path(), random);
  if (!copied) return base::forward(std::move(copied));
  auto restored = prove(partial->path());
  if (!restored) return restored;
  if (auto kept = partial->keep(); !kept) return base::forward(std::move(kept));
  return restored;
}

void tell(const Restored& restored, const std::string& file, const std::string& database,
          const std::string& key_file, bool has_key) {
  const std::string last = restored.last_recorded_at
                               ? base::to_rfc3339_micros(*restored.last_recorded_at)
                               : std::string("(nothing was ever recorded)");
  std::string text = database + " is " + file + ": " + std::to_string(restored.report.payouts) +
                     " payouts of " + std::to_string(restored.report.owners) +
                     " owners, verified. The last thing that it knows of happened at " + last +
                     "\nBefore anybody is let in:\n";
  if (!has_key) text += "- put the sealing key back: there is no " + key_file + "\n";
  text +=
      "- what happened later is unknown here. A payout that was created later would be created,"
      " and sent, a second time if its client asked for it again: compare with what clients and"
      " rails say of the time since\n"
      "- payouts that were on their way are asked about or sent again under the attempt keys that"
      " their rails know, which a rail takes once; who sends by hand must look at what was sent\n"
      "- keys and sessions that were revoked later work again: revoke them again\n";
  Output::print(text);
}

}  // namespace

int run_restore(const Settings& settings, const Output& output, const std::string& file) {
  const std::string database = database_path(settings);
  std::error_code ignored;  // making the file says what is wrong
  if (settings.db_is_default) fs::create_directories(fs::path(database).parent_path(), ignored);
  const auto restored = restore(file, database);
  if (!restored) return output.fail(restored.error());
  const std::string key_file = seal_key_path(settings);
  const bool has_key = key_file.empty() || fs::exists(key_file, ignored);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("database", std::string_view(database));
        json.field("owners", static_cast<int64_t>(restored->report.owners));
        json.field("payouts", static_cast<int64_t>(restored->report.payouts));
        json.key("last_recorded_at");
        if (restored->last_recorded_at) {
          json.string(base::to_rfc3339_micros(*restored->last_recorded_at));
        } else {
          json.null();
        }
        json.key("verified").boolean(true).key("seal_key_found").boolean(has_key);
      },
      [&] { tell(*restored, file, database, key_file, has_key); });
  return exit_done;
}

}  // namespace payoutd::server
