#pragma once
#include <memory>

class QApplication;

namespace propago {

/// What drawing into files needs of Qt. Takes the application that is running, or makes one
/// without a display; QT_QPA_PLATFORM says otherwise.
class OffscreenApplication {
public:
    OffscreenApplication();
    ~OffscreenApplication();
    OffscreenApplication(const OffscreenApplication&) = delete;
    OffscreenApplication& operator=(const OffscreenApplication&) = delete;

private:
    std::unique_ptr<QApplication> m_application;
};

} // namespace propago
