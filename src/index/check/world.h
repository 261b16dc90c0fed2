// index/check/world.h: random payouts of an owner, and what becomes of them. For tests only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/check/dice.h"
#include "index/list_model.h"

namespace payoutd::index {

// What payouts of a world are like: it differs from world to world, so that between them every
// kind of order, of ties and of texts comes up.
struct Shape {
  enum class Creation {
    in_order,        // several share a time
    closely,         // a microsecond or none after the one before
    shuffled,        // at few times, in no order
    history_behind,  // in order, but for batches of history that come behind newer ones
  };
  enum class Ids { follow_creation, follow_numbers, backward, random };
  enum class References { numbered, alike, random, few };

  Creation creation = Creation::in_order;
  Ids ids = Ids::follow_creation;
  References references = References::numbered;
  uint32_t size_max = 0;
  uint64_t values = 1;  // as many different amounts, fees, times
  uint64_t status_count = 1;
  std::vector<money::Currency> currencies;
  uint64_t people = 1;      // known ones; others come once
  uint64_t new_people = 0;  // one of so many payouts goes to a new one; 0: none does
  uint64_t saved = 0;       // different saved beneficiaries; 0: nobody is saved
  uint64_t text_pieces = 1;
};

// Payouts of up to so many.
Shape make_shape(Dice& dice, uint32_t size_max);
std::string describe(const Shape& shape);

class World {
 public:
  World(Dice& dice, Shape shape);

  const Shape& shape() const { return shape_; }
  const ListModel& model() const { return model_; }
  payouts::Version version() const { return version_; }
  uint32_t size() const { return static_cast<uint32_t>(model_.rows.size()); }

  // A change to come: a new payout (as long as there may be more) or a known one.
  const payouts::Payout& change();
  const payouts::Payout& add();
  const payouts::Payout& touch();
  void commit() { ++version_; }

  // A time at which payouts are created, or a little beside it.
  base::Timestamp some_creation();
  payouts::BeneficiaryId some_beneficiary();

 private:
  struct Person {
    std::string email, first_name, last_name, country, phone;
    std::optional<payouts::BeneficiaryId> saved;
  };

  base::Timestamp next_creation();
  payouts::PayoutId next_id(base::Timestamp created_at);
  std::string next_reference();
  Person make_person();
  base::Timestamp some_time();
  std::optional<base::Timestamp> time_or_none();
  int64_t some_micro();
  std::string some_remark();
  void set_times(payouts::Payout& row);
  void set_remarks(payouts::Payout& row);
  void set_all(payouts::Payout& row);

  Dice& dice_;
  const Shape shape_;
  ListModel model_;
  payouts::Version version_ = 1;
  int64_t now_micros_;
  uint64_t history_left_ = 0;  // payouts of a batch of history that are still to come
  std::vector<Person> people_;
};

}  // namespace payoutd::index
