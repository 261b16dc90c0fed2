#include "actions/owner_index_source.h"

#include <algorithm>
#include <vector>

#include "index/index_build.h"

namespace payoutd::actions {
namespace {

// Hands rows to the index as long as they are what an index can be built of.
class IntoIndex final : public store::PayoutSink {
 public:
  explicit IntoIndex(index::PayoutIndex& index) : index_(index), next_number_(index.size()) {}

  void payout(const payouts::PayoutView& payout) override {
    if (damaged_) return;
    damaged_ = payout.number > next_number_ || !index_.may_take(payout);
    if (damaged_) return;
    if (payout.number == next_number_) ++next_number_;
    index_.add_change(payout);
  }

  // A number is missing, or a payout is no longer the one it was.
  bool damaged() const { return damaged_; }

 private:
  index::PayoutIndex& index_;
  uint64_t next_number_;
  bool damaged_ = false;
};

// One part of an index that is being built.
class IntoBuild final : public store::PartSink {
 public:
  IntoBuild(index::IndexBuild& build, size_t part) : build_(build), part_(part) {}

  void begin_part(const store::Owner& owner, const store::PayoutRange& range) override {
    build_.begin_part(part_, owner.payout_count, range.first);
  }
  void payout(const payouts::PayoutView& payout) override {
    damaged_ = damaged_ || !build_.put(part_, payout);
  }
  bool damaged() const { return damaged_; }

 private:
  index::IndexBuild& build_;
  const size_t part_;
  bool damaged_ = false;
};

}  // namespace

uint64_t OwnerIndexSource::count(payouts::OwnerKey key) {
  uint64_t count = 0;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    if (const auto found = reads.find_owner(key)) count = found->payout_count;
    return {};
  });
  return read ? count : 0;
}

base::Status OwnerIndexSource::build(payouts::OwnerKey key, index::PayoutIndex& index) {
  index::IndexBuild build(index, build_parts());
  std::vector<IntoBuild> sinks;
  for (size_t part = 0; part < build_parts(); ++part) sinks.emplace_back(build, part);
  std::vector<store::PartSink*> pointers;
  for (IntoBuild& sink : sinks) pointers.push_back(&sink);
  const auto version = store_.read_payouts_in_parts(key, pointers);
  if (!version) return tl::unexpected(version.error());
  const bool whole = std::none_of(sinks.begin(), sinks.end(),
                                  [](const IntoBuild& sink) { return sink.damaged(); });
  return whole && build.finish(*version) ? base::Status() : not_numbered_without_gap();
}

base::Status OwnerIndexSource::catch_up(payouts::OwnerKey key, index::PayoutIndex& index) {
  index.drop_changes();  // of a catch-up that failed half way
  const payouts::Version before = index.version();
  IntoIndex sink(index);
  const auto version = store_.read_payouts(key, before, sink);
  if (!version) return tl::unexpected(version.error());
  // A version that went back: the file was replaced by an older one under the running server.
  if (sink.damaged() || *version < before) {
    index.drop_changes();
    return not_numbered_without_gap();
  }
  index.commit_changes(*version);
  return {};
}

}  // namespace payoutd::actions
