#pragma once
#include "core/graph/graph.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace propago {

/// What the value of a setting looks like.
enum class SettingType : std::uint8_t {
    Count,      ///< one whole number
    Pair,       ///< whole numbers along H and W
    Sides,      ///< whole numbers above, left, below, right
    Number,     ///< one real number
    NumberPair, ///< real numbers along H and W
    Switch,     ///< true or false
    Choice,     ///< one of some words
    Sizes,      ///< a shape, an order or a set of axes
};

/// One thing that can be set on a kind of layer: what the text form writes and a form edits.
struct Setting {
    const char* key = "";   ///< in the text form: "kernel"
    const char* label = ""; ///< for people, in English
    SettingType type = SettingType::Count;
    std::array<std::int64_t Attributes::*, 4> whole{};
    std::array<double Attributes::*, 2> number{};
    bool Attributes::*flag = nullptr;
    std::span<const char* const> choices{};
    std::int64_t least = 0;     ///< of a whole number in a form
    bool isPositional = false;  ///< the text form writes its value without the key
    bool isForRounding = false; ///< concerns only layers whose weights are rounded to few bits
    /// How many of `whole` (or of `number`) it uses.
    int parts() const;
};

/// What can be set on layers of a kind, the most important first; its operator reads no more.
const std::vector<Setting>& settingsOf(OperatorKind kind);

/// True when `a` and `b` agree in this setting.
bool agree(const Setting& setting, const Attributes& a, const Attributes& b);

/// Copies this setting from one layer to another.
void copySetting(const Setting& setting, const Attributes& from, Attributes& to);

/// `node` with everything at its default that its operator does not read.
Node withOwnSettings(const Node& node);

} // namespace propago
