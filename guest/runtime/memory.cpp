#include "guest/runtime/memory.hpp"

#include "guest/accelerator/accelerator.hpp"

#include <cstdint>

namespace zk::guest::machine {
namespace {

using Word [[gnu::may_alias]] = std::uint32_t;

constexpr std::size_t kWord = sizeof(Word);
constexpr std::size_t kBlock = 8 * kWord;
/// From so many words on the accelerator costs less than loads and stores: an instruction more, and 13 columns and 8 interactions a word instead of 37
/// and 28.
constexpr std::size_t kLeastAccelerated = 4;

[[maybe_unused]] std::size_t words_of_one_call(std::size_t n_words) {
    return n_words < kMaxWordsPerCall ? n_words : kMaxWordsPerCall;
}

std::size_t offset_in_word(const void* at) {
    return reinterpret_cast<std::uintptr_t>(at) % kWord;
}

/// Copies n_words words between aligned places, front to back; a place may overlap the other when it lies before it.
void copy_words(Word* to, const Word* from, std::size_t n_words) {
    if constexpr (accelerator::kPresent) {
        while (n_words >= kLeastAccelerated) {
            const std::size_t n = words_of_one_call(n_words);
            accelerator::memory_copy(to, from, n);
            to += n, from += n, n_words -= n;
        }
    }
    for (; n_words >= 8; n_words -= 8, to += 8, from += 8) {
        const Word a = from[0], b = from[1], c = from[2], d = from[3];
        const Word e = from[4], f = from[5], g = from[6], h = from[7];
        to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        to[4] = e, to[5] = f, to[6] = g, to[7] = h;
    }
    for (; n_words != 0; --n_words) *to++ = *from++;
}

/// Back to front, the ends given; the destination may overlap the source when it lies behind it.
void copy_words_back(Word* to, const Word* from, std::size_t n_words) {
    if constexpr (accelerator::kPresent) {
        while (n_words >= kLeastAccelerated) {
            const std::size_t n = words_of_one_call(n_words);
            to -= n, from -= n, n_words -= n;
            accelerator::memory_copy(to, from, n);
        }
    }
    for (; n_words != 0; --n_words) *--to = *--from;
}

/// Front to back from a place that is not aligned: each word is put together of two.
void copy_shifted_words(Word* to, const std::uint8_t* from, std::size_t n_words) {
    const unsigned right = 8 * static_cast<unsigned>(offset_in_word(from));
    const unsigned left = 32 - right;
    const auto* next = reinterpret_cast<const Word*>(from - offset_in_word(from));
    Word low = *next++;
    for (; n_words >= 4; n_words -= 4, to += 4, next += 4) {
        const Word a = next[0], b = next[1], c = next[2], d = next[3];
        to[0] = low >> right | a << left;
        to[1] = a >> right | b << left;
        to[2] = b >> right | c << left;
        to[3] = c >> right | d << left;
        low = d;
    }
    for (; n_words != 0; --n_words) {
        const Word high = *next++;
        *to++ = low >> right | high << left;
        low = high;
    }
}

/// Back to front, the ends given, from a place that is not aligned; the destination may overlap the source when it lies behind it.
void copy_shifted_words_back(Word* to, const std::uint8_t* from, std::size_t n_words) {
    const unsigned right = 8 * static_cast<unsigned>(offset_in_word(from));
    const unsigned left = 32 - right;
    const auto* next = reinterpret_cast<const Word*>(from - offset_in_word(from));
    Word high = *next;
    for (; n_words != 0; --n_words) {
        const Word low = *--next;
        *--to = low >> right | high << left;
        high = low;
    }
}

}  // namespace

void* copy(void* destination, const void* source, std::size_t n) {
    auto* to = static_cast<std::uint8_t*>(destination);
    const auto* from = static_cast<const std::uint8_t*>(source);
    if (n >= 2 * kWord) {
        for (; offset_in_word(to) != 0; --n) *to++ = *from++;
        const std::size_t n_words = n / kWord;
        if (offset_in_word(from) == 0) {
            copy_words(reinterpret_cast<Word*>(to), reinterpret_cast<const Word*>(from), n_words);
        } else {
            copy_shifted_words(reinterpret_cast<Word*>(to), from, n_words);
        }
        to += n_words * kWord;
        from += n_words * kWord;
        n %= kWord;
    }
    for (; n != 0; --n) *to++ = *from++;
    return destination;
}

void* move(void* destination, const void* source, std::size_t n) {
    const auto distance = reinterpret_cast<std::uintptr_t>(destination) - reinterpret_cast<std::uintptr_t>(source);
    if (distance >= n) return copy(destination, source, n);  // apart, or the destination lies before: front to back
    auto* to = static_cast<std::uint8_t*>(destination) + n;
    const auto* from = static_cast<const std::uint8_t*>(source) + n;
    if (n >= 2 * kWord) {
        for (; offset_in_word(to) != 0; --n) *--to = *--from;
        const std::size_t n_words = n / kWord;
        if (offset_in_word(from) == 0) {
            copy_words_back(reinterpret_cast<Word*>(to), reinterpret_cast<const Word*>(from), n_words);
        } else {
            copy_shifted_words_back(reinterpret_cast<Word*>(to), from, n_words);
        }
        to -= n_words * kWord;
        from -= n_words * kWord;
        n %= kWord;
    }
    for (; n != 0; --n) *--to = *--from;
    return destination;
}

void* fill(void* destination, int value, std::size_t n) {
    auto* to = static_cast<std::uint8_t*>(destination);
    const auto byte = static_cast<std::uint8_t>(value);
    if (n >= 2 * kWord) {
        for (; offset_in_word(to) != 0; --n) *to++ = byte;
        const Word word = Word{byte} * 0x01010101u;
        auto* words = reinterpret_cast<Word*>(to);
        to += n / kWord * kWord;
        for (; n >= kBlock; n -= kBlock, words += 8) {
            words[0] = word, words[1] = word, words[2] = word, words[3] = word;
            words[4] = word, words[5] = word, words[6] = word, words[7] = word;
        }
        for (; n >= kWord; n -= kWord) *words++ = word;
    }
    for (; n != 0; --n) *to++ = byte;
    return destination;
}

int compare(const void* first, const void* second, std::size_t n) {
    const auto* a = static_cast<const std::uint8_t*>(first);
    const auto* b = static_cast<const std::uint8_t*>(second);
    if (offset_in_word(a) == 0 && offset_in_word(b) == 0) {
        for (; n >= kWord && *reinterpret_cast<const Word*>(a) == *reinterpret_cast<const Word*>(b); n -= kWord) {
            a += kWord;
            b += kWord;
        }
    }
    for (; n != 0; --n, ++a, ++b) {
        if (*a != *b) return *a < *b ? -1 : 1;
    }
    return 0;
}

}  // namespace zk::guest::machine

#ifdef __riscv
// The compiler calls these by itself. -fno-builtin (images/CMakeLists.txt) keeps it from doing so in this file.
extern "C" {

void* memcpy(void* destination, const void* source, std::size_t n) {
    return zk::guest::machine::copy(destination, source, n);
}
void* memmove(void* destination, const void* source, std::size_t n) {
    return zk::guest::machine::move(destination, source, n);
}
void* memset(void* destination, int value, std::size_t n) {
    return zk::guest::machine::fill(destination, value, n);
}
int memcmp(const void* first, const void* second, std::size_t n) {
    return zk::guest::machine::compare(first, second, n);
}

}  // extern "C"
#endif
