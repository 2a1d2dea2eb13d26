#include "core/train/tester.h"

#include "core/data/batches.h"
#include "core/program/executor.h"
#include "core/train/dataset_source.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace propago {

namespace {

constexpr std::int64_t kBatch = 128;

std::int64_t countRight(const TensorView& answers, const TensorView& labels)
{
    const std::int64_t classes = answers.elements() / answers.shape[0];
    std::int64_t right = 0;
    for (std::int64_t i = 0; i < answers.shape[0]; ++i) {
        std::int64_t best = 0;
        for (std::int64_t k = 1; k < classes; ++k) {
            if (answers.at(i * classes + k) > answers.at(i * classes + best))
                best = k;
        }
        right += best == labels.as<std::int32_t>()[i] ? 1 : 0;
    }
    return right;
}

} // namespace

Tester::Tester(std::shared_ptr<const Program> program, std::shared_ptr<const Dataset> data,
               Normalisation normalisation, ThreadPool& pool)
    : m_program(std::move(program))
    , m_data(std::move(data))
    , m_normalisation(std::move(normalisation))
    , m_pool(&pool)
    , m_workspace(m_program, pool.threads())
{
    const Shape output = m_program->shapes()[static_cast<std::size_t>(m_program->graph().output)];
    m_probabilities = Tensor(output.batched(kBatch), m_program->options().storage());
    m_sampleLoss = Tensor(Shape{kBatch}, m_program->options().storage());
    m_loss = Tensor(Shape{1}, m_program->options().storage());
}

Result<std::unique_ptr<Tester>> Tester::make(const Graph& graph, Format format,
                                             std::shared_ptr<const Dataset> data,
                                             const Normalisation& normalisation, ThreadPool& pool)
{
    CompileOptions options;
    options.batch = kBatch;
    options.format = format;
    options.isTraining = false;
    options.hasBackward = false;
    options.hasUpdate = false;
    auto program = compile(graph, options);
    if (!program)
        return tl::unexpected(program.error());
    return std::unique_ptr<Tester>(new Tester(*program, std::move(data), normalisation, pool));
}

void Tester::adopt(const Workspace& weights)
{
    for (const int slot : m_program->parameterSlots()) {
        const TensorView to = m_workspace.view(slot);
        const TensorView from =
            weights.view(m_program->allSlots()[static_cast<std::size_t>(slot)].ref);
        std::memcpy(to.data, from.data, static_cast<std::size_t>(to.bytes()));
    }
}

void Tester::forward(std::int64_t count)
{
    Executor executor(*m_program, m_workspace, *m_pool);
    for (const Step& step : m_program->steps()) {
        if (step.kind == StepKind::Forward)
            executor.forward(step.node, count, 0, 0);
    }
}

std::optional<TestResult> Tester::test(const Workspace& weights, const LossFunction& loss,
                                       const std::function<bool()>& goesOn)
{
    adopt(weights);
    const int input = m_program->steps().front().overwrites[0];
    const TensorRef output{SlotKind::Value, m_program->graph().output, 0};
    const int labelSlot = m_program->slot({SlotKind::Labels, -1, 0});
    const int targetSlot = m_program->slot({SlotKind::Target, -1, 0});
    double lossSum = 0;
    std::int64_t right = 0;
    std::vector<std::int32_t> indices;
    for (std::int64_t first = 0; first < m_data->size(); first += kBatch) {
        const std::int64_t count = std::min(kBatch, m_data->size() - first);
        indices.resize(static_cast<std::size_t>(count));
        std::iota(indices.begin(), indices.end(), static_cast<std::int32_t>(first));
        const TensorView labels = m_workspace.view(labelSlot, count);
        const TensorView target = m_workspace.view(targetSlot, count);
        fillBatch(*m_data, m_normalisation, indices, m_workspace.view(input, count),
                  labels.as<std::int32_t>(), *m_pool);
        writeOneHot(labels, target);
        forward(count);
        const TensorView answers = m_workspace.view(m_program->slot(output), count);
        loss.forward({answers, labels, target, m_probabilities.view().slice(0, count),
                      m_sampleLoss.view().slice(0, count), m_loss.view()});
        lossSum += m_loss.at(0) * static_cast<double>(count);
        right += countRight(answers, labels);
        if (!goesOn())
            return std::nullopt;
    }
    const auto size = static_cast<double>(m_data->size());
    return TestResult{lossSum / size, static_cast<double>(right) / size};
}

} // namespace propago
