#include "api/partner/export_parameters.h"

#include <vector>

#include "api/partner/list_parameters.h"

namespace payoutd::api::partner {

base::Result<ExportParameters> parse_export_parameters(std::string_view query) {
  const auto common = whole_list_parameter_names();
  std::vector<std::string_view> names(common.begin(), common.end());
  names.insert(names.end(), {"format", "cursor", "after"});
  ParameterReading reading(query, names);
  ExportParameters parameters;
  parameters.asked.query = read_whole_list(reading);
  constexpr ParameterReading::Word<ExportFormat> formats[] = {{"csv", ExportFormat::csv},
                                                              {"jsonl", ExportFormat::jsonl}};
  parameters.format = reading.one_of<ExportFormat>("format", formats).value_or(ExportFormat::csv);
  parameters.asked.cursor = reading.value("cursor");
  if (const auto after = reading.value("after")) {
    parameters.asked.after = payouts::parse_partner_payout_id(*after);
    if (!parameters.asked.cursor) {
      reading.refuse("after", "needs_cursor", "needs the cursor of the export that it goes on in");
    } else if (!parameters.asked.after) {
      reading.refuse("after", "not_found", "must be the id of a payout in the list");
    }
  }
  if (reading.is_refused()) return reading.refusal();
  return parameters;
}

}  // namespace payoutd::api::partner
