#include "api/path_text.h"

#include "api/percent_encoding.h"

namespace payoutd::api {

std::optional<std::string> path_text(std::string_view segment) {
  PercentDecoded decoded = percent_decode(segment, Plus::itself);
  if (!decoded.well_formed) return std::nullopt;
  return std::move(decoded.text);
}

}  // namespace payoutd::api
