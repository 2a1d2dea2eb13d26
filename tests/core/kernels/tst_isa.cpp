#include "core/kernels/isa.h"
#include "core/kernels/tiles/tile_table.h"

#include <QtTest>

#include <cstdlib>

using namespace propago;

// Rows that are stored together in one unit come in whole units.
static int rowStep(TileKind kind)
{
    if (kind == TileKind::Int8 || kind == TileKind::NarrowInt8 || kind == TileKind::WidenedInt8
        || kind == TileKind::Int8Depthwise)
        return 4;
    return kind == TileKind::Fp16 || kind == TileKind::Int8Words ? 2 : 1;
}

class IsaTest : public QObject {
    Q_OBJECT
private slots:
    void namesAreTheWordsOfTheVariable()
    {
        QCOMPARE(QString(name(Isa::Baseline)), QString("baseline"));
        QCOMPARE(QString(name(Isa::Avx2)), QString("avx2"));
        QCOMPARE(QString(name(Isa::Avx512)), QString("avx512"));
    }

    void choiceIsWithinTheProcessor()
    {
        QVERIFY(chosenIsa() <= widestIsa());
        QVERIFY(tileTable(chosenIsa()) != nullptr);
        if (widestIsa() >= Isa::Avx2)
            QVERIFY(processorFeatures().find("avx2") != std::string::npos);
        const char* wanted = std::getenv("PROPAGO_ISA");
        if (wanted && isaNote().empty() && *wanted)
            QCOMPARE(QString(name(chosenIsa())), QString(wanted));
    }

    void everyTableIsComplete()
    {
        for (const Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
            const TileTable* table = tileTable(isa);
            if (!table)
                continue;
            for (int kind = 0; kind < kTileKinds; ++kind) {
                const int step = rowStep(static_cast<TileKind>(kind));
                QVERIFY(table->maxRows[kind] == 0 || table->rowStep[kind] == step);
                for (int rows = step; rows <= table->maxRows[kind]; rows += step) {
                    QVERIFY(table->maxVectors[kind][rows] >= 1);
                    for (int vectors = 1; vectors <= table->maxVectors[kind][rows]; ++vectors)
                        QVERIFY(table->tiles[kind][rows][vectors] != nullptr);
                }
            }
            for (int rows = 1; rows <= table->maxDotRows; ++rows) {
                for (int columns = 1; columns <= table->maxDotColumns; ++columns)
                    QVERIFY(table->dots[rows][columns] != nullptr);
            }
        }
    }
};

QTEST_APPLESS_MAIN(IsaTest)
#include "tst_isa.moc"
