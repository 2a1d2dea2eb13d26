#include "app/engine_host.h"

#include "app/engine_worker.h"
#include "views/port/translated.h"

/// The intents of the Precision workspace: each measures something, says how far it is, and gives up
/// when a newer one of its kind comes or the person has had enough.
namespace propago {

template<typename T, typename Work>
void EngineHost::measure(const char* tag, std::shared_ptr<const T>& place,
                         void (EngineHost::*changed)(), Work work)
{
    const std::uint64_t number = ++m_measurements;
    std::atomic<std::uint64_t>& newest = m_newest.at(tag);
    newest = number;
    whenOpen(tag, [this, number, &newest, &place, changed, work](WorkerState& worker) {
        const Progress progress = [this, number, &newest](double share) {
            onWindow([this, share] { emit measuringProgressed(share); });
            return number == newest && number > m_givenUp && !m_stopping;
        };
        std::shared_ptr<const T> shared;
        if (progress(0)) {
            withdrawPulse(); // the run stands still meanwhile
            auto result = work(*worker.engine, progress);
            if (result)
                shared = std::make_shared<const T>(std::move(*result));
            else if (result.error().code != ErrorCode::Interrupted)
                report(result.error());
        }
        onWindow([this, number, &newest, &place, changed, shared] {
            if (shared)
                place = shared;
            if (number == newest) // else the newer one will say so
                emit(this->*changed)();
        });
    });
}

// Takes a while, too, and then the session is another one, or a file is there.
template<typename Work> void EngineHost::prepare(const char* tag, Work work)
{
    const std::uint64_t number = ++m_measurements;
    whenOpen(tag, [this, number, work](WorkerState& worker) {
        const Progress progress = [this, number](double share) {
            onWindow([this, share] { emit measuringProgressed(share); });
            return number > m_givenUp && !m_stopping;
        };
        withdrawPulse();
        if (const auto done = work(*worker.engine, progress);
            !done && done.error().code != ErrorCode::Interrupted)
            report(done.error());
    });
}

void EngineHost::startRace(const RaceQuestion& question)
{
    measure("race", m_race, &EngineHost::raceChanged,
            [question](Engine& engine, const Progress& progress) {
                return engine.race(question, progress);
            });
}

void EngineHost::tryBits(const QuantisationOptions& options)
{
    measure("bits", m_bitTrial, &EngineHost::bitTrialChanged,
            [options](Engine& engine, const Progress& progress) {
                return engine.tryBits(options, progress);
            });
}

void EngineHost::findBitCurve(const QuantisationOptions& options)
{
    measure("curve", m_bitCurve, &EngineHost::bitCurveChanged,
            [options](Engine& engine, const Progress& progress) {
                return engine.findBitCurve(options, progress);
            });
}

void EngineHost::compareRangeMethods(Format precision, const QuantisationOptions& options)
{
    measure("ranges", m_ranges, &EngineHost::rangeComparisonChanged,
            [precision, options](Engine& engine, const Progress& progress) {
                return engine.compareRangeMethods(precision, options, progress);
            });
}

void EngineHost::explainInteger(const RaceQuestion& question, int node, qint64 element)
{
    measure("arithmetic", m_arithmetic, &EngineHost::integerArithmeticChanged,
            [question, node, element](Engine& engine, const Progress& progress) {
                return engine.explainInteger(question, node, element, progress);
            });
}

void EngineHost::tryWeight(const RaceQuestion& question, const ElementRef& weight, double value)
{
    measure("weight", m_weightTrial, &EngineHost::weightTrialChanged,
            [question, weight, value](Engine& engine, const Progress&) {
                return engine.tryWeight(question, weight, value);
            });
}

void EngineHost::cancelMeasuring()
{
    m_givenUp = m_measurements;
}

void EngineHost::startQuantisedTraining(int bits)
{
    prepare("open", [this, bits](Engine& engine, const Progress& progress) -> Result<void> {
        setRunning(false);
        if (auto done = engine.startQuantisedTraining(bits, progress); !done)
            return done;
        publishFacts();
        publish();
        publishHistory();
        onWindow([this, bits] {
            emit noted(tr("The network goes on with weights of %n bit(s): it is rounded while it "
                          "learns. Space starts the run.",
                          nullptr, bits));
        });
        return {};
    });
}

void EngineHost::exportQuantised(const QString& path)
{
    prepare("export", [this, path](Engine& engine, const Progress& progress) -> Result<void> {
        if (auto done = engine.exportQuantised(path.toStdString(), progress); !done)
            return done;
        onWindow([this, path] { emit noted(tr("int8 network written to %1").arg(path)); });
        return {};
    });
}

// All of it is about the network that was open before.
void EngineHost::forgetMeasurements()
{
    m_evaluation.reset();
    m_disputed = std::make_shared<HeldPictures>();
    m_race.reset();
    m_bitTrial.reset();
    m_bitCurve.reset();
    m_ranges.reset();
    m_arithmetic.reset();
    m_weightTrial.reset();
    for (const auto changed :
         {&EngineHost::evaluationChanged, &EngineHost::raceChanged, &EngineHost::bitTrialChanged,
          &EngineHost::bitCurveChanged, &EngineHost::rangeComparisonChanged,
          &EngineHost::integerArithmeticChanged, &EngineHost::weightTrialChanged})
        emit(this->*changed)();
}

} // namespace propago
