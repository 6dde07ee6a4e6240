// What a document's edits say, as JSON: for the window, and the other way.
#pragma once

#include <QJsonObject>

#include <string>
#include <vector>

#include "session.h"

/// Puts hints and options into `view`, whose parts are there already.
void read_wishes(const std::string &edits, View &view);

/// The place of a hint, a point or a stroke, after its points were moved.
[[nodiscard]] QJsonObject place_of(const std::string &edits, quint32 hint, const QPolygonF &moved);

/// The bins of a histogram as the option: how much of which colour.
[[nodiscard]] QJsonObject amounts_of(const std::vector<float> &bins);
