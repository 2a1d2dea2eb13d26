#include "core/data/catalog.h"
#include "tests/support/idx_bytes.h"

#include <QtTest>

#include <map>
#include <set>

using namespace propago;
using propago::test::idxHeader;

namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels picture(const Dataset& data, std::int64_t index)
{
    Pixels pixels(static_cast<std::size_t>(data.sampleShape().elements()));
    data.pixels(index, pixels);
    return pixels;
}

std::vector<int> classCounts(const Dataset& data)
{
    std::vector<int> counts(data.classNames().size());
    for (const std::int32_t label : data.labels())
        ++counts[static_cast<std::size_t>(label)];
    return counts;
}

CatalogOptions bundled()
{
    CatalogOptions options;
    options.folder = PROPAGO_SOURCE_DIR "/datasets";
    return options;
}

} // namespace

class TestCatalog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    // `count` pictures of one pixel, which is the picture's own number, named `prefix`images and ...labels.
    std::string writePair(const QString& prefix, int count, int first = 0)
    {
        QByteArray images = idxHeader({static_cast<quint32>(count), 1, 1});
        QByteArray labels = idxHeader({static_cast<quint32>(count)});
        for (int i = 0; i < count; ++i) {
            images.append(static_cast<char>(first + i));
            labels.append(static_cast<char>(i % 2));
        }
        QString pair;
        for (const auto& [name, content] :
             {std::pair{"images", images}, std::pair{"labels", labels}}) {
            QFile file(m_folder.filePath(prefix + name));
            if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
                qFatal("cannot write a test file");
            pair += (pair.isEmpty() ? "" : ",") + file.fileName();
        }
        return "idx:" + pair.toStdString();
    }

    static std::set<int> numbers(const Dataset& data)
    {
        std::set<int> found;
        for (std::int64_t i = 0; i < data.size(); ++i)
            found.insert(picture(data, i)[0]);
        return found;
    }

    void refuses(const std::string& text, ErrorCode code, const char* words)
    {
        const auto data = openDataset(text, Part::Train, bundled());
        QVERIFY2(!data, text.c_str());
        QCOMPARE(static_cast<int>(data.error().code), static_cast<int>(code));
        const std::string sentence = describe(data.error());
        QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
    }

private slots:
    void namesAreTakenApart()
    {
        const DatasetName plain = parseDatasetName("digits");
        QCOMPARE(plain.kind, std::string("digits"));
        QVERIFY(!plain.part && plain.details.empty());
        const DatasetName shapes = parseDatasetName("shapes:500:test");
        QCOMPARE(shapes.kind, std::string("shapes"));
        QCOMPARE(shapes.details, std::string("500"));
        QVERIFY(shapes.part == Part::Test);
        const DatasetName files = parseDatasetName("idx:/a:b/images,labels:train");
        QCOMPARE(files.details, std::string("/a:b/images,labels"));
        QVERIFY(files.part == Part::Train);
    }

    void digitsAreBalancedAndTheirPartsShareNoPicture()
    {
        const auto data = openTrainingData("digits", bundled());
        QVERIFY(data);
        QCOMPARE(data->training->size(), std::int64_t{4000});
        QCOMPARE(data->test->size(), std::int64_t{1000});
        QCOMPARE(data->training->sampleShape(), (Shape{1, 28, 28}));
        QCOMPARE(classCounts(*data->training), std::vector<int>(10, 400));
        QCOMPARE(classCounts(*data->test), std::vector<int>(10, 100));
        std::set<Pixels> learned;
        for (std::int64_t i = 0; i < data->training->size(); ++i)
            learned.insert(picture(*data->training, i));
        for (std::int64_t i = 0; i < data->test->size(); ++i)
            QVERIFY(!learned.contains(picture(*data->test, i)));
    }

    // Whoever reads the first thousand sees all digits: the file is not sorted.
    void digitsAreMixed()
    {
        const auto data = openDataset("digits:train", Part::Test, bundled());
        QVERIFY(data);
        QCOMPARE((*data)->size(), std::int64_t{4000});
        std::map<int, int> counts;
        for (std::int64_t i = 0; i < 1000; ++i)
            ++counts[(*data)->label(i)];
        for (int digit = 0; digit < 10; ++digit)
            QVERIFY2(counts[digit] > 60, qPrintable(QString::number(counts[digit])));
    }

    // Bright strokes in the middle of a dark field, as MNIST has them.
    void digitsAreCentredWhiteOnBlack()
    {
        const auto data = openDataset("digits:test", Part::Test, bundled());
        QVERIFY(data);
        for (std::int64_t i = 0; i < (*data)->size(); ++i) {
            const Pixels pixels = picture(**data, i);
            double mass = 0, x = 0, y = 0;
            for (std::size_t at = 0; at < pixels.size(); ++at) {
                mass += pixels[at];
                x += pixels[at] * static_cast<double>(at % 28);
                y += pixels[at] * static_cast<double>(at / 28);
            }
            QVERIFY(mass > 255 * 10 && mass < 255 * 400);
            QVERIFY(std::abs(x / mass - 13.5) < 1.0 && std::abs(y / mass - 13.5) < 1.0);
        }
    }

    void bundledFashionIsTheBeginningOfTheWhole()
    {
        const auto part = openTrainingData("fashion-mnist", bundled());
        QVERIFY(part);
        QCOMPARE(part->training->size(), std::int64_t{10'000});
        QCOMPARE(part->test->size(), std::int64_t{2'000});
        QVERIFY(part->test->name().find("bundled part") != std::string::npos);
        const auto whole = openTrainingData("fashion-mnist");
        QVERIFY(whole);
        QVERIFY(whole->test->size() == 10'000 || whole->test->size() == 2'000);
        for (const std::int64_t i : {0, 1, 999, 1999}) {
            QCOMPARE(picture(*whole->test, i), picture(*part->test, i));
            QCOMPARE(whole->test->label(i), part->test->label(i));
        }
        QCOMPARE(whole->test->classNames()[9], std::string("Ankle boot"));
        QCOMPARE(whole->test->label(0), 9);
    }

    void checksumsOfBundledFilesAreRight()
    {
        QFile sums(PROPAGO_SOURCE_DIR "/datasets/SHA256SUMS");
        QVERIFY(sums.open(QIODevice::ReadOnly));
        int files = 0;
        while (!sums.atEnd()) {
            const QByteArray line = sums.readLine().trimmed();
            QFile file(PROPAGO_SOURCE_DIR "/datasets/" + QString::fromUtf8(line.sliced(66)));
            QVERIFY2(file.open(QIODevice::ReadOnly), line.constData());
            const auto digest =
                QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
            QCOMPARE(digest.toHex(), line.first(64));
            ++files;
        }
        QVERIFY(files >= 8);
    }

    void shapesTakeANumber()
    {
        const auto data = openTrainingData("shapes:50");
        QVERIFY(data);
        QCOMPARE(data->training->size(), std::int64_t{50});
        QCOMPARE(data->test->size(), std::int64_t{10});
        QCOMPARE((*openDataset("shapes:50:test", Part::Train))->size(), std::int64_t{10});
        for (const char* wrong :
             {"shapes:0", "shapes:-5", "shapes:many", "shapes:5x", "shapes:99999999999999999999"})
            refuses(wrong, ErrorCode::Usage, "takes a number of pictures");
    }

    void aPairWithoutPartIsTakenWhole()
    {
        const std::string pair = writePair("whole-", 12);
        const auto data = openDataset(pair, Part::Test);
        QVERIFY(data);
        QCOMPARE((*data)->size(), std::int64_t{12});
    }

    void everySixthPictureIsHeldOut()
    {
        const auto data = openTrainingData(writePair("held-", 20));
        QVERIFY(data);
        QCOMPARE(numbers(*data->test), (std::set<int>{5, 11, 17}));
        QCOMPARE(data->training->size(), std::int64_t{17});
        QVERIFY(!numbers(*data->training).contains(5));
        QCOMPARE(data->test->label(0), 1);
    }

    void theTestPairBesideATrainingPairIsFound()
    {
        writePair("t10k-", 4, 100);
        const std::string pair = writePair("train-", 6);
        const auto data = openTrainingData(pair);
        QVERIFY(data);
        QCOMPARE(numbers(*data->training), (std::set<int>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(numbers(*data->test), (std::set<int>{100, 101, 102, 103}));
        QCOMPARE(numbers(**openDataset(pair + ":test", Part::Train)), numbers(*data->test));
        QCOMPARE(numbers(*openTrainingData(pair + ":test")->training), numbers(*data->test));
    }

    void fileNamesMayHoldCommasAndColons()
    {
        const auto data = openDataset(writePair("a,b:c,", 7), Part::Train);
        QVERIFY(data);
        QCOMPARE((*data)->size(), std::int64_t{7});
    }

    void whatIsNotSupportedIsSaid()
    {
        refuses("cifar10:/data", ErrorCode::Unsupported, "not supported by this version");
        refuses(m_folder.path().toStdString(), ErrorCode::Unsupported, "use fashion-mnist, digits");
        refuses(m_folder.path().toStdString() + ":test", ErrorCode::Unsupported,
                "folders of pictures");
        refuses("mnist", ErrorCode::BadInput, "no dataset of this name");
        refuses("digits:5", ErrorCode::BadInput, "no dataset of this name");
        refuses("", ErrorCode::BadInput, "no dataset of this name");
        refuses("idx:only-one", ErrorCode::Usage, "write idx:IMAGES,LABELS");
        refuses("idx:/none/images,/none/labels", ErrorCode::FileMissing, "/none/images");
    }

    void datasetsThatAreNotThereAreNamed()
    {
        CatalogOptions options;
        options.folder = m_folder.path().toStdString();
        const auto data = openDataset("digits", Part::Train, options);
        QVERIFY(!data);
        QCOMPARE(static_cast<int>(data.error().code), static_cast<int>(ErrorCode::FileMissing));
        QVERIFY(describe(data.error()).find("PROPAGO_DATA_DIR") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
