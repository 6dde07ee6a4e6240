#include "session.h"

#include <QFileInfo>
#include <QImageReader>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>

#include <algorithm>

#include "candidates.h"
#include "wishes.h"

namespace {

constexpr int kFilm = 960, kLongFilm = 480, kLong = 200; // pixels a side, and how many frames are long
constexpr int kSmall = 400, kThumbnail = 104, kFrame = 104, kOverlay = 1024; // pixels
constexpr int kProposals = 8;

colorize::Rgb rgb(const QColor &color) {
    return {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()),
            static_cast<std::uint8_t>(color.blue())};
}
QColor color(const colorize::Rgb &rgb) { return QColor(rgb.r, rgb.g, rgb.b); }

/// A picture's file, no larger than that, on white paper; null if it cannot be read.
QImage on_paper(const QString &file, QSize most) {
    QImageReader reader(file);
    if (const QSize size = reader.size(); size.width() > most.width() || size.height() > most.height()) {
        reader.setScaledSize(size.scaled(most, Qt::KeepAspectRatio));
    }
    const QImage image = reader.read();
    QImage paper(image.size(), QImage::Format_RGB32);
    if (image.isNull()) return {};
    paper.fill(Qt::white);
    QPainter(&paper).drawImage(0, 0, image);
    return paper;
}

/// Lends the pixels of an image in RGB32 or ARGB32; they must outlive the view.
colorize::ImageView lend(const QImage &image) {
    return {image.constBits(), static_cast<std::uint32_t>(image.width()), static_cast<std::uint32_t>(image.height()),
            image.bytesPerLine(), COLORIZE_PIXEL_FORMAT_BGRA8, 0, 0};
}
/// Borrows the library's pixels, which must outlive the image.
QImage borrow(const colorize::ImageView &view) {
    return {static_cast<const uchar *>(view.data), static_cast<int>(view.width), static_cast<int>(view.height),
            static_cast<qsizetype>(view.stride), QImage::Format_RGBA8888};
}

colorize::Prompt prompt_of(const QPolygonF &place, double width, const QColor &color) {
    colorize::Prompt prompt;
    if (place.size() == 1) {
        prompt.point(float(place[0].x()), float(place[0].y()), rgb(color));
    } else {
        std::vector<float> points;
        for (const QPointF &point : place) points.insert(points.end(), {float(point.x()), float(point.y())});
        prompt.stroke(points, float(width), rgb(color));
    }
    return prompt;
}

} // namespace

QStringList Session::labels() const {
    QStringList names;
    for (std::uint32_t id = 0; id < engine_.label_count(); ++id) names += QString::fromStdString(engine_.label_name(id));
    return names;
}

Promises Session::promises() const {
    Promises made;
    for (int hundredth = 0; hundredth <= 100; ++hundredth) made += engine_.accuracy(float(hundredth) / 100);
    return made;
}

void Session::open(const QStringList &files, const colorize::Progress &progress) {
    Clip clip(files);
    clip.load(engine_, 0, progress);
    clip_ = std::move(clip);
    frame_ = 0;
    thumbnails_ = 0;
    carrying_.clear();
    filmed_.assign(std::size_t(clip_.size()), {});
    filming_ = false;
    begin_anew();
}

void Session::begin_anew() {
    layers_.reset();
    blocks_.reset();
    small_.reset();
    wanted_.reset();
    carried_.clear();
    gesture_.clear();
    whole_ = true;
    proposals_ = 0;
}

void Session::go(int frame, const colorize::Progress &progress) {
    if (frame < 0 || frame >= clip_.size()) return;
    clip_.load(engine_, frame, progress);
    frame_ = frame;
    begin_anew();
}

void Session::save(const QString &file) const { document().save(file.toStdString()); }

int Session::save_frames(const QString &folder) const {
    int saved = 0;
    for (int index = 0; index < clip_.size(); ++index) {
        if (!clip_[index].document) continue;
        clip_[index].document->save((folder + "/" + QFileInfo(clip_[index].file).completeBaseName() + ".ora").toStdString());
        ++saved;
    }
    return saved;
}

template <class Change> void Session::step(const QString &gesture, Change &&change) {
    const bool again = !gesture.isEmpty() && gesture == gesture_ && document().undo();
    const auto before = document().undo_count();
    try {
        change();
    } catch (...) {
        if (again) document().redo();
        throw;
    }
    gesture_ = document().undo_count() > before ? gesture : QString(); // what changes nothing is no step
}

void Session::apply(const QString &gesture, const QJsonObject &edit) {
    const auto text = QJsonDocument(edit).toJson(QJsonDocument::Compact).toStdString();
    if (!gesture.isEmpty() && gesture == gesture_) document().amend(text);
    else step(gesture, [&] { document().apply(text); });
}

void Session::paint(const QPolygonF &place, double width, const QColor &color) {
    step({}, [&] { document().add(prompt_of(place, width, color)); });
    clip_[frame_].colored = true;
}

void Session::paint_style(const QPolygonF &place, double width, const StyleWish &wish, const QString &gesture) {
    pick(wish);
    const auto style = picked_->transformed(wish.angle, wish.scale, wish.hue);
    step(gesture, [&] { document().add(prompt_of(place, width, Qt::gray).set_style(0, style, wish.groups)); });
    clip_[frame_].colored = true;
}

void Session::pick(const StyleWish &wish) {
    const StyleWish &before = picked_wish_;
    if (picked_ && before.stored == wish.stored && before.reference.cacheKey() == wish.reference.cacheKey() &&
        before.from == wish.from && before.range == wish.range) {
        return;
    }
    picked_ = wish.stored ? wish.stored
                          : std::make_shared<colorize::Style>(colorize::Style::pick(
                                lend(wish.reference), float(wish.from.x()), float(wish.from.y()), wish.range));
    picked_wish_ = wish;
}

void Session::want_candidates(const StyleWish &wish) {
    if (has_drawing() && clip_[frame_].reading && !wish.stored) wanted_ = wish; // of a saved document none is known
}

void Session::color_part(const QString &part, const QColor &color, const QString &gesture) {
    step(gesture, [&] {
        const auto edits = document().edits();
        const QJsonArray list = QJsonDocument::fromJson(QByteArray::fromStdString(edits))["edits"].toArray();
        QJsonObject edit{{"op", "add"}};
        for (const QJsonValue &before : list) {
            if (before["op"] == "add" && before["hint"]["part"] == part) edit = {{"op", "change"}, {"id", before["id"]}};
        }
        if (color.isValid()) {
            edit["hint"] = QJsonObject{{"part", part}, {"color", color.name()}};
        } else {
            edit["op"] = "remove";
        }
        document().apply(QJsonDocument(edit).toJson(QJsonDocument::Compact).toStdString());
    });
}

QStringList Session::words(const QString &text) {
    const QByteArray bytes = text.toUtf8();
    std::vector<colorize::UnknownWord> unknown;
    colorize::Prompt prompt;
    prompt.words(engine_, bytes.toStdString(), unknown);
    if (prompt.size() > 0) {
        step({}, [&] { document().add(prompt); });
        clip_[frame_].colored = true;
    }
    QStringList words;
    for (const auto &word : unknown) words += QString::fromUtf8(bytes.mid(word.start, word.end - word.start));
    return words;
}

void Session::remove(quint32 hint) { apply({}, {{"op", "remove"}, {"id", qint64(hint)}}); }

void Session::move(quint32 hint, const QPolygonF &to, const QString &gesture) {
    apply(gesture, {{"op", "move"}, {"id", qint64(hint)}, {"to", place_of(document().edits(), hint, to)}});
}

void Session::correct(const QPoint &at, const QString &label) {
    if (!layers_) return;
    const auto size = layers_->view(COLORIZE_LAYER_FLATS);
    const auto region = layers_->region_ids()[std::size_t(at.y()) * size.width + at.x()];
    step({}, [&] { document().correct(region, label.toStdString()); });
}

const colorize::Reference &Session::reference_of(const QImage &picture, const colorize::Progress &progress) {
    const auto known = references_.find(picture.cacheKey());
    if (known != references_.end()) return known->second;
    colorize::Reference made(engine_, lend(picture), nullptr, colorize::ReadOptions(), progress);
    return references_.emplace(picture.cacheKey(), std::move(made)).first->second;
}

void Session::carry(const QList<QImage> &pictures) {
    for (auto known = references_.begin(); known != references_.end();) {
        const auto is_it = [&](const QImage &picture) { return picture.cacheKey() == known->first; };
        known = std::none_of(pictures.begin(), pictures.end(), is_it) ? references_.erase(known) : std::next(known); // closed
    }
    std::vector<const colorize::Reference *> references;
    for (const QImage &picture : pictures) references.push_back(&reference_of(picture, {}));
    step({}, [&] { document().carry(references); });
}

void Session::want_film(bool wanted) { filming_ = wanted; }

std::string Session::state_of(int frame) const { return clip_[frame].document ? clip_[frame].document->edits() : "unread"; }

int Session::next_of_film() const {
    for (int index = 0; index < clip_.size(); ++index) {
        if (filmed_[std::size_t(index)] != state_of(index)) return index;
    }
    return -1;
}

void Session::mark_filmed(int frame) { filmed_[std::size_t(frame)] = state_of(frame); }

QImage Session::painted(int frame, const colorize::Progress &progress) {
    const int side = clip_.size() > kLong ? kLongFilm : kFilm;
    if (!clip_[frame].document) return on_paper(clip_[frame].file, {side, side});
    const auto picture = [&](const colorize::Layers &layers) {
        const QImage whole = borrow(layers.view(COLORIZE_LAYER_PICTURE));
        const bool fits = whole.width() <= side && whole.height() <= side;
        return (fits ? whole : whole.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)).convertToFormat(QImage::Format_RGB32);
    };
    return frame == frame_ && layers_ ? picture(*layers_) : picture(clip_[frame].document->color(progress));
}

void Session::recolor(const QPolygonF &place, const QColor &color) {
    if (!layers_) return;
    if (!blocks_) blocks_ = colorize::Blocks::of(document(), layers_->view(COLORIZE_LAYER_FLATS));
    const auto hints = repainted(document(), *layers_, *blocks_, place, rgb(color));
    if (hints.size() == 0) return;
    step({}, [&] { document().add(hints); });
    clip_[frame_].colored = true;
}

void Session::show_blocks(bool shown) {
    in_blocks_ = shown;
    whole_ = true;
}

void Session::set_colored(bool colored) { clip_[frame_].colored = colored; }

void Session::carry_over() {
    const auto frames = clip_.uncolored();
    carrying_.assign(frames.begin(), frames.end());
}

void Session::use_proposal(int index) {
    const auto sheet = document().proposal(index);
    apply({}, {{"op", "sheet"}, {"sheet", QJsonDocument::fromJson(sheet.json()).object()}});
}

void Session::set_amounts(const QImage &picture) {
    const QJsonValue amounts = picture.isNull() ? QJsonValue() : amounts_of(colorize::histogram(lend(picture)));
    apply({}, {{"op", "histogram"}, {"histogram", amounts}});
}

void Session::set_light(const Look &look, const QString &gesture) {
    const QJsonObject light{{"x", look.light_x}, {"y", look.light_y}, {"softness", look.softness}};
    apply(gesture, {{"op", "light"}, {"light", look.has_light ? QJsonValue(light) : QJsonValue()}});
}

void Session::set_shade(double shade, const QString &gesture) { apply(gesture, {{"op", "shade"}, {"shade", shade}}); }

void Session::set_withdrawal(double below, const QString &gesture) {
    const QJsonObject withdraw{{"below", below}};
    apply(gesture, {{"op", "withdraw"}, {"withdraw", below > 0 ? QJsonValue(withdraw) : QJsonValue()}});
}

void Session::undo() {
    document().undo();
    gesture_.clear();
}

void Session::redo() {
    document().redo();
    gesture_.clear();
}

void Session::take_back(const QString &gesture) {
    if (gesture == gesture_) undo();
}

View Session::color(const colorize::Progress &progress) {
    layers_ = document().color(progress);
    blocks_.reset();
    View view;
    const auto flats = layers_->view(COLORIZE_LAYER_FLATS);
    view.size = QSize(int(flats.width), int(flats.height));
    const ColorizeBox box = std::exchange(whole_, false) ? ColorizeBox{0, 0, flats.width, flats.height} : layers_->changed();
    if (box.right > box.left) {
        view.at = QPoint(int(box.left), int(box.top));
        const QSize size(int(box.right - box.left), int(box.bottom - box.top));
        view.patch = in_blocks_ ? block_picture(*layers_, QRect(view.at, size))
                                : borrow(layers_->picture_in(box).view()).convertToFormat(QImage::Format_RGB32);
    }
    for (int index = 0; index < clip_.size(); ++index) {
        const Frame &frame = clip_[index];
        view.frames += frame.colored ? FrameState::Colored : frame.is_carried() ? FrameState::Carried : FrameState::Open;
    }
    view.frame = frame_;
    const auto parts = layers_->parts();
    for (std::uint32_t index = 0; index < parts.size(); ++index) {
        PartRow row{QString::fromStdString(engine_.label_name(parts[index].label)), {}};
        for (const auto &found : layers_->part_colors(index)) row.colors += ::color(found);
        view.parts += row;
    }
    view.regions = int(layers_->region_count());
    for (std::uint32_t id = 1; id <= layers_->region_count(); ++id) view.withdrawn += layers_->region(id).withdrawn != 0;
    read_wishes(document().edits(), view);
    view.can_undo = document().undo_count() > 0;
    view.can_redo = document().redo_count() > 0;
    return view;
}

/// The figure alone, on little paper.
void Session::make_small(const colorize::Progress &progress) {
    const QImage line = borrow(layers_->view(COLORIZE_LAYER_LINE));
    QRect figure;
    for (std::uint32_t id = 1; id <= layers_->region_count(); ++id) {
        const auto region = layers_->region(id);
        if (region.origin == COLORIZE_ORIGIN_GROUND) continue;
        figure |= QRect(QPoint(int(region.left), int(region.top)), QPoint(int(region.right), int(region.bottom)));
    }
    if (figure.isEmpty()) figure = line.rect();
    const int side = std::max(figure.width(), figure.height()) * 11 / 10;
    const QRect square(figure.center() - QPoint(side / 2, side / 2), QSize(side, side));
    QImage paper(kSmall, kSmall, QImage::Format_RGB32);
    paper.fill(Qt::white);
    QPainter painter(&paper);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setWindow(square);
    painter.drawImage(0, 0, line);
    painter.end();
    small_.emplace(colorize::Reading(engine_, lend(paper), {}, progress));
}

QImage Session::thumbnail(int index, const colorize::Progress &progress) {
    if (!small_) make_small(progress);
    const auto sheet = document().proposal(std::uint32_t(index));
    colorize::ColorOptions options;
    options.sheet = sheet.json();
    const auto layers = small_->set_options(options).color(progress);
    return borrow(layers.view(COLORIZE_LAYER_PICTURE))
        .scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

std::optional<Aside> Session::aside(const colorize::Progress &progress) {
    if (!has_drawing()) return {};
    if (wanted_) {
        Aside made{Aside::Candidates, 0, {}};
        const auto &reference = reference_of(wanted_->reference, progress);
        const auto &reading = *clip_[frame_].reading;
        if (reference_key_ != wanted_->reference.cacheKey()) carried_.clear();
        reference_key_ = wanted_->reference.cacheKey();
        if (carried_.isEmpty()) carried_ = carried_colors(reading, reference);
        made.image = candidates(reading, carried_, wanted_->reference, wanted_->from, kOverlay);
        wanted_.reset();
        return made;
    }
    const auto small = [](const QImage &image) {
        return image.scaled(kThumbnail, kFrame, Qt::KeepAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
    };
    if (!carrying_.empty()) {
        const int index = carrying_.front();
        const auto layers = clip_.carry(engine_, index, progress);
        carrying_.pop_front();
        whole_ = whole_ || index == frame_;
        return Aside{Aside::Carried, index, small(borrow(layers.view(COLORIZE_LAYER_PICTURE)))};
    }
    if (const int index = filming_ ? next_of_film() : -1; index >= 0) {
        const QImage image = painted(index, progress);
        mark_filmed(index);
        return Aside{Aside::Film, index, image};
    }
    if (clip_.size() > 1 && thumbnails_ < clip_.size()) {
        const QImage paper = on_paper(clip_[thumbnails_].file, QSize(kThumbnail, kFrame) * 2);
        return Aside{Aside::FrameThumbnail, thumbnails_++, paper.isNull() ? paper : small(paper)};
    }
    if (layers_ && proposals_ < kProposals) {
        const QImage image = thumbnail(proposals_, progress);
        return Aside{Aside::Proposal, proposals_++, image};
    }
    return {};
}

void Session::skip_aside() {
    if (wanted_) wanted_.reset();
    else if (!carrying_.empty()) carrying_.pop_front();
    else if (filming_ && next_of_film() >= 0) mark_filmed(next_of_film());
    else if (clip_.size() > 1 && thumbnails_ < clip_.size()) ++thumbnails_;
    else proposals_ = kProposals;
}
