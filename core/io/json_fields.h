#pragma once
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

/// Reads single fields of a JSON object that nobody vouches for: a missing field, a wrong type or
/// a number out of range leaves a note in the reader, which is looked at once at the end.
class JsonFields {
public:
    /// `path` names the object in problems. The object must outlive the reader.
    JsonFields(const nlohmann::json& object, std::string path)
        : m_object(object), m_path(std::move(path))
    {}

    /// Name of the first field that was missing or made no sense; empty if there was none.
    const std::string& problem() const { return m_problem; }
    bool isGood() const { return m_problem.empty(); }
    void complain(const std::string& key);

    const nlohmann::json* find(const char* key);
    /// For fields that older versions did not write.
    bool has(const char* key) const { return m_object.is_object() && m_object.contains(key); }
    void read(const char* key, double& value, double least, double most);
    void read(const char* key, double& value);
    void read(const char* key, std::int64_t& value, std::int64_t least, std::int64_t most);
    void read(const char* key, std::uint64_t& value);
    void read(const char* key, bool& value);
    /// Text of at most `most` bytes, as jsonString() wrote it.
    void read(const char* key, std::string& value, std::size_t most);
    void read(const char* key, std::vector<std::string>& values, std::size_t mostValues,
              std::size_t mostBytes);
    void read(const char* key, std::vector<std::int64_t>& values, std::size_t most);
    void read(const char* key, std::vector<float>& values, std::size_t most);
    /// The array at `key`, or null (noted) when it is none or longer than `most`.
    const nlohmann::json* array(const char* key, std::size_t most);

    /// A word that `parse(text, kind)` understands.
    template<typename Kind> void readKind(const char* key, Kind& kind)
    {
        std::string text;
        read(key, text, 64);
        if (isGood() && !parse(text, kind))
            complain(key);
    }

private:
    const nlohmann::json& m_object;
    std::string m_path;
    std::string m_problem;
};

} // namespace propago
