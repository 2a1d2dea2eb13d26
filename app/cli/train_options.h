#pragma once
#include "app/cli/command.h"
#include "core/data/catalog.h"
#include "core/program/program.h"
#include "core/train/session.h"

#include <optional>

namespace propago {

/// The words behind `propago train`, as they were written.
struct TrainOptions {
    std::string data, model, resume;
    std::string save, onnx, csv, chart;
    std::string optimizer = "sgd", schedule = "constant", loss = "cross-entropy", initialiser;
    std::string mean, deviation, grain;
    std::string augment, events, distributed, quantise;
    std::int64_t epochs = 5, steps = 0, batch = 64, limit = 0, scheduleEpochs = 1,
                 schedulePatience = 10, testEvery = 0, calibrate = 512;
    double learningRate = 0, momentum = 0.9, alpha = 0.99, weightDecay = 0, clipNorm = 0,
           clipValue = 0, scheduleFactor = 0.1, labelSmoothing = 0, untilAccuracy = 0;
    bool isUnshuffled = false, logsSteps = false, quantisesAll = false;
};

void declareTrainOptions(Arguments& arguments, TrainOptions& options);

/// What is to be trained, on what, how far.
struct TrainTask {
    Session session;
    TrainingData data;
    std::optional<Grain> grain;     ///< steps by this grain; flat out without
    std::optional<double> accuracy; ///< the goal, a share
    std::int64_t weightBits = 0;    ///< to be rounded to before training begins; 0: nothing is
    std::vector<std::string> notes;
};

/// Forgets what an optimizer of another run has gathered.
void dropOptimizerStates(Session& session);

/// Opens everything the options name and joins it with what a resumed session says.
Result<TrainTask> prepareTraining(const TrainOptions& options, const Invocation& invocation);

} // namespace propago
