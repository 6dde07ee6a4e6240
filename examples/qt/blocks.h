// A colouring in blocks, areas of one colour. Somebody gives a block another colour by a click, or paints over parts of blocks by a
// stroke; what was not touched keeps its own.
#pragma once

#include <QImage>
#include <QPolygonF>

#include <colorize.hpp>

/// What it takes for a colour to be that of the block at a place, or of the regions that a stroke goes through. The blocks are of
/// the flats of `layers`.
[[nodiscard]] colorize::Prompt repainted(colorize::Document &document, const colorize::Layers &layers, const colorize::Blocks &blocks,
                                         const QPolygonF &place, colorize::Rgb color);

/// A box of the blocks in their colours, without lines, on white.
[[nodiscard]] QImage block_picture(const colorize::Layers &layers, const QRect &box);
