#include "store/sqlite/payout_walk.h"

#include <optional>
#include <utility>

#include "store/sql/list_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/list_statement.h"
#include "store/sqlite/reads.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

class SqliteWalk final : public PayoutWalk {
 public:
  SqliteWalk(ReaderPool& readers, payouts::OwnerKey owner, const payouts::ListQuery& query)
      : reader_(readers),
        transaction_(*reader_),
        owner_(SqliteReads(*reader_).find_owner(owner)),
        condition_(query.filter),
        order_(order_of(query)),
        position_(query.offset) {}

  bool has_owner() const { return owner_.has_value(); }
  payouts::Version version() const override { return owner_->version; }
  base::Result<uint64_t> total() override;
  base::Status sort() override;
  base::Result<bool> next(uint32_t rows_max, const TakePayout& take) override;

 private:
  std::optional<payouts::PayoutNumber> next_number(uint32_t rows_max);
  void begin_first(uint64_t rows);
  void begin_all();
  void skip(uint64_t rows);
  bool step();
  void give(payouts::PayoutNumber number, const TakePayout& take);

  Reader reader_;
  const ReadTransaction transaction_;
  const std::optional<Owner> owner_;
  const ListCondition condition_;
  const std::string order_;
  std::optional<uint64_t> total_;
  uint64_t position_;                 // in the list: rows before the next one
  std::optional<Statement> numbers_;  // of the list from position_ on
  uint64_t numbers_end_ = 0;          // the position before which numbers_ ends; 0: at the list's
  bool at_end_ = false;
  bool ahead_ = false;  // numbers_ stands at the next one already
};

base::Result<uint64_t> SqliteWalk::total() {
  try {
    if (!total_) {
      Statement count = condition_.prepare(*reader_, owner_->key, sql::count_list, {});
      total_ = count.step() ? static_cast<uint64_t>(count.integer(0)) : 0;
    }
    return *total_;
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

// SQLite sorts when it is asked for the first row.
base::Status SqliteWalk::sort() {
  try {
    begin_all();
    step();
    ahead_ = true;
    return {};
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

base::Result<bool> SqliteWalk::next(uint32_t rows_max, const TakePayout& take) {
  try {
    for (uint32_t given = 0; given < rows_max; ++given) {
      const auto number = next_number(rows_max);
      if (!number) return false;
      give(*number, take);
      ++position_;
    }
    return true;
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

std::optional<payouts::PayoutNumber> SqliteWalk::next_number(uint32_t rows_max) {
  if (!numbers_) {
    if (position_ <= first_rows_max && position_ + rows_max <= first_rows_max) {
      begin_first(position_ + rows_max);
    } else {
      begin_all();
    }
  } else if (numbers_end_ != 0 && position_ == numbers_end_) {
    begin_all();  // who asks once more than for a page wants all of it
  }
  if (!step()) return std::nullopt;
  return read_number_or_unset(*numbers_, 0);
}

void SqliteWalk::begin_first(uint64_t rows) {
  numbers_.emplace(condition_.prepare(*reader_, owner_->key, sql::list_numbers,
                                      order_ + std::string(sql::first_rows)));
  numbers_->bind(9, static_cast<int64_t>(rows));
  numbers_end_ = rows;
  skip(position_);
}

void SqliteWalk::begin_all() {
  numbers_.reset();  // a statement at a time: each may keep a file
  numbers_.emplace(condition_.prepare(*reader_, owner_->key, sql::list_numbers, order_));
  numbers_end_ = 0;
  at_end_ = false;
  skip(position_);
}

void SqliteWalk::skip(uint64_t rows) {
  while (rows > 0 && step()) --rows;
}

// A statement that is asked once more after its end begins again.
bool SqliteWalk::step() {
  if (std::exchange(ahead_, false)) return !at_end_;
  if (!at_end_) at_end_ = !numbers_->step();
  return !at_end_;
}

void SqliteWalk::give(payouts::PayoutNumber number, const TakePayout& take) {
  Statement row = reader_->prepare(sql::payout_by_number);
  row.bind(1, owner_->key.value);
  row.bind(2, number);
  if (!row.step()) throw DamagedRow("a payout is in an index and not in its table");
  take(read_payout(row));
}

}  // namespace

base::Result<std::unique_ptr<PayoutWalk>> open_walk(ReaderPool& readers, payouts::OwnerKey owner,
                                                    const payouts::ListQuery& query) {
  auto walk = std::make_unique<SqliteWalk>(readers, owner, query);
  if (!walk->has_owner()) return base::refused("owner_not_found", "there is no such owner");
  return walk;
}

}  // namespace payoutd::store::sqlite
