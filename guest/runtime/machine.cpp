#include "guest/runtime/machine.hpp"

#include "base/host_calls.hpp"

extern "C" {
extern char zk_heap_begin[];  // defined by link.ld
extern char zk_heap_end[];
}

namespace zk::guest::machine {
namespace {

constexpr std::uint32_t kStandardError = 2;

constinit std::uintptr_t heap_next = 0;

/// Blocks from this size on are powers of two, and free ones of a size form a list through their first words.
constexpr std::size_t kFirstReused = 64;
constexpr std::size_t kReusedSizes = 25;  // up to 2^30
struct FreeBlock {
    FreeBlock* next;
};
constinit FreeBlock* free_blocks[kReusedSizes] = {};

/// Index in free_blocks; kReusedSizes where there is none. Precondition: n_bytes >= kFirstReused.
std::size_t reused_size(std::size_t n_bytes) {
    std::size_t index = 0;
    while (index < kReusedSizes && kFirstReused << index < n_bytes) ++index;
    return index;
}

std::uint32_t ecall(std::uint32_t number, std::uint32_t arg0, std::uint32_t arg1, std::uint32_t arg2) {
    register std::uint32_t a0 asm("a0") = arg0;
    register std::uint32_t a1 asm("a1") = arg1;
    register std::uint32_t a2 asm("a2") = arg2;
    register std::uint32_t a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

std::uint32_t hint_length() {
    std::uint32_t n_words;
    asm volatile(".insn r %1, %2, %3, %0, x0, x0"
                 : "=r"(n_words)
                 : "i"(kCustom0), "i"(kHostFunct3), "i"(kFunct7HintLength)
                 : "memory");
    return n_words;
}

void hint_read(std::uint32_t* words, std::uint32_t n_words) {
    while (n_words != 0) {
        const std::uint32_t n = n_words < kMaxWordsPerCall ? n_words : kMaxWordsPerCall;
        asm volatile(".insn r %0, %1, %2, x0, %3, %4"
                     :
                     : "i"(kCustom0), "i"(kHostFunct3), "i"(kFunct7HintRead), "r"(words), "r"(n)
                     : "memory");
        words += n;
        n_words -= n;
    }
}

}  // namespace

void exit(std::uint32_t code) {
    ecall(kEcallExit, code, 0, 0);
    __builtin_unreachable();
}

void log(std::string_view text) {
    ecall(
        kEcallWrite,
        kStandardError,
        reinterpret_cast<std::uintptr_t>(text.data()),
        static_cast<std::uint32_t>(text.size())
    );
}

void panic(std::string_view message) {
    log("panic: ");
    log(message);
    log("\n");
    exit(kPanicExitCode);
}

ByteView read_input() {
    if (hint_length() == 0) panic("the hint stream is empty: it has no length word");
    std::uint32_t n_bytes = 0;
    hint_read(&n_bytes, 1);
    const std::uint32_t n_words = n_bytes / 4 + (n_bytes % 4 != 0 ? 1 : 0);
    if (n_words >= std::uint32_t{1} << 29) panic("the hint stream is longer than the heap");
    if (hint_length() != n_words) panic("the hint stream is not as long as its length word says");
    if (n_words == 0) return {};
    auto* words = static_cast<std::uint32_t*>(allocate(std::size_t{n_words} * 4, 16));
    hint_read(words, n_words);
    if (n_bytes % 4 != 0 && words[n_words - 1] >> (8 * (n_bytes % 4)) != 0) {
        panic("the hint stream is padded with something else than zero");
    }
    return {reinterpret_cast<const std::uint8_t*>(words), n_bytes};
}

void reveal(const std::uint32_t* words) {
    asm volatile(".insn r %0, %1, %2, x0, %3, x0"
                 :
                 : "i"(kCustom0), "i"(kHostFunct3), "i"(kFunct7Reveal), "r"(words)
                 : "memory");
}

void* allocate(std::size_t n_bytes, std::size_t alignment) {
    if (heap_next == 0) heap_next = reinterpret_cast<std::uintptr_t>(zk_heap_begin);
    if (alignment < 16) alignment = 16;
    if (n_bytes >= kFirstReused && alignment == 16) {
        const std::size_t index = reused_size(n_bytes);
        if (index == kReusedSizes) panic("out of memory");
        if (FreeBlock* const block = free_blocks[index]; block != nullptr) {
            free_blocks[index] = block->next;
            return block;
        }
        n_bytes = kFirstReused << index;
    }
    const auto end = reinterpret_cast<std::uintptr_t>(zk_heap_end);
    const std::uintptr_t begin = (heap_next + alignment - 1) & ~(alignment - 1);
    if (begin < heap_next || begin > end || n_bytes > end - begin) panic("out of memory");
    heap_next = begin + n_bytes;
    return reinterpret_cast<void*>(begin);
}

void release(void* block, std::size_t n_bytes) {
    if (block == nullptr || n_bytes < kFirstReused) return;
    auto* const free_block = static_cast<FreeBlock*>(block);
    FreeBlock*& first = free_blocks[reused_size(n_bytes)];
    free_block->next = first;
    first = free_block;
}

}  // namespace zk::guest::machine
