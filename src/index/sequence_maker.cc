#include "index/sequence_maker.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "index/bitset.h"
#include "index/rows.h"
#include "index/sequence_editor.h"
#include "index/sequence_tree.h"
#include "index/threads.h"

namespace payoutd::index {
namespace {

// Half of what a branch may have: it will grow.
constexpr size_t branch_leaves = branch_leaves_max / 2;

}  // namespace

SequenceMaker::SequenceMaker(Edit& edit, const Rows& rows, const Categories& known,
                             Sequence::Keeps keeps, uint64_t size_about)
    : edit_(edit),
      rows_(rows),
      known_(known),
      keeps_(keeps),
      leaves_about_(std::min<size_t>(branch_leaves, size_about / leaf_numbers_max + 1)),
      by_row_(known.row_count()) {}

void SequenceMaker::add(std::span<const uint32_t> numbers, std::span<const Slot> slots) {
  while (!numbers.empty()) {
    const size_t count = std::min<size_t>(numbers.size(), leaf_numbers_max - length_);
    std::memcpy(numbers_.data() + length_, numbers.data(), count * sizeof(uint32_t));
    std::memcpy(slots_.data() + length_, slots.data(), count * sizeof(Slot));
    length_ += static_cast<uint32_t>(count);
    numbers = numbers.subspan(count);
    slots = slots.subspan(count);
    if (length_ == leaf_numbers_max) end_leaf();
  }
}

void SequenceMaker::end_leaf() {
  if (length_ == 0) return;
  if (branch_ == nullptr) {
    branch_ = Branch::make(edit_);
    branch_->leaves.reserve(leaves_about_);
    branch_->counts.reserve(edit_, static_cast<uint32_t>(leaves_about_));
    if (keeps_ == Sequence::Keeps::counts_and_sums) branch_->sums.resize(known_.size());
  }
  Leaf* const leaf = Leaf::make(edit_, length_, Leaf::takes_wide(known_.size()));
  leaf->size = length_;
  std::memcpy(leaf->numbers(), numbers_.data(), length_ * sizeof(uint32_t));
  std::fill(by_row_.begin(), by_row_.end(), 0);
  for (uint32_t i = 0; i < length_; ++i) {
    leaf->set_slot(i, slots_[i]);
    ++by_row_[known_.rows(slots_[i])[Categories::of_both]];
  }
  for (size_t slot = 0; slot < known_.size(); ++slot) {
    const auto& [all, status, currency, both] = known_.rows(static_cast<Slot>(slot));
    by_row_[all] += by_row_[both];
    by_row_[status] += by_row_[both];
    by_row_[currency] += by_row_[both];
  }
  const size_t place = branch_->leaves.size();
  branch_->counts.insert(edit_, place);
  for (size_t row = 0; row < by_row_.size(); ++row) {
    if (by_row_[row] > 0) {
      branch_->counts.add(edit_, static_cast<CountRow>(row), place, by_row_[row]);
    }
  }
  if (keeps_ == Sequence::Keeps::counts_and_sums) {
    for (uint32_t i = 0; i < length_; ++i) {
      branch_->sums[slots_[i]].add(
          Counted{slots_[i], rows_.amount_micro(numbers_[i]), rows_.fees_micro(numbers_[i])});
    }
  }
  branch_->size += length_;
  branch_->leaves.push_back(leaf);
  length_ = 0;
  if (branch_->leaves.size() == branch_leaves) end_branch();
}

void SequenceMaker::end_branch() {
  if (branch_ == nullptr) return;
  branch_->note_bytes(edit_);
  branches_.push_back(std::exchange(branch_, nullptr));
}

void SequenceMaker::add_kept(const Leaf& leaf, const Bitset& kept) {
  std::array<uint32_t, leaf_numbers_max> numbers;
  std::array<Slot, leaf_numbers_max> slots;
  size_t count = 0;
  const auto pick = [&](const auto* leaf_slots) {
    for (uint32_t i = 0; i < leaf.size; ++i) {
      const uint32_t number = leaf.numbers()[i];
      numbers[count] = number;  // without a branch: about as many are taken as are not
      slots[count] = leaf_slots[i];
      count += kept.test(number) ? 1 : 0;
    }
  };
  leaf.is_wide != 0 ? pick(leaf.wide_slots()) : pick(leaf.narrow_slots());
  add(std::span(numbers).first(count), std::span(slots).first(count));
}

void SequenceMaker::end() {
  end_leaf();
  end_branch();
}

void SequenceMaker::move_to(Edit& edit, Sequence& sequence) {
  for (Branch* const branch : branches_) SequenceEditor(sequence, edit).add_branch(branch, known_);
  branches_.clear();
}

Sequence Sequence::build(Edit& edit, const Ordered& ordered, const Rows& rows,
                         const Categories& known, Keeps keeps) {
  SequenceMaker maker(edit, rows, known, keeps, ordered.numbers.size());
  maker.add(ordered.numbers, ordered.slots);
  maker.end();
  Sequence sequence(keeps);
  maker.move_to(edit, sequence);
  return sequence;
}

Sequence Sequence::picked(Edit& edit, const Bitset& kept, const Rows& rows, const Categories& known,
                          Keeps keeps) const {
  if (root_ == nullptr) return Sequence(keeps);
  const auto& branches = root_->branches;
  const size_t parts = std::min<size_t>(thread_count(), branches.size());
  std::vector<Edit> edits(parts, Edit{.birth = edit.birth});
  std::vector<std::unique_ptr<SequenceMaker>> makers;
  for (Edit& each : edits) {
    makers.push_back(std::make_unique<SequenceMaker>(each, rows, known, keeps, size()));
  }
  run_parallel(parts, [&](size_t part) {
    const size_t end = branches.size() * (part + 1) / parts;
    for (size_t b = branches.size() * part / parts; b < end; ++b) {
      for (const Leaf* leaf : branches[b]->leaves) makers[part]->add_kept(*leaf, kept);
    }
    makers[part]->end();
  });
  for (Edit& each : edits) edit.add(std::move(each));
  Sequence sequence(keeps);
  for (const auto& maker : makers) maker->move_to(edit, sequence);
  return sequence;
}

}  // namespace payoutd::index
