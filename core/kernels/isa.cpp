#include "core/kernels/isa.h"

#include "core/kernels/tiles/tile_table.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace propago {

namespace {

constexpr std::array kIsas{Isa::Baseline, Isa::Avx2, Isa::Avx512};

#if defined(__x86_64__)
/// Not every compiler has a name for it.
bool hasHalfConversions()
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C) != 0;
}
#endif

bool supports([[maybe_unused]] Isa isa)
{
#if defined(PROPAGO_EMULATE_AVX512)
    if (isa == Isa::Avx512)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
#if defined(__x86_64__)
    if (isa == Isa::Avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
               && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16")
               && __builtin_cpu_supports("fma");
    if (isa == Isa::Avx2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
               && hasHalfConversions();
#endif
    return isa == Isa::Baseline;
}

struct Choice {
    Isa isa = widestIsa();
    std::string note;
};

Choice choose()
{
    Choice choice;
    const char* wanted = std::getenv("PROPAGO_ISA");
    if (!wanted || !*wanted)
        return choice;
    const auto found = std::find_if(kIsas.begin(), kIsas.end(),
                                    [&](Isa isa) { return std::string(wanted) == name(isa); });
    if (found == kIsas.end())
        choice.note = "PROPAGO_ISA is not baseline, avx2 or avx512; using the widest";
    else if (*found > choice.isa)
        choice.note = "PROPAGO_ISA asks for more than this processor has; using the widest";
    else
        choice.isa = *found;
    return choice;
}

const Choice& choice()
{
    static const Choice made = choose();
    return made;
}

} // namespace

Isa widestIsa()
{
    for (auto isa = kIsas.rbegin(); isa != kIsas.rend(); ++isa) {
        if (supports(*isa) && tileTable(*isa))
            return *isa;
    }
    return Isa::Baseline;
}

Isa chosenIsa()
{
    return choice().isa;
}

std::string isaNote()
{
    return choice().note;
}

const char* name(Isa isa)
{
    constexpr std::array names{"baseline", "avx2", "avx512"};
    return names[static_cast<std::size_t>(isa)];
}

std::string processorFeatures()
{
    std::string features;
#if defined(__x86_64__)
    const auto append = [&](bool has, const char* word) {
        if (has)
            features += (features.empty() ? "" : " ") + std::string(word);
    };
    append(__builtin_cpu_supports("avx2"), "avx2");
    append(__builtin_cpu_supports("fma"), "fma");
    append(__builtin_cpu_supports("avx512f"), "avx512f");
    append(__builtin_cpu_supports("avx512bw"), "avx512bw");
    append(__builtin_cpu_supports("avx512vnni"), "avx512vnni");
    append(__builtin_cpu_supports("avx512bf16"), "avx512bf16");
#endif
    return features;
}

bool nativeBf16()
{
    return chosenIsa() == Isa::Avx512;
}

bool nativeInt8Dot()
{
    return chosenIsa() == Isa::Avx512;
}

} // namespace propago
