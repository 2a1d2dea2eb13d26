// How fast ONNX Runtime runs a model: one line of JSON.
//   peer_onnxruntime LIBRARY MODEL.onnx BATCH THREADS SECONDS C H W
// The library is opened while this runs and spoken to through its C table of functions, whose order
// is fixed for good: only the few that are needed have a number here.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

constexpr std::uint32_t kApiVersion = 12;
constexpr int kWarning = 2, kFloat = 1, kAllOptimizations = 99, kWarmUp = 5;
constexpr std::size_t kFewestRuns = 20, kMostRuns = 100'000;

enum Function {
    ErrorMessage = 2,
    CreateEnvironment = 3,
    CreateSession = 7,
    Run = 9,
    CreateSessionOptions = 10,
    SetOptimizationLevel = 23,
    SetThreads = 24,
    InputName = 36,
    OutputName = 37,
    CreateTensor = 49,
    CreateMemoryInfo = 69,
    DefaultAllocator = 78,
    ReleaseValue = 96,
};

struct ApiBase {
    void* const* (*table)(std::uint32_t version);
    const char* (*version)();
};

[[noreturn]] void stop(const char* reason)
{
    std::fprintf(stderr, "peer_onnxruntime: %s\n", reason);
    std::exit(1);
}

class Runtime {
public:
    explicit Runtime(const char* library)
    {
        void* opened = dlopen(library, RTLD_NOW);
        if (!opened)
            stop(dlerror());
        const auto get = reinterpret_cast<const ApiBase* (*)()>(dlsym(opened, "OrtGetApiBase"));
        if (!get)
            stop("the library is not ONNX Runtime");
        m_base = get();
        m_table = m_base->table(kApiVersion);
        if (!m_table)
            stop("the library is too old");
    }

    const char* version() const { return m_base->version(); }

    template<typename... Arguments> void call(Function function, Arguments... arguments) const
    {
        void* status = reinterpret_cast<void* (*)(Arguments...)>(m_table[function])(arguments...);
        if (status)
            stop(reinterpret_cast<const char* (*)(void*)>(m_table[ErrorMessage])(status));
    }

    void releaseValue(void* value) const
    {
        reinterpret_cast<void (*)(void*)>(m_table[ReleaseValue])(value);
    }

private:
    const ApiBase* m_base = nullptr;
    void* const* m_table = nullptr;
};

std::vector<float> pictures(std::int64_t count)
{
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(i * 37 % 256) / 255);
    return values;
}

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// A model with one input and one output, ready to run.
class Session {
public:
    Session(const Runtime& runtime, const char* model, int threads) : m_runtime(runtime)
    {
        void *environment = nullptr, *options = nullptr, *allocator = nullptr;
        runtime.call(CreateEnvironment, kWarning, "peer", &environment);
        runtime.call(CreateSessionOptions, &options);
        runtime.call(SetThreads, options, threads);
        runtime.call(SetOptimizationLevel, options, kAllOptimizations);
        runtime.call(CreateSession, environment, model, options, &m_session);
        runtime.call(DefaultAllocator, &allocator);
        runtime.call(InputName, m_session, std::size_t{0}, allocator, &m_input);
        runtime.call(OutputName, m_session, std::size_t{0}, allocator, &m_output);
    }

    /// Seconds of one run.
    double run(void* x) const
    {
        void* y = nullptr;
        const double start = secondsNow();
        m_runtime.call(Run, m_session, static_cast<void*>(nullptr), &m_input, &x, std::size_t{1},
                       &m_output, std::size_t{1}, &y);
        const double seconds = secondsNow() - start;
        m_runtime.releaseValue(y);
        return seconds;
    }

private:
    const Runtime& m_runtime;
    void* m_session = nullptr;
    char* m_input = nullptr;
    char* m_output = nullptr;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 9)
        stop("give LIBRARY MODEL.onnx BATCH THREADS SECONDS C H W");
    const Runtime runtime(argv[1]);
    const Session session(runtime, argv[2], std::atoi(argv[4]));
    const double enough = std::atof(argv[5]);
    const std::int64_t shape[] = {std::atoll(argv[3]), std::atoll(argv[6]), std::atoll(argv[7]),
                                  std::atoll(argv[8])};
    std::vector<float> input = pictures(shape[0] * shape[1] * shape[2] * shape[3]);
    void *memory = nullptr, *x = nullptr;
    runtime.call(CreateMemoryInfo, 1, 0, &memory);
    runtime.call(CreateTensor, memory, static_cast<void*>(input.data()),
                 input.size() * sizeof(float), &shape[0], std::size_t{4}, kFloat, &x);
    for (int i = 0; i < kWarmUp; ++i)
        session.run(x);
    std::vector<double> seconds;
    const double start = secondsNow();
    while (seconds.size() < kFewestRuns
           || (secondsNow() - start < enough && seconds.size() < kMostRuns))
        seconds.push_back(session.run(x));
    std::ranges::sort(seconds);
    std::printf("{\"peer\": \"ONNX Runtime %s\", \"min_us\": %.3f, \"p50_us\": %.3f}\n",
                runtime.version(), seconds.front() * 1e6, seconds[seconds.size() / 2] * 1e6);
    return 0;
}
