#include "core/io/safetensors.h"
#include "core/io/session_file.h"
#include "tests/fuzz/memory_file.h"
#include "tests/support/session_samples.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kDigits = 8;

std::string savedSession()
{
    const auto path = std::filesystem::temp_directory_path()
                      / ("propago-fuzz-" + std::to_string(getpid()) + ".propago");
    if (!propago::saveSession(propago::test::smallSession(), path.string()))
        std::abort();
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(path);
    return bytes;
}

/// Bytes of the header's text, 0 if the file does not hold it.
std::size_t textBytes(const std::string& file)
{
    std::uint64_t length = 0;
    if (file.size() < kLengthBytes)
        return 0;
    std::memcpy(&length, file.data(), kLengthBytes);
    return length <= file.size() - kLengthBytes ? static_cast<std::size_t>(length) : 0;
}

std::string mutated(std::string bytes, std::size_t most)
{
    const std::size_t room = std::max(most, bytes.size());
    const std::size_t size = bytes.size();
    bytes.resize(room);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, room));
    return bytes;
}

/// The file's start: the text behind its length, with a checksum that is right if there is one.
std::string header(std::string text)
{
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::string field = std::string("\"") + propago::kHeaderChecksum + "\":\"";
    const std::size_t found = text.find(field), place = found + field.size();
    if (found != std::string::npos && text.size() - place >= kDigits) {
        text.replace(place, kDigits, kDigits, '0');
        char digits[kDigits + 1];
        std::snprintf(digits, sizeof(digits), "%08x",
                      propago::checksumOf(std::as_bytes(std::span(text))));
        text.replace(place, kDigits, digits);
    }
    const std::uint64_t length = text.size();
    std::string start(kLengthBytes, '\0');
    std::memcpy(start.data(), &length, kLengthBytes);
    return start + text;
}

} // namespace

// A checksum guards the header: most changes keep it right, or nothing behind it would ever be read.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed)
{
    static const std::string sample = savedSession();
    std::string file(reinterpret_cast<const char*>(data), size);
    if (textBytes(file) == 0)
        file = sample;
    std::minstd_rand dice(seed);
    const std::size_t length = textBytes(file);
    std::string text = file.substr(kLengthBytes, length);
    std::string rest = file.substr(kLengthBytes + length);
    const auto choice = dice() % 8;
    if (choice == 0)
        file = mutated(std::move(file), most);
    else if (choice == 1)
        file = header(std::move(text)) + mutated(std::move(rest), most / 2);
    else
        file = header(mutated(std::move(text), most / 2)) + rest;
    file.resize(std::min(file.size(), most));
    std::memcpy(data, file.data(), file.size());
    return file.size();
}

// Whatever the bytes are: something readable, or an error of one sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const propago::test::MemoryFile file(data, size);
    const auto result = propago::loadSession(file.path());
    if (!result && propago::describe(result.error()).size() < 10)
        std::abort();
    return 0;
}
