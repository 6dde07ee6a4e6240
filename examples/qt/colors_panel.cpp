#include "colors_panel.h"

#include <QColorDialog>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace {

constexpr int kProposals = 8;
const char *const kSwatches[] = {"#f7d6c2", "#c98a68", "#2f2a33", "#6b4226", "#d9a441", "#c8452f", "#e88ca2", "#f4efe6",
                                 "#7fb069", "#2f6f5e", "#5fa3c7", "#2c4a87", "#7a5aa6", "#9aa0a8", "#ffe08a", "#ffffff"};

} // namespace

QIcon swatch(const QColor &color, int size) {
    QPixmap pixmap(size, size);
    pixmap.fill(color.isValid() ? color : Qt::transparent);
    QPainter painter(&pixmap);
    painter.setPen(QColor(0, 0, 0, 90));
    painter.drawRect(0, 0, size - 1, size - 1);
    if (!color.isValid()) painter.drawLine(0, size, size, 0);
    return pixmap;
}

ColorsPanel::ColorsPanel(QWidget *parent) : QGroupBox("Colour", parent), color_(kSwatches[5]) {
    auto *grid = new QGridLayout(this);
    grid->setSpacing(2);
    current_ = new QToolButton;
    current_->setIconSize({48, 48});
    current_->setToolTip("The colour to paint with. Alt and click takes one from the drawing.");
    grid->addWidget(current_, 0, 0, 2, 2);
    for (int index = 0; index < 16; ++index) {
        auto *button = new QToolButton;
        button->setIcon(swatch(QColor(kSwatches[index]), 18));
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, [this, index] { set_color(QColor(kSwatches[index])); });
        grid->addWidget(button, index / 8, 2 + index % 8);
    }
    width_ = new QSlider(Qt::Horizontal);
    width_->setRange(1, 100);
    width_->setValue(12);
    width_->setToolTip("Width of strokes in pixels of the drawing; a pen's pressure makes them narrower.");
    grid->addWidget(new QLabel("Brush"), 2, 0, 1, 2);
    grid->addWidget(width_, 2, 2, 1, 8);
    words_ = new QLineEdit;
    words_->setPlaceholderText("light brown hair, green eyes");
    words_->setClearButtonEnabled(true);
    words_->setToolTip("Say in words what shall have which colour, and press Enter.");
    grid->addWidget(new QLabel("Words"), 3, 0, 1, 2);
    grid->addWidget(words_, 3, 2, 1, 8);
    auto *row = new QGridLayout;
    row->setSpacing(2);
    for (int index = 0; index < kProposals; ++index) {
        auto *button = new QToolButton;
        button->setIconSize({68, 68});
        button->setFixedSize(76, 76);
        button->setToolTip("Colours all that has no hint in this palette.");
        connect(button, &QToolButton::clicked, this, [this, index] { emit proposal_chosen(index); });
        row->addWidget(button, index / 4, index % 4);
        proposals_ += button;
    }
    grid->addWidget(new QLabel("Proposals"), 4, 0, 1, 10);
    grid->addLayout(row, 5, 0, 1, 10);
    clear_proposals();

    connect(current_, &QToolButton::clicked, this, [this] {
        const QColor chosen = QColorDialog::getColor(color_, this, "Colour to paint with");
        if (chosen.isValid()) set_color(chosen);
    });
    connect(width_, &QSlider::valueChanged, this, &ColorsPanel::width_changed);
    connect(words_, &QLineEdit::returnPressed, this, [this] {
        if (!words_->text().trimmed().isEmpty()) emit words_given(words_->text());
    });
    current_->setIcon(swatch(color_, 48));
}

void ColorsPanel::set_color(const QColor &color) {
    color_ = color;
    current_->setIcon(swatch(color, 48));
    emit color_changed();
}

void ColorsPanel::set_proposal(int index, const QImage &thumbnail) {
    proposals_[index]->setIcon(QPixmap::fromImage(thumbnail));
    proposals_[index]->setEnabled(true);
}

void ColorsPanel::clear_proposals() {
    for (QToolButton *button : proposals_) {
        button->setIcon({});
        button->setEnabled(false);
    }
}

void ColorsPanel::mark_words(const QStringList &unknown) {
    const auto at = unknown.isEmpty() ? -1 : words_->text().indexOf(unknown.first());
    if (at >= 0) words_->setSelection(int(at), int(unknown.first().size()));
}
