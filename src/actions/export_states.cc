#include "actions/export_states.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"

namespace payoutd::actions {

ExportStates::ExportStates(const base::Clock& clock, ExportLimits limits)
    : clock_(clock), limits_(limits), thread_([this] { let_go(); }) {}

ExportStates::~ExportStates() {
  {
    const std::lock_guard lock(mutex_);
    base::check(running_.empty(), "no export runs any more");
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::unique_ptr<ExportStates::Running> ExportStates::begin(payouts::OwnerKey owner) {
  const std::lock_guard lock(mutex_);
  size_t& running = running_[owner.value];
  if (running >= limits_.running_per_owner_max) return nullptr;
  ++running;
  return std::unique_ptr<Running>(new Running(*this, owner.value));
}

ExportStates::Running::~Running() {
  states_.end(*this);
}

void ExportStates::Running::read(std::string cursor, State state) {
  cursor_ = std::move(cursor);
  states_.read(owner_, cursor_, std::move(state));
}

bool ExportStates::Running::read_store() {
  return reads_store_ = states_.read_store();
}

bool ExportStates::read_store() {
  const std::lock_guard lock(mutex_);
  if (from_store_ >= limits_.from_store_max) return false;
  ++from_store_;
  return true;
}

ExportStates::Entries::iterator ExportStates::find_entry(int64_t owner, std::string_view cursor) {
  return std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
    return each.owner == owner && each.cursor == cursor;
  });
}

void ExportStates::read(int64_t owner, const std::string& cursor, State state) {
  const std::lock_guard lock(mutex_);
  const auto known = find_entry(owner, cursor);
  if (known == entries_.end()) {
    entries_.push_back({owner, cursor, std::move(state), 1, 0});
  } else {
    ++known->readers;  // of one cursor every state is as good
  }
}

void ExportStates::end(const Running& over) {
  {
    const std::lock_guard lock(mutex_);
    const auto running = running_.find(over.owner_);
    if (--running->second == 0) running_.erase(running);
    if (over.reads_store_) --from_store_;
    if (over.cursor_.empty()) return;
    const auto entry = find_entry(over.owner_, over.cursor_);
    if (--entry->readers > 0) return;
    entry->until_micros = clock_.now().micros + limits_.keep_micros;
    entries_.splice(entries_.end(), entries_, entry);
    drop_surplus(over.owner_);
  }
  wake_.notify_all();
}

ExportStates::State ExportStates::find(payouts::OwnerKey owner, std::string_view cursor) {
  const std::lock_guard lock(mutex_);
  const auto entry = find_entry(owner.value, cursor);
  if (entry == entries_.end()) return nullptr;
  if (entry->readers == 0 && entry->until_micros <= clock_.now().micros) return nullptr;
  return entry->state;
}

ExportStates::Usage ExportStates::usage() const {
  const std::lock_guard lock(mutex_);
  Usage usage{.running = 0, .states = entries_.size()};
  for (const auto& [owner, running] : running_) usage.running += running;
  return usage;
}

void ExportStates::drop(Entries::iterator entry) {
  dropped_.splice(dropped_.end(), entries_, entry);
}

// The owner has left one more: what was left first goes, the owner's own before others'.
void ExportStates::drop_surplus(int64_t owner) {
  const auto drop_first_beyond = [this](size_t most, const auto& counts) {
    const auto is_kept = [&](const Entry& each) { return each.readers == 0 && counts(each); };
    if (static_cast<size_t>(std::count_if(entries_.begin(), entries_.end(), is_kept)) <= most) {
      return;
    }
    drop(std::find_if(entries_.begin(), entries_.end(), is_kept));
  };
  drop_first_beyond(limits_.kept_per_owner_max,
                    [owner](const Entry& each) { return each.owner == owner; });
  drop_first_beyond(limits_.kept_max, [](const Entry& /*each*/) { return true; });
}

void ExportStates::drop_expired() {
  const int64_t now = clock_.now().micros;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto here = entry++;
    if (here->readers == 0 && here->until_micros <= now) drop(here);
  }
}

void ExportStates::let_go() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    drop_expired();
    if (!dropped_.empty()) {
      Entries going = std::move(dropped_);
      dropped_.clear();
      lock.unlock();
      going.clear();
      lock.lock();
      continue;
    }
    const auto next = std::find_if(entries_.begin(), entries_.end(),
                                   [](const Entry& each) { return each.readers == 0; });
    if (next == entries_.end()) {
      wake_.wait(lock);
    } else {
      wake_.wait_for(lock, std::chrono::microseconds(next->until_micros - clock_.now().micros));
    }
  }
}

}  // namespace payoutd::actions
