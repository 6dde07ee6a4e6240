// Where in the drawing a style that was picked in the reference may belong: the regions to which the library would carry the
// colour of that place.
#pragma once

#include <QImage>
#include <QPointF>

#include <colorize.hpp>

/// An overlay for the drawing, at most `most` pixels along a side: stripes in the candidates, clear elsewhere; null if there are
/// none.
QImage candidates(const colorize::Reading &reading, const colorize::Reference &reference, const QImage &picture,
                  const QPointF &place, int most);
