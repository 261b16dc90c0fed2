// sim/journal_guard.h: stands before the bank and looks, in the database, whether what arrives is
// in the journal: no attempt may be submitted before the commit that keeps it.
#pragma once

#include "rails/rail.h"
#include "sim/breaches.h"
#include "store/store.h"

namespace payoutd::sim {

class JournalGuard final : public rails::Rail {
 public:
  JournalGuard(rails::Rail& bank, store::Store& store, Breaches& breaches)
      : bank_(bank), store_(store), breaches_(breaches) {}

  rails::Capabilities capabilities() const override { return bank_.capabilities(); }
  rails::Outcome submit(const rails::Instruction& instruction) override;
  rails::Outcome ask(const rails::AttemptKey& key) override { return bank_.ask(key); }
  rails::Outcome cancel(const rails::AttemptKey& key) override { return bank_.cancel(key); }

 private:
  bool is_journalled(const rails::Instruction& instruction);

  rails::Rail& bank_;
  store::Store& store_;
  Breaches& breaches_;
};

}  // namespace payoutd::sim
