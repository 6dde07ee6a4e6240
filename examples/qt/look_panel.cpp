#include "look_panel.h"

#include <QGridLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>

#include <cmath>

LightDisc::LightDisc(QWidget *parent) : QWidget(parent) {
    setFixedSize(84, 84);
    setToolTip("Drag to where the light comes from");
}

void LightDisc::set(const Look &look) {
    on_ = look.has_light;
    softness_ = look.softness;
    if (on_) direction_ = {look.light_x, look.light_y};
    update();
}

void LightDisc::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF centre = QRectF(rect()).center(), light = centre + direction_ * 38;
    QRadialGradient ball(light, 60);
    ball.setColorAt(0, QColor(0xff, 0xf6, 0xe0));
    ball.setColorAt(0.55 - softness_ * 0.3, QColor(0xf0, 0xd8, 0xb8));
    ball.setColorAt(0.6 + softness_ * 0.3, QColor(0x9a, 0x86, 0x88));
    painter.setPen(QColor(0, 0, 0, 120));
    painter.setBrush(on_ ? QBrush(ball) : QBrush(QColor(0xc8, 0xc8, 0xc8)));
    painter.drawEllipse(centre, 39, 39);
    if (!on_) return;
    painter.setBrush(QColor(0xff, 0xd0, 0x40));
    painter.drawEllipse(centre + direction_ * 34, 5, 5);
}

void LightDisc::mousePressEvent(QMouseEvent *event) {
    dragged_ = true;
    emit pressed();
    mouseMoveEvent(event);
}

void LightDisc::mouseMoveEvent(QMouseEvent *event) {
    direction_ = (event->position() - QRectF(rect()).center()) / 38;
    const double length = std::hypot(direction_.x(), direction_.y());
    if (length > 1) direction_ /= length;
    on_ = true;
    update();
    emit dragged();
}

LookPanel::LookPanel(QWidget *parent) : QGroupBox("Light and doubt", parent) {
    disc_ = new LightDisc;
    lit_ = new QCheckBox("Light from here");
    softness_ = add_slider(100);
    shade_ = add_slider(200);
    withdraw_ = add_slider(100);
    shade_->setValue(100);
    softness_->setValue(50);
    softness_->setToolTip("Edges of shade: hard to soft");
    shade_->setToolTip("How strong shade and light are: none to double");
    withdraw_->setToolTip("Regions that the library is less sure of stay uncoloured, with slashes, to be done by hand");
    promise_ = new QLabel;
    promise_->setWordWrap(true);
    promise_->setMinimumHeight(2 * promise_->fontMetrics().lineSpacing());

    auto *grid = new QGridLayout(this);
    grid->setVerticalSpacing(3);
    grid->addWidget(disc_, 0, 0, 3, 1);
    grid->addWidget(lit_, 0, 1, 1, 2);
    grid->addWidget(new QLabel("Soft"), 1, 1);
    grid->addWidget(softness_, 1, 2);
    grid->addWidget(new QLabel("Shade"), 2, 1);
    grid->addWidget(shade_, 2, 2);
    grid->addWidget(new QLabel("Leave open"), 3, 0);
    grid->addWidget(withdraw_, 3, 1, 1, 2);
    grid->addWidget(promise_, 4, 0, 1, 3);

    connect(disc_, &LightDisc::pressed, this, [this] { ++gestures_; });
    connect(disc_, &LightDisc::dragged, this, [this] {
        const QSignalBlocker blocker(lit_);
        lit_->setChecked(true);
        send_light();
    });
    connect(lit_, &QCheckBox::toggled, this, [this] {
        ++gestures_;
        send_light();
    });
    connect(softness_, &QSlider::valueChanged, this, [this] {
        if (lit_->isChecked()) send_light();
    });
    connect(shade_, &QSlider::valueChanged, this,
            [this](int value) { emit shade_changed(value / 100.0, QString("shade %1").arg(gestures_)); });
    connect(withdraw_, &QSlider::valueChanged, this, [this](int value) {
        show_promise();
        emit withdrawal_changed(value / 100.0, QString("withdraw %1").arg(gestures_));
    });
}

QSlider *LookPanel::add_slider(int most) {
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setRange(0, most);
    connect(slider, &QSlider::sliderPressed, this, [this] { ++gestures_; });
    return slider;
}

void LookPanel::send_light() {
    Look look;
    look.has_light = lit_->isChecked();
    look.light_x = disc_->direction().x();
    look.light_y = disc_->direction().y();
    look.softness = softness_->value() / 100.0;
    disc_->set(look);
    emit light_changed(look, QString("light %1").arg(gestures_));
}

void LookPanel::set_promises(const Promises &promises) {
    promises_ = promises;
    show_promise();
}

void LookPanel::show_promise() {
    const int value = withdraw_->value();
    if (value == 0 || value >= promises_.size()) {
        promise_->setText("Colours all, sure or not.");
        return;
    }
    promise_->setText(QString("Promised: %1 % of what is coloured is right. Open here: %2 of %3 regions.")
                          .arg(qRound(100 * promises_[value].accuracy)).arg(withdrawn_).arg(regions_));
}

void LookPanel::set_view(const View &view) {
    withdrawn_ = view.withdrawn;
    regions_ = view.regions;
    const auto put = [](QSlider *slider, double value) {
        const QSignalBlocker blocker(slider);
        if (!slider->isSliderDown()) slider->setValue(qRound(value));
    };
    put(shade_, 100 * view.look.shade);
    put(withdraw_, 100 * view.look.withdraw_below);
    if (!disc_->is_dragged() && !softness_->isSliderDown()) {
        const QSignalBlocker blocker(lit_);
        lit_->setChecked(view.look.has_light);
        if (view.look.has_light) put(softness_, 100 * view.look.softness);
        disc_->set(view.look);
    }
    show_promise();
}
