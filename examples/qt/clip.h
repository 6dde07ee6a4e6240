// The drawings that are open: one, or the frames of a clip. Some are coloured by the painter, and others get their colours
// from those.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <colorize.hpp>

struct Frame {
    QString file;
    std::optional<colorize::Document> document; // once it was looked at
    std::optional<colorize::Reading> reading;   // its; none of a document that was saved
    bool colored = false;                       // by the painter: others take its colours
    std::size_t carried_at = 0;                 // how many steps it had with the colours of others; 0: it never had
    std::optional<colorize::Reference> reference; // to it, for others
    std::string reference_edits;                  // the wishes that `reference` was made by

    /// Whether it has the colours of others, for that may be undone.
    [[nodiscard]] bool is_carried() const { return carried_at > 0 && document->undo_count() >= carried_at; }
};

class Clip {
public:
    Clip() = default;
    explicit Clip(const QStringList &files);
    [[nodiscard]] int size() const { return int(frames_.size()); }
    [[nodiscard]] Frame &operator[](int index) { return frames_[std::size_t(index)]; }
    [[nodiscard]] const Frame &operator[](int index) const { return frames_[std::size_t(index)]; }

    /// Reads a frame, unless it was.
    void load(const colorize::Engine &engine, int index, const colorize::Progress &progress);
    /// The frames that are not coloured by the painter, as they are to be carried to: away from the nearest that is, the
    /// earlier of two. None if none is.
    [[nodiscard]] std::vector<int> uncolored() const;
    /// Carries the colours of the nearest coloured frames on both sides over, as one step in place of the last such, and
    /// colours the frame. Frames of one size are a shot, in which the frame that was carried to before is looked at, too.
    [[nodiscard]] colorize::Layers carry(const colorize::Engine &engine, int index, const colorize::Progress &progress);

private:
    using Keys = std::vector<std::pair<int, std::string>>; // coloured frames and their wishes
    [[nodiscard]] int nearest_colored(int index, int step) const; // -1: none
    [[nodiscard]] const colorize::Reference &reference(const colorize::Engine &engine, int index, const colorize::Progress &progress);
    /// Whether `index` and the coloured frames make a shot; `shot_` is that then.
    [[nodiscard]] bool is_in_shot(const colorize::Engine &engine, int index, const colorize::Progress &progress);
    std::vector<Frame> frames_;
    std::optional<colorize::Clip> shot_;
    Keys shot_keys_; // what `shot_` was made of
};
