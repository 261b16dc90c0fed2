#include <algorithm>

#include "actions/list_api_keys.h"
#include "server/commands/commands.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

void write_networks(base::JsonWriter& json, std::string_view networks) {
  json.begin_array();
  while (!networks.empty()) {
    const size_t comma = std::min(networks.find(','), networks.size());
    json.string(networks.substr(0, comma));
    networks.remove_prefix(std::min(comma + 1, networks.size()));
  }
  json.end_array();
}

void write_keys(base::JsonWriter& json, const std::vector<store::ApiKey>& keys) {
  json.key("keys").begin_array();
  for (const store::ApiKey& key : keys) {
    json.begin_object().field("api_key", std::string_view(key.key));
    json.key("signature_required").boolean(key.signature_required);
    write_networks(json.key("allowed_networks"), key.allowed_networks);
    json.key("created_at").time(key.created_at);
    json.key("revoked_at");
    if (key.revoked_at) {
      json.time(*key.revoked_at);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

void tell_keys(const std::vector<store::ApiKey>& keys) {
  for (const store::ApiKey& key : keys) {
    std::string line = key.key + "  created " + base::to_rfc3339_seconds(key.created_at);
    if (key.signature_required) line += "  signed";
    if (!key.allowed_networks.empty()) line += "  from " + key.allowed_networks;
    if (key.revoked_at) line += "  revoked " + base::to_rfc3339_seconds(*key.revoked_at);
    Output::print(line + "\n");
  }
}

}  // namespace

int run_key_list(const Settings& settings, const Output& output, const std::string& client) {
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto owner = parse_owner({client, {}});
  if (!owner) return output.fail(owner.error());
  const auto keys = actions::list_api_keys(**store, owner->id);
  if (!keys) return output.fail(keys.error());
  output.result([&](base::JsonWriter& json) { write_keys(json, *keys); },
                [&] { tell_keys(*keys); });
  return exit_done;
}

}  // namespace payoutd::server
