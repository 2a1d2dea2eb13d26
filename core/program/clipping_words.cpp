#include "core/program/clipping_words.h"

namespace propago {

Text clippingWords(const GradientLimits& limits)
{
    if (limits.norm <= 0)
        return {PROPAGO_TEXT("Gradients beyond ±%1 are cut off there."), {shortest(limits.value)}};
    if (limits.value <= 0)
        return {PROPAGO_TEXT("If all gradients together are longer than %1, each is shortened by "
                             "the same share."),
                {shortest(limits.norm)}};
    return {PROPAGO_TEXT("Gradients beyond ±%1 are cut off there; if all together are still longer "
                         "than %2, each is shortened by the same share."),
            {shortest(limits.value), shortest(limits.norm)}};
}

} // namespace propago
