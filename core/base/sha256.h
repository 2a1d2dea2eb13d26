#pragma once
#include <cstddef>
#include <memory>
#include <string>

namespace propago {

/// SHA-256 over everything added, as 64 hexadecimal digits.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    void add(const void* bytes, std::size_t count);
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace propago
