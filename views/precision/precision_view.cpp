#include "views/precision/precision_view.h"

#include "views/common/segmented.h"
#include "views/port/session_port.h"
#include "views/precision/bits_page.h"
#include "views/precision/compare_page.h"
#include "views/precision/layers_page.h"
#include "views/precision/numbers_page.h"
#include "views/precision/picture_page.h"
#include "views/precision/pieces.h"
#include "views/precision/precision_words.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

using precision::label;

PrecisionView::PrecisionView(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_stack(new QStackedWidget)
    , m_compare(new ComparePage(port))
    , m_layers(new LayersPage(port))
    , m_picture(new PicturePage(port))
    , m_numbers(new NumbersPage(port))
    , m_bits(new BitsPage(port))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    m_headline = label(TypeSize::Title, false);
    m_headline->setObjectName(QStringLiteral("precisionHeadline"));
    layout->addWidget(m_headline);
    layout->addWidget(m_stack, 1);
    for (QWidget* page :
         std::initializer_list<QWidget*>{m_compare, m_layers, m_picture, m_numbers, m_bits})
        m_stack->addWidget(page);
    connectPort();
    setBusy(false);
    showOptions();
}

QWidget* PrecisionView::makeHead()
{
    auto* head = new QWidget;
    m_pages =
        new Segmented({tr("Compare"), tr("Layers"), tr("One picture"), tr("Numbers"), tr("Bits")});
    m_pages->setObjectName(QStringLiteral("precisionPages"));
    m_pages->setAccessibleName(tr("Pages of this workspace"));
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(180);
    m_progress->setAccessibleName(tr("Progress of the comparison"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelComparison"));
    m_run = new QPushButton(tr("Run comparison"));
    m_run->setObjectName(QStringLiteral("runComparison"));
    m_run->setProperty("primary", true);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    m_subline = label(TypeSize::Small, true);
    m_subline->setObjectName(QStringLiteral("precisionSubline"));
    row->addWidget(m_pages);
    row->addSpacing(10);
    row->addWidget(m_subline, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_progress, m_cancel, m_run})
        row->addWidget(each);
    connect(m_pages, &Segmented::currentChanged, this, [this](int page) {
        m_stack->setCurrentIndex(page);
        m_headline->setVisible(page == Compare); // the other pages need the room
    });
    connect(m_run, &QPushButton::clicked, this, &PrecisionView::start);
    connect(m_cancel, &QPushButton::clicked, m_port, &SessionPort::cancelEvaluation);
    return head;
}

void PrecisionView::connectPort()
{
    connect(m_port, &SessionPort::evaluationChanged, this, [this] {
        setBusy(false);
        m_compare->showEvaluation();
        showHeadline();
    });
    connect(m_port, &SessionPort::evaluationProgressed, this, [this](double share) {
        if (m_progress->isVisible())
            m_progress->setValue(qRound(1000 * share));
    });
    connect(m_port, &SessionPort::failed, this, [this] { setBusy(false); });
    connect(m_port, &SessionPort::factsChanged, this, &PrecisionView::showOptions);
    connect(m_compare, &ComparePage::optionsChanged, this, &PrecisionView::showOptions);
    connect(m_compare, &ComparePage::pictureChosen, this, &PrecisionView::showHeldOut);
    connect(m_picture, &PicturePage::elementChosen, this, [this](int node, qint64 element) {
        m_numbers->showArithmetic(node, element);
        showPage(Numbers);
    });
}

void PrecisionView::showPage(int page)
{
    m_pages->setCurrent(page);
}

void PrecisionView::showHeldOut(qint64 picture)
{
    m_picture->showHeldOut(picture);
    showPage(Picture);
}

void PrecisionView::setCamera(const VideoSource& source)
{
    m_picture->setCamera(source);
}

void PrecisionView::pasteImage()
{
    showPage(Picture);
    m_picture->pasteImage();
}

int PrecisionView::page() const
{
    return m_pages->current();
}

void PrecisionView::setBusy(bool isBusy)
{
    m_progress->setVisible(isBusy);
    m_cancel->setVisible(isBusy);
    m_run->setVisible(!isBusy);
    m_progress->setValue(0);
}

void PrecisionView::start()
{
    setBusy(true);
    m_port->evaluate(m_compare->options());
}

void PrecisionView::showOptions()
{
    const EvaluationOptions options = m_compare->options();
    m_run->setEnabled(!options.precisions.empty());
    m_layers->setOptions(options.quantisation);
    m_picture->setOptions(options);
    m_bits->setOptions(options.quantisation);
    showHeadline();
}

// The answer to "what do I lose and gain?", or what would be measured to give it.
void PrecisionView::showHeadline()
{
    if (const auto evaluation = m_port->evaluation()) {
        m_headline->setText(headline(*evaluation));
        m_subline->setText(otherFormats(*evaluation));
    } else {
        const std::vector<Format> formats = m_compare->options().precisions;
        m_headline->setText(tr("What do you lose and gain with fewer bits?"));
        m_subline->setText(
            formats.empty() ? tr("Tick at least one format.")
                            : tr("Run comparison measures %1 on %2 held-out pictures of this "
                                 "network: accuracy, "
                                 "size and speed.")
                                  .arg(listed(formats), QLocale().toString(static_cast<qlonglong>(
                                                            m_port->facts()->testSamples))));
    }
    fitHeadline();
}

// One line, where smaller letters make it one.
void PrecisionView::fitHeadline()
{
    const QFont large = scaled(QApplication::font(), TypeSize::Title);
    const bool fits = QFontMetrics(large).horizontalAdvance(m_headline->text()) <= width() - 32;
    m_headline->setFont(fits ? large : scaled(QApplication::font(), TypeSize::Body, true));
}

void PrecisionView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitHeadline();
}

Result<void> PrecisionView::exportTable(const QString& path) const
{
    return m_compare->exportTable(path);
}

QVariantMap PrecisionView::remembered() const
{
    QVariantMap all = m_compare->remembered();
    all.insert(QStringLiteral("page"), page());
    return all;
}

void PrecisionView::restore(const QVariantMap& remembered)
{
    m_compare->restore(remembered);
    showPage(remembered.value(QStringLiteral("page"), page()).toInt());
}

} // namespace propago
