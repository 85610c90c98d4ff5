#pragma once
// Little-endian 32-bit words in and out; internal to vm/proof.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "kernels/hash/poseidon2.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zk::vm {

inline void append_word(Bytes& out, std::uint32_t word) {
    out.resize(out.size() + 4);
    store_u32le(out.data() + out.size() - 4, word);
}

inline void append_digest(Bytes& out, const Digest& digest) {
    for (const Felt word : digest.words) append_word(out, word.value());
}

/// Reads on; after the first error everything is zero and the error stays.
class WordReader {
  public:
    WordReader(ByteView bytes, const char* what) : bytes_(bytes), what_(what) {}

    std::uint32_t word(const char* name) {
        if (error_) return 0;
        if (bytes_.size() - at_ < 4) {
            refuse(name, "4 bytes at offset " + std::to_string(at_), std::to_string(bytes_.size() - at_));
            return 0;
        }
        at_ += 4;
        return load_u32le(bytes_.data() + at_ - 4);
    }
    /// One encoding of one element: words of p and more are refused.
    Felt element(const char* name) {
        const std::uint32_t value = word(name);
        if (value < Felt::kModulus) return Felt(value);
        refuse(name, "an element below " + std::to_string(Felt::kModulus), std::to_string(value));
        return Felt::zero();
    }
    Digest digest(const char* name) {
        Digest digest{};
        for (Felt& w : digest.words) w = element(name);
        return digest;
    }
    ByteView bytes(std::size_t n, const char* name) {
        if (error_) return {};
        if (bytes_.size() - at_ < n) {
            refuse(
                name, std::to_string(n) + " bytes at offset " + std::to_string(at_), std::to_string(bytes_.size() - at_)
            );
            return {};
        }
        at_ += n;
        return bytes_.subspan(at_ - n, n);
    }
    void refuse(std::string where, std::string expected, std::string got) {
        if (!error_) error_ = Error{what_, std::move(where), std::move(expected), std::move(got)};
    }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  private:
    ByteView bytes_;
    const char* what_;
    std::size_t at_ = 0;
    std::optional<Error> error_;
};

}  // namespace zk::vm
