#include "actions/sign_in.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "access/login_code.h"
#include "actions/create_user.h"
#include "base/log.h"

namespace payoutd::actions {
namespace {

constexpr int64_t hour_micros = 3'600LL * 1'000'000;
// Codes are kept for as long as they are counted, and old ones go a few at a time with each new
// one, so that there are never many and no sign-in pays for all of them.
constexpr uint32_t old_codes_deleted = 10;
constexpr uint32_t old_sessions_deleted = 10;

// From when on one more code may be asked for.
int64_t seconds_until(base::Timestamp time, base::Timestamp now) {
  const int64_t micros = time.micros - now.micros + base::micros_per_second - 1;
  return std::max<int64_t>(micros / base::micros_per_second, 1);
}

base::Error refusal(const char* reason, const char* message) {
  return {base::ErrorKind::refused, reason, message, {}};
}

}  // namespace

struct SignIn::StartJob {
  std::shared_ptr<void> in_flight;
  store::LoginCode kept;
  base::Secret code;
  std::function<void(base::Result<CodeRequest>)> done;
  int64_t retry_after_seconds = 0;
};

void SignIn::start(std::string_view email, std::function<void(base::Result<CodeRequest>)> done) {
  auto address = normalise_email(email);
  if (!address) return done(base::forward(std::move(address)));
  const base::Timestamp now = clock_.now();
  auto job = std::make_shared<StartJob>();
  job->in_flight = jobs_.enter();
  job->code = access::make_login_code(random_);
  job->kept.request_id = base::make_uuid_v7(now, random_);
  job->kept.email = *std::move(address);
  job->kept.code_hash =
      access::login_code_hash(seal_key_, job->kept.request_id, job->code.reveal());
  job->kept.created_at = now;
  job->kept.expires_at = {now.micros + access::login_code_lifetime_micros};
  job->done = std::move(done);
  writer_.submit(
      [this, job](store::Transaction& transaction) -> base::Status {
        keep_code(transaction, *job);
        return {};
      },
      [this, job](base::Status written) {
        if (!written) return job->done(tl::unexpected(std::move(written).error()));
        if (job->retry_after_seconds > 0) {
          return job->done(CodeRequest{std::nullopt, job->retry_after_seconds});
        }
        job->done(CodeRequest{job->kept.request_id});
        if (auto sent = sender_.send(job->kept.email, job->code, job->kept.expires_at); !sent) {
          base::LogLine(base::LogLevel::error, "sign_in_code_not_sent")
              .text("reason", sent.error().reason)
              .text("message", sent.error().message);
        }
      });
}

void SignIn::keep_code(store::Transaction& transaction, StartJob& job) const {
  job.retry_after_seconds = 0;
  const base::Timestamp now = job.kept.created_at;
  const base::Timestamp hour_ago{now.micros - hour_micros};
  transaction.delete_login_codes(hour_ago, old_codes_deleted);
  const auto made = transaction.login_codes_since(job.kept.email, hour_ago);
  if (made.size() >= access::login_codes_per_hour) {
    const base::Timestamp in_the_way = made[made.size() - access::login_codes_per_hour];
    job.retry_after_seconds = seconds_until({in_the_way.micros + hour_micros}, now);
    return;
  }
  transaction.add_login_code(job.kept);
}

struct SignIn::VerifyJob {
  std::shared_ptr<void> in_flight;
  CodeAnswer answer;
  base::Sha256 given_hash{};
  std::function<void(base::Result<SignedIn>)> done;
  base::Result<SignedIn> result{};
};

void SignIn::verify(CodeAnswer answer, std::function<void(base::Result<SignedIn>)> done) {
  auto job = std::make_shared<VerifyJob>();
  job->in_flight = jobs_.enter();
  // Made whether or not there is such a request.
  job->given_hash = access::login_code_hash(seal_key_, answer.request_id, answer.code);
  job->answer = std::move(answer);
  job->done = std::move(done);
  writer_.submit([this, job](store::Transaction& transaction) { return judge(transaction, *job); },
                 [job](base::Status written) {
                   if (!written) return job->done(tl::unexpected(std::move(written).error()));
                   job->done(std::move(job->result));
                 });
}

// What it refuses is in job.result, and the work succeeds: a refused work is taken back, and with
// it the wrong code would not have been counted.
base::Status SignIn::judge(store::Transaction& transaction, VerifyJob& job) const {
  const base::Timestamp now = clock_.now();
  auto kept = transaction.find_login_code(job.answer.request_id);
  const bool is_right =
      base::equal_in_constant_time(job.given_hash, kept ? kept->code_hash : base::Sha256{});
  if (!kept || kept->used_at || kept->expires_at <= now ||
      kept->attempts >= access::login_code_wrong_max) {
    job.result = tl::unexpected(refusal(
        "invalid_request", "the code is used or too old, or there is none; ask for another"));
    return {};
  }
  if (!is_right) {
    ++kept->attempts;
    transaction.update_login_code(*kept);
    job.result = tl::unexpected(refusal("invalid_code", "the code is wrong"));
    return {};
  }
  kept->used_at = now;
  transaction.update_login_code(*kept);
  return open(transaction, kept->email, now, job);
}

base::Status SignIn::open(store::Transaction& transaction, const std::string& email,
                          base::Timestamp now, VerifyJob& job) const {
  auto user = transaction.find_user_by_email(email);
  if (!user) {
    auto made = transaction.create_owner(store::OwnerKind::user, access::Mode::live,
                                         {base::make_uuid_v7(now, random_)}, email, now);
    if (!made) return base::forward(std::move(made));
    user = *std::move(made);
    if (on_new_user_) on_new_user_(transaction, *user, job.answer.ref_code);
  }
  transaction.delete_expired_sessions(user->key, now, old_sessions_deleted);
  auto session = add_session(transaction, *user, now, random_, job.answer.origin);
  if (!session) return base::forward(std::move(session));
  auto profile = transaction.find_user_profile(user->key);
  if (!profile) return base::unavailable("store_damaged", "a user who signs in has no profile");
  job.result = SignedIn{*std::move(session), *std::move(profile)};
  return {};
}

}  // namespace payoutd::actions
