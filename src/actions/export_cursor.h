// actions/export_cursor.h: the name of one state of one list, by which who was cut off goes on.
#pragma once

#include <string>

#include "actions/authenticate.h"
#include "base/seal.h"
#include "payouts/list_query.h"

namespace payoutd::actions {

// The same on every server of the installation, for the same owner, copy of the database, version,
// filter and order; another one if any of them differs. Nobody without the installation's key can
// make one, or learn anything from one: it is an HMAC-SHA256 in hexadecimal digits, cut to half.
std::string export_cursor(const base::SealKey& key, const Caller& caller, payouts::Version version,
                          const payouts::ListQuery& query);

}  // namespace payoutd::actions
