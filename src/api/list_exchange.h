// api/list_exchange.h: one request for a list, from its caller to its answer: what both
// surfaces' lists have in common. A surface adds its words: how it reads parameters, rows and
// errors.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "actions/authenticate.h"
#include "actions/list_payouts.h"
#include "api/page_cache.h"
#include "http/request.h"
#include "http/response.h"
#include "payouts/list_page.h"
#include "payouts/list_query.h"

namespace payoutd::api {

// Lives until the answer is given; made by std::make_shared. Used by one thread at a time.
class ListExchange : public payouts::ListSink, public std::enable_shared_from_this<ListExchange> {
 public:
  ListExchange(const http::Request& request, http::Responder responder,
               actions::ListPayouts& list_payouts, PageCache& page_cache)
      : request_(request),
        responder_(std::move(responder)),
        list_payouts_(list_payouts),
        page_cache_(page_cache) {}

  // Answers who is calling: 304 to who has the list already, 500 if the store fails, else the list.
  void answer(const actions::Caller& caller);

  void begin(const payouts::ListPage& page) final;
  void row(const payouts::PayoutView& payout) final;

 protected:
  // The query that was asked for, or the answer to a request that is none.
  virtual tl::expected<payouts::ListQuery, http::Response> parse() = 0;
  // Sets what the answer has beside the common headers, and begins its body.
  virtual void begin_answer(const payouts::ListPage& page, http::Response& response) = 0;
  virtual void append_row(const payouts::PayoutView& payout, std::string& body) = 0;
  virtual std::string_view end_of_body() const = 0;
  virtual http::Response failure() const = 0;

  const http::Request& request() const { return request_; }
  const actions::Caller& caller() const { return caller_; }
  void send(http::Response&& response) { responder_.send(std::move(response)); }
  void fail(const base::Error& error);

 private:
  bool answer_from_cache();
  void finish(const base::Status& done);

  const http::Request& request_;
  http::Responder responder_;
  actions::ListPayouts& list_payouts_;
  PageCache& page_cache_;
  actions::Caller caller_;
  payouts::Version version_ = 0;  // that the answer is true of
  std::string tag_;               // of that version
  http::Response response_;
  bool first_row_ = true;
  bool worth_keeping_ = false;  // in the page cache
};

}  // namespace payoutd::api
