#include "style_panel.h"

#include <QGridLayout>

#include <cmath>

namespace {

constexpr std::pair<const char *, quint32> kGroups[] = {
    {"Colour", COLORIZE_STYLE_GROUPS_COLOR},         {"Texture", COLORIZE_STYLE_GROUPS_TEXTURE},
    {"Gradation", COLORIZE_STYLE_GROUPS_GRADATION},  {"Pattern", COLORIZE_STYLE_GROUPS_PATTERN},
    {"Highlight", COLORIZE_STYLE_GROUPS_HIGHLIGHT},  {"Shadow", COLORIZE_STYLE_GROUPS_SHADOW}};

double factor(int dial) { return std::pow(2.0, dial / 10.0); }

} // namespace

StylePanel::StylePanel(QWidget *parent) : QWidget(parent) {
    canvas_ = new Canvas("Open a coloured picture (Ctrl+R)\nto pick styles from");
    range_ = new QComboBox;
    range_->addItem("Small detail", COLORIZE_STYLE_RANGE_SMALL);
    range_->addItem("Middle", COLORIZE_STYLE_RANGE_MIDDLE);
    range_->addItem("Coarse pattern", COLORIZE_STYLE_RANGE_LARGE);
    range_->setCurrentIndex(1);
    range_->setToolTip("How far around the place its style is looked for");
    auto *open = new QPushButton("Open reference…");
    carry_ = new QPushButton("Take over all colours");
    carry_->setToolTip("Carries the colours of the whole reference over to what is alike in the drawing.");
    carry_->setEnabled(false);

    auto *boxes = new QGridLayout;
    for (const auto &[name, group] : kGroups) {
        auto *box = new QCheckBox(name);
        box->setChecked(true);
        connect(box, &QCheckBox::toggled, this, &StylePanel::changed);
        boxes->addWidget(box, int(groups_.size()) / 3, int(groups_.size()) % 3);
        groups_.append({box, group});
    }
    auto *dials = new QGridLayout;
    angle_ = add_dial(dials, 0, "Turn %1°", -180, 180);
    scale_ = add_dial(dials, 1, "Size %1 %", -20, 20);
    hue_ = add_dial(dials, 2, "Hue %1°", -180, 180);
    angle_->setWrapping(true);
    hue_->setWrapping(true);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(canvas_, 0, 0, 1, 2);
    layout->addWidget(open, 1, 0);
    layout->addWidget(carry_, 1, 1);
    layout->addWidget(new QLabel("Picks from the frame"), 2, 0);
    layout->addWidget(range_, 2, 1);
    layout->addLayout(boxes, 3, 0, 1, 2);
    layout->addLayout(dials, 4, 0, 1, 2);
    layout->setRowStretch(0, 1);

    connect(open, &QPushButton::clicked, this, &StylePanel::open_asked);
    connect(carry_, &QPushButton::clicked, this, [this] { emit carried(canvas_->picture()); });
    connect(range_, &QComboBox::currentIndexChanged, this, [this] {
        show_frame();
        emit changed();
    });
    connect(canvas_, &Canvas::placed, this, [this](const QPolygonF &points) {
        place_ = points.first();
        show_frame();
        emit picked();
    });
}

QDial *StylePanel::add_dial(QGridLayout *grid, int column, const QString &name, int from, int to) {
    auto *dial = new QDial;
    dial->setRange(from, to);
    dial->setFixedHeight(56);
    dial->setNotchesVisible(true);
    auto *label = new QLabel;
    label->setAlignment(Qt::AlignCenter);
    const bool scales = name.startsWith("Size");
    const auto show = [=](int value) { label->setText(name.arg(scales ? qRound(100 * factor(value)) : value)); };
    show(0);
    dial->setValue(0);
    connect(dial, &QDial::valueChanged, this, [=](int value) {
        show(value);
        emit changed();
    });
    grid->addWidget(dial, 0, column);
    grid->addWidget(label, 1, column);
    return dial;
}

void StylePanel::set_reference(const QImage &picture) {
    canvas_->set_picture(picture);
    place_.reset();
    carry_->setEnabled(true);
}

void StylePanel::show_frame() {
    const double half = 8 << range_->currentData().toInt(); // 16, 32, 64
    if (place_) canvas_->set_frame(QRectF(place_->x() - half, place_->y() - half, 2 * half, 2 * half));
}

std::optional<StyleWish> StylePanel::wish() const {
    if (!place_) return {};
    StyleWish wish;
    wish.reference = canvas_->picture();
    wish.from = *place_;
    wish.range = static_cast<colorize::StyleRange>(range_->currentData().toInt());
    wish.groups = 0;
    for (const auto &[box, group] : groups_) wish.groups |= box->isChecked() ? group : 0;
    wish.angle = float(-angle_->value()); // a dial turns clockwise
    wish.scale = float(factor(scale_->value()));
    wish.hue = float(hue_->value());
    if (wish.groups == 0) return {};
    return wish;
}
