// Where the light comes from, how strong the shade is, and how sure the library must be of what it colours.
#pragma once

#include <QCheckBox>
#include <QGroupBox>
#include <QLabel>
#include <QSlider>

#include "session.h"

/// A ball that is lit from where it was dragged to.
class LightDisc : public QWidget {
    Q_OBJECT
public:
    explicit LightDisc(QWidget *parent = nullptr);
    void set(const Look &look);
    [[nodiscard]] QPointF direction() const { return direction_; }
    [[nodiscard]] bool is_dragged() const { return dragged_; }

signals:
    void pressed();
    void dragged();

protected:
    void paintEvent(QPaintEvent *) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *) override { dragged_ = false; }

private:
    QPointF direction_{-0.4, -0.6}; // -1 to 1, inside the unit circle
    double softness_ = 0.5;
    bool on_ = false, dragged_ = false;
};

class LookPanel : public QGroupBox {
    Q_OBJECT
public:
    explicit LookPanel(QWidget *parent = nullptr);
    void set_promises(const Promises &promises);
    void set_view(const View &view);

signals:
    void light_changed(const Look &look, const QString &gesture);
    void shade_changed(double shade, const QString &gesture);
    void withdrawal_changed(double below, const QString &gesture);

private:
    QSlider *add_slider(int most);
    void send_light();
    void show_promise();

    LightDisc *disc_;
    QCheckBox *lit_;
    QSlider *softness_, *shade_, *withdraw_;
    QLabel *promise_;
    Promises promises_;
    int withdrawn_ = 0, regions_ = 0;
    int gestures_ = 0; // each press on a control begins one
};
