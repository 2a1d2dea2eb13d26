#pragma once
#include "core/base/result.h"

#include <QVariantMap>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace propago {

class BitsPage;
class ComparePage;
class LayersPage;
class NumbersPage;
class PicturePage;
class Segmented;
class SessionPort;
struct VideoSource;

/// The Precision workspace: what is lost and gained when a network computes in fewer bits. One
/// sentence says it; the pages show it side by side, by layers, for one picture, for one number, and
/// with bits to choose.
class PrecisionView : public QWidget {
    Q_OBJECT
public:
    enum Page { Compare, Layers, Picture, Numbers, Bits };

    explicit PrecisionView(SessionPort* port, QWidget* parent = nullptr);
    /// Writes the table with exact values as CSV.
    Result<void> exportTable(const QString& path) const;
    void showPage(int page);
    /// A held-out picture, through all formats.
    void showHeldOut(qint64 picture);
    /// A picture from the clipboard, through all formats.
    void pasteImage();
    /// What the button "Camera" of the page for one picture switches on.
    void setCamera(const VideoSource& source);
    int page() const;
    /// Formats, settings and the page, for the next start.
    QVariantMap remembered() const;
    void restore(const QVariantMap& remembered);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHead();
    void connectPort();
    void showHeadline();
    void fitHeadline();
    void showOptions();
    void start();
    void setBusy(bool isBusy);

    SessionPort* m_port;
    Segmented* m_pages;
    QLabel* m_headline;
    QLabel* m_subline;
    QPushButton* m_run;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    QStackedWidget* m_stack;
    ComparePage* m_compare;
    LayersPage* m_layers;
    PicturePage* m_picture;
    NumbersPage* m_numbers;
    BitsPage* m_bits;
};

} // namespace propago
