#include "views/present/step_words.h"

#include "core/graph/shapes.h"
#include "views/port/translated.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace propago {

namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("StepWords", text);
}

QString stepName(const Program& program, const Step& step)
{
    const QString node = step.node < 0
                             ? QString()
                             : QString::fromStdString(
                                 program.graph().nodes[static_cast<std::size_t>(step.node)].name);
    switch (step.kind) {
    case StepKind::LoadBatch: return words(QT_TRANSLATE_NOOP("StepWords", "pictures and labels"));
    case StepKind::Forward:
    case StepKind::Update: break;
    case StepKind::ClipGradients: return words(QT_TRANSLATE_NOOP("StepWords", "clip gradients"));
    case StepKind::Loss: return QString::fromStdString(program.options().lossName);
    case StepKind::LossGradient:
        return words(QT_TRANSLATE_NOOP("StepWords", "gradient of the output"));
    case StepKind::InputGradient:
        return words(QT_TRANSLATE_NOOP("StepWords", "%1: gradient of its input")).arg(node);
    case StepKind::ParameterGradient:
        return words(QT_TRANSLATE_NOOP("StepWords", "%1: gradient of %2"))
            .arg(node,
                 QString::fromLatin1(
                     program.parameters(step.node)[static_cast<std::size_t>(step.index)].role));
    }
    if (step.kind == StepKind::Update)
        return node + QLatin1Char('.')
               + QString::fromLatin1(
                   program.parameters(step.node)[static_cast<std::size_t>(step.index)].role);
    return node;
}

double normOfAll(const std::vector<ParameterNorms>& norms)
{
    double squares = 0;
    for (const ParameterNorms& norm : norms)
        squares += norm.gradient * norm.gradient;
    return std::sqrt(squares);
}

} // namespace

QString phaseName(Phase phase)
{
    switch (phase) {
    case Phase::Load: return words(QT_TRANSLATE_NOOP("StepWords", "load"));
    case Phase::Forward: return words(QT_TRANSLATE_NOOP("StepWords", "forward"));
    case Phase::Loss: return words(QT_TRANSLATE_NOOP("StepWords", "loss"));
    case Phase::Backward: return words(QT_TRANSLATE_NOOP("StepWords", "backward"));
    case Phase::Exchange: return words(QT_TRANSLATE_NOOP("StepWords", "exchange"));
    case Phase::Update: return words(QT_TRANSLATE_NOOP("StepWords", "update"));
    }
    return {};
}

QString whereWeAre(const Snapshot& snapshot)
{
    // At a boundary the operation that ran last belongs to the batch before.
    const std::int64_t batch = snapshot.position.op == 0 && snapshot.lastStep >= 0
                                   ? snapshot.position.batch - 1
                                   : snapshot.position.batch;
    const std::int64_t length = std::max<std::int64_t>(snapshot.batchesPerEpoch, 1);
    QString text = words(QT_TRANSLATE_NOOP("StepWords", "epoch %1 · batch %2/%3"))
                       .arg(batch / length + 1)
                       .arg(batch % length + 1)
                       .arg(length);
    if (snapshot.lastStep < 0 || !snapshot.program)
        return text;
    const Step& step = snapshot.program->steps()[static_cast<std::size_t>(snapshot.lastStep)];
    return text + QStringLiteral(" · ") + phaseName(step.phase) + QStringLiteral(" · ")
           + stepName(*snapshot.program, step);
}

QString inNumbers(const Snapshot& snapshot)
{
    if (snapshot.lastStep < 0 || !snapshot.program)
        return {};
    const Program& program = *snapshot.program;
    const Step& step = program.steps()[static_cast<std::size_t>(snapshot.lastStep)];
    const QLocale locale;
    if (step.phase == Phase::Load)
        return words(QT_TRANSLATE_NOOP("StepWords", "%1 pictures")).arg(snapshot.count);
    if (step.phase == Phase::Loss)
        return words(QT_TRANSLATE_NOOP("StepWords", "mean of %1 pictures: %2"))
            .arg(snapshot.count)
            .arg(snapshot.loss, 0, 'g', 6);
    if (step.kind == StepKind::ClipGradients)
        return words(QT_TRANSLATE_NOOP("StepWords", "norm of all gradients now %1"))
            .arg(normOfAll(snapshot.norms), 0, 'g', 6);
    if (step.phase == Phase::Update)
        return words(QT_TRANSLATE_NOOP("StepWords", "learning rate %1"))
            .arg(snapshot.learningRate, 0, 'g', 6);
    if (step.node < 0 || program.graph().nodes[static_cast<std::size_t>(step.node)].inputs.empty())
        return {};
    const Node& node = program.graph().nodes[static_cast<std::size_t>(step.node)];
    const std::vector<Shape> inputs = inputShapes(program.graph(), program.shapes(), step.node);
    const Shape& output = program.shapes()[static_cast<std::size_t>(step.node)];
    const auto shape = [](const Shape& s) {
        return QString::fromStdString(s.text()).replace(QLatin1Char('x'), QChar(0x00D7));
    };
    const bool isForward = step.phase == Phase::Forward;
    QString text = QStringLiteral("%1 %2 %3")
                       .arg(shape(isForward ? inputs.front() : output), QChar(0x2192),
                            shape(isForward ? output : inputs.front()));
    if (step.kind == StepKind::ParameterGradient)
        text = shape(program.parameters(step.node)[static_cast<std::size_t>(step.index)].shape);
    const std::int64_t macs = operatorFor(node.kind).macs(node, {inputs, output});
    if (macs > 0 && step.kind != StepKind::ParameterGradient)
        text += QStringLiteral(" · ")
                + words(QT_TRANSLATE_NOOP("StepWords", "%1 multiply-adds for each picture"))
                      .arg(locale.toString(static_cast<qlonglong>(macs)));
    return text;
}

QString whatHappened(const Snapshot& snapshot)
{
    if (snapshot.lastStep < 0 || !snapshot.program)
        return words(QT_TRANSLATE_NOOP(
            "StepWords", "Press Space to train, or the right arrow for a single step."));
    return translated(snapshot.program->steps()[static_cast<std::size_t>(snapshot.lastStep)].words);
}

} // namespace propago
