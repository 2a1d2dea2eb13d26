#pragma once

/// Marks a function whose plain loops are compiled once for each width of vectors and chosen when the
/// program starts. Only for loops that compute every element for itself: their results have the same
/// bits at any width, so PROPAGO_ISA need not reach them. Sanitizers start too late for the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)                                \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PROPAGO_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define PROPAGO_WIDE
#endif
