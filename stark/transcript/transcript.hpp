#pragma once
// Fiat-Shamir by a duplex sponge over Poseidon2-16, rate 8, overwrite mode (docs/protocol.md, section "Transcript"). Freestanding.

#include "kernels/field/felt_ext.hpp"
#include "kernels/hash/poseidon2.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace zk::stark {

/// Receives one line for every step, in order: prover and verifier print the same list.
class TranscriptLog {
  public:
    virtual ~TranscriptLog() = default;
    /// `absorbed`: elements taken in (0 for a challenge); `squeezed`: elements given out.
    virtual void step(const char* label, std::size_t absorbed, std::size_t squeezed) = 0;
};

class Transcript {
  public:
    explicit Transcript(TranscriptLog* log = nullptr) : log_(log) {
        for (Felt& x : state_) x = Felt::zero();
    }

    void absorb(const char* label, std::span<const Felt> elements) {
        note(label, elements.size(), 0);
        for (const Felt x : elements) absorb_one(x);
    }
    void absorb(const char* label, std::span<const FeltExt> elements) {
        note(label, elements.size() * FeltExt::kDegree, 0);
        for (const FeltExt& x : elements) {
            for (const Felt c : x.c) absorb_one(c);
        }
    }
    void absorb(const char* label, std::span<const Digest> digests) {
        note(label, digests.size() * 8, 0);
        for (const Digest& digest : digests) {
            for (const Felt x : digest.words) absorb_one(x);
        }
    }

    FeltExt challenge(const char* label) {
        note(label, 0, FeltExt::kDegree);
        FeltExt x;
        for (Felt& c : x.c) c = squeeze_one();
        return x;
    }

    /// An index of `bits` <= 27 bits: the low bits of one canonical element.
    std::uint32_t challenge_bits(const char* label, int bits) {
        note(label, 0, 1);
        return squeeze_one().value() & ((std::uint32_t{1} << bits) - 1);
    }

    /// State that a nonce is searched for: everything absorbed so far is flushed. See CommitOps::grind.
    PoseidonState grinding_state() {
        flush();
        return state_;
    }

    /// Absorbs a nonce as a block of its own and says whether the first element squeezed then has `bits` low zero bits. That element is consumed.
    [[nodiscard]] bool absorb_nonce(const char* label, std::uint32_t nonce, int bits) {
        note(label, 1, 1);
        flush();
        absorb_one(Felt(nonce));
        return (squeeze_one().value() & ((std::uint32_t{1} << bits) - 1)) == 0;
    }

  private:
    void note(const char* label, std::size_t absorbed, std::size_t squeezed) {
        if (log_ != nullptr) log_->step(label, absorbed, squeezed);
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
