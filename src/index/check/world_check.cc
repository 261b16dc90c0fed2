#include "index/check/world_check.h"

#include <algorithm>
#include <array>
#include <thread>

#include "index/index_build.h"

namespace payoutd::index {
namespace {

constexpr uint32_t copied_sizes = 20'000;  // larger models are held once at most
constexpr size_t lately_max = 8;

}  // namespace

WorldCheck::WorldCheck(uint64_t seed, uint32_t size_max, bool is_full)
    : dice_(seed),
      world_(dice_, make_shape(dice_, size_max)),
      questions_(dice_, world_),
      whose_(dice_.one_in(3) ? Whose::many_owners : Whose::one_owner) {
  if (is_full) {
    while (world_.size() < size_max) world_.add();
    index_ = build_in_parts(2);
  } else {
    index_->commit_changes(world_.version());
  }
}

std::string WorldCheck::run(uint64_t answers) {
  while (compared_ < answers) {
    if (const Difference found = step(); !found.empty()) {
      return describe(world_.shape()) + "\nafter " + std::to_string(commits_) + " commits, " +
             std::to_string(world_.size()) + " payouts: " + found;
    }
  }
  return "";
}

Difference WorldCheck::step() {
  const uint64_t what = dice_.below(100);
  if (what < 35) return change();
  if (what < 75) return ask();
  if (what < 83) return sum_up();
  if (what < 89) return walk();
  if (what < 91) return hold();
  if (what < 96) return compare_held();
  if (what < 98) return refuse();
  return dice_.one_in(3) ? rebuild() : "";
}

Difference WorldCheck::change() {
  uint64_t count = 1 + dice_.below(dice_.one_in(2) ? 3 : 40);
  if (dice_.one_in(8)) count = dice_.below(uint64_t{world_.shape().size_max} / 2 + 2);
  if (dice_.one_in(20)) count = 0;
  world_.commit();
  for (; count > 0; --count) {
    const payouts::Payout& row = world_.change();
    index_->add_change(view(row), owner_of(row));
  }
  index_->commit_changes(world_.version());
  ++commits_;
  if (index_->version() != world_.version()) return "the index has another version";
  if (index_->size() != world_.size()) return "the index has another size";
  return compare_owners();
}

// As good as any: it never changes.
payouts::OwnerKey WorldCheck::owner_of(const payouts::Payout& payout) {
  return {1 + payout.id.value.bytes[15] % 7};
}

Difference WorldCheck::compare_owners() {
  if (whose_ == Whose::one_owner || world_.size() == 0) return "";
  const payouts::Payout& row = dice_.pick(world_.model().rows);
  const bool same = index_->state()->owner_of(row.number) == owner_of(row);
  return same ? "" : "payout " + std::to_string(row.number) + " is another owner's";
}

void WorldCheck::make_ready(const payouts::ListQuery& query) {
  if (!index_->state()->is_ready_for(query)) index_->prepare(query);
}

Difference WorldCheck::compare(const payouts::ListQuery& query) {
  make_ready(query);
  ++compared_;
  const auto state = index_->state();
  Difference found = compare_answer(*state, world_.version(), world_.model(), query);
  if (found.empty()) return "";
  return simplify(query, std::move(found));
}

Difference WorldCheck::ask() {
  for (uint64_t i = 1 + dice_.below(24); i > 0; --i) {
    const payouts::ListQuery query = questions_.next();
    if (Difference found = compare(query); !found.empty()) return found;
    if (dice_.one_in(5)) {
      const uint64_t total = world_.model().read(query).total;
      Difference found = compare(questions_.near_end(query, total));
      if (!found.empty()) return found;
    }
    if (lately_.size() < lately_max) {
      lately_.push_back(query);
    } else {
      dice_.pick(lately_) = query;
    }
  }
  return "";
}

Difference WorldCheck::simplify(payouts::ListQuery query, Difference found) {
  const Difference first = describe(query) + ": " + found;
  for (bool simpler = true; simpler;) {
    simpler = false;
    for (const payouts::ListQuery& other : simpler_ones(query)) {
      make_ready(other);
      Difference also = compare_answer(*index_->state(), world_.version(), world_.model(), other);
      if (also.empty()) continue;
      query = other;
      found = std::move(also);
      simpler = true;
      break;
    }
  }
  return first + "\nthe simplest like it: " + describe(query) + ": " + found;
}

Difference WorldCheck::sum_up() {
  payouts::ListQuery query;
  query.filter =
      dice_.one_in(2) || lately_.empty() ? questions_.some_filter() : dice_.pick(lately_).filter;
  make_ready(sums_of(query.filter));
  ++compared_;
  Difference found =
      compare_summary(*index_->state(), world_.version(), world_.model(), query.filter);
  return found.empty() ? found : "summary of" + describe(query.filter) + ": " + found;
}

Difference WorldCheck::walk() {
  const payouts::ListQuery query = questions_.next();
  make_ready(query);
  ComparedWalk walk(*index_->state(), world_.model(), query);
  for (uint64_t i = 1 + dice_.below(8); i > 0; --i) {
    ++compared_;
    const Difference found = walk.go_on(dice_);
    if (!found.empty()) return describe(query) + ": " + found;
  }
  return "";
}

Difference WorldCheck::hold() {
  const size_t held_max = world_.size() > copied_sizes ? 1 : 5;
  if (held_.size() >= held_max) {
    held_.erase(held_.begin() + static_cast<ptrdiff_t>(dice_.below(held_.size())));
    if (dice_.one_in(2)) return "";
  }
  held_.emplace_back(index_->state(), world_.version(), ListModel(world_.model()), lately_, dice_);
  return "";
}

Difference WorldCheck::compare_held() {
  if (held_.empty()) return "";
  const Difference found = dice_.pick(held_).compare_again(dice_, compared_);
  return found.empty() ? found : "an older state: " + found;
}

// Changes that are dropped, and payouts that are no longer what they were.
Difference WorldCheck::refuse() {
  const auto& rows = world_.model().rows;
  if (rows.empty()) return "";
  payouts::Payout row = dice_.pick(rows);
  row.note = "dropped";
  row.fees_micro += 1;
  row.status = payouts::Status::failed;
  if (!index_->may_take(view(row))) return "a known payout is not taken";
  index_->add_change(view(row));
  const payouts::Payout taken = row;
  row.number = world_.size();
  if (!index_->may_take(view(row))) return "a new payout is not taken";
  index_->add_change(view(row));
  index_->drop_changes();
  row = taken;
  switch (dice_.below(6)) {
    case 0:
      row.id.value.bytes[dice_.below(16)] ^= 1U;
      break;
    case 1:
      row.created_at.micros += 1;
      break;
    case 2:
      row.amount.micro += 1;
      break;
    case 3:
      row.amount.currency = money::currency_at(
          static_cast<uint16_t>((row.amount.currency.position() + 1) % money::currency_count()));
      break;
    case 4:
      row.reference_id += "x";
      break;
    default:
      row.beneficiary_email += "x";
  }
  return index_->may_take(view(row)) ? "a payout is taken that is another one" : "";
}

Difference WorldCheck::rebuild() {
  const size_t parts = dice_.below(5);
  if (parts > 0) {
    index_ = build_in_parts(parts);
  } else {
    index_ = no_payouts();
    for (const payouts::Payout& row : world_.model().rows) {
      index_->add_change(view(row), owner_of(row));
    }
    index_->commit_changes(world_.version());
  }
  Difference found = compare_owners();
  if (found.empty()) found = ask();
  return found.empty() ? found : "built anew in " + std::to_string(parts) + " parts: " + found;
}

std::unique_ptr<PayoutIndex> WorldCheck::build_in_parts(size_t parts) {
  auto index = no_payouts();
  const auto& rows = world_.model().rows;
  std::vector<uint32_t> borders = {0, world_.size()};
  while (borders.size() < parts + 1) {
    borders.push_back(static_cast<uint32_t>(dice_.below(uint64_t{world_.size()} + 1)));
  }
  std::sort(borders.begin(), borders.end());
  IndexBuild build(*index, parts);
  std::vector<std::thread> threads;
  for (size_t part = 0; part < parts; ++part) {
    threads.emplace_back([&, part] {
      build.begin_part(part, world_.size(), borders[part]);
      for (uint32_t number = borders[part]; number < borders[part + 1]; ++number) {
        if (!build.put(part, view(rows[number]), owner_of(rows[number]))) return;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (!build.finish(world_.version())) return no_payouts();
  return index;
}

}  // namespace payoutd::index
