#include "api/partner/account_routes.h"

#include "api/partner/beneficiaries_change.h"
#include "api/partner/beneficiaries_find.h"
#include "api/partner/transactions_find.h"
#include "api/partner/wallets_find.h"

namespace payoutd::api::partner {

void add_account_routes(http::Router& router, Gate& gate, AccountServices services) {
  const auto add = [&](http::Method method, const char* pattern, const char* failure,
                       ClientHandler route) {
    router.add(method, pattern, gate.guard(failure, std::move(route)));
  };
  using http::Method;
  auto& [beneficiaries, wallets, transactions, workers] = services;
  add(Method::get, "/api/v1/beneficiaries", beneficiaries_list_failure,
      beneficiaries_list(beneficiaries, workers));
  add(Method::post, "/api/v1/beneficiaries", beneficiary_create_failure,
      beneficiaries_create(beneficiaries));
  add(Method::get, "/api/v1/beneficiaries/{id}", beneficiary_failure,
      beneficiaries_find(beneficiaries));
  add(Method::del, "/api/v1/beneficiaries/{id}", beneficiary_delete_failure,
      beneficiaries_delete(beneficiaries));
  add(Method::get, "/api/v1/wallets", wallets_list_failure, wallets_list(wallets));
  add(Method::get, "/api/v1/wallets/{id}", wallet_failure, wallets_find(wallets));
  add(Method::get, "/api/v1/transactions", transactions_list_failure,
      transactions_list(transactions, workers));
  add(Method::get, "/api/v1/transactions/{id}", transaction_failure,
      transactions_find(transactions));
}

}  // namespace payoutd::api::partner
