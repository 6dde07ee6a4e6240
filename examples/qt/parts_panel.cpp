#include "parts_panel.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>

#include "colors_panel.h"

namespace {

constexpr int kColors = 4; // shown of one part

}

PartsPanel::PartsPanel(QWidget *parent) : QGroupBox("Parts", parent) {
    auto *rows = new QWidget;
    rows_ = new QVBoxLayout(rows);
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(0);
    rows_->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setWidget(rows);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll);
}

void PartsPanel::set_parts(const QList<PartRow> &parts) {
    if (parts == parts_) return;
    parts_ = parts;
    while (rows_->count() > 1) {
        auto *item = rows_->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one whose button was clicked
        delete item;
    }
    for (const PartRow &part : parts) add_row(part);
}

void PartsPanel::add_row(const PartRow &part) {
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    QString name = part.name;
    auto *label = new QLabel(name.replace('_', ' '));
    if (part.chosen) label->setStyleSheet("font-weight: bold");
    layout->addWidget(label, 1);
    const QList<QColor> colors = part.colors.isEmpty() ? QList<QColor>{QColor()} : part.colors.mid(0, kColors);
    for (auto color = colors.crbegin(); color != colors.crend(); ++color) {
        auto *button = new QToolButton;
        button->setIcon(swatch(*color, 18));
        button->setAutoRaise(true);
        button->setToolTip("Another colour for this part");
        connect(button, &QToolButton::clicked, this, [this, part, color = *color] { choose(part.name, color); });
        layout->addWidget(button);
    }
    auto *automatic = new QToolButton;
    automatic->setText("×");
    automatic->setAutoRaise(true);
    automatic->setToolTip("Let the library choose again");
    automatic->setEnabled(part.chosen);
    connect(automatic, &QToolButton::clicked, this, [this, part] { emit part_colored(part.name, QColor(), {}); });
    layout->addWidget(automatic);
    rows_->insertWidget(rows_->count() - 1, row);
}

void PartsPanel::choose(const QString &part, const QColor &before) {
    const QString gesture = QString("part %1").arg(++gestures_);
    auto *dialog = new QColorDialog(before.isValid() ? before : Qt::white, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle("Colour of " + part);
    connect(dialog, &QColorDialog::currentColorChanged, this,
            [=](const QColor &color) { emit part_colored(part, color, gesture); });
    connect(dialog, &QColorDialog::rejected, this, [=] { emit gesture_cancelled(gesture); });
    dialog->open();
}
