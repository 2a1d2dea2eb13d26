#include "core/infer/disjoint.h"

#include "core/base/thread_pool.h"
#include "core/infer/calibration.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace propago {

namespace {

constexpr std::int64_t kBlock = 64;  // pictures between two looks at the progress
constexpr double kMostShared = 0.01; // of the calibration pictures

Failure refused(Text what, const Dataset& calibration)
{
    return fail(ErrorCode::BadInput, std::move(what), calibration.name(),
                {PROPAGO_TEXT("calibrate on the training part"), {}});
}

// FNV-1a over 64 bits.
std::uint64_t hashOf(std::span<const std::uint8_t> bytes)
{
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const std::uint8_t byte : bytes)
        hash = (hash ^ byte) * 0x100000001B3u;
    return hash;
}

// The hash of each of these pictures; fewer when it was cancelled.
std::vector<std::uint64_t> hashesOf(const Dataset& data, std::span<const std::int32_t> indices,
                                    ThreadPool& pool, const Progress& progress)
{
    std::vector<std::uint64_t> hashes(indices.size());
    const auto bytes = static_cast<std::size_t>(data.sampleShape().elements());
    for (std::size_t first = 0; first < indices.size(); first += kBlock) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(indices.size())))
            return {};
        auto hash = [&](int task) {
            std::vector<std::uint8_t> pixels(bytes);
            const std::size_t i = first + static_cast<std::size_t>(task);
            data.pixels(indices[i], pixels);
            hashes[i] = hashOf(pixels);
        };
        pool.run(static_cast<int>(std::min<std::size_t>(kBlock, indices.size() - first)), hash);
    }
    return hashes;
}

} // namespace

std::optional<std::int64_t> sharedPictures(const Dataset& some, std::int64_t samples,
                                           const Dataset& others, ThreadPool& pool,
                                           const Progress& progress)
{
    if (some.sampleShape() != others.sampleShape())
        return 0;
    const std::vector<std::int32_t> wanted = evenly(some.size(), samples);
    std::vector<std::int32_t> all(static_cast<std::size_t>(others.size()));
    std::iota(all.begin(), all.end(), 0);
    const auto few = hashesOf(some, wanted, pool, partOf(progress, 0, 0.1));
    auto many = hashesOf(others, all, pool, partOf(progress, 0.1, 1));
    if (few.size() < wanted.size() || many.size() < all.size())
        return std::nullopt;
    std::ranges::sort(many);
    return std::ranges::count_if(
        few, [&](std::uint64_t hash) { return std::ranges::binary_search(many, hash); });
}

Result<std::optional<Text>> requireDisjoint(const Dataset& judged, const Dataset& calibration,
                                            std::int64_t calibrationSamples, ThreadPool& pool,
                                            const Progress& progress)
{
    if (&judged == &calibration || judged.name() == calibration.name())
        return refused(
            {PROPAGO_TEXT("integers would be calibrated on the pictures they are judged by"), {}},
            calibration);
    const auto shared = sharedPictures(calibration, calibrationSamples, judged, pool, progress);
    if (!shared)
        return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the evaluation was cancelled"), {}});
    if (*shared == 0)
        return std::optional<Text>();
    const std::int64_t used = std::min(calibration.size(), calibrationSamples);
    const std::vector<std::string> numbers{std::to_string(*shared), std::to_string(used)};
    if (static_cast<double>(*shared) > kMostShared * static_cast<double>(used))
        return refused({PROPAGO_TEXT("of the pictures that would calibrate the integers (%2), some "
                                     "are among those they are judged by (%1)"),
                        numbers},
                       calibration);
    return std::optional(Text{PROPAGO_TEXT("of the pictures that calibrate the integers (%2), very "
                                           "few are also among those they are judged by (%1)"),
                              numbers});
}

} // namespace propago
