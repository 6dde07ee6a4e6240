// How long the calls take and how much memory: times DRAWING. Prints a row of the table in docs/integrate.md: wall time, and in
// brackets the processor time of all threads, both in ms.
// c++ -std=c++17 -O2 times.cpp $(pkg-config --cflags --libs colorize) -pthread -o times
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

#include "tiles.h"

namespace {

using Clock = std::chrono::steady_clock;

double ms(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// The middle of some turns.
template <class Call> std::string timed(int turns, Call &&call) {
    std::vector<double> wall, processor;
    for (int turn = 0; turn < turns; ++turn) {
        const auto began = Clock::now();
        const std::clock_t used = std::clock();
        call(turn);
        wall.push_back(ms(Clock::now() - began));
        processor.push_back(double(std::clock() - used) * 1000 / CLOCKS_PER_SEC);
    }
    const auto middle = [](std::vector<double> &times) {
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    };
    std::ostringstream text;
    text << std::fixed << std::setprecision(0) << middle(wall) << " (" << middle(processor) << ")";
    return text.str();
}

/// The longest time between two calls of the progress callback, and so until a cancel is heard.
template <class Call> double longest_silence(Call &&call) {
    auto heard = Clock::now();
    double longest = 0;
    call([&](float) {
        longest = std::max(longest, ms(Clock::now() - heard));
        heard = Clock::now();
        return true;
    });
    return std::max(longest, ms(Clock::now() - heard));
}

} // namespace

int main(int argc, char **argv) try {
    if (argc != 2) throw std::runtime_error("times DRAWING");
    const auto image = colorize::Image::open(argv[1]);
    const auto drawing = image.view();
    Tiles tiles(drawing.width, drawing.height);
    std::optional<colorize::Engine> engine;
    std::optional<colorize::Reading> reading;
    std::optional<colorize::Document> document;
    std::optional<colorize::Layers> layers;
    const std::string made = timed(1, [&](int) { engine.emplace(); });
    const std::string read = timed(3, [&](int) { reading.emplace(*engine, drawing); });
    const std::string colored = timed(3, [&](int) {
        document.emplace(*reading);
        layers = document->color();
    });
    const std::pair<float, float> places[] = {{0.46F, 0.12F}, {0.5F, 0.58F}, {0.5F, 0.43F}, {0.44F, 0.84F}, {0.44F, 0.73F}};
    double share = 0;
    const std::string hint = timed(10, [&](int turn) { // hair, skirt, top, shoe, leg of dress.png
        const auto [x, y] = places[turn % 5];
        const colorize::Rgb color{std::uint8_t(40 + 20 * turn), 69, 47};
        document->add(colorize::Prompt().point(x * float(drawing.width), y * float(drawing.height), color));
        layers = document->color();
        const auto box = layers->changed();
        share += double(box.right - box.left) * (box.bottom - box.top) / 10 / drawing.width / drawing.height;
        tiles.put(box, layers->picture_in(box).view());
    });
    const std::string undone = timed(10, [&](int) {
        document->undo();
        layers = document->color();
    });
    std::vector<std::uint8_t> pixels;
    const std::string gathered = timed(3, [&](int) { pixels = tiles.gather(); });
    tiles.put({0, 0, drawing.width, drawing.height}, drawing);
    const std::string lines = timed(5, [&](int turn) {
        for (unsigned y = 0; y < drawing.height / 10; ++y) {
            std::uint8_t *pixel = tiles.pixel(drawing.width * unsigned(70 + 3 * turn) / 100, drawing.height / 2 + y);
            std::fill_n(pixel, 3, std::uint8_t{0});
        }
        pixels = tiles.gather();
        document->set_lines(lend(pixels, drawing.width, drawing.height));
        layers = document->color();
    });
    const std::string saved = timed(1, [&](int) { pixels.resize(document->to_ora().size()); });
    const double silence = longest_silence([&](const colorize::Progress &progress) {
        reading.emplace(*engine, drawing, colorize::ReadOptions(), progress);
        document.emplace(*reading);
        layers = document->color(progress);
    });
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << "| " << drawing.width << " x " << drawing.height << " | " << read << " | " << colored << " | " << hint << ", "
              << std::fixed << std::setprecision(2) << share << " | " << undone << " | " << lines << " | " << saved << " | "
              << std::setprecision(0) << silence << " | " << double(usage.ru_maxrss) / 1024 << " |  engine " << made
              << ", gather " << gathered << "\n";
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
