// api/partner/read_answer.h: how beneficiaries, wallets and transactions are read: what is asked
// for, 304 for who has it already, and the answer with the headers of every list and detail.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "actions/authenticate.h"
#include "api/entity_tag.h"
#include "api/partner/account_parameters.h"
#include "api/partner/errors.h"
#include "api/partner/page_headers.h"
#include "http/request.h"
#include "http/response.h"

namespace payoutd::api::partner {

template <class Row>
using AppendRow = void (*)(const Row& row, std::string& out);

// What is read is at least as new as this says, so a tag may be older than what it came with, and
// then does no more than be sent again; never newer.
inline std::string tag_of(const actions::Caller& caller) {
  return entity_tag(caller);
}

// The answer to a list that needs no look at the store: 400 or 304.
template <class Query>
std::optional<http::Response> early_answer(const http::Request& request,
                                           const actions::Caller& caller,
                                           const base::Result<AskedList<Query>>& asked) {
  if (!asked) return validation_failure(asked.error().fields, request.request_id);
  const std::string tag = tag_of(caller);
  if (matches(request, tag)) return not_modified(tag);
  return std::nullopt;
}

template <class Page, class Row>
http::Response list_answer(const http::Request& request, const actions::Caller& caller,
                           const AskedPage& asked, const base::Result<Page>& page,
                           AppendRow<Row> append, std::string_view failure) {
  if (!page) return render_error(page.error(), failure, request.request_id);
  http::Response response;
  response.set("Content-Type", "application/json");
  set_caching(response, tag_of(caller));
  set_page_headers(response, request.path, asked, page->total, page->rows.size());
  response.body += '[';
  for (const Row& row : page->rows) {
    if (response.body.size() > 1) response.body += ',';
    append(row, response.body);
  }
  response.body += ']';
  return response;
}

// 404 comes before 304: the tag is the owner's, and says nothing of a thing that is not there.
template <class Row>
http::Response one_answer(const http::Request& request, const actions::Caller& caller,
                          const base::Result<std::optional<Row>>& found, AppendRow<Row> append,
                          std::string_view failure) {
  if (!found) return render_error(found.error(), failure, request.request_id);
  if (!*found) return not_found(request.request_id);
  const std::string tag = tag_of(caller);
  if (matches(request, tag)) return not_modified(tag);
  http::Response response;
  response.set("Content-Type", "application/json");
  set_caching(response, tag);
  append(**found, response.body);
  return response;
}

}  // namespace payoutd::api::partner
