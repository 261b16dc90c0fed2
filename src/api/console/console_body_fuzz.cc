// Any bytes as the body of a request for a payout, and as its cookies: what is accepted keeps every
// rule and, written out again, means the same. The first line is the value of the Cookie header.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "api/console/payouts_request.h"
#include "base/check.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace {

using namespace payoutd;
using base::check;

const api::console::RequestRules& rules() {
  static const api::console::RequestRules all{
      *money::find_currency("USD"), 10'000'000,
      *payouts::PayoutNetworks::parse("ethereum=evm,solana=solana,tron=tron,bitcoin=bitcoin")};
  return all;
}

http::Request request_of(std::string_view cookies, std::string_view body) {
  http::Request request;
  request.method = http::Method::post;
  request.headers = {{"Content-Type", "application/json"}, {"Cookie", std::string(cookies)}};
  request.body = std::string(body);
  return request;
}

std::string body_of(const payouts::RequestedPayout& payout) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().field("amount_micro", payout.amount.micro);
  json.field("network", std::string_view(payout.network));
  json.field("address", std::string_view(payout.address)).end_object();
  return body;
}

void judge_body(const http::Request& request) {
  const auto asked = parse_request(request, rules());
  if (!asked) {
    constexpr std::string_view words[] = {"invalid_json", "invalid_args", "invalid_network",
                                          "invalid_address", "payout_below_min"};
    check(std::ranges::find(words, asked.error().reason) != std::end(words), "a fault has a name");
    check(base::is_utf8(asked.error().message), "a message is text");
    return;
  }
  check(
      asked->amount.micro >= rules().least_micro && asked->amount.micro <= money::amount_max_micro,
      "an amount is bounded");
  check(rules().networks.find(asked->network) != nullptr, "the network is known");
  check(!asked->address.empty() && !base::has_control(asked->address), "an address can be shown");
  const auto again = parse_request(request_of("", body_of(*asked)), rules());
  check(again && meaning_of(*again) == meaning_of(*asked), "it means the same");
}

void judge_cookies(const http::Request& request) {
  const std::string_view header = request.headers[1].value;
  for (const std::string_view name : {"payoutd_session", "payoutd_csrf", ""}) {
    const auto value = request.cookie(name);
    check(value.has_value() == (request.count_cookies(name) > 0), "a cookie is there or not");
    if (!value) continue;
    check(value->find(';') == std::string_view::npos, "a value ends at the semicolon");
    check(value->empty() || (value->data() >= header.data() &&
                             value->data() + value->size() <= header.data() + header.size()),
          "a value is a part of the header");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view rest = input.substr(line);
  const http::Request request =
      request_of(input.substr(0, line), rest.empty() ? rest : rest.substr(1));
  judge_cookies(request);
  judge_body(request);
  return 0;
}
