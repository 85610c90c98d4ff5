#include "vm/testing/random_program.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace zk::vm::testing {
namespace {

// x1 returns from calls, x8 points to the middle of the data, x9 and x18 count loops, x19 is scratch for addresses.
// The rest is anybody's.
constexpr int kReturn = 1;
constexpr int kBase = 8;
constexpr int kOuter = 9;
constexpr int kInner = 18;
constexpr int kScratch = 19;
constexpr std::uint32_t kMiddle = kDataAddress + 2 * kRandomDataWords;

class Generator {
  public:
    Generator(std::uint32_t seed, int n_instructions, bool accelerators)
        : random_(seed),
          n_left_(n_instructions),
          n_kinds_(accelerators ? 21 : 20),
          accelerators_(accelerators) {}

    Assembler make() {
        a_.data.resize(kRandomDataWords);
        for (std::uint32_t& word : a_.data) word = operand();
        for (int x = 1; x < 32; ++x) a_.li(x, operand());
        a_.li(kBase, kMiddle);

        const Label start = a_.label();
        a_.jal(0, start);
        for (int i = 0; i < 3; ++i) {
            functions_.push_back(a_.here());
            straight(4 + below(8));
            a_.imm(Op::kJalr, 0, kReturn, 0);
        }
        a_.bind(start);
        while (n_left_ > 0) {
            if (accelerators_ && below(3) == 0) u256();
            switch (below(4)) {
                case 0:
                    loop();
                    break;
                default:
                    block(8 + below(16), true);
            }
        }
        finish();
        return std::move(a_);
    }

  private:
    int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }

    /// Often a value at an edge.
    std::uint32_t operand() {
        static constexpr std::array<std::uint32_t, 10> kEdges = {
            0, 1, 2, 0xFFFFFFFF, 0xFFFFFFFE, 0x80000000, 0x7FFFFFFF, 0x80000001, 0xFFFF, 0x10000};
        switch (below(3)) {
            case 0:
                return kEdges[random_() % kEdges.size()];
            case 1:
                return static_cast<std::uint32_t>(below(64) - 32);
            default:
                return random_();
        }
    }
    int any_register() { return below(32); }
    /// A register the program may overwrite at any point; x0 now and then.
    int free_register() {
        for (;;) {
            const int x = below(32);
            if (x != kReturn && x != kBase && x != kOuter && x != kInner && x != kScratch) return x;
        }
    }

    // Draws have names because the order in which arguments are evaluated is the compiler's.
    void one() {
        --n_left_;
        const int kind = below(n_kinds_);
        if (kind < 8) {
            const int choice = below(18);
            const auto op = static_cast<Op>(choice < 10 ? choice : static_cast<int>(Op::kMul) + choice - 10);
            const int rd = free_register();
            const int rs1 = any_register();
            const int rs2 = any_register();
            a_.reg(op, rd, rs1, rs2);
        } else if (kind < 13) {
            const auto op = static_cast<Op>(static_cast<int>(Op::kAddi) + below(9));
            const bool is_shift = op == Op::kSlli || op == Op::kSrli || op == Op::kSrai;
            const int rd = free_register();
            const int rs1 = any_register();
            const int immediate = is_shift ? below(32) : below(4096) - 2048;
            a_.imm(op, rd, rs1, immediate);
        } else if (kind == 13) {
            const Op op = below(2) == 0 ? Op::kLui : Op::kAuipc;
            const int rd = free_register();
            a_.upper(op, rd, random_() & 0xFFFFF000u);
        } else if (kind < 16) {
            memory(kBase, below(4094) - 2047);
        } else if (kind < 19) {
            // A computed address: x19 = x8 + (anything & 0x7fc).
            a_.imm(Op::kAndi, kScratch, any_register(), 0x7fc);
            a_.reg(Op::kAdd, kScratch, kScratch, kBase);
            memory(kScratch, -below(2048));
            n_left_ -= 2;
        } else if (kind == 19) {
            a_.emit({Op::kFence, 0, 0, 0, 0});
        } else {
            const int which = below(3);
            which == 0 ? keccak() : which == 1 ? memory_copy() : sha256();
        }
    }

    /// x19 := x8 + (anything & 0x7fc) - offset, so that n words from there on are data.
    void data_pointer(int n_words) {
        a_.imm(Op::kAndi, kScratch, any_register(), 0x7fc);
        a_.reg(Op::kAdd, kScratch, kScratch, kBase);
        a_.imm(Op::kAddi, kScratch, kScratch, -4 * (n_words + below(512 - n_words)));
        n_left_ -= 3;
    }

    void keccak() {
        data_pointer(50);
        a_.reg(Op::kKeccakF, 0, kScratch, 0);
    }

    /// Access at base + offset, aligned down to its size; base is a multiple of 4.
    void memory(int base, int offset) {
        const int width = below(3);
        const bool is_store = below(2) == 0;
        const bool is_signed = below(2) == 0;
        offset &= ~((1 << width) - 1);
        if (is_store) {
            static constexpr Op kStores[3] = {Op::kSb, Op::kSh, Op::kSw};
            a_.store(kStores[width], any_register(), offset, base);
        } else {
            static constexpr Op kSigned[3] = {Op::kLb, Op::kLh, Op::kLw};
            static constexpr Op kUnsigned[3] = {Op::kLbu, Op::kLhu, Op::kLw};
            a_.imm(is_signed ? kSigned[width] : kUnsigned[width], free_register(), base, offset);
        }
    }

    /// A place for 8 words in one of four zones of the data, relative to the middle.
    int place(int zone) { return 4 * (250 * zone + below(240) - 500); }

    /// One 256-bit operation on places; registers coincide where pointers do, now and then.
    void operation(Op op, int result, int a, int b, int modulus) {
        constexpr int kModulus = 13;
        a_.imm(Op::kAddi, kModulus, kBase, modulus);
        std::array<std::array<int, 2>, 4> known = {{{modulus, kModulus}}};
        std::size_t n_known = 1;
        const auto pointer = [&](int offset) {
            const bool shares = below(2) == 0;
            for (std::size_t i = 0; i < n_known; ++i) {
                if (shares && known[i][0] == offset) return known[i][1];
            }
            static constexpr std::array<int, 4> kRegisters = {0, 5, 20, 31};
            const int reg = kRegisters[n_known];
            a_.imm(Op::kAddi, reg, kBase, offset);
            known[n_known++] = {offset, reg};
            return reg;
        };
        const int rs1 = pointer(a);
        const int rs2 = pointer(b);
        const int rd = pointer(result);
        a_.reg(op, rd, rs1, rs2);
        n_left_ -= 5;
    }

    /// Reduces two operands by a modulus, then computes with them; the result may overlap anything.
    void u256() {
        const int one = place(0);
        const int modulus = place(1);
        const int x = place(2);
        const int y = place(3);
        a_.li(5, 1);
        for (int i = 0; i < 8; ++i) a_.store(Op::kSw, i == 0 ? 5 : 0, one + 4 * i, kBase);
        // Fewer words than eight, and none at all, which stands for 2^256.
        const int length = below(3) == 0 ? below(8) : 8;
        for (int i = length; i < 8; ++i) a_.store(Op::kSw, 0, modulus + 4 * i, kBase);
        n_left_ -= 17;
        const int a = place(below(4));
        const int b = place(below(4));
        operation(Op::kMulMod, x, a, one, modulus);
        operation(Op::kMulMod, y, b, one, modulus);
        const std::array<int, 6> results = {x, y, modulus, x, y, modulus};
        const int choice = below(9);
        const int result = choice < 3   ? results[static_cast<std::size_t>(choice)]
                           : choice < 6 ? results[static_cast<std::size_t>(choice)] + 4 * (below(9) - 4)
                                        : place(below(4));
        const auto op = static_cast<Op>(static_cast<int>(Op::kMulMod) + below(4));
        operation(op, result, x, below(4) == 0 ? x : y, modulus);
    }

    /// Ranges that are apart, overlap or are the same; source, count and destination in x19, x20, x21, or both pointers in x19.
    void memory_copy() {
        constexpr int kCount = 20;
        constexpr int kDestination = 21;
        const int n = below(8) == 0 ? 1 + below(200) : 1 + below(20);
        data_pointer(n);
        a_.imm(Op::kAddi, kDestination, kScratch, 0);
        const int kind = below(3);
        if (kind == 0) {
            data_pointer(n);
        } else if (kind == 1) {
            data_pointer(n + 8);
            a_.imm(Op::kAddi, kDestination, kScratch, 4 * below(9));
            if (below(2) == 0) a_.imm(Op::kAddi, kScratch, kScratch, 32);
        }
        a_.li(kCount, static_cast<std::uint32_t>(n));
        a_.reg(Op::kMemoryCopy, below(8) == 0 ? kScratch : kDestination, kScratch, kCount);
        n_left_ -= 5;
    }

    /// State and block apart, overlapping or at one address; pointers in x19 and x20, or both in x19.
    void sha256() {
        constexpr int kBlock = 20;
        data_pointer(24);
        a_.imm(Op::kAddi, kBlock, kScratch, below(3) == 0 ? 32 : 4 * below(9));
        if (below(3) == 0) data_pointer(24);
        a_.reg(Op::kSha256Compress, 0, kScratch, below(8) == 0 ? kScratch : kBlock);
        n_left_ -= 2;
    }

    void straight(int n) {
        for (int i = 0; i < n; ++i) one();
    }

    void block(int n, bool calls) {
        straight(n / 2);
        const Label skip = a_.label();
        const auto op = static_cast<Op>(static_cast<int>(Op::kBeq) + below(6));
        const int rs1 = any_register();
        const int rs2 = any_register();
        a_.branch(op, rs1, rs2, skip);
        straight(1 + below(6));
        if (calls && below(3) == 0) a_.jal(kReturn, functions_[static_cast<std::size_t>(below(3))]);
        a_.bind(skip);
        straight(n / 2);
    }

    void loop() {
        a_.li(kOuter, static_cast<std::uint32_t>(1 + below(6)));
        const Label outer = a_.here();
        block(10, true);
        a_.li(kInner, 0);
        const Label inner = a_.here();
        block(6, false);
        a_.imm(Op::kAddi, kInner, kInner, 1);
        a_.imm(Op::kSltiu, kScratch, kInner, 1 + below(5));
        a_.branch(Op::kBne, kScratch, 0, inner);
        a_.imm(Op::kAddi, kOuter, kOuter, -1);
        a_.branch(Op::kBlt, 0, kOuter, outer);
    }

    void finish() {
        for (int x = 0; x < 32; ++x) a_.store(Op::kSw, x, -2048 + 4 * x, kBase);
        a_.imm(Op::kAndi, kInner, 5, 0x7f);
        a_.li(10, 1);
        a_.li(11, kDataAddress);
        a_.li(12, 4 * kRandomDataWords);
        a_.li(17, 64);
        a_.ecall();
        a_.reg(Op::kAdd, 10, kInner, 0);
        a_.li(17, 93);
        a_.ecall();
    }

    std::mt19937 random_;
    int n_left_;
    int n_kinds_;
    bool accelerators_;
    Assembler a_;
    std::vector<Label> functions_;
};

}  // namespace

Assembler random_program(std::uint32_t seed, int n_instructions, bool accelerators) {
    return Generator(seed, n_instructions, accelerators).make();
}

}  // namespace zk::vm::testing
