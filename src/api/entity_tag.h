// api/entity_tag.h: the ETag of what an owner sees, and conditional requests (RFC 9110 §8.8,
// §13.1.2). An owner's payouts are the same as long as its version is, so the tag needs no look at
// the payouts.
#pragma once

#include <string>
#include <string_view>

#include "actions/authenticate.h"
#include "http/request.h"
#include "http/response.h"
#include "payouts/payout.h"

namespace payoutd::api {

// Changes with the owner's version, differs between owners and between a database and its copies
// (one that was put back gives versions a second time), and must change when the shape of any
// answer does: see `shape` in entity_tag.cc.
std::string entity_tag(const payouts::OwnerId& owner, payouts::Incarnation incarnation,
                       payouts::Version version);
// Of what the caller sees at the version that it was authenticated at.
inline std::string entity_tag(const actions::Caller& caller) {
  return entity_tag(caller.owner_id, caller.incarnation, caller.version);
}

// For what is more than one owner's: changes with the content, however it came about.
std::string content_tag(std::string_view content);

// True if If-None-Match holds the tag (weak comparison) or `*`.
bool matches(const http::Request& request, std::string_view tag);

// ETag and Cache-Control, as every list and detail has them.
void set_caching(http::Response& response, std::string_view tag);

// The 304 for a client that has it already.
http::Response not_modified(std::string_view tag);

}  // namespace payoutd::api
