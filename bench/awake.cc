// A load that never sleeps: loaded before wrk (LD_PRELOAD), which then asks again and again whether
// an answer is there, rather than wait for one. Waking a sleeper is paid for by whoever has
// something for it, here the server's core: a price that it does not pay for clients on other
// machines, and in no relation to what is measured.
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int epoll_wait(int epoll, epoll_event* events, int events_max, int /*timeout*/) {
  return static_cast<int>(syscall(SYS_epoll_wait, epoll, events, events_max, 0));
}
