#include "candidates.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace {

constexpr int kAlike = 10; // in each channel: flats of the reference, and its shaded pixels
constexpr int kAround = 4; // pixels
constexpr int kStripe = 8; // pixels of the overlay

/// The most frequent colour around a place, but for what is dark: a line.
QColor color_at(const QImage &picture, const QPointF &place) {
    QHash<QRgb, int> counts;
    for (int y = -kAround; y <= kAround; ++y) {
        for (int x = -kAround; x <= kAround; ++x) {
            const QPoint pixel = place.toPoint() + QPoint(x, y);
            if (picture.rect().contains(pixel)) ++counts[picture.pixel(pixel)];
        }
    }
    QRgb best = 0;
    int most = 0;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry) {
        if (entry.value() > most || (entry.value() == most && entry.key() > best)) best = entry.key(), most = entry.value();
    }
    return QColor(best);
}

bool alike(const QColor &a, const QColor &b) {
    return std::abs(a.red() - b.red()) <= kAlike && std::abs(a.green() - b.green()) <= kAlike &&
           std::abs(a.blue() - b.blue()) <= kAlike;
}

} // namespace

QList<QColor> carried_colors(const colorize::Reading &reading, const colorize::Reference &reference) {
    colorize::Document carried(reading);
    carried.carry({&reference});
    QList<QColor> colors;
    const auto edits = QJsonDocument::fromJson(QByteArray::fromStdString(carried.edits()))["edits"].toArray();
    for (const QJsonValue &edit : edits) {
        for (const QJsonValue &region : edit["regions"].toArray()) { // one for each, by its number
            const QJsonValue color = region["color"];
            colors += QColor(color.isObject() ? color["normal"].toString() : color.toString());
        }
    }
    return colors;
}

QImage candidates(const colorize::Reading &reading, const QList<QColor> &carried, const QImage &picture, const QPointF &place,
                  int most) {
    std::vector<bool> is_one(reading.region_count() + 1);
    bool any = false;
    const QColor wanted = color_at(picture, place);
    for (std::size_t id = 1; id < is_one.size(); ++id) {
        const QColor color = carried.value(qsizetype(id) - 1);
        if (color.isValid() && alike(color, wanted)) is_one[id] = any = true;
    }
    if (!any) return {};
    const int width = int(reading.width()), height = int(reading.height());
    const int step = std::max(1, (std::max(width, height) + most - 1) / most);
    QImage overlay((width + step - 1) / step, (height + step - 1) / step, QImage::Format_ARGB32_Premultiplied);
    const std::uint32_t *ids = reading.region_ids();
    for (int y = 0; y < overlay.height(); ++y) {
        auto *row = reinterpret_cast<QRgb *>(overlay.scanLine(y));
        for (int x = 0; x < overlay.width(); ++x) {
            const bool stripe = (x + y) / kStripe % 2 == 0;
            row[x] = stripe && is_one[ids[std::size_t(y * step) * std::size_t(width) + std::size_t(x * step)]] ? 0xffff9020u : 0u;
        }
    }
    return overlay;
}
