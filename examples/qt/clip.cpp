#include "clip.h"

#include <algorithm>
#include <cstdlib>

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
    std::vector<std::pair<int, int>> found; // how far from a coloured one, and which
    for (int index = 0; index < size(); ++index) {
        const int before = nearest_colored(index, -1), after = nearest_colored(index, 1);
        if ((*this)[index].colored || (before < 0 && after < 0)) continue;
        found.emplace_back(std::min(before < 0 ? size() : index - before, after < 0 ? size() : after - index), index);
    }
    std::sort(found.begin(), found.end());
    std::vector<int> order;
    for (const auto &[distance, index] : found) order.push_back(index);
    return order;
}

colorize::Layers Clip::carry(const colorize::Engine &engine, int index, const colorize::Progress &progress) {
    load(engine, index, progress);
    std::vector<const colorize::Reference *> references;
    for (const int step : {-1, 1}) {
        const int from = nearest_colored(index, step);
        if (from < 0) continue;
        Frame &frame = (*this)[from];
        load(engine, from, progress);
        const std::string edits = frame.document->edits();
        if (!frame.reference || edits != frame.reference_edits) {
            const auto layers = frame.document->color(progress);
            const auto line = layers.view(COLORIZE_LAYER_LINE);
            frame.reference.emplace(engine, layers.view(COLORIZE_LAYER_FLATS), &line, colorize::ReadOptions(), progress);
            frame.reference_edits = edits;
        }
        references.push_back(&*frame.reference);
    }
    Frame &frame = (*this)[index];
    const bool again = frame.is_carried() && frame.document->undo_count() == frame.carried_at && frame.document->undo();
    try {
        frame.document->carry(references);
    } catch (...) {
        if (again) frame.document->redo();
        throw;
    }
    frame.carried_at = frame.document->undo_count();
    return frame.document->color(progress);
}
