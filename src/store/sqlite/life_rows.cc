#include "store/sqlite/life_rows.h"

#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {

payouts::HistoryRow read_history(const Statement& row) {
  payouts::HistoryRow history{
      std::nullopt,
      read_status(row, 5),
      {read_one_of(row, 6, &payouts::actor_type_from_number), std::string(row.text(7))},
      std::string(row.text(8)),
      read_time(row, 9)};
  if (!row.is_null(4)) history.from = read_status(row, 4);
  return history;
}

payouts::Attempt read_attempt(const Statement& row) {
  return {.number = row.integer(1),
          .key = {read_uuid(row, 2)},
          .rail = std::string(row.text(3)),
          .state = read_one_of(row, 4, &payouts::attempt_state_from_number),
          .submissions = row.integer(5),
          .not_received = row.integer(6),
          .asks = row.integer(7),
          .created_at = read_time(row, 8),
          .updated_at = read_time(row, 9)};
}

}  // namespace payoutd::store::sqlite
