#include "views/network/network_view.h"

#include "views/network/caption_card.h"
#include "views/network/inspector_card.h"
#include "views/network/loss_card.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace propago {

NetworkView::NetworkView(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_selection(new StageSelection(this))
    , m_stage(new NetworkStage(port, m_selection, this))
    , m_side(new QWidget(this))
{
    auto* caption = new CaptionCard(port, this);
    connect(caption->sharedScale(), &QCheckBox::toggled, m_stage, &NetworkStage::setSharedScale);
    connect(m_stage, &NetworkStage::sharedScaleChanged, caption->sharedScale(),
            &QCheckBox::setChecked);
    auto* left = new QVBoxLayout;
    left->setSpacing(10);
    left->addWidget(m_stage, 1);
    left->addWidget(caption);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(10);
    side->addWidget(new LossCard(port, m_side));
    side->addWidget(new InspectorCard(port, m_stage, m_selection, m_side), 1);
    m_side->setMinimumWidth(300);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 16, 12);
    layout->setSpacing(12);
    layout->addLayout(left, 1);
    layout->addWidget(m_side);
    left->setContentsMargins(16, 0, 0, 0);
}

void NetworkView::setSideVisible(bool visible)
{
    m_side->setVisible(visible);
}

} // namespace propago
