#include "server/rails.h"

#include "rails/sandbox/file_book.h"
#include "server/open_store.h"

namespace payoutd::server {

base::Result<std::unique_ptr<Rails>> Rails::open(const Settings& settings,
                                                 const base::Clock& clock) {
  const std::string path = settings.sandbox_book_file.empty() ? database_path(settings) + ".sandbox"
                                                              : settings.sandbox_book_file;
  auto book = rails::sandbox::open_file_book(path, clock.now());
  if (!book) return base::forward(std::move(book));
  std::unique_ptr<Rails> made(new Rails());
  made->book_ = std::move(*book);
  made->sandbox_ =
      std::make_unique<rails::sandbox::SandboxRail>(settings.sandbox, *made->book_, clock);
  const std::vector<rails::Rail*> all = {made->sandbox_.get(), &made->manual_};
  std::vector<std::string_view> names;
  for (const rails::Rail* const rail : all) names.push_back(rail->capabilities().name);
  auto routes = rails::RailRoutes::parse(settings.rail_routes, names);
  if (!routes) return base::forward(std::move(routes));
  made->choice_ = std::make_unique<actions::RailChoice>(all, std::move(*routes), "sandbox");
  return made;
}

}  // namespace payoutd::server
