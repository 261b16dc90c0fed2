#include "server/safety.h"

#include <algorithm>

#include <sys/stat.h>

#include "access/networks.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

constexpr size_t admin_token_bytes_min = 32;
constexpr unsigned of_others = 077;

// Names are not looked up: what they stand for may change after the start.
bool is_loopback(std::string_view host) {
  static const access::Networks networks = *access::Networks::parse("127.0.0.0/8,::1");
  return host == "localhost" || host.ends_with(".localhost") || networks.contains(host);
}

// "http://[::1]:5173" to "::1".
std::string_view host_of(std::string_view origin) {
  std::string_view host = origin.substr(origin.find("://") + 3);
  if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
  return host.substr(0, host.find(':'));
}

std::string listens_on(const Settings& settings) {
  return "listen: " + settings.http.host + " can be reached from other machines";
}

void check_listening(const Settings& settings, bool demo, std::vector<std::string>& sentences) {
  if (is_loopback(settings.http.host)) return;
  const bool guarded = !settings.tls_certificate_file.empty() ||
                       !settings.trusted_proxies.empty() || settings.allow_plain_http;
  if (!guarded) {
    sentences.push_back(listens_on(settings) +
                        ", in plain HTTP; set tls.certificate_file and tls.key_file, or "
                        "http.trusted_proxies if a proxy in front speaks TLS, or "
                        "http.allow_plain = true if secrets may be read on the way");
  }
  if (demo) {
    sentences.push_back(listens_on(settings) +
                        ", and --demo makes credentials that anybody may have seen; leave one of "
                        "them out");
  }
}

void check_tls_files(const Settings& settings, std::vector<std::string>& sentences) {
  if (settings.tls_certificate_file.empty() == settings.tls_key_file.empty()) return;
  const bool has_key = settings.tls_certificate_file.empty();
  sentences.push_back(std::string(has_key ? "tls.key_file is set and tls.certificate_file is not"
                                          : "tls.certificate_file is set and tls.key_file is not") +
                      "; TLS needs both");
}

void check_key_file(const char* setting, const std::string& path, const FileMode& mode,
                    std::vector<std::string>& sentences) {
  if (path.empty() || (mode(path).value_or(0) & of_others) == 0) return;
  sentences.push_back(std::string(setting) + ": " + path +
                      " may be used by other users of this machine; run chmod 600 on it");
}

void check_origins(const Settings& settings, std::vector<std::string>& sentences) {
  for (const std::string& origin : settings.console.origins) {
    if (!origin.starts_with("http://") || is_loopback(host_of(origin))) continue;
    sentences.push_back("console.origins: a page of " + origin +
                        " can be altered on its way to the user; only https:// is allowed, or "
                        "http:// of this machine");
  }
}

void check_admin_token(const Settings& settings, std::vector<std::string>& sentences) {
  if (settings.admin_token.empty()) return;
  if (settings.admin_token.reveal().size() >= admin_token_bytes_min) return;
  sentences.push_back(
      "admin_token (PAYOUTD_ADMIN_TOKEN) has fewer than 32 characters and could be "
      "guessed; `openssl rand -hex 32` makes a good one");
}

}  // namespace

std::optional<unsigned> mode_of_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mode & 07777U;
}

std::vector<std::string> unsafe_settings(const Settings& settings, bool demo,
                                         const FileMode& mode) {
  std::vector<std::string> sentences;
  check_listening(settings, demo, sentences);
  check_tls_files(settings, sentences);
  check_key_file("tls.key_file", settings.tls_key_file, mode, sentences);
  if (settings.seal_key.empty()) {
    check_key_file("seal_key_file", seal_key_path(settings), mode, sentences);
  }
  check_origins(settings, sentences);
  check_admin_token(settings, sentences);
  return sentences;
}

}  // namespace payoutd::server
