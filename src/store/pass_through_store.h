// store/pass_through_store.h: a store that hands everything on to another one, for what
// changes one thing about it.
#pragma once

#include "store/store.h"

namespace payoutd::store {

class PassThroughStore : public Store {
 public:
  explicit PassThroughStore(Store& real) : real_(real) {}

  void find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) override {
    real_.find_api_key(key, std::move(done));
  }
  void find_session(const base::Sha256& token_hash,
                    Done<std::optional<SessionOwner>> done) override {
    real_.find_session(token_hash, std::move(done));
  }
  base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId& id) override {
    return real_.find_owner(id);
  }
  base::Result<std::vector<Owner>> all_owners() override { return real_.all_owners(); }
  base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey owner) override {
    return real_.list_api_keys(owner);
  }
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner, payouts::Version after,
                                              PayoutSink& sink) override {
    return real_.read_payouts(owner, after, sink);
  }
  base::Result<payouts::Version> read_payouts_in_parts(payouts::OwnerKey owner,
                                                       std::span<PartSink* const> parts) override {
    return real_.read_payouts_in_parts(owner, parts);
  }
  base::Result<Touch> read_everybody_in_parts(std::span<EverybodySink* const> parts) override {
    return real_.read_everybody_in_parts(parts);
  }
  base::Result<std::unique_ptr<PayoutWalk>> open_walk(payouts::OwnerKey owner,
                                                      const payouts::ListQuery& query) override {
    return real_.open_walk(owner, query);
  }
  base::Result<payouts::ListSummary> summarize(payouts::OwnerKey owner,
                                               const payouts::ListFilter& filter) override {
    return real_.summarize(owner, filter);
  }
  base::Status read(const std::function<base::Status(Reads&)>& work) override {
    return real_.read(work);
  }
  base::Status read_books(payouts::OwnerKey owner, PayoutSink& rows, BooksSink& books) override {
    return real_.read_books(owner, rows, books);
  }
  void write_all(std::span<const Work> works, std::span<base::Status> results) override {
    real_.write_all(works, results);
  }
  payouts::Incarnation incarnation() const override { return real_.incarnation(); }
  base::Status copy_to(const std::string& path, base::Random& random) override {
    return real_.copy_to(path, random);
  }
  void watch_commits(std::function<void(const Committed&)> told) override {
    real_.watch_commits(std::move(told));
  }
  base::Status ping() override { return real_.ping(); }
  base::Result<std::vector<std::string>> check_integrity() override {
    return real_.check_integrity();
  }
  base::Result<std::vector<std::string>> check_quickly() override { return real_.check_quickly(); }
  base::Result<LastRecorded> last_recorded() override { return real_.last_recorded(); }

 protected:
  Store& real() { return real_; }

 private:
  Store& real_;
};

}  // namespace payoutd::store
