#include "index/rows.h"

#include "base/check.h"

namespace payoutd::index {
namespace {

std::optional<base::Timestamp> from_row(int64_t micros) {
  if (micros == unset_time) return std::nullopt;
  return base::Timestamp{micros};
}

}  // namespace

FixedColumns::Fixed FixedColumns::fixed_of(const payouts::PayoutView& payout,
                                           const PackedText& reference) {
  const int64_t micro = payout.amount.micro;
  return {payout.id.value, payout.created_at.micros, payout.imported ? -micro - 1 : micro,
          PackedText(), reference};
}

bool FixedColumns::fits(const payouts::PayoutView& payout) {
  return payout.reference_id.size() <= text_bytes_max && People::fits(payout) &&
         Remarks::fits(payout) && PackedRow::fits(payout);
}

void FixedColumns::resize(uint32_t size) {
  fixed.resize(size);
  persons.resize(size);
  references.resize(size);
  if (whose == Whose::many_owners) owners.resize(size);
}

void FixedColumns::push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  if (whose == Whose::many_owners) owners.push_back(owner);
  references.push_back(payout.reference_id);
  const PersonNumber person = people.number_of(payout);
  persons.push_back(person);
  fixed.push_back(fixed_of(payout, references.packed(references.size() - 1)));
  fixed[fixed.size() - 1].person = people.record(person);
}

uint64_t FixedColumns::memory_bytes() const {
  return fixed.memory_bytes() + owners.memory_bytes() + persons.memory_bytes() +
         references.memory_bytes() + people.memory_bytes() + remarks.memory_bytes();
}

void Rows::put(Edit& edit, const payouts::PayoutView& payout, Remarks::Place remarks) {
  const uint32_t number = payout.number;
  base::check(number <= size(), "an owner's payouts reach the index in order of number");
  PackedRow& row = number == size() ? changing_.append(edit) : changing_.edit(edit, number);
  row = PackedRow(payout, Times(payout), remarks);
}

void Rows::resize(Edit& edit, uint32_t size) {
  changing_.resize(edit, size);
}

void Rows::put_in_room(const payouts::PayoutView& payout, Remarks::Place remarks) {
  changing_.slot(payout.number) = PackedRow(payout, Times(payout), remarks);
}

void Rows::free_all() {
  changing_.free_all();
}

bool Rows::may_replace(const payouts::PayoutView& payout) const {
  const uint32_t number = payout.number;
  return id(number) == payout.id.value && created_at(number) == payout.created_at.micros &&
         amount_micro(number) == payout.amount.micro &&
         currency_of(category(number)) == payout.amount.currency &&
         reference(number) == payout.reference_id && email(number) == payout.beneficiary_email;
}

void Rows::prefetch(uint32_t number, int step) const {
  const PackedRow& row = changing_[number];
  const FixedColumns::Fixed& fixed = columns_->fixed[number];
  if (step == 0) {
    touch(&row);
    touch(&fixed);
    touch(reinterpret_cast<const char*>(&fixed + 1) - 1);
  } else {
    fixed.person.prefetch();
    fixed.reference.prefetch();
    if (const Remarks::Place remarks = row.remarks()) touch(remarks);
  }
}

payouts::PayoutView Rows::view(uint32_t number) const {
  const FixedColumns::Fixed& fixed = columns_->fixed[number];
  const PackedRow& row = changing_[number];
  const Category category = row.category();
  payouts::PayoutView payout{
      .id = {fixed.id},
      .number = number,
      .status = status_of(category),
      .amount = {amount_micro(number), currency_of(category)},
      .fees_micro = row.fees_micro(),
      .imported = fixed.amount_and_origin < 0,
      .created_at = {fixed.created_at},
      .updated_at = {row.time(Times::updated)},
      .queued_at = from_row(row.time(Times::queued)),
      .submitted_at = from_row(row.time(Times::submitted)),
      .completed_at = from_row(row.time(Times::completed)),
      .failed_at = from_row(row.time(Times::failed)),
      .cancelled_at = from_row(row.time(Times::cancelled)),
      .expired_at = from_row(row.time(Times::expired)),
      .reference_id = fixed.reference.text(),
  };
  People::put_into(fixed.person, payout);
  Remarks::put_into(row.remarks(), payout);
  return payout;
}

}  // namespace payoutd::index
