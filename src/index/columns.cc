#include "index/columns.h"

#include "base/check.h"

namespace payoutd::index {
namespace {

using payouts::SortField;

int64_t to_column(std::optional<base::Timestamp> time) {
  return time ? time->micros : unset_time;
}

std::optional<base::Timestamp> from_column(int64_t micros) {
  if (micros == unset_time) return std::nullopt;
  return base::Timestamp{micros};
}

}  // namespace

uint64_t Columns::memory_bytes() const {
  uint64_t bytes = ids_.capacity() * sizeof(base::Uuid) + created_.capacity() * sizeof(int64_t) +
                   amounts_.capacity() * sizeof(int64_t) + fees_.capacity() * sizeof(int64_t) +
                   currencies_.capacity() * sizeof(uint16_t) + statuses_.capacity() +
                   texts_.capacity() * sizeof(TextArena::Place) + arena_.memory_bytes() +
                   imported_.memory_bytes();
  for (const auto& column : times_) bytes += column.capacity() * sizeof(int64_t);
  for (const Bitset& set : by_status_) bytes += set.memory_bytes();
  for (const Bitset& set : by_currency_) bytes += set.memory_bytes();
  return bytes;
}

void Columns::put(const payouts::PayoutView& payout) {
  if (payout.number < size()) {
    replace(payout);
    return;
  }
  base::check(payout.number == size(), "an owner's payouts reach the index in order of number");
  append(payout);
}

void Columns::append(const payouts::PayoutView& payout) {
  const uint32_t number = size();
  ids_.push_back(payout.id.value);
  created_.push_back(payout.created_at.micros);
  for (auto& column : times_) column.push_back(unset_time);
  amounts_.push_back(payout.amount.micro);
  fees_.push_back(0);
  currencies_.push_back(payout.amount.currency.position());
  statuses_.push_back(static_cast<uint8_t>(payout.status));
  texts_.push_back(arena_.append(texts_of(payout)));
  for (Bitset& set : by_status_) set.resize(number + 1);
  append_currency(number);
  imported_.resize(number + 1);
  if (payout.imported) imported_.set(number);
  put_changeable(payout);
  note_order(number);
}

void Columns::append_currency(uint32_t number) {
  if (by_currency_.empty()) by_currency_.resize(money::currency_count());
  const uint16_t position = currencies_[number];
  if (by_currency_[position].size() == 0) seen_currencies_.push_back(position);
  for (const uint16_t seen : seen_currencies_) by_currency_[seen].resize(number + 1);
  by_currency_[position].set(number);
}

void Columns::replace(const payouts::PayoutView& payout) {
  const uint32_t number = payout.number;
  const Texts before = TextArena::read(texts_[number]);
  const Texts after = texts_of(payout);
  base::check(ids_[number] == payout.id.value && created_[number] == payout.created_at.micros &&
                  amounts_[number] == payout.amount.micro &&
                  currencies_[number] == payout.amount.currency.position() &&
                  before[reference_text] == after[reference_text] &&
                  before[email_text] == after[email_text],
              "a payout keeps its id, creation, amount, reference and e-mail for ever");
  if (before != after) texts_[number] = arena_.append(after);
  by_status_[statuses_[number]].reset(number);
  put_changeable(payout);
}

void Columns::put_changeable(const payouts::PayoutView& payout) {
  const uint32_t number = payout.number;
  statuses_[number] = static_cast<uint8_t>(payout.status);
  by_status_[statuses_[number]].set(number);
  fees_[number] = payout.fees_micro;
  times_[updated][number] = payout.updated_at.micros;
  times_[queued][number] = to_column(payout.queued_at);
  times_[submitted][number] = to_column(payout.submitted_at);
  times_[completed][number] = to_column(payout.completed_at);
  times_[failed][number] = to_column(payout.failed_at);
  times_[cancelled][number] = to_column(payout.cancelled_at);
  times_[expired][number] = to_column(payout.expired_at);
}

void Columns::note_order(uint32_t number) {
  if (number == 0) return;
  const int64_t before = created_[number - 1];
  const int64_t now = created_[number];
  if (now < before) numbered_by_creation_ = false;
  if (now < before || (now == before && ids_[number] < ids_[number - 1])) numbered_by_id_ = false;
}

payouts::PayoutView Columns::view(uint32_t number) const {
  payouts::PayoutView payout{
      .id = {ids_[number]},
      .number = number,
      .status = static_cast<payouts::Status>(statuses_[number]),
      .amount = {amounts_[number], money::currency_at(currencies_[number])},
      .fees_micro = fees_[number],
      .imported = imported_.test(number),
      .created_at = {created_[number]},
      .updated_at = {times_[updated][number]},
      .queued_at = from_column(times_[queued][number]),
      .submitted_at = from_column(times_[submitted][number]),
      .completed_at = from_column(times_[completed][number]),
      .failed_at = from_column(times_[failed][number]),
      .cancelled_at = from_column(times_[cancelled][number]),
      .expired_at = from_column(times_[expired][number]),
  };
  put_texts(TextArena::read(texts_[number]), payout);
  return payout;
}

int64_t Columns::sort_number(SortField field, uint32_t number) const {
  switch (field) {
    case SortField::created_at:
      return created_[number];
    case SortField::queued_at:
      return times_[queued][number];
    case SortField::submitted_at:
      return times_[submitted][number];
    case SortField::completed_at:
      return times_[completed][number];
    case SortField::failed_at:
      return times_[failed][number];
    case SortField::cancelled_at:
      return times_[cancelled][number];
    case SortField::updated_at:
      return times_[updated][number];
    case SortField::amount:
      return amounts_[number];
    case SortField::fees:
      return fees_[number];
    case SortField::total_amount:
      return amounts_[number] + fees_[number];
    case SortField::currency:
      return currencies_[number];
    case SortField::status:
      return statuses_[number];
    case SortField::reference_id:
    case SortField::beneficiary_email:
      break;
  }
  base::fail_check("this field sorts by text", __FILE__, __LINE__);
}

bool Columns::sorts_by_text(SortField field) {
  return field == SortField::reference_id || field == SortField::beneficiary_email;
}

std::string_view Columns::sort_text(SortField field, uint32_t number) const {
  return TextArena::read_one(texts_[number],
                             field == SortField::reference_id ? reference_text : email_text);
}

const Bitset& Columns::with_currency(money::Currency currency) const {
  static const Bitset nobody;
  return by_currency_.empty() ? nobody : by_currency_[currency.position()];
}

}  // namespace payoutd::index
