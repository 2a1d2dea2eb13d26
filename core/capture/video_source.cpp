#include "core/capture/video_source.h"

#include "core/capture/opencv_video.h"
#include "core/capture/video_devices.h"

#include <filesystem>

#include <dlfcn.h>
#include <unistd.h>

namespace propago {

namespace {

namespace fs = std::filesystem;

constexpr const char* kModule = "propago_camera.so";

// Beside the program, above it when that is a test, or where packages put such parts.
fs::path modulePath()
{
    std::error_code failed;
    const fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const char* place : {"", "..", "../lib/propago"}) {
        fs::path file = folder / place / kModule;
        if (fs::exists(file, failed))
            return file;
    }
    return kModule;
}

// Never unloaded: a driver's thread may outlive everything else.
Result<decltype(&propagoOpenVideo)> loadModule()
{
    void* const module = dlopen(modulePath().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* const function = module ? dlsym(module, "propagoOpenVideo") : nullptr;
    if (!function)
        return fail(
            ErrorCode::Unsupported,
            {PROPAGO_TEXT("the part of the program that reads cameras cannot be loaded"), {}},
            kModule, {PROPAGO_TEXT("install OpenCV's videoio and build Propago anew"), {}});
    return reinterpret_cast<decltype(&propagoOpenVideo)>(function);
}

Result<void> checkDevice(const std::string& file)
{
    if (access(file.c_str(), F_OK) != 0)
        return fail(ErrorCode::FileMissing, {PROPAGO_TEXT("no camera was found"), {}}, file,
                    {PROPAGO_TEXT("plug one in, or choose another one, and connect again"), {}});
    if (access(file.c_str(), R_OK | W_OK) != 0)
        return fail(ErrorCode::FileUnreadable, {PROPAGO_TEXT("the camera may not be used"), {}},
                    file,
                    {PROPAGO_TEXT("add your account to the group video and log in again"), {}});
    return {};
}

// An address or a numbered sequence is left to OpenCV; a pipe or device would block for ever.
Result<void> checkFile(const std::string& path)
{
    if (path.find("://") != std::string::npos || path.find('%') != std::string::npos)
        return {};
    std::error_code failed;
    if (!fs::exists(path, failed))
        return fail(ErrorCode::FileMissing, {PROPAGO_TEXT("there is no such file"), {}}, path,
                    {PROPAGO_TEXT("name a film or a numbered sequence of pictures"), {}});
    if (!fs::is_regular_file(path, failed))
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("this is not a regular file"), {}}, path,
                    {PROPAGO_TEXT("name a film or a numbered sequence of pictures"), {}});
    return {};
}

Failure unopened(const VideoSource& source)
{
    if (source.path.empty())
        return fail(ErrorCode::FileUnreadable,
                    {PROPAGO_TEXT("the camera is busy: another program seems to be using it"), {}},
                    describe(source), {PROPAGO_TEXT("close that program and connect again"), {}});
    return fail(ErrorCode::BadInput, {PROPAGO_TEXT("no pictures can be read from it"), {}},
                source.path, {PROPAGO_TEXT("name a film or a numbered sequence of pictures"), {}});
}

} // namespace

std::string describe(const VideoSource& source)
{
    return source.path.empty() ? videoDeviceFile(source.device) : source.path;
}

Result<std::unique_ptr<VideoStream>> openVideo(const VideoSource& source)
{
    const bool isDevice = source.path.empty();
    if (auto found = isDevice ? checkDevice(describe(source)) : checkFile(source.path); !found)
        return tl::unexpected(found.error());
    const auto open = loadModule();
    if (!open)
        return tl::unexpected(open.error());
    std::unique_ptr<VideoStream> stream(
        (*open)(source.device, isDevice ? nullptr : source.path.c_str()));
    if (!stream)
        return unopened(source);
    return stream;
}

} // namespace propago
