#include "vm/testing/assembler.hpp"

#include "vm/elf/elf.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace zk::vm::testing {
namespace {

constexpr std::size_t kUnbound = std::numeric_limits<std::size_t>::max();

std::uint8_t r(int index) {
    return static_cast<std::uint8_t>(index);
}

Bytes to_bytes(const std::vector<std::uint32_t>& words) {
    Bytes bytes(4 * words.size());
    for (std::size_t i = 0; i < words.size(); ++i) store_u32le(bytes.data() + 4 * i, words[i]);
    return bytes;
}

}  // namespace

void Assembler::reg(Op op, int rd, int rs1, int rs2) {
    emit({op, r(rd), r(rs1), r(rs2), 0});
}
void Assembler::imm(Op op, int rd, int rs1, std::int32_t immediate) {
    emit({op, r(rd), r(rs1), 0, static_cast<std::uint32_t>(immediate)});
}
void Assembler::store(Op op, int source, std::int32_t offset, int base) {
    emit({op, 0, r(base), r(source), static_cast<std::uint32_t>(offset)});
}
void Assembler::upper(Op op, int rd, std::uint32_t value) {
    emit({op, r(rd), 0, 0, value});
}

void Assembler::li(int rd, std::uint32_t value) {
    const auto low = static_cast<std::int32_t>(value << 20) >> 20;
    const std::uint32_t high = value - static_cast<std::uint32_t>(low);
    if (high != 0) upper(Op::kLui, rd, high);
    if (low != 0 || high == 0) imm(Op::kAddi, rd, high != 0 ? rd : 0, low);
}

void Assembler::branch(Op op, int rs1, int rs2, Label target) {
    uses_.push_back({words_.size(), {op, 0, r(rs1), r(rs2), 0}, target.number});
    words_.push_back(0);
}

void Assembler::jal(int rd, Label target) {
    uses_.push_back({words_.size(), {Op::kJal, r(rd), 0, 0, 0}, target.number});
    words_.push_back(0);
}

void Assembler::ecall() {
    emit({Op::kEcall, 0, 0, 0, 0});
}

void Assembler::exit(std::uint32_t code) {
    li(10, code);
    li(17, 93);
    ecall();
}

Label Assembler::label() {
    labels_.push_back(kUnbound);
    return {labels_.size() - 1};
}

void Assembler::bind(Label label) {
    labels_[label.number] = words_.size();
}

Label Assembler::here() {
    const Label made = label();
    bind(made);
    return made;
}

std::uint32_t Assembler::address() const {
    return kCodeAddress + 4 * static_cast<std::uint32_t>(words_.size());
}

Bytes Assembler::elf() const {
    std::vector<std::uint32_t> words = words_;
    for (const Use& use : uses_) {
        Instruction instruction = use.instruction;
        instruction.imm = static_cast<std::uint32_t>((labels_[use.label] - use.at) * 4);
        words[use.at] = encode(instruction);
        if (labels_[use.label] == kUnbound || decode(words[use.at]) != instruction) {
            throw std::logic_error("a label is unbound or out of range");
        }
    }
    std::vector<ElfSegment> segments{{kCodeAddress, to_bytes(words), static_cast<std::uint32_t>(4 * words.size()), 5}};
    if (!data.empty()) {
        segments.push_back({kDataAddress, to_bytes(data), static_cast<std::uint32_t>(4 * data.size()), 6});
    }
    return make_elf(kCodeAddress, segments);
}

Program Assembler::program() const {
    Result<Program> program = load_elf(elf());
    if (!program) throw std::logic_error(program.error().message());
    return std::move(*program);
}

Bytes make_elf(std::uint32_t entry, const std::vector<ElfSegment>& segments) {
    constexpr std::uint32_t kPage = 4096;
    constexpr std::uint8_t kIdentification[7] = {0x7f, 'E', 'L', 'F', 1, 1, 1};
    Bytes file(52 + 32 * segments.size(), 0);
    std::copy(std::begin(kIdentification), std::end(kIdentification), file.begin());
    const auto put16 = [&](std::size_t at, std::uint32_t value) {
        file[at] = static_cast<std::uint8_t>(value);
        file[at + 1] = static_cast<std::uint8_t>(value >> 8);
    };
    put16(16, 2);    // EXEC
    put16(18, 243);  // RISC-V
    store_u32le(file.data() + 20, 1);
    store_u32le(file.data() + 24, entry);
    store_u32le(file.data() + 28, 52);
    put16(40, 52);
    put16(42, 32);
    put16(44, static_cast<std::uint32_t>(segments.size()));
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const ElfSegment& segment = segments[i];
        // Offset and address agree modulo the page, as loaders that map files want it.
        const std::size_t offset = (file.size() + kPage - 1) / kPage * kPage + segment.address % kPage;
        file.resize(offset, 0);
        file.insert(file.end(), segment.contents.begin(), segment.contents.end());
        const std::uint32_t fields[8] = {
            1,
            static_cast<std::uint32_t>(offset),
            segment.address,
            segment.address,
            static_cast<std::uint32_t>(segment.contents.size()),
            segment.memory_bytes,
            segment.flags,
            kPage};
        for (std::size_t f = 0; f < 8; ++f) store_u32le(file.data() + 52 + 32 * i + 4 * f, fields[f]);
    }
    return file;
}

}  // namespace zk::vm::testing
