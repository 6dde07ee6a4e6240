#include "clip.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

Clip::Clip(const QStringList &files) : frames_(std::size_t(files.size())) {
    for (int index = 0; index < size(); ++index) frames_[std::size_t(index)].file = files[index];
}

void Clip::load(const colorize::Engine &engine, int index, const colorize::Progress &progress) {
    Frame &frame = (*this)[index];
    if (frame.document) return;
    if (frame.file.endsWith(".ora", Qt::CaseInsensitive)) {
        frame.document = colorize::Document::open(engine, frame.file.toStdString(), {}, progress);
    } else {
        const auto image = colorize::Image::open(frame.file.toStdString());
        frame.reading.emplace(engine, image.view(), colorize::ReadOptions(), progress);
        frame.document.emplace(*frame.reading);
    }
}

int Clip::nearest_colored(int index, int step) const {
    for (int other = index + step; other >= 0 && other < size(); other += step) {
        if ((*this)[other].colored) return other;
    }
    return -1;
}

std::vector<int> Clip::uncolored() const {
    std::vector<std::tuple<int, bool, int>> found; // the nearest coloured frame, whether it is before, and how far
    for (int index = 0; index < size(); ++index) {
        const int before = nearest_colored(index, -1), after = nearest_colored(index, 1);
        if ((*this)[index].colored || (before < 0 && after < 0)) continue;
        const bool is_before = after < 0 || (before >= 0 && index - before <= after - index);
        const int nearest = is_before ? before : after;
        found.emplace_back(nearest, is_before, std::abs(index - nearest));
    }
    std::sort(found.begin(), found.end());
    std::vector<int> order;
    for (const auto &[nearest, is_before, distance] : found) order.push_back(is_before ? nearest + distance : nearest - distance);
    return order;
}

const colorize::Reference &Clip::reference(const colorize::Engine &engine, int index, const colorize::Progress &progress) {
    load(engine, index, progress);
    Frame &frame = (*this)[index];
    const std::string edits = frame.document->edits();
    if (!frame.reference || edits != frame.reference_edits) {
        const auto layers = frame.document->color(progress);
        const auto flats = layers.view(COLORIZE_LAYER_FLATS), line = layers.view(COLORIZE_LAYER_LINE);
        frame.reference = frame.reading ? colorize::Reference::of(frame.document->reading(), flats)
                                        : colorize::Reference(engine, flats, &line, colorize::ReadOptions(), progress);
        frame.reference_edits = edits;
    }
    return *frame.reference;
}

bool Clip::is_in_shot(const colorize::Engine &engine, int index, const colorize::Progress &progress) {
    const auto &own = (*this)[index].reading;
    if (!own) return false;
    Keys keys;
    for (int other = 0; other < size(); ++other) {
        const Frame &frame = (*this)[other];
        if (!frame.colored) continue;
        load(engine, other, progress);
        const auto &reading = frame.reading;
        if (!reading || reading->width() != own->width() || reading->height() != own->height()) return false;
        keys.emplace_back(other, frame.document->edits());
    }
    if (shot_ && keys == shot_keys_) return true;
    colorize::Clip shot(engine);
    for (const auto &[key, edits] : keys) shot.add_key(std::uint32_t(key), reference(engine, key, progress));
    shot_ = std::move(shot);
    shot_keys_ = std::move(keys);
    return true;
}

colorize::Layers Clip::carry(const colorize::Engine &engine, int index, const colorize::Progress &progress) {
    load(engine, index, progress);
    const bool in_shot = is_in_shot(engine, index, progress);
    std::vector<const colorize::Reference *> references;
    for (const int step : {-1, 1}) {
        if (const int from = nearest_colored(index, step); !in_shot && from >= 0) references.push_back(&reference(engine, from, progress));
    }
    Frame &frame = (*this)[index];
    const bool again = frame.is_carried() && frame.document->undo_count() == frame.carried_at && frame.document->undo();
    try {
        if (in_shot) {
            frame.document->set_carried(shot_->carry(std::uint32_t(index), *frame.reading));
        } else {
            frame.document->carry(references);
        }
    } catch (...) {
        if (again) frame.document->redo();
        throw;
    }
    frame.carried_at = frame.document->undo_count();
    return frame.document->color(progress);
}
