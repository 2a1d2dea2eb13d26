#pragma once
#include "core/graph/operator.h"

/// One function for each kind or family of kinds; each lives in the file of its name.
namespace propago::operators {

const Operator& input();
const Operator& conv2d();
const Operator& linear();
const Operator& maxPool2d();
const Operator& avgPool2d();
const Operator& globalAvgPool2d();
const Operator& relu();
const Operator& leakyRelu();
const Operator& sigmoid();
const Operator& tanh();
const Operator& batchNorm2d();
const Operator& dropout();
const Operator& flatten();
const Operator& concat();
const Operator& softmax();
const Operator& identity();
/// Clip to Pow: functions of one number.
const Operator& unary(OperatorKind kind);
const Operator& reshape();
const Operator& transpose();
/// LayerNorm, GroupNorm.
const Operator& rowNorm(OperatorKind kind);
const Operator& localResponseNorm();
const Operator& convTranspose2d();
const Operator& fakeQuantize();
/// Pad, Resize, AdaptiveAvgPool2d: maps that part into one along H and one along W.
const Operator& planeMap(OperatorKind kind);
/// ReduceMean, ReduceMax, ReduceSum.
const Operator& reduction(OperatorKind kind);
/// Add, Sub, Mul, Div, PReLU: functions of two numbers.
const Operator& binary(OperatorKind kind);

} // namespace propago::operators
