#include "server/commands/audited_store.h"

#include "access/operator_token.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace payoutd::server {

actions::AuditSubject command_subject(std::string_view name, std::string_view target,
                                      const CommandDetail& detail) {
  std::string text;
  base::JsonWriter json(text);
  json.begin_object();
  for (const auto& [key, value] : detail) json.field_unless_empty(key, base::to_printable(value));
  json.end_object();
  return {.operator_name = std::string(access::command_line_operator),
          .action = "command " + std::string(name),
          .target = base::shown_name(target),
          .detail = std::move(text)};
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

void AuditedStore::write_all(std::span<const store::Work> works, std::span<base::Status> results) {
  constexpr int64_t done = 200;
  std::vector<store::Work> audited;
  audited.reserve(works.size());
  for (const store::Work& work : works) {
    audited.emplace_back([this, &work](store::Transaction& transaction) -> base::Status {
      if (auto worked = work(transaction); !worked) return worked;
      actions::append_audit(transaction, subject_, done, clock_.now());
      return {};
    });
  }
  real().write_all(audited, results);
}

}  // namespace payoutd::server
