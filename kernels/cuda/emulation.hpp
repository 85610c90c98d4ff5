#pragma once
// Runs kernel bodies on the host: every block, phase and thread, by the text the device executes. Finds wrong indices, wrong plans, reads of shared
// memory nothing wrote and threads that depend on each other within a phase (their order is a parameter, blocks are run in that order as well).
// Says nothing about speed, and is linked by tests alone.

#include "kernels/cuda/body.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace zk::cuda {

class EmulatedMachine {
  public:
    static constexpr const char* kName = "cuda_emulation";
    /// `isolated`: each thread of a phase sees shared memory as the phase began, and std::logic_error when two threads change one word: an exact check for
    /// races in shared memory, at the price of a copy a thread.
    enum class Order { ascending, descending, shuffled, isolated };

    explicit EmulatedMachine(
        Order order, std::size_t batch_bytes = std::size_t{1} << 20, std::uint32_t nonce_block = 1u << 10
    )
        : order_(order),
          batch_bytes_(batch_bytes),
          nonce_block_(nonce_block) {}

    /// Filled with a pattern that is no field element.
    class Memory {
      public:
        explicit Memory(std::size_t bytes) : bytes_(new(kAlignment) unsigned char[bytes]) {
            std::memset(bytes_.get(), 0xff, bytes);
        }
        [[nodiscard]] void* data() const { return bytes_.get(); }

      private:
        static constexpr std::align_val_t kAlignment{256};
        struct Free {
            void operator()(unsigned char* p) const { ::operator delete[](p, kAlignment); }
        };
        std::unique_ptr<unsigned char[], Free> bytes_;
    };

    [[nodiscard]] Memory allocate(std::size_t bytes) const { return Memory(bytes); }
    void upload(void* to, const void* from, std::size_t bytes) const { copy(to, from, bytes); }
    void download(void* to, const void* from, std::size_t bytes) const { copy(to, from, bytes); }
    void wait() const {}
    [[nodiscard]] std::size_t batch_bytes() const { return batch_bytes_; }
    [[nodiscard]] std::uint32_t nonce_block() const { return nonce_block_; }

    template <class Body>
    void run(const Body& body) {
        const LaunchShape shape = body.shape();
        if (shape.grid_x == 0) return;
        if (shape.threads == 0 || shape.threads > Body::kMaxThreads || shape.grid_y == 0 || shape.grid_y > kMaxGridY ||
            shape.shared_words > kMaxSharedWords) {
            throw std::logic_error("a body's launch shape leaves its bounds");
        }
        const std::vector<std::uint32_t> threads = order(shape.threads);
        const std::vector<std::uint32_t> blocks = order(shape.grid_x);
        std::vector<std::uint32_t> shared(shape.shared_words);
        for (std::uint32_t block_y = 0; block_y < shape.grid_y; ++block_y) {
            for (const std::uint32_t block_x : blocks) {
                shared.assign(shape.shared_words, 0xffffffffu);
                for (int phase = 0; phase < shape.phases; ++phase) {
                    run_phase(body, phase, {block_x, block_y, 0}, threads, shared);
                }
            }
        }
        ++n_launches_;
    }

    [[nodiscard]] std::size_t n_launches() const { return n_launches_; }

  private:
    static constexpr std::uint32_t kMaxSharedWords = 12288;

    template <class Body>
    void run_phase(
        const Body& body,
        int phase,
        ThreadIndex at,
        const std::vector<std::uint32_t>& threads,
        std::vector<std::uint32_t>& shared
    ) const {
        if (order_ != Order::isolated) {
            for (const std::uint32_t thread : threads) {
                at.thread = thread;
                body.run(phase, at, shared.data());
            }
            return;
        }
        const std::vector<std::uint32_t> before = shared;
        std::vector<std::uint32_t> own = before;
        std::vector<bool> changed(shared.size());
        for (const std::uint32_t thread : threads) {
            at.thread = thread;
            body.run(phase, at, own.data());
            for (std::size_t i = 0; i < own.size(); ++i) {
                if (own[i] == before[i]) continue;
                if (changed[i]) throw std::logic_error("two threads change one shared word in one phase");
                changed[i] = true;
                shared[i] = own[i];
                own[i] = before[i];
            }
        }
    }

    static void copy(void* to, const void* from, std::size_t bytes) {
        if (bytes != 0) std::memcpy(to, from, bytes);
    }

    [[nodiscard]] std::vector<std::uint32_t> order(std::uint32_t n) {
        std::vector<std::uint32_t> out(n);
        std::iota(out.begin(), out.end(), 0u);
        if (order_ == Order::descending) std::reverse(out.begin(), out.end());
        if (order_ == Order::shuffled) std::shuffle(out.begin(), out.end(), random_);
        return out;
    }

    Order order_;
    std::size_t batch_bytes_;
    std::uint32_t nonce_block_;
    std::mt19937 random_{20240611};
    std::size_t n_launches_ = 0;
};

}  // namespace zk::cuda
