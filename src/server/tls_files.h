// server/tls_files.h: the certificate and key that the settings name.
#pragma once

#include <memory>

#include "base/clock.h"
#include "http/tls.h"
#include "server/settings.h"

namespace payoutd::server {

// Nothing if no TLS is set. Refusals: those of http::TlsIdentity::load, in a sentence that begins
// with the setting at fault.
base::Result<std::shared_ptr<const http::TlsIdentity>> open_tls_files(const Settings& settings,
                                                                      const base::Clock& clock);

}  // namespace payoutd::server
