// The painter's canvas by itself: what a pen, a wheel and a dragged mark do, that a patch gives what the whole picture gives, and
// how long it takes to draw at 4K.
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QPointingDevice>
#include <QTabletEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

#include "canvas.h"

static QImage noise(QSize size, unsigned seed) {
    QImage image(size, QImage::Format_RGB32);
    std::mt19937 random(seed);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) image.setPixel(x, y, 0xff000000u | random());
    }
    return image;
}

static void require(bool holds, const char *what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

// Boxes at odd places of a picture of odd size, against all made anew.
static void patches_equal_the_whole() {
    QImage whole = noise({1021, 777}, 1);
    Pyramid patched, fresh;
    patched.set(whole);
    unsigned seed = 2;
    for (const QRect box : {QRect(0, 0, 1, 1), QRect(1020, 776, 1, 1), QRect(13, 301, 500, 7), QRect(511, 0, 3, 777)}) {
        const QImage patch = noise(box.size(), seed++);
        patched.patch(patch, box.topLeft());
        for (int y = 0; y < box.height(); ++y) {
            for (int x = 0; x < box.width(); ++x) whole.setPixel(box.x() + x, box.y() + y, patch.pixel(x, y));
        }
    }
    fresh.set(whole);
    for (int level = 0; level < 3; ++level) {
        require(patched.level(level) == fresh.level(level), "a patch gives another picture than the whole");
    }
}

// A canvas of 800 x 600 with a picture of 400 x 300 at 200 %, and what it told.
struct Told {
    Canvas canvas{""};
    QList<std::pair<QPolygonF, double>> placed;
    QList<QPolygonF> dragged;

    Told() {
        canvas.resize(800, 600);
        canvas.set_picture(noise({400, 300}, 5));
        canvas.set_brush(Qt::red, 20);
        canvas.zoom_to(2);
        QObject::connect(&canvas, &Canvas::placed, [this](const QPolygonF &points, double width) { placed += {points, width}; });
        QObject::connect(&canvas, &Canvas::mark_dragged, [this](quint32, const QPolygonF &points, bool) { dragged += points; });
    }
    QPointF at(const QPointF &pixel) const { return canvas.origin() + pixel * canvas.zoom(); }
    void pen(QEvent::Type type, const QPointF &pixel, double pressure) {
        const bool down = type != QEvent::TabletRelease;
        const bool turns = type != QEvent::TabletMove;
        QTabletEvent event(type, QPointingDevice::primaryPointingDevice(), at(pixel), at(pixel), pressure, 0, 0, 0, 0, 0, Qt::NoModifier,
                           turns ? Qt::LeftButton : Qt::NoButton, down ? Qt::LeftButton : Qt::NoButton);
        QApplication::sendEvent(&canvas, &event);
    }
    void mouse(QEvent::Type type, const QPointF &place, Qt::MouseButton button) {
        const bool moves = type == QEvent::MouseMove, up = type == QEvent::MouseButtonRelease;
        QMouseEvent event(type, place, place, moves ? Qt::NoButton : button, up ? Qt::NoButton : button, Qt::NoModifier);
        QApplication::sendEvent(&canvas, &event);
    }
    void drag(const QPointF &from, const QPointF &to, Qt::MouseButton button = Qt::LeftButton) {
        mouse(QEvent::MouseButtonPress, from, button);
        for (int step = 1; step <= 4; ++step) mouse(QEvent::MouseMove, from + (to - from) * step / 4, button);
        mouse(QEvent::MouseButtonRelease, to, button);
    }
};

static bool near(const QPointF &a, const QPointF &b) { return (a - b).manhattanLength() < 1e-6; }

static void a_pen_that_is_pressed_less_paints_a_narrower_stroke() {
    Told told;
    told.pen(QEvent::TabletPress, {100, 100}, 0.5);
    told.pen(QEvent::TabletMove, {150, 120}, 0.25);
    told.pen(QEvent::TabletMove, {200, 100}, 0.75);
    told.pen(QEvent::TabletRelease, {200, 100}, 0);
    require(told.placed.size() == 1, "a pen's stroke is not told, or more than once");
    const auto &[points, width] = told.placed[0];
    require(points.size() == 3 && near(points[1], {150, 120}), "a pen's stroke lies elsewhere");
    require(std::abs(width - 10) < 1e-6, "a pen's pressure is not in the width"); // half of 20
}

static void a_wheel_zooms_where_it_is_turned_and_the_middle_button_moves() {
    Told told;
    const QPointF at = told.at({120, 80});
    QWheelEvent event(at, at, {}, {0, 360}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&told.canvas, &event);
    require(std::abs(told.canvas.zoom() - 4) < 1e-6 && near(told.at({120, 80}), at), "a wheel does not zoom where it is turned");
    const QPointF before = told.canvas.origin();
    told.drag({300, 300}, {340, 290}, Qt::MiddleButton);
    require(near(told.canvas.origin(), before + QPointF(40, -10)), "the middle button does not move the picture");
    require(told.placed.isEmpty(), "zooming or moving paints");
}

static void a_mark_is_dragged_and_a_click_on_it_is_a_click() {
    Told told;
    told.canvas.set_marks({{7, {{50, 60}, {80, 60}}, Qt::red, false}});
    told.drag(told.at({50, 60}), told.at({70, 90}));
    require(told.placed.isEmpty() && !told.dragged.isEmpty(), "a dragged mark paints, or does not move");
    require(near(told.dragged.last()[0], {70, 90}) && near(told.dragged.last()[1], {100, 90}), "a dragged mark lies elsewhere");
    told.drag(told.at({50, 60}), told.at({-900, 60}));
    require(near(told.dragged.last()[0], {0, 60}), "a mark is dragged out of the picture");
    told.dragged.clear();
    told.drag(told.at({50, 60}), told.at({50.5, 60}));
    require(told.dragged.isEmpty() && told.placed.size() == 1, "a click on a mark is no click");
}

static double worst(const std::vector<double> &times) { return *std::max_element(times.begin(), times.end()); }

// One frame each of zooming and panning in a window of 1600 x 1000, and of taking a changed picture in.
static void time_4k() {
    Canvas canvas("");
    canvas.resize(1600, 1000);
    canvas.show();
    canvas.set_picture(noise({3840, 2160}, 9));
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 1000) QApplication::processEvents(); // until the window is there
    const auto frame = [&](auto &&change) {
        timer.start();
        change();
        canvas.repaint();
        return double(timer.nsecsElapsed()) / 1e6;
    };
    std::vector<double> zooming, whole, part;
    for (double zoom = 0.2; zoom < 8; zoom *= 1.15) zooming.push_back(frame([&] { canvas.zoom_to(zoom); }));
    require(worst(zooming) > 0.1, "nothing was drawn");
    canvas.fit();
    const QImage all = noise({3840, 2160}, 10), some = noise({600, 400}, 11);
    for (int turn = 0; turn < 10; ++turn) {
        QImage mine = all.copy(); // which the canvas then owns alone
        whole.push_back(frame([&] { canvas.patch(std::exchange(mine, {}), {0, 0}, all.size()); }));
        part.push_back(frame([&] { canvas.patch(some, {1600, 900}, all.size()); }));
    }
    std::printf("canvas of 1600x1000, picture of 3840x2160, longest frame: zooming %.1f ms, a change of 600x400 %.1f ms, "
                "of all %.1f ms\n", worst(zooming), worst(part), worst(whole));
}

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    patches_equal_the_whole();
    a_pen_that_is_pressed_less_paints_a_narrower_stroke();
    a_wheel_zooms_where_it_is_turned_and_the_middle_button_moves();
    a_mark_is_dragged_and_a_click_on_it_is_a_click();
    time_4k();
}
