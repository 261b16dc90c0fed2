#include "actions/derived_id.h"

#include "base/secret.h"

namespace payoutd::actions {

base::Uuid derived_id(base::Timestamp at, std::string_view name) {
  class FromDigest final : public base::Random {
   public:
    explicit FromDigest(std::string_view text) : digest_(base::sha256(text)) {}
    void fill(std::span<unsigned char> out) override {
      for (size_t i = 0; i < out.size(); ++i) out[i] = digest_[i % digest_.size()];
    }

   private:
    const base::Sha256 digest_;
  } random(name);
  return base::make_uuid_v7(at, random);
}

}  // namespace payoutd::actions
