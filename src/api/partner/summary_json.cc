#include "api/partner/summary_json.h"

#include <array>
#include <span>

#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

using Line = payouts::ListSummary::Line;

void append_money(std::string_view name, money::Sum micro, money::Currency currency,
                  base::JsonWriter& json) {
  std::string number;
  money::append_sum(micro, currency, number);
  json.key(name).raw(number);
}

// The members that say how many and how much.
void append_tally(const Line& line, base::JsonWriter& json) {
  json.field("count", static_cast<int64_t>(line.count));
  append_money("amount", line.amount_micro, line.currency, json);
  append_money("fees", line.fees_micro, line.currency, json);
  append_money("total_amount", line.amount_micro + line.fees_micro, line.currency, json);
}

// `lines` are all of one currency.
void append_currency(std::span<const Line> lines, base::JsonWriter& json) {
  Line all{.status = lines.front().status, .currency = lines.front().currency};
  for (const Line& line : lines) {
    all.count += line.count;
    all.amount_micro += line.amount_micro;
    all.fees_micro += line.fees_micro;
  }
  json.begin_object().field("currency", all.currency.code());
  append_tally(all, json);
  json.key("statuses").begin_array();
  for (const Line& line : lines) {
    json.begin_object().field("status", to_text(line.status));
    append_tally(line, json);
    json.end_object();
  }
  json.end_array().end_object();
}

void append_counts(const std::vector<Line>& lines, base::JsonWriter& json) {
  std::array<uint64_t, payouts::status_count> counts{};
  uint64_t count = 0;
  for (const Line& line : lines) {
    counts[static_cast<size_t>(line.status)] += line.count;
    count += line.count;
  }
  json.field("count", static_cast<int64_t>(count)).key("statuses").begin_array();
  for (const payouts::Status status : payouts::all_statuses) {
    const uint64_t of_status = counts[static_cast<size_t>(status)];
    if (of_status == 0) continue;
    json.begin_object().field("status", to_text(status));
    json.field("count", static_cast<int64_t>(of_status)).end_object();
  }
  json.end_array();
}

}  // namespace

void append_summary(const payouts::ListSummary& summary, std::string& out) {
  base::JsonWriter json(out);
  json.begin_object();
  append_counts(summary.lines, json);
  json.key("currencies").begin_array();
  for (std::span<const Line> rest = summary.lines; !rest.empty();) {
    size_t of_currency = 1;
    while (of_currency < rest.size() && rest[of_currency].currency == rest.front().currency) {
      ++of_currency;
    }
    append_currency(rest.first(of_currency), json);
    rest = rest.subspan(of_currency);
  }
  json.end_array().end_object();
}

}  // namespace payoutd::api::partner
