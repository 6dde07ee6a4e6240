#include "blocks.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

Blocks::Blocks(const colorize::Layers &layers) {
    const auto size = layers.view(COLORIZE_LAYER_FLATS);
    width_ = int(size.width);
    height_ = int(size.height);
    ids_.assign(layers.region_ids(), layers.region_ids() + std::size_t{size.width} * size.height);
    std::vector<qint64> color(layers.region_count() + 1, -1); // -1: none
    for (std::uint32_t id = 1; id < color.size(); ++id) {
        const auto region = layers.region(id);
        if (region.has_color) color[id] = region.color.r << 16 | region.color.g << 8 | region.color.b;
    }
    // What touches and has one colour is one block: each region points to another of its block, the first to itself.
    block_of_.resize(color.size());
    std::iota(block_of_.begin(), block_of_.end(), 0);
    const auto find = [&](quint32 id) {
        while (block_of_[id] != id) id = block_of_[id] = block_of_[block_of_[id]];
        return id;
    };
    const auto join = [&](quint32 a, quint32 b) {
        if (a == b || color[a] != color[b]) return;
        a = find(a), b = find(b);
        block_of_[std::max(a, b)] = std::min(a, b);
    };
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        if (int(i % size.width) + 1 < width_) join(ids_[i], ids_[i + 1]);
        if (i + size.width < ids_.size()) join(ids_[i], ids_[i + size.width]);
    }
    for (quint32 id = 1; id < block_of_.size(); ++id) block_of_[id] = find(id);
}

quint32 Blocks::region_at(const QPoint &pixel) const {
    if (pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= width_ || pixel.y() >= height_) return 0;
    return ids_[std::size_t(pixel.y()) * std::size_t(width_) + std::size_t(pixel.x())];
}

std::vector<quint32> Blocks::at(const QPoint &pixel) const {
    std::vector<quint32> regions;
    const quint32 region = region_at(pixel);
    for (quint32 id = 1; region && id < block_of_.size(); ++id) {
        if (block_of_[id] == block_of_[region]) regions.push_back(id);
    }
    return regions;
}

std::vector<quint32> Blocks::along(const QPolygonF &stroke) const {
    std::set<quint32> regions;
    for (qsizetype i = 1; i < stroke.size(); ++i) {
        const QLineF step(stroke[i - 1], stroke[i]);
        const int points = int(std::ceil(step.length())) + 1;
        for (int point = 0; point <= points; ++point) {
            const QPointF at = step.pointAt(double(point) / points);
            regions.insert(region_at({int(at.x()), int(at.y())}));
        }
    }
    regions.erase(0);
    return {regions.begin(), regions.end()};
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
