#include "blocks.h"

#include <QLineF>
#include <QPainter>

#include <cmath>
#include <vector>

namespace {

/// Which regions a stroke goes through, by their ids.
std::vector<bool> regions_along(const QPolygonF &stroke, const colorize::Layers &layers) {
    std::vector<bool> touched(layers.region_count() + 1);
    for (qsizetype i = 1; i < stroke.size(); ++i) {
        const QLineF step(stroke[i - 1], stroke[i]);
        const int points = int(std::ceil(step.length())) + 1;
        for (int point = 0; point <= points; ++point) {
            const QPointF at = step.pointAt(double(point) / points);
            touched[layers.region_ids()[std::size_t(at.y()) * layers.width() + std::size_t(at.x())]] = true;
        }
    }
    return touched;
}

} // namespace

colorize::Prompt repainted(colorize::Document &document, const colorize::Layers &layers, const colorize::Blocks &blocks,
                           const QPolygonF &place, colorize::Rgb color) {
    if (place.size() == 1) {
        const auto target = blocks.picture({{quint32(place[0].x()), quint32(place[0].y()), color}});
        return blocks.hints(document, target.view());
    }
    // A target may be transparent: there it asks for nothing.
    const auto touched = regions_along(place, layers);
    QImage target(int(layers.width()), int(layers.height()), QImage::Format_RGBA8888);
    target.fill(Qt::transparent);
    const std::uint32_t *id = layers.region_ids();
    for (int y = 0; y < target.height(); ++y) {
        auto *pixel = target.scanLine(y);
        for (int x = 0; x < target.width(); ++x, pixel += 4) {
            if (!touched[*id++]) continue;
            pixel[0] = color.r, pixel[1] = color.g, pixel[2] = color.b, pixel[3] = 255;
        }
    }
    return blocks.hints(document, {target.constBits(), layers.width(), layers.height(), target.bytesPerLine(),
                                   COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0});
}

QImage block_picture(const colorize::Layers &layers, const QRect &box) {
    const auto flats = layers.view(COLORIZE_LAYER_FLATS);
    const QImage all(static_cast<const uchar *>(flats.data), int(flats.width), int(flats.height), qsizetype(flats.stride),
                     QImage::Format_RGBA8888);
    QImage picture(box.size(), QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter(&picture).drawImage(QPoint(0, 0), all, box);
    return picture;
}
