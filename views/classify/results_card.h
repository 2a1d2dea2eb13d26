#pragma once
#include "views/common/card.h"
#include "views/port/session_port.h"

class QSortFilterProxyModel;

namespace propago {

class ResultsModel;

/// The list of all pictures so far, to be sorted and to be saved; hidden while it has no worth.
class ResultsCard : public Card {
    Q_OBJECT
public:
    explicit ResultsCard(SessionPort* port, QWidget* parent = nullptr);
    /// A single picture is shown elsewhere: the list appears from `fewest` rows on.
    void add(const Classification& answer, const QStringList& classNames, int fewest);

signals:
    void chosen(const propago::Classification& answer);

private:
    void makeTable();
    void askForFile();
    void write(const QString& path);
    void clear();

    SessionPort* m_port;
    ResultsModel* m_results;
    QSortFilterProxyModel* m_sorted;
};

} // namespace propago
