#pragma once
#include "core/data/augmentation.h"
#include "core/tensor/format.h"

#include <cstdint>
#include <string>

namespace propago {

enum class OptimizerKind : std::uint8_t { Sgd, Nesterov, RmsProp, Adagrad, Adam, AdamW };
enum class ScheduleKind : std::uint8_t { Constant, Step, Cosine, OneCycle, Plateau };
enum class LossKind : std::uint8_t { CrossEntropy, MeanSquaredError, L1 };
/// Starting values: the common default of other tools (uniform by fan-in), Xavier (Glorot and Bengio 2010),
/// Kaiming (He et al. 2015), each uniform or normal.
enum class InitialiserKind : std::uint8_t {
    Default,
    XavierUniform,
    XavierNormal,
    KaimingUniform,
    KaimingNormal
};

/// Everything that decides a run, beside the network and the pictures.
struct TrainingSettings {
    std::uint64_t seed = 1;
    std::int64_t batch = 64;
    std::int64_t epochs = 5; ///< planned; the cosine and one-cycle schedules end there
    OptimizerKind optimizer = OptimizerKind::Sgd;
    ScheduleKind schedule = ScheduleKind::Constant;
    LossKind loss = LossKind::CrossEntropy;
    InitialiserKind initialiser = InitialiserKind::KaimingUniform;
    /// Fp32, Fp64, or Bf16: products in bf16, values and gradients between layers stored in bf16; weights
    /// and what becomes of them, losses and statistics stay fp32.
    Format format = Format::Fp32;
    bool shuffles = true;
    double learningRate = 0.01;
    double momentum = 0.9;             ///< SGD and Nesterov
    double beta1 = 0.9, beta2 = 0.999; ///< Adam and AdamW
    double alpha = 0.99;               ///< RMSprop: what is kept of the mean square
    double epsilon = 1e-8;             ///< RMSprop, Adam and AdamW
    double adagradEpsilon = 1e-10;
    double weightDecay = 0;             ///< part of the gradient, except for AdamW
    double gradClipValue = 0;           ///< largest size of one gradient element; 0: any
    double gradClipNorm = 0;            ///< largest norm of all gradients together; 0: any
    std::int64_t scheduleEpochs = 1;    ///< Step: epochs between two cuts
    double scheduleFactor = 0.1;        ///< Step and Plateau: what the rate is multiplied by
    std::int64_t schedulePatience = 10; ///< Plateau: epochs without progress that it waits
    double labelSmoothing = 0; ///< CrossEntropy: share of the ideal spread over all categories
    Augmentation augmentation;
    bool operator==(const TrainingSettings&) const = default;
};

/// The names used on the command line and in files ("sgd", "cross-entropy", ...).
const char* name(OptimizerKind kind);
const char* name(ScheduleKind kind);
const char* name(LossKind kind);
const char* name(InitialiserKind kind);
bool parse(const std::string& text, OptimizerKind& kind);
bool parse(const std::string& text, ScheduleKind& kind);
bool parse(const std::string& text, LossKind& kind);
bool parse(const std::string& text, InitialiserKind& kind);

/// The learning rate that PyTorch's optimizers of this kind start with, 0.01 for plain SGD.
double usualLearningRate(OptimizerKind kind);
/// Likewise their weight decay.
double usualWeightDecay(OptimizerKind kind);

} // namespace propago
