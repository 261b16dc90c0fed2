// api/operators/account_body.h: the bodies of accounts_keep.h. Pure.
#pragma once

#include <string>

#include "actions/create_client.h"
#include "base/result.h"
#include "http/request.h"
#include "money/amount.h"

namespace payoutd::api::operators {

// Refusals of each: those of parse_body, and `invalid_fields`.

struct Funding {
  money::Amount amount;  // above 0
  std::string remarks;
};
base::Result<Funding> parse_funding(const http::Request& request);

struct NewClientBody {
  std::string name;
  access::Mode mode = access::Mode::live;
};
base::Result<NewClientBody> parse_client(const http::Request& request);

base::Result<actions::KeyRestrictions> parse_key(const http::Request& request);

base::Result<std::string> parse_user(const http::Request& request);  // an address

}  // namespace payoutd::api::operators
