#include "server/settings_file.h"

#include <fstream>

#include <toml++/toml.h>

namespace payoutd::server {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

base::Result<std::string> to_text(const std::string& name, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* word = node.as_boolean()) return std::string(word->get() ? "true" : "false");
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* array = node.as_array()) {
    std::string joined;
    for (const toml::node& each : *array) {
      const auto* text = each.as_string();
      if (text == nullptr) break;
      joined += (joined.empty() ? "" : ",") + text->get();
    }
    if (array->empty() || array->is_homogeneous(toml::node_type::string)) return joined;
  }
  return base::refused(
      "bad_setting", name + " must be a text, a whole number, true or false, or an array of texts");
}

base::Status flatten(const std::string& prefix, const toml::table& table, Entries& entries) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      if (auto done = flatten(name + ".", *inner, entries); !done) return done;
      continue;
    }
    auto text = to_text(name, node);
    if (!text) return base::forward(std::move(text));
    entries.emplace_back(name, std::move(*text));
  }
  return {};
}

}  // namespace

base::Result<Entries> read_settings_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return base::refused("bad_setting", "cannot read the settings file " + path);
  Entries entries;
  try {
    const toml::table table = toml::parse(file, path);
    if (auto done = flatten("", table, entries); !done) {
      done.error().message = path + ": " + done.error().message;
      return base::forward(std::move(done));
    }
  } catch (const toml::parse_error& error) {
    return base::refused("bad_setting", path + ", line " +
                                            std::to_string(error.source().begin.line) + ": " +
                                            std::string(error.description()));
  }
  return entries;
}

}  // namespace payoutd::server
