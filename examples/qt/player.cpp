#include "player.h"

Player::Player(QObject *parent) : QObject(parent) {
    timer_ = new QTimer(this);
    timer_->setTimerType(Qt::PreciseTimer);
    connect(timer_, &QTimer::timeout, this, &Player::next);
    set_pace(12);
}

void Player::clear(int frames) {
    stop();
    pictures_ = QList<QImage>(frames);
}

void Player::set_picture(int frame, const QImage &picture) {
    if (frame < pictures_.size()) pictures_[frame] = picture;
}

void Player::set_pace(int frames_a_second) { timer_->setInterval(1000 / frames_a_second); }

void Player::start(int frame) {
    frame_ = frame;
    counted_ = 0;
    since_.start();
    timer_->start();
}

void Player::stop() { timer_->stop(); }

void Player::next() {
    const int count = int(pictures_.size());
    for (int step = 1; step <= count; ++step) {
        const int frame = (frame_ + step) % count;
        if (pictures_[frame].isNull()) continue; // not painted yet
        frame_ = frame;
        ++counted_;
        emit shown(pictures_[frame], frame);
        break;
    }
    if (since_.elapsed() >= 1000) {
        emit measured(1000.0 * counted_ / double(since_.restart()));
        counted_ = 0;
    }
}
