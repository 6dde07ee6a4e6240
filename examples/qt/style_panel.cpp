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
    names_ = new QTabBar;
    names_->setTabsClosable(true);
    names_->setExpanding(false);
    names_->setDrawBase(false);
    names_->setElideMode(Qt::ElideMiddle);
    names_->setAutoHide(true); // one needs no name
    range_ = new QComboBox;
    range_->addItem("Small detail", COLORIZE_STYLE_RANGE_SMALL);
    range_->addItem("Middle", COLORIZE_STYLE_RANGE_MIDDLE);
    range_->addItem("Coarse pattern", COLORIZE_STYLE_RANGE_LARGE);
    range_->setCurrentIndex(1);
    range_->setToolTip("How far around the place its style is looked for: the frame");
    auto *open = new QPushButton("Open reference…");
    carry_ = new QPushButton("Take over all colours");
    carry_->setToolTip("Carries the colours of all references over to what is alike in the drawing: each region takes the likest one's.");
    carry_->setEnabled(false);

    amounts_ = new QPushButton("As much of each colour as in the reference");
    amounts_->setToolTip("Colours the drawing in the reference's colours and their amounts, wherever they suit; the reference may show\n"
                         "anything. What you coloured stays. Press it again to take it back.");
    amounts_->setCheckable(true);
    amounts_->setEnabled(false);

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

    keep_ = new QPushButton("Keep this style…");
    keep_->setToolTip("Stores what is in the frame under a name, in the library.");
    keep_->setEnabled(false);
    auto *reference = new QWidget;
    auto *grid = new QGridLayout(reference);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->addWidget(names_, 0, 0, 1, 2);
    grid->addWidget(canvas_, 1, 0, 1, 2);
    grid->addWidget(amounts_, 2, 0, 1, 2);
    grid->addWidget(open, 3, 0);
    grid->addWidget(carry_, 3, 1);
    grid->addWidget(keep_, 4, 0);
    grid->addWidget(range_, 4, 1);
    grid->setRowStretch(1, 1);
    library_ = new LibraryPanel;
    tabs_ = new QTabWidget;
    tabs_->addTab(reference, "Reference");
    tabs_->addTab(library_, "Library");

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(tabs_, 1);
    layout->addLayout(boxes);
    layout->addLayout(dials);

    connect(open, &QPushButton::clicked, this, &StylePanel::open_asked);
    connect(carry_, &QPushButton::clicked, this, [this] { emit carried(references_); });
    connect(names_, &QTabBar::currentChanged, this, &StylePanel::show_reference);
    connect(names_, &QTabBar::tabCloseRequested, this, [this](int index) {
        references_.removeAt(index);
        names_->removeTab(index);
    });
    connect(amounts_, &QPushButton::clicked, this, [this](bool on) {
        amounts_->setChecked(!on); // until it is so
        emit amounts_wished(on ? canvas_->picture() : QImage());
    });
    connect(range_, &QComboBox::currentIndexChanged, this, [this] {
        show_frame();
        emit changed();
    });
    connect(library_, &LibraryPanel::picked, this, &StylePanel::picked);
    connect(keep_, &QPushButton::clicked, this, &StylePanel::keep_asked);
    connect(canvas_, &Canvas::placed, this, [this](const QPolygonF &points) {
        place_ = points.first();
        keep_->setEnabled(true);
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

void StylePanel::add_reference(const QImage &picture, const QString &name) {
    references_ += picture;
    names_->setCurrentIndex(names_->addTab(name)); // shows it, but for the first, which is in front already
    show_reference(names_->currentIndex());
}

void StylePanel::show_reference(int index) {
    const bool any = index >= 0 && index < references_.size();
    canvas_->set_picture(any ? references_[index] : QImage());
    place_.reset();
    keep_->setEnabled(false);
    carry_->setEnabled(any);
    amounts_->setEnabled(any || amounts_->isChecked());
}

void StylePanel::set_amounts(bool wished) {
    amounts_->setChecked(wished);
    amounts_->setEnabled(wished || !canvas_->is_empty()); // what a file brought along can be taken back, too
}

void StylePanel::show_frame() {
    const double half = 8 << range_->currentData().toInt(); // 16, 32, 64
    if (place_) canvas_->set_frame(QRectF(place_->x() - half, place_->y() - half, 2 * half, 2 * half));
}

std::optional<StyleWish> StylePanel::wish() const {
    StyleWish wish;
    if (tabs_->currentWidget() == library_) {
        wish.stored = library_->chosen();
        if (!wish.stored) return {};
    } else {
        if (!place_) return {};
        wish.reference = canvas_->picture();
        wish.from = *place_;
        wish.range = static_cast<colorize::StyleRange>(range_->currentData().toInt());
    }
    wish.groups = 0;
    for (const auto &[box, group] : groups_) wish.groups |= box->isChecked() ? group : 0;
    wish.angle = float(-angle_->value()); // a dial turns clockwise
    wish.scale = float(factor(scale_->value()));
    wish.hue = float(hue_->value());
    if (wish.groups == 0) return {};
    return wish;
}
