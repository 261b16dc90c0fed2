// Sequences of masks. One that shows many of another's numbers shares that one's leaves and has a
// bit for each place in them, beside counts of its own: half a byte for each number of the other,
// where numbers of its own would take five for each that it shows. After each edit it follows: what
// the other has kept, it keeps; of what is new there it looks at every number once more.
#include <algorithm>
#include <bit>
#include <memory>

#include "index/bitset.h"
#include "index/sequence_editor.h"
#include "index/sequence_tree.h"
#include "index/threads.h"

namespace payoutd::index {
namespace {

using Leaf = SequenceEditor::Leaf;
using Mask = SequenceEditor::Mask;
using Branch = SequenceEditor::Branch;
using Root = SequenceEditor::Root;

// Masks the leaves of another sequence, and counts what is shown of them.
class Masking {
 public:
  Masking(Edit& edit, const Bitset& kept, const Categories& known)
      : edit_(edit),
        kept_(kept),
        known_(known),
        by_slot_(known.size()),
        by_row_(known.row_count()) {}

  Mask mask(const Branch& of, size_t place) {
    const Leaf& leaf = *of.leaves[place];
    Mask mask;
    uint32_t shown = 0;
    const bool run = is_run(leaf);
    for (uint32_t begin = 0; begin < leaf.size; begin += 64) {
      const uint32_t length = std::min(leaf.size - begin, 64U);
      const uint32_t* const numbers = leaf.numbers() + begin;
      const uint64_t word =
          run ? kept_.bits(numbers[0], numbers[0] + length) : pick_bits(numbers, length);
      mask.words[begin / 64] = word;
      shown += static_cast<uint32_t>(std::popcount(word));
    }
    count_shown(of, place, mask, shown);
    return mask;
  }
  // How many numbers the last mask shows, by row.
  const std::vector<uint32_t>& by_row() const { return by_row_; }

  // A branch that shows what is kept of another.
  Branch* make_branch(const Branch& of) {
    Branch* const branch = Branch::make(edit_);
    branch->of = &of;
    branch->leaves = of.leaves;
    branch->masks.reserve(of.leaves.size());
    branch->counts.reserve(edit_, static_cast<uint32_t>(of.leaves.size()));
    for (size_t place = 0; place < of.leaves.size(); ++place) {
      branch->masks.push_back(mask(of, place));
      branch->counts.insert(edit_, place);
      for (size_t row = 0; row < by_row_.size(); ++row) {
        if (by_row_[row] == 0) continue;
        branch->counts.add(edit_, static_cast<CountRow>(row), place, by_row_[row]);
      }
      branch->size += by_row_[all_payouts];
    }
    branch->note_bytes(edit_);
    return branch;
  }

 private:
  // Does each number follow the one before it, as in the order of creation they mostly do?
  static bool is_run(const Leaf& leaf) {
    const uint32_t* const numbers = leaf.numbers();
    if (numbers[leaf.size - 1] - numbers[0] != leaf.size - 1) return false;
    bool run = true;
    for (uint32_t i = 0; i < leaf.size; ++i) run &= numbers[i] == numbers[0] + i;
    return run;
  }

  uint64_t pick_bits(const uint32_t* numbers, uint32_t length) const {
    uint64_t word = 0;
    for (uint32_t i = 0; i < length; ++i) word |= kept_.bit(numbers[i]) << i;
    return word;
  }

  // Looks at those that are shown or at those that are not, whichever are fewer.
  void count_shown(const Branch& of, size_t place, const Mask& mask, uint32_t shown) {
    const Leaf& leaf = *of.leaves[place];
    const bool most = shown > leaf.size / 2;
    std::fill(by_slot_.begin(), by_slot_.end(), 0);
    for (uint32_t begin = 0; begin < leaf.size; begin += 64) {
      uint64_t looked_at = mask.bits(begin, std::min(begin + 64, leaf.size));
      if (most) looked_at ^= ~uint64_t{0} >> (64 - std::min(leaf.size - begin, 64U));
      for (; looked_at != 0; looked_at &= looked_at - 1) {
        ++by_slot_[leaf.slot_at(begin + static_cast<uint32_t>(std::countr_zero(looked_at)))];
      }
    }
    for (size_t row = 0; row < by_row_.size(); ++row) {
      by_row_[row] = most ? of.counts.count(static_cast<CountRow>(row), place) : 0;
    }
    for (size_t slot = 0; slot < by_slot_.size(); ++slot) {
      if (by_slot_[slot] == 0) continue;
      for (const CountRow row : known_.rows(static_cast<Slot>(slot))) {
        by_row_[row] = most ? by_row_[row] - by_slot_[slot] : by_row_[row] + by_slot_[slot];
      }
    }
  }

  Edit& edit_;
  const Bitset& kept_;
  const Categories& known_;
  std::vector<uint32_t> by_slot_, by_row_;
};

// Goes through both from the first branch and leaf to the last. What the whole has kept from before
// is found again by its address; what stands here and not there any more makes place.
class Follower {
 public:
  Follower(Sequence& sequence, Edit& edit, const Bitset& kept, const Categories& known)
      : editor_(sequence, edit), edit_(edit), known_(known), masking_(edit, kept, known) {}

  void follow(const Root& whole) {
    uint32_t place = 0;
    for (const Branch* const of : whole.branches) {
      const bool is_new = edit_.may_write(of->birth);
      const Branch* const before = is_new ? of->was : of;
      const auto& branches = editor_.root().branches;
      const auto here = branches.begin() + place;
      const auto found =
          before == nullptr
              ? branches.end()
              : std::find_if(here, branches.end(), [&](auto* each) { return each->of == before; });
      if (found == branches.end()) {
        editor_.insert_branch(masking_.make_branch(*of), place, known_);
      } else {
        for (auto gone = found - here; gone > 0; --gone) erase_branch(place);
        if (is_new) follow_branch(place, *of);
      }
      ++place;
    }
    while (editor_.root().branches.size() > place) erase_branch(place);
  }

 private:
  void follow_branch(uint32_t place, const Branch& of) {
    Branch& branch = editor_.branch(place);
    branch.of = &of;
    uint32_t leaf = 0;
    const auto end = of.leaves.end();
    for (auto shown = of.leaves.begin(); shown != end; ++shown, ++leaf) {
      const auto here = branch.leaves.begin() + leaf;
      if (!edit_.may_write((*shown)->birth)) {
        const auto found = std::find(here, branch.leaves.end(), *shown);
        if (found != branch.leaves.end()) {
          for (auto gone = found - here; gone > 0; --gone) erase_leaf(place, leaf);
          continue;
        }
      }
      if (here == branch.leaves.end() || std::find(shown, end, *here) != end) {
        branch.leaves.insert(here, nullptr);
        branch.masks.insert(branch.masks.begin() + leaf, Mask());
        branch.counts.insert(edit_, leaf);
      }
      branch.leaves[leaf] = *shown;
      branch.masks[leaf] = masking_.mask(of, static_cast<size_t>(shown - of.leaves.begin()));
      count_leaf(place, leaf, masking_.by_row());
    }
    while (branch.leaves.size() > leaf) erase_leaf(place, leaf);
  }

  void erase_leaf(uint32_t place, uint32_t leaf) {
    Branch& branch = editor_.branch(place);
    count_leaf(place, leaf, std::vector<uint32_t>(known_.row_count()));
    branch.leaves.erase(branch.leaves.begin() + leaf);
    branch.masks.erase(branch.masks.begin() + leaf);
    branch.counts.erase(edit_, leaf);
  }

  // It shows so many from now on, by row.
  void count_leaf(uint32_t place, uint32_t leaf, const std::vector<uint32_t>& counts) {
    Root& root = editor_.root();
    Branch& branch = editor_.branch(place);
    for (size_t i = 0; i < counts.size(); ++i) {
      const auto row = static_cast<CountRow>(i);
      const int64_t more = int64_t{counts[i]} - branch.counts.count(row, leaf);
      if (more == 0) continue;
      branch.counts.add(edit_, row, leaf, more);
      root.counts.add(edit_, row, place, more);
      root.add_to_total(row, more);
      if (row != all_payouts) continue;
      branch.size += static_cast<uint64_t>(more);
      root.size += static_cast<uint64_t>(more);
    }
  }

  void erase_branch(uint32_t place) {
    Root& root = editor_.root();
    Branch* const branch = root.branches[place];
    for (CountRow row = 0; row < known_.row_count(); ++row) {
      root.add_to_total(row, -static_cast<int64_t>(branch->counts.total(row)));
    }
    root.size -= branch->size;
    root.branches.erase(root.branches.begin() + place);
    root.counts.erase(edit_, place);
    branch->counts.retire(edit_);
    editor_.retire(branch);
  }

  SequenceEditor editor_;
  Edit& edit_;
  const Categories& known_;
  Masking masking_;
};

}  // namespace

Sequence Sequence::masked(Edit& edit, const Bitset& kept, const Categories& known) const {
  Sequence sequence;
  if (root_ == nullptr) return sequence;
  const auto& branches = root_->branches;
  const size_t parts = std::min<size_t>(thread_count(), branches.size());
  std::vector<Edit> edits(parts, Edit{.birth = edit.birth});
  std::vector<Branch*> made(branches.size());
  run_parallel(parts, [&](size_t part) {
    Masking masking(edits[part], kept, known);
    const size_t end = branches.size() * (part + 1) / parts;
    for (size_t b = branches.size() * part / parts; b < end; ++b) {
      made[b] = masking.make_branch(*branches[b]);
    }
  });
  for (Edit& each : edits) edit.add(std::move(each));
  for (Branch* const branch : made) SequenceEditor(sequence, edit).add_branch(branch, known);
  return sequence;
}

void Sequence::follow(Edit& edit, const Sequence& whole, const Bitset& kept,
                      const Categories& known) {
  if (whole.root_ == nullptr) return retire(edit);
  if (!edit.may_write(whole.root_->birth)) return;  // nothing has changed
  Follower(*this, edit, kept, known).follow(*whole.root_);
}

}  // namespace payoutd::index
