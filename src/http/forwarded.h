// http/forwarded.h: who asks, if the peer is a proxy that speaks for somebody else
// (X-Forwarded-For, X-Forwarded-Proto).
#pragma once

#include <functional>
#include <string_view>

#include "http/request.h"

namespace payoutd::http {

// Is what stands at this address (as text, without a port) a proxy that we believe?
using TrustsProxy = std::function<bool(std::string_view address)>;

// If remote_address, the peer's, is a trusted proxy: sets remote_address to the rightmost address
// of all X-Forwarded-For headers that is not itself trusted (to the leftmost, if all are), as
// inet_ntop writes it, and `secure` if every X-Forwarded-Proto is `https`. Each proxy appends whom
// it was asked by, so what stands further left is anybody's word and is not looked at. An address
// that cannot be read on the way there: the peer's own stays. A port behind an address is left out.
void believe_proxy(const TrustsProxy& trusts, Request& request);

}  // namespace payoutd::http
