// The drawings that are open, as the library knows them, and what can be wished of them. Used from one thread, the worker's.
#pragma once

#include <QImage>
#include <QList>
#include <QPolygonF>
#include <QStringList>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <colorize.hpp>

#include "blocks.h"
#include "canvas.h"
#include "clip.h"

struct PartRow {
    QString name;
    QList<QColor> colors; // the one of most pixels first
    bool chosen = false;  // by a hint for the part

    bool operator==(const PartRow &other) const {
        return name == other.name && colors == other.colors && chosen == other.chosen;
    }
};

/// The wishes that sliders show.
struct Look {
    bool has_light = false;
    double light_x = 0, light_y = 0, softness = 0.5;
    double shade = 1;
    double withdraw_below = 0; // 0: nothing is withdrawn
    bool has_amounts = false;  // of colours, of a picture
};

enum class FrameState { Open, Colored, Carried };

/// What a colouring came to, for the window.
struct View {
    QSize size;
    QPoint at;    // where `patch` belongs
    QImage patch; // what changed; null if nothing did
    QList<PartRow> parts;
    QList<Mark> marks;
    Look look;
    bool can_undo = false, can_redo = false;
    int withdrawn = 0, regions = 0;
    QList<FrameState> frames;
    int frame = 0; // which is shown, from 0
};

/// What was made while nothing else was to be done.
struct Aside {
    enum Kind { Proposal, FrameThumbnail, Carried, Candidates, Film } kind;
    int index = 0; // which proposal or frame
    QImage image;
};

/// It never changes: threads can share it.
using SharedStyle = std::shared_ptr<const colorize::Style>;

/// A style to be picked: where from, which groups of it, and how it is turned.
struct StyleWish {
    SharedStyle stored; // if null, the rest tells where it is
    QImage reference;
    QPointF from;
    colorize::StyleRange range = COLORIZE_STYLE_RANGE_MIDDLE;
    quint32 groups = COLORIZE_STYLE_GROUPS_ALL;
    float angle = 0, scale = 1, hue = 0;
};

/// What is promised if regions less certain than a threshold are withdrawn: one for each hundredth, 0 to 1.
using Promises = QList<colorize::Accuracy>;

class QJsonObject;

class Session {
public:
    [[nodiscard]] QStringList labels() const;
    [[nodiscard]] Promises promises() const;

    /// A drawing, or a document that was saved; several are the frames of a clip, of which the first is shown.
    void open(const QStringList &files, const colorize::Progress &progress);
    void save(const QString &file) const;
    /// Saves each frame that was looked at or carried to, as NAME.ora, and gives how many those are.
    int save_frames(const QString &folder) const;
    /// The file of the drawing that is shown.
    [[nodiscard]] const QString &file() const { return clip_[frame_].file; }
    [[nodiscard]] bool has_drawing() const { return clip_.size() > 0; }

    // Each wish is a step of undo. One of the same gesture as the step before, such as a slider that is dragged on, takes
    // its place.
    void paint(const QPolygonF &place, double width, const QColor &color);
    void paint_style(const QPolygonF &place, double width, const StyleWish &wish, const QString &gesture);
    void color_part(const QString &part, const QColor &color, const QString &gesture); // no color: none any more
    /// Gives what was not understood.
    QStringList words(const QString &text);
    void remove(quint32 hint);
    /// Moves a hint that is a point or a stroke; `to` has as many points as it has.
    void move(quint32 hint, const QPolygonF &to, const QString &gesture);
    void correct(const QPoint &at, const QString &label);
    /// Carries the colours of references over to what is alike.
    void carry(const QList<QImage> &references);
    void use_proposal(int index);
    /// Wishes for as much of each colour as a picture has; of none for nothing of the kind.
    void set_amounts(const QImage &picture);
    void set_light(const Look &look, const QString &gesture);
    void set_shade(double shade, const QString &gesture);
    void set_withdrawal(double below, const QString &gesture);
    /// Gives the block at a place, or the regions that a stroke goes through, another colour, and nothing else.
    void recolor(const QPolygonF &place, const QColor &color);
    void undo();
    void redo();
    /// Takes a gesture back, if it is the last step.
    void take_back(const QString &gesture);

    /// Shows the drawing in blocks of one colour.
    void show_blocks(bool shown);
    /// Shows another frame of the clip.
    void go(int frame, const colorize::Progress &progress);
    /// Whether other frames take the colours of the one that is shown.
    void set_colored(bool colored);
    /// Has the colours of coloured frames carried over to all others, as asides.
    void carry_over();

    /// Has all frames be painted, as asides, as they are now, to be played; or no more.
    void want_film(bool wanted);

    /// Measures the style at a place, so that painting with it is quick.
    void pick(const StyleWish &wish);
    /// Has places be found, as an aside, where the style that is picked may belong.
    void want_candidates(const StyleWish &wish);
    /// The style that was picked, to be stored; null if none was.
    [[nodiscard]] const SharedStyle &picked() const { return picked_; }
    [[nodiscard]] View color(const colorize::Progress &progress);
    /// Makes one of the things that can wait; nothing if all are made.
    [[nodiscard]] std::optional<Aside> aside(const colorize::Progress &progress);
    /// Goes on behind one that failed.
    void skip_aside();

private:
    template <class Change> void step(const QString &gesture, Change &&change);
    /// An edit of an option, or of one hint's place: those of one gesture are one step.
    void apply(const QString &gesture, const QJsonObject &edit);
    [[nodiscard]] colorize::Document &document() { return *clip_[frame_].document; }
    [[nodiscard]] const colorize::Document &document() const { return *clip_[frame_].document; }
    void begin_anew();
    void make_small(const colorize::Progress &progress);
    [[nodiscard]] const colorize::Reference &reference_of(const QImage &picture, const colorize::Progress &progress);
    /// The drawing in palette `index` of those proposed for it.
    [[nodiscard]] QImage thumbnail(int index, const colorize::Progress &progress);
    /// The first frame that is not in the film as it is now; -1: all are.
    [[nodiscard]] int next_of_film() const;
    void mark_filmed(int frame);
    [[nodiscard]] std::string state_of(int frame) const;
    [[nodiscard]] QImage painted(int frame, const colorize::Progress &progress);

    colorize::Engine engine_;
    Clip clip_;
    int frame_ = 0;
    std::optional<colorize::Layers> layers_;
    std::optional<colorize::Blocks> blocks_; // of `layers_`, once they were asked for
    bool in_blocks_ = false;
    bool whole_ = true; // what is shown next is another picture than the one before
    std::optional<colorize::Document> small_; // for thumbnails
    std::map<qint64, colorize::Reference> references_; // by their pictures' keys
    qint64 reference_key_ = 0;                         // of the picture that `carried_` is of
    SharedStyle picked_;
    StyleWish picked_wish_; // what `picked_` was picked for, but for groups and dials
    QString gesture_;          // of the last step

    // What can wait.
    std::optional<StyleWish> wanted_; // its candidates
    QList<QColor> carried_;           // of one reference, for the drawing that is shown; empty until they were asked for
    std::deque<int> carrying_;        // frames
    bool filming_ = false;
    std::vector<std::string> filmed_; // what was wished of each frame when it was painted; empty: it was not
    int thumbnails_ = 0, proposals_ = 0; // how many are made
};
