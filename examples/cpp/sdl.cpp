// Shows a drawing and colours it: sdl DRAWING. A left click gives a place the next colour of a palette, a right click takes
// the last colour back.
// c++ -std=c++17 examples/cpp/sdl.cpp $(pkg-config --cflags --libs colorize sdl2) -o sdl
#include <SDL.h>

#include <colorize.hpp>

#include <iostream>
#include <iterator>

int main(int argc, char **argv) try {
    if (argc != 2) throw std::runtime_error("sdl DRAWING");
    const auto drawing = colorize::Image::open(argv[1]);
    const auto size = drawing.view();
    const colorize::Engine engine;
    colorize::Document document(colorize::Reading(engine, size));
    const colorize::Rgb palette[] = {{200, 69, 47}, {47, 111, 94}, {217, 164, 65}, {44, 74, 135}, {232, 140, 162}};

    SDL_Window *window = nullptr;
    SDL_Renderer *renderer = nullptr;
    if (SDL_Init(SDL_INIT_VIDEO) != 0 || SDL_CreateWindowAndRenderer(int(size.width), int(size.height), SDL_WINDOW_RESIZABLE,
                                                                      &window, &renderer) != 0) {
        throw std::runtime_error(SDL_GetError());
    }
    SDL_SetWindowTitle(window, "colorize");
    SDL_RenderSetLogicalSize(renderer, int(size.width), int(size.height)); // clicks come in pixels of the drawing
    SDL_Texture *texture = SDL_CreateTexture(renderer, SDL_PIXELFORMAT_RGBA32, SDL_TEXTUREACCESS_STREAMING,
                                             int(size.width), int(size.height));
    bool changed = true;
    for (SDL_Event event{}; event.type != SDL_QUIT; SDL_WaitEvent(&event)) {
        const auto x = float(event.button.x), y = float(event.button.y);
        const bool click = event.type == SDL_MOUSEBUTTONDOWN && x >= 0 && y >= 0 && x < size.width && y < size.height;
        if (click && event.button.button == SDL_BUTTON_LEFT) {
            document.add(colorize::Prompt().point(x, y, palette[document.undo_count() % std::size(palette)]));
            changed = true;
        } else if (click && event.button.button == SDL_BUTTON_RIGHT) {
            changed = document.undo();
        }
        if (changed) {
            const auto layers = document.color();
            const auto box = layers.changed(); // all of it the first time; nothing if no pixel differs
            const SDL_Rect part = {int(box.left), int(box.top), int(box.right - box.left), int(box.bottom - box.top)};
            if (part.w > 0) {
                const auto image = layers.picture_in(box);
                SDL_UpdateTexture(texture, &part, image.view().data, int(image.view().stride));
            }
            changed = false;
        }
        SDL_RenderClear(renderer);
        SDL_RenderCopy(renderer, texture, nullptr, nullptr);
        SDL_RenderPresent(renderer);
    }
    SDL_Quit();
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
