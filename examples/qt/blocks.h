// A colouring in blocks, areas of one colour. Somebody gives blocks other colours, by a click or by a stroke through them; what
// was not touched keeps its own.
#pragma once

#include <QImage>
#include <QPolygonF>

#include <colorize.hpp>

/// What it takes for the blocks that a stroke goes through, or that lie at its one point, to get a colour.
[[nodiscard]] colorize::Prompt repainted(colorize::Document &document, const colorize::Blocks &blocks, const QPolygonF &stroke,
                                         colorize::Rgb color);

/// A box of the blocks in their colours, without lines, on white.
[[nodiscard]] QImage block_picture(const colorize::Layers &layers, const QRect &box);
