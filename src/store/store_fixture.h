// store/store_fixture.h: what the suites that every driver runs begin with: a store on an empty
// database. For tests only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/clock.h"
#include "store/store.h"

namespace payoutd::store {

// A store on an empty database, and the database's life.
class ScratchStore {
 public:
  virtual ~ScratchStore() = default;
  virtual Store& store() = 0;
  // A second store on the same database, as another process would have.
  virtual std::unique_ptr<Store> reopen() = 0;
  // A store on a copy of it, made by Store::copy_to.
  virtual std::unique_ptr<Store> open_copy(base::Random& random) = 0;
};

using OpenScratch = std::unique_ptr<ScratchStore> (*)();

// The value of what must not be refused.
template <class T>
T must(base::Result<T> result) {
  base::check(result.has_value(), "a test's own step succeeds");
  return *std::move(result);
}

class CollectPayouts final : public PayoutSink {
 public:
  void payout(const payouts::PayoutView& payout) override { rows.push_back(copy(payout)); }
  std::vector<payouts::Payout> rows;
};

class StoreFixture : public testing::TestWithParam<OpenScratch> {
 protected:
  StoreFixture() : scratch_(GetParam()()), store_(scratch_->store()), random_(1) {}

  Owner new_owner(OwnerKind kind, const std::string& name, access::Mode mode = access::Mode::live) {
    base::Result<Owner> made = base::refused("", "");
    const auto written = store_.write([&](Transaction& transaction) -> base::Status {
      made = transaction.create_owner(kind, mode, {base::make_uuid_v7(now, random_)}, name, now);
      return made ? base::Status() : base::forward(base::Result<Owner>(made));
    });
    EXPECT_TRUE(written) << written.error().message;
    return *made;
  }

  payouts::Payout payout(uint32_t number, payouts::Version version, const std::string& reference) {
    payouts::Payout made{.amount = {1'500'000, *money::find_currency("KWD")}};
    made.number = number;
    made.version = version;
    made.id = {base::make_uuid_v7(now, random_)};
    made.created_at = now;
    made.updated_at = now;
    made.reference_id = reference;
    return made;
  }

  base::Status insert(Store& store, payouts::OwnerKey owner, uint32_t count) {
    return store.write([&](Transaction& transaction) -> base::Status {
      for (uint32_t i = 0; i < count; ++i) {
        auto changing = transaction.change_owner(owner);
        if (!changing) return base::forward(std::move(changing));
        const std::string reference = "R" + std::to_string((*changing)->payout_count);
        if (auto inserted = insert(transaction, owner, reference); !inserted) return inserted;
      }
      return {};
    });
  }

  base::Status write(const std::function<void(Transaction&)>& work) {
    return store_.write([&](Transaction& transaction) -> base::Status {
      work(transaction);
      return {};
    });
  }
  void read(const std::function<void(Reads&)>& work) {
    const auto done = store_.read([&](Reads& reads) -> base::Status {
      work(reads);
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
  }
  // The owner as the database has it.
  Owner stored(const Owner& owner) { return **store_.find_owner(owner.id); }

  // The owner's next payout.
  base::Status insert(Transaction& transaction, payouts::OwnerKey key,
                      const std::string& reference) {
    Owner& owner = **transaction.change_owner(key);
    const auto row = payout(owner.payout_count, owner.version, reference);
    auto inserted = transaction.insert_payout(key, view(row), {}, {});
    if (inserted) ++owner.payout_count;
    return inserted;
  }

  const base::Timestamp now{1'705'314'600'123'456};
  std::unique_ptr<ScratchStore> scratch_;
  Store& store_;
  base::SeededRandom random_;
};

}  // namespace payoutd::store
