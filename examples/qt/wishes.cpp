#include "wishes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace {

QJsonArray list_of(const std::string &edits) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(edits))["edits"].toArray();
}

QPointF point_of(const QJsonValue &xy) { return {xy[0].toDouble(), xy[1].toDouble()}; }

Mark mark_of(quint32 id, const QJsonObject &hint) {
    Mark mark;
    mark.id = id;
    if (hint.contains("x")) mark.points += QPointF(hint["x"].toDouble(), hint["y"].toDouble());
    if (hint.contains("point")) mark.points += point_of(hint["point"]);
    for (const QJsonValue &point : hint["points"].toArray()) mark.points += point_of(point);
    mark.color = QColor(hint["color"].toString());
    mark.styled = hint.contains("style");
    const QJsonValue mean = hint["style"]["color"];
    if (mean.isArray()) mark.color = QColor::fromRgbF(mean[0].toDouble(), mean[1].toDouble(), mean[2].toDouble());
    if (!mark.color.isValid()) mark.color = Qt::lightGray;
    return mark;
}

} // namespace

void read_wishes(const std::string &edits, View &view) {
    for (const QJsonValue &edit : list_of(edits)) {
        const QString op = edit["op"].toString();
        if (op == "add") {
            const QJsonObject hint = edit["hint"].toObject();
            for (PartRow &row : view.parts) row.chosen = row.chosen || row.name == hint["part"].toString();
            const Mark mark = mark_of(quint32(edit["id"].toInteger()), hint);
            if (!mark.points.isEmpty()) view.marks += mark;
        } else if (op == "light" && edit["light"].isObject()) {
            const QJsonObject light = edit["light"].toObject();
            view.look.has_light = true;
            view.look.light_x = light["x"].toDouble();
            view.look.light_y = light["y"].toDouble();
            view.look.softness = light["softness"].toDouble();
        } else if (op == "shade") {
            view.look.shade = edit["shade"].toDouble();
        } else if (op == "withdraw" && edit["withdraw"].isObject()) {
            view.look.withdraw_below = edit["withdraw"]["below"].toDouble(0.8);
        } else if (op == "histogram") {
            view.look.has_amounts = edit["histogram"].isObject();
        }
    }
}

QJsonObject place_of(const std::string &edits, quint32 hint, const QPolygonF &moved) {
    QJsonArray points;
    for (const QPointF &point : moved) points += QJsonArray{point.x(), point.y()};
    for (const QJsonValue &edit : list_of(edits)) {
        if (edit["op"] != "add" || edit["id"].toInteger() != hint || !edit["hint"]["points"].isArray()) continue;
        return {{"points", points}, {"width", edit["hint"]["width"].toDouble(1)}};
    }
    return {{"point", points[0]}};
}

QJsonObject amounts_of(const std::vector<float> &bins) {
    const auto middle = [](std::size_t level) { return int(level % 8 * 32 + 16); };
    QJsonArray colors;
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        if (bins[bin] == 0) continue;
        colors += QJsonArray{QColor(middle(bin / 64), middle(bin / 8), middle(bin)).name(), double(bins[bin])};
    }
    return {{"colors", colors}};
}
