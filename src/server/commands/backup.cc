#include <filesystem>

#include "actions/verify.h"
#include "server/commands/commands.h"
#include "server/open_store.h"
#include "server/partial_file.h"

namespace payoutd::server {
namespace {

struct Backup {
  base::Timestamp begun_at;
  uint64_t bytes = 0;
  actions::VerifyReport report;
};

base::Status expect_sound(const actions::VerifyReport& report) {
  if (report.breaches == 0) return {};
  return base::refused("database_unsound",
                       "the copy breaks " + std::to_string(report.breaches) +
                           " rules, so it is no backup and was removed; `payoutd verify` lists"
                           " them. The first: " +
                           report.sentences.front());
}

base::Result<Backup> make_backup(store::Store& store, const std::string& file) {
  auto partial = PartialFile::begin(file, Target::absent);
  if (!partial) return base::forward(std::move(partial));
  base::SystemRandom random;
  Backup backup{base::SystemClock().now(), 0, {}};
  if (auto copied = store.copy_to(partial->path(), random); !copied) {
    return base::forward(std::move(copied));
  }
  const auto copy = store::sqlite::open_sqlite_read_only(partial->path());
  if (!copy) return tl::unexpected(copy.error());
  auto report = actions::verify(**copy);
  if (!report) return base::forward(std::move(report));
  if (auto sound = expect_sound(*report); !sound) return base::forward(std::move(sound));
  backup.report = std::move(*report);
  std::error_code ignored;
  backup.bytes = std::filesystem::file_size(partial->path(), ignored);
  if (auto kept = partial->keep(); !kept) return base::forward(std::move(kept));
  return backup;
}

}  // namespace

int run_backup(const Settings& settings, const Output& output, const std::string& file) {
  // Read-only: a backup must not bring the schema up to date that it is to save.
  const auto store = store::sqlite::open_sqlite_read_only(database_path(settings));
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto backup = make_backup(**store, file);
  if (!backup) return output.fail(backup.error());
  const std::string key_file = seal_key_path(settings);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("file", std::string_view(file));
        json.key("begun_at").time(backup->begun_at);
        json.field("bytes", static_cast<int64_t>(backup->bytes));
        json.field("owners", static_cast<int64_t>(backup->report.owners));
        json.field("payouts", static_cast<int64_t>(backup->report.payouts));
        json.key("verified").boolean(true);
        json.field_unless_empty("seal_key_file", key_file);
      },
      [&] {
        Output::print(file + " holds all that was acknowledged before " +
                      base::to_rfc3339_micros(backup->begun_at) + ": " +
                      std::to_string(backup->report.payouts) + " payouts of " +
                      std::to_string(backup->report.owners) + " owners, verified\n" +
                      "The sealing key is not in it. Keep " +
                      (key_file.empty() ? "the setting seal_key" : key_file) +
                      " too, somewhere else: without it what is sealed cannot be read\n");
      });
  return exit_done;
}

}  // namespace payoutd::server
