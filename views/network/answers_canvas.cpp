#include "views/network/answers_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/present/tensor_image.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace propago {

namespace {

constexpr double kGap = 10;
constexpr int kMostTipLines = 12;

QString percent(double share)
{
    return QString::number(100 * share, 'f', 0) + QLatin1Char('%');
}

} // namespace

AnswersCanvas::AnswersCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("changedAnswers"));
    setAccessibleName(tr("Answers before and now"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void AnswersCanvas::show(std::shared_ptr<const RunChanges> changes,
                         std::vector<std::string> classNames)
{
    m_changes = std::move(changes);
    m_classNames = std::move(classNames);
    QStringList lines;
    for (int i = 0;
         m_changes && i < static_cast<int>(m_changes->changes.answers.size()) && i < kMostTipLines;
         ++i)
        lines << words(m_changes->changes.answers[static_cast<std::size_t>(i)]);
    setAccessibleDescription(lines.join(QStringLiteral("\n")));
    update();
}

QSizeF AnswersCanvas::cellSize() const
{
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    return {line * 11.5, line * 4.2};
}

QRectF AnswersCanvas::cell(int index) const
{
    const QSizeF size = cellSize();
    const int columns = std::max(1, static_cast<int>((width() + kGap) / (size.width() + kGap)));
    return {
        QPointF(index % columns * (size.width() + kGap), index / columns * (size.height() + kGap)),
        size};
}

int AnswersCanvas::shown() const
{
    const int all = m_changes ? static_cast<int>(m_changes->changes.answers.size()) : 0;
    int count = 0;
    while (count < all && cell(count).bottom() <= height())
        ++count;
    return count;
}

QString AnswersCanvas::className(int category) const
{
    return category >= 0 && category < static_cast<int>(m_classNames.size())
               ? QString::fromStdString(m_classNames[static_cast<std::size_t>(category)])
               : QString::number(category);
}

QString AnswersCanvas::words(const AnswerChange& change) const
{
    return tr("%1: was taken for %2, now for %3; its probability went from %4 to %5")
        .arg(className(change.after.label), className(change.before.category),
             className(change.after.category), percent(change.before.ofLabel),
             percent(change.after.ofLabel));
}

void AnswersCanvas::paintAnswer(QPainter& painter, const QRectF& area,
                                const AnswerChange& change) const
{
    const Palette& p = paletteOf(palette());
    const double side = area.height();
    const QRectF picture(area.topLeft(), QSizeF(side, side));
    const auto found = m_changes->pictures.find(change.after.picture);
    if (found != m_changes->pictures.end())
        painter.drawImage(picture, pictureImage(found->second));
    const bool gained = change.after.ofLabel >= change.before.ofLabel;
    painter.setPen(QPen(change.after.isRight() ? p.forwardAccent : p.backwardAccent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(picture.adjusted(1, 1, -1, -1));
    const QRectF text = area.adjusted(side + 6, 0, 0, 0);
    const QFontMetricsF metrics(painter.font());
    const auto line = [&](int row, const QString& words, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(QRectF(text.left(), text.top() + row * metrics.height(), text.width(),
                                metrics.height()),
                         Qt::AlignLeft, metrics.elidedText(words, Qt::ElideRight, text.width()));
    };
    line(0, className(change.after.label), p.text);
    const bool isOther = change.before.category != change.after.category;
    line(1, className(change.before.category), p.mutedText);
    line(2, QStringLiteral("\u2192 ") + className(change.after.category),
         isOther ? p.text : p.mutedText);
    line(3,
         percent(change.before.ofLabel) + QStringLiteral(" \u2192 ")
             + percent(change.after.ofLabel),
         gained ? p.forwardAccent : p.backwardAccent);
}

void AnswersCanvas::paintEvent(QPaintEvent*)
{
    if (!m_changes)
        return;
    QPainter painter(this);
    painter.setFont(scaled(font(), TypeSize::Small));
    for (int i = 0; i < shown(); ++i)
        paintAnswer(painter, cell(i), m_changes->changes.answers[static_cast<std::size_t>(i)]);
}

bool AnswersCanvas::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < shown(); ++i) {
        if (cell(i).contains(help->pos())) {
            QToolTip::showText(help->globalPos(),
                               words(m_changes->changes.answers[static_cast<std::size_t>(i)]),
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace propago
