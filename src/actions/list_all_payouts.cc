#include "actions/list_all_payouts.h"

#include <utility>
#include <vector>

#include "actions/everybody_index_source.h"
#include "actions/page_of_payouts.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

// Says whose each payout of a page is: of one state of the index, and of the store.
class WithOwners final : public payouts::ListSink {
 public:
  WithOwners(const index::ListState& state, store::Reads& reads, AllPayoutsSink& sink)
      : state_(state), reads_(reads), sink_(sink) {}

  void begin(const payouts::ListPage& page) override { sink_.begin(page); }
  void row(const payouts::PayoutView& payout) override {
    sink_.row(owner_of(state_.owner_of(payout.number)), payout);
  }

 private:
  const Owner& owner_of(payouts::OwnerKey key) {
    for (const Owner& each : found_) {
      if (each.key == key) return each;
    }
    auto owner = reads_.find_owner(key);
    base::check(owner.has_value(), "a payout has an owner");
    return found_.emplace_back(*std::move(owner));
  }

  const index::ListState& state_;
  store::Reads& reads_;
  AllPayoutsSink& sink_;
  std::vector<Owner> found_;  // few: a page is short
};

// A page of one owner's.
class OfOwner final : public payouts::ListSink {
 public:
  OfOwner(Owner owner, std::shared_ptr<AllPayoutsSink> sink)
      : owner_(std::move(owner)), sink_(std::move(sink)) {}

  void begin(const payouts::ListPage& page) override { sink_->begin(page); }
  void row(const payouts::PayoutView& payout) override { sink_->row(owner_, payout); }

 private:
  const Owner owner_;
  const std::shared_ptr<AllPayoutsSink> sink_;
};

store::PayoutScan scan_of(const AllPayoutsQuery& query) {
  const payouts::ListFilter& filter = query.list.filter;
  store::PayoutScan scan{.statuses = static_cast<uint32_t>(filter.statuses.to_ulong()),
                         .network = query.network.value_or(""),
                         .address = query.address.value_or("")};
  if (filter.created_from) scan.created_from = *filter.created_from;
  if (filter.created_to) scan.created_to = {filter.created_to->micros - 1};
  return scan;
}

bool is_sent_there(const payouts::PayoutView& payout, const AllPayoutsQuery& query) {
  return (!query.network || payout.network == *query.network) &&
         (!query.address || payout.address == *query.address);
}

base::Status scan_all(store::Reads& reads, const AllPayoutsQuery& query, AllPayoutsSink& sink) {
  store::PayoutScan scan = scan_of(query);
  if (query.owner) {
    const auto owner = reads.find_owner(*query.owner);
    if (!owner) return sink.begin({}), base::Status();
    scan.owner = owner->key;
  }
  PageOfPayouts page(query.list);
  reads.scan_payouts(scan, [&](payouts::OwnerKey owner, const payouts::PayoutView& payout) {
    if (is_sent_there(payout, query)) page.take(owner, payout);
  });
  const auto places = page.page();
  sink.begin({.total = page.total(), .rows = static_cast<uint32_t>(places.size())});
  for (const auto& [key, number] : places) {
    const auto stored = reads.find_payout(key, number);
    const auto owner = reads.find_owner(key);
    base::check(stored && owner, "a payout of one state of the store is there, and its owner");
    sink.row(*owner, view(stored->payout));
  }
  return {};
}

}  // namespace

void ListAllPayouts::run(AllPayoutsQuery query, std::shared_ptr<AllPayoutsSink> sink, Done done) {
  query.list.tie_break =
      query.owner ? payouts::TieBreak::creation : payouts::TieBreak::creation_and_id;
  if (query.network || query.address) {
    list_from_store(std::move(query), std::move(sink), std::move(done));
  } else if (query.owner) {
    list_of_owner(query, std::move(sink), std::move(done));
  } else {
    list_of_all(query.list, std::move(sink), std::move(done));
  }
}

void ListAllPayouts::list_of_owner(const AllPayoutsQuery& query,
                                   std::shared_ptr<AllPayoutsSink> sink, Done done) {
  auto owner = store_.find_owner(*query.owner);
  if (!owner) return done(tl::unexpected(owner.error()));
  if (!*owner) {
    sink->begin({});
    return done({});
  }
  const Caller as{.owner = (*owner)->key, .owner_id = (*owner)->id, .version = (*owner)->version};
  of_owner_.run(as, query.list, std::make_shared<OfOwner>(**std::move(owner), std::move(sink)),
                std::move(done));
}

void ListAllPayouts::list_of_all(const payouts::ListQuery& query,
                                 std::shared_ptr<AllPayoutsSink> sink, Done done) {
  store::Touch at_least = 0;
  bool answered = false;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    at_least = reads.last_touch();
    const FreshIndex::State state = everybody_.find(everybody, at_least);
    if (state == nullptr) return {};
    WithOwners rows(*state, reads, *sink);
    answered = state->read_if_ready(query, rows);
    return {};
  });
  if (!read || answered) return done(std::move(read));
  everybody_.get(everybody, at_least, query,
                 [this, query, sink = std::move(sink), done = std::move(done)](auto ready) mutable {
                   // One owner's damaged payout must not keep operators from all others'.
                   const bool damaged = !ready && ready.error().reason == store_damaged;
                   if (damaged || (ready && *ready == nullptr)) {
                     return list_from_store({query}, std::move(sink), std::move(done));
                   }
                   if (!ready) return done(tl::unexpected(std::move(ready).error()));
                   done(store_.read([&](store::Reads& reads) -> base::Status {
                     WithOwners rows(**ready, reads, *sink);
                     (*ready)->read(query, rows);
                     return {};
                   }));
                 });
}

void ListAllPayouts::list_from_store(AllPayoutsQuery query, std::shared_ptr<AllPayoutsSink> sink,
                                     Done done) {
  slow_.post([this, query = std::move(query), sink = std::move(sink), done = std::move(done)] {
    done(store_.read([&](store::Reads& reads) { return scan_all(reads, query, *sink); }));
  });
}

}  // namespace payoutd::actions
