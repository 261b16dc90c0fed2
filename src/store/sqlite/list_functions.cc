#include "store/sqlite/list_functions.h"

#include <exception>
#include <new>
#include <string>

#include "base/utf8.h"
#include "store/sql/list_statements.h"
#include "store/sqlite/list_statement.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/reads.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (data == nullptr) return {};
  return {data, static_cast<size_t>(sqlite3_value_bytes(value))};
}

// payoutd_has(folded term, text …): is the term part of one of the texts, whatever their case?
void has_term(sqlite3_context* context, int count, sqlite3_value** values) {
  auto& folded = *static_cast<std::string*>(sqlite3_user_data(context));
  const std::string_view term = text_of(values[0]);
  try {
    for (int i = 1; i < count; ++i) {
      folded.clear();
      base::append_folded(text_of(values[i]), folded);
      if (folded.find(term) != std::string::npos) return sqlite3_result_int(context, 1);
    }
  } catch (const std::bad_alloc&) {
    return sqlite3_result_error_nomem(context);
  }
  sqlite3_result_int(context, 0);
}

void free_text(void* text) {
  delete static_cast<std::string*>(text);
}

// SQLite hands a pointer on only to who knows what it is called.
constexpr const char* sums_pointer = "payoutd_sums";

struct Sums {
  struct Sum {
    uint64_t count = 0;
    money::Sum amount_micro = 0;
    money::Sum fees_micro = 0;
  };
  // By the currency's position, then status.
  std::vector<Sum> sums{size_t{money::currency_count()} * payouts::status_count};
  std::exception_ptr thrown;  // it must not pass through SQLite
};

// payoutd_add_up(status, currency, amount_micro, fees_micro, sums)
void add_up(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  auto* const sums = static_cast<Sums*>(sqlite3_value_pointer(values[4], sums_pointer));
  if (sums == nullptr) return sqlite3_result_error_code(context, SQLITE_ABORT);
  try {
    const PayoutMoney row = read_payout_money({values, 4});
    Sums::Sum& sum = sums->sums[row.amount.currency.position() * payouts::status_count +
                                static_cast<size_t>(row.status)];
    ++sum.count;
    sum.amount_micro += row.amount.micro;
    sum.fees_micro += row.fees_micro;
  } catch (const Failure&) {
    sums->thrown = std::current_exception();
    sqlite3_result_error_code(context, SQLITE_ABORT);
  }
}

void end_sums(sqlite3_context* /*context*/) {}

Sums add_up_list(Connection& reader, payouts::OwnerKey owner, const payouts::ListFilter& filter) {
  Sums sums;
  const ListCondition condition(filter);
  Statement query = condition.prepare(reader, owner, sql::summarize_list, {});
  query.bind_pointer(9, &sums, sums_pointer);
  try {
    query.run();
  } catch (const Failure&) {
    if (sums.thrown != nullptr) std::rethrow_exception(sums.thrown);
    throw;
  }
  return sums;
}

}  // namespace

void add_list_functions(Connection& connection) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  const auto expect_ok = [&](int result) {
    if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(connection.handle()));
  };
  // SQLite frees the text, also when it fails.
  expect_ok(sqlite3_create_function_v2(connection.handle(), "payoutd_has", 3, flags,
                                       new std::string, &has_term, nullptr, nullptr, &free_text));
  expect_ok(sqlite3_create_function_v2(connection.handle(), "payoutd_add_up", 5, flags, nullptr,
                                       nullptr, &add_up, &end_sums, nullptr));
}

base::Result<payouts::ListSummary> summarize_list(Connection& reader, payouts::OwnerKey owner,
                                                  const payouts::ListFilter& filter) {
  const ReadTransaction transaction(reader);
  const auto found = SqliteReads(reader).find_owner(owner);
  if (!found) return base::refused("owner_not_found", "there is no such owner");
  const Sums all = add_up_list(reader, owner, filter);
  payouts::ListSummary summary{{}, found->version};
  for (uint16_t position = 0; position < money::currency_count(); ++position) {
    for (const payouts::Status status : payouts::all_statuses) {
      const Sums::Sum& sum =
          all.sums[position * payouts::status_count + static_cast<size_t>(status)];
      if (sum.count == 0) continue;
      summary.lines.push_back(
          {status, money::currency_at(position), sum.count, sum.amount_micro, sum.fees_micro});
    }
  }
  return summary;
}

}  // namespace payoutd::store::sqlite
