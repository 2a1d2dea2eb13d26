#pragma once

namespace propago {

/// Opens the window on the demo session, or on the files that are named, and runs until it is closed.
int runWindow(int argc, char** argv);

/// Name, style and font of the application: the same for the window and for pictures of it.
void prepareApplication();

} // namespace propago
