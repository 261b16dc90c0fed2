#include <filesystem>
#include <fstream>

#include "actions/import_payouts.h"
#include "base/utf8.h"
#include "server/commands/commands.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"
#include "server/progress.h"

namespace payoutd::server {
namespace {

void write_report(base::JsonWriter& json, const actions::ImportReport& report) {
  json.field("rows_read", static_cast<int64_t>(report.rows_read));
  json.field("imported", static_cast<int64_t>(report.imported));
  json.field("refused", static_cast<int64_t>(report.refused));
  json.key("errors").begin_array();
  for (const actions::RefusedRow& row : report.faults) {
    json.begin_object().field("line", static_cast<int64_t>(row.line));
    json.field("column", std::string_view(row.fault.field));
    json.field("rule", std::string_view(row.fault.rule));
    json.field("message", std::string_view(row.fault.message)).end_object();
  }
  json.end_array();
}

void tell_report(const actions::ImportReport& report) {
  for (const actions::RefusedRow& row : report.faults) {
    std::string line = "line " + std::to_string(row.line);
    if (!row.fault.field.empty()) line += ", " + row.fault.field;
    Output::print(base::to_printable(line + ": " + row.fault.message) + " (" + row.fault.rule +
                  ")\n");
  }
  Output::print(std::to_string(report.rows_read) + " rows read, " +
                std::to_string(report.imported) + " imported, " + std::to_string(report.refused) +
                " refused\n");
}

base::Result<std::ifstream> open_file(const std::string& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return base::refused("file_unreadable", "cannot read the file " + path);
  }
  return file;
}

}  // namespace

int run_import(const Settings& settings, const Output& output, const OwnerFlag& owner_flag,
               const std::string& path, bool skip_bad) {
  const auto format = imports::format_of(path);
  if (!format) {
    return output.fail({base::ErrorKind::refused,
                        "unknown_format",
                        path + ": the name of the file must end in .csv or .jsonl",
                        {}});
  }
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto owner = parse_owner(owner_flag);
  if (!owner) return output.fail(owner.error());
  auto file = open_file(path);
  if (!file) return output.fail(file.error());

  std::error_code ignored;
  const uint64_t file_bytes = std::filesystem::file_size(path, ignored);
  base::Result<actions::ImportReport> report;
  {
    Progress progress("importing");
    const bool is_client = owner->kind == store::OwnerKind::client;
    report = actions::import_payouts(
        **store, clock, random, *file,
        {.owner = owner->id,
         .dialect = is_client ? imports::Dialect::client : imports::Dialect::user,
         .format = *format,
         .currency = settings.console_currency,
         .skip_bad = skip_bad,
         .on_progress = [&](uint64_t rows) {
           progress.show(static_cast<uint64_t>(std::max<std::streamoff>(file->tellg(), 0)),
                         file_bytes, rows);
         }});
  }
  if (!report) {
    report.error().message = path + ": " + report.error().message;
    return output.fail(report.error());
  }
  output.result([&](base::JsonWriter& json) { write_report(json, *report); },
                [&] { tell_report(*report); });
  const bool refused = report->refused > 0 && !skip_bad;
  if (!refused) return exit_done;
  const std::string sentence = "payoutd: " + path + ": " + std::to_string(report->refused) +
                               (report->refused == 1 ? " bad row" : " bad rows") +
                               ", so nothing was imported (--skip-bad takes the rest)\n";
  std::fputs(sentence.c_str(), stderr);
  return exit_refused;
}

}  // namespace payoutd::server
