#include "vm/testing/reference_machine.hpp"

#include "vm/testing/reference_accelerators.hpp"

#include <optional>
#include <utility>

namespace zk::vm::testing {
namespace {

std::uint32_t bits(std::uint32_t word, int high, int low) {
    std::uint32_t out = 0;
    for (int i = high; i >= low; --i) out = out * 2 + (word >> i & 1);
    return out;
}

std::uint32_t extend(std::uint32_t value, int width) {
    return bits(value, width - 1, width - 1) == 1 ? value | ~0u << (width - 1) : value;
}

bool is_negative(std::uint32_t value) {
    return value >= 0x80000000u;
}

/// Signed order: flip the sign bit and compare unsigned.
bool is_less(std::uint32_t a, std::uint32_t b) {
    return (a ^ 0x80000000u) < (b ^ 0x80000000u);
}

/// Both operands extended to 64 bits, product modulo 2^64 by shifting and adding.
std::uint64_t product(std::uint32_t a, std::uint32_t b, bool a_signed, bool b_signed) {
    const std::uint64_t wide_a = a_signed && is_negative(a) ? 0xFFFFFFFF00000000u | a : a;
    const std::uint64_t wide_b = b_signed && is_negative(b) ? 0xFFFFFFFF00000000u | b : b;
    std::uint64_t sum = 0;
    for (int i = 0; i < 64; ++i) {
        if ((wide_b >> i & 1) != 0) sum += wide_a << i;
    }
    return sum;
}

/// Quotient and remainder of non-zero b, one bit at a time.
std::pair<std::uint32_t, std::uint32_t> divide(std::uint32_t a, std::uint32_t b) {
    std::uint32_t quotient = 0;
    std::uint64_t remainder = 0;
    for (int i = 31; i >= 0; --i) {
        remainder = remainder * 2 + (a >> i & 1);
        if (remainder >= b) {
            remainder -= b;
            quotient |= 1u << i;
        }
    }
    return {quotient, static_cast<std::uint32_t>(remainder)};
}

std::uint32_t magnitude(std::uint32_t a) {
    return is_negative(a) ? 0u - a : a;
}

std::uint32_t arithmetic(std::uint32_t funct3, std::uint32_t a, std::uint32_t b, bool alternative) {
    const auto amount = static_cast<int>(b & 31);
    switch (funct3) {
        case 0:
            return alternative ? a - b : a + b;
        case 1:
            return static_cast<std::uint32_t>(product(a, 1u << amount, false, false));
        case 2:
            return is_less(a, b) ? 1 : 0;
        case 3:
            return a < b ? 1 : 0;
        case 4:
            return (a | b) & ~(a & b);
        case 5: {
            std::uint32_t out = a;
            for (int i = 0; i < amount; ++i) out = out / 2 + (alternative && is_negative(a) ? 0x80000000u : 0);
            return out;
        }
        case 6:
            return a | b;
        default:
            return a & b;
    }
}

std::uint32_t multiply_divide(std::uint32_t funct3, std::uint32_t a, std::uint32_t b) {
    switch (funct3) {
        case 0:
            return static_cast<std::uint32_t>(product(a, b, false, false));
        case 1:
            return static_cast<std::uint32_t>(product(a, b, true, true) >> 32);
        case 2:
            return static_cast<std::uint32_t>(product(a, b, true, false) >> 32);
        case 3:
            return static_cast<std::uint32_t>(product(a, b, false, false) >> 32);
        case 4: {
            if (b == 0) return 0xFFFFFFFFu;
            const std::uint32_t quotient = divide(magnitude(a), magnitude(b)).first;
            return is_negative(a) != is_negative(b) ? 0u - quotient : quotient;
        }
        case 5:
            return b == 0 ? 0xFFFFFFFFu : divide(a, b).first;
        case 6: {
            if (b == 0) return a;
            const std::uint32_t remainder = divide(magnitude(a), magnitude(b)).second;
            return is_negative(a) ? 0u - remainder : remainder;
        }
        default:
            return b == 0 ? a : divide(a, b).second;
    }
}

/// 544-bit integers, low word first: twice a product of 256-bit ones fits.
using Big = std::array<std::uint32_t, 17>;

Big plus(const Big& x, const Big& y) {
    Big out{};
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        sum = sum / (std::uint64_t{1} << 32) + x[i] + y[i];
        out[i] = static_cast<std::uint32_t>(sum);
    }
    return out;
}

/// Modulo 2^544.
Big minus(const Big& x, const Big& y) {
    Big complement{};
    for (std::size_t i = 0; i < y.size(); ++i) complement[i] = ~y[i];
    return plus(plus(x, complement), Big{1});
}

bool at_least(const Big& x, const Big& y) {
    for (std::size_t i = x.size(); i-- > 0;) {
        if (x[i] != y[i]) return x[i] > y[i];
    }
    return true;
}

bool big_bit(const Big& x, std::size_t i) {
    return (x[i / 32] >> i % 32 & 1) != 0;
}

/// The 256-bit operation of this funct7; nothing where it is an error.
std::optional<Big> wide_arithmetic(std::uint32_t funct7, const Big& a, const Big& b, Big m) {
    if (m == Big{}) m[8] = 1;
    Big result{};
    if (funct7 == 4) {
        result = plus(a, b);
        if (at_least(result, m)) result = minus(result, m);
    } else if (funct7 == 5) {
        if (!at_least(plus(a, m), b)) return std::nullopt;
        result = at_least(a, b) ? minus(a, b) : minus(plus(a, m), b);
    } else {
        Big product{}, quotient{}, remainder{};
        for (std::size_t i = 256; i-- > 0;) {
            product = plus(product, product);
            if (big_bit(b, i)) product = plus(product, a);
        }
        for (std::size_t i = 512; i-- > 0;) {
            quotient = plus(quotient, quotient);
            remainder = plus(remainder, remainder);
            remainder[0] += big_bit(product, i) ? 1 : 0;
            if (!at_least(remainder, m)) continue;
            remainder = minus(remainder, m);
            quotient[0] += 1;
        }
        if (at_least(quotient, Big{0, 0, 0, 0, 0, 0, 0, 0, 1})) return std::nullopt;
        return funct7 == 2 ? remainder : quotient;
    }
    if (at_least(result, m)) return std::nullopt;
    return result;
}

}  // namespace

ReferenceMachine::ReferenceMachine(
    std::vector<std::uint32_t> code, std::uint32_t code_address, std::uint32_t entry, std::vector<std::uint32_t> hints
)
    : pc(entry),
      code_(std::move(code)),
      code_address_(code_address),
      hints_(std::move(hints)) {
    x[2] = 0x7FFF0000;
    for (std::size_t i = 0; i < code_.size(); ++i) {
        store(code_address + 4 * static_cast<std::uint32_t>(i), 4, code_[i]);
    }
}

std::uint32_t ReferenceMachine::load(std::uint32_t address, int n_bytes) const {
    std::uint32_t value = 0;
    for (int i = n_bytes - 1; i >= 0; --i) {
        const auto at = memory.find(address + static_cast<std::uint32_t>(i));
        value = value * 256 + (at == memory.end() ? 0 : at->second);
    }
    return value;
}

void ReferenceMachine::store(std::uint32_t address, int n_bytes, std::uint32_t value) {
    for (int i = 0; i < n_bytes; ++i) {
        memory[address + static_cast<std::uint32_t>(i)] = static_cast<std::uint8_t>(value >> (8 * i));
    }
}

ReferenceMachine::Status ReferenceMachine::run(std::uint64_t max_steps) {
    Status status = Status::kRunning;
    for (std::uint64_t i = 0; i < max_steps && status == Status::kRunning; ++i) status = step();
    return status;
}

ReferenceMachine::Status ReferenceMachine::step() {
    const auto is_code = [&](std::uint32_t at) {
        return at % 4 == 0 && at >= code_address_ && (at - code_address_) / 4 < code_.size();
    };
    if (!is_code(pc)) return Status::kError;
    const std::uint32_t word = code_[(pc - code_address_) / 4];
    const std::uint32_t opcode = bits(word, 6, 0), funct3 = bits(word, 14, 12), funct7 = bits(word, 31, 25);
    const std::uint32_t rd = bits(word, 11, 7), rs1 = bits(word, 19, 15), rs2 = bits(word, 24, 20);
    const std::uint32_t a = x[rs1], b = x[rs2];
    const std::uint32_t imm_i = extend(bits(word, 31, 20), 12);

    std::uint32_t next = pc + 4;
    bool writes = true;
    std::uint32_t result = 0;
    switch (opcode) {
        case 0b0110111:
            result = bits(word, 31, 12) * 4096;
            break;
        case 0b0010111:
            result = pc + bits(word, 31, 12) * 4096;
            break;
        case 0b1101111: {
            const std::uint32_t offset = bits(word, 31, 31) * (1u << 20) + bits(word, 19, 12) * (1u << 12) +
                                         bits(word, 20, 20) * (1u << 11) + bits(word, 30, 21) * 2;
            result = pc + 4;
            next = pc + extend(offset, 21);
            if (!is_code(next)) return Status::kError;
            break;
        }
        case 0b1100111:
            if (funct3 != 0) return Status::kError;
            result = pc + 4;
            next = (a + imm_i) / 2 * 2;
            if (!is_code(next)) return Status::kError;
            break;
        case 0b1100011: {
            const std::uint32_t offset = bits(word, 31, 31) * (1u << 12) + bits(word, 7, 7) * (1u << 11) +
                                         bits(word, 30, 25) * 32 + bits(word, 11, 8) * 2;
            bool taken = false;
            switch (funct3) {
                case 0:
                    taken = a == b;
                    break;
                case 1:
                    taken = a != b;
                    break;
                case 4:
                    taken = is_less(a, b);
                    break;
                case 5:
                    taken = !is_less(a, b);
                    break;
                case 6:
                    taken = a < b;
                    break;
                case 7:
                    taken = a >= b;
                    break;
                default:
                    return Status::kError;
            }
            if (taken) next = pc + extend(offset, 13);
            if (!is_code(next) && taken) return Status::kError;
            writes = false;
            break;
        }
        case 0b0000011: {
            if (funct3 == 3 || funct3 >= 6) return Status::kError;
            const int n_bytes = 1 << (funct3 & 3);
            const std::uint32_t address = a + imm_i;
            if (address % static_cast<std::uint32_t>(n_bytes) != 0 || is_negative(address)) return Status::kError;
            result = load(address, n_bytes);
            if (funct3 < 2) result = extend(result, 8 * n_bytes);
            break;
        }
        case 0b0100011: {
            if (funct3 > 2) return Status::kError;
            const int n_bytes = 1 << funct3;
            const std::uint32_t address = a + extend(bits(word, 31, 25) * 32 + bits(word, 11, 7), 12);
            if (address % static_cast<std::uint32_t>(n_bytes) != 0 || is_negative(address)) return Status::kError;
            store(address, n_bytes, b);
            writes = false;
            break;
        }
        case 0b0010011: {
            if (funct3 == 1 && funct7 != 0) return Status::kError;
            if (funct3 == 5 && funct7 != 0 && funct7 != 0b0100000) return Status::kError;
            result = arithmetic(funct3, a, imm_i, funct3 == 5 && funct7 != 0);
            break;
        }
        case 0b0110011:
            if (funct7 == 1) {
                result = multiply_divide(funct3, a, b);
            } else if (funct7 == 0 || (funct7 == 0b0100000 && (funct3 == 0 || funct3 == 5))) {
                result = arithmetic(funct3, a, b, funct7 != 0);
            } else {
                return Status::kError;
            }
            break;
        case 0b0001111:
            if (funct3 != 0) return Status::kError;
            writes = false;
            break;
        case 0b1110011:
            if (word != 0x73) return Status::kError;
            if (x[17] == 93) {
                exit_code = x[10];
                ++steps;
                return Status::kExited;
            }
            if (x[17] != 64 || std::uint64_t{x[11]} + x[12] > 0x80000000u) return Status::kError;
            for (std::uint32_t i = 0; i < x[12]; ++i) log.push_back(static_cast<char>(load(x[11] + i, 1)));
            x[10] = x[12];
            writes = false;
            break;
        case 0b0001011:
            if (funct3 == 1) {
                if (funct7 == 1) {
                    const std::uint32_t to = x[rd];
                    if (b == 0 || b > 1024 || a % 4 != 0 || to % 4 != 0) return Status::kError;
                    if (std::uint64_t{a} + 4 * b > 0x80000000u || std::uint64_t{to} + 4 * b > 0x80000000u) {
                        return Status::kError;
                    }
                    std::vector<std::uint32_t> words;
                    for (std::uint32_t i = 0; i < b; ++i) words.push_back(load(a + 4 * i, 4));
                    for (std::uint32_t i = 0; i < b; ++i) store(to + 4 * i, 4, words[i]);
                    writes = false;
                    break;
                }
                writes = false;
                if (funct7 == 0) {
                    if (rd != 0 || rs2 != 0) return Status::kError;
                    if (a % 4 != 0 || std::uint64_t{a} + 200 > 0x80000000u) return Status::kError;
                    std::array<std::uint32_t, 50> state;
                    for (std::uint32_t i = 0; i < 50; ++i) state[i] = load(a + 4 * i, 4);
                    state = reference_keccak_f(state);
                    for (std::uint32_t i = 0; i < 50; ++i) store(a + 4 * i, 4, state[i]);
                    break;
                }
                if (funct7 == 6) {
                    if (rd != 0 || a % 4 != 0 || b % 4 != 0) return Status::kError;
                    if (std::uint64_t{a} + 32 > 0x80000000u || std::uint64_t{b} + 64 > 0x80000000u) {
                        return Status::kError;
                    }
                    std::array<std::uint32_t, 8> hash;
                    std::array<std::uint8_t, 64> block;
                    for (std::uint32_t i = 0; i < 8; ++i) hash[i] = load(a + 4 * i, 4);
                    for (std::uint32_t i = 0; i < 64; ++i) block[i] = static_cast<std::uint8_t>(load(b + i, 1));
                    hash = reference_sha256_compress(hash, block);
                    for (std::uint32_t i = 0; i < 8; ++i) store(a + 4 * i, 4, hash[i]);
                    break;
                }
                if (funct7 < 2 || funct7 > 5) return Status::kError;
                std::array<Big, 3> operands{};
                const std::array<std::uint32_t, 4> pointers = {a, b, x[13], x[rd]};
                for (const std::uint32_t pointer : pointers) {
                    if (pointer % 4 != 0 || std::uint64_t{pointer} + 32 > 0x80000000u) return Status::kError;
                }
                for (std::size_t i = 0; i < 3; ++i) {
                    for (std::uint32_t k = 0; k < 8; ++k) operands[i][k] = load(pointers[i] + 4 * k, 4);
                }
                const std::optional<Big> wide = wide_arithmetic(funct7, operands[0], operands[1], operands[2]);
                if (!wide) return Status::kError;
                for (std::uint32_t k = 0; k < 8; ++k) store(pointers[3] + 4 * k, 4, (*wide)[k]);
                break;
            }
            if (funct3 != 0) return Status::kError;
            if (funct7 == 0 && rs1 == 0 && rs2 == 0) {
                result = static_cast<std::uint32_t>(hints_.size() - hint_position_);
            } else if (funct7 == 1 && rd == 0) {
                if (a % 4 != 0 || b == 0 || b > 1024 || std::uint64_t{a} + 4 * b > 0x80000000u) return Status::kError;
                if (b > hints_.size() - hint_position_) return Status::kError;
                for (std::uint32_t i = 0; i < b; ++i) store(a + 4 * i, 4, hints_[hint_position_++]);
                writes = false;
            } else if (funct7 == 2 && rd == 0 && rs2 == 0) {
                if (a % 4 != 0 || std::uint64_t{a} + 32 > 0x80000000u) return Status::kError;
                for (std::uint32_t i = 0; i < 8; ++i) public_words[i] = load(a + 4 * i, 4);
                writes = false;
            } else {
                return Status::kError;
            }
            break;
        default:
            return Status::kError;
    }
    if (writes && rd != 0) x[rd] = result;
    pc = next;
    ++steps;
    return Status::kRunning;
}

}  // namespace zk::vm::testing
