#include "core/io/session_json.h"

#include "core/base/limits.h"
#include "core/graph/operator.h"
#include "core/io/json_fields.h"
#include "core/io/json_text.h"

#include <algorithm>

namespace propago {

namespace {

using nlohmann::json;

constexpr std::int64_t kMost = std::int64_t{1} << 40;
constexpr std::size_t kNotes = std::size_t{1} << 20;
constexpr std::size_t kDataName = 4096;
constexpr std::size_t kEpochs = 100'000;
constexpr std::size_t kRates = 10'000;
constexpr std::size_t kChannels = 1024;

struct AttributeField {
    const char* key;
    std::int64_t Attributes::*member;
};

constexpr AttributeField kAttributes[] = {
    {"features", &Attributes::features},   {"kernelH", &Attributes::kernelH},
    {"kernelW", &Attributes::kernelW},     {"strideH", &Attributes::strideH},
    {"strideW", &Attributes::strideW},     {"padTop", &Attributes::padTop},
    {"padLeft", &Attributes::padLeft},     {"padBottom", &Attributes::padBottom},
    {"padRight", &Attributes::padRight},   {"dilationH", &Attributes::dilationH},
    {"dilationW", &Attributes::dilationW}, {"groups", &Attributes::groups},
    {"axis", &Attributes::axis},
};

struct AttributeNumber {
    const char* key;
    double Attributes::*member;
};

struct AttributeFlag {
    const char* key;
    bool Attributes::*member;
};

// Settings that few nodes have: only written where they differ from the default.
constexpr AttributeNumber kRareNumbers[] = {
    {"low", &Attributes::low},       {"high", &Attributes::high},   {"alpha", &Attributes::alpha},
    {"beta", &Attributes::beta},     {"value", &Attributes::value}, {"scaleH", &Attributes::scaleH},
    {"scaleW", &Attributes::scaleW}, {"scale", &Attributes::scale},
};

constexpr AttributeField kRareIntegers[] = {
    {"extraH", &Attributes::extraH},     {"extraW", &Attributes::extraW},
    {"mode", &Attributes::mode},         {"coordinates", &Attributes::coordinates},
    {"rounding", &Attributes::rounding}, {"zeroPoint", &Attributes::zeroPoint},
    {"bits", &Attributes::bits},         {"weightBits", &Attributes::weightBits},
};

constexpr AttributeFlag kRareFlags[] = {
    {"hasConstant", &Attributes::hasConstant},
    {"isReversed", &Attributes::isReversed},
    {"isFrozen", &Attributes::isFrozen},
    {"isSigned", &Attributes::isSigned},
};

std::vector<std::int64_t> dimensionsOf(const Shape& shape)
{
    return {shape.dimensions().begin(), shape.dimensions().end()};
}

void putRare(json& result, const Attributes& a)
{
    const Attributes usual;
    for (const AttributeNumber& field : kRareNumbers) {
        if (a.*field.member != usual.*field.member)
            result[field.key] = jsonNumber(a.*field.member);
    }
    for (const AttributeField& field : kRareIntegers) {
        if (a.*field.member != usual.*field.member)
            result[field.key] = a.*field.member;
    }
    for (const AttributeFlag& field : kRareFlags) {
        if (a.*field.member != usual.*field.member)
            result[field.key] = a.*field.member;
    }
    if (a.dims != usual.dims)
        result["dims"] = dimensionsOf(a.dims);
}

json attributesJson(const Attributes& a)
{
    json result;
    for (const AttributeField& field : kAttributes)
        result[field.key] = a.*field.member;
    result["bias"] = a.hasBias;
    result["countsPadding"] = a.countsPadding;
    result["roundsUp"] = a.roundsUp;
    result["slope"] = jsonNumber(a.slope);
    result["epsilon"] = jsonNumber(a.epsilon);
    result["momentum"] = jsonNumber(a.momentum);
    result["probability"] = jsonNumber(a.probability);
    putRare(result, a);
    return result;
}

json floatsJson(const std::vector<float>& values)
{
    json result = json::array();
    for (const float value : values)
        result.push_back(jsonNumber(static_cast<double>(value)));
    return result;
}

json textsJson(const std::vector<std::string>& texts)
{
    json result = json::array();
    for (const std::string& text : texts)
        result.push_back(jsonString(text));
    return result;
}

json graphJson(const Graph& graph)
{
    json nodes = json::array();
    for (const Node& node : graph.nodes) {
        nodes.push_back({{"name", jsonString(node.name)},
                         {"kind", operatorFor(node.kind).name()},
                         {"inputs", node.inputs},
                         {"inputShape", dimensionsOf(node.inputShape)},
                         {"valueName", jsonString(node.valueName)},
                         {"parameterNames", textsJson(node.parameterNames)},
                         {"attributes", attributesJson(node.attributes)}});
    }
    return {{"name", jsonString(graph.name)}, {"nodes", nodes}, {"output", graph.output}};
}

json settingsJson(const TrainingSettings& s)
{
    return {{"seed", s.seed},
            {"batch", s.batch},
            {"epochs", s.epochs},
            {"optimizer", name(s.optimizer)},
            {"learningRate", jsonNumber(s.learningRate)},
            {"momentum", jsonNumber(s.momentum)},
            {"beta1", jsonNumber(s.beta1)},
            {"beta2", jsonNumber(s.beta2)},
            {"epsilon", jsonNumber(s.epsilon)},
            {"weightDecay", jsonNumber(s.weightDecay)},
            {"alpha", jsonNumber(s.alpha)},
            {"adagradEpsilon", jsonNumber(s.adagradEpsilon)},
            {"gradClipValue", jsonNumber(s.gradClipValue)},
            {"gradClipNorm", jsonNumber(s.gradClipNorm)},
            {"schedule", name(s.schedule)},
            {"scheduleEpochs", s.scheduleEpochs},
            {"scheduleFactor", jsonNumber(s.scheduleFactor)},
            {"schedulePatience", s.schedulePatience},
            {"loss", name(s.loss)},
            {"labelSmoothing", jsonNumber(s.labelSmoothing)},
            {"augment", textOf(s.augmentation)},
            {"initialiser", name(s.initialiser)},
            {"shuffles", s.shuffles},
            {"format", std::string(traits(s.format).name)}};
}

json epochsJson(const History& history)
{
    json epochs = json::array();
    for (const EpochMetrics& e : history.epochs)
        epochs.push_back({{"epoch", e.epoch},
                          {"loss", jsonNumber(e.loss)},
                          {"accuracy", jsonNumber(e.accuracy)},
                          {"testLoss", jsonNumber(e.testLoss)},
                          {"testAccuracy", jsonNumber(e.testAccuracy)},
                          {"seconds", jsonNumber(e.seconds)},
                          {"imagesPerSecond", jsonNumber(e.imagesPerSecond)}});
    return epochs;
}

json ratesJson(const std::map<std::int64_t, double>& rates)
{
    json result = json::array();
    for (const auto& [batch, rate] : rates)
        result.push_back({{"batch", batch}, {"rate", jsonNumber(rate)}});
    return result;
}

void readRare(JsonFields& fields, const json& object, Attributes& a)
{
    for (const AttributeNumber& field : kRareNumbers) {
        if (object.contains(field.key))
            fields.read(field.key, a.*field.member);
    }
    for (const AttributeField& field : kRareIntegers) {
        if (object.contains(field.key))
            fields.read(field.key, a.*field.member, -kMost, kMost);
    }
    for (const AttributeFlag& field : kRareFlags) {
        if (object.contains(field.key))
            fields.read(field.key, a.*field.member);
    }
    if (!object.contains("dims"))
        return;
    std::vector<std::int64_t> dimensions;
    fields.read("dims", dimensions, limits::kRank);
    const auto shape = boundedShape(dimensions);
    if (shape)
        a.dims = *shape;
    else
        fields.complain("dims");
}

std::string readAttributes(const json& object, Attributes& a, const std::string& path)
{
    JsonFields fields(object, path);
    for (const AttributeField& field : kAttributes)
        fields.read(field.key, a.*field.member, -kMost, kMost);
    fields.read("bias", a.hasBias);
    fields.read("countsPadding", a.countsPadding);
    fields.read("roundsUp", a.roundsUp);
    fields.read("slope", a.slope);
    fields.read("epsilon", a.epsilon);
    fields.read("momentum", a.momentum);
    fields.read("probability", a.probability);
    if (fields.isGood())
        readRare(fields, object, a);
    return fields.problem();
}

std::string readNode(const json& object, Node& node, const std::string& path)
{
    JsonFields fields(object, path);
    fields.read("name", node.name, limits::kNameBytes);
    std::string kindName;
    fields.read("kind", kindName, 64);
    const auto kind = operatorKindNamed(kindName);
    if (!kind) {
        fields.complain("kind");
        return fields.problem();
    }
    node.kind = *kind;
    std::vector<std::int64_t> inputs, dimensions;
    fields.read("inputs", inputs, limits::kNodes);
    fields.read("inputShape", dimensions, limits::kRank);
    const auto shape = boundedShape(dimensions);
    if (!shape)
        fields.complain("inputShape");
    else
        node.inputShape = *shape;
    for (const std::int64_t input : inputs)
        node.inputs.push_back(input >= 0 && input < limits::kNodes ? static_cast<int>(input) : -1);
    fields.read("valueName", node.valueName, limits::kNameBytes);
    fields.read("parameterNames", node.parameterNames, 16, limits::kNameBytes);
    const json* attributes = fields.find("attributes");
    if (!attributes || !fields.isGood())
        return fields.problem();
    return readAttributes(*attributes, node.attributes, path + ".attributes");
}

std::string readGraph(const json& object, Graph& graph)
{
    JsonFields fields(object, "graph");
    fields.read("name", graph.name, limits::kNameBytes);
    std::int64_t output = 0;
    fields.read("output", output, 0, limits::kNodes);
    const json* nodes = fields.array("nodes", limits::kNodes);
    if (!nodes)
        return fields.problem();
    for (const json& item : *nodes) {
        Node node;
        const std::string path = "graph.nodes[" + std::to_string(graph.nodes.size()) + "]";
        if (std::string problem = readNode(item, node, path); !problem.empty())
            return problem;
        graph.nodes.push_back(std::move(node));
    }
    graph.output = static_cast<int>(output);
    return fields.problem();
}

void readAugmentation(JsonFields& fields, Augmentation& augmentation)
{
    std::string text;
    if (fields.has("augment"))
        fields.read("augment", text, 256);
    if (text.empty())
        return;
    if (const auto read = parseAugmentation(text))
        augmentation = *read;
    else
        fields.complain("augment");
}

// What a session of an older version does not have keeps its default.
void readNewerSettings(JsonFields& fields, TrainingSettings& s)
{
    constexpr double kAny = 1e30;
    const auto readIfThere = [&](const char* key, double& value, double most) {
        if (fields.has(key))
            fields.read(key, value, 0, most);
    };
    readIfThere("alpha", s.alpha, 1);
    readIfThere("adagradEpsilon", s.adagradEpsilon, 1);
    readIfThere("gradClipValue", s.gradClipValue, kAny);
    readIfThere("gradClipNorm", s.gradClipNorm, kAny);
    readIfThere("labelSmoothing", s.labelSmoothing, 1);
    if (fields.has("schedulePatience"))
        fields.read("schedulePatience", s.schedulePatience, 0, kMost);
    readAugmentation(fields, s.augmentation);
}

std::string readSettings(const json& object, TrainingSettings& s)
{
    JsonFields fields(object, "settings");
    fields.read("seed", s.seed);
    fields.read("batch", s.batch, 1, 1 << 20);
    fields.read("epochs", s.epochs, 0, kMost);
    fields.readKind("optimizer", s.optimizer);
    fields.read("learningRate", s.learningRate);
    fields.read("momentum", s.momentum);
    fields.read("beta1", s.beta1);
    fields.read("beta2", s.beta2);
    fields.read("epsilon", s.epsilon);
    fields.read("weightDecay", s.weightDecay);
    fields.readKind("schedule", s.schedule);
    fields.read("scheduleEpochs", s.scheduleEpochs, 1, kMost);
    fields.read("scheduleFactor", s.scheduleFactor);
    fields.readKind("loss", s.loss);
    fields.readKind("initialiser", s.initialiser);
    fields.read("shuffles", s.shuffles);
    std::string format;
    fields.read("format", format, 16);
    const auto known = formatNamed(format);
    if (known != Format::Fp32 && known != Format::Fp64 && known != Format::Bf16)
        fields.complain("format");
    else
        s.format = *known;
    readNewerSettings(fields, s);
    return fields.problem();
}

std::string readEpochs(const json& items, std::vector<EpochMetrics>& epochs)
{
    for (const json& item : items) {
        JsonFields row(item, "epochs");
        EpochMetrics metrics;
        row.read("epoch", metrics.epoch, 1, kMost);
        row.read("loss", metrics.loss);
        row.read("accuracy", metrics.accuracy);
        row.read("testLoss", metrics.testLoss);
        row.read("testAccuracy", metrics.testAccuracy);
        row.read("seconds", metrics.seconds);
        row.read("imagesPerSecond", metrics.imagesPerSecond);
        if (!row.isGood())
            return row.problem();
        epochs.push_back(metrics);
    }
    std::ranges::stable_sort(epochs, {}, &EpochMetrics::epoch); // older versions kept another order
    return {};
}

std::string readRates(const json& items, std::map<std::int64_t, double>& rates)
{
    for (const json& item : items) {
        JsonFields row(item, "learningRates");
        std::int64_t batch = 0;
        double rate = 0;
        row.read("batch", batch, 0, kMost);
        row.read("rate", rate);
        if (!row.isGood())
            return row.problem();
        rates[batch] = rate;
    }
    return {};
}

// The parts that are objects or lists of objects.
std::string readParts(JsonFields& fields, Session& session)
{
    const json* graph = fields.find("graph");
    const json* settings = fields.find("settings");
    const json* epochs = fields.array("epochs", kEpochs);
    const json* rates = fields.array("learningRates", kRates);
    if (!fields.isGood())
        return fields.problem();
    std::string problem = readGraph(*graph, session.graph);
    if (problem.empty())
        problem = readSettings(*settings, session.settings);
    if (problem.empty())
        problem = readEpochs(*epochs, session.history.epochs);
    if (problem.empty())
        problem = readRates(*rates, session.learningRates);
    return problem;
}

} // namespace

json jsonOf(const Session& session)
{
    return {{"graph", graphJson(session.graph)},
            {"settings", settingsJson(session.settings)},
            {"data", jsonString(session.data)},
            {"limit", session.limit},
            {"classNames", textsJson(session.classNames)},
            {"mean", floatsJson(session.normalisation.mean)},
            {"deviation", floatsJson(session.normalisation.deviation)},
            {"batch", session.position.batch},
            {"learningRates", ratesJson(session.learningRates)},
            {"epochs", epochsJson(session.history)},
            {"notes", jsonString(session.notes)}};
}

Result<void> readJson(const json& object, Session& session, const std::string& where)
{
    JsonFields fields(object, "session");
    fields.read("data", session.data, kDataName);
    fields.read("limit", session.limit, 0, kMost);
    fields.read("classNames", session.classNames, limits::kClasses, limits::kNameBytes);
    fields.read("mean", session.normalisation.mean, kChannels);
    fields.read("deviation", session.normalisation.deviation, kChannels);
    fields.read("batch", session.position.batch, 0, kMost);
    fields.read("notes", session.notes, kNotes);
    const std::string problem = readParts(fields, session);
    if (problem.empty())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the session's field %1 is missing or makes no sense"),
                 {displayable(problem)}},
                where, {PROPAGO_TEXT("the file is damaged: use an older copy"), {}});
}

} // namespace propago
