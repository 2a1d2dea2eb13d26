#include "core/base/memory.h"
#include "core/kernels/convolution.h"
#include "core/kernels/linear.h"
#include "core/kernels/unit_bottleneck.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/random.h"

#include <benchmark/benchmark.h>

using namespace propago;

namespace {

/// The layers of the ready-made networks that take the time.
struct Layer {
    const char* name;
    WindowGeometry geometry;
};

const Layer kLayers[] = {
    {"lenet-1", {1, 28, 28, 6, 5, 5, 1, 1, 2, 2, 2, 2}},
    {"lenet-2", {6, 14, 14, 16, 5, 5}},
    {"fashion-1", {1, 28, 28, 32, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"fashion-2", {32, 28, 28, 32, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"fashion-3", {32, 14, 14, 64, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"fashion-4", {64, 14, 14, 64, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"resnet8-1", {3, 32, 32, 16, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"resnet8-2", {16, 32, 32, 16, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"resnet8-3", {16, 32, 32, 32, 3, 3, 2, 2, 1, 1, 1, 1}},
    {"resnet8-4", {32, 16, 16, 32, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"resnet8-5", {32, 16, 16, 64, 3, 3, 2, 2, 1, 1, 1, 1}},
    {"resnet8-6", {64, 8, 8, 64, 3, 3, 1, 1, 1, 1, 1, 1}},
    {"resnet8-shortcut", {16, 32, 32, 32, 1, 1, 2, 2}},
    {"mobilenet-expand-56", {24, 56, 56, 144, 1, 1}},
    {"mobilenet-expand-14", {64, 14, 14, 384, 1, 1}},
    {"mobilenet-project-14", {384, 14, 14, 64, 1, 1}},
    {"mobilenet-expand-7", {160, 7, 7, 960, 1, 1}},
    {"mobilenet-project-7", {960, 7, 7, 160, 1, 1}},
    {"mobilenet-depthwise-14", {384, 14, 14, 384, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 384}},
    {"mobilenet-depthwise-7", {960, 7, 7, 960, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 960}},
    {"mobilenet-depthwise", {96, 56, 56, 96, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 96}},
};

/// Layers that run together, as the first ones of mobilenet-v2 do.
struct Chain {
    const char* name;
    WindowGeometry first;
    std::int64_t stride;  ///< of the depthwise layer
    std::int64_t filters; ///< of the last one
};

const Chain kChains[] = {
    {"mobilenet-start", {3, 224, 224, 32, 3, 3, 2, 2, 1, 1, 1, 1}, 1, 16},
};

/// Inverted residuals of mobilenet-v2.
const Chain kBottlenecks[] = {
    {"mobilenet-112", {16, 112, 112, 96, 1, 1}, 2, 24},
    {"mobilenet-56", {24, 56, 56, 144, 1, 1}, 1, 24},
    {"mobilenet-28", {32, 28, 28, 192, 1, 1}, 1, 32},
    {"mobilenet-14", {64, 14, 14, 384, 1, 1}, 1, 64},
    {"mobilenet-7", {160, 7, 7, 960, 1, 1}, 1, 160},
};

float* numbers(AlignedBytes& bytes, std::int64_t count)
{
    bytes = allocateBytes(static_cast<std::size_t>(4 * count));
    auto* values = reinterpret_cast<float*>(bytes.get());
    const RandomSource source(1, RandomStream::Generate);
    for (std::int64_t i = 0; i < count; ++i)
        values[i] = source.uniform(static_cast<std::uint64_t>(i)) - 0.5f;
    return values;
}

void reportWork(benchmark::State& state, std::int64_t macs)
{
    state.counters["Gop/s"] = benchmark::Counter(
        2.0 * static_cast<double>(macs) * static_cast<double>(state.iterations()) * 1e-9,
        benchmark::Counter::kIsRate);
}

enum class Pass { Forward, Input, Weights };

void convolution(benchmark::State& state, const WindowGeometry& g, Pass pass, std::int64_t n)
{
    ThreadPool pool(1);
    const Convolution kernel(g);
    AlignedBytes memory[5];
    float* x = numbers(memory[0], n * g.channels * g.inPlane());
    float* w = numbers(memory[1], g.weightCount());
    float* y = numbers(memory[2], n * g.filters * g.outPlane());
    memory[3] = allocateBytes(kernel.scratchBytes(n, 1));
    for (auto _ : state) {
        if (pass == Pass::Forward)
            kernel.forward(x, w, nullptr, y, n, pool, memory[3].get());
        else if (pass == Pass::Input)
            kernel.backwardInput(y, w, x, n, false, pool, memory[3].get());
        else
            kernel.backwardWeights(x, y, w, n, pool, memory[3].get());
    }
    reportWork(state, n * g.macs());
}

void unitConvolution(benchmark::State& state, const WindowGeometry& g, UnitFormat format)
{
    UnitConvolution kernel(g, format);
    AlignedBytes memory[2];
    float* w = numbers(memory[0], g.weightCount());
    const std::vector<float> multipliers(static_cast<std::size_t>(g.filters), 0.01f);
    if (format == UnitFormat::Int8)
        kernel.packWeights(reinterpret_cast<const std::int8_t*>(w), nullptr, multipliers.data(), 0);
    else
        kernel.packWeights(w, nullptr);
    const AlignedBytes x =
        allocateBytes(static_cast<std::size_t>(unitBytes(format, g.channels, g.inPlane())));
    const AlignedBytes y =
        allocateBytes(static_cast<std::size_t>(unitBytes(format, g.filters, g.outPlane())));
    const AlignedBytes scratch = allocateBytes(kernel.scratchBytes(1, 1));
    Tail tail;
    tail.activation = TailActivation::Relu;
    for (auto _ : state)
        kernel.run(x.get(), y.get(), 1, tail, nullptr, scratch.get());
    reportWork(state, g.macs());
}

UnitConvolution packed(const WindowGeometry& g)
{
    UnitConvolution kernel(g, UnitFormat::Fp32);
    AlignedBytes memory;
    kernel.packWeights(numbers(memory, g.weightCount()), nullptr);
    return kernel;
}

void chain(benchmark::State& state, const Chain& layers)
{
    const WindowGeometry& g = layers.first;
    const std::int64_t height = g.outHeight(), width = g.outWidth(), stride = layers.stride;
    const WindowGeometry depthwise{g.filters, height, width, g.filters, 3, 3, stride,   stride,
                                   1,         1,      1,     1,         1, 1, g.filters};
    const WindowGeometry pointwise{
        g.filters, depthwise.outHeight(), depthwise.outWidth(), layers.filters, 1, 1};
    const UnitConvolution first = packed(g), second = packed(depthwise), third = packed(pointwise);
    Tail clip;
    clip.activation = TailActivation::Clip;
    clip.high = 6;
    const UnitChain following{&second, &third, clip, {}};
    AlignedBytes memory[2];
    const float* x = numbers(memory[0], g.channels * g.inPlane());
    float* y = numbers(memory[1], pointwise.filters * pointwise.outPlane());
    const AlignedBytes scratch = allocateBytes(first.scratchBytesInto(following, 1));
    for (auto _ : state)
        first.runInto(following, x, y, 1, clip, nullptr, scratch.get());
    reportWork(state, g.macs() + depthwise.macs() + pointwise.macs());
}

void bottleneck(benchmark::State& state, const Chain& layers)
{
    const WindowGeometry& g = layers.first;
    const std::int64_t stride = layers.stride;
    const WindowGeometry depthwise{g.filters, g.height, g.width, g.filters, 3, 3, stride,   stride,
                                   1,         1,        1,       1,         1, 1, g.filters};
    const WindowGeometry pointwise{
        g.filters, depthwise.outHeight(), depthwise.outWidth(), layers.filters, 1, 1};
    UnitBottleneck kernel({g, depthwise, pointwise});
    AlignedBytes memory[3];
    const float* x = numbers(memory[0], g.channels * g.inPlane());
    float* y = numbers(memory[1], pointwise.filters * pointwise.outPlane());
    const float* weights = numbers(memory[2], std::max(g.weightCount(), pointwise.weightCount()));
    for (int layer = 0; layer < UnitBottleneck::kLayers; ++layer)
        kernel.packWeights(layer, weights, nullptr);
    Tail clip;
    clip.activation = TailActivation::Clip;
    clip.high = 6;
    const AlignedBytes scratch = allocateBytes(kernel.scratchBytes(1));
    for (auto _ : state)
        kernel.run(x, y, 1, {clip, clip, Tail{}}, nullptr, scratch.get());
    reportWork(state, g.macs() + depthwise.macs() + pointwise.macs());
}

void linear(benchmark::State& state, std::int64_t in, std::int64_t out, Pass pass)
{
    const std::int64_t n = state.range(0);
    ThreadPool pool(1);
    const LinearKernel kernel(in, out);
    AlignedBytes memory[4];
    float* x = numbers(memory[0], n * in);
    float* w = numbers(memory[1], in * out);
    float* y = numbers(memory[2], n * out);
    memory[3] = allocateBytes(kernel.scratchBytes(n, 1));
    for (auto _ : state) {
        if (pass == Pass::Forward)
            kernel.forward(x, w, nullptr, y, n, pool, memory[3].get());
        else if (pass == Pass::Input)
            kernel.backwardInput(y, w, x, n, false, pool, memory[3].get());
        else
            kernel.backwardWeights(x, y, w, n, pool, memory[3].get());
    }
    reportWork(state, n * in * out);
}

void unitLinear(benchmark::State& state, std::int64_t in, std::int64_t out, UnitFormat format)
{
    UnitLinear kernel(in, 1, 1, out, format);
    AlignedBytes memory;
    float* w = numbers(memory, in * out);
    const std::vector<float> multipliers(static_cast<std::size_t>(out), 0.01f);
    if (format == UnitFormat::Int8)
        kernel.packWeights(reinterpret_cast<const std::int8_t*>(w), nullptr, multipliers.data(), 0);
    else
        kernel.packWeights(w, nullptr);
    const AlignedBytes x = allocateBytes(static_cast<std::size_t>(unitBytes(format, in, 1)));
    const AlignedBytes y = allocateBytes(static_cast<std::size_t>(unitBytes(format, out, 1)));
    const AlignedBytes scratch = allocateBytes(kernel.scratchBytes(1, 1));
    for (auto _ : state)
        kernel.run(x.get(), y.get(), 1, Tail{}, nullptr, scratch.get());
    reportWork(state, in * out);
}

const int kRegistered = [] {
    const std::pair<const char*, Pass> passes[] = {
        {"forward", Pass::Forward}, {"input", Pass::Input}, {"weights", Pass::Weights}};
    for (const Layer& layer : kLayers) {
        const std::string name = layer.name;
        for (const auto& [word, pass] : passes)
            benchmark::RegisterBenchmark((name + "/" + word + "/batch64").c_str(), convolution,
                                         layer.geometry, pass, 64);
        benchmark::RegisterBenchmark((name + "/unit-fp32").c_str(), unitConvolution, layer.geometry,
                                     UnitFormat::Fp32);
        benchmark::RegisterBenchmark((name + "/unit-bf16").c_str(), unitConvolution, layer.geometry,
                                     UnitFormat::Bf16);
        benchmark::RegisterBenchmark((name + "/unit-int8").c_str(), unitConvolution, layer.geometry,
                                     UnitFormat::Int8);
    }
    for (const Chain& layers : kChains)
        benchmark::RegisterBenchmark((std::string(layers.name) + "/chain").c_str(), chain, layers);
    for (const Chain& layers : kBottlenecks)
        benchmark::RegisterBenchmark((std::string(layers.name) + "/bottleneck").c_str(), bottleneck,
                                     layers);
    for (const auto& [in, out] :
         {std::pair{400, 120}, std::pair{120, 84}, std::pair{84, 10}, std::pair{3136, 128}}) {
        const std::string name = "linear-" + std::to_string(in) + "-" + std::to_string(out);
        for (const auto& [word, pass] : passes)
            benchmark::RegisterBenchmark((name + "/" + word).c_str(), linear, in, out, pass)
                ->Arg(1)
                ->Arg(64);
        benchmark::RegisterBenchmark((name + "/unit-fp32").c_str(), unitLinear, in, out,
                                     UnitFormat::Fp32);
        benchmark::RegisterBenchmark((name + "/unit-int8").c_str(), unitLinear, in, out,
                                     UnitFormat::Int8);
    }
    return 0;
}();

} // namespace
