#include "http/tls.h"

#include <fstream>

#include <gtest/gtest.h>

#include "http/test_certificate.h"

namespace payoutd::http {
namespace {

class TlsIdentityTest : public testing::Test {
 protected:
  std::string reason(const std::string& certificate, const std::string& key) const {
    const auto identity = TlsIdentity::load(certificate, key, base::SystemClock().now());
    if (identity) return "";
    // The sentence names the file at fault.
    const std::string& file = identity.error().reason.starts_with("key_") ? key : certificate;
    EXPECT_NE(identity.error().message.find(file), std::string::npos) << identity.error().message;
    return identity.error().reason;
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(certificates_.folder() + "/" + name) << text;
    return certificates_.folder() + "/" + name;
  }

  TestCertificates certificates_;
};

using Kind = TestCertificates::Kind;

TEST_F(TlsIdentityTest, takes_a_certificate_with_its_key) {
  const auto elliptic = certificates_.make("elliptic");
  EXPECT_EQ(reason(elliptic.certificate, elliptic.key), "");
  const auto rsa = certificates_.make("rsa", -60, 3600, Kind::rsa);
  EXPECT_EQ(reason(rsa.certificate, rsa.key), "");
}

TEST_F(TlsIdentityTest, refuses_a_key_of_another_certificate) {
  const auto one = certificates_.make("one");
  const auto other = certificates_.make("other");
  const auto rsa = certificates_.make("rsa", -60, 3600, Kind::rsa);
  EXPECT_EQ(reason(one.certificate, other.key), "key_mismatch");
  EXPECT_EQ(reason(one.certificate, rsa.key), "key_mismatch");
  EXPECT_EQ(reason(rsa.certificate, one.key), "key_mismatch");
}

TEST_F(TlsIdentityTest, refuses_what_is_not_of_this_time) {
  const auto expired = certificates_.make("expired", -3600, -1);
  const auto early = certificates_.make("early", 60, 3600);
  EXPECT_EQ(reason(expired.certificate, expired.key), "certificate_expired");
  EXPECT_EQ(reason(early.certificate, early.key), "certificate_expired");
}

TEST_F(TlsIdentityTest, refuses_files_that_are_something_else) {
  const auto good = certificates_.make("good");
  const std::string missing = certificates_.folder() + "/missing";
  const std::string text = write("text", "not PEM at all\n");
  const std::string empty = write("empty", "");
  const std::string cut =
      write("cut", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  for (const std::string& certificate :
       {missing, text, empty, cut, good.key, certificates_.folder()}) {
    EXPECT_EQ(reason(certificate, good.key), "certificate_unreadable") << certificate;
  }
  for (const std::string& key : {missing, text, empty, good.certificate, certificates_.folder()}) {
    EXPECT_EQ(reason(good.certificate, key), "key_unreadable") << key;
  }
}

}  // namespace
}  // namespace payoutd::http
