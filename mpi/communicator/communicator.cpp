#include "mpi/communicator/communicator.hpp"

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <list>
#include <stdexcept>

namespace zk::mpi {
namespace {

constexpr int kFrameTag = 1;
constexpr int kHeadTag = 2;
constexpr int kBodyTag = 3;
constexpr std::size_t kFrameBytes = 32;
constexpr std::uint64_t kFrameMagic = 0x314d41524645'4b5a;  // "ZKEFRAM1"
constexpr std::uint64_t kMaxHeadBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{1} << 38;
constexpr std::uint64_t kMaxPieceBytes = std::uint64_t{1} << 30;

void check(int code, const char* doing) {
    if (code == MPI_SUCCESS) return;
    std::array<char, MPI_MAX_ERROR_STRING> text{};
    int length = 0;
    MPI_Error_string(code, text.data(), &length);
    throw std::runtime_error(
        std::string("MPI: ") + doing + ": " + std::string(text.data(), static_cast<std::size_t>(length))
    );
}

/// A message on its way out. The buffers live here until MPI is done with them.
struct Outgoing {
    std::array<std::uint8_t, kFrameBytes> frame{};
    Bytes head;
    std::shared_ptr<const Bytes> body;
    std::vector<MPI_Request> requests;
};

/// What is on its way in from one rank.
struct Incoming {
    enum class Step { kNothing, kHead, kBody };
    Step step = Step::kNothing;
    MPI_Request request = MPI_REQUEST_NULL;
    std::uint64_t body_bytes = 0;
    std::uint64_t piece_bytes = 0;
    std::uint64_t expected_piece = 0;
    std::uint64_t n_received = 0;
    Received message;
};

}  // namespace

struct Communicator::Impl {
    MPI_Comm comm = MPI_COMM_NULL;
    std::uint64_t max_piece_bytes;
    std::list<Outgoing> outgoing;
    std::vector<Incoming> incoming;

    /// Posts the receive of the next piece; memory grows with what really comes.
    void post_piece(Incoming& in) const {
        in.expected_piece = std::min(in.piece_bytes, in.body_bytes - in.n_received);
        in.message.body.resize(in.n_received + in.expected_piece);
        check(
            MPI_Irecv(
                in.message.body.data() + in.n_received,
                static_cast<int>(in.expected_piece),
                MPI_BYTE,
                in.message.from,
                kBodyTag,
                comm,
                &in.request
            ),
            "receive a piece"
        );
    }

    /// One step for one source. True when something moved.
    Result<bool> advance(Incoming& in, std::vector<Received>& complete) const {
        if (in.step == Incoming::Step::kNothing) {
            int there = 0;
            check(MPI_Iprobe(in.message.from, kFrameTag, comm, &there, MPI_STATUS_IGNORE), "probe");
            if (there == 0) return false;
            std::array<std::uint8_t, kFrameBytes> frame{};
            MPI_Status status;
            check(
                MPI_Recv(frame.data(), kFrameBytes, MPI_BYTE, in.message.from, kFrameTag, comm, &status),
                "receive a frame"
            );
            int count = 0;
            check(MPI_Get_count(&status, MPI_BYTE, &count), "count");
            const std::uint64_t head_bytes = load_u64le(frame.data() + 8);
            in.body_bytes = load_u64le(frame.data() + 16);
            in.piece_bytes = load_u64le(frame.data() + 24);
            const std::string from = "from rank " + std::to_string(in.message.from);
            if (count != static_cast<int>(kFrameBytes) || load_u64le(frame.data()) != kFrameMagic) {
                return fail("MPI frame", from, "magic ZKEFRAM1", "other bytes");
            }
            if (head_bytes == 0 || head_bytes > kMaxHeadBytes) {
                return fail("MPI frame", from, "a head of 1 .. 2^20 bytes", std::to_string(head_bytes));
            }
            if (in.body_bytes > kMaxBodyBytes) {
                return fail("MPI frame", from, "a body of at most 2^38 bytes", std::to_string(in.body_bytes));
            }
            if (in.piece_bytes == 0 || in.piece_bytes > kMaxPieceBytes) {
                return fail("MPI frame", from, "pieces of 1 .. 2^30 bytes", std::to_string(in.piece_bytes));
            }
            in.message.head.resize(head_bytes);
            in.n_received = 0;
            check(
                MPI_Irecv(
                    in.message.head.data(),
                    static_cast<int>(head_bytes),
                    MPI_BYTE,
                    in.message.from,
                    kHeadTag,
                    comm,
                    &in.request
                ),
                "receive a head"
            );
            in.step = Incoming::Step::kHead;
        }
        int done = 0;
        MPI_Status status;
        check(MPI_Test(&in.request, &done, &status), "test a receive");
        if (done == 0) return false;
        if (in.step == Incoming::Step::kBody) {
            int count = 0;
            check(MPI_Get_count(&status, MPI_BYTE, &count), "count");
            if (static_cast<std::uint64_t>(count) != in.expected_piece) {
                return fail(
                    "MPI message",
                    "piece from rank " + std::to_string(in.message.from),
                    std::to_string(in.expected_piece) + " bytes",
                    std::to_string(count)
                );
            }
            in.n_received += in.expected_piece;
        }
        in.step = Incoming::Step::kBody;
        if (in.n_received < in.body_bytes) {
            post_piece(in);
            return true;
        }
        const int from = in.message.from;
        complete.push_back(std::move(in.message));
        in = {};
        in.message.from = from;
        return true;
    }
};

Communicator::Communicator(std::uint64_t max_piece_bytes) : impl_(std::make_unique<Impl>()) {
    impl_->max_piece_bytes = std::clamp<std::uint64_t>(max_piece_bytes, 1, kMaxPieceBytes);
    int granted = 0;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &granted), "initialise");
    if (granted < MPI_THREAD_FUNNELED) throw std::runtime_error("MPI: thread level FUNNELED is not granted");
    check(MPI_Comm_dup(MPI_COMM_WORLD, &impl_->comm), "duplicate the world");
    MPI_Comm_set_errhandler(impl_->comm, MPI_ERRORS_RETURN);
    check(MPI_Comm_rank(impl_->comm, &rank_), "rank");
    check(MPI_Comm_size(impl_->comm, &size_), "size");
    impl_->incoming.resize(static_cast<std::size_t>(size_));
    for (int from = 0; from < size_; ++from) impl_->incoming[static_cast<std::size_t>(from)].message.from = from;
}

Communicator::~Communicator() = default;

std::string Communicator::host() const {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int length = 0;
    check(MPI_Get_processor_name(name.data(), &length), "host name");
    return {name.data(), static_cast<std::size_t>(length)};
}

std::string Communicator::library_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    check(MPI_Get_library_version(text.data(), &length), "library version");
    const std::string full{text.data(), static_cast<std::size_t>(length)};
    return full.substr(0, full.find(','));
}

void Communicator::send(int to, Bytes head, std::shared_ptr<const Bytes> body) {
    Outgoing& out = impl_->outgoing.emplace_back();
    out.head = std::move(head);
    out.body = std::move(body);
    const std::uint64_t body_bytes = out.body ? out.body->size() : 0;
    store_u64le(out.frame.data(), kFrameMagic);
    store_u64le(out.frame.data() + 8, out.head.size());
    store_u64le(out.frame.data() + 16, body_bytes);
    store_u64le(out.frame.data() + 24, impl_->max_piece_bytes);
    const auto post = [&](const std::uint8_t* data, std::uint64_t bytes, int tag) {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Isend(data, static_cast<int>(bytes), MPI_BYTE, to, tag, impl_->comm, &request), "send");
        out.requests.push_back(request);
    };
    post(out.frame.data(), kFrameBytes, kFrameTag);
    post(out.head.data(), out.head.size(), kHeadTag);
    for (std::uint64_t at = 0; at < body_bytes; at += impl_->max_piece_bytes) {
        post(out.body->data() + at, std::min(impl_->max_piece_bytes, body_bytes - at), kBodyTag);
    }
}

Result<std::vector<Received>> Communicator::poll() {
    for (auto out = impl_->outgoing.begin(); out != impl_->outgoing.end();) {
        int done = 0;
        check(
            MPI_Testall(static_cast<int>(out->requests.size()), out->requests.data(), &done, MPI_STATUSES_IGNORE),
            "test a send"
        );
        out = done != 0 ? impl_->outgoing.erase(out) : std::next(out);
    }
    std::vector<Received> complete;
    for (Incoming& in : impl_->incoming) {
        if (in.message.from == rank_) continue;
        for (;;) {
            const auto moved = impl_->advance(in, complete);
            if (!moved) return tl::unexpected<Error>(moved.error());
            if (!*moved) break;
        }
    }
    return complete;
}

bool Communicator::sending() const noexcept {
    return !impl_->outgoing.empty();
}

void Communicator::finalize() {
    MPI_Comm_free(&impl_->comm);
    check(MPI_Finalize(), "finalise");
}

void Communicator::abort(int exit_code) {
    MPI_Abort(MPI_COMM_WORLD, exit_code);
    std::_Exit(exit_code);
}

}  // namespace zk::mpi
