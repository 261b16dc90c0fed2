#include "index/rows.h"

#include "base/check.h"

namespace payoutd::index {
namespace {

using payouts::SortField;

int64_t to_row(std::optional<base::Timestamp> time) {
  return time ? time->micros : unset_time;
}

std::optional<base::Timestamp> from_row(int64_t micros) {
  if (micros == unset_time) return std::nullopt;
  return base::Timestamp{micros};
}

}  // namespace

uint64_t Rows::memory_bytes() const {
  uint64_t bytes = rows_.capacity() * sizeof(Row) + arena_.memory_bytes() + beneficiary_bytes_;
  for (const Bitset& set : by_status_) bytes += set.memory_bytes();
  for (const Bitset& set : by_currency_) bytes += set.memory_bytes();
  return bytes;
}

void Rows::put(const payouts::PayoutView& payout) {
  if (payout.number < size()) {
    replace(payout);
    return;
  }
  base::check(payout.number == size(), "an owner's payouts reach the index in order of number");
  append(payout);
}

void Rows::append(const payouts::PayoutView& payout) {
  const uint32_t number = size();
  rows_.push_back({.id = payout.id.value,
                   .created_at = payout.created_at.micros,
                   .times = {},
                   .amount_micro = payout.amount.micro,
                   .fees_micro = 0,
                   .texts = arena_.append(texts_of(payout)),
                   .currency = payout.amount.currency.position(),
                   .status = 0,
                   .imported = payout.imported});
  for (Bitset& set : by_status_) set.resize(number + 1);
  append_currency(number);
  append_beneficiary(payout);
  put_changeable(payout);
  note_order(number);
}

void Rows::append_currency(uint32_t number) {
  if (by_currency_.empty()) by_currency_.resize(money::currency_count());
  const uint16_t position = rows_[number].currency;
  if (by_currency_[position].size() == 0) seen_currencies_.push_back(position);
  for (const uint16_t seen : seen_currencies_) by_currency_[seen].resize(number + 1);
  by_currency_[position].set(number);
}

void Rows::append_beneficiary(const payouts::PayoutView& payout) {
  if (!payout.beneficiary_id) return;
  constexpr uint64_t node_bytes = 80;  // of the map, about
  std::vector<uint32_t>& numbers = by_beneficiary_[payout.beneficiary_id->value];
  if (numbers.empty()) beneficiary_bytes_ += node_bytes;
  const size_t before = numbers.capacity();
  numbers.push_back(payout.number);
  beneficiary_bytes_ += (numbers.capacity() - before) * sizeof(uint32_t);
}

bool Rows::may_replace(const payouts::PayoutView& payout) const {
  const Row& row = rows_[payout.number];
  return row.id == payout.id.value && row.created_at == payout.created_at.micros &&
         row.amount_micro == payout.amount.micro &&
         row.currency == payout.amount.currency.position() &&
         TextArena::read_one(row.texts, reference_text) == payout.reference_id &&
         TextArena::read_one(row.texts, email_text) == payout.beneficiary_email;
}

void Rows::replace(const payouts::PayoutView& payout) {
  base::check(may_replace(payout), "a payout keeps what never changes");
  Row& row = rows_[payout.number];
  const Texts after = texts_of(payout);
  if (TextArena::read(row.texts) != after) row.texts = arena_.append(after);
  by_status_[row.status].reset(payout.number);
  put_changeable(payout);
}

void Rows::put_changeable(const payouts::PayoutView& payout) {
  Row& row = rows_[payout.number];
  row.status = static_cast<uint8_t>(payout.status);
  by_status_[row.status].set(payout.number);
  row.fees_micro = payout.fees_micro;
  row.times[updated] = payout.updated_at.micros;
  row.times[queued] = to_row(payout.queued_at);
  row.times[submitted] = to_row(payout.submitted_at);
  row.times[completed] = to_row(payout.completed_at);
  row.times[failed] = to_row(payout.failed_at);
  row.times[cancelled] = to_row(payout.cancelled_at);
  row.times[expired] = to_row(payout.expired_at);
}

void Rows::note_order(uint32_t number) {
  if (number == 0) return;
  const Row& before = rows_[number - 1];
  const Row& now = rows_[number];
  if (now.created_at < before.created_at) numbered_by_creation_ = false;
  const bool same_time = now.created_at == before.created_at;
  if (now.created_at < before.created_at || (same_time && now.id < before.id)) {
    numbered_by_id_ = false;
  }
}

void Rows::prefetch_row(uint32_t number) const {
  const auto* row = reinterpret_cast<const char*>(&rows_[number]);
  __builtin_prefetch(row);
  __builtin_prefetch(row + sizeof(Row) - 1);
}

void Rows::prefetch_texts(uint32_t number) const {
  constexpr size_t line_bytes = 64;
  const char* const texts = rows_[number].texts;
  for (size_t line = 0; line < 3; ++line) __builtin_prefetch(texts + line * line_bytes);
}

payouts::PayoutView Rows::view(uint32_t number) const {
  const Row& row = rows_[number];
  payouts::PayoutView payout{
      .id = {row.id},
      .number = number,
      .status = static_cast<payouts::Status>(row.status),
      .amount = {row.amount_micro, money::currency_at(row.currency)},
      .fees_micro = row.fees_micro,
      .imported = row.imported,
      .created_at = {row.created_at},
      .updated_at = {row.times[updated]},
      .queued_at = from_row(row.times[queued]),
      .submitted_at = from_row(row.times[submitted]),
      .completed_at = from_row(row.times[completed]),
      .failed_at = from_row(row.times[failed]),
      .cancelled_at = from_row(row.times[cancelled]),
      .expired_at = from_row(row.times[expired]),
  };
  put_texts(TextArena::read(row.texts), payout);
  return payout;
}

int64_t Rows::sort_number(SortField field, uint32_t number) const {
  const Row& row = rows_[number];
  switch (field) {
    case SortField::created_at:
      return row.created_at;
    case SortField::queued_at:
      return row.times[queued];
    case SortField::submitted_at:
      return row.times[submitted];
    case SortField::completed_at:
      return row.times[completed];
    case SortField::failed_at:
      return row.times[failed];
    case SortField::cancelled_at:
      return row.times[cancelled];
    case SortField::updated_at:
      return row.times[updated];
    case SortField::amount:
      return row.amount_micro;
    case SortField::fees:
      return row.fees_micro;
    case SortField::total_amount:
      return row.amount_micro + row.fees_micro;
    case SortField::currency:
      return row.currency;
    case SortField::status:
      return row.status;
    case SortField::reference_id:
    case SortField::beneficiary_email:
      break;
  }
  base::fail_check("this field sorts by text", __FILE__, __LINE__);
}

bool Rows::sorts_by_text(SortField field) {
  return field == SortField::reference_id || field == SortField::beneficiary_email;
}

std::string_view Rows::sort_text(SortField field, uint32_t number) const {
  return TextArena::read_one(rows_[number].texts,
                             field == SortField::reference_id ? reference_text : email_text);
}

const std::vector<uint32_t>& Rows::with_beneficiary(const payouts::BeneficiaryId& id) const {
  static const std::vector<uint32_t> none;
  const auto found = by_beneficiary_.find(id.value);
  return found == by_beneficiary_.end() ? none : found->second;
}

const Bitset& Rows::with_currency(money::Currency currency) const {
  static const Bitset nobody;
  return by_currency_.empty() ? nobody : by_currency_[currency.position()];
}

}  // namespace payoutd::index
