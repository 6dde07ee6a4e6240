#include "pyramid.h"

#include <cstring>

namespace {

// The mean of two pixels, channel by channel, without unpacking them.
quint32 mean(quint32 a, quint32 b) { return (a & b) + (((a ^ b) & 0xfefefefeu) >> 1); }

} // namespace

void Pyramid::set(const QImage &picture) {
    levels_ = {picture.convertToFormat(QImage::Format_RGB32)};
    while (levels_.last().width() > 256 && levels_.last().height() > 256) {
        const QSize size = levels_.last().size();
        levels_ += QImage(size.width() / 2, size.height() / 2, QImage::Format_RGB32); // QSize would round
    }
    halve(levels_.first().rect());
}

void Pyramid::patch(const QImage &patch, const QPoint &at) {
    const QRect box(at, patch.size());
    if (box == levels_.first().rect()) {
        levels_.first() = patch;
    } else {
        for (int y = 0; y < patch.height(); ++y) {
            std::memcpy(levels_.first().scanLine(at.y() + y) + 4 * at.x(), patch.constScanLine(y), 4u * patch.width());
        }
    }
    halve(box);
}

int Pyramid::level_for(double zoom) const {
    int index = 0;
    while (zoom <= 0.5 && index + 1 < levels_.size()) {
        zoom *= 2;
        ++index;
    }
    return index;
}

void Pyramid::halve(QRect box) {
    for (int index = 1; index < levels_.size(); ++index) {
        const QImage &from = levels_.at(index - 1);
        QImage &to = levels_[index];
        box = QRect(QPoint(box.left() / 2, box.top() / 2), QPoint(box.right() / 2, box.bottom() / 2)) & to.rect();
        for (int y = box.top(); y <= box.bottom(); ++y) {
            const auto *upper = reinterpret_cast<const quint32 *>(from.constScanLine(2 * y));
            const auto *lower = reinterpret_cast<const quint32 *>(from.constScanLine(2 * y + 1));
            auto *row = reinterpret_cast<quint32 *>(to.scanLine(y));
            for (int x = box.left(); x <= box.right(); ++x) {
                row[x] = mean(mean(upper[2 * x], lower[2 * x]), mean(upper[2 * x + 1], lower[2 * x + 1]));
            }
        }
    }
}
