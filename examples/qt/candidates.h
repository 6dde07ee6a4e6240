// Where in the drawing a style that was picked in the reference may belong: the regions to which the library would carry the
// colour of that place.
#pragma once

#include <QColor>
#include <QImage>
#include <QList>
#include <QPointF>

#include <colorize.hpp>

/// The colour that each region of the drawing would get of the reference, by its number less 1; invalid for none.
QList<QColor> carried_colors(const colorize::Reading &reading, const colorize::Reference &reference);

/// An overlay for the drawing, at most `most` pixels along a side: stripes in the candidates, clear elsewhere; null if there are
/// none.
QImage candidates(const colorize::Reading &reading, const QList<QColor> &carried, const QImage &picture, const QPointF &place,
                  int most);
