// Shows a picture, zoomed and moved, and tells where it was clicked or stroked. Only what can be seen is drawn, and only
// what changed is drawn again.
#pragma once

#include <QPolygonF>
#include <QTimer>
#include <QWidget>

#include <optional>

#include "pyramid.h"

/// A spot to be shown over the picture, in its pixels: one point is a dab, several are a stroke.
struct Mark {
    quint32 id = 0;
    QPolygonF points;
    QColor color;
    bool styled = false;

    bool operator==(const Mark &other) const {
        return id == other.id && points == other.points && color == other.color && styled == other.styled;
    }
};

class Canvas : public QWidget {
    Q_OBJECT
public:
    explicit Canvas(const QString &invitation, QWidget *parent = nullptr);

    void set_picture(const QImage &picture);
    /// Changes a box of the picture; a picture of another size takes its place.
    void patch(const QImage &patch, const QPoint &at, const QSize &size);
    void set_marks(const QList<Mark> &marks);
    void show_marks(bool shown);
    /// The box that a style is picked from, in the picture's pixels.
    void set_frame(const QRectF &frame);
    /// Has places blink for a while: an overlay of any size, stretched over the picture; null ends it.
    void blink(const QImage &overlay);
    /// Shows another picture, of any size, in place of this one, without hints; null ends it.
    void cover(const QImage &picture);
    /// What a stroke looks like while it is drawn; a `width` of 0 allows clicks only.
    void set_brush(const QColor &color, double width);

    void fit();
    void zoom_to(double zoom);
    [[nodiscard]] double zoom() const { return zoom_; }
    [[nodiscard]] bool is_empty() const { return pyramid_.size().isEmpty(); }
    /// The picture, smaller, at least so many pixels across if it has them.
    [[nodiscard]] const QImage &smaller(int width) const {
        return pyramid_.level(pyramid_.level_for(double(width) / pyramid_.size().width()));
    }
    [[nodiscard]] const QImage &picture() const { return pyramid_.full(); }
    /// Where the picture's left upper corner is, in the widget.
    [[nodiscard]] QPointF origin() const { return origin_; }

signals:
    /// A place in the picture, in its pixels: a click is one point, a stroke several. Pressure is in the width.
    void placed(const QPolygonF &points, double width);
    /// A mark was dragged, so far: all its points as they are now. `begins` with the first of a drag.
    void mark_dragged(quint32 mark, const QPolygonF &points, bool begins);
    /// The right button: a place in the picture, the mark under it (0 for none), and where a menu may open.
    void asked(const QPointF &point, quint32 mark, const QPoint &at);
    /// The colour under the pointer was taken (Alt and click).
    void sampled(const QColor &color);
    /// Space was pressed and let go, and nothing moved by it.
    void tapped();
    /// What was patched last is on the screen.
    void painted();
    /// Zoom or position changed.
    void moved();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void tabletEvent(QTabletEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QPointF to_picture(const QPointF &point) const { return (point - origin_) / zoom_; }
    [[nodiscard]] QRectF to_widget(const QRectF &box) const;
    void update_marks();
    [[nodiscard]] std::optional<Mark> mark_at(const QPointF &point) const;
    void drag_mark(const QPointF &point);
    void zoom_at(const QPointF &point, double zoom);
    void begin(const QPointF &point, double pressure);
    void extend(const QPointF &point, double pressure);
    void end();
    void draw_marks(QPainter &painter) const;

    Pyramid pyramid_;
    QString invitation_;
    QList<Mark> marks_;
    bool marks_shown_ = true;
    QRectF frame_;
    QImage overlay_, cover_;
    int blinks_ = 0; // how often it is still to be turned on or off
    QTimer *blinker_;
    QColor brush_ = Qt::black;
    double brush_width_ = 0;

    QPointF origin_;
    double zoom_ = 1;
    bool fitted_ = true; // stays fitted when the widget is resized
    bool patched_ = false;

    bool tap_ = false; // space did not move the picture yet
    bool space_ = false, panning_ = false, drawing_ = false;
    std::optional<Mark> held_; // the mark that was pressed on, as it was then
    bool dragged_ = false;     // and since then moved
    QPointF last_;      // of panning, in the widget
    QPolygonF stroke_;  // in the picture
    QPointF pressed_;   // in the widget
    double pressure_ = 0; // sum over the stroke
};
