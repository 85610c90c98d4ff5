#pragma once

#include <cstddef>
#include <functional>

namespace zk {

/// Stack of a thread that may run a guest program natively: 1,024 nested EVM calls take 2 to 4 MiB in a release build and several times that in
/// a sanitized one. What threads get by default depends on the machine: 2 MiB where `ulimit -s` is unlimited, as on many clusters.
inline constexpr std::size_t kDeepStackBytes = std::size_t{64} << 20;

/// body(i) for every i below n, in no order, on at most n_threads threads (at least one, never the caller's) with kDeepStackBytes of stack each.
/// The first exception is thrown again here once all threads have ended; indices that nobody had begun by then are left out.
/// Throws std::system_error where no thread can be started.
void for_each_on_deep_threads(std::size_t n, int n_threads, const std::function<void(std::size_t)>& body);

}  // namespace zk
