#include "server/tls_files.h"

namespace payoutd::server {

base::Result<std::shared_ptr<const http::TlsIdentity>> open_tls_files(const Settings& settings,
                                                                      const base::Clock& clock) {
  if (settings.tls_certificate_file.empty()) return nullptr;
  auto identity =
      http::TlsIdentity::load(settings.tls_certificate_file, settings.tls_key_file, clock.now());
  if (identity) return identity;
  const bool of_key = identity.error().reason.starts_with("key_");
  std::string& message = identity.error().message;
  message.insert(0, of_key ? "tls.key_file: " : "tls.certificate_file: ");
  return identity;
}

}  // namespace payoutd::server
