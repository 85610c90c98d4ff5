// Any bytes as a message's head: an error or a message that encodes to the same bytes again.

#include "mpi/messages/messages.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

template <class T>
void try_one(zk::ByteView head) {
    const auto message = zk::mpi::decode<T>(head);
    if (!message) return;
    const zk::Bytes again = zk::mpi::encode(*message);
    if (again.size() != head.size() || !std::equal(again.begin(), again.end(), head.begin())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const zk::ByteView head{data, size};
    try_one<zk::mpi::Hello>(head);
    try_one<zk::mpi::OpenTask>(head);
    try_one<zk::mpi::OpenPlan>(head);
    try_one<zk::mpi::Order>(head);
    try_one<zk::mpi::Answer>(head);
    try_one<zk::mpi::Bye>(head);
    return 0;
}
