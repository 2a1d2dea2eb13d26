#pragma once
#include <string>

namespace propago {

/// Families of vector instructions that the kernels are compiled for, narrowest first.
/// Avx512 stands for F, BW, DQ, VL, VNNI and BF16 together; a processor with less uses Avx2.
enum class Isa { Baseline, Avx2, Avx512 };

/// The widest family that this processor has and that this build contains.
Isa widestIsa();
/// The family that kernels use unless told otherwise: the widest, or a narrower one
/// that the environment variable PROPAGO_ISA (baseline, avx2, avx512) asks for. Decided once.
Isa chosenIsa();
/// Why chosenIsa() is not what PROPAGO_ISA asked for; empty when it is.
std::string isaNote();
/// The word that PROPAGO_ISA takes.
const char* name(Isa isa);
/// The vector features of this processor that matter here, e.g. "avx2 fma avx512f vnni bf16".
std::string processorFeatures();
/// Whether bf16 and int8 dot products run on dedicated instructions under chosenIsa().
bool nativeBf16();
bool nativeInt8Dot();

} // namespace propago
