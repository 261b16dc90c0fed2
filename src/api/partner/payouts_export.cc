#include "api/partner/payouts_export.h"

#include <memory>
#include <utility>

#include "api/entity_tag.h"
#include "api/partner/errors.h"
#include "api/partner/export_parameters.h"
#include "api/partner/payout_csv.h"
#include "api/partner/payout_json.h"
#include "base/log.h"

namespace payoutd::api::partner {
namespace {

using actions::ExportPayouts;

// What a piece has at least, unless it is the last, and how many rows it may have beyond that.
constexpr size_t piece_bytes = size_t{64} << 10U;
constexpr size_t slow_piece_bytes = size_t{4} << 10U;
constexpr uint32_t rows_at_once = 64;
constexpr uint32_t slow_rows_at_once = 16;

class ExportBody final : public http::BodySource, public payouts::ListSink {
 public:
  ExportBody(std::unique_ptr<actions::ListWalk> walk, ExportFormat format, bool has_header,
             std::string request_id)
      : walk_(std::move(walk)),
        format_(format),
        needs_header_(has_header),
        request_id_(std::move(request_id)) {}

  Next append_next(std::string& out) override {
    out_ = &out;
    if (std::exchange(needs_header_, false)) append_csv_header(out);
    const bool slow = walk_->is_slow();
    while (out.size() < (slow ? slow_piece_bytes : piece_bytes)) {
      const auto more = walk_->next(slow ? slow_rows_at_once : rows_at_once, *this);
      if (!more) return fail(more.error());
      if (!*more) return Next::end;
    }
    return Next::more;
  }

  void begin(const payouts::ListPage& /*page*/) override {}
  void row(const payouts::PayoutView& payout) override {
    if (format_ == ExportFormat::csv) return append_csv_row(payout, *out_);
    append_payout(payout, *out_);
    *out_ += '\n';
  }

 private:
  Next fail(const base::Error& error) const {
    base::LogLine(base::LogLevel::error, "export_broken")
        .text("request_id", request_id_)
        .text("reason", error.reason)
        .text("message", error.message);
    return Next::broken;
  }

  const std::unique_ptr<actions::ListWalk> walk_;
  const ExportFormat format_;
  bool needs_header_;
  const std::string request_id_;
  std::string* out_ = nullptr;  // of the call at hand
};

// payouts-20240115T103000Z.csv
std::string file_name(base::Timestamp now, ExportFormat format) {
  std::string name = "payouts-";
  for (const char c : base::to_rfc3339_seconds(now)) {
    if (c != '-' && c != ':') name += c;
  }
  return name + (format == ExportFormat::csv ? ".csv" : ".jsonl");
}

class Exchange {
 public:
  Exchange(const http::Request& request, actions::Caller caller, http::Responder responder,
           ExportParameters parameters, base::Timestamp now)
      : request_(request),
        caller_(std::move(caller)),
        responder_(std::move(responder)),
        parameters_(std::move(parameters)),
        now_(now) {}

  void answer(base::Result<ExportPayouts::Begun> begun) {
    if (!begun) {
      return responder_.send(
          render_error(begun.error(), payouts_export_failure, request_.request_id));
    }
    const std::string tag =
        entity_tag(caller_.owner_id, caller_.incarnation, begun->walk->version());
    if (matches(request_, tag)) return responder_.send(not_modified(tag));
    http::Response response;
    set_caching(response, tag);
    set_head(*begun, response);
    response.body_source = std::make_shared<ExportBody>(std::move(begun->walk), parameters_.format,
                                                        has_csv_header(), request_.request_id);
    responder_.send(std::move(response));
  }

  const ExportPayouts::Asked& asked() const { return parameters_.asked; }

 private:
  // What goes on behind a row is put behind what the client has.
  bool has_csv_header() const {
    return parameters_.format == ExportFormat::csv && !parameters_.asked.after;
  }

  void set_head(const ExportPayouts::Begun& begun, http::Response& response) const {
    const bool csv = parameters_.format == ExportFormat::csv;
    const std::string header = has_csv_header() ? "present" : "absent";
    response.set("Content-Type", csv ? "text/csv; charset=utf-8; header=" + header
                                     : std::string("application/x-ndjson"));
    response.set("Content-Disposition",
                 "attachment; filename=\"" + file_name(now_, parameters_.format) + "\"");
    response.set("X-Total-Count", std::to_string(begun.walk->total()));
    response.set("X-Export-Cursor", begun.cursor);
  }

  const http::Request& request_;
  const actions::Caller caller_;
  http::Responder responder_;
  const ExportParameters parameters_;
  const base::Timestamp now_;
};

}  // namespace

ClientHandler payouts_export(actions::ExportPayouts& export_payouts, const base::Clock& clock) {
  return
      [&](const http::Request& request, const actions::Caller& caller, http::Responder responder) {
        auto parameters = parse_export_parameters(request.query);
        if (!parameters) {
          return responder.send(validation_failure(parameters.error().fields, request.request_id));
        }
        if (const std::string tag = entity_tag(caller);
            !parameters->asked.cursor && matches(request, tag)) {
          return responder.send(not_modified(tag));
        }
        const auto exchange = std::make_shared<Exchange>(request, caller, std::move(responder),
                                                         std::move(*parameters), clock.now());
        export_payouts.run(caller, exchange->asked(),
                           [exchange](auto begun) { exchange->answer(std::move(begun)); });
      };
}

}  // namespace payoutd::api::partner
