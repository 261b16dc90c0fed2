// sim/clients.h: the clients of payoutd. They ask, do not always wait for the answer, ask again
// after a lost one, and tell the auditor what they were told.
#pragma once

#include <deque>
#include <memory>

#include "sim/auditor.h"
#include "sim/payoutd.h"
#include "sim/request_maker.h"

namespace payoutd::sim {

struct ClientCounts {
  uint64_t requests = 0;
  uint64_t retries = 0;  // after a lost answer
  uint64_t replays = 0;  // of what was answered
  uint64_t misuses = 0;  // of a key
  uint64_t lost = 0;     // answers
  uint64_t refused = 0;  // creations, whole requests
  uint64_t poor = 0;     // of them, or of payouts in batches: too little money
  uint64_t cancelled = 0;
  uint64_t not_cancelled = 0;
  uint64_t resolved = 0;
  uint64_t found = 0;
};

class Clients {
 public:
  Clients(std::vector<Client> clients, Dice& dice, Auditor& auditor, Breaches& breaches)
      : clients_(std::move(clients)),
        dice_(dice),
        auditor_(auditor),
        breaches_(breaches),
        maker_(dice, auditor.asked, clients_) {}

  void ask_for_new(Payoutd& payoutd);
  void ask_in_batch(Payoutd& payoutd);
  // The same once more: what was answered, or what is still on its way.
  void ask_again(Payoutd& payoutd);
  void misuse_key(Payoutd& payoutd);
  // False: no answer was lost.
  bool retry_lost(Payoutd& payoutd);
  void cancel_some(Payoutd& payoutd);
  void cancel(Payoutd& payoutd, size_t client, payouts::PayoutNumber number,
              const payouts::PayoutId& id);
  void resolve(Payoutd& payoutd, const base::Clock& clock, size_t client,
               const payouts::PayoutId& id);
  void find_some(store::Store& store);

  // The server died: nobody who waits will hear anything.
  void lose_answers();
  bool wait_for_nothing() const { return lost_.empty(); }
  const std::vector<Client>& all() const { return clients_; }
  const ClientCounts& counts() const { return counts_; }
  uint64_t digest() const { return digest_.value(); }

 private:
  using Shared = std::shared_ptr<Request>;
  struct Told {
    size_t client;
    payouts::PayoutId id;
    payouts::PayoutNumber number;
    std::string reference;
  };

  size_t choose_client();  // the last one is slow to pay: it asks for little
  void send(Payoutd& payoutd, const Shared& request);
  void sent(const Shared& request);
  void came_back(const Shared& request);
  void refused(const Shared& request, const base::Error& error);
  void single_answer(const Shared& request, base::Result<actions::CreatedPayout> result);
  void batch_answer(const Shared& request, base::Result<actions::CreatedBatch> result);
  // Compares with the first answer, or keeps it as that.
  void keep_answer(const Shared& request, uint64_t answer, bool replayed);
  void take(const Request& request, const payouts::NewPayout& asked, const payouts::Payout& given);
  bool may_refuse(const Request& request, const payouts::NewPayout& asked,
                  const std::string& reason);
  void tell(const Request& request, const std::string& what);

  const std::vector<Client> clients_;
  Dice& dice_;
  Auditor& auditor_;
  Breaches& breaches_;
  RequestMaker maker_;
  std::vector<Shared> under_way_;  // and some that are not any more
  std::deque<Shared> lost_;
  std::vector<Shared> answered_;  // some of all times
  std::vector<Told> told_;        // likewise
  std::deque<Told> recent_;       // the last ones
  ClientCounts counts_;
  Digest digest_;
};

}  // namespace payoutd::sim
