#include "views/precision/disagreement_gallery.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_words.h"
#include "views/present/tensor_image.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace propago {

namespace {

constexpr int kGap = 10;
constexpr int kMost = 240; // pictures; more are for the exported table

} // namespace

DisagreementGallery::DisagreementGallery(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("disagreements"));
    setAccessibleName(tr("Pictures on which formats disagree"));
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    describe();
}

void DisagreementGallery::show(std::shared_ptr<const Evaluation> evaluation,
                               std::shared_ptr<const HeldPictures> pictures,
                               std::vector<std::string> classNames)
{
    m_evaluation = std::move(evaluation);
    m_pictures = std::move(pictures);
    m_classNames = std::move(classNames);
    m_current = -1;
    m_mostGroups = 2;
    for (int i = 0; i < count(); ++i)
        m_mostGroups = std::max(m_mostGroups, static_cast<int>(groups(at(i)).size()));
    describe();
    setMinimumHeight(heightForWidth(width()));
    updateGeometry();
    update();
}

int DisagreementGallery::count() const
{
    return m_evaluation ? std::min(kMost, static_cast<int>(m_evaluation->disagreements.size())) : 0;
}

const Disagreement& DisagreementGallery::at(int index) const
{
    return m_evaluation->disagreements[static_cast<std::size_t>(index)];
}

QString DisagreementGallery::className(int category) const
{
    return category >= 0 && category < static_cast<int>(m_classNames.size())
               ? QString::fromStdString(m_classNames[static_cast<std::size_t>(category)])
               : QString::number(category);
}

std::vector<DisagreementGallery::Group> DisagreementGallery::groups(const Disagreement& each) const
{
    std::vector<Group> result;
    for (std::size_t i = 0; i < each.answers.size() && i < m_evaluation->precisions.size(); ++i) {
        const int answer = each.answers[i];
        auto found = std::find_if(result.begin(), result.end(),
                                  [answer](const Group& group) { return group.answer == answer; });
        if (found == result.end())
            found = result.insert(result.end(), Group{answer, {}});
        found->formats << formatText(m_evaluation->precisions[i].precision);
        if (i < each.confidences.size()) {
            const auto confidence = static_cast<double>(each.confidences[i]);
            found->lowest = std::min(found->lowest, confidence);
            found->highest = std::max(found->highest, confidence);
        }
    }
    return result;
}

// One number where the formats are equally sure of their answer, or from which to which.
QString DisagreementGallery::sureness(const Group& group)
{
    const QString lowest = QString::number(100 * group.lowest, 'f', 0);
    const QString highest = QString::number(100 * group.highest, 'f', 0);
    return lowest == highest ? tr("%1 %").arg(lowest) : tr("%1–%2 %").arg(lowest, highest);
}

QStringList DisagreementGallery::lines(int index) const
{
    QStringList lines{tr("is: %1").arg(className(at(index).truth))};
    for (const Group& group : groups(at(index)))
        lines << tr("%1: %2, %3")
                     .arg(listed(group.formats), className(group.answer), sureness(group));
    return lines;
}

QSize DisagreementGallery::cellSize() const
{
    const QFontMetrics metrics(scaled(font(), TypeSize::Small));
    const int text = (m_mostGroups + 1) * metrics.height() + 8;
    return {metrics.height() * 18, std::max(text, metrics.height() * 4)};
}

int DisagreementGallery::columns(int width) const
{
    return std::max(1, (width + kGap) / (cellSize().width() + kGap));
}

QRect DisagreementGallery::cell(int index) const
{
    const QSize size = cellSize();
    const int across = columns(width());
    return {QPoint(index % across * (size.width() + kGap), index / across * (size.height() + kGap)),
            size};
}

int DisagreementGallery::heightForWidth(int width) const
{
    const int rows = (count() + columns(width) - 1) / columns(width);
    return std::max(rows, 1) * (cellSize().height() + kGap);
}

int DisagreementGallery::indexAt(const QPoint& place) const
{
    for (int i = 0; i < count(); ++i) {
        if (cell(i).contains(place))
            return i;
    }
    return -1;
}

void DisagreementGallery::describe()
{
    if (count() == 0)
        setAccessibleDescription(tr("No picture is taken for different things."));
    else if (m_current < 0)
        setAccessibleDescription(tr("%n picture(s). Up and Down choose one, Return opens it.",
                                    nullptr, static_cast<int>(m_evaluation->disagreements.size())));
    else
        setAccessibleDescription(lines(m_current).join(QStringLiteral("; ")));
}

void DisagreementGallery::paintCell(QPainter& painter, int index) const
{
    const Palette& p = paletteOf(palette());
    const QRect area = cell(index);
    painter.setPen(index == m_current ? p.forwardAccent : p.border);
    painter.setBrush(index == m_current ? p.softAccent : p.card);
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const int side = std::min(area.height(), area.width() / 3) - 8;
    const QRect picture(area.left() + 4, area.top() + (area.height() - side) / 2, side, side);
    const auto found = m_pictures ? m_pictures->find(at(index).picture) : HeldPictures::iterator();
    if (m_pictures && found != m_pictures->end())
        painter.drawImage(picture, pictureImage(found->second));
    const QFontMetrics metrics(painter.font());
    QRect line(picture.right() + 8, area.top() + 4, area.right() - picture.right() - 12,
               metrics.height());
    const auto write = [&](const QString& text, const QColor& colour, const QString& end = {}) {
        const int room = line.width() - metrics.horizontalAdvance(end) - (end.isEmpty() ? 0 : 6);
        painter.setPen(colour);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, room));
        painter.setPen(p.mutedText);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, end);
        line.translate(0, metrics.height());
    };
    write(className(at(index).truth), p.text);
    for (const Group& group : groups(at(index))) {
        const bool isRight = group.answer == at(index).truth;
        const QString mark = isRight ? QStringLiteral("✓ ") : QStringLiteral("✗ ");
        const QString formats = group.formats.join(QLatin1Char(' '));
        // The answer first: where there is no room for all formats, they are what is cut short.
        const QString answer =
            isRight ? QString() : className(group.answer) + QStringLiteral(" · ");
        write(mark + answer + formats, isRight ? p.forwardAccent : p.backwardAccent,
              sureness(group));
    }
}

void DisagreementGallery::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaled(font(), TypeSize::Small));
    if (count() == 0) {
        painter.setPen(paletteOf(palette()).mutedText);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         m_evaluation ? tr("All formats give the same answer to every picture.")
                                      : tr("nothing compared yet"));
        return;
    }
    for (int i = 0; i < count(); ++i) {
        if (cell(i).intersects(event->rect()))
            paintCell(painter, i);
    }
}

void DisagreementGallery::choose(int index)
{
    if (count() == 0)
        return;
    m_current = std::clamp(index, 0, count() - 1);
    describe();
    update();
    emit currentMoved();
}

void DisagreementGallery::mouseReleaseEvent(QMouseEvent* event)
{
    const int index = indexAt(event->pos());
    if (event->button() != Qt::LeftButton || index < 0)
        return;
    choose(index);
    emit chosen(at(index).picture);
}

void DisagreementGallery::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down: return choose(m_current + 1);
    case Qt::Key_Up: return choose(m_current - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit chosen(at(m_current).picture);
        return;
    default: QWidget::keyPressEvent(event);
    }
}

void DisagreementGallery::resizeEvent(QResizeEvent* event)
{
    setMinimumHeight(heightForWidth(width()));
    QWidget::resizeEvent(event);
}

bool DisagreementGallery::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = indexAt(help->pos());
    if (index < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), lines(index).join(QLatin1Char('\n')), this);
    return true;
}

} // namespace propago
