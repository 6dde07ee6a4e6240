// The frames of a clip in a row: which are coloured, which got their colours from others, and which are still to be done.
#pragma once

#include <QCheckBox>
#include <QListWidget>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include "session.h"

class Timeline : public QWidget {
    Q_OBJECT
public:
    explicit Timeline(QWidget *parent = nullptr);
    /// What the frames are, and which is shown; hidden if there is one only.
    void set_frames(const QList<FrameState> &states, int current);
    void set_thumbnail(int index, const QImage &thumbnail);
    [[nodiscard]] bool has_thumbnail(int index) const { return !thumbnails_.value(index).isNull(); }
    void clear_thumbnails();
    /// That the clip is played, and the frame that is shown.
    void show_playing(bool playing, int frame);
    /// How many frames a second are shown.
    void show_pace(double pace);
    [[nodiscard]] const QList<FrameState> &states() const { return states_; }

signals:
    void asked(int index);
    void colored_set(bool colored);
    void carry_asked();
    /// The clip is to be played, or stopped.
    void play_asked();
    void pace_set(int frames_a_second);

private:
    [[nodiscard]] QIcon icon(int index) const;

    QListWidget *list_;
    QCheckBox *colored_;
    QPushButton *carry_, *play_;
    QSpinBox *pace_;
    QLabel *measured_;
    QList<FrameState> states_;
    QList<QImage> thumbnails_;
};
