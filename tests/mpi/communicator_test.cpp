// Messages between ranks, under mpirun: every rank sends to every other at once, bodies of all sizes around the piece length, in order and
// whole. With ZKPROVE_FULL=1 also one body of more than 2 GiB, in pieces of 1 GiB.

#include "mpi/communicator/communicator.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using zk::Bytes;

Bytes body_of(std::uint64_t size, int from) {
    Bytes body(size);
    for (std::uint64_t at = 0; at < size; ++at)
        body[at] = static_cast<std::uint8_t>(at * 31 + at / 4093 + static_cast<unsigned>(from));
    return body;
}

void expect(bool good, const std::string& what) {
    if (!good) throw std::runtime_error("FAILED: " + what);
}

/// Sends bodies of `sizes` from each rank in `senders` to all others and checks what arrives everywhere.
void exchange(zk::mpi::Communicator& communicator, const std::vector<std::uint64_t>& sizes, int n_senders) {
    const int me = communicator.rank();
    if (me < n_senders) {
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const auto body = std::make_shared<const Bytes>(body_of(sizes[i], me));
            for (int to = 0; to < communicator.size(); ++to) {
                if (to == me) continue;
                const Bytes head(1 + i % 7, static_cast<std::uint8_t>(i));
                communicator.send(to, head, sizes[i] == 0 && i % 2 == 0 ? nullptr : body);
            }
        }
    }
    std::map<int, std::size_t> n_seen;
    std::size_t n_left = sizes.size() * static_cast<std::size_t>(n_senders - (me < n_senders ? 1 : 0));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(240);
    while (n_left > 0 || communicator.sending()) {
        const auto received = communicator.poll();
        expect(received.has_value(), received ? "" : received.error().message());
        for (const auto& message : *received) {
            const std::size_t i = n_seen[message.from]++;
            expect(i < sizes.size(), "a message too many from " + std::to_string(message.from));
            expect(message.head == Bytes(1 + i % 7, static_cast<std::uint8_t>(i)), "head " + std::to_string(i));
            expect(
                message.body.size() == sizes[i],
                "length " + std::to_string(i) + ": " + std::to_string(message.body.size())
            );
            expect(message.body == body_of(sizes[i], message.from), "bytes of " + std::to_string(i));
            --n_left;
        }
        expect(std::chrono::steady_clock::now() < until, "messages lost");
        if (received->empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace

int main() {
    const char* const full = std::getenv("ZKPROVE_FULL");
    const bool large = full != nullptr && std::strcmp(full, "1") == 0;
    // The large body goes alone, so that it is cut at the largest piece; the others at 1000 bytes.
    zk::mpi::Communicator communicator{large ? std::uint64_t{1} << 30 : 1'000};
    try {
        if (large) {
            exchange(communicator, {(std::uint64_t{5} << 29) + 12'345}, 1);
        } else {
            exchange(
                communicator,
                {0, 0, 1, 2, 999, 1'000, 1'001, 1'999, 2'000, 2'001, 100'000, 3, 1'000'000, 0, 7},
                communicator.size()
            );
        }
        communicator.finalize();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rank %d: %s\n", communicator.rank(), error.what());
        communicator.abort(1);
    }
    return 0;
}
