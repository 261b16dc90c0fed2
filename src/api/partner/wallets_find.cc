#include "api/partner/wallets_find.h"

#include "api/partner/account_json.h"
#include "api/partner/own_number.h"
#include "api/partner/read_answer.h"

namespace payoutd::api::partner {

ClientHandler wallets_list(const actions::ListWallets& wallets) {
  return [&wallets](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    const auto asked = parse_wallet_parameters(request.query);
    if (auto early = early_answer(request, caller, asked)) {
      return responder.send(std::move(*early));
    }
    responder.send(list_answer(request, caller, *asked, wallets.list(caller.owner, asked->query),
                               &append_wallet, wallets_list_failure));
  };
}

ClientHandler wallets_find(const actions::ListWallets& wallets) {
  return [&wallets](const http::Request& request, const actions::Caller& caller,
                    http::Responder responder) {
    const int64_t id = own_number(request.path_value("id"));
    responder.send(one_answer(request, caller, wallets.find(caller.owner, id), &append_wallet,
                              wallet_failure));
  };
}

}  // namespace payoutd::api::partner
