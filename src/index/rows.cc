#include "index/rows.h"

#include "base/check.h"

namespace payoutd::index {
namespace {

std::optional<base::Timestamp> from_row(int64_t micros) {
  if (micros == unset_time) return std::nullopt;
  return base::Timestamp{micros};
}

}  // namespace

bool FixedColumns::fits(const payouts::PayoutView& payout) {
  return payout.reference_id.size() <= text_bytes_max && People::fits(payout) &&
         Remarks::fits(payout) && PackedRow::fits(payout);
}

void FixedColumns::resize(uint32_t size) {
  persons.resize(size);
  references.resize(size);
  if (whose == Whose::many_owners) owners.resize(size);
}

PackedText FixedColumns::push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  if (whose == Whose::many_owners) owners.push_back(owner);
  persons.push_back(people.number_of(payout));
  return references.push_back(payout.reference_id);
}

uint64_t FixedColumns::memory_bytes() const {
  return owners.memory_bytes() + persons.memory_bytes() + references.memory_bytes() +
         people.memory_bytes() + remarks.memory_bytes();
}

void Rows::append(Edit& edit, const payouts::PayoutView& payout, const PackedText& reference,
                  Remarks::Place remarks) {
  const uint32_t number = payout.number;
  base::check(number == size(), "an owner's payouts reach the index in order of number");
  rows_.append(edit) = {PackedRow(payout, Times(payout), remarks),
                        FixedRow(payout, reference, columns_->people.record(person(number)))};
}

void Rows::put(Edit& edit, const payouts::PayoutView& payout, Remarks::Place remarks) {
  base::check(payout.number < size(), "only what is known may change");
  rows_.edit(edit, payout.number).changing = PackedRow(payout, Times(payout), remarks);
}

void Rows::resize(Edit& edit, uint32_t size) {
  rows_.resize(edit, size);
}

void Rows::put_in_room(const payouts::PayoutView& payout, const PackedText& reference,
                       Remarks::Place remarks) {
  rows_.slot(payout.number) = {PackedRow(payout, Times(payout), remarks),
                               FixedRow(payout, reference, PackedText())};
}

void Rows::name_person(uint32_t number) {
  rows_.slot(number).fixed.set_person(columns_->people.record(person(number)));
}

void Rows::free_all() {
  rows_.free_all();
}

bool Rows::may_replace(const payouts::PayoutView& payout) const {
  const uint32_t number = payout.number;
  return id(number) == payout.id.value && created_at(number) == payout.created_at.micros &&
         amount_micro(number) == payout.amount.micro &&
         currency_of(category(number)) == payout.amount.currency &&
         reference(number) == payout.reference_id && email(number) == payout.beneficiary_email;
}

void Rows::prefetch(uint32_t number, int step) const {
  const Row& row = rows_[number];
  if (step == 0) {
    touch(&row.changing);
    touch(&row.fixed);
  } else {
    row.fixed.person().prefetch();
    row.fixed.reference().prefetch();
    if (const Remarks::Place remarks = row.changing.remarks()) touch(remarks);
  }
}

payouts::PayoutView Rows::view(uint32_t number) const {
  const auto& [row, fixed] = rows_[number];
  const Category category = row.category();
  payouts::PayoutView payout{
      .id = {fixed.id()},
      .number = number,
      .status = status_of(category),
      .amount = {fixed.amount_micro(), currency_of(category)},
      .fees_micro = row.fees_micro(),
      .imported = fixed.imported(),
      .created_at = {fixed.created_at()},
      .updated_at = {row.time(Times::updated)},
      .queued_at = from_row(row.time(Times::queued)),
      .submitted_at = from_row(row.time(Times::submitted)),
      .completed_at = from_row(row.time(Times::completed)),
      .failed_at = from_row(row.time(Times::failed)),
      .cancelled_at = from_row(row.time(Times::cancelled)),
      .expired_at = from_row(row.time(Times::expired)),
      .reference_id = fixed.reference().text(),
  };
  People::put_into(fixed.person(), payout);
  Remarks::put_into(row.remarks(), payout);
  return payout;
}

}  // namespace payoutd::index
