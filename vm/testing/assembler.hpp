#pragma once
// Makes small programs for tests: instructions with labels, laid out as a static ELF file that the machine and
// qemu-riscv32 both run.

#include "base/bytes.hpp"
#include "vm/elf/program.hpp"

#include <cstdint>
#include <vector>

namespace zk::vm::testing {

inline constexpr std::uint32_t kCodeAddress = 0x00100000;
inline constexpr std::uint32_t kDataAddress = 0x00800000;

/// A position in the code, bound before or after it is used.
struct Label {
    std::size_t number;
};

class Assembler {
  public:
    /// Any instruction, or any word.
    void emit(const Instruction& instruction) { words_.push_back(encode(instruction)); }
    void word(std::uint32_t value) { words_.push_back(value); }

    void reg(Op op, int rd, int rs1, int rs2);                 ///< add .. sltu, mul .. remu, host calls
    void imm(Op op, int rd, int rs1, std::int32_t immediate);  ///< addi .. sltiu, jalr, loads
    void store(Op op, int source, std::int32_t offset, int base);
    void upper(Op op, int rd, std::uint32_t value);  ///< lui, auipc: the low 12 bits of value are zero
    void li(int rd, std::uint32_t value);            ///< one or two instructions
    void branch(Op op, int rs1, int rs2, Label target);
    void jal(int rd, Label target);
    void ecall();
    void exit(std::uint32_t code);  ///< overwrites a0, a7

    [[nodiscard]] Label label();
    void bind(Label label);
    [[nodiscard]] Label here();
    [[nodiscard]] std::uint32_t address() const;  ///< of the next instruction, in bytes

    /// Words at kDataAddress, readable and writable.
    std::vector<std::uint32_t> data;

    /// Precondition: every label used is bound, in range of its instruction.
    [[nodiscard]] Bytes elf() const;
    [[nodiscard]] Program program() const;

  private:
    struct Use {
        std::size_t at;
        Instruction instruction;
        std::size_t label;
    };
    std::vector<std::uint32_t> words_;
    std::vector<std::size_t> labels_;  ///< position, or kUnbound
    std::vector<Use> uses_;
};

/// One PT_LOAD of an ELF file made for a test.
struct ElfSegment {
    std::uint32_t address;
    Bytes contents;
    std::uint32_t memory_bytes;
    std::uint32_t flags;  ///< 1 execute, 2 write, 4 read
};

Bytes make_elf(std::uint32_t entry, const std::vector<ElfSegment>& segments);

}  // namespace zk::vm::testing
