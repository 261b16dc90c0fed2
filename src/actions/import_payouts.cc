#include "actions/import_payouts.h"

#include "actions/find_owner.h"
#include "actions/record_history.h"

namespace payoutd::actions {
namespace {

constexpr uint64_t progress_every_rows = 4096;
constexpr const char* has_bad_rows = "has_bad_rows";

// Stores good rows and notes bad ones. Stops when the store fails.
class StoreRows final : public imports::RowSink {
 public:
  StoreRows(RecordHistory& history, const imports::RowRules& rules, base::Random& random,
            const ImportOptions& options, ImportReport& report)
      : history_(history), rules_(rules), ids_(random), options_(options), report_(report) {}

  bool row(uint64_t line, const imports::Row& row) override {
    count_row();
    auto payout = imports::read_row(row, rules_);
    if (!payout) return refuse(line, payout.error().fields);
    payout->id = {ids_.next(payout->created_at)};
    auto recorded = history_.record(*payout);
    if (recorded) {
      ++report_.imported;
      return true;
    }
    if (!recorded.error().fields.empty()) return refuse(line, recorded.error().fields);
    failure_ = std::move(recorded);
    return false;
  }

  bool broken_row(uint64_t line, const base::FieldError& problem) override {
    count_row();
    return refuse(line, {problem});
  }

  const base::Status& failure() const { return failure_; }

 private:
  void count_row() {
    ++report_.rows_read;
    if (options_.on_progress && report_.rows_read % progress_every_rows == 0) {
      options_.on_progress(report_.rows_read);
    }
  }

  bool refuse(uint64_t line, const std::vector<base::FieldError>& faults) {
    ++report_.refused;
    for (const base::FieldError& fault : faults) {
      if (report_.faults.size() < refused_shown_max) report_.faults.push_back({line, fault});
    }
    return true;
  }

  RecordHistory& history_;
  const imports::RowRules& rules_;
  base::UuidSequence ids_;  // so that rows of one moment keep their order
  const ImportOptions& options_;
  ImportReport& report_;
  base::Status failure_;
};

}  // namespace

base::Result<ImportReport> import_payouts(store::Store& store, const base::Clock& clock,
                                          base::Random& random, std::istream& file,
                                          const ImportOptions& options) {
  const bool is_client = options.dialect == imports::Dialect::client;
  auto owner = find_owner(store, options.owner,
                          is_client ? store::OwnerKind::client : store::OwnerKind::user);
  if (!owner) return base::forward(std::move(owner));
  const imports::RowRules rules{options.dialect, options.currency, clock.now()};
  ImportReport report;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto history = RecordHistory::begin(transaction, owner->key, clock.now());
    if (!history) return base::forward(std::move(history));
    StoreRows rows(*history, rules, random, options, report);
    if (auto read = imports::read_rows(file, options.format, options.dialect, rows); !read) {
      return read;
    }
    if (!rows.failure()) return rows.failure();
    if (report.refused > 0 && !options.skip_bad) return base::refused(has_bad_rows, "");
    return history->finish();
  });
  if (!written) {
    if (written.error().reason != has_bad_rows) return tl::unexpected(written.error());
    report.imported = 0;
  }
  return report;
}

}  // namespace payoutd::actions
