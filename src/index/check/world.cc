#include "index/check/world.h"

#include <algorithm>
#include <array>

#include "index/check/words.h"

namespace payoutd::index {
namespace {

constexpr int64_t first_creation = 1'700'000'000'000'000;

payouts::BeneficiaryId beneficiary(uint64_t which) {
  payouts::BeneficiaryId id;
  id.value.bytes[0] = static_cast<unsigned char>(which % 3);
  id.value.bytes[14] = static_cast<unsigned char>(which >> 8U);
  id.value.bytes[15] = static_cast<unsigned char>(which);
  return id;
}

std::vector<money::Currency> make_currencies(Dice& dice) {
  const uint64_t all = money::currency_count();
  const uint64_t count = dice.one_in(6) ? all : 1 + dice.below(dice.one_in(3) ? 40 : 5);
  std::vector<money::Currency> currencies;
  for (uint64_t i = 0; i < count; ++i) {
    currencies.push_back(
        money::currency_at(static_cast<uint16_t>(count == all ? i : dice.below(all))));
  }
  return currencies;
}

}  // namespace

Shape make_shape(Dice& dice, uint32_t size_max) {
  Shape shape;
  shape.creation = static_cast<Shape::Creation>(dice.below(4));
  shape.ids = static_cast<Shape::Ids>(dice.below(4));
  shape.references = static_cast<Shape::References>(dice.below(4));
  shape.size_max = size_max;
  shape.values = dice.one_in(2) ? 1 + dice.below(12) : 1'000'000'000;
  shape.status_count = dice.one_in(3) ? 1 + dice.below(3) : payouts::status_count;
  shape.currencies = make_currencies(dice);
  shape.people = 1 + dice.below(dice.one_in(2) ? 12 : 2 * uint64_t{size_max} + 1);
  shape.new_people = dice.one_in(3) ? 0 : 1 + dice.below(8);
  shape.saved = dice.one_in(4) ? 0 : 1 + dice.below(dice.one_in(2) ? 4 : 300);
  shape.text_pieces = 1 + dice.below(dice.one_in(8) ? 120 : 8);
  return shape;
}

std::string describe(const Shape& shape) {
  constexpr std::array creations = {"in order", "closely", "shuffled", "history behind"};
  constexpr std::array ids = {"follow creation", "follow numbers", "backward", "random"};
  constexpr std::array references = {"numbered", "alike", "random", "few"};
  return "up to " + std::to_string(shape.size_max) + " payouts, created " +
         creations[static_cast<size_t>(shape.creation)] + ", ids " +
         ids[static_cast<size_t>(shape.ids)] + ", references " +
         references[static_cast<size_t>(shape.references)] + ", " +
         std::to_string(shape.currencies.size()) + " currencies, " +
         std::to_string(shape.status_count) + " statuses, " + std::to_string(shape.people) +
         " people, " + std::to_string(shape.saved) + " saved, " + std::to_string(shape.values) +
         " values, " + std::to_string(shape.text_pieces) + " pieces of text";
}

World::World(Dice& dice, Shape shape)
    : dice_(dice), shape_(std::move(shape)), now_micros_(first_creation) {}

const payouts::Payout& World::change() {
  const bool may_add = size() < shape_.size_max;
  if (size() == 0 || (may_add && !dice_.one_in(3))) return add();
  return touch();
}

const payouts::Payout& World::add() {
  payouts::Payout row{.amount = {some_micro(), dice_.pick(shape_.currencies)}};
  row.number = size();
  row.created_at = next_creation();
  row.id = next_id(row.created_at);
  row.imported = dice_.one_in(2);
  row.reference_id = next_reference();
  if (people_.size() < shape_.people) people_.push_back(make_person());
  const bool is_new = shape_.new_people > 0 && dice_.one_in(shape_.new_people);
  const Person person = is_new ? make_person() : dice_.pick(people_);
  row.beneficiary_email = person.email;
  row.beneficiary_first_name = person.first_name;
  row.beneficiary_last_name = person.last_name;
  row.beneficiary_country = person.country;
  row.beneficiary_phone = person.phone;
  row.beneficiary_id = person.saved;
  set_all(row);
  model_.rows.push_back(std::move(row));
  return model_.rows.back();
}

const payouts::Payout& World::touch() {
  // The same ones again and again, now and then: several changes of one in a commit.
  payouts::Payout& row = dice_.one_in(3)
                             ? model_.rows[size() - 1 - dice_.below(std::min<uint64_t>(size(), 3))]
                             : dice_.pick(model_.rows);
  switch (dice_.below(6)) {
    case 0:
      row.status = payouts::all_statuses[dice_.below(shape_.status_count)];
      break;
    case 1:
      row.fees_micro = std::min(some_micro(), money::amount_max_micro);
      break;
    case 2:
      set_times(row);
      break;
    case 3:
      set_remarks(row);
      break;
    case 4:
      break;  // it comes as it was
    default:
      set_all(row);
  }
  return row;
}

base::Timestamp World::next_creation() {
  const int64_t step = shape_.values < 1000 ? 1'000'000 : 1'000;
  switch (shape_.creation) {
    case Shape::Creation::in_order:
      if (dice_.one_in(3)) now_micros_ += dice_.between(1, step);
      break;
    case Shape::Creation::closely:
      now_micros_ += dice_.between(0, 1);
      break;
    case Shape::Creation::shuffled:
      return {first_creation + static_cast<int64_t>(dice_.below(shape_.values)) * 1000};
    case Shape::Creation::history_behind:
      if (history_left_ == 0 && dice_.one_in(uint64_t{shape_.size_max} / 3 + 20)) {
        history_left_ = 1 + dice_.below(uint64_t{size()} / 2 + 10);
      }
      if (history_left_ > 0) {
        --history_left_;
        return {dice_.between(first_creation - step, now_micros_)};
      }
      now_micros_ += dice_.between(0, step);
  }
  return {now_micros_};
}

payouts::PayoutId World::next_id(base::Timestamp created_at) {
  const auto number = static_cast<int64_t>(size());
  switch (shape_.ids) {
    case Shape::Ids::follow_creation:
      return {base::make_uuid_v7(created_at, dice_.random())};
    case Shape::Ids::follow_numbers:
      return {base::make_uuid_v7({first_creation + number * 700}, dice_.random())};
    case Shape::Ids::backward:
      return {base::make_uuid_v7({first_creation - number * 300}, dice_.random())};
    case Shape::Ids::random:
      break;
  }
  payouts::PayoutId id;
  dice_.random().fill(id.value.bytes);
  return id;
}

std::string World::next_reference() {
  if (dice_.one_in(12)) return "";
  switch (shape_.references) {
    case Shape::References::numbered:
      return "PAY_2024_" + std::to_string(1'000'000 + size());
    case Shape::References::alike:
      return std::string(dice_.below(2) * 20, 'p') + make_text(dice_, shape_.text_pieces) +
             std::to_string(size());
    case Shape::References::random:
      return make_text(dice_, shape_.text_pieces);
    case Shape::References::few:
      break;
  }
  return "Ref" + std::to_string(dice_.below(5));
}

World::Person World::make_person() {
  Person person;
  // Several have one address, some none.
  if (!dice_.one_in(8)) {
    person.email = !people_.empty() && dice_.one_in(4) ? dice_.pick(people_).email
                                                       : make_text(dice_, shape_.text_pieces);
  }
  if (dice_.one_in(2)) person.first_name = make_text(dice_, 3);
  if (dice_.one_in(2)) person.last_name = std::string(dice_.below(300), 'n');
  if (dice_.one_in(2)) person.country = "DE";
  if (dice_.one_in(3)) person.phone = "+49" + std::to_string(dice_.below(1000));
  if (shape_.saved > 0 && !dice_.one_in(3)) person.saved = beneficiary(dice_.below(shape_.saved));
  return person;
}

base::Timestamp World::some_creation() {
  if (size() == 0 || dice_.one_in(12)) return {first_creation + dice_.between(-10, 10)};
  return {dice_.pick(model_.rows).created_at.micros + (dice_.one_in(3) ? dice_.between(-1, 1) : 0)};
}

payouts::BeneficiaryId World::some_beneficiary() {
  return beneficiary(dice_.below(shape_.saved + 2));
}

base::Timestamp World::some_time() {
  if (dice_.one_in(200)) {  // the years 829 and 3111, where rows have no more room, and beyond
    const int64_t border = (int64_t{1} << 55) + dice_.between(-2, 2);
    return {dice_.one_in(2) ? border : -border};
  }
  return {first_creation + static_cast<int64_t>(dice_.below(shape_.values)) * 500};
}

std::optional<base::Timestamp> World::time_or_none() {
  if (dice_.one_in(2)) return std::nullopt;
  return some_time();
}

int64_t World::some_micro() {
  if (dice_.one_in(500)) return 4'000'000'000'000'000'000 - dice_.between(0, 2);
  return static_cast<int64_t>(dice_.below(shape_.values)) * 10'000;
}

std::string World::some_remark() {
  if (!dice_.one_in(3)) return "";
  if (dice_.one_in(2)) return "Bonus Payment";
  return make_text(dice_, 30) + std::string(dice_.one_in(20) ? 300 : 0, 'x');
}

void World::set_times(payouts::Payout& row) {
  row.updated_at = some_time();
  row.queued_at = time_or_none();
  row.submitted_at = time_or_none();
  row.completed_at = time_or_none();
  row.failed_at = time_or_none();
  row.cancelled_at = time_or_none();
  row.expired_at = time_or_none();
}

void World::set_remarks(payouts::Payout& row) {
  row.description = some_remark();
  row.failure_code = some_remark();
  row.failure_reason = some_remark();
  row.network = some_remark();
  row.address = some_remark();
  row.tx_hash = some_remark();
  row.note = some_remark();
}

void World::set_all(payouts::Payout& row) {
  row.status = payouts::all_statuses[dice_.below(shape_.status_count)];
  row.fees_micro = std::min(some_micro(), money::amount_max_micro);
  set_times(row);
  set_remarks(row);
}

}  // namespace payoutd::index
