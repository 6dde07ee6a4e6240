// The drawing that is open, as the library knows it, and what can be wished of it. Used from one thread, the worker's.
#pragma once

#include <QImage>
#include <QList>
#include <QPolygonF>
#include <QStringList>

#include <optional>

#include <colorize.hpp>

#include "canvas.h"

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
};

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
};

/// A style to be picked: where from, which groups of it, and how it is turned.
struct StyleWish {
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

    /// A drawing, or a document that was saved.
    void open(const QString &file, const colorize::Progress &progress);
    void save(const QString &file) const;
    /// Which drawing is open, counted from 1; 0 for none.
    [[nodiscard]] int drawing() const { return drawing_; }

    // Each wish is a step of undo. One of the same gesture as the step before, such as a slider that is dragged on, takes
    // its place.
    void paint(const QPolygonF &place, double width, const QColor &color);
    void paint_style(const QPolygonF &place, double width, const StyleWish &wish, const QString &gesture);
    void color_part(const QString &part, const QColor &color, const QString &gesture); // no color: none any more
    /// Gives what was not understood.
    QStringList words(const QString &text);
    void remove(quint32 hint);
    void correct(const QPoint &at, const QString &label);
    void carry(const QImage &reference);
    void use_proposal(int index);
    void set_light(const Look &look, const QString &gesture);
    void set_shade(double shade, const QString &gesture);
    void set_withdrawal(double below, const QString &gesture);
    void undo();
    void redo();
    /// Takes a gesture back, if it is the last step.
    void take_back(const QString &gesture);

    /// Measures the style at a place, so that painting with it is quick.
    void pick(const StyleWish &wish);
    [[nodiscard]] View color(const colorize::Progress &progress);
    /// The drawing in palette `index` of those proposed for it.
    [[nodiscard]] QImage thumbnail(int index, const colorize::Progress &progress);

private:
    template <class Change> void step(const QString &gesture, Change &&change);
    void apply(const QString &gesture, const QJsonObject &edit);
    void read_wishes(View &view) const;
    void make_small(const colorize::Progress &progress);

    colorize::Engine engine_;
    std::optional<colorize::Document> document_;
    std::optional<colorize::Layers> layers_;
    std::optional<colorize::Document> small_; // for thumbnails
    std::optional<colorize::Reference> reference_;
    qint64 reference_key_ = 0; // of the picture that `reference_` was made of
    std::optional<colorize::Style> picked_;
    StyleWish picked_wish_; // what `picked_` was picked for, but for groups and dials
    QString gesture_;          // of the last step
    int drawing_ = 0;
};
