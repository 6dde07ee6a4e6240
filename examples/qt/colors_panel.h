// The colour to paint with, what the drawing shall be in words, and proposals to choose from.
#pragma once

#include <QGroupBox>
#include <QLineEdit>
#include <QList>
#include <QSlider>
#include <QToolButton>

class ColorsPanel : public QGroupBox {
    Q_OBJECT
public:
    explicit ColorsPanel(QWidget *parent = nullptr);
    [[nodiscard]] QColor color() const { return color_; }
    [[nodiscard]] double brush_width() const { return width_->value(); }
    void set_color(const QColor &color);
    void set_proposal(int index, const QImage &thumbnail);
    void clear_proposals();
    /// Selects the first of the words that were not understood.
    void mark_words(const QStringList &unknown);

signals:
    void color_changed();
    void width_changed();
    void words_given(const QString &words);
    void proposal_chosen(int index);

private:
    QColor color_;
    QToolButton *current_;
    QSlider *width_;
    QLineEdit *words_;
    QList<QToolButton *> proposals_;
};

/// A square of one colour, for a button.
QIcon swatch(const QColor &color, int size);
