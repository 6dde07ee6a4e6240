// The flats cut into blocks: areas of one colour, made of whole regions. Somebody gives blocks other colours, by a click or by
// painting over them; what was not touched keeps its own.
#pragma once

#include <QImage>
#include <QPolygonF>

#include <vector>

#include <colorize.hpp>

class Blocks {
public:
    explicit Blocks(const colorize::Layers &layers);
    /// The regions of the block at a pixel of the drawing; none outside.
    [[nodiscard]] std::vector<quint32> at(const QPoint &pixel) const;
    /// The regions that a stroke goes through.
    [[nodiscard]] std::vector<quint32> along(const QPolygonF &stroke) const;

private:
    [[nodiscard]] quint32 region_at(const QPoint &pixel) const;
    int width_, height_;
    std::vector<quint32> ids_;      // the region of each pixel
    std::vector<quint32> block_of_; // by region; 0 is no region
};

/// A box of the blocks in their colours, without lines, on white.
QImage block_picture(const colorize::Layers &layers, const QRect &box);
