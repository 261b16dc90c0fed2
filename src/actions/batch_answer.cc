#include "actions/batch_answer.h"

#include <charconv>

#include "base/check.h"
#include "base/json_value.h"
#include "base/json_writer.h"

namespace payoutd::actions {
namespace {

std::string member(const base::JsonValue& object, std::string_view name) {
  const auto value = object.find(name);
  base::check(value.has_value(), "a kept refusal has every member");
  return std::string(value->text());
}

BatchOutcome read_outcome(const base::JsonValue& value) {
  if (value.is(base::JsonKind::number)) {
    payouts::PayoutNumber number = 0;
    const std::string_view text = value.text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    base::check(error == std::errc() && end == text.data() + text.size(),
                "a kept payout has a number");
    return number;
  }
  base::Error refusal{
      base::ErrorKind::refused, member(value, "reason"), member(value, "message"), {}};
  const auto fields = value.find("fields");  // named: a loop would outlive what it returns
  base::check(fields.has_value(), "a kept refusal has every member");
  for (const base::JsonValue field : *fields) {
    refusal.fields.push_back(
        {member(field, "field"), member(field, "rule"), member(field, "message")});
  }
  return tl::unexpected(std::move(refusal));
}

void write_refusal(const base::Error& error, base::JsonWriter& json) {
  json.begin_object().field("reason", std::string_view(error.reason));
  json.field("message", std::string_view(error.message)).key("fields").begin_array();
  for (const base::FieldError& each : error.fields) {
    json.begin_object().field("field", std::string_view(each.field));
    json.field("rule", std::string_view(each.rule));
    json.field("message", std::string_view(each.message)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string write_batch_answer(const std::vector<BatchOutcome>& outcomes) {
  std::string text;
  base::JsonWriter json(text);
  json.begin_array();
  for (const BatchOutcome& outcome : outcomes) {
    if (outcome) {
      json.integer(*outcome);
    } else {
      write_refusal(outcome.error(), json);
    }
  }
  json.end_array();
  return text;
}

std::vector<BatchOutcome> read_batch_answer(std::string_view answer) {
  const auto document = base::parse_json(answer);
  base::check(document.has_value(), "a kept answer is JSON");
  std::vector<BatchOutcome> outcomes;
  for (const base::JsonValue value : document->root()) outcomes.push_back(read_outcome(value));
  return outcomes;
}

}  // namespace payoutd::actions
