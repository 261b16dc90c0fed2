#include "api/operators/queue_move.h"

#include <algorithm>

#include "api/operators/body.h"
#include "api/operators/change_answer.h"
#include "api/operators/path_id.h"
#include "money/amount.h"

namespace payoutd::api::operators {
namespace {

constexpr size_t reason_bytes_max = 1000;
constexpr size_t tx_hash_bytes_max = 255;
constexpr size_t network_bytes_max = 255;

base::Status parse_nothing(const http::Request& request) {
  const auto document = parse_body(request, Need::optional);
  if (!document) return tl::unexpected(document.error());
  ObjectReading reading(document->root(), {});
  if (reading.is_refused()) return reading.refusal();
  return {};
}

base::Result<std::string> parse_reason(const http::Request& request) {
  const auto document = parse_body(request, Need::optional);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"reason"};
  ObjectReading reading(document->root(), names);
  const auto reason = reading.text("reason", Need::optional, {0, reason_bytes_max, Lines::several});
  if (reading.is_refused()) return reading.refusal();
  return std::string(reason.value_or(""));
}

base::Result<std::string> parse_tx_hash(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"tx_hash"};
  ObjectReading reading(document->root(), names);
  const auto given = reading.value("tx_hash", Need::optional, base::JsonKind::string);
  if (reading.is_refused()) return reading.refusal();
  const std::string_view hash = given ? given->text() : std::string_view();
  if (hash.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    base::Error error{base::ErrorKind::refused,
                      "tx_hash_required",
                      "tx_hash is required: the hash on the chain, or the bank's reference",
                      {{"tx_hash", "required", "tx_hash is required"}}};
    return tl::unexpected(std::move(error));
  }
  const bool visible =
      std::all_of(hash.begin(), hash.end(), [](char c) { return c >= '!' && c <= '~'; });
  if (hash.size() > tx_hash_bytes_max || !visible) {
    reading.refuse("tx_hash", "visible", "must be 1 to 255 visible ASCII characters");
    return reading.refusal();
  }
  return std::string(hash);
}

base::Result<actions::SeenPayout> parse_seen(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"amount_micro", "currency", "network", "address"};
  ObjectReading reading(document->root(), names);
  const auto micro =
      whole_number(reading, "amount_micro", Need::required, 1, money::amount_max_micro);
  const auto code = reading.text("currency", Need::required, {1, 16});
  const auto currency = code ? money::find_currency(*code) : std::nullopt;
  if (code && !currency) reading.refuse("currency", "currency", "must be an ISO 4217 code");
  const auto network = reading.text("network", Need::optional, {0, network_bytes_max});
  const auto address = reading.text("address", Need::optional, {0, network_bytes_max});
  if (reading.is_refused()) return reading.refusal();
  return actions::SeenPayout{
      {*micro, *currency}, std::string(network.value_or("")), std::string(address.value_or(""))};
}

// The handler of a move: what the path and the body say, and the change that it asks for.
template <class Parse, class MakeChange>
OperatorHandler queue_route(const Services& services, Parse parse, MakeChange make_change) {
  return [services, parse, make_change](const http::Request& request, const actions::Operator& who,
                                        http::Responder responder) {
    const auto id = payout_id(request);
    if (!id) return responder.send(render_error(id.error(), request.request_id));
    auto asked = parse(request);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  make_change(services.payouts, who.name, *id, asked),
                  &render_ok<actions::Nothing>);
  };
}

using actions::OperatePayouts;
using payouts::PayoutId;

}  // namespace

OperatorHandler queue_processing(const Services& services) {
  return queue_route(services, &parse_nothing,
                     [](const OperatePayouts& payouts, const std::string& who, PayoutId id,
                        const auto&) { return payouts.mark_processing(who, id); });
}

OperatorHandler queue_sent(const Services& services) {
  return queue_route(services, &parse_tx_hash,
                     [](const OperatePayouts& payouts, const std::string& who, PayoutId id,
                        const auto& hash) { return payouts.mark_sent(who, id, *hash); });
}

OperatorHandler queue_failed(const Services& services) {
  return queue_route(services, &parse_reason,
                     [](const OperatePayouts& payouts, const std::string& who, PayoutId id,
                        const auto& reason) { return payouts.mark_failed(who, id, *reason); });
}

OperatorHandler queue_cancelled(const Services& services) {
  return queue_route(services, &parse_reason,
                     [](const OperatePayouts& payouts, const std::string& who, PayoutId id,
                        const auto& reason) { return payouts.mark_cancelled(who, id, *reason); });
}

OperatorHandler queue_approve(const Services& services) {
  return queue_route(services, &parse_seen,
                     [](const OperatePayouts& payouts, const std::string& who, PayoutId id,
                        const auto& seen) { return payouts.approve(who, id, *seen); });
}

}  // namespace payoutd::api::operators
