#include "index/list_state.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "index/core.h"
#include "index/list_plan.h"

namespace payoutd::index {
namespace {

// The milliseconds in a time-ordered id (RFC 9562 §5.7).
int64_t milliseconds_in(const base::Uuid& id) {
  int64_t milliseconds = 0;
  for (size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8U | id.bytes[i];
  return milliseconds;
}

std::optional<uint32_t> find_number(const Trees& trees, const base::Uuid& id) {
  const Rows& rows = trees.rows;
  std::optional<uint32_t> found;
  if (trees.large) {
    // An id tells when its payout was created, as a rule.
    const int64_t from = milliseconds_in(id) * 1000;
    const Sequence& creation = trees.by_creation().set();
    const auto begin =
        creation.lower_bound([&](uint32_t number) { return rows.created_at(number) < from; });
    const auto end = creation.lower_bound(
        [&](uint32_t number) { return rows.created_at(number) < from + 1000; });
    creation.read_up({}, begin.rank, end.rank - begin.rank, [&](uint32_t number) {
      if (rows.id(number) == id) found = number;
    });
  }
  for (uint32_t number = 0; !found && number < rows.size(); ++number) {
    if (rows.id(number) == id) found = number;
  }
  return found;
}

std::unique_ptr<const Trees> copy_to_read(const Trees& trees) {
  auto copy = std::make_unique<Trees>(trees);
  for (View& each : copy->views) each.kept = nullptr;
  return copy;
}

// Does a payout stand before another in the list?
bool stands_before(const Rows& rows, const payouts::ListQuery& query, uint32_t one, uint32_t two) {
  const RowOrder order(rows, query.sort_field, query.tie_break);
  if (order.is_set(one) != order.is_set(two)) return order.is_set(one);
  return query.sort_order == payouts::SortOrder::descending ? order.less(two, one)
                                                            : order.less(one, two);
}

}  // namespace

ListState::ListState(std::shared_ptr<Core> core, uint64_t epoch, payouts::Version version)
    : core_(std::move(core)), epoch_(epoch), version_(version), trees_(copy_to_read(core_->trees)) {
  core_->reclaimer.opened(epoch_);
}

ListState::~ListState() {
  core_->reclaimer.closed(epoch_);
}

uint64_t ListState::size() const {
  return trees_->rows.size();
}

payouts::OwnerKey ListState::owner_of(uint32_t number) const {
  return core_->columns.owners[number];
}

bool ListState::is_ready_for(const payouts::ListQuery& query) const {
  return !ListPlan(*trees_, query).missing();
}

void ListState::read(const payouts::ListQuery& query, payouts::ListSink& sink) const {
  base::check(read_if_ready(query, sink), "a list is made ready before it is read");
}

bool ListState::read_if_ready(const payouts::ListQuery& query, payouts::ListSink& sink) const {
  const ListPlan plan(*trees_, query);
  if (plan.missing()) return false;
  const std::vector<uint32_t> page = plan.read(query.offset, query.limit);
  sink.begin(
      {.total = plan.total(), .rows = static_cast<uint32_t>(page.size()), .version = version_});
  hand_over(page, sink);
  return true;
}

void ListState::hand_over(const std::vector<uint32_t>& page, payouts::ListSink& sink) const {
  const Rows& rows = trees_->rows;
  for (int step = 0; step < Rows::prefetch_steps; ++step) {
    for (const uint32_t number : page) rows.prefetch(number, step);
  }
  for (const uint32_t number : page) sink.row(rows.view(number));
}

payouts::ListSummary ListState::summarize(const payouts::ListFilter& filter) const {
  const Trees& trees = *trees_;
  const ListSource source = find_source(trees, filter, true);
  base::check(!source.missing, "a list is made ready before it is summed up");
  std::vector<Tally> tallies(money::currency_count() * payouts::status_count);  // by category
  if (source.is_collected) {
    for (const uint32_t number : source.numbers) {
      tallies[trees.rows.category(number)].add(
          Counted{0, trees.rows.amount_micro(number), trees.rows.fees_micro(number)});
    }
  } else {
    std::vector<Tally> by_slot(trees.known->size());
    source.sequence->sum(source.begin, source.end, trees.rows, *trees.known, by_slot);
    for (size_t slot = 0; slot < by_slot.size(); ++slot) {
      const Category category = trees.known->category(static_cast<Slot>(slot));
      if (source.categories.has(static_cast<Slot>(slot))) tallies[category] = by_slot[slot];
    }
  }
  payouts::ListSummary summary{.lines = {}, .version = version_};
  for (size_t i = 0; i < tallies.size(); ++i) {
    if (tallies[i].count == 0) continue;
    const auto category = static_cast<Category>(i);
    summary.lines.push_back({status_of(category), currency_of(category), tallies[i].count,
                             tallies[i].amount_micro, tallies[i].fees_micro});
  }
  return summary;
}

std::unique_ptr<ListState::Walk> ListState::walk(const payouts::ListQuery& query) const {
  return std::unique_ptr<Walk>(new Walk(shared_from_this(), query));
}

ListState::Walk::Walk(std::shared_ptr<const ListState> state, const payouts::ListQuery& query)
    : state_(std::move(state)),
      plan_(std::make_unique<ListPlan>(*state_->trees_, query)),
      offset_(query.offset) {
  base::check(!plan_->missing(), "a list is made ready before it is walked");
}

ListState::Walk::~Walk() = default;

uint64_t ListState::Walk::total() const {
  return plan_->total();
}

bool ListState::Walk::next(uint32_t rows_max, payouts::ListSink& sink) {
  const std::vector<uint32_t> page = plan_->read(offset_, rows_max);
  state_->hand_over(page, sink);
  offset_ += page.size();
  return offset_ < plan_->total();
}

bool ListState::Walk::seek_behind(const payouts::PayoutId& id) {
  const Trees& trees = *state_->trees_;
  const auto number = find_number(trees, id.value);
  if (!number) return false;
  uint64_t begin = 0;
  uint64_t end = plan_->total();
  while (begin < end) {
    const uint64_t middle = begin + (end - begin) / 2;
    if (stands_before(trees.rows, plan_->query(), plan_->read(middle, 1).front(), *number)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin == plan_->total() || plan_->read(begin, 1).front() != *number) return false;
  offset_ = begin + 1;
  return true;
}

}  // namespace payoutd::index
