#include "core/base/checked.h"
#include "core/base/result.h"

#include <QtTest>

#include <cstdlib>
#include <limits>
#include <set>

using namespace propago;

class TestText : public QObject {
    Q_OBJECT
private slots:
    void fillsPlacesInAnyOrder()
    {
        QCOMPARE(filled("%2 before %1", {"a", "b"}), std::string("b before a"));
        QCOMPARE(filled("100 % of %1", {"x"}), std::string("100 % of x"));
        QCOMPARE(filled("%1%1", {"%2"}), std::string("%2%2")); // arguments are not patterns
        QCOMPARE(filled("%3", {"a"}), std::string());
    }

    void shortestReadsBackAsTheSameNumber()
    {
        QCOMPARE(shortest(0.1), std::string("0.1"));
        for (const double value : {1.0 / 3.0, 1e-308, -2.5e300, 0.1 + 0.2})
            QCOMPARE(std::strtod(shortest(value).c_str(), nullptr), value);
    }

    void displayableEscapesWhatCouldMislead()
    {
        QCOMPARE(displayable("그림 a"), std::string("그림 a"));
        QCOMPARE(displayable("a\nb\x7F"), std::string("a\\x0Ab\\x7F"));
        QCOMPARE(displayable("\xFF"), std::string("\\xFF"));
        QCOMPARE(displayable("\xE2\x80\xAE"),
                 std::string("\\xE2\\x80\\xAE")); // right-to-left override
        QVERIFY(displayable(std::string(10'000, 'x')).size() < 210);
    }

    void errorsReadAsOneSentence()
    {
        const Failure failure =
            fail(ErrorCode::BadInput, {"label %1 is beyond the %2 classes", {"12", "10"}},
                 "labels.gz, record 5", {"use the right file", {}});
        QCOMPARE(describe(failure.value()),
                 std::string("label 12 is beyond the 10 classes "
                             "(labels.gz, record 5); use the right file."));
    }

    void everyErrorHasItsIdentifierAndExitCode()
    {
        std::set<std::string> identifiers;
        const std::array codes{
            ErrorCode::GoalNotMet,     ErrorCode::Usage,       ErrorCode::BadInput,
            ErrorCode::Unsupported,    ErrorCode::FileMissing, ErrorCode::FileUnreadable,
            ErrorCode::FileUnwritable, ErrorCode::Diverged,    ErrorCode::WorkerLost,
            ErrorCode::OutOfMemory,    ErrorCode::Interrupted};
        for (const ErrorCode code : codes)
            identifiers.insert(identifier(code));
        QCOMPARE(identifiers.size(), codes.size());
        QCOMPARE(exitCode(ErrorCode::GoalNotMet), 1);
        QCOMPARE(exitCode(ErrorCode::Usage), 2);
        QCOMPARE(exitCode(ErrorCode::BadInput), 3);
        QCOMPARE(exitCode(ErrorCode::FileMissing), 4);
        QCOMPARE(exitCode(ErrorCode::Diverged), 5);
        QCOMPARE(exitCode(ErrorCode::OutOfMemory), 7);
        QCOMPARE(exitCode(ErrorCode::Interrupted), 130);
    }

    void checkedArithmeticNeverWraps()
    {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QVERIFY(checkedMultiply(most, 1) == most);
        QVERIFY(!checkedMultiply(most / 2 + 1, 2));
        QVERIFY(!checkedMultiply(std::int64_t{1} << 32, std::int64_t{1} << 32)); // wraps to 0
        QVERIFY(checkedAdd(most, 0) == most);
        QVERIFY(!checkedAdd(most, 1));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
