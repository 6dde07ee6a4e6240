// The painter's canvas by itself: a patch gives what the whole picture gives, and how long it takes to draw at 4K.
#include <QApplication>
#include <QElapsedTimer>

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
    time_4k();
}
