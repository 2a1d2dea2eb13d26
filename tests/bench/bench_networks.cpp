#include "app/cli/measured_plan.h"
#include "app/cli/training_speed.h"
#include "core/base/thread_pool.h"

#include <benchmark/benchmark.h>

using namespace propago;

// Whole networks: inference of one picture and of 64, training of 64.
namespace {

constexpr std::uint64_t kSeed = 1;

LoadedModel model(const char* name)
{
    return loadModel(name, kSeed).value();
}

void reportImages(benchmark::State& state, std::int64_t batch)
{
    state.counters["images/s"] = benchmark::Counter(static_cast<double>(batch * state.iterations()),
                                                    benchmark::Counter::kIsRate);
}

void inference(benchmark::State& state, const char* name, Format format, std::int64_t batch)
{
    ThreadPool pool(static_cast<int>(state.range(0)));
    const auto plan = planForMeasuring(model(name), format, batch, false, pool).value();
    for (auto _ : state)
        plan.run();
    reportImages(state, batch);
}

void training(benchmark::State& state, const char* name, std::int64_t batch)
{
    ThreadPool pool(static_cast<int>(state.range(0)));
    TrainingSpeedOptions options;
    options.batch = batch;
    auto run = MeasuredTraining::start(model(name).session, options, pool).value();
    for (auto _ : state)
        run.step();
    reportImages(state, batch);
}

template<typename... Parts> void add(const std::string& name, int threads, Parts... parts)
{
    benchmark::RegisterBenchmark(name.c_str(), parts...)
        ->Arg(threads)
        ->ArgName("threads")
        ->Unit(benchmark::kMicrosecond)
        ->UseRealTime();
}

const int kRegistered = [] {
    const std::pair<const char*, Format> formats[] = {
        {"fp32", Format::Fp32}, {"bf16", Format::Bf16}, {"int8", Format::Int8}};
    for (const char* network : {"lenet", "fashion-cnn", "resnet8"}) {
        const std::string name = network;
        for (const auto& [word, format] : formats) {
            add(name + "/" + word + "/batch1", 1, inference, network, format, 1);
            for (const int threads : {1, 2})
                add(name + "/" + word + "/batch64", threads, inference, network, format, 64);
        }
        for (const int threads : {1, 2})
            add(name + "/training/batch64", threads, training, network, 64);
    }
    for (const char* network : {"mobilenet-v2", "resnet18"}) {
        for (const auto& [word, format] : formats)
            add(std::string(network) + "/" + word + "/batch1", 1, inference, network, format, 1);
    }
    return 0;
}();

} // namespace
