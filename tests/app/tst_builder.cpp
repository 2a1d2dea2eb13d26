#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "core/graph/graph_text.h"
#include "core/graph/zoo.h"
#include "views/network/builder_canvas.h"
#include "views/network/builder_model.h"
#include "views/network/builder_palette.h"
#include "views/network/builder_view.h"
#include "views/network/network_view.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyleOptionSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QtTest>

using namespace propago;

namespace {

constexpr int kPatience = 20'000;

} // namespace

/// A network made by hand, with the real engine behind the window.
class TestBuilder : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Languages> m_languages;
    std::unique_ptr<EngineHost> m_host;
    std::unique_ptr<MainWindow> m_window;

    BuilderView& builder() const { return *m_window->network()->builder(); }
    BuilderModel& model() const { return *builder().model(); }
    template<typename Widget> Widget* part(const char* name) const
    {
        return m_window->findChild<Widget*>(QLatin1String(name));
    }
    QString reason() const { return part<QLabel>("builderReason")->text(); }
    std::string lastName() const { return model().graph().nodes.back().name; }

    static void send(QWidget* to, QEvent::Type type, const QPoint& at, Qt::MouseButton button,
                     Qt::MouseButtons buttons)
    {
        QMouseEvent event(type, QPointF(at), to->mapToGlobal(QPointF(at)), button, buttons,
                          Qt::NoModifier);
        QCoreApplication::sendEvent(to, &event);
    }

    // From the palette to a place of the canvas with the button down.
    void drag(const QString& kind, const QPoint& place)
    {
        auto* palette = part<BuilderPalette>("builderPalette");
        const auto found = palette->findItems(kind, Qt::MatchExactly | Qt::MatchRecursive);
        QVERIFY2(found.size() == 1, qPrintable(kind));
        found.front()->parent()->setExpanded(true);
        palette->scrollToItem(found.front());
        QWidget* from = palette->viewport();
        const QPoint start = palette->visualItemRect(found.front()).center();
        const QPoint end = from->mapFromGlobal(builder().canvas()->mapToGlobal(place));
        send(from, QEvent::MouseButtonPress, start, Qt::LeftButton, Qt::LeftButton);
        for (const double share : {0.1, 0.5, 1.0})
            send(from, QEvent::MouseMove, start + (end - start) * share, Qt::NoButton,
                 Qt::LeftButton);
        send(from, QEvent::MouseButtonRelease, end, Qt::LeftButton, Qt::NoButton);
    }
    void append(const QString& kind)
    {
        const auto count = static_cast<int>(model().graph().nodes.size());
        const QRectF last = builder().canvas()->row(std::max(count - 1, 0));
        drag(kind, count == 0 ? QPoint(200, 40)
                              : QPoint(static_cast<int>(last.center().x()),
                                       static_cast<int>(last.bottom()) - 2));
        QVERIFY2(static_cast<int>(model().graph().nodes.size()) == count + 1,
                 qPrintable(kind + QStringLiteral(": ") + reason()));
    }

    // The arrows of a field, or the wheel for a long way, as a hand would turn it.
    void turn(const char* setting, int value)
    {
        // The fields of the layer chosen before may not have gone yet.
        const auto shown = [&]() -> QSpinBox* {
            for (auto* each : m_window->findChildren<QSpinBox*>(QLatin1String(setting))) {
                if (each->isVisible())
                    return each;
            }
            return nullptr;
        };
        QTRY_VERIFY2(shown(), setting);
        QSpinBox* box = shown();
        while (std::abs(value - box->value()) > 12) {
            const bool isTen = std::abs(value - box->value()) >= 10;
            const QPointF at = box->rect().center();
            QWheelEvent wheel(at, box->mapToGlobal(at), {}, {0, value > box->value() ? 120 : -120},
                              Qt::NoButton, isTen ? Qt::ControlModifier : Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(box, &wheel);
        }
        while (box->value() != value) {
            QStyleOptionSpinBox option;
            option.initFrom(box);
            option.subControls = QStyle::SC_All;
            const auto arrow = value > box->value() ? QStyle::SC_SpinBoxUp : QStyle::SC_SpinBoxDown;
            const QRect at = box->style()->subControlRect(QStyle::CC_SpinBox, &option, arrow, box);
            const int before = box->value();
            QTest::mouseClick(box, Qt::LeftButton, {}, at.center());
            QVERIFY2(box->value() != before, setting);
        }
    }
    void appendConvolution(int filters, int kernel, int padding)
    {
        append(QStringLiteral("Conv2d"));
        turn("setting_filters_0", filters);
        for (const char* each : {"setting_kernel_0", "setting_kernel_1"})
            turn(each, kernel);
        for (const char* each :
             {"setting_padding_0", "setting_padding_1", "setting_padding_2", "setting_padding_3"})
            turn(each, padding);
    }
    void appendLinear(int features)
    {
        append(QStringLiteral("Linear"));
        turn("setting_outputs_0", features);
    }
    void startEmpty()
    {
        auto* templates = part<QComboBox>("builderTemplates");
        QTest::mouseClick(templates, Qt::LeftButton);
        QAbstractItemView* list = templates->view();
        QTRY_VERIFY(list->isVisible());
        QTest::qWait(QApplication::doubleClickInterval() + 50); // until then it is one click
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(templates->model()->index(1, 0)).center());
        QTRY_VERIFY(model().graph().nodes.empty());
    }

private slots:
    void init()
    {
        prepareApplication();
        m_languages = std::make_unique<Languages>();
        m_languages->use(QStringLiteral("en"));
        m_host = std::make_unique<EngineHost>(2);
        m_window = std::make_unique<MainWindow>(m_host.get(), m_languages.get());
        m_window->resize(1280, 720);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_host->openZoo(QStringLiteral("mlp"), QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot() && m_host->facts()->program, kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(m_window->network()->isBuilderOpen());
    }
    void cleanup()
    {
        m_window.reset();
        m_host.reset();
        m_languages.reset();
    }

    // Parts of a large network are one row each until they are needed.
    void aLargeNetworkIsShownInParts()
    {
        m_window->network()->openBuilder();
        BuilderCanvas& canvas = *builder().canvas();
        model().begin(*zooGraph("resnet18", {3, 224, 224}, 10));
        const auto layers = static_cast<int>(model().graph().nodes.size());
        QVERIFY(layers > 60);
        const int closed = canvas.rowCount();
        QVERIFY2(closed < 16, qPrintable(QString::number(closed)));
        const int inside = layers / 2;
        QVERIFY(canvas.isHidden(inside));
        QVERIFY(!canvas.grab().isNull());
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.row(inside).center().toPoint());
        QVERIFY(!canvas.isHidden(inside));
        QVERIFY(canvas.rowCount() > closed);
        QVERIFY(model().selected() >= 0 && model().selected() <= inside);
        QTest::keyClick(&canvas, Qt::Key_Minus);
        QVERIFY(canvas.isHidden(inside));
        QCOMPARE(canvas.rowCount(), closed);
        model().select(inside); // what is chosen is in sight
        QVERIFY(!canvas.isHidden(inside));
        QTest::keyClick(&canvas, Qt::Key_Minus);
        // What is wrong opens its part, and undone it closes again.
        int conv = inside;
        while (model().graph().nodes[static_cast<std::size_t>(conv)].kind != OperatorKind::Conv2d)
            ++conv;
        Attributes huge = model().graph().nodes[static_cast<std::size_t>(conv)].attributes;
        huge.kernelH = huge.kernelW = 999;
        QVERIFY(canvas.isHidden(conv));
        model().setAttributes(conv, huge);
        QVERIFY(!canvas.isHidden(conv));
        QVERIFY(!reason().isEmpty());
        model().undo();
        model().begin(*zooGraph("lenet", {1, 28, 28}, 10));
        QCOMPARE(canvas.rowCount(), static_cast<int>(model().graph().nodes.size()));
    }

    void lenetIsBuiltByMouseTrainedAndUndone()
    {
        startEmpty();
        QVERIFY(!part<QPushButton>("builderUse")->isEnabled());
        append(QStringLiteral("Input"));
        appendConvolution(6, 5, 2);
        append(QStringLiteral("ReLU"));
        append(QStringLiteral("MaxPool2d"));
        appendConvolution(16, 5, 0);
        append(QStringLiteral("ReLU"));
        append(QStringLiteral("MaxPool2d"));
        append(QStringLiteral("Flatten"));
        appendLinear(120);
        append(QStringLiteral("ReLU"));
        appendLinear(84);
        append(QStringLiteral("ReLU"));
        appendLinear(10);
        const auto layers = [](const Graph& graph) {
            const QString text = QString::fromStdString(writeGraphText(graph));
            return text.mid(text.indexOf(QLatin1String("input = "))); // without the name
        };
        QCOMPARE(layers(model().graph()), layers(*zooGraph("lenet", Shape{1, 28, 28}, 10)));
        QCOMPARE(reason(), QStringLiteral("It fits together and can be trained."));
        QVERIFY(part<QLabel>("builderTotals")->text().contains(QStringLiteral("61,706")));

        QTest::mouseClick(part<QPushButton>("builderUse"), Qt::LeftButton);
        QVERIFY(!m_window->network()->isBuilderOpen());
        QTRY_COMPARE_WITH_TIMEOUT(m_host->facts()->summary.total.parameters, std::int64_t{61'706},
                                  kPatience);
        m_host->run();
        QTRY_VERIFY_WITH_TIMEOUT(m_host->history()->batches.size() > 120, kPatience);
        m_host->pause();
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->snapshot()->isRunning, kPatience);
        const auto& batches = m_host->history()->batches;
        QVERIFY(batches[batches.size() - 1].loss < 0.6 * batches[0].loss);

        // Back in the builder, everything is undone one by one, to the empty canvas.
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(m_window->network()->isBuilderOpen());
        auto* undo = part<QToolButton>("builderUndo");
        int undone = 0;
        while (!model().graph().nodes.empty() && undo->isEnabled()) {
            QTest::mouseClick(undo, Qt::LeftButton);
            ++undone;
        }
        QVERIFY(model().graph().nodes.empty());
        QVERIFY2(undone >= 13, qPrintable(QString::number(undone)));
        auto* redo = part<QToolButton>("builderRedo");
        for (int i = 0; i < undone; ++i)
            QTest::mouseClick(redo, Qt::LeftButton);
        QCOMPARE(layers(model().graph()), layers(*zooGraph("lenet", Shape{1, 28, 28}, 10)));
    }

    void anImpossibleLayerIsRefusedInItsPlaceWithTheArithmetic()
    {
        startEmpty();
        append(QStringLiteral("Input"));
        append(QStringLiteral("MaxPool2d"));
        append(QStringLiteral("Conv2d"));
        turn("setting_kernel_0", 17);
        // 14 rows and an edge of 1 above and below
        const LayerCheck& check = model().check().layers.back();
        QVERIFY(check.error.has_value());
        for (const char* number : {"17", "14", "2", "16"})
            QVERIFY2(reason().contains(QLatin1String(number)), qPrintable(reason()));
        QVERIFY2(reason().contains(QString::fromStdString(lastName())), qPrintable(reason()));
        QVERIFY(!part<QPushButton>("builderUse")->isEnabled());
        turn("setting_kernel_0", 16);
        QVERIFY(!model().check().layers.back().error.has_value());
    }

    void textIsReadAndItsFaultsAreMarked()
    {
        auto* tabs = part<QTabWidget>("builderTabs");
        tabs->setCurrentIndex(1);
        auto* text = part<QPlainTextEdit>("builderText");
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("network tiny"));
        text->insertPlainText(QStringLiteral(
            "\ninput = Input(1x28x28)\nflat = Flatten(input)\nfc = Linear(flat, 10)"));
        QTRY_COMPARE(model().graph().nodes.size(), std::size_t{3});
        QCOMPARE(model().graph().name, std::string("tiny"));
        QVERIFY(part<QPushButton>("builderUse")->isEnabled());
        text->moveCursor(QTextCursor::End);
        QTest::keyClick(text, Qt::Key_Return);
        QTest::keyClicks(text, QStringLiteral("bad = Linaer(fc, 3)"));
        auto* fault = part<QLabel>("builderTextFault");
        QTRY_VERIFY(fault->isVisible());
        QVERIFY2(fault->text().contains(QStringLiteral("Line 5")), qPrintable(fault->text()));
        QVERIFY(fault->text().contains(QStringLiteral("Linaer")));
        QCOMPARE(model().graph().nodes.size(), std::size_t{3}); // nothing is lost
        QVERIFY(text->toPlainText().contains(QStringLiteral("Linaer")));
    }

    void layersAreMovedAndRemovedByMouseAndKey()
    {
        model().useTemplate(QStringLiteral("lenet"));
        BuilderCanvas& canvas = *builder().canvas();
        const auto nameAt = [&](std::size_t i) { return model().graph().nodes[i].name; };
        QCOMPARE(nameAt(2), std::string("relu1"));
        const QPoint from = canvas.row(2).center().toPoint();
        const QPoint to(from.x(), static_cast<int>(canvas.row(3).bottom()) - 2);
        send(&canvas, QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        send(&canvas, QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton);
        send(&canvas, QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
        send(&canvas, QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
        QCOMPARE(nameAt(2), std::string("pool1"));
        QCOMPARE(nameAt(3), std::string("relu1"));
        QCOMPARE(model().selected(), 3);
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Delete);
        QCOMPARE(model().graph().find("relu1"), -1);
        QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(model().graph().find("relu1") >= 0);
        QTest::keyClick(&canvas, Qt::Key_Escape);
        QVERIFY(!m_window->network()->isBuilderOpen());
    }

    void tableAndCodeTellOfTheSameNetwork()
    {
        model().useTemplate(QStringLiteral("resnet8"));
        auto* tabs = part<QTabWidget>("builderTabs");
        tabs->setCurrentIndex(2);
        auto* table = part<QTableWidget>("builderSummary");
        QCOMPARE(table->rowCount(), static_cast<int>(model().graph().nodes.size()) + 1);
        QCOMPARE(table->item(table->rowCount() - 1, 2)->text(),
                 QLocale().toString(static_cast<qlonglong>(model().check().total.parameters)));
        tabs->setCurrentIndex(3);
        const QString code = part<QPlainTextEdit>("builderCode")->toPlainText();
        QVERIFY(code.contains(QStringLiteral("import torch")));
        QVERIFY(code.contains(QStringLiteral("nn.BatchNorm2d")));
    }
};

QTEST_MAIN(TestBuilder)
#include "tst_builder.moc"
