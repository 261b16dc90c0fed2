#include "index/index_build.h"

#include <new>
#include <utility>

#include "base/check.h"
#include "index/change.h"
#include "index/changing.h"
#include "index/threads.h"

namespace payoutd::index {

struct IndexBuild::Part {
  Part(TextColumn& column, uint32_t first_number)
      : references(column, first_number), first(first_number), next(first_number) {}

  TextColumn::Part references;
  People people;
  People::Batch batch{people};
  Remarks remarks;
  const uint32_t first;
  uint32_t next;
  NumberOrder order;

  void name_people(Core& core, const std::vector<PersonNumber>& numbers);
};

IndexBuild::IndexBuild(PayoutIndex& index, size_t parts) : index_(index), parts_(parts) {
  base::check(index_.version() == 0, "only an empty index is built");
}

IndexBuild::~IndexBuild() = default;

void IndexBuild::begin_part(size_t part, uint32_t count, uint32_t first) {
  const std::lock_guard lock(mutex_);
  Core& core = *index_.changing_->core;
  if (!is_begun_) {
    is_begun_ = true;
    core.columns.resize(count);
    core.trees.rows.resize(index_.changing_->edit, count);
    has_room_ = true;
  }
  if (!has_room_) throw std::bad_alloc();
  parts_[part] = std::make_unique<Part>(core.columns.references, first);
}

bool IndexBuild::put(size_t part, const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  Part& in = *parts_[part];
  Core& core = *index_.changing_->core;
  if (payout.number != in.next || payout.number >= core.columns.size() ||
      !FixedColumns::fits(payout)) {
    return false;
  }
  ++in.next;
  const PackedText reference = in.references.push_back(payout.reference_id);
  in.batch.find(payout, core.columns.persons[payout.number]);
  if (core.columns.whose == Whose::many_owners) core.columns.owners[payout.number] = owner;
  core.trees.rows.put_in_room(payout, reference, in.remarks.add(payout));
  return true;
}

bool IndexBuild::finish(payouts::Version version) {
  Core& core = *index_.changing_->core;
  if (!is_whole()) return false;
  std::vector<std::vector<PersonNumber>> numbers(parts_.size());  // of people, by those of the part
  for (size_t i = 0; i < parts_.size(); ++i) {
    Part& part = *parts_[i];
    part.batch.finish();
    core.columns.references.adopt(std::move(part.references));
    core.columns.remarks.adopt(std::move(part.remarks));
    if (i == 0) {
      core.columns.people = std::move(part.people);
    } else {
      numbers[i] = core.columns.people.adopt(part.people);
    }
  }
  run_parallel(parts_.size(), [&](size_t i) { parts_[i]->name_people(core, numbers[i]); });
  for (const auto& part : parts_) core.trees.number_order.add(part->order);
  parts_.clear();
  index_.commit_changes(version);
  return true;
}

bool IndexBuild::is_whole() const {
  uint32_t end = 0;
  for (const auto& part : parts_) {
    if (part == nullptr || part->first != end) return false;
    end = part->next;
  }
  return end == index_.changing_->core->columns.size();
}

// Gives its payouts' people the numbers that they have among all; none are given if they are the
// same. Looks at the order of its payouts as well.
void IndexBuild::Part::name_people(Core& core, const std::vector<PersonNumber>& numbers) {
  FixedColumns& columns = core.columns;
  for (uint32_t i = first; i < next; ++i) {
    PersonNumber& person = columns.persons[i];
    if (!numbers.empty()) person = numbers[person];
    core.trees.rows.name_person(i);
    order.note(core.trees.rows, i);
  }
}

}  // namespace payoutd::index
