// What the compiler and libc++ expect of a C++ runtime: allocation, abort, and the hooks of static objects.

#include "guest/runtime/machine.hpp"

#include <new>

using zk::guest::machine::allocate;
using zk::guest::machine::release;

const std::nothrow_t std::nothrow{};

void* operator new(std::size_t n_bytes) {
    return allocate(n_bytes, 16);
}
void* operator new[](std::size_t n_bytes) {
    return allocate(n_bytes, 16);
}
void* operator new(std::size_t n_bytes, const std::nothrow_t&) noexcept {
    return allocate(n_bytes, 16);
}
void* operator new[](std::size_t n_bytes, const std::nothrow_t&) noexcept {
    return allocate(n_bytes, 16);
}
void* operator new(std::size_t n_bytes, std::align_val_t alignment) {
    return allocate(n_bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t n_bytes, std::align_val_t alignment) {
    return allocate(n_bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t n_bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate(n_bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t n_bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate(n_bytes, static_cast<std::size_t>(alignment));
}

void operator delete(void*) noexcept {}
void operator delete[](void*) noexcept {}
void operator delete(void* block, std::size_t n_bytes) noexcept {
    release(block, n_bytes);
}
void operator delete[](void* block, std::size_t n_bytes) noexcept {
    release(block, n_bytes);
}
void operator delete(void*, const std::nothrow_t&) noexcept {}
void operator delete[](void*, const std::nothrow_t&) noexcept {}
void operator delete(void*, std::align_val_t) noexcept {}
void operator delete[](void*, std::align_val_t) noexcept {}
void operator delete(void*, std::size_t, std::align_val_t) noexcept {}
void operator delete[](void*, std::size_t, std::align_val_t) noexcept {}
void operator delete(void*, std::align_val_t, const std::nothrow_t&) noexcept {}
void operator delete[](void*, std::align_val_t, const std::nothrow_t&) noexcept {}

extern "C" {

void* __dso_handle = nullptr;

void abort() {
    zk::guest::machine::panic("abort");
}
[[noreturn]] void __cxa_pure_virtual() {
    zk::guest::machine::panic("pure virtual call");
}

// A program ends by the exit call; destructors of static objects never run.
int __cxa_atexit(void (*)(void*), void*, void*) {
    return 0;
}

}  // extern "C"
