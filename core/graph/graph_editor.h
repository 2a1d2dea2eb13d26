#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/graph/graph_check.h"

#include <memory>
#include <string>
#include <vector>

namespace propago {

/// A network under edit: changes that keep it in order and well named, each with a sentence and all
/// of them undoable. A change may leave a layer that does not fit, which check() explains; one that
/// would break the order of the network is refused, and then nothing has changed.
class GraphEditor {
public:
    explicit GraphEditor(Graph graph = {});

    const Graph& graph() const { return *m_now; }
    /// The layers one by one; computed once for each change.
    const GraphCheck& check() const { return m_check; }

    /// Puts `layer` (its name and inputs are ignored) at index `at`, between the layers that stand
    /// there, and returns `at`. The layer behind reads it when it read the one before; otherwise
    /// all that read the one before do. A layer with two inputs gets a skip as its second.
    Result<int> insert(const Node& layer, int at);
    /// Takes a layer out; what read it reads its first input. Branches that nothing reads any more go
    /// with it.
    Result<void> remove(int index);
    /// Takes a layer out of its place and puts it between the layers at `at`, counted while it still
    /// stands in its old place; returns where it is now.
    Result<int> move(int index, int at);
    Result<void> setAttributes(int index, const Attributes& attributes);
    Result<void> setInputShape(int index, const Shape& shape);
    Result<void> rename(int index, const std::string& name);
    /// The first, second, ... input of a layer comes from `from`, an earlier one.
    Result<void> connect(int from, int index, int input);
    /// One more input for Concat.
    Result<void> addInput(int from, int index);
    /// One input less for Concat.
    Result<void> removeInput(int index, int input);
    void renameNetwork(const std::string& name);
    /// Everything anew, from a template or from text. Names that files gave to values and parameters
    /// stay with layers of the same name and kind. `joins`: one change with the last one of that kind.
    void replaceAll(Graph graph, const Text& sentence, bool joins = false);

    bool canUndo() const { return m_past > 0; }
    bool canRedo() const { return m_past + 1 < m_states.size(); }
    void undo();
    void redo();
    /// What undo() would take back: "add conv2".
    Text undoText() const;
    /// What redo() would do again.
    Text redoText() const;

private:
    struct State {
        std::shared_ptr<const Graph> graph;
        Text sentence; ///< how it came about
        bool joins = false;
    };
    void change(Graph graph, Text sentence, bool joins = false);
    void show();
    Result<void> requireInside(int index) const;
    int detach(Graph& graph, int index) const;
    Result<void> attach(Graph& graph, Node node, int at) const;

    std::vector<State> m_states;
    std::size_t m_past = 0; ///< the state that is shown
    std::shared_ptr<const Graph> m_now;
    GraphCheck m_check;
};

} // namespace propago
