#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "tests/support/stepping_port.h"
#include "views/network/builder_model.h"
#include "views/network/builder_view.h"
#include "views/network/microscope_canvas.h"
#include "views/network/microscope_view.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"
#include "views/network/stage_selection.h"

#include <QDir>
#include <QtTest>

#include <array>
#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

constexpr int kStoredWidth = 640;
constexpr int kBlock = 16;         // pixels of a stored picture
constexpr double kMostOfBlock = 6; // mean difference of one block, of 255
constexpr double kMostOfPicture = 0.4;

QString folder()
{
    return QString::fromLocal8Bit(qgetenv("PROPAGO_TEST_DATA")) + QStringLiteral("/golden");
}

/// Mean difference of all of it, and of the worst block.
std::pair<double, double> difference(const QImage& a, const QImage& b, QPoint* worst)
{
    double all = 0, most = 0;
    int blocks = 0;
    for (int top = 0; top < a.height(); top += kBlock) {
        for (int left = 0; left < a.width(); left += kBlock) {
            double sum = 0;
            int count = 0;
            for (int y = top; y < std::min(top + kBlock, a.height()); ++y) {
                for (int x = left; x < std::min(left + kBlock, a.width()); ++x, ++count) {
                    const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
                    sum += (std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q))
                            + std::abs(qBlue(p) - qBlue(q)))
                           / 3.0;
                }
            }
            const double mean = sum / count;
            all += mean;
            ++blocks;
            if (mean > most) {
                most = mean;
                *worst = QPoint(left, top);
            }
        }
    }
    return {all / blocks, most};
}

} // namespace

/// The window as it should look, in every look, language and size. With PROPAGO_GOLDEN_UPDATE set,
/// the pictures are stored anew instead: look at each of them before they are committed.
class TestGoldenPictures : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<SteppingPort> m_port;

    static QImage painted(QWidget& window, int scale)
    {
        QTest::qWait(30); // layouts settle
        QImage image(window.size() * scale, QImage::Format_RGB32);
        image.setDevicePixelRatio(scale);
        window.render(&image);
        image.setDevicePixelRatio(1);
        return image.scaledToWidth(kStoredWidth, Qt::SmoothTransformation)
            .convertToFormat(QImage::Format_RGB32);
    }

    static void compare(const QImage& shown, const QString& name)
    {
        const QString file = folder() + QLatin1Char('/') + name + QStringLiteral(".png");
        if (qEnvironmentVariableIsSet("PROPAGO_GOLDEN_UPDATE")) {
            QVERIFY(shown.save(file));
            return;
        }
        const QImage wanted = QImage(file).convertToFormat(QImage::Format_RGB32);
        QVERIFY2(!wanted.isNull(), qPrintable(file));
        QCOMPARE(shown.size(), wanted.size());
        QPoint worst;
        const auto [mean, most] = difference(shown, wanted, &worst);
        if (mean <= kMostOfPicture && most <= kMostOfBlock)
            return;
        const QString kept = QStringLiteral(PROPAGO_BINARY_DIR "/golden-") + name + ".png";
        shown.save(kept);
        QFAIL(qPrintable(QStringLiteral("%1 differs: %2 on average, %3 near %4, %5; see %6")
                             .arg(name)
                             .arg(mean)
                             .arg(most)
                             .arg(worst.x())
                             .arg(worst.y())
                             .arg(kept)));
    }

private slots:
    void initTestCase()
    {
        QVERIFY(QDir(folder()).exists());
        prepareApplication();
        m_port = std::make_unique<SteppingPort>("lenet", 16);
        m_port->stepper().seek({6, 0});
    }

    void looksAsItShould_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("scale");
        const struct {
            const char* name;
            QSize size;
            int scale;
        } screens[] = {{"1280x720", {1280, 720}, 1},
                       {"1920x1080", {1920, 1080}, 1},
                       {"scale2", {1280, 720}, 2}};
        for (const auto theme : {ThemeKind::Light, ThemeKind::Dark}) {
            for (const char* language : {"en", "ko"}) {
                for (const auto& screen : screens)
                    QTest::addRow("%s-%s-%s", theme == ThemeKind::Light ? "light" : "dark",
                                  language, screen.name)
                        << static_cast<int>(theme) << QString::fromLatin1(language) << screen.size
                        << screen.scale;
            }
        }
    }

    void looksAsItShould()
    {
        QFETCH(int, theme);
        QFETCH(QString, language);
        QFETCH(QSize, size);
        QFETCH(int, scale);
        const QString suffix = QLatin1Char('-') + QString::fromLatin1(QTest::currentDataTag());
        Languages languages;
        languages.use(language);
        MainWindow window(m_port.get(), &languages);
        window.setTheme(static_cast<ThemeKind>(theme));
        window.resize(size);
        window.show();
        NetworkView& view = *window.network();
        view.stage()->setAnimated(false);

        // The loss is known, the wave is on its way back.
        m_port->stepThrough(Phase::Loss);
        for (int i = 0; i < 9; ++i)
            m_port->stepForward(Grain::Op);
        view.selection()->choose(3, 2);
        compare(painted(window, scale), QStringLiteral("stage") + suffix);

        view.openMicroscope(3, 2 * 100 + 44);
        QVERIFY(!view.microscope()->canvas()->content().sheet.isEmpty());
        compare(painted(window, scale), QStringLiteral("microscope") + suffix);
        view.microscope()->close();

        // A layer that does not fit, with its arithmetic.
        view.openBuilder();
        BuilderModel& model = *view.builder()->model();
        const int conv = model.graph().find("conv2");
        QVERIFY(conv >= 0);
        Attributes attributes = model.graph().nodes[static_cast<std::size_t>(conv)].attributes;
        attributes.kernelH = 17;
        model.setAttributes(conv, attributes);
        QCoreApplication::sendPostedEvents();
        compare(painted(window, scale), QStringLiteral("builder") + suffix);
    }
};

QTEST_MAIN(TestGoldenPictures)
#include "tst_golden_pictures.moc"
