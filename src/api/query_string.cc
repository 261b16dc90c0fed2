#include "api/query_string.h"

#include "api/percent_encoding.h"

namespace payoutd::api {
namespace {

// Most queries have no more.
constexpr size_t parameters_about = 6;

std::string decode(std::string_view encoded, bool& well_formed) {
  PercentDecoded decoded = percent_decode(encoded, Plus::space);
  if (!decoded.well_formed) well_formed = false;
  return std::move(decoded.text);
}

}  // namespace

std::vector<Parameter> parse_query(std::string_view query) {
  std::vector<Parameter> parameters;
  if (!query.empty()) parameters.reserve(parameters_about);
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view raw = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (raw.empty()) continue;
    const size_t equals = raw.find('=');
    Parameter parameter;
    parameter.raw = raw;
    parameter.name = decode(raw.substr(0, equals), parameter.well_formed);
    if (equals != std::string_view::npos) {
      parameter.value = decode(raw.substr(equals + 1), parameter.well_formed);
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

}  // namespace payoutd::api
