#include "views/precision/bits_page.h"

#include "views/precision/bit_budget_view.h"
#include "views/precision/pieces.h"
#include "views/present/layer_grid.h"

#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace propago {

using precision::label;

BitsPage::BitsPage(SessionPort* port, QWidget* parent)
    : QWidget(parent), m_port(port), m_view(new BitBudgetView)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_view, 1);
    layout->addWidget(makeFoot());
    connectPort();
    showNetwork();
}

QWidget* BitsPage::makeFoot()
{
    auto* foot = new QWidget;
    auto* words = label(TypeSize::Small, true);
    words->setText(
        tr("The int8 network can be written as an ONNX file that other programs run with "
           "the same answers."));
    auto* save = new QPushButton(tr("Export int8 as ONNX…"));
    save->setObjectName(QStringLiteral("exportQuantised"));
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words, 1);
    row->addWidget(save);
    connect(save, &QPushButton::clicked, this, &BitsPage::askForFile);
    return foot;
}

void BitsPage::connectPort()
{
    connect(m_view, &BitBudgetView::trialWanted, this, &BitsPage::tryBits);
    connect(m_view, &BitBudgetView::curveWanted, this, &BitsPage::findCurve);
    connect(m_view, &BitBudgetView::cancelWanted, m_port, &SessionPort::cancelMeasuring);
    connect(m_view, &BitBudgetView::trainingWanted, m_port, &SessionPort::startQuantisedTraining);
    connect(m_port, &SessionPort::factsChanged, this, &BitsPage::showNetwork);
    connect(m_port, &SessionPort::bitTrialChanged, this, &BitsPage::takeTrial);
    connect(m_port, &SessionPort::bitCurveChanged, this, &BitsPage::takeCurve);
    connect(m_port, &SessionPort::measuringProgressed, this, [this](double share) {
        if (m_isMeasuring)
            m_view->setProgress(share);
    });
    connect(m_port, &SessionPort::failed, this, [this](const QString& message) {
        if (m_isMeasuring)
            m_view->setFailure(message);
        m_isMeasuring = false;
    });
}

void BitsPage::showNetwork()
{
    const auto program = m_port->facts()->program;
    if (!program || program == m_program)
        return;
    m_program = program;
    m_isMeasuring = false;
    m_view->setNetwork(program->graph(), weightedNodes(program->graph()));
}

void BitsPage::tryBits(const std::vector<int>& layerBits)
{
    QuantisationOptions options = m_options;
    options.layerBits = layerBits;
    m_isMeasuring = true;
    m_view->setProgress(0);
    m_port->tryBits(options);
}

void BitsPage::findCurve()
{
    m_isMeasuring = true;
    m_view->setProgress(0);
    m_port->findBitCurve(m_options);
}

// Without a new one it was given up.
void BitsPage::takeTrial()
{
    m_isMeasuring = false;
    if (m_port->bitTrial() && m_port->bitTrial() != m_trial)
        m_view->setTrial(*m_port->bitTrial());
    else
        m_view->setProgress(-1);
    m_trial = m_port->bitTrial();
}

void BitsPage::takeCurve()
{
    m_isMeasuring = false;
    if (m_port->bitCurve() && m_port->bitCurve() != m_curve)
        m_view->setCurve(*m_port->bitCurve());
    else
        m_view->setProgress(-1);
    m_curve = m_port->bitCurve();
}

void BitsPage::askForFile()
{
    auto* dialog = new QFileDialog(window(), tr("Export int8 as ONNX"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("onnx"));
    dialog->selectFile(QStringLiteral("int8.onnx"));
    connect(dialog, &QFileDialog::fileSelected, m_port, &SessionPort::exportQuantised);
    dialog->open();
}

} // namespace propago
