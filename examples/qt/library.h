// Stored styles: those that come with the library, and the painter's own, kept in a file of the same kind.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QList>
#include <QString>
#include <QStringList>

struct StoredStyle {
    QString name, author, kind, licence, source;
    QStringList tags;
    QByteArray swatch; // JSON, for colorize::Style::from_json
    QImage thumbnail;
    QColor color;      // its mean
};

class Library {
public:
    /// Adds the styles of a record, `styles.json` of a file of styles; what is no such record adds nothing.
    void read(const QByteArray &record);
    /// The painter's own, kept in this file from now on.
    void use(const QString &file);
    /// Keeps a style among the painter's own; one of that name gives way. False if the file cannot be written.
    bool keep(const QString &name, const QByteArray &swatch);

    enum Order { ByName, ByKind, ByColor };
    /// The styles that have every word of `words` at the beginning of a word of theirs.
    [[nodiscard]] QList<StoredStyle> find(const QString &words, Order order) const;

private:
    QList<StoredStyle> styles_;
    QString file_;
};
