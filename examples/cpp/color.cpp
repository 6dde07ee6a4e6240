// Colours a drawing: color OUT.png [DRAWING.pgm|ppm]. Without a drawing it makes one: a face with red hair.
// c++ -std=c++17 -Iinclude examples/cpp/color.cpp -Ltarget/release -lcolorize -o color
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <vector>

#include <colorize.hpp>

struct Drawing {
    std::vector<char> pixels;
    colorize::ImageView view{};
};

// Reads a number of a PNM header, over spaces and comments.
static unsigned number(std::istream &file) {
    while ((file >> std::ws).peek() == '#') file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    unsigned value = 0;
    file >> value;
    return value;
}

// Reads a binary PGM or PPM of 8 bits.
static Drawing read_pnm(const char *path) {
    std::ifstream file(path, std::ios::binary);
    char magic[2] = {};
    file.read(magic, 2);
    Drawing drawing;
    const unsigned channels = magic[1] == '6' ? 3 : 1;
    const unsigned width = number(file), height = number(file), most = number(file);
    if (magic[0] != 'P' || (magic[1] != '5' && magic[1] != '6') || most != 255 || width > 20000 || height > 20000) {
        throw std::runtime_error("not a binary PGM or PPM of 8 bits");
    }
    file.get();
    drawing.pixels.resize(std::size_t{width} * height * channels);
    if (!file.read(drawing.pixels.data(), static_cast<std::streamsize>(drawing.pixels.size()))) {
        throw std::runtime_error("the drawing is cut off");
    }
    drawing.view = {drawing.pixels.data(), width, height, static_cast<std::ptrdiff_t>(width * channels),
                    channels == 3 ? COLORIZE_PIXEL_FORMAT_RGB8 : COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    return drawing;
}

static Drawing draw_face() {
    Drawing drawing;
    for (int i = 0; i < 256 * 256; ++i) {
        const int x = i % 256 - 128, y = i / 256 - 128, far = x * x + y * y, eye = std::abs(x) - 36;
        const int near = eye * eye + (y + 10) * (y + 10);
        const bool line = (far > 98 * 98 && far < 102 * 102) || (near > 200 && near < 300) ||
                          (far < 100 * 100 && y > -45 && y < -40);
        drawing.pixels.push_back(static_cast<char>(line ? 0 : 255));
    }
    drawing.view = {drawing.pixels.data(), 256, 256, 256, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    return drawing;
}

int main(int argc, char **argv) try {
    if (argc < 2) throw std::runtime_error("color OUT.png [DRAWING.pgm|ppm]");
    const Drawing drawing = argc > 2 ? read_pnm(argv[2]) : draw_face();
    const colorize::Engine engine;
    colorize::Document document(colorize::Reading(engine, drawing.view));
    colorize::Prompt prompt;
    if (argc == 2) prompt.point(128, 60, {170, 40, 30}); // the hair
    const auto layers = document.set_prompt(prompt).color([](float done) {
        std::cerr << "\r" << static_cast<int>(done * 100) << "%" << std::flush;
        return true; // false cancels
    });
    colorize::save(layers.view(COLORIZE_LAYER_PICTURE), argv[1]);
    std::cerr << "\n" << layers.region_count() << " regions\n";
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
