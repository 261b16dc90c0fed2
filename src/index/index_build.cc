#include "index/index_build.h"

#include <utility>

#include "base/check.h"
#include "index/change.h"
#include "index/changing.h"

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
};

IndexBuild::IndexBuild(PayoutIndex& index, size_t parts) : index_(index), parts_(parts) {
  base::check(index_.version() == 0, "only an empty index is built");
}

IndexBuild::~IndexBuild() = default;

void IndexBuild::begin_part(size_t part, uint32_t count, uint32_t first) {
  const std::lock_guard lock(mutex_);
  Core& core = *index_.changing_->core;
  if (core.columns.size() != count) {  // else others may be reading it already
    core.columns.resize(count);
    core.trees.rows.resize(index_.changing_->edit, count);
  }
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
  in.references.push_back(payout.reference_id);
  in.batch.find(payout, core.columns.persons[payout.number]);
  core.columns.fixed[payout.number] = FixedColumns::fixed_of(payout);
  if (core.columns.whose == Whose::many_owners) core.columns.owners[payout.number] = owner;
  core.trees.rows.put_in_room(payout, in.remarks.add(payout));
  return true;
}

bool IndexBuild::finish(payouts::Version version) {
  Core& core = *index_.changing_->core;
  uint32_t end = 0;
  for (const auto& part : parts_) {
    if (part == nullptr || part->first != end) return false;
    part->batch.finish();
    core.columns.references.adopt(std::move(part->references));
    core.columns.remarks.adopt(std::move(part->remarks));
    if (part == parts_.front()) {
      core.columns.people = std::move(part->people);
    } else {
      const std::vector<PersonNumber> numbers = core.columns.people.adopt(part->people);
      for (uint32_t i = part->first; i < part->next; ++i) {
        core.columns.persons[i] = numbers[core.columns.persons[i]];
      }
    }
    for (uint32_t i = part->first; i < part->next; ++i) {
      core.columns.records[i] = core.columns.people.record(core.columns.persons[i]);
    }
    end = part->next;
  }
  if (end != core.columns.size()) return false;
  parts_.clear();
  for (uint32_t number = 1; number < end; ++number) note_order(core.trees, number);
  index_.commit_changes(version);
  return true;
}

}  // namespace payoutd::index
