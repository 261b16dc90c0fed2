#include "api/list_exchange.h"

#include <utility>

#include "api/entity_tag.h"
#include "base/log.h"

namespace payoutd::api {
namespace {

constexpr size_t row_bytes_guess = 512;

}  // namespace

void ListExchange::answer(const actions::Caller& caller) {
  caller_ = caller;
  if (answer_from_cache()) return;
  auto query = parse();
  if (!query) return responder_.send(std::move(query.error()));
  tag_ = entity_tag(caller_);
  if (matches(request_, tag_)) return responder_.send(not_modified(tag_));
  list_payouts_.run(caller_, *query, shared_from_this(),
                    [self = shared_from_this()](const base::Status& done) { self->finish(done); });
}

// What is kept was asked for in the same words, so its parameters were good.
bool ListExchange::answer_from_cache() {
  const PageCache::Found found = page_cache_.find(caller_.owner, caller_.version, request_.query);
  worth_keeping_ = found.worth_keeping;
  if (found.answer == nullptr) return false;
  const std::string tag = entity_tag(caller_);
  if (matches(request_, tag)) {
    responder_.send(not_modified(tag));
  } else {
    responder_.send(http::Response(*found.answer));
  }
  return true;
}

void ListExchange::begin(const payouts::ListPage& page) {
  response_.set("Content-Type", "application/json");
  version_ = page.version;
  if (version_ != caller_.version) {  // it is newer
    tag_ = entity_tag(caller_.owner_id, caller_.incarnation, version_);
  }
  set_caching(response_, tag_);
  response_.body.reserve((page.rows + 1) * row_bytes_guess);
  begin_answer(page, response_);
}

void ListExchange::row(const payouts::PayoutView& payout) {
  if (!first_row_) response_.body += ',';
  first_row_ = false;
  append_row(payout, response_.body);
}

void ListExchange::finish(const base::Status& done) {
  if (!done) return fail(done.error());
  response_.body += end_of_body();
  if (worth_keeping_) {
    response_.shared_body = std::make_shared<const std::string>(std::exchange(response_.body, {}));
    page_cache_.put(caller_.owner, version_, request_.query,
                    std::make_shared<const http::Response>(response_));
  }
  responder_.send(std::move(response_));
}

void ListExchange::fail(const base::Error& error) {
  base::LogLine(base::LogLevel::error, "list_failed")
      .text("request_id", request_.request_id)
      .text("reason", error.reason)
      .text("message", error.message);
  responder_.send(failure());
}

}  // namespace payoutd::api
