#pragma once
#include "core/graph/graph_editor.h"

#include <QObject>
#include <QString>

namespace propago {

/// What the parts of the builder share: the network under edit, the layer that is chosen, and the
/// dataset that it is to learn.
class BuilderModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const GraphEditor& editor() const { return m_editor; }
    const Graph& graph() const { return m_editor.graph(); }
    const GraphCheck& check() const { return m_editor.check(); }
    /// Index of the chosen layer, -1 when none is.
    int selected() const { return m_selected; }
    void select(int index);
    /// Where a layer goes that is added without a place: behind the chosen one, or at the end.
    int insertionPlace() const;

    /// Starts over with `graph`, without anything to undo.
    void begin(const Graph& graph);
    /// The pictures and how many categories the network will have to tell apart.
    void setData(const QString& name, const Shape& sample, std::int64_t classes);
    /// Why the network cannot be used yet, in the user's language; empty when it can.
    QString reason() const;

    void insert(OperatorKind kind, int at);
    void remove(int index);
    void move(int index, int at);
    void setAttributes(int index, const Attributes& attributes);
    void setInputShape(int index, const Shape& shape);
    void rename(int index, const QString& name);
    void renameNetwork(const QString& name);
    void connectInput(int from, int index, int input);
    void addInput(int from, int index);
    void removeInput(int index, int input);
    /// From a template of the zoo, made for the dataset; an empty name: nothing at all.
    void useTemplate(const QString& name);
    void replaceFromText(const Graph& graph);
    void undo();
    void redo();

signals:
    void changed();
    void selectionChanged();
    /// Why a change was not made, in the user's language.
    void refused(const QString& sentence);

private:
    void finish(const Result<void>& done, int toSelect);
    GraphEditor m_editor;
    int m_selected = -1;
    QString m_dataName;
    Shape m_sample;
    std::int64_t m_classes = 0;
};

} // namespace propago
