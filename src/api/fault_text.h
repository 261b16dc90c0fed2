// api/fault_text.h: how the console and the operator API call what goes wrong before or beside a
// handler. Pure.
#pragma once

#include <string_view>

#include "http/router.h"

namespace payoutd::api {

struct FaultText {
  std::string_view tag;      // never changes
  std::string_view message;  // for people
};

FaultText fault_text(http::Fault fault);

}  // namespace payoutd::api
