#include "core/graph/graph_text.h"
#include "core/graph/operator.h"
#include "core/graph/settings.h"
#include "core/graph/text_words.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace propago {

namespace {

using words::Scanner;

std::string quotedText(const std::string& text)
{
    return displayable(text, 60);
}

/// One layer while its line is read.
struct Draft {
    Node node;
    Scanner::Mark kindMark;
    std::set<std::string> given; ///< settings that it has
    bool hasShape = false;
};

class Parser {
public:
    explicit Parser(std::string_view text) : m_scanner(text) {}

    Graph parse()
    {
        while (m_scanner.skipToStatement())
            statement();
        if (m_output >= 0)
            m_graph.output = m_output;
        return std::move(m_graph);
    }

private:
    void statement()
    {
        const Scanner::Mark start = m_scanner.mark();
        const std::string name = m_scanner.name();
        if (m_scanner.takes('='))
            layer(name, start);
        else if (name == "network")
            m_graph.name = m_scanner.name();
        else if (name == "output")
            m_output = reference();
        else
            m_scanner.failHere({PROPAGO_TEXT("a line is: name = Layer(inputs, settings)"), {}});
        m_scanner.requireLineEnd();
    }

    void layer(const std::string& name, const Scanner::Mark& start)
    {
        if (name.empty() || m_indices.contains(name))
            Scanner::failAt(start,
                            {PROPAGO_TEXT("there is a layer %1 already"), {quotedText(name)}});
        if (static_cast<std::int64_t>(m_graph.nodes.size()) >= limits::kNodes)
            Scanner::failAt(start, {PROPAGO_TEXT("a network has at most %1 layers"),
                                    {std::to_string(limits::kNodes)}});
        Draft draft;
        draft.node.name = name;
        m_scanner.skipBlanks();
        draft.kindMark = m_scanner.mark();
        draft.node.kind = kind();
        m_scanner.require('(');
        if (!m_scanner.takes(')')) {
            do
                argument(draft);
            while (m_scanner.takes(','));
            m_scanner.require(')');
        }
        finish(draft);
        m_indices[name] = m_graph.add(std::move(draft.node));
    }

    OperatorKind kind()
    {
        const Scanner::Mark start = m_scanner.mark();
        const std::string name = m_scanner.name();
        const auto found = operatorKindNamed(name);
        if (!found)
            Scanner::failAt(start,
                            {PROPAGO_TEXT("there is no kind of layer %1"), {quotedText(name)}});
        return *found;
    }

    int reference()
    {
        m_scanner.skipBlanks();
        const Scanner::Mark start = m_scanner.mark();
        return indexOf(m_scanner.name(), start);
    }

    int indexOf(const std::string& name, const Scanner::Mark& mark) const
    {
        const auto found = m_indices.find(name);
        if (found == m_indices.end())
            Scanner::failAt(
                mark, {PROPAGO_TEXT("there is no layer %1 before this line"), {quotedText(name)}});
        return found->second;
    }

    // An input, a number or shape without a key, or key=value.
    void argument(Draft& draft)
    {
        m_scanner.skipBlanks();
        const Scanner::Mark start = m_scanner.mark();
        if (m_scanner.isNameNext()) {
            const std::string name = m_scanner.name();
            if (m_scanner.takes('='))
                keyed(draft, name, start);
            else
                draft.node.inputs.push_back(indexOf(name, start));
        } else {
            positional(draft, start);
        }
    }

    void keyed(Draft& draft, const std::string& key, const Scanner::Mark& start)
    {
        for (const Setting& setting : settingsOf(draft.node.kind)) {
            if (setting.key == key)
                return value(draft, setting, start);
        }
        Scanner::failAt(start, {PROPAGO_TEXT("%1 has no setting %2"),
                                {operatorFor(draft.node.kind).name(), quotedText(key)}});
    }

    void positional(Draft& draft, const Scanner::Mark& start)
    {
        if (draft.node.kind == OperatorKind::Input) {
            if (std::exchange(draft.hasShape, true))
                Scanner::failAt(start, {PROPAGO_TEXT("the input has one shape, e.g. 1x28x28"), {}});
            draft.node.inputShape = sizes();
            return;
        }
        for (const Setting& setting : settingsOf(draft.node.kind)) {
            if (setting.isPositional)
                return value(draft, setting, start);
        }
        Scanner::failAt(start, {PROPAGO_TEXT("%1 takes settings by name only: name=value"),
                                {operatorFor(draft.node.kind).name()}});
    }

    void value(Draft& draft, const Setting& setting, const Scanner::Mark& start)
    {
        if (!draft.given.insert(setting.key).second)
            Scanner::failAt(start, {PROPAGO_TEXT("%1 is set twice"), {setting.key}});
        Attributes& a = draft.node.attributes;
        switch (setting.type) {
        case SettingType::Switch: a.*setting.flag = truth(); break;
        case SettingType::Sizes: a.dims = sizes(); break;
        case SettingType::Choice: a.*setting.whole[0] = choice(setting); break;
        case SettingType::Number:
        case SettingType::NumberPair:
            spread<double>(setting.number, setting.parts(), a, [&] { return m_scanner.real(); });
            break;
        default:
            spread<std::int64_t>(setting.whole, setting.parts(), a,
                                 [&] { return m_scanner.whole(); });
        }
    }

    // One value for all parts, two for two pairs of sides, or one each.
    template<typename T, typename Members, typename Read>
    void spread(const Members& members, int parts, Attributes& a, Read read)
    {
        m_scanner.skipBlanks();
        const Scanner::Mark start = m_scanner.mark();
        std::vector<T> values;
        if (m_scanner.takes('(')) {
            do
                values.push_back(read());
            while (static_cast<int>(values.size()) <= parts && m_scanner.takes(','));
            m_scanner.require(')');
        } else {
            values.push_back(read());
        }
        const auto count = static_cast<int>(values.size());
        if (count != 1 && count != parts && !(parts == 4 && count == 2))
            Scanner::failAt(start, {PROPAGO_TEXT("%1 numbers stand here instead of 1 or %2"),
                                    {std::to_string(count), std::to_string(parts)}});
        for (int i = 0; i < parts; ++i)
            a.*members[static_cast<std::size_t>(i)] = values[static_cast<std::size_t>(i % count)];
    }

    bool truth()
    {
        m_scanner.skipBlanks();
        const Scanner::Mark start = m_scanner.mark();
        const std::string word = m_scanner.name();
        if (word == "true" || word == "True")
            return true;
        if (word != "false" && word != "False")
            Scanner::failAt(start, {PROPAGO_TEXT("true or false is needed here"), {}});
        return false;
    }

    std::int64_t choice(const Setting& setting)
    {
        if (m_scanner.isNumberNext())
            return m_scanner.whole();
        const Scanner::Mark start = m_scanner.mark();
        const std::string word = m_scanner.name();
        std::string known;
        for (std::size_t i = 0; i < setting.choices.size(); ++i) {
            if (word == setting.choices[i])
                return static_cast<std::int64_t>(i);
            known += (known.empty() ? "" : ", ") + std::string(setting.choices[i]);
        }
        Scanner::failAt(start, {PROPAGO_TEXT("one of these is needed here: %1"), {known}});
    }

    // (16, 5, 5), 16x5x5, 400 or ().
    Shape sizes()
    {
        m_scanner.skipBlanks();
        const Scanner::Mark start = m_scanner.mark();
        std::vector<std::int64_t> values;
        const bool hasBrackets = m_scanner.takes('(');
        const char between = hasBrackets ? ',' : 'x';
        if (!(hasBrackets && m_scanner.isNext(')'))) {
            do
                values.push_back(m_scanner.whole());
            while (static_cast<int>(values.size()) <= limits::kRank && m_scanner.takes(between));
        }
        if (hasBrackets)
            m_scanner.require(')');
        const auto shape = boundedShape(values);
        if (!shape)
            Scanner::failAt(start,
                            {PROPAGO_TEXT("a shape has up to %1 sizes, none of them negative, "
                                          "and up to %2 elements"),
                             {std::to_string(limits::kRank), std::to_string(limits::kElements)}});
        return *shape;
    }

    void finish(const Draft& draft) const
    {
        const Operator& op = operatorFor(draft.node.kind);
        const int arity = op.arity(draft.node);
        const auto given = static_cast<int>(draft.node.inputs.size());
        if (arity >= 0 ? given != arity : given < 1)
            Scanner::failAt(draft.kindMark, {PROPAGO_TEXT("%1 takes %2 inputs but has %3"),
                                             {op.name(), arity < 0 ? "1+" : std::to_string(arity),
                                              std::to_string(given)}});
    }

    Scanner m_scanner;
    Graph m_graph;
    std::map<std::string, int> m_indices;
    int m_output = -1;
};

} // namespace

tl::expected<Graph, GraphTextProblem> parseGraphText(std::string_view text)
{
    if (text.size() > kGraphTextBytes)
        return tl::unexpected(
            GraphTextProblem{1,
                             1,
                             {PROPAGO_TEXT("the text has %1 bytes, at most %2 are read"),
                              {std::to_string(text.size()), std::to_string(kGraphTextBytes)}}});
    try {
        return Parser(text).parse();
    } catch (const GraphTextProblem& problem) {
        return tl::unexpected(problem);
    }
}

} // namespace propago
