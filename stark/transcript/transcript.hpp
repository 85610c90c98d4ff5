#pragma once
// Fiat-Shamir by a duplex sponge over Poseidon2-16, rate 8, overwrite mode (docs/protocol.md, section "Transcript"). Freestanding.

#include "kernels/field/felt_ext.hpp"
#include "kernels/hash/poseidon2.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace zk::stark {

/// Receives every step, in order: prover and verifier make the same list.
class TranscriptLog {
  public:
    enum class Kind : std::uint8_t { kAbsorb, kNonce, kChallenge };
    virtual ~TranscriptLog() = default;
    virtual void step(const char* label, Kind kind, std::span<const Felt> elements) = 0;
};

class Transcript {
  public:
    explicit Transcript(TranscriptLog* log = nullptr) : log_(log) {
        for (Felt& x : state_) x = Felt::zero();
    }

    void absorb(const char* label, std::span<const Felt> elements) {
        note(label, TranscriptLog::Kind::kAbsorb, elements);
        for (const Felt x : elements) absorb_one(x);
    }
    void absorb(const char* label, std::span<const FeltExt> elements) {
        absorb(label, flat<FeltExt, FeltExt::kDegree>(elements));
    }
    void absorb(const char* label, std::span<const Digest> digests) { absorb(label, flat<Digest, 8>(digests)); }

    FeltExt challenge(const char* label) {
        FeltExt x;
        for (Felt& c : x.c) c = squeeze_one();
        note(label, TranscriptLog::Kind::kChallenge, x.c);
        return x;
    }

    /// An index of `bits` <= 27 bits: the low bits of one canonical element.
    std::uint32_t challenge_bits(const char* label, int bits) {
        const Felt x = squeeze_one();
        note(label, TranscriptLog::Kind::kChallenge, std::span<const Felt>(&x, 1));
        return x.value() & ((std::uint32_t{1} << bits) - 1);
    }

    /// State that a nonce is searched for: everything absorbed so far is flushed. See CommitOps::grind.
    PoseidonState grinding_state() {
        flush();
        return state_;
    }

    /// Absorbs a nonce as a block of its own and says whether the first element squeezed then has `bits` low zero bits. That element is consumed.
    [[nodiscard]] bool absorb_nonce(const char* label, std::uint32_t nonce, int bits) {
        const Felt element(nonce);
        note(label, TranscriptLog::Kind::kNonce, std::span<const Felt>(&element, 1));
        flush();
        absorb_one(element);
        return (squeeze_one().value() & ((std::uint32_t{1} << bits) - 1)) == 0;
    }

  private:
    void note(const char* label, TranscriptLog::Kind kind, std::span<const Felt> elements) {
        if (log_ != nullptr) log_->step(label, kind, elements);
    }

    /// Both types are arrays of base elements and nothing else.
    template <class T, std::size_t N>
    static std::span<const Felt> flat(std::span<const T> values) {
        static_assert(sizeof(T) == N * sizeof(Felt) && std::is_standard_layout_v<T>);
        return {reinterpret_cast<const Felt*>(values.data()), N * values.size()};
    }

    void absorb_one(Felt x) {
        if (pending_ == 0) {
            for (int i = 0; i < kPoseidonRate; ++i) state_[i] = Felt::zero();
        }
        available_ = 0;
        state_[pending_++] = x;
        if (pending_ == kPoseidonRate) permute();
    }

    Felt squeeze_one() {
        if (pending_ != 0 || available_ == 0) permute();
        return state_[kPoseidonRate - available_--];
    }

    /// Pending input is hashed in; what was squeezable is given up, so that the next block starts fresh.
    void flush() {
        if (pending_ != 0) permute();
        available_ = 0;
    }

    void permute() {
        poseidon_permute(state_);
        pending_ = 0;
        available_ = kPoseidonRate;
    }

    PoseidonState state_{};
    int pending_ = 0;    ///< elements of the current input block, already in the state
    int available_ = 0;  ///< output elements not yet given out
    TranscriptLog* log_;
};

}  // namespace zk::stark
