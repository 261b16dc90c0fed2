// base/writer_first_mutex.h: a shared mutex at which a waiting writer goes before new readers, so
// that a steady stream of readers cannot keep it out (std::shared_mutex on glibc lets them). For
// std::shared_lock and std::unique_lock. A thread must not take it shared twice.
#pragma once

#include <pthread.h>

#include "base/check.h"

namespace payoutd::base {

class WriterFirstMutex {
 public:
  WriterFirstMutex() {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    check(pthread_rwlock_init(&lock_, &attributes) == 0, "a lock can be made");
    pthread_rwlockattr_destroy(&attributes);
  }
  ~WriterFirstMutex() { pthread_rwlock_destroy(&lock_); }
  WriterFirstMutex(const WriterFirstMutex&) = delete;

  void lock() { check(pthread_rwlock_wrlock(&lock_) == 0, "a lock is taken once"); }
  void unlock() { pthread_rwlock_unlock(&lock_); }
  void lock_shared() { check(pthread_rwlock_rdlock(&lock_) == 0, "a lock is taken once"); }
  void unlock_shared() { pthread_rwlock_unlock(&lock_); }

 private:
  pthread_rwlock_t lock_;
};

}  // namespace payoutd::base
