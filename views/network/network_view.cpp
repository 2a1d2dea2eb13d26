#include "views/network/network_view.h"

#include "views/network/builder_view.h"
#include "views/network/caption_card.h"
#include "views/network/changes_view.h"
#include "views/network/inspector_card.h"
#include "views/network/loss_card.h"
#include "views/network/microscope_view.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace propago {

NetworkView::NetworkView(SessionPort* port, WatchList* watches, QWidget* parent)
    : QWidget(parent)
    , m_selection(new StageSelection(this))
    , m_stage(new NetworkStage(port, m_selection, this))
    , m_microscope(new MicroscopeView(port, watches, this))
    , m_builder(new BuilderView(port, this))
    , m_changes(new ChangesView(port, this))
    , m_centre(new QStackedWidget(this))
    , m_caption(new CaptionCard(port, this))
    , m_side(new QWidget(this))
{
    m_centre->addWidget(m_stage);
    m_centre->addWidget(m_microscope);
    m_centre->addWidget(m_builder);
    m_centre->addWidget(m_changes);
    connect(m_stage, &NetworkStage::elementOpened, this, &NetworkView::openMicroscope);
    connect(m_microscope, &MicroscopeView::closed, this, &NetworkView::showStage);
    connect(m_builder, &BuilderView::closed, this, &NetworkView::showStage);
    connect(m_changes, &ChangesView::closed, this, &NetworkView::showStage);
    connect(m_caption->sharedScale(), &QCheckBox::toggled, m_stage, &NetworkStage::setSharedScale);
    connect(m_stage, &NetworkStage::sharedScaleChanged, m_caption->sharedScale(),
            &QCheckBox::setChecked);
    connect(m_caption->keptRanges(), &QCheckBox::toggled, m_stage, &NetworkStage::setKeptRanges);
    connect(m_stage, &NetworkStage::keptRangesChanged, m_caption->keptRanges(),
            &QCheckBox::setChecked);
    connect(m_caption->dimmedRest(), &QCheckBox::toggled, m_stage, &NetworkStage::setDimmedRest);
    connect(m_stage, &NetworkStage::dimmedRestChanged, m_caption->dimmedRest(),
            &QCheckBox::setChecked);
    auto* left = new QVBoxLayout;
    left->setSpacing(10);
    left->addWidget(m_centre, 1);
    left->addWidget(m_caption);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(10);
    auto* loss = new LossCard(port, m_side);
    connect(loss, &LossCard::probabilityAsked, this,
            [this](qint64 category) { openLoss(SlotKind::Probabilities, category); });
    connect(loss, &LossCard::lossAsked, this, [this] { openLoss(SlotKind::SampleLoss, 0); });
    side->addWidget(loss);
    auto* inspector = new InspectorCard(port, m_stage, m_selection, m_side);
    connect(inspector, &InspectorCard::microscopeAsked, m_stage, &NetworkStage::openSelected);
    connect(inspector, &InspectorCard::editAsked, this, &NetworkView::openBuilder);
    side->addWidget(inspector, 1);
    m_side->setMinimumWidth(300);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 16, 12);
    layout->setSpacing(12);
    layout->addLayout(left, 1);
    layout->addWidget(m_side);
    left->setContentsMargins(16, 0, 0, 0);
}

void NetworkView::openMicroscope(int column, std::int64_t element)
{
    const auto& columns = m_stage->columns();
    if (column < 0 || column >= static_cast<int>(columns.size()))
        return;
    if (isBuilderOpen() || isChangesOpen())
        showStage();
    m_centre->setCurrentWidget(m_microscope);
    m_microscope->open(columns[static_cast<std::size_t>(column)].nodes, element);
}

void NetworkView::openLoss(SlotKind kind, std::int64_t element)
{
    m_centre->setCurrentWidget(m_microscope);
    m_microscope->openLoss(kind, element);
}

bool NetworkView::isMicroscopeOpen() const
{
    return m_centre->currentWidget() == m_microscope;
}

void NetworkView::setSideVisible(bool visible)
{
    m_wantsSide = visible;
    m_side->setVisible(visible && !isBuilderOpen() && !isChangesOpen());
}

void NetworkView::openChanges()
{
    if (isBuilderOpen())
        showStage();
    if (isMicroscopeOpen())
        m_microscope->close();
    m_centre->setCurrentWidget(m_changes);
    m_side->hide(); // the table needs its room
    m_changes->open();
}

bool NetworkView::isChangesOpen() const
{
    return m_centre->currentWidget() == m_changes;
}

void NetworkView::openBuilder()
{
    if (isMicroscopeOpen())
        m_microscope->close();
    m_centre->setCurrentWidget(m_builder);
    m_caption->hide();
    m_side->hide();
    m_builder->open();
}

bool NetworkView::isBuilderOpen() const
{
    return m_centre->currentWidget() == m_builder;
}

void NetworkView::showStage()
{
    m_centre->setCurrentWidget(m_stage);
    m_caption->show();
    m_side->setVisible(m_wantsSide);
    m_stage->setFocus();
}

} // namespace propago
