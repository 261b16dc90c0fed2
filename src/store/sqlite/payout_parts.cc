#include "store/sqlite/payout_parts.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "store/sqlite/copy.h"
#include "store/sqlite/payout_scan.h"
#include "store/sqlite/reads.h"

namespace payoutd::store::sqlite {
namespace {

// A connection with one state in view, and the owner in it.
class View {
 public:
  View(ReaderPool& readers, payouts::OwnerKey key) : reader_(readers), key_(key) { look(); }

  // At the state that is the newest now.
  void look() {
    transaction_.reset();
    transaction_.emplace(*reader_);
    owner_ = SqliteReads(*reader_).find_owner(key_);
    incarnation_ = read_incarnation(*reader_);
  }

  const std::optional<Owner>& owner() const { return owner_; }
  payouts::Version version() const { return owner_ ? owner_->version : 0; }
  // Each transaction that touches an owner's payouts raises its version. Connections may even have
  // different files open, if the database was replaced under them.
  bool is_same_state(const View& other) const {
    return owner_ && other.owner_ && version() == other.version() &&
           incarnation_ == other.incarnation_ && owner_->id == other.owner_->id &&
           owner_->payout_count == other.owner_->payout_count;
  }
  Connection& connection() { return *reader_; }

 private:
  Reader reader_;
  const payouts::OwnerKey key_;
  std::optional<ReadTransaction> transaction_;
  std::optional<Owner> owner_;
  payouts::Incarnation incarnation_ = 0;
};

using Views = std::vector<std::unique_ptr<View>>;

bool bring_together(Views& views, int tries_max) {
  for (int tried = 0; tried < tries_max; ++tried) {
    const View& newest = **std::max_element(
        views.begin(), views.end(),
        [](const auto& one, const auto& two) { return one->version() < two->version(); });
    bool together = true;
    for (const auto& view : views) {
      if (view->is_same_state(newest)) continue;
      together = false;
      view->look();
    }
    if (together) return true;
  }
  return false;
}

// What the parts tell each other.
class Progress {
 public:
  explicit Progress(size_t parts) { thrown_.resize(parts); }

  // Gives the part, and ends all others if that fails. From any thread, each part once.
  void give(size_t part, View& view, PartSink& sink) noexcept {
    if (stop_.load(std::memory_order_relaxed)) return;
    try {
      const size_t parts = thrown_.size();
      const PayoutRange range = range_of_part(view.owner()->payout_count, part, parts);
      sink.begin_part(*view.owner(), range);
      // What should not be there, behind the last number, is not hidden from who looks for damage.
      const int64_t end = part + 1 == parts ? std::numeric_limits<int64_t>::max()
                                            : static_cast<int64_t>(range.end) - 1;
      scan_numbers(view.connection(), view.owner()->key, range.first, end, sink, stop_);
    } catch (...) {
      thrown_[part] = std::current_exception();
      stop_ = true;
    }
  }

  // After all parts were given.
  void rethrow() const {
    for (const std::exception_ptr& each : thrown_) {
      if (each != nullptr) std::rethrow_exception(each);
    }
  }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<std::exception_ptr> thrown_;  // of each part, by its thread
};

void give_at_once(Views& views, std::span<PartSink* const> parts, Progress& progress) {
  std::vector<std::jthread> threads;
  threads.reserve(parts.size());
  size_t begun = 1;  // the first is for the calling thread
  try {
    for (; begun < parts.size(); ++begun) {
      threads.emplace_back([&progress, &views, &parts, part = begun] {
        progress.give(part, *views[part], *parts[part]);
      });
    }
  } catch (const std::system_error&) {  // the system has no more threads: then without
  }
  progress.give(0, *views[0], *parts[0]);
  for (; begun < parts.size(); ++begun) progress.give(begun, *views[begun], *parts[begun]);
}

}  // namespace

base::Result<payouts::Version> read_payouts_in_parts(ReaderPool& readers, payouts::OwnerKey owner,
                                                     std::span<PartSink* const> parts,
                                                     int tries_max) {
  Views views;
  views.push_back(std::make_unique<View>(readers, owner));
  if (!views[0]->owner()) return base::refused("owner_not_found", "there is no such owner");
  while (views.size() < parts.size()) views.push_back(std::make_unique<View>(readers, owner));
  Progress progress(parts.size());
  if (bring_together(views, tries_max)) {
    give_at_once(views, parts, progress);
  } else {
    views.resize(1);
    if (!views[0]->owner()) return base::refused("owner_not_found", "there is no such owner");
    for (size_t part = 0; part < parts.size(); ++part) {
      progress.give(part, *views[0], *parts[part]);
    }
  }
  progress.rethrow();
  return views[0]->version();
}

}  // namespace payoutd::store::sqlite
