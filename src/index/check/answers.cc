#include "index/check/answers.h"

#include <algorithm>

namespace payoutd::index {

Difference compare(const payouts::PayoutView& row, const payouts::Payout& expected) {
  std::string differing;
  const auto field = [&](const char* name, const auto& is, const auto& should_be) {
    if (!(is == should_be)) differing += std::string(" ") + name;
  };
  field("id", row.id, expected.id);
  field("number", row.number, expected.number);
  field("status", row.status, expected.status);
  field("amount", row.amount, expected.amount);
  field("fees", row.fees_micro, expected.fees_micro);
  field("imported", row.imported, expected.imported);
  field("created_at", row.created_at, expected.created_at);
  field("updated_at", row.updated_at, expected.updated_at);
  field("queued_at", row.queued_at, expected.queued_at);
  field("submitted_at", row.submitted_at, expected.submitted_at);
  field("completed_at", row.completed_at, expected.completed_at);
  field("failed_at", row.failed_at, expected.failed_at);
  field("cancelled_at", row.cancelled_at, expected.cancelled_at);
  field("expired_at", row.expired_at, expected.expired_at);
  field("beneficiary_id", row.beneficiary_id, expected.beneficiary_id);
  field("reference_id", row.reference_id, expected.reference_id);
  field("beneficiary_email", row.beneficiary_email, expected.beneficiary_email);
  field("beneficiary_first_name", row.beneficiary_first_name, expected.beneficiary_first_name);
  field("beneficiary_last_name", row.beneficiary_last_name, expected.beneficiary_last_name);
  field("beneficiary_country", row.beneficiary_country, expected.beneficiary_country);
  field("beneficiary_phone", row.beneficiary_phone, expected.beneficiary_phone);
  field("description", row.description, expected.description);
  field("failure_code", row.failure_code, expected.failure_code);
  field("failure_reason", row.failure_reason, expected.failure_reason);
  field("network", row.network, expected.network);
  field("address", row.address, expected.address);
  field("tx_hash", row.tx_hash, expected.tx_hash);
  field("note", row.note, expected.note);
  if (differing.empty()) return "";
  return "payout " + std::to_string(expected.number) + " differs in" + differing;
}

void ComparedRows::begin(const payouts::ListPage& begun_page) {
  page = begun_page;
  ++begun;
}

void ComparedRows::row(const payouts::PayoutView& payout) {
  numbers.push_back(payout.number);
  if (!difference.empty()) return;
  if (payout.number >= model_.rows.size()) {
    difference = "there is no payout " + std::to_string(payout.number);
  } else {
    difference = compare(payout, model_.rows[payout.number]);
  }
}

std::string describe(const std::vector<uint32_t>& numbers) {
  constexpr size_t shown_max = 40;
  std::string text = "[";
  for (size_t i = 0; i < std::min(numbers.size(), shown_max); ++i) {
    text += (i > 0 ? " " : "") + std::to_string(numbers[i]);
  }
  return text + (numbers.size() > shown_max ? " …]" : "]");
}

Difference compare_answer(const ListState& state, payouts::Version version, const ListModel& model,
                          const payouts::ListQuery& query) {
  if (state.size() != model.rows.size()) return "the state has another size";
  ComparedRows answer(model);
  if (!state.read_if_ready(query, answer)) return "the state is not ready";
  const ListModel::Page expected = model.read(query);
  if (answer.begun != 1) return "the page began " + std::to_string(answer.begun) + " times";
  if (answer.page.total != expected.total) {
    return "total " + std::to_string(answer.page.total) + ", expected " +
           std::to_string(expected.total);
  }
  if (answer.page.version != version) return "version " + std::to_string(answer.page.version);
  if (answer.page.rows != answer.numbers.size()) return "another number of rows than was said";
  if (answer.numbers != expected.numbers) {
    return "rows " + describe(answer.numbers) + ", expected " + describe(expected.numbers);
  }
  return answer.difference;
}

Difference compare_summary(const ListState& state, payouts::Version version, const ListModel& model,
                           const payouts::ListFilter& filter) {
  const payouts::ListSummary summary = state.summarize(filter);
  const auto expected = model.summarize(filter);
  if (summary.version != version) return "summary of version " + std::to_string(summary.version);
  if (summary.lines.size() != expected.size()) {
    return "summary of " + std::to_string(summary.lines.size()) + " lines, expected " +
           std::to_string(expected.size());
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto& is = summary.lines[i];
    const auto& should_be = expected[i];
    if (is.status == should_be.status && is.currency == should_be.currency &&
        is.count == should_be.count && is.amount_micro == should_be.amount_micro &&
        is.fees_micro == should_be.fees_micro) {
      continue;
    }
    return "summary differs in " + std::string(should_be.currency.code()) + " " +
           std::string(to_text(should_be.status)) + ": " + std::to_string(is.count) +
           " payouts, expected " + std::to_string(should_be.count);
  }
  return "";
}

}  // namespace payoutd::index
