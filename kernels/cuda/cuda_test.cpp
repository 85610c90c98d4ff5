// The kernels on a device: the commit suite over the CUDA back end, and launches on device memory. Without a usable GPU every test is skipped with the
// runtime's reason; with ZKPROVE_REQUIRE_GPU=1 the same is a failure.

#include "kernels/backend/backend.hpp"
#include "kernels/cuda/cuda_commit_ops.hpp"
#include "kernels/cuda/merkle_plan.hpp"
#include "kernels/cuda/ntt_plan.hpp"
#include "kernels/cuda/queue.hpp"
#include "kernels/device/buffer.hpp"
#include "kernels/device/query.hpp"
#include "kernels/test/backends.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

namespace zk::test {
namespace {

bool gpu_required() {
    const char* const value = std::getenv("ZKPROVE_REQUIRE_GPU");
    return value != nullptr && std::string_view(value) == "1";
}

std::string why_no_gpu() {
    std::string reason;
    return make_cuda_commit_ops(&reason) == nullptr ? reason : std::string();
}

}  // namespace

/// Threads do not apply: the suite runs three times.
std::vector<CommitBackend> commit_backends() {
    return {
        {"cuda",
         [](int) {
             std::string reason;
             auto ops = make_cuda_commit_ops(&reason);
             if (ops == nullptr && gpu_required()) {
                 throw std::runtime_error("ZKPROVE_REQUIRE_GPU=1 and no usable GPU: " + reason);
             }
             return ops;
         },
         why_no_gpu()}};
}

namespace {

TEST(DeviceQuery, NamesADeviceOrTheReasonThereIsNone) {
    const device::DeviceQuery query = device::query_device();
    if (!query.device) {
        EXPECT_FALSE(query.reason.empty());
        std::string reason;
        EXPECT_EQ(make_cuda_commit_ops(&reason), nullptr);
        EXPECT_EQ(reason, query.reason);
        EXPECT_EQ(make_cuda_commit_ops(), nullptr);
        return;
    }
    EXPECT_TRUE(query.reason.empty());
    EXPECT_FALSE(query.device->name.empty());
    EXPECT_GE(query.device->compute_capability, 80);
    EXPECT_GT(query.device->memory_bytes, 0u);
}

TEST(DeviceCheck, NamesPlaceExpectationAndError) {
    EXPECT_NO_THROW(device::check(cudaSuccess, "nothing"));
    try {
        device::check(cudaErrorInvalidValue, "a call");
        FAIL() << "no exception";
    } catch (const device::DeviceError& error) {
        const std::string_view message = error.what();
        EXPECT_EQ(error.code(), cudaErrorInvalidValue);
        EXPECT_NE(message.find("cuda_test.cpp:"), std::string_view::npos) << message;
        EXPECT_NE(message.find("a call: expected cudaSuccess, got cudaErrorInvalidValue"), std::string_view::npos)
            << message;
    }
    EXPECT_THROW(device::check(cudaErrorMemoryAllocation, "cudaMalloc"), device::OutOfDeviceMemory);
}

TEST(DeviceView, RefusesToLeaveItsRange) {
    int values[4] = {};
    const device::DeviceView<int> view{values, 4};
    EXPECT_EQ(view.subview(1, 3).size, 3u);
    EXPECT_EQ(view.subview(4, 0).size, 0u);
    EXPECT_THROW((void)view.subview(5, 0), std::out_of_range);
    EXPECT_THROW((void)view.subview(1, 4), std::out_of_range);
    EXPECT_THROW((void)view.subview(2, static_cast<std::size_t>(-1)), std::out_of_range);
}

class OnDevice : public testing::Test {
  protected:
    void SetUp() override {
        const std::string reason = why_no_gpu();
        if (reason.empty()) return;
        if (gpu_required()) FAIL() << "ZKPROVE_REQUIRE_GPU=1 and no usable GPU: " << reason;
        GTEST_SKIP() << "no usable GPU: " << reason;
    }

    template <class T>
    static device::DeviceBuffer<T> on_device(const device::Stream& stream, const std::vector<T>& values) {
        device::DeviceBuffer<T> out(values.size());
        device::upload<T>(stream, out.view(), values);
        return out;
    }
    template <class T>
    static std::vector<T> on_host(const device::Stream& stream, const device::DeviceBuffer<T>& values) {
        std::vector<T> out(values.size());
        device::download<T>(stream, out, values.view());
        stream.synchronize();
        return out;
    }
};

TEST_F(OnDevice, BuffersKeepWhatWasUploaded) {
    Random random(51);
    const device::Stream stream;
    const std::vector<Felt> values = random.felts(1000);
    device::DeviceBuffer<Felt> buffer = on_device(stream, values);
    device::DeviceBuffer<Felt> moved = std::move(buffer);
    EXPECT_EQ(on_host(stream, moved), values);
    EXPECT_EQ(device::DeviceBuffer<Felt>(0).data(), nullptr);
    EXPECT_THROW(device::upload<Felt>(stream, moved.view(), std::span(values).first(3)), std::invalid_argument);
    EXPECT_THROW(device::DeviceBuffer<Felt>(std::size_t{1} << 50), device::OutOfDeviceMemory);
}

TEST_F(OnDevice, EventsOrderStreamsAndMeasure) {
    Random random(52);
    const device::Stream first, second;
    const std::vector<Felt> values = random.felts(1 << 16);
    device::DeviceBuffer<Felt> from(values.size()), to(values.size());
    const device::Event start(device::Event::Timing::on), uploaded(device::Event::Timing::on);
    start.record(first);
    device::upload<Felt>(first, from.view(), values);
    uploaded.record(first);
    uploaded.hold(second);
    device::check(
        cudaMemcpyAsync(to.data(), from.data(), values.size() * sizeof(Felt), cudaMemcpyDeviceToDevice, second.get()),
        "copy"
    );
    EXPECT_EQ(on_host(second, to), values);
    EXPECT_GE(uploaded.elapsed_ms(start), 0.0f);
}

/// Encodes, hashes and builds the tree in device memory without waiting in between, against the reference.
TEST_F(OnDevice, CommitsWithoutLeavingTheDevice) {
    const auto reference = make_reference_backend(2);
    const device::Stream stream;
    cuda::DeviceQueue queue(stream);
    const auto tables = on_device(stream, cuda::make_ntt_tables());
    Random random(53);
    struct Size {
        int log_message;
        std::uint32_t width;
        int log_positions;
    };
    for (const auto& [log_message, width, log_positions] :
         {Size{5, 3, 1}, {13, 9, 2}, {16, 20, 3}, {20, 4, 4}, {23, 1, 4}}) {
        const int log_n = log_message + 1;
        const std::size_t n_message = std::size_t{1} << log_message;
        const std::size_t n = std::size_t{1} << log_n;
        const std::vector<Felt> messages = random.felts(n_message * width);
        const auto from = on_device(stream, messages);
        const device::DeviceBuffer<Felt> codewords(n * width);
        cuda::enqueue_ntt<false>(
            queue,
            {codewords.data(), n, width},
            from.data(),
            n_message,
            log_message,
            log_n,
            cuda::ntt_tables(tables.data(), false)
        );
        const int depth = log_n - log_positions;
        const device::DeviceBuffer<cuda::DeviceDigest> heap(cuda::DeviceTree::size(depth));
        const cuda::DeviceTree tree{heap.data(), depth};
        cuda::LeafBody leaves;
        leaves.out = tree.layer(depth);
        leaves.columns = codewords.data();
        leaves.stride = n;
        leaves.n_columns = width;
        leaves.n_leaves = std::uint32_t{1} << depth;
        leaves.log_positions = log_positions;
        queue.run(leaves);
        cuda::enqueue_tree(queue, tree);

        std::vector<Felt> expected(n * width);
        std::vector<const Felt*> in, columns;
        std::vector<Felt*> out;
        for (std::uint32_t j = 0; j < width; ++j) {
            in.push_back(messages.data() + j * n_message);
            out.push_back(expected.data() + j * n);
            columns.push_back(out.back());
        }
        reference->encode(out, in, log_message, 1);
        ASSERT_TRUE(on_host(stream, codewords) == expected) << "codewords of 2^" << log_n;
        std::vector<Digest> layer(std::size_t{1} << depth);
        reference->hash_leaves(layer, columns, 0, log_positions);
        const std::vector<cuda::DeviceDigest> digests = on_host(stream, heap);
        for (int d = depth;; --d) {
            for (std::size_t i = 0; i < layer.size(); ++i) {
                for (int k = 0; k < 8; ++k) {
                    ASSERT_EQ(digests[layer.size() + i].words[k], layer[i].words[k].montgomery()) << d << ' ' << i;
                }
            }
            if (d == 0) break;
            std::vector<Digest> parents(layer.size() / 2);
            reference->compress_layer(parents, layer);
            layer = std::move(parents);
        }
    }
}

TEST_F(OnDevice, InverseUndoesPassesOfEachKind) {
    const device::Stream stream;
    cuda::DeviceQueue queue(stream);
    const auto tables = on_device(stream, cuda::make_ntt_tables());
    Random random(54);
    for (const int log_n : {1, 13, 14, 22, 23, 24, 25}) {
        const std::size_t n = std::size_t{1} << log_n;
        const std::vector<Felt> before = random.felts(n);
        const auto values = on_device(stream, before);
        const cuda::DeviceColumns columns{values.data(), n, 1};
        cuda::enqueue_ntt<true>(queue, columns, values.data(), n, log_n, log_n, cuda::ntt_tables(tables.data(), true));
        EXPECT_FALSE(on_host(stream, values) == before) << log_n;
        cuda::enqueue_ntt<false>(
            queue, columns, values.data(), n, log_n, log_n, cuda::ntt_tables(tables.data(), false)
        );
        EXPECT_TRUE(on_host(stream, values) == before) << log_n;
    }
}

TEST_F(OnDevice, FieldOperationsAreTheFieldsOwn) {
    const device::Stream stream;
    cuda::DeviceQueue queue(stream);
    Random random(55);
    const std::size_t n = 100003;
    const std::vector<Felt> x = random.felts(n), y = random.felts(n);
    const auto a = on_device(stream, x), b = on_device(stream, y);
    const device::DeviceBuffer<Felt> sum(n), difference(n), product(n);
    queue.run(cuda::FeltBinaryBody<cuda::BinaryOp::add>{sum.data(), a.data(), b.data(), n});
    queue.run(cuda::FeltBinaryBody<cuda::BinaryOp::sub>{difference.data(), a.data(), b.data(), n});
    queue.run(cuda::FeltBinaryBody<cuda::BinaryOp::mul>{product.data(), a.data(), b.data(), n});
    queue.run(cuda::FeltInverseBody{a.data(), n});
    const auto sums = on_host(stream, sum), differences = on_host(stream, difference),
               products = on_host(stream, product), inverses = on_host(stream, a);
    for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(sums[i], x[i] + y[i]) << i;
        ASSERT_EQ(differences[i], x[i] - y[i]) << i;
        ASSERT_EQ(products[i], x[i] * y[i]) << i;
        ASSERT_EQ(inverses[i], x[i].inverse()) << i;
    }
}

TEST_F(OnDevice, ExtensionOperationsAreTheFieldsOwn) {
    const device::Stream stream;
    cuda::DeviceQueue queue(stream);
    Random random(56);
    constexpr std::size_t n = 10007;
    constexpr int D = FeltExt::kDegree;
    const std::vector<Felt> x = random.felts(D * n), y = random.felts(D * n);
    const auto a = on_device(stream, x), b = on_device(stream, y);
    const device::DeviceBuffer<Felt> sum(D * n), difference(D * n), product(D * n);
    const auto span = [](const device::DeviceBuffer<Felt>& buffer) { return ExtSpan{buffer.data(), n, n}; };
    queue.run(cuda::ExtBinaryBody<cuda::BinaryOp::add>{span(sum), span(a), span(b)});
    queue.run(cuda::ExtBinaryBody<cuda::BinaryOp::sub>{span(difference), span(a), span(b)});
    queue.run(cuda::ExtBinaryBody<cuda::BinaryOp::mul>{span(product), span(a), span(b)});
    queue.run(cuda::ExtInverseBody{span(a)});
    const auto sums = on_host(stream, sum), differences = on_host(stream, difference),
               products = on_host(stream, product), inverses = on_host(stream, a);
    const auto at = [](const std::vector<Felt>& values, std::size_t i) { return ConstExtSpan{values.data(), n, n}[i]; };
    for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(at(sums, i), at(x, i) + at(y, i)) << i;
        ASSERT_EQ(at(differences, i), at(x, i) - at(y, i)) << i;
        ASSERT_EQ(at(products, i), at(x, i) * at(y, i)) << i;
        ASSERT_EQ(at(inverses, i), at(x, i).inverse()) << i;
    }
}

}  // namespace
}  // namespace zk::test
