#include "views/network/builder_model.h"

#include "core/graph/layer_palette.h"
#include "core/graph/zoo.h"
#include "views/port/translated.h"

#include <algorithm>

namespace propago {

void BuilderModel::select(int index)
{
    index = std::clamp(index, -1, static_cast<int>(graph().nodes.size()) - 1);
    if (index == m_selected)
        return;
    m_selected = index;
    emit selectionChanged();
}

int BuilderModel::insertionPlace() const
{
    return m_selected < 0 ? static_cast<int>(graph().nodes.size()) : m_selected + 1;
}

void BuilderModel::begin(const Graph& graph)
{
    m_editor = GraphEditor(graph);
    m_selected = -1;
    emit changed();
    emit selectionChanged();
}

void BuilderModel::setData(const QString& name, const Shape& sample, std::int64_t classes)
{
    m_dataName = name;
    m_sample = sample;
    m_classes = classes;
    emit changed();
}

QString BuilderModel::reason() const
{
    if (check().problem)
        return translated(*check().problem);
    const auto isInput = [](const Node& node) { return node.kind == OperatorKind::Input; };
    const Shape input = std::ranges::find_if(graph().nodes, isInput)->inputShape;
    if (m_sample.rank() > 0 && input != m_sample)
        return tr("The network takes pictures of %1, but those of %2 are %3.")
            .arg(QString::fromStdString(input.text()), m_dataName,
                 QString::fromStdString(m_sample.text()));
    const std::int64_t outputs = check().total.output.elements();
    if (outputs < m_classes)
        return tr("The last layer gives %1 values, but %2 has %3 categories: %3 − %1 = %4 are "
                  "missing.")
            .arg(QString::number(outputs), m_dataName, QString::number(m_classes),
                 QString::number(m_classes - outputs));
    return {};
}

// What is chosen goes with the change: the new layer, the moved one.
void BuilderModel::finish(const Result<void>& done, int toSelect)
{
    if (!done) {
        emit refused(translated(done.error()));
        return;
    }
    m_selected = std::clamp(toSelect, -1, static_cast<int>(graph().nodes.size()) - 1);
    emit changed();
    emit selectionChanged();
}

void BuilderModel::insert(OperatorKind kind, int at)
{
    const int before = std::min(at, static_cast<int>(graph().nodes.size())) - 1;
    const Shape input =
        before >= 0 ? check().layers[static_cast<std::size_t>(before)].row.output : Shape{};
    Node layer = proposedLayer(kind, input);
    if (kind == OperatorKind::Input && m_sample.rank() > 0)
        layer.inputShape = m_sample;
    if (kind == OperatorKind::Linear && m_classes > 0)
        layer.attributes.features = m_classes;
    const auto place = m_editor.insert(layer, at);
    finish(place.map([](int) {}), place.value_or(-1));
}

void BuilderModel::remove(int index)
{
    const auto done = m_editor.remove(index);
    finish(done, std::max(index - 1, 0));
}

void BuilderModel::move(int index, int at)
{
    const auto place = m_editor.move(index, at);
    finish(place.map([](int) {}), place.value_or(index));
}

void BuilderModel::setAttributes(int index, const Attributes& attributes)
{
    finish(m_editor.setAttributes(index, attributes), index);
}

void BuilderModel::setInputShape(int index, const Shape& shape)
{
    finish(m_editor.setInputShape(index, shape), index);
}

void BuilderModel::rename(int index, const QString& name)
{
    finish(m_editor.rename(index, name.toStdString()), index);
}

void BuilderModel::renameNetwork(const QString& name)
{
    m_editor.renameNetwork(name.toStdString());
    emit changed();
}

void BuilderModel::connectInput(int from, int index, int input)
{
    finish(m_editor.connect(from, index, input), index);
}

void BuilderModel::addInput(int from, int index)
{
    finish(m_editor.addInput(from, index), index);
}

void BuilderModel::removeInput(int index, int input)
{
    finish(m_editor.removeInput(index, input), index);
}

void BuilderModel::useTemplate(const QString& name)
{
    if (name.isEmpty()) {
        m_editor.replaceAll({}, {PROPAGO_TEXT("start from nothing"), {}});
        return finish({}, -1);
    }
    const std::string model = name.toStdString();
    const auto graph = zooGraph(model, m_sample.rank() > 0 ? m_sample : zooInput(model),
                                m_classes > 0 ? m_classes : zooClasses(model));
    if (!graph) {
        emit refused(translated(graph.error()));
        return;
    }
    m_editor.replaceAll(*graph, {PROPAGO_TEXT("start from %1"), {model}});
    finish({}, -1);
}

void BuilderModel::replaceFromText(const Graph& graph)
{
    m_editor.replaceAll(graph, {PROPAGO_TEXT("edit the text"), {}}, true);
    finish({}, m_selected);
}

void BuilderModel::undo()
{
    m_editor.undo();
    finish({}, m_selected);
}

void BuilderModel::redo()
{
    m_editor.redo();
    finish({}, m_selected);
}

} // namespace propago
