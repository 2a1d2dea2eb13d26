#include "core/io/onnx_tensors.h"

#include "core/tensor/half.h"
#include "core/tensor/bfloat16.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

using onnx::TensorProto;

Failure refused(const std::string& path, const std::string& name, Text what)
{
    return fail(ErrorCode::BadInput, std::move(what), path + ", " + displayable(name),
                {PROPAGO_TEXT("export the model again"), {}});
}

// Elements as `Stored` from raw bytes, turned into `Value` by `convert`.
template<typename Stored, typename Value, typename Convert>
bool fromRaw(const std::string& raw, std::int64_t count, Value* to, Convert convert)
{
    if (raw.size() != static_cast<std::size_t>(count) * sizeof(Stored))
        return false;
    for (std::int64_t i = 0; i < count; ++i) {
        Stored stored{};
        std::memcpy(&stored, raw.data() + static_cast<std::size_t>(i) * sizeof(Stored),
                    sizeof(Stored));
        to[i] = convert(stored);
    }
    return true;
}

template<typename Field, typename Value, typename Convert>
bool fromField(const Field& field, std::int64_t count, Value* to, Convert convert)
{
    if (field.size() != count)
        return false;
    for (int i = 0; i < field.size(); ++i)
        to[i] = convert(field.Get(i));
    return true;
}

bool readNumbers(const TensorProto& proto, std::int64_t count, float* to)
{
    const bool isRaw = proto.has_raw_data();
    const auto narrow = [](double v) { return static_cast<float>(v); };
    const auto half = [](std::uint16_t v) { return fromHalf(v); };
    const auto brain = [](std::uint16_t v) { return fromBfloat16(v); };
    switch (proto.data_type()) {
    case TensorProto::FLOAT:
        return isRaw ? fromRaw<float>(proto.raw_data(), count, to, narrow)
                     : fromField(proto.float_data(), count, to, narrow);
    case TensorProto::DOUBLE:
        return isRaw ? fromRaw<double>(proto.raw_data(), count, to, narrow)
                     : fromField(proto.double_data(), count, to, narrow);
    case TensorProto::FLOAT16:
        return isRaw ? fromRaw<std::uint16_t>(proto.raw_data(), count, to, half)
                     : fromField(proto.int32_data(), count, to,
                                 [](int v) { return fromHalf(static_cast<std::uint16_t>(v)); });
    case TensorProto::BFLOAT16:
        return isRaw ? fromRaw<std::uint16_t>(proto.raw_data(), count, to, brain)
                     : fromField(proto.int32_data(), count, to,
                                 [](int v) { return fromBfloat16(static_cast<std::uint16_t>(v)); });
    default: return false;
    }
}

bool readIntegers(const TensorProto& proto, std::int64_t count, std::int64_t* to)
{
    const bool isRaw = proto.has_raw_data();
    const auto same = [](std::int64_t v) { return v; };
    if (proto.data_type() == TensorProto::INT64)
        return isRaw ? fromRaw<std::int64_t>(proto.raw_data(), count, to, same)
                     : fromField(proto.int64_data(), count, to, same);
    const bool isByte =
        proto.data_type() == TensorProto::BOOL || proto.data_type() == TensorProto::UINT8;
    if (isByte && isRaw)
        return fromRaw<std::uint8_t>(proto.raw_data(), count, to, same);
    if (proto.data_type() == TensorProto::INT8 && isRaw)
        return fromRaw<std::int8_t>(proto.raw_data(), count, to, same);
    return isRaw ? fromRaw<std::int32_t>(proto.raw_data(), count, to, same)
                 : fromField(proto.int32_data(), count, to, same);
}

bool isNumber(int type)
{
    return type == TensorProto::FLOAT || type == TensorProto::DOUBLE || type == TensorProto::FLOAT16
           || type == TensorProto::BFLOAT16;
}

bool isInteger(int type)
{
    return type == TensorProto::INT64 || type == TensorProto::INT32 || type == TensorProto::BOOL
           || type == TensorProto::UINT8 || type == TensorProto::INT8;
}

// Bytes say in which range they lie; in the fields for larger numbers they may lie outside of it.
bool holdsItsRange(int type, OnnxTensor& tensor)
{
    if (type != TensorProto::UINT8 && type != TensorProto::INT8)
        return true;
    tensor.lowest = type == TensorProto::UINT8 ? 0 : -128;
    tensor.highest = type == TensorProto::UINT8 ? 255 : 127;
    return std::ranges::all_of(tensor.integers, [&](std::int64_t value) {
        return value >= tensor.lowest && value <= tensor.highest;
    });
}

} // namespace

namespace {

// The data is counted before anything of its size is laid aside.
bool hasData(const TensorProto& proto, std::int64_t elements)
{
    const std::int64_t present = proto.has_raw_data()
                                     ? static_cast<std::int64_t>(proto.raw_data().size())
                                     : static_cast<std::int64_t>(proto.ByteSizeLong());
    return elements <= present;
}

// A tensor without elements is a list without entries, as exporters write an input that they leave
// out; weights always have some.
Result<Shape> shapeOf(const TensorProto& proto, const std::string& name, const std::string& path)
{
    const std::vector<std::int64_t> dimensions(proto.dims().begin(), proto.dims().end());
    const auto shape = boundedShape(dimensions);
    const bool isList = isInteger(proto.data_type()) || dimensions.size() == 1;
    if (!shape || (shape->elements() == 0 && !isList))
        return refused(
            path, name,
            {PROPAGO_TEXT("a dimension of its shape is negative, zero or beyond the limits"), {}});
    return *shape;
}

} // namespace

Result<OnnxTensor> readOnnxTensor(const TensorProto& proto, const std::string& name,
                                  const std::string& path)
{
    if (proto.data_location() == TensorProto::EXTERNAL || proto.external_data_size() > 0)
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("its numbers lie in another file, which is not followed"), {}},
                    path + ", " + displayable(name),
                    {PROPAGO_TEXT("export the model into one file"), {}});
    if (!isNumber(proto.data_type()) && !isInteger(proto.data_type()))
        return refused(path, name,
                       {PROPAGO_TEXT("numbers of ONNX type %1 are not read here"),
                        {std::to_string(proto.data_type())}});
    const auto shape = shapeOf(proto, name, path);
    if (!shape)
        return tl::unexpected(shape.error());
    OnnxTensor tensor;
    tensor.shape = *shape;
    tensor.source = name;
    bool isWhole = hasData(proto, shape->elements());
    if (isWhole && isNumber(proto.data_type()) && shape->elements() > 0) {
        tensor.numbers = Tensor(*shape, Format::Fp32);
        isWhole = readNumbers(proto, shape->elements(), tensor.numbers.span<float>().data());
    } else if (isWhole && shape->elements() > 0) {
        tensor.integers.resize(static_cast<std::size_t>(shape->elements()));
        isWhole = readIntegers(proto, shape->elements(), tensor.integers.data())
                  && holdsItsRange(proto.data_type(), tensor);
    }
    if (!isWhole)
        return refused(
            path, name,
            {PROPAGO_TEXT("its data is longer or shorter than its shape %1 and type say"),
             {shape->text()}});
    return tensor;
}

} // namespace propago
