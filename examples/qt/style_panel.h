// The references: coloured pictures from which a style is picked by pointer, and what is taken over of them.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDial>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>

#include <optional>

#include "canvas.h"
#include "library_panel.h"
#include "session.h"

class StylePanel : public QWidget {
    Q_OBJECT
public:
    explicit StylePanel(QWidget *parent = nullptr);
    /// One more reference, in front of the others.
    void add_reference(const QImage &picture, const QString &name);
    /// Whether the drawing has amounts of colours from a reference, this one or one before.
    void set_amounts(bool wished);
    [[nodiscard]] Canvas *canvas() { return canvas_; }
    [[nodiscard]] LibraryPanel *library() { return library_; }
    /// What to paint with: the place that was picked, or the stored style, whichever is in front; nothing until then.
    [[nodiscard]] std::optional<StyleWish> wish() const;

signals:
    /// Another place was picked.
    void picked();
    /// Groups, dials or range changed; the place did not.
    void changed();
    /// All colours of all references are wished for.
    void carried(const QList<QImage> &references);
    /// As much of each colour is wished for as is in the reference; null: not any more.
    void amounts_wished(const QImage &reference);
    void open_asked();
    /// The style that was picked shall be stored.
    void keep_asked();

private:
    QDial *add_dial(class QGridLayout *grid, int column, const QString &name, int from, int to);
    void show_frame();
    void show_reference(int index);

    QTabWidget *tabs_;
    QTabBar *names_; // of the references
    QList<QImage> references_;
    LibraryPanel *library_;
    Canvas *canvas_;
    QComboBox *range_;
    QList<std::pair<QCheckBox *, quint32>> groups_;
    QDial *angle_, *scale_, *hue_;
    QPushButton *carry_, *keep_, *amounts_;
    std::optional<QPointF> place_;
};
