#include "actions/export_payouts.h"

#include <utility>

#include "actions/export_cursor.h"
#include "actions/store_walk.h"

namespace payoutd::actions {
namespace {

// A walk through a state of an index.
class IndexWalk final : public ListWalk {
 public:
  using Walk = std::unique_ptr<index::ListState::Walk>;

  IndexWalk(payouts::Version version, Walk walk) : version_(version), walk_(std::move(walk)) {}

  payouts::Version version() const override { return version_; }
  uint64_t total() const override { return walk_->total(); }
  bool is_slow() const override { return false; }
  base::Result<bool> next(uint32_t rows_max, payouts::ListSink& sink) override {
    return walk_->next(rows_max, sink);
  }

 private:
  const payouts::Version version_;
  const Walk walk_;
};

using Running = std::unique_ptr<ExportStates::Running>;

// A walk that takes one of the places of exports that run.
class CountedWalk final : public ListWalk {
 public:
  CountedWalk(std::unique_ptr<ListWalk> walk, Running running)
      : running_(std::move(running)), walk_(std::move(walk)) {}

  payouts::Version version() const override { return walk_->version(); }
  uint64_t total() const override { return walk_->total(); }
  bool is_slow() const override { return walk_->is_slow(); }
  base::Result<bool> next(uint32_t rows_max, payouts::ListSink& sink) override {
    return walk_->next(rows_max, sink);
  }

 private:
  // The walk lets go of its state first, so that it is not the last who does.
  const Running running_;
  const std::unique_ptr<ListWalk> walk_;
};

base::Error expired() {
  return {base::ErrorKind::refused,
          "export_expired",
          "The cursor is not one of this list, or no longer: begin the export anew",
          {}};
}

base::Error too_many() {
  return {base::ErrorKind::refused,
          "too_many_exports",
          "As many exports as may be at the same time are running",
          {}};
}

base::Error not_in_list() {
  base::Error error{base::ErrorKind::refused, "invalid_fields", {}, {}};
  error.fields = {{"after", "not_found", "after must be the id of a payout in the list"}};
  return error;
}

// One call of run(), wherever it goes on.
class Request {
 public:
  Request(const Caller& caller, ExportPayouts::Asked asked, const base::SealKey& key,
          Running running, ExportPayouts::Done done)
      : caller_(caller),
        asked_(std::move(asked)),
        key_(key),
        running_(std::move(running)),
        done_(std::move(done)) {}

  // Is it the cursor that was asked for, or was none?
  bool goes_on_at(payouts::Version version) const {
    return !asked_.cursor || *asked_.cursor == cursor_at(version);
  }
  bool seeks() const { return asked_.after.has_value(); }
  bool is_ready(const ExportStates::State& state) const {
    return state != nullptr && state->is_ready_for(asked_.query);
  }

  void fail(base::Error error) {
    running_.reset();
    done_(tl::unexpected(std::move(error)));
  }

  void begin(const ExportStates::State& state) {
    if (!goes_on_at(state->version())) return fail(expired());
    auto walk = state->walk(asked_.query);
    if (asked_.after && !walk->seek_behind(*asked_.after)) return fail(not_in_list());
    running_->read(cursor_at(state->version()), state);
    give(std::make_unique<IndexWalk>(state->version(), std::move(walk)));
  }

  void begin_from(store::Store& store, const base::Clock& clock, const ExportLimits& limits) {
    if (!running_->read_store()) return fail(too_many());
    auto opened = store.open_walk(caller_.owner, asked_.query);
    if (!opened) return fail(std::move(opened).error());
    if (!goes_on_at((*opened)->version())) return fail(expired());
    const base::Timestamp until{clock.now().micros + limits.from_store_micros};
    auto walk = StoreWalk::begin(*std::move(opened), asked_.after, clock, until);
    if (!walk) return fail(std::move(walk).error());
    if (*walk == nullptr) return fail(not_in_list());
    give(*std::move(walk));
  }

 private:
  void give(std::unique_ptr<ListWalk> walk) {
    std::string cursor = cursor_at(walk->version());
    done_(ExportPayouts::Begun{std::make_unique<CountedWalk>(std::move(walk), std::move(running_)),
                               std::move(cursor)});
  }
  std::string cursor_at(payouts::Version version) const {
    return export_cursor(key_, caller_, version, asked_.query);
  }

  const Caller caller_;
  const ExportPayouts::Asked asked_;
  const base::SealKey& key_;
  Running running_;
  const ExportPayouts::Done done_;
};

}  // namespace

void ExportPayouts::run(const Caller& caller, Asked asked, Done done) {
  auto running = states_.begin(caller.owner);
  if (running == nullptr) return done(tl::unexpected(too_many()));
  const auto kept = asked.cursor ? states_.find(caller.owner, *asked.cursor) : nullptr;
  asked.query.offset = 0;
  const payouts::ListQuery query = asked.query;
  const auto request = std::make_shared<Request>(caller, std::move(asked), key_, std::move(running),
                                                 std::move(done));
  if (!request->goes_on_at(kept == nullptr ? caller.version : kept->version())) {
    return request->fail(expired());
  }
  auto state = kept == nullptr ? fresh_index_.find(caller.owner, caller.version) : kept;
  if (request->is_ready(state)) {
    if (!request->seeks()) return request->begin(state);
    return slow_.post([request, state = std::move(state)] { request->begin(state); });
  }
  fresh_index_.get(caller.owner, caller.version, query,
                   [request, &store = store_, &slow = slow_, &states = states_](auto ready) {
                     if (!ready) return request->fail(std::move(ready).error());
                     if (*ready != nullptr) return request->begin(*ready);
                     slow.post([request, &store, &states] {
                       request->begin_from(store, states.clock(), states.limits());
                     });
                   });
}

}  // namespace payoutd::actions
