#include "canvas.h"

#include <QMouseEvent>
#include <QPainter>
#include <QTabletEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace {

constexpr double kNearest = 32, kFarthest = 1.0 / 64; // of zoom
constexpr double kClick = 4;                          // what moves less, in pixels of the screen, is a click
constexpr double kMark = 7;                           // radius of a mark
constexpr int kBlinks = 12, kBlink = 350;             // how often, and ms

} // namespace

Canvas::Canvas(const QString &invitation, QWidget *parent) : QWidget(parent), invitation_(invitation) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::ClickFocus);
    setCursor(Qt::CrossCursor);
    setMinimumSize(200, 200);
    blinker_ = new QTimer(this);
    blinker_->setInterval(kBlink);
    connect(blinker_, &QTimer::timeout, this, [this] {
        if (--blinks_ <= 0) blink({});
        update();
    });
}

void Canvas::set_picture(const QImage &picture) {
    pyramid_.set(picture);
    frame_ = {};
    blink({});
    fit();
}

void Canvas::patch(const QImage &patch, const QPoint &at, const QSize &size) {
    if (size != pyramid_.size()) {
        set_picture(patch);
    } else if (!patch.isNull()) {
        pyramid_.patch(patch, at);
        update(to_widget(QRectF(at, patch.size())).adjusted(-2, -2, 2, 2).toAlignedRect());
    } else {
        update(QRect(0, 0, 1, 1)); // nothing differs; still it is painted
    }
    patched_ = true;
}

void Canvas::set_marks(const QList<Mark> &marks) {
    if (marks == marks_) return;
    update_marks();
    marks_ = marks;
    update_marks();
}

void Canvas::update_marks() {
    const double margin = kMark + 4;
    for (const Mark &mark : marks_) {
        update(to_widget(mark.points.boundingRect()).adjusted(-margin, -margin, margin, margin).toAlignedRect());
    }
}

void Canvas::show_marks(bool shown) {
    marks_shown_ = shown;
    update();
}

void Canvas::set_frame(const QRectF &frame) {
    frame_ = frame;
    update();
}

void Canvas::blink(const QImage &overlay) {
    overlay_ = overlay;
    blinks_ = overlay.isNull() ? 0 : kBlinks;
    overlay.isNull() ? blinker_->stop() : blinker_->start();
    update();
}

void Canvas::cover(const QImage &picture) {
    cover_ = picture;
    update();
}

void Canvas::set_brush(const QColor &color, double width) {
    brush_ = color;
    brush_width_ = width;
}

void Canvas::fit() {
    const QSizeF size = pyramid_.size();
    if (size.isEmpty()) return;
    zoom_ = std::min({(width() - 16) / size.width(), (height() - 16) / size.height(), 4.0});
    zoom_ = std::max(zoom_, kFarthest);
    origin_ = QPointF((width() - size.width() * zoom_) / 2, (height() - size.height() * zoom_) / 2);
    fitted_ = true;
    update();
    emit moved();
}

void Canvas::zoom_to(double zoom) { zoom_at(rect().center(), zoom); }

void Canvas::zoom_at(const QPointF &point, double zoom) {
    const QPointF held = to_picture(point);
    zoom_ = std::clamp(zoom, kFarthest, kNearest);
    origin_ = point - held * zoom_;
    fitted_ = false;
    update();
    emit moved();
}

QRectF Canvas::to_widget(const QRectF &box) const { return {origin_ + box.topLeft() * zoom_, box.size() * zoom_}; }

void Canvas::paintEvent(QPaintEvent *event) {
    QPainter painter(this);
    painter.fillRect(event->rect(), QColor(0x3c, 0x3e, 0x42));
    if (is_empty()) {
        painter.setPen(QColor(0xb8, 0xbc, 0xc4));
        painter.drawText(rect(), Qt::AlignCenter, invitation_);
        return;
    }
    if (!cover_.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(to_widget(QRectF(QPointF(0, 0), QSizeF(pyramid_.size()))), cover_);
        if (std::exchange(patched_, false)) QTimer::singleShot(0, this, &Canvas::painted);
        return;
    }
    // What can be seen and a little more, in the pixels of the level that is drawn from.
    const int level = pyramid_.level_for(zoom_ * devicePixelRatioF());
    const QImage &image = pyramid_.level(level);
    const double scale = zoom_ * pyramid_.size().width() / image.width();
    const QRectF seen((event->rect().topLeft() - origin_) / scale, QSizeF(event->rect().size()) / scale);
    const QRect source = seen.toAlignedRect().adjusted(-2, -2, 2, 2) & image.rect();
    painter.save();
    painter.setClipRect(event->rect());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ < 3 && zoom_ != 1);
    painter.translate(origin_);
    painter.scale(scale, scale);
    painter.drawImage(source.topLeft(), image, source);
    painter.restore();
    if (blinks_ % 2 == 0 && !overlay_.isNull()) {
        painter.setOpacity(0.75);
        painter.drawImage(to_widget(QRectF(QPointF(0, 0), QSizeF(pyramid_.size()))), overlay_);
        painter.setOpacity(1);
    }
    draw_marks(painter);
    if (patched_) {
        patched_ = false;
        QTimer::singleShot(0, this, &Canvas::painted); // when this event is over, all is on the screen
    }
}

void Canvas::draw_marks(QPainter &painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    if (marks_shown_) {
        for (const Mark &mark : marks_) {
            QPolygonF line;
            for (const QPointF &point : mark.points) line += origin_ + point * zoom_;
            for (const auto &[color, width] : {std::pair(QColor(0, 0, 0, 160), 6.0), std::pair(QColor(Qt::white), 4.0)}) {
                painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                painter.setBrush(Qt::NoBrush);
                painter.drawPolyline(line);
                if (mark.styled) {
                    painter.drawRect(QRectF(line[0] - QPointF(kMark, kMark), QSizeF(2 * kMark, 2 * kMark)));
                } else {
                    painter.drawEllipse(line[0], kMark, kMark);
                }
            }
            painter.setPen(QPen(mark.color, 2));
            painter.drawPolyline(line);
            painter.setBrush(mark.color);
            if (mark.styled) {
                painter.drawRect(QRectF(line[0] - QPointF(kMark, kMark), QSizeF(2 * kMark, 2 * kMark)));
            } else {
                painter.drawEllipse(line[0], kMark, kMark);
            }
        }
    }
    if (!frame_.isNull()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::black, 4));
        painter.drawRect(to_widget(frame_));
        painter.setPen(QPen(QColor(0xff, 0xd0, 0x40), 2));
        painter.drawRect(to_widget(frame_));
    }
    if (drawing_ && brush_width_ > 0 && !held_) {
        QPolygonF line;
        for (const QPointF &point : stroke_) line += origin_ + point * zoom_;
        const double width = brush_width_ * pressure_ / stroke_.size() * zoom_;
        painter.setPen(QPen(brush_, std::max(width, 1.0), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
    }
}

void Canvas::resizeEvent(QResizeEvent *) {
    if (fitted_) fit();
}

void Canvas::wheelEvent(QWheelEvent *event) {
    if (!is_empty()) zoom_at(event->position(), zoom_ * std::pow(2.0, event->angleDelta().y() / 360.0));
}

std::optional<Mark> Canvas::mark_at(const QPointF &point) const {
    for (auto mark = marks_.crbegin(); marks_shown_ && mark != marks_.crend(); ++mark) {
        for (const QPointF &at : mark->points) {
            if (QLineF(point, origin_ + at * zoom_).length() < kMark + 3) return *mark;
        }
    }
    return {};
}

void Canvas::mousePressEvent(QMouseEvent *event) {
    if (is_empty()) return;
    const QPointF point = event->position();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && space_)) {
        panning_ = true;
        tap_ = false;
        last_ = point;
        setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::RightButton) {
        const auto mark = mark_at(point);
        emit asked(to_picture(point), mark ? mark->id : 0, event->globalPosition().toPoint());
    } else if (event->button() == Qt::LeftButton && event->modifiers() & Qt::AltModifier) {
        const QPoint pixel = to_picture(point).toPoint();
        if (picture().rect().contains(pixel)) emit sampled(picture().pixelColor(pixel));
    } else if (event->button() == Qt::LeftButton) {
        begin(point, 1);
    }
}

void Canvas::mouseMoveEvent(QMouseEvent *event) {
    if (panning_) {
        origin_ += event->position() - last_;
        last_ = event->position();
        fitted_ = false;
        update();
        emit moved();
    } else {
        extend(event->position(), 1);
    }
}

void Canvas::mouseReleaseEvent(QMouseEvent *event) {
    if (panning_ && event->button() != Qt::RightButton) {
        panning_ = false;
        setCursor(space_ ? Qt::OpenHandCursor : Qt::CrossCursor);
    } else if (event->button() == Qt::LeftButton) {
        end();
    }
}

void Canvas::tabletEvent(QTabletEvent *event) {
    const bool tip = event->button() == Qt::LeftButton || event->buttons() & Qt::LeftButton;
    if (is_empty() || space_ || !tip || event->modifiers() & Qt::AltModifier) {
        event->ignore(); // comes again as a mouse
        return;
    }
    if (event->type() == QEvent::TabletPress) begin(event->position(), event->pressure());
    if (event->type() == QEvent::TabletMove) extend(event->position(), event->pressure());
    if (event->type() == QEvent::TabletRelease) end();
    event->accept();
}

void Canvas::keyPressEvent(QKeyEvent *event) {
    if (event->key() != Qt::Key_Space) return QWidget::keyPressEvent(event);
    if (event->isAutoRepeat()) return;
    space_ = tap_ = true;
    setCursor(Qt::OpenHandCursor);
}

void Canvas::keyReleaseEvent(QKeyEvent *event) {
    if (event->key() != Qt::Key_Space) return QWidget::keyReleaseEvent(event);
    if (event->isAutoRepeat()) return;
    space_ = false;
    setCursor(Qt::CrossCursor);
    if (std::exchange(tap_, false)) emit tapped();
}

void Canvas::begin(const QPointF &point, double pressure) {
    blink({});
    drawing_ = true;
    pressed_ = point;
    stroke_ = {to_picture(point)};
    pressure_ = pressure;
    held_ = mark_at(point);
    dragged_ = false;
}

void Canvas::extend(const QPointF &point, double pressure) {
    if (!drawing_ || (brush_width_ <= 0 && !held_)) return;
    if (stroke_.size() == 1 && !dragged_ && QLineF(pressed_, point).length() < kClick) return;
    if (held_) return drag_mark(point);
    const QRectF inside(QPointF(0, 0), QSizeF(pyramid_.size()) - QSizeF(1, 1));
    const QPointF at = to_picture(point);
    stroke_ += QPointF(std::clamp(at.x(), inside.left(), inside.right()), std::clamp(at.y(), inside.top(), inside.bottom()));
    pressure_ += pressure;
    const double margin = brush_width_ * zoom_ + 4;
    const QRectF step = QRectF(stroke_[stroke_.size() - 2], stroke_.last()).normalized();
    update(to_widget(step).adjusted(-margin, -margin, margin, margin).toAlignedRect());
}

void Canvas::drag_mark(const QPointF &point) {
    const QRectF all = held_->points.boundingRect();
    const QPointF by = to_picture(point) - stroke_[0];
    const QSizeF inside = QSizeF(pyramid_.size()) - QSizeF(1, 1);
    const QPointF kept(std::clamp(by.x(), -all.left(), inside.width() - all.right()),
                       std::clamp(by.y(), -all.top(), inside.height() - all.bottom()));
    emit mark_dragged(held_->id, held_->points.translated(kept), !std::exchange(dragged_, true));
}

void Canvas::end() {
    if (!drawing_) return;
    drawing_ = false;
    update();
    if (dragged_) return;
    if (QRectF(QPointF(0, 0), QSizeF(pyramid_.size())).contains(stroke_.first())) {
        emit placed(stroke_, std::max(1.0, brush_width_ * pressure_ / stroke_.size()));
    }
}
