#include "timeline.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>

namespace {

constexpr QSize kThumbnail(104, 78); // pixels
const QColor kColored(0xe0, 0x9a, 0x1a), kCarried(0x3a, 0x86, 0xc8);

} // namespace

Timeline::Timeline(QWidget *parent) : QWidget(parent) {
    list_ = new QListWidget;
    list_->setViewMode(QListView::IconMode);
    list_->setFlow(QListView::LeftToRight);
    list_->setWrapping(false);
    list_->setMovement(QListView::Static);
    list_->setIconSize(kThumbnail);
    list_->setGridSize(kThumbnail + QSize(8, 22));
    list_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setFocusPolicy(Qt::NoFocus);
    colored_ = new QCheckBox("Coloured by me");
    colored_->setToolTip("Other frames take the colours of this one (K)");
    carry_ = new QPushButton("Carry colours over");
    carry_->setToolTip("Every other frame takes the colours of the nearest coloured ones on both sides.");
    auto *legend = new QLabel("<span style='color:#e09a1a'>■</span> coloured by you &nbsp; <span style='color:#3a86c8'>■</span> carried over");
    play_ = new QPushButton("▶");
    play_->setToolTip("Plays the clip as it is now, and stops (Space)");
    play_->setFixedWidth(36);
    pace_ = new QSpinBox;
    pace_->setRange(1, 60);
    pace_->setValue(12);
    pace_->setSuffix(" a second");
    pace_->setFocusPolicy(Qt::ClickFocus);
    measured_ = new QLabel;
    auto *film = new QHBoxLayout;
    for (QWidget *widget : {static_cast<QWidget *>(play_), static_cast<QWidget *>(pace_), static_cast<QWidget *>(measured_)}) {
        film->addWidget(widget);
    }
    film->addStretch();
    for (QAbstractButton *button : {static_cast<QAbstractButton *>(play_), static_cast<QAbstractButton *>(carry_), static_cast<QAbstractButton *>(colored_)}) {
        button->setFocusPolicy(Qt::NoFocus); // space is for the canvas
    }
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    for (QWidget *widget : {static_cast<QWidget *>(colored_), static_cast<QWidget *>(carry_), static_cast<QWidget *>(legend)}) {
        column->addWidget(widget);
    }
    column->addLayout(film);
    column->addStretch();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(4, 4, 4, 4);
    row->addLayout(column);
    row->addWidget(list_, 1);
    setFixedHeight(128);
    hide();
    connect(list_, &QListWidget::itemClicked, this, [this] { emit asked(list_->currentRow()); });
    connect(colored_, &QCheckBox::toggled, this, &Timeline::colored_set);
    connect(carry_, &QPushButton::clicked, this, &Timeline::carry_asked);
    connect(play_, &QPushButton::clicked, this, &Timeline::play_asked);
    connect(pace_, &QSpinBox::valueChanged, this, &Timeline::pace_set);
}

void Timeline::set_frames(const QList<FrameState> &states, int current) {
    if (states.size() != states_.size()) {
        list_->clear();
        thumbnails_.resize(states.size());
        for (int index = 0; index < states.size(); ++index) new QListWidgetItem(QString::number(index + 1), list_);
        states_.clear();
    }
    const QList<FrameState> before = states_;
    states_ = states;
    for (int index = 0; index < states.size(); ++index) {
        if (before.value(index) != states[index] || before.isEmpty()) list_->item(index)->setIcon(icon(index));
    }
    carry_->setEnabled(states.contains(FrameState::Colored));
    const QSignalBlocker blocker(colored_);
    colored_->setChecked(states.value(current) == FrameState::Colored);
    if (list_->currentRow() != current) {
        list_->setCurrentRow(current);
        list_->scrollToItem(list_->item(current));
    }
    setVisible(states.size() > 1);
}

void Timeline::set_thumbnail(int index, const QImage &thumbnail) {
    if (index >= thumbnails_.size()) return;
    thumbnails_[index] = thumbnail.scaled(kThumbnail - QSize(2, 8), Qt::KeepAspectRatio, Qt::SmoothTransformation);
    list_->item(index)->setIcon(icon(index));
}

void Timeline::clear_thumbnails() {
    states_.clear();
    thumbnails_.clear();
    list_->clear();
}

void Timeline::show_playing(bool playing, int frame) {
    play_->setText(playing ? "■" : "▶");
    if (!playing) measured_->clear();
    list_->setCurrentRow(frame);
    list_->scrollToItem(list_->item(frame));
}

void Timeline::show_pace(double pace) { measured_->setText(QString::number(pace, 'f', 1)); }

QIcon Timeline::icon(int index) const {
    QPixmap pixmap(kThumbnail);
    pixmap.fill(Qt::white);
    QPainter painter(&pixmap);
    const QImage &thumbnail = thumbnails_[index];
    painter.drawImage(QPoint((kThumbnail.width() - thumbnail.width()) / 2, 1), thumbnail);
    painter.setPen(QColor(0, 0, 0, 70));
    painter.drawRect(0, 0, kThumbnail.width() - 1, kThumbnail.height() - 1);
    if (states_[index] != FrameState::Open) {
        painter.fillRect(0, kThumbnail.height() - 7, kThumbnail.width(), 7, states_[index] == FrameState::Colored ? kColored : kCarried);
    }
    painter.end();
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected); // not tinted
    return icon;
}
