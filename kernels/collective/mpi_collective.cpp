#include "kernels/collective/mpi_collective.hpp"

#include <mpi.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace zk {
namespace {

void check(int status, const char* call) {
    if (status == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING] = {};
    int length = 0;
    MPI_Error_string(status, text, &length);
    throw std::runtime_error(std::string(call) + ": " + std::string(text, static_cast<std::size_t>(length)));
}

/// `size_bytes` contiguous bytes, repeated every `extent_bytes`.
class BlockType {
  public:
    BlockType(std::size_t size_bytes, std::size_t extent_bytes) {
        MPI_Datatype bytes = MPI_DATATYPE_NULL;
        check(MPI_Type_contiguous(static_cast<int>(size_bytes), MPI_BYTE, &bytes), "MPI_Type_contiguous");
        const int status = MPI_Type_create_resized(bytes, 0, static_cast<MPI_Aint>(extent_bytes), &type_);
        MPI_Type_free(&bytes);
        check(status, "MPI_Type_create_resized");
        check(MPI_Type_commit(&type_), "MPI_Type_commit");
    }
    BlockType(const BlockType&) = delete;
    BlockType& operator=(const BlockType&) = delete;
    ~BlockType() { MPI_Type_free(&type_); }
    [[nodiscard]] MPI_Datatype get() const { return type_; }

  private:
    MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

class MpiCollective final : public Collective {
  public:
    MpiCollective(MPI_Comm communicator, std::size_t piece_bytes) : piece_bytes_(piece_bytes) {
        if (piece_bytes < 1 || piece_bytes > kMpiPieceBytes) {
            throw std::invalid_argument("collective: a piece is 1 byte to 1 GiB");
        }
        check(MPI_Comm_size(communicator, &size_), "MPI_Comm_size");
        if (!std::has_single_bit(static_cast<unsigned>(size_))) {
            throw std::invalid_argument("collective: a group's size is a power of two");
        }
        check(MPI_Comm_dup(communicator, &communicator_), "MPI_Comm_dup");
        MPI_Comm_set_errhandler(communicator_, MPI_ERRORS_RETURN);
        check(MPI_Comm_rank(communicator_, &rank_), "MPI_Comm_rank");
    }
    MpiCollective(const MpiCollective&) = delete;
    MpiCollective& operator=(const MpiCollective&) = delete;
    ~MpiCollective() override {
        int finalized = 0;
        MPI_Finalized(&finalized);
        if (finalized == 0) MPI_Comm_free(&communicator_);
    }

    [[nodiscard]] int rank() const noexcept override { return rank_; }
    [[nodiscard]] int size() const noexcept override { return size_; }

    void all_reduce_sum(std::span<FeltExt> values) override {
        constexpr std::size_t kBlock = 4096;
        std::vector<FeltExt> gathered;
        for (std::size_t at = 0; at < values.size(); at += kBlock) {
            const std::span<FeltExt> block = values.subspan(at, std::min(kBlock, values.size() - at));
            gathered.resize(block.size() * static_cast<std::size_t>(size_));
            all_gather(std::as_bytes(block), std::as_writable_bytes(std::span(gathered)));
            std::fill(block.begin(), block.end(), FeltExt::zero());
            for (std::size_t i = 0; i < gathered.size(); ++i) block[i % block.size()] += gathered[i];
        }
    }

    void all_gather(std::span<const std::byte> send, std::span<std::byte> receive) override {
        if (receive.size() != send.size() * static_cast<std::size_t>(size_)) {
            throw std::invalid_argument("collective: all_gather needs receive = size * send");
        }
        for (std::size_t at = 0; at < send.size(); at += piece_bytes_) {
            const std::size_t piece = std::min(piece_bytes_, send.size() - at);
            const BlockType type(piece, send.size());
            MPI_Request request = MPI_REQUEST_NULL;
            check(
                MPI_Iallgather(
                    send.data() + at,
                    static_cast<int>(piece),
                    MPI_BYTE,
                    receive.data() + at,
                    1,
                    type.get(),
                    communicator_,
                    &request
                ),
                "MPI_Iallgather"
            );
            wait(request);  // NOLINT(clang-analyzer-optin.mpi.MPI-Checker): tests and sleeps
        }
    }

    void all_to_all(std::span<const std::byte> send, std::span<std::byte> receive) override {
        if (receive.size() != send.size() || send.size() % static_cast<std::size_t>(size_) != 0) {
            throw std::invalid_argument("collective: all_to_all needs send = receive, a multiple of the group's size");
        }
        const std::size_t block = send.size() / static_cast<std::size_t>(size_);
        for (std::size_t at = 0; at < block; at += piece_bytes_) {
            const BlockType type(std::min(piece_bytes_, block - at), block);
            MPI_Request request = MPI_REQUEST_NULL;
            check(
                MPI_Ialltoall(
                    send.data() + at, 1, type.get(), receive.data() + at, 1, type.get(), communicator_, &request
                ),
                "MPI_Ialltoall"
            );
            wait(request);  // NOLINT(clang-analyzer-optin.mpi.MPI-Checker): tests and sleeps
        }
    }

  private:
    /// MPI's own waiting spins; here the pauses grow from 10 microseconds to half a millisecond.
    static void wait(MPI_Request& request) {
        auto pause = std::chrono::microseconds(10);
        for (int done = 0;;) {
            check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
            if (done != 0) return;
            std::this_thread::sleep_for(pause);
            pause = std::min(2 * pause, std::chrono::microseconds(500));
        }
    }

    MPI_Comm communicator_ = MPI_COMM_NULL;
    std::size_t piece_bytes_;
    int rank_ = 0;
    int size_ = 1;
};

}  // namespace

std::unique_ptr<Collective> make_mpi_collective(const void* communicator, std::size_t piece_bytes) {
    return std::make_unique<MpiCollective>(*static_cast<const MPI_Comm*>(communicator), piece_bytes);
}

std::unique_ptr<Collective> make_mpi_world_collective() {
    const MPI_Comm world = MPI_COMM_WORLD;
    return make_mpi_collective(&world);
}

}  // namespace zk
