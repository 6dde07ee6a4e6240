// The parts that the drawing shows, each with its colours; a click on a colour chooses another for the whole part.
#pragma once

#include <QGroupBox>
#include <QVBoxLayout>

#include "session.h"

class PartsPanel : public QGroupBox {
    Q_OBJECT
public:
    explicit PartsPanel(QWidget *parent = nullptr);
    void set_parts(const QList<PartRow> &parts);

signals:
    /// An invalid colour lets the library choose. While a colour is being looked for, all come with one gesture.
    void part_colored(const QString &part, const QColor &color, const QString &gesture);
    /// No colour was found that pleased.
    void gesture_cancelled(const QString &gesture);

private:
    void add_row(const PartRow &part);
    void choose(const QString &part, const QColor &before);
    QVBoxLayout *rows_;
    QList<PartRow> parts_;
    int gestures_ = 0;
};
