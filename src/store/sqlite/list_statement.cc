#include "store/sqlite/list_statement.h"

#include "base/check.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "store/sql/list_statements.h"

namespace payoutd::store::sqlite {
namespace {

std::string_view key_of(payouts::SortField field) {
  using payouts::SortField;
  switch (field) {
    case SortField::created_at:
      return sql::key_created_at;
    case SortField::queued_at:
      return sql::key_queued_at;
    case SortField::submitted_at:
      return sql::key_submitted_at;
    case SortField::completed_at:
      return sql::key_completed_at;
    case SortField::failed_at:
      return sql::key_failed_at;
    case SortField::cancelled_at:
      return sql::key_cancelled_at;
    case SortField::updated_at:
      return sql::key_updated_at;
    case SortField::amount:
      return sql::key_amount;
    case SortField::fees:
      return sql::key_fees;
    case SortField::total_amount:
      return sql::key_total_amount;
    case SortField::currency:
      return sql::key_currency;
    case SortField::status:
      return sql::key_status;
    case SortField::reference_id:
      return sql::key_reference_id;
    case SortField::beneficiary_email:
      return sql::key_beneficiary_email;
  }
  base::fail_check("a sort field is one of fourteen", __FILE__, __LINE__);
}

std::string json_of(const std::vector<money::Currency>& currencies) {
  std::string text;
  base::JsonWriter json(text);
  json.begin_array();
  for (const money::Currency each : currencies) json.string(each.code());
  json.end_array();
  return text;
}

// Nothing for what no beneficiary's id is written like.
std::optional<payouts::BeneficiaryId> beneficiary_of(const payouts::ListFilter& filter) {
  if (!filter.beneficiary_id) return std::nullopt;
  const auto id = payouts::parse_beneficiary_id(*filter.beneficiary_id);
  if (!id || to_text(*id) != *filter.beneficiary_id) return std::nullopt;
  return id;
}

}  // namespace

ListCondition::ListCondition(const payouts::ListFilter& filter)
    : filter_(filter),
      folded_search_(base::fold_case(filter.search)),
      currencies_(json_of(filter.currencies)),
      beneficiary_(beneficiary_of(filter)) {
  const auto add = [this](bool wanted, std::string_view condition) {
    if (wanted) where_ += condition;
  };
  add(filter_.statuses.any(), sql::of_statuses);
  add(!filter_.currencies.empty(), sql::of_currencies);
  add(filter_.created_from.has_value(), sql::of_created_from);
  add(filter_.created_to.has_value(), sql::of_created_to);
  add(filter_.reference_id.has_value(), sql::of_reference);
  add(beneficiary_.has_value(), sql::of_beneficiary);
  add(filter_.beneficiary_id && !beneficiary_, sql::of_nothing);
  add(!folded_search_.empty(), sql::of_search);  // last: it costs most
}

Statement ListCondition::prepare(Connection& connection, payouts::OwnerKey owner,
                                 std::string_view beginning, std::string_view end) const {
  std::string text(beginning);
  text += where_;
  text += end;
  Statement statement = connection.prepare_once(text);
  statement.bind(1, owner.value);
  if (filter_.statuses.any()) {
    statement.bind(2, static_cast<int64_t>(filter_.statuses.to_ulong()));
  }
  if (!filter_.currencies.empty()) statement.bind_text(3, currencies_);
  if (!folded_search_.empty()) statement.bind_text(4, folded_search_);
  if (filter_.created_from) statement.bind_time(5, filter_.created_from);
  if (filter_.created_to) statement.bind_time(6, filter_.created_to);
  if (filter_.reference_id) statement.bind_text(7, *filter_.reference_id);
  if (beneficiary_) statement.bind_blob(8, beneficiary_->value.bytes);
  return statement;
}

std::string order_of(const payouts::ListQuery& query) {
  std::string text(sql::order_by);
  const auto by = [&](std::string_view key) {
    text += key;
    if (query.sort_order == payouts::SortOrder::descending) text += sql::descending;
    text += sql::unset_last;
  };
  by(key_of(query.sort_field));
  text += sql::and_by;
  if (query.tie_break == payouts::TieBreak::id) {
    by(sql::key_id);
    return text;
  }
  if (query.sort_field != payouts::SortField::created_at) {
    by(sql::key_created_at);
    text += sql::and_by;
  }
  by(query.tie_break == payouts::TieBreak::creation ? sql::key_number : sql::key_id);
  return text;
}

}  // namespace payoutd::store::sqlite
