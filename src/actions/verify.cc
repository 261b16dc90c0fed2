#include "actions/verify.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "actions/verify_audit.h"
#include "actions/verify_books.h"
#include "base/utf8.h"

namespace payoutd::actions {
namespace {

using payouts::PayoutView;
using payouts::Status;

// The microsecond that an id carries; see base::make_uuid_v7.
bool id_has_time(const payouts::PayoutId& id, base::Timestamp time) {
  struct NoRandom final : base::Random {
    void fill(std::span<unsigned char> out) override {
      for (unsigned char& byte : out) byte = 0;
    }
  } none;
  if (time.micros < 0) return false;
  const base::Uuid expected = base::make_uuid_v7(time, none);
  return std::equal(id.value.bytes.begin(), id.value.bytes.begin() + 8, expected.bytes.begin());
}

class VerifyPayouts final : public store::PayoutSink {
 public:
  VerifyPayouts(VerifyReport& report, VerifyBooks& books) : report_(report), books_(books) {}

  void begin(const store::Owner& owner) override {
    owner_ = owner;
    books_.begin(owner);
  }

  void payout(const PayoutView& payout) override {
    ++report_.payouts;
    if (payout.number != next_number_) {
      tell(payout, "has the number " + std::to_string(payout.number) + " where " +
                       std::to_string(next_number_) + " is expected");
    }
    next_number_ = payout.number + 1;
    if (payout.version < 1 || payout.version > owner_.version) {
      tell(payout, "has version " + std::to_string(payout.version) + ", its owner " +
                       std::to_string(owner_.version));
    }
    check_money(payout);
    check_times(payout);
    check_texts(payout);
    books_.payout(payout);
  }

  bool skip_damaged(int64_t number, std::string_view what) override {
    ++report_.payouts;
    report_.breach("payout number " + std::to_string(number) + " of owner " +
                   base::to_text(owner_.id.value) + ": " + std::string(what));
    next_number_ = static_cast<payouts::PayoutNumber>(number + 1);
    return true;
  }

  void finish() {
    if (next_number_ != owner_.payout_count) {
      report_.breach("owner " + base::to_text(owner_.id.value) + " says that it has " +
                     std::to_string(owner_.payout_count) + " payouts; " +
                     std::to_string(next_number_) + " are numbered");
    }
    books_.finish();
  }

 private:
  void tell(const PayoutView& payout, const std::string& what) {
    report_.breach("payout " + base::to_text(payout.id.value) + " (number " +
                   std::to_string(payout.number) + " of owner " + base::to_text(owner_.id.value) +
                   ") " + what);
  }

  bool of_client() const { return owner_.kind == store::OwnerKind::client; }

  void check_money(const PayoutView& payout) {
    if (payout.amount.micro <= 0 || payout.amount.micro > money::amount_max_micro) {
      tell(payout, "has an impossible amount");
    }
    if (payout.fees_micro < 0 || payout.fees_micro > money::amount_max_micro) {
      tell(payout, "has impossible fees");
    }
    const bool fits = money::fits_decimals(payout.amount) &&
                      money::fits_decimals({payout.fees_micro, payout.amount.currency});
    if (of_client() && !fits) tell(payout, "is finer than its currency");
  }

  void check_times(const PayoutView& payout) {
    if (!id_has_time(payout.id, payout.created_at)) {
      tell(payout, "was not created when its id says");
    }
    const std::pair<const char*, std::optional<base::Timestamp>> times[] = {
        {"updated_at", payout.updated_at},     {"queued_at", payout.queued_at},
        {"submitted_at", payout.submitted_at}, {"completed_at", payout.completed_at},
        {"failed_at", payout.failed_at},       {"cancelled_at", payout.cancelled_at},
        {"expired_at", payout.expired_at}};
    for (const auto& [name, time] : times) {
      if (time && *time < payout.created_at) {
        tell(payout, std::string("has ") + name + " before its creation");
      }
    }
    const std::tuple<const char*, std::optional<base::Timestamp>, Status> ends[] = {
        {"completed_at", payout.completed_at, Status::completed},
        {"failed_at", payout.failed_at, Status::failed},
        {"cancelled_at", payout.cancelled_at, Status::cancelled},
        {"expired_at", payout.expired_at, Status::expired}};
    for (const auto& [name, time, status] : ends) {
      if (time && payout.status != status) {
        tell(payout, std::string("has ") + name + " but is " + std::string(to_text(payout.status)));
      }
    }
  }

  void check_texts(const PayoutView& payout) {
    for (const std::string_view text :
         {payout.reference_id, payout.beneficiary_email, payout.beneficiary_first_name,
          payout.beneficiary_last_name, payout.beneficiary_country, payout.beneficiary_phone,
          payout.description, payout.failure_code, payout.failure_reason, payout.network,
          payout.address, payout.tx_hash, payout.note}) {
      if (!base::is_utf8(text)) tell(payout, "has a text that is not UTF-8");
    }
    if (!payout.tx_hash.empty() && payout.status != Status::completed) {
      tell(payout, "has a tx_hash but was not sent");
    }
    if (of_client() && payout.reference_id.empty()) tell(payout, "has no reference_id");
    if (!of_client() && (payout.network.empty() || payout.address.empty())) {
      tell(payout, "has no network or no address");
    }
  }

  store::Owner owner_;
  VerifyReport& report_;
  VerifyBooks& books_;
  payouts::PayoutNumber next_number_ = 0;
};

}  // namespace

base::Result<VerifyReport> verify(store::Store& store) {
  VerifyReport report;
  auto integrity = store.check_integrity();
  if (!integrity) return base::forward(std::move(integrity));
  for (std::string& problem : *integrity) report.breach("the database: " + std::move(problem));
  auto owners = store.all_owners();
  if (!owners && owners.error().reason == "store_damaged") {
    report.breach("the owners cannot be read: " + owners.error().message);
    return report;
  }
  if (!owners) return base::forward(std::move(owners));
  for (const store::Owner& owner : *owners) {
    ++report.owners;
    VerifyBooks books(report);
    VerifyPayouts rows(report, books);
    const auto read = store.read_books(owner.key, rows, books);
    if (read) {
      rows.finish();
    } else if (read.error().reason == "store_damaged") {
      report.breach("owner " + base::to_text(owner.id.value) + ": " + read.error().message);
    } else {
      return tl::unexpected(read.error());
    }
  }
  if (auto audited = verify_audit(store, report); !audited) {
    return base::forward(std::move(audited));
  }
  return report;
}

}  // namespace payoutd::actions
