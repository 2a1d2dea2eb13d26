#pragma once
#include "core/capture/video_stream.h"

/// The only function of propago_camera.so: null when OpenCV cannot open it. `path` null: the device.
extern "C" propago::VideoStream* propagoOpenVideo(int device, const char* path);
