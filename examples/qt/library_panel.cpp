#include "library_panel.h"

#include <QDir>
#include <QFile>
#include <QGridLayout>
#include <QPushButton>
#include <QStandardPaths>

#include <algorithm>
#include <cstring>
#include <tuple>

namespace {

constexpr int kThumbnail = 72; // pixels

// Greys first, then by hue.
std::tuple<bool, int, int> place(const colorize::Rgb &rgb) {
    const QColor color(rgb.r, rgb.g, rgb.b);
    const bool colorful = color.hsvSaturation() >= 40;
    return {colorful, colorful ? color.hsvHue() : 0, color.lightness()};
}

QIcon icon_of(const colorize::StyleLibrary &library, std::size_t index) {
    const colorize::Image image = library.thumbnail(index);
    const auto view = image.view();
    const QImage borrowed(static_cast<const uchar *>(view.data), int(view.width), int(view.height), view.stride, QImage::Format_RGBA8888);
    const QPixmap small = QPixmap::fromImage(borrowed.scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    QIcon icon(small);
    icon.addPixmap(small, QIcon::Selected); // not tinted
    return icon;
}

} // namespace

LibraryPanel::LibraryPanel(QWidget *parent) : QWidget(parent) {
    words_ = new QLineEdit;
    words_->setPlaceholderText("Search: wool, stripes…");
    words_->setClearButtonEnabled(true);
    order_ = new QComboBox;
    order_->addItem("By name", ByName);
    order_->addItem("By kind", ByKind);
    order_->addItem("By colour", ByColor);
    list_ = new QListWidget;
    list_->setViewMode(QListView::IconMode);
    list_->setIconSize({kThumbnail, kThumbnail});
    list_->setGridSize({98, 106});
    list_->setResizeMode(QListView::Adjust);
    list_->setMovement(QListView::Static);
    list_->setWordWrap(true);
    auto *add = new QPushButton("Add styles of a file…");
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->addWidget(words_, 0, 0);
    grid->addWidget(order_, 0, 1);
    grid->addWidget(list_, 1, 0, 1, 2);
    grid->addWidget(add, 2, 0, 1, 2);

    QFile file(":/ours.styles");
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray bytes = file.readAll();
        ours_ = colorize::StyleLibrary::from_bytes(reinterpret_cast<const std::uint8_t *>(bytes.data()), std::size_t(bytes.size()));
    }
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    file_ = folder + "/own.styles";
    try {
        own_ = stored();
    } catch (const colorize::Error &) {
        // It is told when a style is to be kept, and the file stays as it is.
    }
    show_styles();
    connect(words_, &QLineEdit::textChanged, this, &LibraryPanel::show_styles);
    connect(order_, &QComboBox::currentIndexChanged, this, &LibraryPanel::show_styles);
    connect(add, &QPushButton::clicked, this, &LibraryPanel::file_asked);
    connect(list_, &QListWidget::itemClicked, this, [this] {
        const auto [library, index] = shown_[std::size_t(list_->currentRow())];
        chosen_ = std::make_shared<colorize::Style>(library->style(index));
        emit picked();
    });
}

void LibraryPanel::keep(const QString &name, const colorize::Style &style) {
    auto own = stored();
    const std::string text = name.toStdString();
    for (std::size_t index = own.size(); index-- > 0;) {
        if (text == own[index].name) own.remove(text);
    }
    colorize::StyleNotes notes;
    notes.kind = "own";
    store(std::move(own.add(text, style, notes)));
}

std::size_t LibraryPanel::add(const QString &file) {
    auto own = stored();
    const std::size_t added = own.merge(colorize::StyleLibrary::open(file.toStdString()));
    store(std::move(own));
    return added;
}

colorize::StyleLibrary LibraryPanel::stored() const {
    return QFile::exists(file_) ? colorize::StyleLibrary::open(file_.toStdString()) : colorize::StyleLibrary();
}

void LibraryPanel::store(colorize::StyleLibrary own) {
    own.save(file_.toStdString());
    own_ = std::move(own);
    show_styles();
}

void LibraryPanel::show_styles() {
    shown_.clear();
    for (const auto *library : {&ours_, &own_}) {
        for (const std::size_t index : library->search(words_->text().toStdString())) shown_.emplace_back(library, index);
    }
    const auto order = order_->currentData().toInt();
    std::sort(shown_.begin(), shown_.end(), [order](const auto &one, const auto &other) {
        const auto a = (*one.first)[one.second], b = (*other.first)[other.second];
        if (const int kinds = std::strcmp(a.kind, b.kind); order == ByKind && kinds != 0) return kinds < 0;
        if (order == ByColor && place(a.color) != place(b.color)) return place(a.color) < place(b.color);
        return QString(a.name).localeAwareCompare(b.name) < 0;
    });
    list_->clear();
    for (const auto &[library, index] : shown_) {
        const auto entry = (*library)[index];
        auto *item = new QListWidgetItem(icon_of(*library, index), entry.name, list_);
        QStringList told{entry.name, entry.kind};
        for (const std::string &tag : library->tags(index)) told += QString::fromStdString(tag);
        item->setToolTip((told << entry.author << entry.licence).join("\n").trimmed());
    }
    emit listed(int(shown_.size()));
}
