#include "index/change.h"

#include <array>
#include <vector>

#include "base/check.h"
#include "index/tree_making.h"

namespace payoutd::index {
namespace {

// A payout's texts as they are kept, if they are still the same.
Remarks::Place remarks_of(Core& core, const payouts::PayoutView& payout) {
  if (!core.trees.rows.changing(payout.number).is_far() && !Times(payout).are_far()) {
    const payouts::PayoutView before = core.trees.rows.view(payout.number);
    if (before.description == payout.description && before.failure_code == payout.failure_code &&
        before.failure_reason == payout.failure_reason && before.network == payout.network &&
        before.address == payout.address && before.tx_hash == payout.tx_hash &&
        before.note == payout.note) {
      return core.trees.rows.changing(payout.number).remarks();
    }
  }
  return core.columns.remarks.add(payout);
}

Slot slot_of(Trees& trees, Category category) {
  if (trees.known->slot(category) == Categories::none) {
    auto known = std::make_shared<Categories>(*trees.known);
    known->add(category);
    trees.known = std::move(known);
  }
  return trees.known->slot(category);
}

void apply_new(Edit& edit, Core& core, const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  Trees& trees = core.trees;
  const PackedText reference = core.columns.push_back(payout, owner);
  trees.rows.append(edit, payout, reference, core.columns.remarks.add(payout));
  trees.number_order.note(trees.rows, payout.number);
  if (!trees.large) return;
  slot_of(trees, trees.rows.category(payout.number));
  for (Ordering& each : trees.orderings) each.insert(edit, trees.rows, *trees.known, payout.number);
  const SearchedTexts texts(trees.rows, payout.number);
  for (View& each : trees.views) {
    const bool holds = each.holds(trees.rows, payout.number, texts);
    if (each.kept != nullptr) {
      each.kept->push_back(holds);
    } else if (holds) {
      each.ordering.insert(edit, trees.rows, *trees.known, payout.number);
    }
  }
  if (!payout.beneficiary_id) return;
  const BeneficiaryOrder order(trees.rows, trees.ties);
  const auto place = trees.by_beneficiary.lower_bound(
      [&](uint32_t number) { return order.less(number, payout.number); });
  trees.by_beneficiary.insert(edit, place, payout.number, trees.rows, *trees.known);
}

// Takes a payout out of the orders in which it moves, and counts it anew in the others; gives the
// former.
std::vector<Ordering*> take_out(Edit& edit, Trees& trees, const payouts::PayoutView& payout) {
  const Rows& rows = trees.rows;
  const Category category = category_of(payout.status, payout.amount.currency);
  const Counted to{slot_of(trees, category), payout.amount.micro, payout.fees_micro};
  const Categories& known = *trees.known;
  std::vector<Ordering*> moved;
  const auto take = [&](Ordering& ordering) {
    if (moves_in(ordering.field(), rows, payout)) {
      ordering.erase(edit, rows, known, payout.number);
      moved.push_back(&ordering);
    } else {
      ordering.recount(edit, rows, known, payout.number, to);
    }
  };
  for (Ordering& each : trees.orderings) take(each);
  const SearchedTexts texts(rows, payout.number);
  for (View& each : trees.views) {
    if (each.kept == nullptr && each.holds(rows, payout.number, texts)) take(each.ordering);
  }
  if (rows.columns().people.beneficiary(rows.person(payout.number))) {
    const Counted from = Sequence::counted(rows, known, payout.number);
    if (!trees.by_beneficiary.counts_alike(from, to)) {
      const BeneficiaryOrder order(rows, trees.ties);
      const auto place = trees.by_beneficiary.lower_bound(
          [&](uint32_t number) { return order.less(number, payout.number); });
      trees.by_beneficiary.recount(edit, place, payout.number, from, to, known);
    }
  }
  return moved;
}

}  // namespace

void apply_change(Edit& edit, Core& core, const payouts::PayoutView& payout,
                  payouts::OwnerKey owner) {
  Trees& trees = core.trees;
  ++trees.changes;
  base::check(payout.number <= trees.rows.size(),
              "an owner's payouts reach the index in order of number");
  if (payout.number == trees.rows.size()) return apply_new(edit, core, payout, owner);
  base::check(trees.rows.may_replace(payout), "a payout keeps what never changes");
  std::vector<Ordering*> moved;
  if (trees.large) moved = take_out(edit, trees, payout);
  trees.rows.put(edit, payout, remarks_of(core, payout));
  for (Ordering* each : moved) each->insert(edit, trees.rows, *trees.known, payout.number);
}

}  // namespace payoutd::index
