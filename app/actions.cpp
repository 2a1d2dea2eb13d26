#include "app/actions.h"

#include "views/frame/symbols.h"

#include <QCoreApplication>
#include <QWidget>

namespace propago {

const QList<ActionRow>& actionRows()
{
    static const QList<ActionRow> rows{
        {"actionOpen", QT_TRANSLATE_NOOP("Actions", "&Open…"), "Ctrl+O", "", MenuPlace::File},
        {"actionSave", QT_TRANSLATE_NOOP("Actions", "&Save"), "Ctrl+S", "", MenuPlace::File},
        {"actionSaveAs", QT_TRANSLATE_NOOP("Actions", "Save &as…"), "Ctrl+Shift+S", "",
         MenuPlace::File},
        {"actionExportPicture", QT_TRANSLATE_NOOP("Actions", "Save &picture of this workspace…"),
         "Ctrl+P", "", MenuPlace::File},
        {"actionQuit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", "", MenuPlace::File},
        {"actionUndo", QT_TRANSLATE_NOOP("Actions", "&Undo change of settings"), "Ctrl+Z", "",
         MenuPlace::Edit},
        {"actionRedo", QT_TRANSLATE_NOOP("Actions", "&Redo change of settings"), "Ctrl+Shift+Z", "",
         MenuPlace::Edit},
        {"actionEditNetwork", QT_TRANSLATE_NOOP("Actions", "&Edit network"), "Ctrl+E", "",
         MenuPlace::Edit},
        {"actionPaste", QT_TRANSLATE_NOOP("Actions", "&Paste picture"), "Ctrl+V", "",
         MenuPlace::Edit},
        {"actionRunPause", QT_TRANSLATE_NOOP("Actions", "&Run or pause"), "Space", "run",
         MenuPlace::Run},
        {"actionStepForward", QT_TRANSLATE_NOOP("Actions", "One step &forward"), "Right; PgDown",
         "forward", MenuPlace::Run},
        {"actionStepBack", QT_TRANSLATE_NOOP("Actions", "One step &back"), "Left; PgUp", "back",
         MenuPlace::Run},
        {"actionStepOp", QT_TRANSLATE_NOOP("Actions", "Forward by one &operation"),
         "Alt+Shift+Right", "", MenuPlace::Run},
        {"actionStepLayer", QT_TRANSLATE_NOOP("Actions", "Forward by one &layer"), "Shift+Right",
         "", MenuPlace::Run},
        {"actionStepBatch", QT_TRANSLATE_NOOP("Actions", "Forward by one b&atch"), "Ctrl+Right", "",
         MenuPlace::Run},
        {"actionStepEpoch", QT_TRANSLATE_NOOP("Actions", "Forward by one &epoch"),
         "Ctrl+Shift+Right", "", MenuPlace::Run},
        {"actionReset", QT_TRANSLATE_NOOP("Actions", "&Start over with the same seed"), "Home",
         "reset", MenuPlace::Run},
        {"actionStopWhen", QT_TRANSLATE_NOOP("Actions", "&Pause a run when…"), "Ctrl+B", "",
         MenuPlace::Run},
        {"actionRemember", QT_TRANSLATE_NOOP("Actions", "Re&member this moment"), "Ctrl+M", "",
         MenuPlace::Run},
        {"actionChanges", QT_TRANSLATE_NOOP("Actions", "&What has changed since"), "Ctrl+D", "",
         MenuPlace::Run},
        {"actionNetwork", QT_TRANSLATE_NOOP("Actions", "&Network"), "Ctrl+1", "", MenuPlace::View},
        {"actionTraining", QT_TRANSLATE_NOOP("Actions", "&Training"), "Ctrl+2", "",
         MenuPlace::View},
        {"actionClassify", QT_TRANSLATE_NOOP("Actions", "&Classify"), "Ctrl+3", "",
         MenuPlace::View},
        {"actionPrecision", QT_TRANSLATE_NOOP("Actions", "&Precision"), "Ctrl+4", "",
         MenuPlace::View},
        {"actionLarger", QT_TRANSLATE_NOOP("Actions", "&Larger"), "Ctrl++; Ctrl+=", "",
         MenuPlace::View},
        {"actionSmaller", QT_TRANSLATE_NOOP("Actions", "S&maller"), "Ctrl+-", "", MenuPlace::View},
        {"actionNormalSize", QT_TRANSLATE_NOOP("Actions", "Normal &size"), "Ctrl+0", "",
         MenuPlace::View},
        {"actionPresenter", QT_TRANSLATE_NOOP("Actions", "P&resenter mode"), "F11", "",
         MenuPlace::View, true},
        {"actionAnimations", QT_TRANSLATE_NOOP("Actions", "&Animations"), "", "", MenuPlace::View,
         true},
        {"actionShortcuts", QT_TRANSLATE_NOOP("Actions", "&Keyboard shortcuts"), "F1", "",
         MenuPlace::Help},
        {"actionAbout", QT_TRANSLATE_NOOP("Actions", "&About Propago"), "", "", MenuPlace::Help},
    };
    return rows;
}

Actions::Actions(QWidget* window)
{
    for (const ActionRow& row : actionRows()) {
        auto* action = new QAction(window);
        action->setObjectName(QLatin1String(row.id));
        action->setCheckable(row.isCheckable);
        QList<QKeySequence> keys;
        for (const QString& key :
             QString::fromLatin1(row.shortcut).split(QStringLiteral("; "), Qt::SkipEmptyParts))
            keys.append(QKeySequence(key, QKeySequence::PortableText));
        action->setShortcuts(keys);
        window->addAction(action);
        m_actions.insert(QLatin1String(row.id), action);
    }
    retranslate();
}

void Actions::retranslate()
{
    for (const ActionRow& row : actionRows()) {
        QAction* action = m_actions.value(QLatin1String(row.id));
        const QString text = QCoreApplication::translate("Actions", row.text);
        action->setText(text);
        QString plain = text;
        plain.remove(QLatin1Char('&'));
        const QString keys =
            QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? plain : QStringLiteral("%1  (%2)").arg(plain, keys));
    }
}

void Actions::repaint(const QColor& text, const QColor& onAccent)
{
    for (const ActionRow& row : actionRows()) {
        if (row.symbol[0] == '\0')
            continue;
        const bool isRun = QLatin1String(row.id) == QLatin1String("actionRunPause");
        m_actions.value(QLatin1String(row.id))
            ->setIcon(symbolIcon(QLatin1String(row.symbol), isRun ? onAccent : text));
    }
}

} // namespace propago
