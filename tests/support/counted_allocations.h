#pragma once
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <new>

// Replaces every form of operator new and delete, and the C library's function behind tensors, in
// the one test program that includes it, so that all of them count and all of them fit together. To be included by one file of a program only.

namespace propago::test {

inline std::atomic<std::int64_t> allocations{0};

inline void* counted(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) noexcept
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    const std::size_t bytes = (size + alignment - 1) / alignment * alignment;
    return ::memalign(alignment, bytes == 0 ? alignment : bytes);
}

inline void* orThrow(void* memory)
{
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

inline std::size_t number(std::align_val_t alignment)
{
    return static_cast<std::size_t>(alignment);
}

} // namespace propago::test

// Tensors and workspaces take their memory here.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return propago::test::counted(size, alignment);
}

// clang-format off
void* operator new(std::size_t n) { return propago::test::orThrow(propago::test::counted(n)); }
void* operator new[](std::size_t n) { return propago::test::orThrow(propago::test::counted(n)); }
void* operator new(std::size_t n, const std::nothrow_t&) noexcept { return propago::test::counted(n); }
void* operator new[](std::size_t n, const std::nothrow_t&) noexcept { return propago::test::counted(n); }
void* operator new(std::size_t n, std::align_val_t a)
{
    return propago::test::orThrow(propago::test::counted(n, propago::test::number(a)));
}
void* operator new[](std::size_t n, std::align_val_t a)
{
    return propago::test::orThrow(propago::test::counted(n, propago::test::number(a)));
}
void* operator new(std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept
{
    return propago::test::counted(n, propago::test::number(a));
}
void* operator new[](std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept
{
    return propago::test::counted(n, propago::test::number(a));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept { std::free(memory); }
// clang-format on
