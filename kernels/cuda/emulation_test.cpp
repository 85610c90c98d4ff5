// The kernels' text on the host against the reference: plans, bodies and the CommitOps built from them (the commit suite runs over
// commit_backends() below). What only a device can show (the launches themselves, races between warps) is in cuda_test.cpp.

#include "kernels/cuda/emulation.hpp"

#include "kernels/backend/backend.hpp"
#include "kernels/cuda/field_bodies.hpp"
#include "kernels/cuda/machine_commit_ops.hpp"
#include "kernels/ntt/bit_reverse.hpp"
#include "kernels/test/backends.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <array>

namespace zk::test {

/// The suite's thread counts 1, 2, 7 become the three orders in which the emulation runs threads.
std::vector<CommitBackend> commit_backends() {
    using Order = cuda::EmulatedMachine::Order;
    return {
        {"cuda_emulation",
         [](int threads) -> std::unique_ptr<CommitOps> {
             const Order order = threads == 1 ? Order::ascending : threads == 2 ? Order::descending : Order::shuffled;
             return std::make_unique<cuda::MachineCommitOps<cuda::EmulatedMachine>>(order);
         },
         "the host emulation is always there"}};
}

}  // namespace zk::test

namespace zk::cuda {
namespace {

using test::Random;
using Order = EmulatedMachine::Order;

constexpr Order kOrders[] = {Order::ascending, Order::descending, Order::shuffled, Order::isolated};

TEST(DeviceField, AgreesWithFeltOnEdgesAndRandomWords) {
    Random random(31);
    std::vector<Felt> values = random.felts(300);
    for (const std::uint32_t word : {0u, 1u, 2u, kP / 2, kP / 2 + 1, kP - 2, kP - 1}) {
        values.push_back(Felt::from_montgomery(word));
    }
    for (const Felt a : values) {
        for (const Felt b : values) {
            ASSERT_EQ(add(a, b), a + b);
            ASSERT_EQ(sub(a, b), a - b);
            ASSERT_EQ(mul(a, b), a * b);
            ASSERT_EQ(mul_difference(a, b, values[7]), (a - b) * values[7]);
            ASSERT_EQ(mul_difference(a, b, values.back()), (a - b) * values.back());
        }
        EXPECT_EQ(invert(a), a.inverse());
        const auto quotient = [&](std::int32_t x) { return Felt::from_montgomery(to_unsigned(x)); };
        EXPECT_EQ(Felt::from_montgomery(halve_word(a.montgomery())) * Felt(2), a);
        EXPECT_LT(halve_word(a.montgomery()), kP);
        EXPECT_EQ(quotient(divide_power<2>(a.montgomery())) * Felt(4), a);
        EXPECT_EQ(quotient(divide_power<3>(a.montgomery())) * Felt(8), a);
        EXPECT_EQ(quotient(divide_power<4>(a.montgomery())) * Felt(16), a);
        EXPECT_EQ(quotient(divide_power<8>(a.montgomery())) * Felt(256), a);
        EXPECT_EQ(quotient(divide_power<27>(a.montgomery())) * Felt(1u << 27), a);
    }
}

TEST(DeviceField, SignedProductsStayInsideTheirBounds) {
    // The extremes that the S-box meets: +-(p - 1), and products of products.
    const auto edge = static_cast<std::int32_t>(kP) - 1;
    for (const std::int32_t a : {-edge, -edge + 1, -1, 0, 1, edge - 1, edge}) {
        for (const std::int32_t b : {-edge, -edge + 1, -1, 0, 1, edge - 1, edge}) {
            const std::int64_t r = mul_signed(a, b);
            EXPECT_LT(r, std::int64_t{kP});
            EXPECT_GT(r, -std::int64_t{kP});
            const std::int64_t p = kP;
            const auto canonical = [&](std::int64_t x) { return static_cast<std::uint32_t>((x % p + p) % p); };
            EXPECT_EQ(
                Felt::from_montgomery(canonical(r)),
                Felt::from_montgomery(canonical(a)) * Felt::from_montgomery(canonical(b))
            );
        }
    }
}

TEST(DeviceField, SumOfSixteenExtremeWords) {
    for (const std::uint32_t word : {0u, 1u, kP - 1, kP / 2}) {
        std::uint32_t s[16];
        for (std::uint32_t& x : s) x = word;
        EXPECT_EQ(Felt::from_montgomery(sum_words(s)), Felt::from_montgomery(word) * Felt(16));
    }
}

TEST(DevicePoseidon, WordsAgreeWithThePermutation) {
    Random random(32);
    for (int round = 0; round < 3000; ++round) {
        PoseidonState expected{};
        std::uint32_t s[kPoseidonWidth];
        for (int i = 0; i < kPoseidonWidth; ++i) {
            expected[i] = round % 3 == 0 ? Felt::from_montgomery(random.below(2) * (kP - 1)) : random.felt();
            s[i] = expected[i].montgomery();
        }
        poseidon_permute(expected);
        permute_words(s, kPoseidonTable);
        for (int i = 0; i < kPoseidonWidth; ++i) ASSERT_EQ(s[i], expected[i].montgomery()) << "word " << i;
    }
}

TEST(NttPlan, PassesCoverEachBitOnceWithinTheTileAndThreads) {
    for (int log_n = 1; log_n <= 27; ++log_n) {
        const NttPlan plan = make_ntt_plan(log_n);
        EXPECT_EQ(plan.n_passes, log_n <= 13 ? 1 : log_n <= 23 ? 2 : 3) << log_n;
        int bit = log_n;
        for (int k = 0; k < plan.n_passes; ++k) {
            const NttPass& pass = plan.passes[static_cast<std::size_t>(k)];
            EXPECT_EQ(pass.low + pass.bits, bit) << log_n;
            bit = pass.low;
            EXPECT_GE(pass.bits, 1);
            EXPECT_LE(pass.bits + pass.log_lanes, 13) << log_n;
            if (pass.low > 0) {
                EXPECT_GE(pass.log_lanes, 3) << "runs of a sector at least, log_n " << log_n;
                EXPECT_LE(pass.log_lanes, pass.low);
            } else {
                EXPECT_EQ(pass.log_lanes, 0);
            }
        }
        EXPECT_EQ(bit, 0) << log_n;
    }
}

TEST(NttTables, HoldTheRootsTheyName) {
    const std::vector<Felt> data = make_ntt_tables();
    ASSERT_EQ(data.size(), kNttTableSize);
    for (const bool inverse : {false, true}) {
        const NttTables tables = ntt_tables(data.data(), inverse);
        const auto root = [&](int log_order, std::uint64_t exponent) {
            const Felt w = Felt::root_of_unity(log_order);
            return (inverse ? w.inverse() : w).pow(exponent);
        };
        for (int k = 0; k < kLogSmall; ++k) {
            for (const std::size_t j : {std::size_t{0}, (std::size_t{1} << k) / 2, (std::size_t{1} << k) - 1}) {
                EXPECT_EQ(tables.small[(std::size_t{1} << k) + j], root(k + 1, j)) << k << ' ' << j;
            }
        }
        for (const std::size_t i : {0u, 1u, 77u, 8191u}) {
            EXPECT_EQ(tables.fine[i], root(27, i));
            EXPECT_EQ(tables.coarse[2 * i], root(27, 2 * i << kLogFine));
        }
    }
}

TEST(NttPass, ReversesBits) {
    for (int bits = 0; bits <= 13; ++bits) {
        for (std::uint32_t i = 0; i < (1u << bits); i += 1 + i / 64) {
            EXPECT_EQ(reverse_bits(i, bits), bit_reverse(i, bits)) << i << " of " << bits << " bits";
        }
    }
}

TEST(NttPass, PaddedWordsAreDistinctAndDense) {
    std::uint32_t last = padded(0);
    for (std::uint32_t t = 1; t <= 8192; ++t) {
        EXPECT_GT(padded(t), last);
        last = padded(t);
    }
    EXPECT_LE(last, 8192u + 256u);
}

/// Columns in emulated device memory with a gap after each, which must stay untouched.
class Matrix {
  public:
    static constexpr std::size_t kGap = 5;

    Matrix(Random& random, int log_n, std::uint32_t count) : n_(std::size_t{1} << log_n), values_((n_ + kGap) * count) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            values_[i] = i % stride() < n_ ? random.felt() : Felt::from_montgomery(0x5EED);
        }
    }
    [[nodiscard]] std::size_t stride() const { return n_ + kGap; }
    [[nodiscard]] Felt* data() { return values_.data(); }
    [[nodiscard]] std::vector<Felt> column(std::size_t j) const {
        const Felt* const begin = values_.data() + j * stride();
        return {begin, begin + n_};
    }
    [[nodiscard]] bool gaps_untouched() const {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (i % stride() >= n_ && values_[i] != Felt::from_montgomery(0x5EED)) return false;
        }
        return true;
    }

  private:
    std::size_t n_;
    std::vector<Felt> values_;
};

TEST(NttPasses, EncodeColumnBatchesLikeTheReferenceInOneTwoAndThreePasses) {
    const auto reference = make_reference_backend(2);
    const std::vector<Felt> data = make_ntt_tables();
    Random random(33);
    struct Size {
        int log_message, log_blowup;
        std::uint32_t count;
    };
    for (const auto& [log_message, log_blowup, count] :
         {Size{0, 1, 3},
          {3, 1, 2},
          {4, 4, 2},
          {12, 1, 2},
          {13, 1, 3},
          {13, 3, 1},
          {16, 1, 2},
          {17, 2, 1},
          {20, 1, 1},
          {22, 1, 1},
          {22, 2, 1}}) {
        const int log_n = log_message + log_blowup;
        Matrix messages(random, log_message, count);
        Matrix codewords(random, log_n, count);
        EmulatedMachine machine(log_n % 2 == 0 ? Order::shuffled : Order::descending);
        enqueue_ntt<false>(
            machine,
            {codewords.data(), codewords.stride(), count},
            messages.data(),
            messages.stride(),
            log_message,
            log_n,
            ntt_tables(data.data(), false)
        );
        EXPECT_TRUE(codewords.gaps_untouched());
        EXPECT_EQ(machine.n_launches(), static_cast<std::size_t>(make_ntt_plan(log_n).n_passes));
        for (std::uint32_t j = 0; j < count; ++j) {
            const std::vector<Felt> message = messages.column(j);
            std::vector<Felt> expected(std::size_t{1} << log_n);
            const Felt* const in = message.data();
            Felt* const out = expected.data();
            reference->encode({&out, 1}, {&in, 1}, log_message, log_blowup);
            ASSERT_TRUE(codewords.column(j) == expected) << "column " << j << ", 2^" << log_n;
        }
    }
}

TEST(NttPasses, InverseUndoesThreePasses) {
    const std::vector<Felt> data = make_ntt_tables();
    Random random(34);
    for (const int log_n : {14, 24}) {
        Matrix values(random, log_n, 1);
        const std::vector<Felt> before = values.column(0);
        EmulatedMachine machine(Order::ascending);
        const DeviceColumns columns{values.data(), values.stride(), 1};
        enqueue_ntt<true>(
            machine, columns, values.data(), values.stride(), log_n, log_n, ntt_tables(data.data(), true)
        );
        ASSERT_FALSE(values.column(0) == before);
        enqueue_ntt<false>(
            machine, columns, values.data(), values.stride(), log_n, log_n, ntt_tables(data.data(), false)
        );
        EXPECT_TRUE(values.column(0) == before) << log_n;
        EXPECT_TRUE(values.gaps_untouched());
    }
}

TEST(NttPasses, ThreadsOfAPhaseDoNotMeetInSharedMemory) {
    const auto reference = make_reference_backend(2);
    const std::vector<Felt> data = make_ntt_tables();
    Random random(41);
    for (const int log_n : {1, 2, 3, 5, 9, 12, 13, 14, 15, 16}) {
        Matrix values(random, log_n, 1);
        std::vector<Felt> expected = values.column(0);
        reference->ntt(expected.data(), log_n);
        EmulatedMachine machine(Order::isolated);
        const DeviceColumns columns{values.data(), values.stride(), 1};
        enqueue_ntt<false>(
            machine, columns, values.data(), values.stride(), log_n, log_n, ntt_tables(data.data(), false)
        );
        ASSERT_TRUE(values.column(0) == expected) << log_n;
        reference->inverse_ntt(expected.data(), log_n);
        enqueue_ntt<true>(
            machine, columns, values.data(), values.stride(), log_n, log_n, ntt_tables(data.data(), true)
        );
        ASSERT_TRUE(values.column(0) == expected) << log_n;
    }
}

TEST(Tree, LayersAreNodesOfTheLayerBelowAtEveryDepth) {
    Random random(35);
    for (const int depth : {0, 1, 2, 7, 8, 9, 10, 12, 13}) {
        for (const Order order : kOrders) {
            std::vector<DeviceDigest> heap(DeviceTree::size(depth));
            const DeviceTree tree{heap.data(), depth};
            for (std::size_t i = 0; i < (std::size_t{1} << depth); ++i) {
                for (std::uint32_t& word : tree.layer(depth)[i].words) word = random.felt().montgomery();
            }
            EmulatedMachine machine(order);
            enqueue_tree(machine, tree);
            const auto digest = [&](std::size_t at) {
                Digest out{};
                for (int k = 0; k < 8; ++k) out.words[k] = Felt::from_montgomery(heap[at].words[k]);
                return out;
            };
            for (std::size_t i = 1; i < (std::size_t{1} << depth); ++i) {
                ASSERT_EQ(digest(i), poseidon_compress(digest(2 * i), digest(2 * i + 1))) << i << ", depth " << depth;
            }
        }
    }
}

TEST(Tree, LaunchesPerTree) {
    // 2^21 leaves: 2^20, 2^19, 2^18 alone, then four layers at a time from 2^17, the top 2^5 and below by one block.
    int launches = 0;
    int layers = 0;
    for (int d = 21; d > 0; ++launches) {
        const int levels = fused_levels(d - 1);
        EXPECT_LE(levels, CompressBody::kMaxLevels);
        EXPECT_LE(levels, d);
        d -= levels;
        layers += levels;
    }
    EXPECT_EQ(launches, 7);
    EXPECT_EQ(layers, 21);
}

TEST(LeafBody, ReadsAWindowOfAStridedMatrix) {
    Random random(36);
    for (const int log_positions : {0, 2, 4}) {
        for (const std::uint32_t width : {1u, 7u, 8u, 20u}) {
            const std::size_t n_leaves = 70;
            const std::size_t stride = (n_leaves << log_positions) + 3;
            const std::vector<Felt> matrix = random.felts(stride * width);
            std::vector<DeviceDigest> out(40);
            LeafBody body;
            body.out = out.data();
            body.columns = matrix.data();
            body.stride = stride;
            body.first_leaf = 30;
            body.n_columns = width;
            body.n_leaves = 40;
            body.log_positions = log_positions;
            EmulatedMachine(Order::shuffled).run(body);
            for (std::size_t i = 0; i < 40; ++i) {
                std::vector<Felt> leaf;
                for (std::size_t at = (30 + i) << log_positions; at < (31 + i) << log_positions; ++at) {
                    for (std::size_t j = 0; j < width; ++j) leaf.push_back(matrix[j * stride + at]);
                }
                const Digest expected = poseidon_hash(leaf);
                for (int k = 0; k < 8; ++k) ASSERT_EQ(out[i].words[k], expected.words[k].montgomery());
            }
        }
    }
}

TEST(Grind, TheSmallestNonceWinsInAnyOrderAndBlockSize) {
    Random random(37);
    const auto reference = make_reference_backend(1);
    for (int k = 0; k < 6; ++k) {
        PoseidonState state{};
        for (Felt& x : state) x = random.felt();
        const auto expected = reference->grind(state, 7);
        for (const Order order : kOrders) {
            for (const std::uint32_t block : {1u, 100u, 4096u}) {
                const MachineCommitOps<EmulatedMachine> ops(order, std::size_t{1} << 20, block);
                EXPECT_EQ(ops.grind(state, 7), expected) << "blocks of " << block;
            }
        }
    }
}

TEST(MachineCommitOps, BatchesGiveTheSameBytes) {
    // A batch that holds one column (or one leaf) at a time, one that holds some, one that holds all.
    Random random(38);
    const auto reference = make_reference_backend(1);
    const std::size_t width = 7;
    std::vector<std::vector<Felt>> messages;
    std::vector<const Felt*> in;
    for (std::size_t j = 0; j < width; ++j) messages.push_back(random.felts(256));
    for (const auto& message : messages) in.push_back(message.data());
    const auto commit = [&](const CommitOps& ops) {
        std::vector<std::vector<Felt>> codewords(width, std::vector<Felt>(512));
        std::vector<Felt*> out;
        std::vector<const Felt*> columns;
        for (auto& codeword : codewords) out.push_back(codeword.data());
        for (const auto& codeword : codewords) columns.push_back(codeword.data());
        ops.encode(out, in, 8, 1);
        std::vector<Digest> leaves(100);
        ops.hash_leaves(leaves, columns, 20, 2);
        return std::pair(codewords, leaves);
    };
    const auto expected = commit(*reference);
    for (const std::size_t batch_bytes : {1u, 8000u, 1u << 20}) {
        EXPECT_EQ(commit(MachineCommitOps<EmulatedMachine>(Order::ascending, batch_bytes)), expected) << batch_bytes;
    }
}

TEST(MachineCommitOps, RefusesShapesThatDoNotFit) {
    const MachineCommitOps<EmulatedMachine> ops(Order::ascending);
    std::vector<Digest> three(3), one(1);
    EXPECT_THROW(ops.compress_layer(one, three), std::invalid_argument);
    std::vector<Felt> message(2);
    const Felt* const in = message.data();
    EXPECT_THROW(ops.encode({}, {&in, 1}, 1, 1), std::invalid_argument);
}

template <BinaryOp kOp>
void expect_binary(Random& random, std::size_t n) {
    const std::vector<Felt> a = random.felts(n), b = random.felts(n);
    std::vector<Felt> out(n, Felt::from_montgomery(77));
    EmulatedMachine machine(Order::shuffled);
    machine.run(FeltBinaryBody<kOp>{out.data(), a.data(), b.data(), n});
    const test::ExtArray x(random.exts(n)), y(random.exts(n), 1);
    test::ExtArray z(n, 7);
    machine.run(ExtBinaryBody<kOp>{z.span(), x.view(), y.view()});
    const auto plain = [](const auto& u, const auto& v) {
        return kOp == BinaryOp::add ? u + v : kOp == BinaryOp::sub ? u - v : u * v;
    };
    for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(out[i], plain(a[i], b[i])) << i;
        ASSERT_EQ(z[i], plain(x[i], y[i])) << i;
    }
    EXPECT_TRUE(z.padding_untouched());
}

TEST(FieldBodies, BinaryOperationsOfBothFields) {
    Random random(39);
    for (const std::size_t n : {0u, 1u, 255u, 256u, 257u, 1000u}) {
        expect_binary<BinaryOp::add>(random, n);
        expect_binary<BinaryOp::sub>(random, n);
        expect_binary<BinaryOp::mul>(random, n);
    }
}

TEST(FieldBodies, ExtensionProductsOfExtremeWords) {
    for (const std::uint32_t word : {0u, 1u, kP - 1, kP - 2}) {
        FeltExt a;
        for (Felt& c : a.c) c = Felt::from_montgomery(word);
        for (const std::uint32_t other : {0u, 1u, kP - 1}) {
            FeltExt b;
            for (Felt& c : b.c) c = Felt::from_montgomery(other);
            EXPECT_EQ(mul(a, b), a * b) << word << ' ' << other;
        }
    }
}

TEST(FieldBodies, InversesLeaveZeroAlone) {
    Random random(40);
    for (const std::size_t n : {1u, 7u, 2047u, 2048u, 5000u}) {
        std::vector<Felt> values = random.felts(n);
        const std::vector<Felt> before = values;
        EmulatedMachine machine(Order::shuffled);
        machine.run(FeltInverseBody{values.data(), n});
        for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(values[i], before[i].inverse()) << i;
    }
    std::vector<FeltExt> exts = random.exts(300);
    exts[5] = FeltExt::zero();
    exts[6] = FeltExt(Felt(7));
    test::ExtArray array(exts);
    EmulatedMachine(Order::descending).run(ExtInverseBody{array.span()});
    for (std::size_t i = 0; i < exts.size(); ++i) ASSERT_EQ(array[i], exts[i].inverse()) << i;
    EXPECT_TRUE(array.padding_untouched());
}

struct IdleBody {
    static constexpr std::uint32_t kMaxThreads = 32;
    std::uint32_t threads;
    [[nodiscard]] LaunchShape shape() const { return {1, 1, threads, 0, 1}; }
    void run(int, ThreadIndex, std::uint32_t*) const {}
};

/// Wrong on purpose: every thread writes the word of its neighbour, or the same word.
struct RacingBody {
    static constexpr std::uint32_t kMaxThreads = 4;
    bool same;
    [[nodiscard]] LaunchShape shape() const { return {1, 1, 4, 4, 1}; }
    void run(int, ThreadIndex at, std::uint32_t* shared) const { shared[same ? 0 : (at.thread + 1) % 4] = at.thread; }
};

TEST(EmulatedMachine, IsolationFindsTwoWritersOfOneWord) {
    EXPECT_NO_THROW(EmulatedMachine(Order::isolated).run(RacingBody{false}));
    EXPECT_THROW(EmulatedMachine(Order::isolated).run(RacingBody{true}), std::logic_error);
}

TEST(EmulatedMachine, RefusesAShapeOutOfBounds) {
    EmulatedMachine machine(Order::ascending);
    EXPECT_NO_THROW(machine.run(IdleBody{32}));
    EXPECT_THROW(machine.run(IdleBody{33}), std::logic_error);
}

}  // namespace
}  // namespace zk::cuda
