#include "payouts/status.h"

#include <string>

#include "base/check.h"

namespace payoutd::payouts {
namespace {

struct StatusRow {
  Status status;
  std::string_view text;
  std::string_view console_text;
  bool is_final;
};

// One row for each status, in the order of its number.
constexpr std::array<StatusRow, status_count> status_table = {{
    {Status::created, "created", "requested", false},
    {Status::queued, "queued", "requested", false},
    {Status::processing, "processing", "processing", false},
    {Status::settling, "settling", "processing", false},
    {Status::action_required, "action_required", "processing", false},
    {Status::completed, "completed", "sent", true},
    {Status::failed, "failed", "failed", true},
    {Status::cancelled, "cancelled", "cancelled", true},
    {Status::expired, "expired", "cancelled", true},
}};

constexpr bool numbered_in_order() {
  for (size_t i = 0; i < status_count; ++i) {
    if (static_cast<size_t>(status_table[i].status) != i ||
        all_statuses[i] != status_table[i].status)
      return false;
  }
  return true;
}
static_assert(numbered_in_order());

// What databases hold.
static_assert(static_cast<int>(Status::created) == 0 && static_cast<int>(Status::queued) == 1 &&
              static_cast<int>(Status::processing) == 2 &&
              static_cast<int>(Status::settling) == 3 &&
              static_cast<int>(Status::action_required) == 4 &&
              static_cast<int>(Status::completed) == 5 && static_cast<int>(Status::failed) == 6 &&
              static_cast<int>(Status::cancelled) == 7 && static_cast<int>(Status::expired) == 8);

const StatusRow& row_of(Status status) {
  const auto position = static_cast<size_t>(status);
  base::check(position < status_count, "a status is one of the nine");
  return status_table[position];
}

}  // namespace

bool is_final(Status status) {
  return row_of(status).is_final;
}
std::string_view to_text(Status status) {
  return row_of(status).text;
}
std::string_view to_console_text(Status status) {
  return row_of(status).console_text;
}

std::optional<Status> parse_status(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  for (const StatusRow& row : status_table) {
    if (row.text == lower) return row.status;
  }
  return std::nullopt;
}

std::optional<Status> status_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(status_count)) return std::nullopt;
  return all_statuses[static_cast<size_t>(number)];
}

std::optional<Status> parse_console_status(std::string_view text) {
  for (const StatusRow& row : status_table) {
    // The first status with the word: created, processing, completed, failed, cancelled.
    if (row.console_text == text) return row.status;
  }
  return std::nullopt;
}

}  // namespace payoutd::payouts
