#include "actions/everybody_index_source.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "index/index_build.h"

namespace payoutd::actions {
namespace {

// A share of the payouts that is taken over faster than an index is built.
constexpr uint64_t taken_divisor = 32;

// Unless it is told otherwise.
class GivesUp {
 public:
  explicit GivesUp(index::PayoutIndex& index) : index_(&index) {}
  ~GivesUp() {
    if (index_ != nullptr) index_->give_up();
  }
  GivesUp(const GivesUp&) = delete;
  void not_now() { index_ = nullptr; }

 private:
  index::PayoutIndex* index_;
};

}  // namespace

// One part of the index that is being built.
class EverybodyIndexSource::IntoBuild final : public store::EverybodySink {
 public:
  IntoBuild(index::IndexBuild& build, size_t part) : build_(build), part_(part) {}

  void begin_part(uint64_t count, uint64_t before) override {
    damaged_ = count > std::numeric_limits<uint32_t>::max();
    if (damaged_) return;
    next_ = static_cast<uint32_t>(before);
    build_.begin_part(part_, static_cast<uint32_t>(count), next_);
  }
  void begin_owner(const store::OwnerVersion& owner, const store::PayoutRange& range) override {
    owner_ = owner.key;
    number_ = range.first;
    end_ = range.end;
    if (range.first > 0) return;  // the part before has told of the owner
    known_.push_back({owner.key, owner.version, next_, owner.payout_count, {}});
  }
  void payout(const payouts::PayoutView& payout) override {
    damaged_ = damaged_ || payout.number != number_ || number_ == end_;
    if (damaged_) return;
    payouts::PayoutView placed = payout;
    placed.number = next_++;
    ++number_;
    damaged_ = !build_.put(part_, placed, owner_);
  }

  bool damaged() const { return damaged_; }
  std::vector<Known>& known() { return known_; }  // owners whose first payout is in the part

 private:
  index::IndexBuild& build_;
  const size_t part_;
  payouts::OwnerKey owner_;
  payouts::PayoutNumber number_ = 0;  // of the owner's payout that must come next …
  payouts::PayoutNumber end_ = 0;     // … unless it is this one
  uint32_t next_ = 0;                 // its number in the index
  std::vector<Known> known_;
  bool damaged_ = false;
};

// What an owner has written since.
class EverybodyIndexSource::IntoIndex final : public store::PayoutSink {
 public:
  IntoIndex(index::PayoutIndex& index, Known& known, uint64_t& next)
      : index_(index), known_(known), next_(next) {}

  void payout(const payouts::PayoutView& payout) override {
    damaged_ =
        damaged_ || payout.number > known_.count() || next_ == std::numeric_limits<uint32_t>::max();
    if (damaged_) return;
    if (payout.number == known_.count()) known_.later.push_back(static_cast<uint32_t>(next_++));
    payouts::PayoutView placed = payout;
    placed.number = known_.place(payout.number);
    damaged_ = !index_.may_take(placed);
    if (!damaged_) index_.add_change(placed, known_.owner);
  }

  // A number is missing, or a payout is no longer the one it was.
  bool damaged() const { return damaged_; }

 private:
  index::PayoutIndex& index_;
  Known& known_;
  uint64_t& next_;
  bool damaged_ = false;
};

uint64_t EverybodyIndexSource::count(payouts::OwnerKey /*key*/) {
  uint64_t count = 0;
  const auto read = store_.read([&count](store::Reads& reads) -> base::Status {
    count = reads.count_payouts();
    return {};
  });
  return read ? count : 0;
}

base::Status EverybodyIndexSource::build(payouts::OwnerKey /*key*/, index::PayoutIndex& index) {
  known_ = {};
  index::IndexBuild build(index, build_parts());
  std::vector<IntoBuild> sinks;
  for (size_t part = 0; part < build_parts(); ++part) sinks.emplace_back(build, part);
  std::vector<store::EverybodySink*> pointers;
  for (IntoBuild& sink : sinks) pointers.push_back(&sink);
  const auto touch = store_.read_everybody_in_parts(pointers);
  if (!touch) return tl::unexpected(touch.error());
  for (IntoBuild& sink : sinks) {
    if (sink.damaged()) return not_numbered_without_gap();
    std::move(sink.known().begin(), sink.known().end(), std::back_inserter(known_));
  }
  return build.finish(*touch) ? base::Status() : not_numbered_without_gap();
}

EverybodyIndexSource::Known& EverybodyIndexSource::known(payouts::OwnerKey owner) {
  const auto place =
      std::lower_bound(known_.begin(), known_.end(), owner,
                       [](const Known& each, payouts::OwnerKey key) { return each.owner < key; });
  if (place != known_.end() && place->owner == owner) return *place;
  return *known_.insert(place, Known{.owner = owner, .later = {}});
}

uint64_t EverybodyIndexSource::new_payouts(const std::vector<store::OwnerVersion>& touched) {
  uint64_t count = 0;
  for (const store::OwnerVersion& owner : touched) {
    const uint64_t before = known(owner.key).count();
    count += owner.payout_count - std::min<uint64_t>(before, owner.payout_count);
  }
  return count;
}

base::Status EverybodyIndexSource::read_changes(store::Reads& reads, index::PayoutIndex& index,
                                                store::Touch& reached) {
  reached = reads.last_touch();
  // It went back: the file was replaced by an older one under the running server.
  if (reached < index.version()) return not_numbered_without_gap();
  const std::vector<store::OwnerVersion> touched = reads.list_touched(index.version());
  if (new_payouts(touched) > std::max(taken_max_, index.size() / taken_divisor)) {
    return base::unavailable("index_outgrown", "so much was written that building is faster");
  }
  uint64_t next = index.size();
  for (const store::OwnerVersion& owner : touched) {
    Known& known_one = known(owner.key);
    IntoIndex sink(index, known_one, next);
    auto version = reads.read_payouts(owner.key, known_one.version, sink);
    if (!version) return base::forward(std::move(version));
    if (sink.damaged() || known_one.count() != owner.payout_count) {
      return not_numbered_without_gap();
    }
    known_one.version = *version;
  }
  return {};
}

base::Status EverybodyIndexSource::catch_up(payouts::OwnerKey /*key*/, index::PayoutIndex& index) {
  GivesUp unless_done(index);  // what is known is not of it any more then
  store::Touch reached = 0;
  auto read = store_.read([&](store::Reads& reads) { return read_changes(reads, index, reached); });
  if (!read) return read;
  index.commit_changes(reached);
  unless_done.not_now();
  return {};
}

}  // namespace payoutd::actions
