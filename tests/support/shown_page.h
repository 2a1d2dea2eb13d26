#pragma once
#include "tests/support/view_fixtures.h"

#include <QtTest>

#include <memory>

namespace propago::test {

/// A page of a workspace in a window of its own, with lenet open and nothing measured yet.
template<typename Page> std::unique_ptr<Page> shownPage(ScriptedPort& port)
{
    port.tell(lenetFacts());
    auto page = std::make_unique<Page>(&port);
    page->resize(1200, 460);
    page->show();
    if (!QTest::qWaitForWindowExposed(page.get()))
        page->hide(); // the tests look whether it is there
    return page;
}

} // namespace propago::test
