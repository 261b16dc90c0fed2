// Any bytes as a request with good credentials, through the real router, handlers, index and store.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>

#include "actions/create_client.h"
#include "actions/create_session.h"
#include "actions/create_user.h"
#include "actions/generate_payouts.h"
#include "base/check.h"
#include "base/scratch_folder.h"
#include "http/wire.h"
#include "server/application.h"
#include "server/rails.h"
#include "store/sqlite/sqlite_store.h"

namespace {

using namespace payoutd;

// A database with a client and a user, in a folder that lives as long as the fuzzer.
class World {
 public:
  World() {
    base::set_log_level(base::LogLevel::off);
    store_ = *store::sqlite::open_sqlite_store(folder_.file("fuzz.db"),
                                               store::sqlite::Missing::create, clock_);
    client_ = *actions::create_client(*store_, clock_, random_, {}, "c", access::Mode::test, {},
                                      {{{1'000'000'000, *money::find_currency("USD")}}, {}});
    const auto user = actions::create_user(*store_, clock_, random_, "u@x.test");
    session_ = *actions::create_session(*store_, clock_, random_, user->id);
    generate(client_.owner.id, store::OwnerKind::client);
    generate(user->id, store::OwnerKind::user);
    server::Settings settings;
    settings.sandbox_book_file = folder_.file("fuzz.sandbox");
    settings.console_rate_limit.requests = 0;  // a fuzzer is fast, and 429 tells it nothing
    settings.auth_starts_per_source.requests = 0;
    settings.auth_verifies_per_source.requests = 0;
    rails_ = *server::Rails::open(settings, clock_);
    application_ = std::make_unique<server::Application>(settings, *store_, clock_, random_,
                                                         base::SealKey{}, rails_->choice());
  }
  ~World() { application_.reset(); }

  // Answers a request that has good credentials. The first list of an owner is answered by another
  // thread, so this waits.
  int answer(http::Request& request) {
    request.headers.push_back({"X-API-Key", client_.key.key});
    request.headers.push_back({"X-API-Secret", std::string(client_.key.secret.reveal())});
    request.headers.push_back(
        {"Cookie", "payoutd_session=" + std::string(session_.credentials.token.reveal())});
    std::promise<int> status;
    application_->router().handle(request, http::Responder([&](http::Response&& response) {
                                    status.set_value(response.status);
                                  }));
    return status.get_future().get();
  }

 private:
  void generate(const payouts::OwnerId& owner, store::OwnerKind kind) {
    base::check(actions::generate_payouts(*store_, clock_, random_,
                                          {.owner = owner,
                                           .kind = kind,
                                           .count = 300,
                                           .currency = *money::find_currency("USD"),
                                           .on_progress = {}})
                    .has_value(),
                "payouts can be generated");
  }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  actions::NewClient client_;
  actions::OpenedSession session_;
  std::unique_ptr<server::Rails> rails_;
  std::unique_ptr<server::Application> application_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static World world;
  http::RequestReader reader((http::Limits()));
  http::Request request;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  reader.take(bytes, request);
  if (reader.state() != http::RequestReader::State::complete) return 0;
  request.request_id = "req_fuzz";
  const int status = world.answer(request);
  base::check(status >= 200 && status < 500, "no request breaks the server");
  return 0;
}
