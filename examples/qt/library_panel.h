// Stored styles as thumbnails, searched and sorted: those that come with the library, and the painter's own.
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>

#include <utility>
#include <vector>

#include "session.h"

class LibraryPanel : public QWidget {
    Q_OBJECT
public:
    explicit LibraryPanel(QWidget *parent = nullptr);
    /// The style that was clicked; null if none was.
    [[nodiscard]] const SharedStyle &chosen() const { return chosen_; }
    /// Keeps a style among the painter's own; one of that name gives way. Throws if that cannot be written.
    void keep(const QString &name, const colorize::Style &style);
    /// Adds the styles of a file, `.styles`, to the painter's own, and gives how many those are.
    std::size_t add(const QString &file);

signals:
    void picked();
    void listed(int count);
    void file_asked();

private:
    enum Order { ByName, ByKind, ByColor };
    /// The painter's own, as they are in their file. Throws if it cannot be read.
    [[nodiscard]] colorize::StyleLibrary stored() const;
    void store(colorize::StyleLibrary own);
    void show_styles();

    QString file_;
    colorize::StyleLibrary ours_, own_; // of the painter
    std::vector<std::pair<const colorize::StyleLibrary *, std::size_t>> shown_;
    SharedStyle chosen_;
    QLineEdit *words_;
    QComboBox *order_;
    QListWidget *list_;
};
