// Two threads count without a lock. The thread sanitizer must say so even with the suppressions of
// the other tests: a check that the check works.
#include <cstdio>
#include <thread>

int main()
{
    int count = 0;
    const auto work = [&count] {
        for (int i = 0; i < 1000; ++i)
            ++count;
    };
    std::thread other(work);
    work();
    other.join();
    std::printf("%d\n", count);
    return 0;
}
