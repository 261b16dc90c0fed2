// payouts/status.h: the nine statuses a payout can have, their stored numbers and their two
// dialects (contract §2). Pure; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace payoutd::payouts {

// DO NOT CHANGE THESE NUMBERS: they are in every database. Their order is the order in which lists
// sort by status.
enum class Status : int16_t {
  created = 0,
  queued = 1,
  processing = 2,
  settling = 3,
  action_required = 4,
  completed = 5,
  failed = 6,
  cancelled = 7,
  expired = 8,
};

inline constexpr size_t status_count = 9;
inline constexpr std::array<Status, status_count> all_statuses = {
    Status::created,  Status::queued,          Status::processing,
    Status::settling, Status::action_required, Status::completed,
    Status::failed,   Status::cancelled,       Status::expired};

// completed, failed, cancelled, expired: no move leads out of these.
bool is_final(Status status);

// The partner API's word, lower case; also what imports and the command line use.
std::string_view to_text(Status status);
// Any letter case.
std::optional<Status> parse_status(std::string_view text);
std::optional<Status> status_from_number(int64_t number);

// The console API's word: requested, processing, sent, failed, cancelled.
std::string_view to_console_text(Status status);
// The status that an imported console payout of that word is given; exact lower case.
// requested → created, processing → processing, sent → completed, failed, cancelled.
std::optional<Status> parse_console_status(std::string_view text);

}  // namespace payoutd::payouts
