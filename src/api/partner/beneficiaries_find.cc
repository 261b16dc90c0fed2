#include "api/partner/beneficiaries_find.h"

#include "api/partner/account_json.h"
#include "api/partner/read_answer.h"

namespace payoutd::api::partner {

ClientHandler beneficiaries_list(const actions::Beneficiaries& beneficiaries,
                                 base::WorkerPool& workers) {
  return
      [&](const http::Request& request, const actions::Caller& caller, http::Responder responder) {
        auto asked = parse_beneficiary_parameters(request.query);
        if (auto early = early_answer(request, caller, asked)) {
          return responder.send(std::move(*early));
        }
        workers.post([&beneficiaries, &request, caller, asked = std::move(*asked),
                      waiting = std::make_shared<http::Responder>(std::move(responder))] {
          waiting->send(list_answer(request, caller, asked,
                                    beneficiaries.list(caller.owner, asked.query),
                                    &append_beneficiary, beneficiaries_list_failure));
        });
      };
}

ClientHandler beneficiaries_find(const actions::Beneficiaries& beneficiaries) {
  return [&beneficiaries](const http::Request& request, const actions::Caller& caller,
                          http::Responder responder) {
    // A text that is no id is looked up as one that nobody has: it takes as long.
    const auto id =
        payouts::parse_beneficiary_id(request.path_value("id")).value_or(payouts::BeneficiaryId{});
    responder.send(one_answer(request, caller, beneficiaries.find(caller.owner, id),
                              &append_beneficiary, beneficiary_failure));
  };
}

}  // namespace payoutd::api::partner
