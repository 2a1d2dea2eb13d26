#include "core/trace/recorder.h"

#include "core/program/explainer.h"
#include "core/program/next_move.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace propago {

namespace {

// Euclidean norm in fp64; several lanes, always the same, so that it is quick and repeatable.
template<typename T> double norm(std::span<const T> values)
{
    constexpr std::size_t kLanes = 8;
    double lanes[kLanes] = {};
    const std::size_t whole = values.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const auto value = static_cast<double>(values[i + lane]);
            lanes[lane] += value * value;
        }
    }
    double sum = 0;
    for (const double lane : lanes)
        sum += lane;
    for (const T value : values.subspan(whole))
        sum += static_cast<double>(value) * static_cast<double>(value);
    return std::sqrt(sum);
}

double norm(const TensorView& view)
{
    return view.format == Format::Fp64 ? norm<double>(view.span<double>())
                                       : norm<float>(view.span<float>());
}

Tensor shown(const Workspace& workspace, int slot, std::int64_t sample)
{
    const Slot& s = workspace.program().allSlots()[static_cast<std::size_t>(slot)];
    TensorView view = workspace.view(slot);
    if (s.isPerSample)
        view = view.slice(sample, 1).reshaped(s.shape);
    const bool isFloating = traits(view.format).isFloating;
    if (!isFloating)
        return copyOf(view);
    Tensor tensor(view.shape, Format::Fp32);
    convert(view, tensor.view());
    return tensor;
}

double scalar(const Workspace& workspace, SlotKind kind, std::int64_t sample)
{
    const int slot = workspace.program().slot({kind, -1, 0});
    return slot < 0 ? 0.0 : workspace.view(slot).at(sample);
}

void explain(const Stepper& stepper, const Interest& interest, Snapshot& snapshot)
{
    if (interest.elements.empty() && interest.links.empty())
        return;
    Explainer explainer(stepper.program(), stepper.workspace(), stepper.pool(), snapshot.count,
                        snapshot.lastStep);
    for (const LinkQuestion& question : interest.links)
        snapshot.links.emplace(question, linksOf(explainer, snapshot.sample, question));
    for (const ElementRef& ref : interest.elements) {
        Explanation explanation = ref.tensor.kind == SlotKind::Parameter
                                      ? explainNextMove(stepper, ref.tensor, ref.element)
                                      : explainer.explain(ref.tensor, snapshot.sample, ref.element);
        if (*explanation.formula.pattern != '\0')
            snapshot.explanations.emplace(ref, std::move(explanation));
    }
}

} // namespace

std::vector<ParameterNorms> parameterNorms(const Stepper& stepper)
{
    std::vector<ParameterNorms> norms;
    for (const Slot& slot : stepper.program().allSlots()) {
        if (slot.ref.kind != SlotKind::ParameterGradient)
            continue;
        const TensorRef parameter{SlotKind::Parameter, slot.ref.node, slot.ref.index};
        norms.push_back({parameter, norm(stepper.workspace().view(parameter)),
                         norm(stepper.workspace().view(slot.ref))});
    }
    return norms;
}

std::shared_ptr<Snapshot> record(const Stepper& stepper, const Interest& interest)
{
    const Workspace& workspace = stepper.workspace();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->position = stepper.position();
    snapshot->batchesPerEpoch = stepper.batchesPerEpoch();
    snapshot->count = stepper.count();
    snapshot->lastStep = stepper.lastStep();
    snapshot->hasDiverged = stepper.hasDiverged();
    snapshot->learningRate = stepper.learningRate();
    if (snapshot->lastStep >= 0)
        snapshot->phase =
            stepper.program().steps()[static_cast<std::size_t>(snapshot->lastStep)].phase;
    snapshot->sample = std::clamp<std::int64_t>(interest.sample, 0,
                                                std::max<std::int64_t>(snapshot->count - 1, 0));
    snapshot->label = static_cast<int>(scalar(workspace, SlotKind::Labels, snapshot->sample));
    snapshot->loss = scalar(workspace, SlotKind::Loss, 0);
    snapshot->sampleLoss = scalar(workspace, SlotKind::SampleLoss, snapshot->sample);
    for (const TensorRef& ref : interest.tensors) {
        const int slot = stepper.program().slot(ref);
        if (slot >= 0)
            snapshot->tensors.emplace(ref, shown(workspace, slot, snapshot->sample));
    }
    explain(stepper, interest, *snapshot);
    if (snapshot->phase == Phase::Update)
        snapshot->norms = parameterNorms(stepper);
    return snapshot;
}

} // namespace propago
