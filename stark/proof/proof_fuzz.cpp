// Any bytes either decode into a proof that encodes to the same bytes, or are refused; verifying what decodes ends.
#include "kernels/backend/backend.hpp"
#include "stark/proof/encoding.hpp"
#include "stark/prover/prover.hpp"
#include "stark/testing/toy_machine.hpp"
#include "stark/verifier/verifier.hpp"

#include <cstdlib>

namespace {

using namespace zk;
using namespace zk::stark;

struct Setup {
    std::unique_ptr<Backend> backend = make_cpu_backend(1);
    ProvingKey key{*backend, stark::testing::toy_machine(), kToy, stark::testing::toy_program(), {}};
    stark::testing::ToyRun run = stark::testing::run_toy({5, 2, 3, 1});
    Bytes honest;

    Setup() {
        const auto alone = make_single_collective();
        const Proof proof = prove({*backend, *alone}, key, run.statement, run.boundary, run.traces);
        Geometry geometry;
        derive_geometry(geometry, stark::testing::toy_machine(), key.verifying_key(), proof.shape, run.boundary.size());
        honest = encode_proof(proof, geometry);
    }
};

}  // namespace

/// Input: edits (position, xor) of an honest proof when the first byte is odd, else the bytes themselves.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Setup setup;
    if (size == 0) return 0;
    Bytes bytes(data + 1, data + size);
    bool altered = true;
    if ((data[0] & 1) != 0) {
        bytes = setup.honest;
        altered = false;
        for (std::size_t i = 1; i + 5 <= size; i += 5) {
            bytes[load_u32le(data + i) % bytes.size()] ^= data[i + 4];
            altered = altered || data[i + 4] != 0;
        }
        altered = bytes != setup.honest;
    }
    const auto proof =
        decode_proof(bytes, stark::testing::toy_machine(), kToy, setup.key.verifying_key(), setup.run.boundary.size());
    if (!proof) return 0;
    Geometry geometry;
    if (derive_geometry(
            geometry, stark::testing::toy_machine(), setup.key.verifying_key(), proof->shape, setup.run.boundary.size()
        ) != ShapeError::kNone) {
        std::abort();
    }
    if (encode_proof(*proof, geometry) != bytes) std::abort();
    const VerifyError error = verify(
        stark::testing::toy_machine(), kToy, setup.key.verifying_key(), setup.run.statement, setup.run.boundary, *proof
    );
    if (error.ok() == altered) std::abort();
    return 0;
}
