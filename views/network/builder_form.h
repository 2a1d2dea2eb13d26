#pragma once
#include <QWidget>

#include "core/graph/settings.h"

#include <functional>
#include <vector>

class QFormLayout;

namespace propago {

class BuilderModel;

/// Everything that can be set on the chosen layer: its name, its inputs, and what its kind reads.
class BuilderForm : public QWidget {
    Q_OBJECT
public:
    explicit BuilderForm(BuilderModel* model, QWidget* parent = nullptr);

private:
    void rebuild();
    void refresh();
    void addName();
    void addInputShape();
    void addInputs();
    void addSetting(const Setting& setting);
    QWidget* wholeNumbers(const Setting& setting);
    QWidget* realNumbers(const Setting& setting);
    QWidget* flag(const Setting& setting);
    QWidget* choices(const Setting& setting);
    const Node& node() const;
    /// Which layer of which kind the fields are made for.
    QString identity() const;
    template<typename Edit> void change(Edit edit);
    BuilderModel* m_model;
    QFormLayout* m_form;
    QString m_shown;
    std::vector<std::function<void()>> m_refreshers; ///< bring each field up to date
    bool m_isRefreshing = false;
};

} // namespace propago
