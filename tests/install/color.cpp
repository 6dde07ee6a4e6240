// Colours a drawing: color DRAWING OUT.png. Says which library it runs with.
#include <colorize.hpp>
#include <iostream>

int main(int argc, char **argv) try {
    if (argc != 3) throw std::runtime_error("color DRAWING OUT.png");
    const colorize::Engine engine;
    const auto drawing = colorize::Image::open(argv[1]);
    colorize::Document document(colorize::Reading(engine, drawing.view()));
    colorize::save(document.color().view(COLORIZE_LAYER_PICTURE), argv[2]);
    std::cout << "colorize " << colorize_version_string() << "\n";
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
