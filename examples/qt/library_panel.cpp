#include "library_panel.h"

#include <QDir>
#include <QFile>
#include <QGridLayout>
#include <QStandardPaths>

LibraryPanel::LibraryPanel(QWidget *parent) : QWidget(parent) {
    words_ = new QLineEdit;
    words_->setPlaceholderText("Search: wool, stripes…");
    words_->setClearButtonEnabled(true);
    order_ = new QComboBox;
    order_->addItem("By name", Library::ByName);
    order_->addItem("By kind", Library::ByKind);
    order_->addItem("By colour", Library::ByColor);
    list_ = new QListWidget;
    list_->setViewMode(QListView::IconMode);
    list_->setIconSize({72, 72});
    list_->setGridSize({98, 106});
    list_->setResizeMode(QListView::Adjust);
    list_->setMovement(QListView::Static);
    list_->setWordWrap(true);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->addWidget(words_, 0, 0);
    grid->addWidget(order_, 0, 1);
    grid->addWidget(list_, 1, 0, 1, 2);

    QFile file(":/styles.json");
    if (file.open(QIODevice::ReadOnly)) library_.read(file.readAll());
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    library_.use(folder + "/styles.json");
    show_styles();
    connect(words_, &QLineEdit::textChanged, this, &LibraryPanel::show_styles);
    connect(order_, &QComboBox::currentIndexChanged, this, &LibraryPanel::show_styles);
    connect(list_, &QListWidget::itemClicked, this, &LibraryPanel::picked);
}

std::optional<StoredStyle> LibraryPanel::chosen() const {
    const int row = list_->currentRow();
    if (row < 0 || row >= shown_.size()) return {};
    return shown_[row];
}

bool LibraryPanel::keep(const QString &name, const QByteArray &swatch) {
    if (!library_.keep(name, swatch)) return false;
    show_styles();
    return true;
}

void LibraryPanel::show_styles() {
    shown_ = library_.find(words_->text(), static_cast<Library::Order>(order_->currentData().toInt()));
    list_->clear();
    for (const StoredStyle &style : shown_) {
        QIcon icon(QPixmap::fromImage(style.thumbnail));
        icon.addPixmap(QPixmap::fromImage(style.thumbnail), QIcon::Selected); // not tinted
        auto *item = new QListWidgetItem(icon, style.name, list_);
        item->setToolTip(QStringList{style.name, style.kind, style.tags.join(", "), style.author, style.licence}.join("\n").trimmed());
    }
    emit listed(int(shown_.size()));
}
