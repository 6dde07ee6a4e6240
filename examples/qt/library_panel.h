// Stored styles as thumbnails, searched and sorted; a click takes one to paint with.
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>

#include <optional>

#include "library.h"

class LibraryPanel : public QWidget {
    Q_OBJECT
public:
    explicit LibraryPanel(QWidget *parent = nullptr);
    /// The style that was clicked.
    [[nodiscard]] std::optional<StoredStyle> chosen() const;
    /// Stores a style among the painter's own; false if that cannot be written.
    bool keep(const QString &name, const QByteArray &swatch);

signals:
    void picked();
    void listed(int count);

private:
    void show_styles();

    Library library_;
    QList<StoredStyle> shown_;
    QLineEdit *words_;
    QComboBox *order_;
    QListWidget *list_;
};
