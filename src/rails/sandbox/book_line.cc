#include "rails/sandbox/book_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/check.h"

namespace payoutd::rails::sandbox {
namespace {

struct EventRow {
  EventKind kind;
  std::string_view name;
  size_t words;  // of its line
};

// In the order of the enum.
constexpr auto events = std::to_array<EventRow>({
    {EventKind::first, "first", 10},
    {EventKind::repeated, "repeated", 6},
    {EventKind::lost, "lost", 6},
    {EventKind::cancelled, "cancelled", 3},
    {EventKind::told, "told", 3},
});

void add_word(std::string& line, std::string_view word) {
  if (!line.empty()) line += ' ';
  line += word;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const size_t blank = line.find(' ');
    words.push_back(line.substr(0, blank));
    if (blank == std::string_view::npos) return words;
    line.remove_prefix(blank + 1);
  }
}

std::optional<Submission> parse_submission(std::string_view payout, std::string_view micro,
                                           std::string_view currency) {
  const auto payout_id = payouts::parse_partner_payout_id(payout);
  const auto found = money::find_currency(currency);
  int64_t amount_micro = 0;
  const auto [end, error] =
      std::from_chars(micro.data(), micro.data() + micro.size(), amount_micro);
  if (!payout_id || !found || error != std::errc() || end != micro.data() + micro.size()) {
    return std::nullopt;
  }
  return Submission{*payout_id, {amount_micro, *found}};
}

std::optional<Attempt> parse_attempt(base::Timestamp received_at, std::string_view scenario,
                                     std::string_view way, std::string_view accepted_until,
                                     std::string_view ends_at) {
  const auto found = parse_scenario(scenario);
  const auto accepted = base::parse_rfc3339(accepted_until);
  const auto ends = base::parse_rfc3339(ends_at);
  if (!found || !accepted || !ends || (way != "bank" && way != "chain")) return std::nullopt;
  Attempt attempt{.scenario = *found,
                  .received_at = received_at,
                  .accepted_until = *accepted,
                  .ends_at = *ends,
                  .on_chain = way == "chain"};
  attempt.told = stage_at(attempt, received_at);
  return attempt;
}

}  // namespace

std::string to_line(const BookEvent& event) {
  std::string line;
  add_word(line, base::to_rfc3339_micros(event.at));
  add_word(line, events[static_cast<size_t>(event.kind)].name);
  add_word(line, base::to_text(event.key.value));
  if (event.submission) {
    add_word(line, to_partner_text(event.submission->payout_id));
    add_word(line, std::to_string(event.submission->amount.micro));
    add_word(line, event.submission->amount.currency.code());
  }
  if (event.attempt) {
    add_word(line, to_text(event.attempt->scenario));
    add_word(line, event.attempt->on_chain ? "chain" : "bank");
    add_word(line, base::to_rfc3339_micros(event.attempt->accepted_until));
    add_word(line, base::to_rfc3339_micros(event.attempt->ends_at));
  }
  base::check(line.size() < book_line_bytes_max, "a line of the book is short");
  return line;
}

std::optional<BookEvent> parse_line(std::string_view line) {
  const std::vector<std::string_view> words = split(line);
  if (words.size() < 3) return std::nullopt;
  const auto at = base::parse_rfc3339(words[0]);
  const auto row = std::ranges::find(events, words[1], &EventRow::name);
  const auto key = base::parse_uuid(words[2]);
  if (!at || row == events.end() || !key || words.size() != row->words) return std::nullopt;
  BookEvent event{.kind = row->kind, .at = *at, .key = {*key}};
  if (words.size() >= 6) {
    event.submission = parse_submission(words[3], words[4], words[5]);
    if (!event.submission) return std::nullopt;
  }
  if (words.size() >= 10) {
    event.attempt = parse_attempt(*at, words[6], words[7], words[8], words[9]);
    if (!event.attempt) return std::nullopt;
  }
  return event;
}

}  // namespace payoutd::rails::sandbox
