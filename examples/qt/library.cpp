#include "library.h"

#include <QColor>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QSaveFile>

#include <algorithm>
#include <tuple>

namespace {

constexpr int kThumbnail = 72; // pixels
const char *const kFormat = "colorize styles";

StoredStyle style_of(const QJsonObject &json) {
    StoredStyle style;
    style.name = json["name"].toString();
    style.author = json["author"].toString();
    style.kind = json["kind"].toString();
    style.licence = json["licence"].toString();
    style.source = json["source"].toString();
    for (const QJsonValue &tag : json["tags"].toArray()) style.tags += tag.toString();
    const QJsonObject swatch = json["swatch"].toObject();
    style.swatch = QJsonDocument(swatch).toJson(QJsonDocument::Compact);
    const QJsonArray color = swatch["style"]["color"].toArray();
    style.color = QColor::fromRgbF(float(color[0].toDouble()), float(color[1].toDouble()), float(color[2].toDouble()));
    style.thumbnail = QImage(kThumbnail, kThumbnail, QImage::Format_RGB32);
    style.thumbnail.fill(style.color);
    const QByteArray patch = swatch["exemplar"]["patch"].toString().section(',', 1).toLatin1(); // a data: address
    const QImage piece = QImage::fromData(QByteArray::fromBase64(patch));
    QPainter painter(&style.thumbnail);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(style.thumbnail.rect(), piece);
    return style;
}

QJsonObject json_of(const StoredStyle &style) {
    return {{"name", style.name}, {"author", style.author}, {"kind", style.kind},
            {"tags", QJsonArray::fromStringList(style.tags)}, {"licence", style.licence}, {"source", style.source},
            {"swatch", QJsonDocument::fromJson(style.swatch).object()}};
}

bool matches(const StoredStyle &style, const QString &word) {
    const QStringList known = QStringList{style.name, style.kind, style.tags.join(' ')}.join(' ').split(' ');
    return std::any_of(known.begin(), known.end(), [&](const QString &own) { return own.startsWith(word, Qt::CaseInsensitive); });
}

// Greys first, then by hue.
std::tuple<bool, int, int> place(const QColor &color) {
    const bool colorful = color.hsvSaturation() >= 40;
    return {colorful, colorful ? color.hsvHue() : 0, color.lightness()};
}

} // namespace

void Library::read(const QByteArray &record) {
    const QJsonDocument json = QJsonDocument::fromJson(record);
    if (json["format"] != kFormat || json["version"] != 1) return;
    for (const QJsonValue &style : json["styles"].toArray()) styles_ += style_of(style.toObject());
}

void Library::use(const QString &file) {
    file_ = file;
    QFile own(file);
    if (own.open(QIODevice::ReadOnly)) read(own.readAll());
}

bool Library::keep(const QString &name, const QByteArray &swatch) {
    QFile before(file_);
    QJsonArray own;
    if (before.open(QIODevice::ReadOnly)) {
        for (const QJsonValue &other : QJsonDocument::fromJson(before.readAll())["styles"].toArray()) {
            if (other["name"] != name) own += other;
        }
    }
    const StoredStyle style = style_of({{"name", name}, {"kind", "own"}, {"swatch", QJsonDocument::fromJson(swatch).object()}});
    own += json_of(style);
    QSaveFile file(file_);
    if (!file.open(QIODevice::WriteOnly)) return false;
    file.write(QJsonDocument(QJsonObject{{"format", kFormat}, {"version", 1}, {"styles", own}}).toJson(QJsonDocument::Compact));
    if (!file.commit()) return false;
    styles_.removeIf([&](const StoredStyle &other) { return other.name == name && other.kind == "own"; });
    styles_ += style;
    return true;
}

QList<StoredStyle> Library::find(const QString &words, Order order) const {
    QList<StoredStyle> found;
    const QStringList wanted = words.split(' ', Qt::SkipEmptyParts);
    for (const StoredStyle &style : styles_) {
        if (std::all_of(wanted.begin(), wanted.end(), [&](const QString &word) { return matches(style, word); })) found += style;
    }
    std::sort(found.begin(), found.end(), [order](const StoredStyle &a, const StoredStyle &b) {
        if (order == ByKind && a.kind != b.kind) return a.kind < b.kind;
        if (order == ByColor) return std::tuple(place(a.color), a.name) < std::tuple(place(b.color), b.name);
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return found;
}
