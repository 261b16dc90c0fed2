#include "index/rows.h"

#include "base/check.h"

namespace payoutd::index {
namespace {

int64_t to_row(std::optional<base::Timestamp> time) {
  return time ? time->micros : unset_time;
}

std::optional<base::Timestamp> from_row(int64_t micros) {
  if (micros == unset_time) return std::nullopt;
  return base::Timestamp{micros};
}

}  // namespace

FixedColumns::Fixed FixedColumns::fixed_of(const payouts::PayoutView& payout) {
  const int64_t micro = payout.amount.micro;
  return {payout.id.value, payout.created_at.micros, payout.imported ? -micro - 1 : micro};
}

bool FixedColumns::fits(const payouts::PayoutView& payout) {
  return payout.reference_id.size() <= text_bytes_max && People::fits(payout) &&
         Remarks::fits(payout);
}

void FixedColumns::resize(uint32_t size) {
  fixed.resize(size);
  persons.resize(size);
  records.resize(size);
  references.resize(size);
  if (whose == Whose::many_owners) owners.resize(size);
}

void FixedColumns::push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  if (whose == Whose::many_owners) owners.push_back(owner);
  references.push_back(payout.reference_id);
  const PersonNumber person = people.number_of(payout);
  persons.push_back(person);
  records.push_back(people.record(person));
  fixed.push_back(fixed_of(payout));
}

uint64_t FixedColumns::memory_bytes() const {
  return fixed.memory_bytes() + owners.memory_bytes() + persons.memory_bytes() +
         records.memory_bytes() + references.memory_bytes() + people.memory_bytes() +
         remarks.memory_bytes();
}

Rows::Changing Rows::changing_of(const payouts::PayoutView& payout, Remarks::Place remarks) {
  Changing row;
  row.fees_micro = payout.fees_micro;
  row.remarks = remarks;
  row.times[updated] = payout.updated_at.micros;
  row.times[queued] = to_row(payout.queued_at);
  row.times[submitted] = to_row(payout.submitted_at);
  row.times[completed] = to_row(payout.completed_at);
  row.times[failed] = to_row(payout.failed_at);
  row.times[cancelled] = to_row(payout.cancelled_at);
  row.times[expired] = to_row(payout.expired_at);
  return row;
}

void Rows::put(Edit& edit, const payouts::PayoutView& payout, Remarks::Place remarks) {
  const uint32_t number = payout.number;
  const bool is_new = number == size();
  base::check(number <= size(), "an owner's payouts reach the index in order of number");
  Changing& row = is_new ? changing_.append(edit) : changing_.edit(edit, number);
  row = changing_of(payout, remarks);
  Category& category = is_new ? categories_.append(edit) : categories_.edit(edit, number);
  category = category_of(payout.status, payout.amount.currency);
}

void Rows::resize(Edit& edit, uint32_t size) {
  changing_.resize(edit, size);
  categories_.resize(edit, size);
}

void Rows::put_in_room(const payouts::PayoutView& payout, Remarks::Place remarks) {
  changing_.slot(payout.number) = changing_of(payout, remarks);
  categories_.slot(payout.number) = category_of(payout.status, payout.amount.currency);
}

void Rows::free_all() {
  changing_.free_all();
  categories_.free_all();
}

bool Rows::may_replace(const payouts::PayoutView& payout) const {
  const uint32_t number = payout.number;
  return id(number) == payout.id.value && created_at(number) == payout.created_at.micros &&
         amount_micro(number) == payout.amount.micro &&
         currency_of(category(number)) == payout.amount.currency &&
         reference(number) == payout.reference_id && email(number) == payout.beneficiary_email;
}

void Rows::prefetch(uint32_t number, int step) const {
  const Changing& row = changing_[number];
  if (step == 0) {
    touch(&row);
    touch(reinterpret_cast<const char*>(&row + 1) - 1);
    touch(&columns_->fixed[number]);
    touch(&columns_->records[number]);
    touch(&categories_[number]);
    columns_->references.prefetch_place(number);
  } else {
    columns_->records[number].prefetch();
    columns_->references.prefetch_text(number);
    if (row.remarks != nullptr) touch(row.remarks);
  }
}

payouts::PayoutView Rows::view(uint32_t number) const {
  const FixedColumns::Fixed& fixed = columns_->fixed[number];
  const Changing& row = changing_[number];
  const Category category = categories_[number];
  payouts::PayoutView payout{
      .id = {fixed.id},
      .number = number,
      .status = status_of(category),
      .amount = {amount_micro(number), currency_of(category)},
      .fees_micro = row.fees_micro,
      .imported = fixed.amount_and_origin < 0,
      .created_at = {fixed.created_at},
      .updated_at = {row.times[updated]},
      .queued_at = from_row(row.times[queued]),
      .submitted_at = from_row(row.times[submitted]),
      .completed_at = from_row(row.times[completed]),
      .failed_at = from_row(row.times[failed]),
      .cancelled_at = from_row(row.times[cancelled]),
      .expired_at = from_row(row.times[expired]),
      .reference_id = columns_->references[number],
  };
  People::put_into(columns_->records[number], payout);
  Remarks::put_into(row.remarks, payout);
  return payout;
}

}  // namespace payoutd::index
