#include "core/capture/video_devices.h"
#include "core/capture/video_source.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/videoio.hpp>

#include <array>

using namespace propago;

namespace {

constexpr std::array<std::array<int, 3>, 4> kColours{
    {{200, 30, 30}, {30, 180, 40}, {40, 60, 210}, {220, 220, 60}}}; // red, green, blue

// A film of as many frames, written with OpenCV's own encoder.
std::string writeFilm(const QTemporaryDir& folder)
{
    const std::string path = folder.filePath("film.avi").toStdString();
    cv::VideoWriter film(path, cv::CAP_OPENCV_MJPEG, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'),
                         20, cv::Size(64, 48));
    for (const auto& [red, green, blue] : kColours)
        film.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar(blue, green, red)));
    return path;
}

bool isFilledWith(const VideoFrame& frame, const std::array<int, 3>& colour)
{
    const std::size_t middle = 3 * static_cast<std::size_t>(frame.width * (frame.height / 2) + 20);
    for (std::size_t i = 0; i < 3; ++i) {
        if (std::abs(frame.rgb[middle + i] - colour[i]) > 16)
            return false;
    }
    return true;
}

} // namespace

class TestVideoSource : public QObject {
    Q_OBJECT
private slots:
    void aFilmIsReadInItsColours()
    {
        const auto film = openVideo({0, writeFilm(m_folder)});
        QVERIFY2(film, film ? "" : describe(film.error()).c_str());
        QCOMPARE((*film)->period(), 1.0 / 20);
        VideoFrame frame;
        for (int round = 0; round < 2; ++round) {
            for (const auto& colour : kColours) {
                QVERIFY((*film)->read(frame));
                QCOMPARE(frame.width, 64);
                QCOMPARE(frame.height, 48);
                QCOMPARE(frame.rgb.size(), std::size_t(64 * 48 * 3));
                QVERIFY(isFilledWith(frame, colour));
            }
            QVERIFY(!(*film)->read(frame));
            QVERIFY((*film)->rewind());
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says");
        QFile text(m_folder.filePath("text.avi"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("this is no film");
        text.close();
        QTest::newRow("no file") << m_folder.filePath("missing.avi") << "there is no such file";
        QTest::newRow("a folder") << m_folder.path() << "not a regular file";
        QTest::newRow("a device") << "/dev/zero"
                                  << "not a regular file";
        QTest::newRow("no film") << text.fileName() << "no pictures can be read";
        QTest::newRow("no sequence")
            << m_folder.filePath("none_%02d.png") << "no pictures can be read";
    }
    void refuses()
    {
        QFETCH(QString, path);
        QFETCH(QString, says);
        const auto film = openVideo({0, path.toStdString()});
        QVERIFY(!film);
        const QString sentence = QString::fromStdString(describe(film.error()));
        QVERIFY2(sentence.contains(says), qPrintable(sentence));
        QVERIFY2(sentence.contains(path), qPrintable(sentence));
    }

    void aDeviceThatIsNotThereIsNamed()
    {
        const auto camera = openVideo({63, {}});
        QVERIFY(!camera);
        QCOMPARE(
            QString::fromStdString(describe(camera.error())),
            QStringLiteral("no camera was found (/dev/video63); plug one in, or choose another "
                           "one, and connect again."));
    }

    // What is called like a camera and is none.
    void onlyCamerasAreFound()
    {
        QFile file(m_folder.filePath("video0"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(findVideoDevices(m_folder.path().toStdString()).empty());
        QVERIFY(findVideoDevices("/nowhere").empty());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestVideoSource)
#include "tst_video_source.moc"
