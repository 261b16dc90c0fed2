// sim/auditor.h: whether everything that was promised is true. It keeps books of its own, of what
// clients asked for and were told, of what the bank did and of money that came in, and compares
// them with the rows of the database.
#pragma once

#include <array>
#include <functional>

#include "sim/asked.h"
#include "sim/bank_witness.h"
#include "sim/owner_book.h"
#include "store/store.h"

namespace payoutd::sim {

class Auditor {
 public:
  Auditor(store::Store& store, BankWitness& bank, Breaches& breaches)
      : store_(store), bank_(bank), breaches_(breaches) {}

  // Clients are numbered 0, 1, 2 … as they are added.
  void add_client(const store::Owner& owner, std::vector<payouts::FeeSchedule> fees);
  void funded(size_t client, const money::Amount& amount);

  // What clients ask for and are told.
  AskedPayouts asked;
  void promised(size_t client, const payouts::Payout& answer, const std::string& key);
  void said_cancelled(size_t client, payouts::PayoutNumber number);

  // Looks at what has changed since it last looked.
  void audit();
  // Looks at everything once more, the ledger's rows too.
  void audit_everything();
  // Says what is not over, or still holds money; for the end of a run.
  void expect_all_over();

  uint64_t created() const { return created_; }
  // Payouts that were not over when it last looked.
  uint64_t unfinished() const { return unfinished_; }
  bool is_unfinished(size_t client, payouts::PayoutNumber number) const;
  const std::vector<OwnerBook>& books() const { return books_; }
  // Those that were seen in action_required since the last call: client and number.
  std::vector<std::pair<size_t, payouts::PayoutNumber>> take_stopped();
  // Of all rows as they are.
  uint64_t digest() const;

 private:
  friend class RowAudit;
  struct Changed {
    payouts::PayoutNumber number = 0;
    payouts::Status status = payouts::Status::created;
    std::optional<base::Timestamp> finished_at;
  };

  void audit_client(size_t client, payouts::Version after);
  void look_at_row(OwnerBook& book, const payouts::PayoutView& payout);
  void look_at_new(OwnerBook& book, const payouts::PayoutView& payout, uint64_t fields);
  void look_at_life(size_t client, store::Reads& reads, const Changed& changed);
  void look_at_bank(const KnownPayout& payout);
  void look_at_promises(OwnerBook& book);
  void look_at_accounts(OwnerBook& book, store::Reads& reads);
  void tell(const payouts::PayoutId& id, const std::string& what);

  store::Store& store_;
  BankWitness& bank_;
  Breaches& breaches_;
  std::vector<OwnerBook> books_;
  std::vector<Changed> changed_;
  std::vector<std::pair<size_t, payouts::PayoutNumber>> stopped_;
  uint64_t created_ = 0;
  uint64_t unfinished_ = 0;
};

}  // namespace payoutd::sim
