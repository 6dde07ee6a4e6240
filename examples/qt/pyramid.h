// A picture at full size, half, a quarter, ...: what a canvas draws from when it is zoomed out, so that thin lines stay
// whole and a large picture costs no more than a small one.
#pragma once

#include <QImage>
#include <QList>
#include <QRect>

class Pyramid {
public:
    /// Takes another picture.
    void set(const QImage &picture);
    /// Puts `patch` over a part of it, and only that part of the smaller ones is made anew.
    void patch(const QImage &patch, const QPoint &at);

    [[nodiscard]] QSize size() const { return levels_.isEmpty() ? QSize() : levels_.first().size(); }
    [[nodiscard]] const QImage &full() const { return levels_.first(); }
    /// The smallest level that has a pixel for each of the screen's at `zoom`, as a power of 1/2.
    [[nodiscard]] int level_for(double zoom) const;
    [[nodiscard]] const QImage &level(int index) const { return levels_.at(index); }

private:
    void halve(QRect box);
    QList<QImage> levels_;
};
