#include "core/program/next_move.h"

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

// Index of the step that moves the tensor in `slot`; -1: it is not trained.
int updateOf(const Program& program, int slot)
{
    const auto& steps = program.steps();
    const auto found = std::ranges::find_if(steps, [slot](const Step& step) {
        return step.kind == StepKind::Update && step.modifies[0] == slot;
    });
    return found == steps.end() ? -1 : static_cast<int>(found - steps.begin());
}

Tensor oneOf(const TensorView& all, std::int64_t element)
{
    Tensor one(Shape{1}, all.format);
    const std::int64_t bytes = all.bytes() / all.elements();
    std::memcpy(one.view().data, static_cast<const std::byte*>(all.data) + element * bytes,
                static_cast<std::size_t>(bytes));
    return one;
}

} // namespace

Explanation explainNextMove(const Stepper& stepper, const TensorRef& parameter,
                            std::int64_t element)
{
    const Program& program = stepper.program();
    const Workspace& workspace = stepper.workspace();
    const int slot = program.slot(parameter);
    const int update = slot < 0 ? -1 : updateOf(program, slot);
    if (update < 0 || element < 0 || element >= workspace.view(slot).elements())
        return {};
    Explanation result;
    result.result = workspace.view(slot).at(element);
    const int next = stepper.position().op;
    if (next > update || (next == 0 && stepper.lastStep() >= 0)) {
        result.isOutdated = true;
        result.formula = {PROPAGO_TEXT("this batch has moved the weight to %1"),
                          {sixDigits(result.result)}};
        return result;
    }
    const auto& steps = program.steps();
    for (int i = next; i < update; ++i) {
        if (steps[static_cast<std::size_t>(i)].kind != StepKind::Update)
            return {}; // its gradient is not complete
    }
    const Step& step = steps[static_cast<std::size_t>(update)];
    Tensor weight = oneOf(workspace.view(slot), element);
    Tensor gradient = oneOf(workspace.view(step.reads[0]), element);
    std::vector<Tensor> states;
    for (std::size_t i = 1; i < step.modifies.size(); ++i)
        states.push_back(oneOf(workspace.view(step.modifies[i]), element));
    std::vector<TensorView> views;
    for (Tensor& state : states)
        views.push_back(state.view());
    UpdateContext context;
    context.parameter = weight.view();
    context.gradient = gradient.view();
    context.states = views;
    context.step = stepper.position().batch;
    context.learningRate = stepper.learningRate();
    result.steps = stepper.optimizer().explain(context);
    const double before = weight.at(0);
    stepper.optimizer().update(context);
    result.result = weight.at(0);
    Term stays, moves;
    stays.value = before;
    stays.weight = element;
    moves.value = result.result - before;
    result.terms = {stays, moves};
    result.sum = stays.value + moves.value;
    result.formula = {PROPAGO_TEXT("the weight %1 moves by %2 to %3"),
                      {sixDigits(before), sixDigits(moves.value), sixDigits(result.result)}};
    return result;
}

} // namespace propago
