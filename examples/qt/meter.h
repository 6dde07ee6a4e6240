// Measures what a painter feels: how long from a click until the changed picture is on the screen, and for how long at
// most the window was away meanwhile.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <cstdio>

class Meter : public QObject {
public:
    explicit Meter(QObject *parent = nullptr) : QObject(parent) {
        beat_.setTimerType(Qt::PreciseTimer);
        beat_.setInterval(5);
        connect(&beat_, &QTimer::timeout, this, [this] { away_ = std::max(away_, since_beat_.restart()); });
    }
    void begin() {
        since_click_.start();
        since_beat_.start();
        away_ = 0;
        beat_.start();
    }
    void end() {
        if (!beat_.isActive()) return;
        beat_.stop();
        away_ = std::max(away_, since_beat_.elapsed());
        std::printf("shown after %lld ms, away for %lld ms at most\n", static_cast<long long>(since_click_.elapsed()),
                    static_cast<long long>(away_));
        std::fflush(stdout);
    }

private:
    QTimer beat_;
    QElapsedTimer since_click_, since_beat_;
    qint64 away_ = 0;
};
