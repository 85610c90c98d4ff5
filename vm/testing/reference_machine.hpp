#pragma once
// The instruction set once more, as plainly as the manual says it: words are picked apart bit by bit, products and
// quotients are computed by shifting and adding, memory is a map. Shares no code with vm/isa or vm/executor, which it
// checks.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zk::vm::testing {

class ReferenceMachine {
  public:
    enum class Status { kRunning, kExited, kError };

    /// `code` at byte address `code_address`; `hints` is the stream.
    ReferenceMachine(
        std::vector<std::uint32_t> code,
        std::uint32_t code_address,
        std::uint32_t entry,
        std::vector<std::uint32_t> hints = {}
    );

    /// One instruction; kError leaves everything as it was.
    Status step();
    Status run(std::uint64_t max_steps);

    std::uint32_t pc;  ///< byte address
    std::array<std::uint32_t, 32> x{};
    std::map<std::uint32_t, std::uint8_t> memory;  ///< by byte address; absent bytes are zero
    std::array<std::uint32_t, 8> public_words{};
    std::string log;
    std::uint32_t exit_code = 0;
    std::uint64_t steps = 0;

    [[nodiscard]] std::uint32_t load(std::uint32_t address, int n_bytes) const;
    void store(std::uint32_t address, int n_bytes, std::uint32_t value);

  private:
    std::vector<std::uint32_t> code_;
    std::uint32_t code_address_;
    std::vector<std::uint32_t> hints_;
    std::size_t hint_position_ = 0;
};

}  // namespace zk::vm::testing
