#include "core/base/atomic_file.h"
#include "core/base/bounded_reader.h"

#include <QtTest>

#include <csignal>
#include <limits>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace propago;

namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

std::string contentOf(const std::string& path)
{
    const auto bytes = readFile(path, kNoLimit);
    return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size())
                 : std::string();
}

// Stands for a full disk: no file of this process may grow beyond `bytes` while this lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limited{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_before{};
};

} // namespace

class TestFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    void refuses(const std::string& file, ErrorCode code, const char* words)
    {
        const auto bytes = readFile(file, 100);
        QVERIFY(!bytes);
        QCOMPARE(static_cast<int>(bytes.error().code), static_cast<int>(code));
        const std::string sentence = describe(bytes.error());
        QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find(file) != std::string::npos, sentence.c_str());
    }

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void readerRefusesWhatIsNoRegularFile()
    {
        refuses(path("missing"), ErrorCode::FileMissing, "no such file");
        refuses(m_folder.path().toStdString(), ErrorCode::BadInput, "not a regular file");
        refuses("/dev/null", ErrorCode::BadInput, "not a regular file");
        QCOMPARE(mkfifo(path("pipe").c_str(), 0600), 0);
        refuses(path("pipe"), ErrorCode::BadInput, "not a regular file");
        QCOMPARE(symlink("circle", path("circle").c_str()), 0);
        refuses(path("circle"), ErrorCode::FileUnreadable, "circle");
    }

    void readerRefusesSockets()
    {
        const int socketNumber = socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = path("socket");
        QVERIFY(name.size() < sizeof address.sun_path);
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        QCOMPARE(bind(socketNumber, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        refuses(name, ErrorCode::BadInput, "not a regular file");
        close(socketNumber);
    }

    void readerRefusesEmptyAndTooLarge()
    {
        QVERIFY(writeFileAtomically(path("empty"), std::string()));
        refuses(path("empty"), ErrorCode::BadInput, "empty file");
        QVERIFY(writeFileAtomically(path("large"), std::string(101, 'x')));
        refuses(path("large"), ErrorCode::BadInput, "101 bytes");
        QVERIFY(writeFileAtomically(path("fits"), std::string(100, 'x')));
        QVERIFY(readFile(path("fits"), 100));
    }

    void readerAcceptsAnyName_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("spaces") << QByteArray(" a b ");
        QTest::newRow("Korean") << QByteArray("그림");
        QTest::newRow("emoji") << QByteArray("\xF0\x9F\x90\x8C");
        QTest::newRow("newline") << QByteArray("a\nb");
        QTest::newRow("leading dash") << QByteArray("-rf");
        QTest::newRow("not UTF-8") << QByteArray("\xFF\xFE\x80");
        QTest::newRow("255 bytes") << QByteArray(255, 'n');
    }

    void readerAcceptsAnyName()
    {
        QFETCH(QByteArray, name);
        const std::string file = m_folder.path().toStdString() + "/" + name.toStdString();
        QVERIFY(writeFileAtomically(file, std::string("content")));
        QCOMPARE(contentOf(file), std::string("content"));
        QCOMPARE(unlink(file.c_str()), 0); // QTemporaryDir cannot name all of them
    }

    void boundedReaderNamesWhatIsMissing()
    {
        const std::array bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                               std::byte{5}};
        BoundedReader reader(bytes, "file.idx");
        QCOMPARE(reader.takeBigEndian32("the header").value(), 0x01020304u);
        QCOMPARE(reader.remaining(), std::int64_t{1});
        const auto failed = reader.takeLittleEndian64("the length");
        QVERIFY(!failed);
        const std::string sentence = describe(failed.error());
        QVERIFY2(sentence.find("the length needs 8 bytes but only 1") != std::string::npos,
                 sentence.c_str());
        QVERIFY2(sentence.find("file.idx, byte 4") != std::string::npos, sentence.c_str());
        QVERIFY(!reader.take(-1, "nothing"));
        QVERIFY(reader.take(1, "the rest"));
    }

    void writerReplacesTheWholeFile()
    {
        QVERIFY(writeFileAtomically(path("session"), std::string(1000, 'a')));
        QCOMPARE(chmod(path("session").c_str(), 0640), 0);
        QVERIFY(writeFileAtomically(path("session"), std::string("short")));
        QCOMPARE(contentOf(path("session")), std::string("short"));
        struct stat status {};
        QCOMPARE(stat(path("session").c_str(), &status), 0);
        QCOMPARE(static_cast<int>(status.st_mode & 0777), 0640);
    }

    void fullDiskLeavesTheOldFileAndNothingElse()
    {
        QTemporaryDir folder;
        const std::string file = folder.filePath("session").toStdString();
        QVERIFY(writeFileAtomically(file, std::string("the old content")));
        for (const std::size_t size : {std::size_t{4097}, std::size_t{100'000}}) {
            const FileSizeLimit limit(4096);
            const auto written = writeFileAtomically(file, std::string(size, 'n'));
            QVERIFY(!written);
            QCOMPARE(exitCode(written.error().code), 4);
            QVERIFY(describe(written.error()).find("the old file is unchanged")
                    != std::string::npos);
        }
        QCOMPARE(contentOf(file), std::string("the old content"));
        const auto left = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, QStringList{"session"});
    }

    void writerSaysWhenThereIsNoFolder()
    {
        const auto written = writeFileAtomically(path("no/such/folder/file"), std::string("x"));
        QVERIFY(!written);
        QCOMPARE(static_cast<int>(written.error().code),
                 static_cast<int>(ErrorCode::FileUnwritable));
    }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
