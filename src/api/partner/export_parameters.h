// api/partner/export_parameters.h: the parameters of GET /api/v1/payouts/export. Pure.
#pragma once

#include <string_view>

#include "actions/export_payouts.h"
#include "base/result.h"

namespace payoutd::api::partner {

enum class ExportFormat { csv, jsonl };

struct ExportParameters {
  actions::ExportPayouts::Asked asked;
  ExportFormat format = ExportFormat::csv;
};

// Refusal `invalid_parameters` as of a list (list_parameters.h); rules more: `needs_cursor` (after
// alone), `not_found` (after is no id).
base::Result<ExportParameters> parse_export_parameters(std::string_view query);

}  // namespace payoutd::api::partner
