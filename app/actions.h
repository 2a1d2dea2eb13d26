#pragma once
#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QString>

class QWidget;

namespace propago {

/// Where a command stands in the menus.
enum class MenuPlace { File, Edit, Run, View, Help, None };

/// One row for each command of the window; menus, the transport and the list of shortcuts share it.
struct ActionRow {
    const char* id;       ///< the action's objectName
    const char* text;     ///< in English, context "Actions"
    const char* shortcut; ///< portable text; several are separated by "; "
    const char* symbol;   ///< name of its drawing; empty: none
    MenuPlace place;
    bool isCheckable = false;
};

/// All commands in the order of the menus.
const QList<ActionRow>& actionRows();

/// The commands made into actions, by id.
class Actions {
public:
    explicit Actions(QWidget* window);
    QAction* operator[](const char* id) const { return m_actions.value(QLatin1String(id)); }
    /// Texts in the present language.
    void retranslate();
    /// Symbols in the colours of the present theme.
    void repaint(const QColor& text, const QColor& onAccent);

private:
    QHash<QString, QAction*> m_actions;
};

} // namespace propago
