#include "app/cli/calibration_data.h"

#include "app/cli/options.h"
#include "core/data/catalog.h"
#include "core/infer/inference_plan.h"

namespace propago {

namespace {

constexpr std::int64_t kSamples = 512;

} // namespace

Result<Calibration> calibrationFor(const LoadedModel& model, Format format, const std::string& data,
                                   ThreadPool& pool)
{
    const std::string name = data.empty() ? model.session.data : data;
    if (!needsCalibration(format))
        return Calibration();
    if (name.empty())
        return usageError({PROPAGO_TEXT("%1 needs pictures that set its scales"),
                           {std::string(traits(format).name)}},
                          {PROPAGO_TEXT("give --data"), {}});
    const auto pictures = openDataset(name, Part::Train);
    if (!pictures)
        return tl::unexpected(pictures.error());
    return calibrate(model.session.graph, model.weights, **pictures, model.session.normalisation,
                     kSamples, pool);
}

} // namespace propago
