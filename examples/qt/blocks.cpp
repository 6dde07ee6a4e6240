#include "blocks.h"

#include <QLineF>
#include <QPainter>

#include <cmath>
#include <vector>

namespace {

/// The pixels that a stroke goes through.
std::vector<QPoint> pixels_of(const QPolygonF &stroke) {
    std::vector<QPoint> pixels{QPoint(int(stroke[0].x()), int(stroke[0].y()))};
    for (qsizetype i = 1; i < stroke.size(); ++i) {
        const QLineF step(stroke[i - 1], stroke[i]);
        const int points = int(std::ceil(step.length())) + 1;
        for (int point = 0; point <= points; ++point) {
            const QPointF at = step.pointAt(double(point) / points);
            const QPoint pixel(int(at.x()), int(at.y()));
            if (pixel != pixels.back()) pixels.push_back(pixel);
        }
    }
    return pixels;
}

} // namespace

colorize::Prompt repainted(colorize::Document &document, const colorize::Blocks &blocks, const QPolygonF &stroke,
                           colorize::Rgb color) {
    std::vector<ColorizeBlockChange> changes;
    for (const QPoint &pixel : pixels_of(stroke)) changes.push_back({quint32(pixel.x()), quint32(pixel.y()), color});
    const auto target = blocks.picture(changes);
    return blocks.hints(document, target.view());
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
