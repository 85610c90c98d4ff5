#pragma once
// CommitOps by the CUDA bodies, over a *machine* that owns memory and runs bodies: the device (cuda_commit_ops.cpp) or the host emulation that tests
// index logic where there is no GPU. A machine has
//   using Memory;                                      owns bytes, `void* data() const`, aligned to 256
//   Memory allocate(std::size_t bytes);
//   void upload(void* to, const void* from, std::size_t bytes);      ordered with run
//   void download(void* to, const void* from, std::size_t bytes);    bytes are there after wait()
//   void run(const Body&);
//   void wait();
//   std::uint32_t nonce_block() const;                 nonces a launch of grind tries
//   std::size_t batch_bytes() const;                   how much one batch of columns may take
//   static constexpr const char* kName;

#include "kernels/backend/commit_ops.hpp"
#include "kernels/cuda/merkle_plan.hpp"
#include "kernels/cuda/ntt_plan.hpp"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace zk::cuda {

template <class Machine>
class MachineCommitOps final : public CommitOps {
  public:
    template <class... Arguments>
    explicit MachineCommitOps(Arguments&&... arguments)
        : machine_(std::forward<Arguments>(arguments)...),
          tables_(machine_.allocate(kNttTableSize * sizeof(Felt))) {
        const std::vector<Felt> tables = make_ntt_tables();
        machine_.upload(tables_.data(), tables.data(), tables.size() * sizeof(Felt));
        machine_.wait();
    }

    [[nodiscard]] const char* name() const noexcept override { return Machine::kName; }

    void encode(
        std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
    ) const override {
        if (codewords.size() != messages.size()) throw std::invalid_argument("encode: as many codewords as messages");
        if (codewords.empty()) return;
        const std::lock_guard lock(mutex_);
        const int log_n = log_message + log_blowup;
        const std::size_t n_message = std::size_t{1} << log_message;
        const std::size_t n = std::size_t{1} << log_n;
        const std::size_t batch =
            std::clamp<std::size_t>(machine_.batch_bytes() / ((n + n_message) * sizeof(Felt)), 1, messages.size());
        const auto source = allocate<Felt>(batch * n_message);
        const auto target = allocate<Felt>(batch * n);
        for (std::size_t first = 0; first < messages.size(); first += batch) {
            const std::size_t count = std::min(batch, messages.size() - first);
            for (std::size_t j = 0; j < count; ++j) {
                machine_.upload(felts(source) + j * n_message, messages[first + j], n_message * sizeof(Felt));
            }
            const DeviceColumns columns{felts(target), n, static_cast<std::uint32_t>(count)};
            enqueue_ntt<false>(machine_, columns, felts(source), n_message, log_message, log_n, tables(false));
            for (std::size_t j = 0; j < count; ++j) {
                machine_.download(codewords[first + j], felts(target) + j * n, n * sizeof(Felt));
            }
            machine_.wait();
        }
    }

    void ntt(Felt* values, int log_n) const override { transform<false>(values, log_n); }
    void inverse_ntt(Felt* values, int log_n) const override { transform<true>(values, log_n); }

    void hash_leaves(
        std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
    ) const override {
        if (out.empty()) return;
        const std::lock_guard lock(mutex_);
        const std::size_t leaf_words = columns.size() << log_positions;
        const std::size_t batch = std::clamp<std::size_t>(
            machine_.batch_bytes() / (leaf_words * sizeof(Felt) + sizeof(Digest)),
            1,
            std::min<std::size_t>(out.size(), std::size_t{1} << 24)
        );
        const std::size_t stride = batch << log_positions;
        const auto matrix = allocate<Felt>(columns.size() * stride);
        const auto digests = allocate<DeviceDigest>(batch);
        for (std::size_t first = 0; first < out.size(); first += batch) {
            const std::size_t count = std::min(batch, out.size() - first);
            const std::size_t position = (first_leaf + first) << log_positions;
            for (std::size_t j = 0; j < columns.size(); ++j) {
                machine_.upload(
                    felts(matrix) + j * stride, columns[j] + position, (count << log_positions) * sizeof(Felt)
                );
            }
            LeafBody body;
            body.out = static_cast<DeviceDigest*>(digests.data());
            body.columns = felts(matrix);
            body.stride = stride;
            body.n_columns = static_cast<std::uint32_t>(columns.size());
            body.n_leaves = static_cast<std::uint32_t>(count);
            body.log_positions = log_positions;
            machine_.run(body);
            machine_.download(out.data() + first, digests.data(), count * sizeof(Digest));
            machine_.wait();
        }
    }

    void compress_layer(std::span<Digest> parents, std::span<const Digest> children) const override {
        if (children.size() != 2 * parents.size()) throw std::invalid_argument("compress_layer: two children a parent");
        if (parents.empty()) return;
        const std::lock_guard lock(mutex_);
        const auto from = allocate<DeviceDigest>(children.size());
        const auto to = allocate<DeviceDigest>(parents.size());
        machine_.upload(from.data(), children.data(), children.size_bytes());
        CompressBody body;
        body.children = static_cast<const DeviceDigest*>(from.data());
        body.layers[0] = static_cast<DeviceDigest*>(to.data());
        body.n_parents = static_cast<std::uint32_t>(parents.size());
        machine_.run(body);
        machine_.download(parents.data(), to.data(), parents.size_bytes());
        machine_.wait();
    }

    void permute_batch(std::span<PoseidonState> states) const override {
        if (states.empty()) return;
        const std::lock_guard lock(mutex_);
        const auto memory = allocate<DeviceState>(states.size());
        machine_.upload(memory.data(), states.data(), states.size_bytes());
        PermuteBody body;
        body.states = static_cast<DeviceState*>(memory.data());
        body.n = static_cast<std::uint32_t>(states.size());
        machine_.run(body);
        machine_.download(states.data(), memory.data(), states.size_bytes());
        machine_.wait();
    }

    [[nodiscard]] std::optional<std::uint32_t> grind(const PoseidonState& state, int bits) const override {
        const std::lock_guard lock(mutex_);
        const auto memory = allocate<std::uint32_t>(1);
        GrindBody body;
        body.best = static_cast<std::uint32_t*>(memory.data());
        for (int k = 0; k < kPoseidonWidth - kPoseidonRate; ++k) {
            body.capacity[k] = state[kPoseidonRate + k].montgomery();
        }
        body.mask = (std::uint32_t{1} << bits) - 1;
        std::uint32_t best = Felt::kModulus;
        machine_.upload(body.best, &best, sizeof(best));
        // Ascending blocks: all nonces below a block are refused before it is tried, so the minimum of the first block with any is the smallest.
        for (std::uint32_t first = 0; first < Felt::kModulus && best == Felt::kModulus; first += body.count) {
            body.first = first;
            body.count = std::min(machine_.nonce_block(), Felt::kModulus - first);
            machine_.run(body);
            machine_.download(&best, body.best, sizeof(best));
            machine_.wait();
        }
        if (best == Felt::kModulus) return std::nullopt;
        return best;
    }

  private:
    using Memory = typename Machine::Memory;

    template <class T>
    [[nodiscard]] Memory allocate(std::size_t n) const {
        return machine_.allocate(n * sizeof(T));
    }
    [[nodiscard]] static Felt* felts(const Memory& memory) { return static_cast<Felt*>(memory.data()); }
    [[nodiscard]] NttTables tables(bool inverse) const { return ntt_tables(felts(tables_), inverse); }

    template <bool kInverse>
    void transform(Felt* values, int log_n) const {
        const std::lock_guard lock(mutex_);
        const std::size_t n = std::size_t{1} << log_n;
        const auto memory = allocate<Felt>(n);
        machine_.upload(memory.data(), values, n * sizeof(Felt));
        enqueue_ntt<kInverse>(machine_, {felts(memory), n, 1}, felts(memory), n, log_n, log_n, tables(kInverse));
        machine_.download(values, memory.data(), n * sizeof(Felt));
        machine_.wait();
    }

    mutable std::mutex mutex_;  ///< one stream, used by one caller at a time
    mutable Machine machine_;
    Memory tables_;
};

}  // namespace zk::cuda
