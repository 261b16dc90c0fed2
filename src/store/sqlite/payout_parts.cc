#include "store/sqlite/payout_parts.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "store/sqlite/copy.h"
#include "store/sqlite/payout_scan.h"
#include "store/sqlite/reads.h"

namespace payoutd::store::sqlite {
namespace {

// A connection with one state in view: of an owner, or of all.
class View {
 public:
  View(ReaderPool& readers, std::optional<payouts::OwnerKey> key) : reader_(readers), key_(key) {
    look();
  }

  // At the state that is the newest now.
  void look() {
    transaction_.reset();
    transaction_.emplace(*reader_);
    SqliteReads reads(*reader_);
    if (key_) owner_ = reads.find_owner(*key_);
    version_ = key_ ? (owner_ ? owner_->version : 0) : reads.last_touch();
    incarnation_ = read_incarnation(*reader_);
  }

  const std::optional<Owner>& owner() const { return owner_; }  // nothing for all of them
  // The owner's, or the last touch.
  int64_t version() const { return version_; }
  // Each transaction that touches an owner's payouts raises its version, and the last touch.
  // Connections may even have different files open, if the database was replaced under them.
  bool is_same_state(const View& other) const {
    if (version_ != other.version_ || incarnation_ != other.incarnation_) return false;
    return !key_ || (owner_ && other.owner_ && owner_->id == other.owner_->id &&
                     owner_->payout_count == other.owner_->payout_count);
  }
  Connection& connection() { return *reader_; }

 private:
  Reader reader_;
  const std::optional<payouts::OwnerKey> key_;
  std::optional<ReadTransaction> transaction_;
  std::optional<Owner> owner_;
  int64_t version_ = 0;
  payouts::Incarnation incarnation_ = 0;
};

// One for each part, or one for all.
using Views = std::vector<std::unique_ptr<View>>;

View& view_of(const Views& views, size_t part) {
  return *views[views.size() == 1 ? 0 : part];
}

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

// All of one state, and begun with the first of `views`.
void add_views(Views& views, ReaderPool& readers, std::optional<payouts::OwnerKey> key,
               size_t parts, int tries_max) {
  while (views.size() < parts) views.push_back(std::make_unique<View>(readers, key));
  if (!bring_together(views, tries_max)) views.resize(1);
}

// Gives a part to whom it is for, until `stop` is true.
using GivePart = std::function<void(size_t part, const std::atomic<bool>& stop)>;

// What the parts tell each other.
class Progress {
 public:
  Progress(size_t parts, const GivePart& give) : give_(give), thrown_(parts) {}

  // Gives the part, and ends all others if that fails. From any thread, each part once.
  void give(size_t part) noexcept {
    if (stop_.load(std::memory_order_relaxed)) return;
    try {
      give_(part, stop_);
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
  const GivePart& give_;
  std::atomic<bool> stop_ = false;
  std::vector<std::exception_ptr> thrown_;  // of each part, by its thread
};

void give_parts(const Views& views, size_t parts, const GivePart& give) {
  Progress progress(parts, give);
  size_t begun = 1;  // the first is for the calling thread
  {
    std::vector<std::jthread> threads;
    threads.reserve(parts);
    try {
      for (; views.size() > 1 && begun < parts; ++begun) {
        threads.emplace_back([&progress, part = begun] { progress.give(part); });
      }
    } catch (const std::system_error&) {  // the system has no more threads: then without
    }
    progress.give(0);
    for (; begun < parts; ++begun) progress.give(begun);
  }
  progress.rethrow();
}

// What should not be there, behind the last number, is not hidden from who looks for damage.
int64_t last_of(const PayoutRange& range, bool is_end) {
  return is_end ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(range.end) - 1;
}

// The owners who have payouts, in one row.
class Everybody {
 public:
  explicit Everybody(std::vector<OwnerVersion> owners) : owners_(std::move(owners)) {
    for (const OwnerVersion& each : owners_) {
      begins_.push_back(count_);
      count_ += each.payout_count;
    }
  }

  // Those of the payouts from `first` up to `end`.
  void give(uint64_t first, uint64_t end, Connection& connection, EverybodySink& sink,
            const std::atomic<bool>& stop) const {
    sink.begin_part(count_, first);
    auto place = std::upper_bound(begins_.begin(), begins_.end(), first) - begins_.begin();
    for (size_t i = static_cast<size_t>(std::max<ptrdiff_t>(place - 1, 0));
         i < owners_.size() && begins_[i] < end && !stop; ++i) {
      const OwnerVersion& owner = owners_[i];
      const auto number_of = [&](uint64_t at) {
        return static_cast<payouts::PayoutNumber>(
            std::clamp(at, begins_[i], begins_[i] + owner.payout_count) - begins_[i]);
      };
      const PayoutRange range{number_of(first), number_of(end)};
      if (range.first == range.end) continue;
      sink.begin_owner(owner, range);
      scan_numbers(connection, owner.key, range.first,
                   last_of(range, range.end == owner.payout_count), sink, stop);
    }
  }

  uint64_t count() const { return count_; }

 private:
  const std::vector<OwnerVersion> owners_;
  std::vector<uint64_t> begins_;  // how many payouts come before each owner's
  uint64_t count_ = 0;
};

}  // namespace

base::Result<payouts::Version> read_payouts_in_parts(ReaderPool& readers, payouts::OwnerKey owner,
                                                     std::span<PartSink* const> parts,
                                                     int tries_max) {
  const auto nobody = [] { return base::refused("owner_not_found", "there is no such owner"); };
  Views views;
  views.push_back(std::make_unique<View>(readers, owner));
  if (!views[0]->owner()) return nobody();
  add_views(views, readers, owner, parts.size(), tries_max);
  if (!views[0]->owner()) return nobody();
  give_parts(views, parts.size(), [&](size_t part, const std::atomic<bool>& stop) {
    View& view = view_of(views, part);
    const payouts::PayoutNumber count = view.owner()->payout_count;
    const PayoutRange range = range_of_part(count, part, parts.size());
    parts[part]->begin_part(*view.owner(), range);
    scan_numbers(view.connection(), view.owner()->key, range.first,
                 last_of(range, part + 1 == parts.size()), *parts[part], stop);
  });
  return views[0]->version();
}

base::Result<Touch> read_everybody_in_parts(ReaderPool& readers,
                                            std::span<EverybodySink* const> parts, int tries_max) {
  Views views;
  add_views(views, readers, std::nullopt, parts.size(), tries_max);
  const Everybody everybody(SqliteReads(views[0]->connection()).list_with_payouts());
  give_parts(views, parts.size(), [&](size_t part, const std::atomic<bool>& stop) {
    const auto border = [&](size_t of) { return everybody.count() * of / parts.size(); };
    everybody.give(border(part), border(part + 1), view_of(views, part).connection(), *parts[part],
                   stop);
  });
  return views[0]->version();
}

}  // namespace payoutd::store::sqlite
