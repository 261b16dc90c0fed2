#include "index/payout_index.h"

#include <new>
#include <utility>

#include "base/check.h"
#include "index/change.h"
#include "index/changing.h"
#include "index/list_plan.h"
#include "index/tree_making.h"

namespace payoutd::index {
PayoutIndex::PayoutIndex(Whose whose) : changing_(std::make_unique<Changing>(whose)) {}
PayoutIndex::~PayoutIndex() = default;

uint64_t PayoutIndex::size() const {
  const auto now = state();
  return now == nullptr ? 0 : now->size();
}

bool PayoutIndex::is_broken() const {
  return version() == 0 || changing_->half_way;
}

void PayoutIndex::give_up() {
  changing_->half_way = true;
}

void PayoutIndex::add_change(const payouts::PayoutView& payout, payouts::OwnerKey owner) {
  changing_->staged.push_back({copy(payout), owner});
}

bool PayoutIndex::may_take(const payouts::PayoutView& payout) const {
  const Rows& rows = changing_->core->trees.rows;
  if (!FixedColumns::fits(payout)) return false;
  return payout.number >= rows.size() || rows.may_replace(payout);
}

void PayoutIndex::drop_changes() {
  changing_->staged = std::vector<Changing::Staged>();
}

void PayoutIndex::commit_changes(payouts::Version version) {
  if (changing_->half_way) throw std::bad_alloc();
  Core& core = *changing_->core;
  changing_->half_way = true;
  for (const Changing::Staged& each : changing_->staged) {
    apply_change(changing_->edit, core, view(each.payout), each.owner);
  }
  changing_->staged = std::vector<Changing::Staged>();  // with its memory: it may have been many
  if (core.trees.large) {
    drop_old_views(changing_->edit, core.trees);
    follow_orderings(changing_->edit, core.trees);
  } else if (core.trees.rows.size() > small_list_max) {
    make_orderings(changing_->edit, core.trees);
  }
  publish(version);
}

void PayoutIndex::prepare(const payouts::ListQuery& query) {
  if (changing_->half_way) throw std::bad_alloc();
  Trees& trees = changing_->core->trees;
  if (!ListPlan(trees, query).missing()) return;
  changing_->half_way = true;
  // What is made for the query must not go again at once, whatever readers ask for meanwhile.
  // Almost always once: a reader may note late that it read a view before.
  do {
    uint64_t reads = *trees.view_reads;
    // First what was found, then what was found in an order.
    while (const auto missing = ListPlan(trees, query).missing()) {
      make_view(changing_->edit, trees, *missing);
      reads = *trees.view_reads;
    }
    drop_old_views(changing_->edit, trees, reads);
  } while (ListPlan(trees, query).missing());
  publish(version());
}

void PayoutIndex::publish(payouts::Version version) {
  const Epoch epoch = changing_->edit.birth;
  auto next = std::make_shared<const ListState>(changing_->core, epoch, version);
  changing_->tree_bytes += changing_->edit.bytes;
  changing_->core->reclaimer.retire(epoch - 1, std::move(changing_->edit.retired));
  changing_->edit = Edit{.birth = epoch + 1};
  memory_bytes_ = changing_->core->columns.memory_bytes() +
                  static_cast<uint64_t>(changing_->tree_bytes) +
                  changing_->core->trees.view_bytes() + sizeof(Core) + sizeof(Trees);
  published_.put(std::move(next));
  changing_->half_way = false;
  version_.store(version, std::memory_order_release);
}

}  // namespace payoutd::index
