// Any bytes read as a CSV or JSON lines file: every row is either a payout within its bounds or
// refused with a reason.
#include <cstddef>
#include <cstdint>
#include <sstream>

#include "base/check.h"
#include "base/utf8.h"
#include "imports/file_reader.h"

namespace {

using namespace payoutd;

class Judge final : public imports::RowSink {
 public:
  explicit Judge(const imports::RowRules& rules) : rules_(rules) {}
  bool row(uint64_t line, const imports::Row& row) override {
    base::check(line > last_line_, "rows come in order");
    last_line_ = line;
    const auto payout = imports::read_row(row, rules_);
    if (!payout) {
      base::check(!payout.error().fields.empty(), "a refused row has a fault");
      for (const auto& fault : payout.error().fields) {
        base::check(base::is_utf8(fault.field) && base::is_utf8(fault.message), "faults are text");
      }
      return true;
    }
    base::check(payout->amount.micro > 0 && payout->amount.micro <= money::amount_max_micro,
                "an imported amount is positive and bounded");
    base::check(payout->fees_micro >= 0, "imported fees are not negative");
    base::check(base::is_utf8(payout->reference_id) && base::is_utf8(payout->note),
                "imported texts are UTF-8");
    base::check(payout->updated_at >= payout->created_at, "a payout is not updated before it is");
    return true;
  }
  bool broken_row(uint64_t line, const base::FieldError& problem) override {
    base::check(line > last_line_ && !problem.rule.empty(), "a broken row has a line and a rule");
    last_line_ = line;
    return true;
  }

 private:
  const imports::RowRules& rules_;
  uint64_t last_line_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const auto dialect = (data[0] & 1U) != 0 ? imports::Dialect::client : imports::Dialect::user;
  const auto format = (data[0] & 2U) != 0 ? imports::Format::csv : imports::Format::jsonl;
  const imports::RowRules rules{dialect, *money::find_currency("USD"), base::end_of_time};
  std::istringstream file(std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  Judge judge(rules);
  static_cast<void>(imports::read_rows(file, format, dialect, judge));
  return 0;
}
