// Whatever happens to rewards in whatever order: the sums are a naive model's, and verify agrees.
#include <algorithm>
#include <vector>

#include <rapidcheck.h>

#include "actions/referral_fixture.h"
#include "actions/request_payout.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::Status;
using referrals::RewardStatus;

// Runs each work at once, inside a transaction that is open already.
class InsideWriter final : public store::Writer {
 public:
  void enqueue(Write write) override { write.done(write.work(*transaction)); }
  store::Transaction* transaction = nullptr;
};

// What a user has, as a child would count it: one list of rewards, oldest first.
struct Model {
  struct Reward {
    int64_t amount = 0;
    bool pending = false;
    bool reversed = false;
    int64_t free = 0;
  };
  struct Payout {
    int64_t amount = 0;
    bool open = true;
    std::vector<int64_t> taken;  // by reward
  };

  int64_t available() const {
    int64_t sum = 0;
    for (const Reward& each : rewards) sum += each.pending || each.reversed ? 0 : each.free;
    return sum;
  }
  int64_t pending() const {
    int64_t sum = 0;
    for (const Reward& each : rewards) sum += each.pending ? each.amount : 0;
    return sum;
  }
  int64_t lifetime() const {
    int64_t sum = 0;
    for (const Reward& each : rewards) sum += each.reversed ? 0 : each.amount;
    return sum;
  }
  // Nothing if there is too little.
  std::optional<std::vector<int64_t>> take(int64_t amount) {
    if (amount > available()) return std::nullopt;
    std::vector<int64_t> taken;
    for (Reward& each : rewards) {
      const int64_t part = each.pending || each.reversed ? 0 : std::min(each.free, amount);
      each.free -= part;
      amount -= part;
      taken.push_back(part);
    }
    return taken;
  }

  std::vector<Reward> rewards;
  std::vector<Payout> payouts;
};

class ReferralMoneyTest : public ReferralFixture {
 protected:
  ReferralMoneyTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  // One thing that may happen, chosen by `what`, to the reward or payout, or about so much.
  void step(store::Transaction& transaction, const Caller& user, Model& model, int what,
            int64_t number) {
    const int64_t amount = number % 50 + 1;
    if (what == 0) {
      const bool available = number % 2 == 0;
      RC_ASSERT(credit_reward(transaction, rules_, user.owner, {amount, "", available}, new_id(),
                              clock_.now()));
      model.rewards.push_back({amount, !available, false, amount});
    } else if (what == 1) {
      ask(transaction, user, model, amount);
    } else if (what == 2) {
      const auto taken = model.take(amount);
      const std::string invoice = std::to_string(++invoices_);
      RC_ASSERT(taken.has_value() ==
                spend_on_invoice(transaction, rules_, user.owner, {invoice, amount}, clock_.now())
                    .has_value());
    } else if (what == 3 && !model.rewards.empty()) {
      unlock_or_reverse(transaction, user, model, static_cast<size_t>(number));
    } else if (what == 4 && !model.payouts.empty()) {
      end(transaction, user, model, static_cast<size_t>(number));
    }
  }

  void ask(store::Transaction& transaction, const Caller& user, Model& model, int64_t amount) {
    const auto taken = model.take(amount);
    inside_.transaction = &transaction;
    bool made = false;
    requests_.create(user, {{amount, rules_.currency}, "ethereum", "0xabc"}, {},
                     [&](const auto& request) { made = request.has_value(); });
    RC_ASSERT(made == taken.has_value());
    if (taken) model.payouts.push_back({amount, true, *taken});
  }

  void unlock_or_reverse(store::Transaction& transaction, const Caller& user, Model& model,
                         size_t number) {
    const size_t which = number % model.rewards.size();
    Model::Reward& reward = model.rewards[which];
    const auto id = transaction.find_reward(user.owner, static_cast<int64_t>(which) + 1)->reward.id;
    if (number % 3 == 0) {
      const bool may = !reward.reversed && reward.free == reward.amount;
      RC_ASSERT(may == reverse_reward(transaction, id, "", clock_.now()).has_value());
      if (may) reward = {reward.amount, false, true, 0};
    } else {
      RC_ASSERT(reward.pending == unlock_reward(transaction, id, clock_.now()).has_value());
      reward.pending = false;
    }
  }

  void end(store::Transaction& transaction, const Caller& user, Model& model, size_t number) {
    const size_t which = number % model.payouts.size();
    Model::Payout& payout = model.payouts[which];
    if (!payout.open) return;
    constexpr Status ends[] = {Status::completed, Status::failed, Status::cancelled,
                               Status::expired};
    const Status to = ends[number % 4];
    moved(transaction,
          *transaction.find_payout(user.owner, static_cast<payouts::PayoutNumber>(which)), to);
    payout.open = false;
    if (to == Status::completed) return;
    for (size_t i = 0; i < payout.taken.size(); ++i) model.rewards[i].free += payout.taken[i];
  }

  void expect_model(const Caller& user, const Model& model) {
    const ReferralBalance found = overview(user).balance;
    RC_ASSERT(found.pending_micro == model.pending());
    RC_ASSERT(found.available_micro == model.available());
    RC_ASSERT(found.lifetime_micro == model.lifetime());
    for (size_t i = 0; i < model.rewards.size(); ++i) {
      RC_ASSERT(reward(user, static_cast<int64_t>(i) + 1).free_micro == model.rewards[i].free);
    }
  }

  InsideWriter inside_;
  RequestPayout requests_{*store_, inside_, clock_, random_};
  int64_t invoices_ = 0;
  int users_ = 0;
};

TEST_F(ReferralMoneyTest, sums_are_those_of_a_naive_model) {
  EXPECT_TRUE(rc::check([this] {
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int64_t>>>(
        rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange<int64_t>(0, 1'000)));
    const Caller user = new_user("user" + std::to_string(++users_) + "@x.test");
    Model model;
    write([&](store::Transaction& transaction) {
      for (const auto& [what, number] : steps) step(transaction, user, model, what, number);
    });
    expect_model(user, model);
  }));
  expect_sound();
}

}  // namespace
}  // namespace payoutd::actions
