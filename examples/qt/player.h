// Plays a clip: shows one picture after another, at an even pace, and tells at which pace it came out.
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QTimer>

class Player : public QObject {
    Q_OBJECT
public:
    explicit Player(QObject *parent = nullptr);
    /// Forgets all pictures, and has room for those of so many frames.
    void clear(int frames);
    void set_picture(int frame, const QImage &picture);
    void set_pace(int frames_a_second);
    /// From a frame on, and at the end again from the first.
    void start(int frame);
    void stop();
    [[nodiscard]] bool is_playing() const { return timer_->isActive(); }
    /// The frame that was shown last, from 0.
    [[nodiscard]] int frame() const { return frame_; }
    [[nodiscard]] int count() const { return int(pictures_.size()); }

signals:
    /// The next picture is to be shown now; frames without one are left out.
    void shown(const QImage &picture, int frame);
    /// How many frames a second were shown, once a second.
    void measured(double frames_a_second);

private:
    void next();

    QTimer *timer_;
    QList<QImage> pictures_;
    int frame_ = 0, counted_ = 0;
    QElapsedTimer since_; // the count began
};
