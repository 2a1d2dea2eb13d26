#include "app/cli/offscreen_application.h"

#include "app/window.h"

#include <QApplication>
#include <QLoggingCategory>

namespace propago {

namespace {

// Qt keeps references to both for as long as the application lives.
int s_count = 1;
char s_name[] = "propago";
char* s_words[] = {s_name, nullptr};

} // namespace

OffscreenApplication::OffscreenApplication()
{
    if (QCoreApplication::instance())
        return;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // Without a display Qt warns of things that only a display needs.
    QLoggingCategory::setFilterRules(
        QStringLiteral("default.warning=false\nqt.qpa.*.warning=false"));
    m_application = std::make_unique<QApplication>(s_count, s_words);
    prepareApplication();
}

OffscreenApplication::~OffscreenApplication() = default;

} // namespace propago
