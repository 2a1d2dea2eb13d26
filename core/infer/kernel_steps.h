#pragma once
#include "core/infer/plan_step.h"

#include <memory>
#include <span>

/// Steps that run a packed kernel.
namespace propago {

/// The convolution or fully connected layer of `node`, which turns `input` into `output`; `residual`
/// is null unless the node has one. `storedBytes` grows by what the format stores for its weights:
/// the numbers themselves, biases and scales, without the padding of the packed layout.
std::unique_ptr<PlanStep> convolutionStep(const FusedNode& node, const PlanValue& input,
                                          const PlanValue* residual, const PlanValue& output,
                                          Method method, std::int64_t& storedBytes);
/// Whether a convolution can take in the max pooling behind it, and the step that does both.
bool canTakeIn(const FusedNode& convolution, const FusedNode& pool, UnitFormat format,
               Method method);
std::unique_ptr<PlanStep> pooledConvolutionStep(const FusedNode& node, const PlanValue& input,
                                                const PlanValue& output, std::int64_t& storedBytes);

/// Whether fp32 convolutions in a row gain when one step runs them all: the second is depthwise, and
/// what lies between them is never whole.
bool gainsTogether(const FusedNode& first, const FusedNode& second);
bool gainsTogether(const FusedNode& first, const FusedNode& second, const FusedNode& third);
/// Whether they are an inverted residual that one kernel takes in fp32.
bool isBottleneck(const FusedNode& first, const FusedNode& second, const FusedNode& third);
/// A convolution in a row of them, and what it makes.
struct ChainLink {
    const FusedNode* node = nullptr;
    const PlanValue* output = nullptr;
};
/// The step for two or three; the last one may have a residual.
std::unique_ptr<PlanStep> chainStep(std::span<const ChainLink> links, const PlanValue& input,
                                    const PlanValue* residual, std::int64_t& storedBytes);
std::unique_ptr<PlanStep> linearStep(const FusedNode& node, const PlanValue& input,
                                     const PlanValue& output, std::int64_t& storedBytes);

/// Pooling of `node`; a global average in fp32 and bf16 is one window over the plane.
std::unique_ptr<PlanStep> poolStep(const FusedNode& node, const PlanValue& input,
                                   const PlanValue& output);

} // namespace propago
