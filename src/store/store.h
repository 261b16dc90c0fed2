// store/store.h: where everything is kept, in domain types: no SQL, no engine's type. One contract
// suite (store_contract.h) runs on every driver.
//
// Errors of every call, all of them unavailable: `store_busy` (another writer takes long),
// `store_full`, `store_read_only`, `store_unavailable` (nothing was done and a retry may help), and
// `store_damaged` (the database holds what payoutd never wrote: verify tells what). The refusals
// stand beside each call.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "payouts/list_query.h"
#include "payouts/list_summary.h"
#include "store/committed.h"
#include "store/records.h"
#include "store/transaction.h"

namespace payoutd::store {

// A client as its key finds it; `version` is the owner's current one.
struct ApiKeyOwner {
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;
  base::Sha256 secret_hash{};
  bool revoked = false;
  access::Mode mode = access::Mode::live;
  bool signature_required = false;
  std::string sealed_signing_secret;  // empty unless a signature is required
  std::string allowed_networks;       // as access::Networks writes them; empty: any address
};

// A user as a session finds it.
struct SessionOwner {
  base::Uuid id;  // of the session
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;
  base::Timestamp expires_at;
  bool revoked = false;
};

// An API key as it is shown to its owner.
struct ApiKey {
  std::string key;
  bool signature_required = false;
  std::string allowed_networks;
  base::Timestamp created_at;
  std::optional<base::Timestamp> revoked_at;
};

// See Store::last_recorded.
struct LastRecorded {
  std::optional<base::Timestamp> at;
  std::string api_key;                // the newest one
  std::string sealed_signing_secret;  // its own; empty: there is no key
};

// Receives an owner's payouts; see Store::read_payouts.
class PayoutSink {
 public:
  virtual ~PayoutSink() = default;
  // Once, before the rows: the owner in the state that the rows are of.
  virtual void begin(const Owner& /*owner*/) {}
  virtual void payout(const payouts::PayoutView& payout) = 0;  // the view lives until it returns
  // A row holds what payoutd never wrote. True: go on without it; false: the read fails with
  // `store_damaged`.
  virtual bool skip_damaged(int64_t /*number*/, std::string_view /*what*/) { return false; }
};

// Numbers of payouts from `first` up to `end`, which is not one of them.
struct PayoutRange {
  payouts::PayoutNumber first = 0;
  payouts::PayoutNumber end = 0;
};

// The range of one of `parts` parts (0, 1, 2 …) of an owner's payouts: ranges follow each other
// without a gap, and their lengths differ by one at most.
inline PayoutRange range_of_part(payouts::PayoutNumber payout_count, size_t part, size_t parts) {
  const auto begin = [&](size_t of) {
    return static_cast<payouts::PayoutNumber>(uint64_t{payout_count} * of / parts);
  };
  return {begin(part), begin(part + 1)};
}

// Receives one part of an owner's payouts; see Store::read_payouts_in_parts. Used by one thread at
// a time.
class PartSink : public PayoutSink {
 public:
  // Once, before the rows and instead of begin(): the owner in the state that all parts are of, and
  // which numbers are this part's.
  virtual void begin_part(const Owner& owner, const PayoutRange& range) = 0;
};

// Receives one part of all owners' payouts; see Store::read_everybody_in_parts. Used by one thread
// at a time.
class EverybodySink : public PayoutSink {
 public:
  // Once, before all else: how many payouts there are of all owners together, and how many of them
  // come before this part's.
  virtual void begin_part(uint64_t count, uint64_t before) = 0;
  // Before the payouts of each owner that has some in this part: the owner in the state that all
  // parts are of, and which numbers are this part's.
  virtual void begin_owner(const OwnerVersion& owner, const PayoutRange& range) = 0;
};

// A list of an owner's payouts as they were in one consistent state, all of it. Keeps that state,
// and with it the database's log, for as long as it lives: it is not for somebody who may stop
// reading half way for hours. Memory is bounded, whatever the list's length. Used by one thread at
// a time; the store must live longer.
class PayoutWalk {
 public:
  virtual ~PayoutWalk() = default;

  // The owner's, in that state.
  virtual payouts::Version version() const = 0;
  // The rows that match, exactly. The first call counts them: a scan.
  virtual base::Result<uint64_t> total() = 0;

  // Sorts the whole list now, so that next() does not. Before the first next(), if at all.
  virtual base::Status sort() = 0;

  // Gives the next rows of the list in its order, the query's offset before the first of them: up
  // to `rows_max`, at least one. False if there were fewer: the list is at its end. A page asks
  // once, which sorts no more than it must; whoever asks again waits until the whole list is
  // sorted, unless it was. A damaged row that comes up is an error. After an error nothing else may
  // be asked. What `take` throws comes out of the call; a view lives until `take` returns.
  using TakePayout = std::function<void(const payouts::PayoutView&)>;
  virtual base::Result<bool> next(uint32_t rows_max, const TakePayout& take) = 0;
};

// Receives what the ledger and the lives of an owner's payouts consist of; see Store::read_books.
class BooksSink {
 public:
  virtual ~BooksSink() = default;
  // What payoutd itself keeps of a payout.
  virtual void tie(payouts::PayoutNumber payout, std::optional<EntryNumber> hold_entry,
                   std::optional<base::Timestamp> due_at) = 0;
  virtual void entry(const StoredEntry& entry) = 0;
  virtual void accounts(const CurrencyAccounts& accounts) = 0;
  virtual void history(payouts::PayoutNumber payout, int64_t position, int64_t event,
                       const payouts::HistoryRow& row) = 0;
  virtual void attempt(payouts::PayoutNumber payout, const payouts::Attempt& attempt) = 0;
  virtual void idempotency(const IdempotencyRecord& record) = 0;
  virtual void total(const payouts::BeneficiaryId& id, const BeneficiaryTotal& total) = 0;

  // What only users have; whoever looks at payouts alone leaves these as they are.
  // `payment`: the one that the reward's payment_id names, if it is there.
  virtual void reward(const referrals::Reward& /*reward*/,
                      const std::optional<ReferralPayment>& /*payment*/) {}
  virtual void reward_use(payouts::PayoutNumber /*payout*/, const RewardUse& /*use*/) {}
  virtual void spending(const Spending& /*spending*/) {}
  // `known`: who invited the invitee, as it is kept with the invitee.
  virtual void invitee(const Invitee& /*invitee*/, const std::optional<Invitation>& /*known*/) {}
  virtual void attribution(int64_t /*number*/) {}
};

// A write: a plain function over a transaction. What it returns decides whether its part happens.
// In a batch of several it may be run a second time, after all of the first was taken back; others
// may have written in between.
using Work = std::function<base::Status(Transaction&)>;

// Safe from any thread.
class Store {
 public:
  template <class T>
  using Done = std::function<void(base::Result<T>)>;

  virtual ~Store() = default;

  // The two reads that begin every request. `done` is called once, perhaps before the call returns,
  // perhaps from another thread. What they say is true at a moment after the call began.
  virtual void find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) = 0;
  virtual void find_session(const base::Sha256& token_hash,
                            Done<std::optional<SessionOwner>> done) = 0;

  virtual base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId& id) = 0;
  virtual base::Result<std::vector<Owner>> all_owners() = 0;
  // All keys that the owner ever had, oldest first.
  virtual base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey owner) = 0;

  // Gives `sink` the owner's payouts with a version above `after` as they are in one consistent
  // state, and returns the owner's version in that state. With `after` 0: all, in order of number.
  // New numbers come in order. Refusals: `owner_not_found`.
  virtual base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner,
                                                      payouts::Version after, PayoutSink& sink) = 0;

  // Gives all of the owner's payouts as they are in one consistent state, to as many sinks as there
  // are `parts` (at least one): to each its range of numbers (range_of_part), in order of number.
  // As a rule each is given from a thread of its own, all at the same time, and the calling thread
  // is one of them; all is given when the call returns. Returns the owner's version in that state.
  // An error of one part, a damaged row that its sink does not skip among them, ends all of them:
  // what sinks have been given then is not all, and a sink may not have been told of a beginning.
  // What a sink throws comes out of the call.
  // Refusals: `owner_not_found`.
  virtual base::Result<payouts::Version> read_payouts_in_parts(
      payouts::OwnerKey owner, std::span<PartSink* const> parts) = 0;

  // The same of all owners' payouts, owner after owner by key: what a part begins with and ends
  // with may lie within one owner's. Returns the last touch in that state.
  virtual base::Result<Touch> read_everybody_in_parts(std::span<EverybodySink* const> parts) = 0;

  // The list that `query` asks for, read from the database alone: exact like the one of an index,
  // and slow, because each walk scans the owner's payouts. `limit` means nothing here. Refusals:
  // `owner_not_found`.
  virtual base::Result<std::unique_ptr<PayoutWalk>> open_walk(payouts::OwnerKey owner,
                                                              const payouts::ListQuery& query) = 0;
  // What the payouts that `filter` leaves come to, of one consistent state; one scan. A damaged row
  // among them is an error. Refusals: `owner_not_found`.
  virtual base::Result<payouts::ListSummary> summarize(payouts::OwnerKey owner,
                                                       const payouts::ListFilter& filter) = 0;

  // Runs `work` on one consistent state; gives its error, or the store's.
  virtual base::Status read(const std::function<base::Status(Reads&)>& work) = 0;

  // Gives all that is kept of an owner's payouts, of one consistent state: the payouts to `rows` as
  // read_payouts does, then to `books` the ledger and the lives: ties, accounts, totals, keys,
  // history (by payout, then position), attempts (likewise), rewards, uses, spendings, invitees,
  // attributions, entries. Rows of the books that
  // payoutd never wrote end it with `store_damaged`. Refusals: `owner_not_found`.
  virtual base::Status read_books(payouts::OwnerKey owner, PayoutSink& rows, BooksSink& books) = 0;

  // Runs all of `works` in one write transaction, each as a part of its own, and commits once;
  // returns when that is durable. `results` has as many places: a work's own error (its part was
  // taken back, the others happen), or the store's (then, if the whole could not be committed, of
  // all of them). Writers wait for each other.
  virtual void write_all(std::span<const Work> works, std::span<base::Status> results) = 0;
  // The same for one work.
  base::Status write(const Work& work) {
    base::Status result;
    write_all({&work, 1}, {&result, 1});
    return result;
  }

  // Which copy of a database this is: the same for as long as the store is open.
  virtual payouts::Incarnation incarnation() const = 0;

  // Makes the new file `path` a whole database, of one moment after the call, durable, while others
  // write: no writer waits for longer than it takes to begin reading. It is another incarnation.
  // Refusals: `file_exists`. When it fails there is no file.
  virtual base::Status copy_to(const std::string& path, base::Random& random) = 0;

  // From now on `told` is called after each commit of this store, on the thread that wrote; it must
  // be quick, and good for as long as the store.
  virtual void watch_commits(std::function<void(const Committed&)> told) = 0;

  // Does the store answer? For /readyz.
  virtual base::Status ping() = 0;

  // What the engine itself finds wrong with its files; empty if nothing. May take minutes.
  virtual base::Result<std::vector<std::string>> check_integrity() = 0;
  // The same without comparing indexes with their tables and looking for what is used twice.
  virtual base::Result<std::vector<std::string>> check_quickly() = 0;

  // When anything was last recorded of a payout or moved in the ledger, and what was sealed last,
  // for asking whether this machine's clock and key are theirs. Looks at each owner once.
  virtual base::Result<LastRecorded> last_recorded() = 0;
};

}  // namespace payoutd::store
