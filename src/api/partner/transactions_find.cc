#include "api/partner/transactions_find.h"

#include "api/partner/account_json.h"
#include "api/partner/own_number.h"
#include "api/partner/read_answer.h"

namespace payoutd::api::partner {

ClientHandler transactions_list(const actions::ListTransactions& transactions,
                                base::WorkerPool& workers) {
  return
      [&](const http::Request& request, const actions::Caller& caller, http::Responder responder) {
        auto asked = parse_transaction_parameters(request.query);
        if (auto early = early_answer(request, caller, asked)) {
          return responder.send(std::move(*early));
        }
        workers.post([&transactions, &request, caller, asked = *asked,
                      waiting = std::make_shared<http::Responder>(std::move(responder))] {
          waiting->send(list_answer(request, caller, asked,
                                    transactions.list(caller.owner, asked.query),
                                    &append_transaction, transactions_list_failure));
        });
      };
}

ClientHandler transactions_find(const actions::ListTransactions& transactions) {
  return [&transactions](const http::Request& request, const actions::Caller& caller,
                         http::Responder responder) {
    const int64_t number = own_number(request.path_value("id"));
    responder.send(one_answer(request, caller, transactions.find(caller.owner, number),
                              &append_transaction, transaction_failure));
  };
}

}  // namespace payoutd::api::partner
