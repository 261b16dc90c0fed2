// http/test_certificate.h: certificates and keys in files, for tests.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/scratch_folder.h"
#include "http/tls.h"

namespace payoutd::http {

// A folder of them that goes when this does.
class TestCertificates {
 public:
  enum class Kind { elliptic, rsa };
  struct Files {
    std::string certificate;
    std::string key;
  };

  TestCertificates() {}
  TestCertificates(const TestCertificates&) = delete;

  // A certificate that `name` signs itself, valid between two times from now on.
  Files make(const std::string& name, int from_seconds = -60, int to_seconds = 3600,
             Kind kind = Kind::elliptic) const {
    EVP_PKEY* key = kind == Kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from_seconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate), to_seconds);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    base::check(X509_sign(certificate, key, EVP_sha256()) > 0, "a certificate is signed");
    Files files{folder_.file(name + ".pem"), folder_.file(name + ".key")};
    FILE* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return files;
  }

  std::shared_ptr<const TlsIdentity> identity(const std::string& name) const {
    const Files files = make(name);
    return *TlsIdentity::load(files.certificate, files.key, base::SystemClock().now());
  }

  std::string folder() const { return folder_.path(); }

 private:
  base::ScratchFolder folder_;
};

}  // namespace payoutd::http
