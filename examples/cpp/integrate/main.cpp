// All that a paint program does with the library, without a window: integrate DRAWING FOLDER. It writes pictures of what it
// did into the folder, and fails if something is not as docs/integrate.md says, which quotes it.
// c++ -std=c++17 main.cpp $(pkg-config --cflags --libs colorize) -pthread -o integrate
#include <cmath>
#include <future>
#include <iostream>

#include "colorist.h"
#include "tiles.h"

namespace {

void require(bool holds, const char *what) {
    if (!holds) throw std::runtime_error(what);
}

/// Stands for the window's thread: runs, in turn, what other threads post to it.
class Window {
public:
    void post(std::function<void()> event) {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
        wake_.notify_one();
    }
    /// Until `condition` holds; a real window does the same for ever.
    void run_until(const std::function<bool()> &condition) {
        while (!condition()) {
            std::unique_lock lock(mutex_);
            require(wake_.wait_for(lock, std::chrono::minutes(1), [this] { return !events_.empty(); }), "nothing came");
            const auto event = std::move(events_.front());
            events_.pop_front();
            lock.unlock();
            event();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> events_;
};

/// What the program's own undo calls.
struct Command {
    std::function<void()> undo, redo;
};

struct Painting {
    Tiles drawing, flats, picture;
    std::vector<std::size_t> dirty; // tiles of `picture` that the last colouring touched
    int colorings = 0;              // shown so far
    std::vector<Command> history;
    std::optional<colorize::Layers> layers; // of the last colouring
};

Tiles load(const colorize::ImageView &image) {
    Tiles tiles(image.width, image.height);
    tiles.put({0, 0, image.width, image.height}, image);
    return tiles;
}

/// A box of a layer, without a copy.
colorize::ImageView part(colorize::ImageView layer, const ColorizeBox &box) {
    layer.data = static_cast<const std::uint8_t *>(layer.data) + layer.stride * std::ptrdiff_t(box.top) + 4 * box.left;
    layer.width = box.right - box.left;
    layer.height = box.bottom - box.top;
    return layer;
}

void show(Painting &painting, colorize::Layers layers) {
    const ColorizeBox box = layers.changed(); // all of it the first time, nothing if no pixel differs
    painting.dirty.clear();
    if (box.right > box.left) {
        painting.dirty = painting.picture.put(box, layers.picture_in(box).view());
        painting.flats.put(box, part(layers.view(COLORIZE_LAYER_FLATS), box));
    }
    painting.layers = std::move(layers);
    ++painting.colorings;
}

void open(Colorist &colorist, const Tiles &drawing) {
    colorist.wish([pixels = drawing.gather(), width = drawing.width(), height = drawing.height()](
                      const auto &engine, auto &document, const auto &progress) {
        document.emplace(colorize::Reading(engine, lend(pixels, width, height), {}, progress));
    });
}

/// One wish, one step of the document, one command of the program's own undo; a wish that was refused is none.
void click(Colorist &colorist, Window &window, Painting &painting, float x, float y, colorize::Rgb color) {
    const auto undo = [&colorist] { colorist.wish([](const auto &, auto &document, const auto &) { document->undo(); }); };
    const auto redo = [&colorist] { colorist.wish([](const auto &, auto &document, const auto &) { document->redo(); }); };
    colorist.wish([=, &window, &painting](const auto &, auto &document, const auto &) {
        document->add(colorize::Prompt().point(x, y, color)); // throws if it does not fit
        window.post([=, &painting] { painting.history.push_back({undo, redo}); });
    });
}

/// After the painter drew a line: only its surroundings are read again.
void redraw(Colorist &colorist, const Tiles &drawing) {
    colorist.wish([pixels = drawing.gather(), width = drawing.width(), height = drawing.height()](
                      const auto &, auto &document, const auto &) {
        document->set_lines(lend(pixels, width, height));
    });
}

/// Flats in the program's own colour space, as floats: `own` gives the colour that a painter chose, where the library was
/// told its nearest in sRGB.
template <class Own> std::vector<std::array<float, 4>> wide_flats(const colorize::Layers &layers, Own &&own) {
    std::vector<std::array<float, 4>> of_region(layers.region_count() + 1);
    for (std::uint32_t id = 1; id <= layers.region_count(); ++id) {
        const auto region = layers.region(id);
        if (region.has_color) of_region[id] = own(region.color);
    }
    const auto size = layers.view(COLORIZE_LAYER_FLATS);
    std::vector<std::array<float, 4>> flats;
    flats.reserve(std::size_t{size.width} * size.height);
    for (std::size_t i = 0; i < std::size_t{size.width} * size.height; ++i) flats.push_back(of_region[layers.region_ids()[i]]);
    return flats;
}

/// The picture with the tiles of the last change marked, for the page.
void save_marked(Painting &painting, const std::string &file) {
    std::vector<std::uint8_t> pixels = painting.picture.gather();
    const unsigned width = painting.picture.width(), across = (width + Tiles::kSide - 1) / Tiles::kSide;
    for (const std::size_t tile : painting.dirty) {
        const unsigned left = tile % across * Tiles::kSide, top = unsigned(tile / across) * Tiles::kSide;
        const unsigned right = std::min(left + Tiles::kSide, width);
        const unsigned bottom = std::min(top + Tiles::kSide, painting.picture.height());
        for (unsigned y = top; y < bottom; ++y) {
            for (unsigned x = left; x < right; ++x) {
                const bool border = x == left || y == top || x + 1 == right || y + 1 == bottom;
                std::uint8_t *pixel = &pixels[4 * (std::size_t{y} * width + x)];
                const int weight = border ? 192 : 40; // of blue, of 256
                const int blue[] = {220, 110, 30};
                for (int i = 0; i < 3; ++i) pixel[i] = std::uint8_t((pixel[i] * (256 - weight) + blue[i] * weight) / 256);
            }
        }
    }
    colorize::save(lend(pixels, width, painting.picture.height()), file);
}

} // namespace

int main(int argc, char **argv) try {
    require(argc == 3, "integrate DRAWING FOLDER");
    const std::string folder = argv[2];
    const auto image = colorize::Image::open(argv[1]);
    const Tiles drawing = load(image.view());
    const Tiles nothing(drawing.width(), drawing.height());
    Painting painting{drawing, nothing, nothing, {}, 0, {}, {}};

    Window window;
    std::string said;
    Colorist colorist(
        [&](colorize::Layers layers) {
            auto shared = std::make_shared<colorize::Layers>(std::move(layers)); // events are copied
            window.post([&, shared] { show(painting, std::move(*shared)); });
        },
        [&](const std::string &message) { window.post([&, message] { said = message; }); });
    const auto await_coloring = [&] {
        window.run_until([&, before = painting.colorings] { return painting.colorings > before; });
    };

    // A drawing is opened; it comes back coloured.
    open(colorist, painting.drawing);
    await_coloring();
    require(painting.dirty.size() == painting.picture.count(), "the first colouring is of the whole picture");
    const Tiles first = painting.picture;
    painting.layers->write(folder);
    colorize::save(painting.layers->view(COLORIZE_LAYER_PICTURE), folder + "/picture.png");

    // A click changes a part of it.
    const float x = float(drawing.width()) * 0.46F, y = float(drawing.height()) * 0.12F; // hair, in dress.png
    click(colorist, window, painting, x, y, {200, 69, 47});
    await_coloring();
    require(!painting.dirty.empty() && painting.dirty.size() < painting.picture.count(), "a click changes some tiles");
    const std::uint8_t *flat = painting.flats.pixel(unsigned(x), unsigned(y));
    require(flat[2] == 200 && flat[1] == 69 && flat[0] == 47, "the flat is what was asked for, to the bit");
    save_marked(painting, folder + "/changed.png");
    std::cout << painting.dirty.size() << " of " << painting.picture.count() << " tiles changed\n";
    const Tiles clicked = painting.picture;

    // Undo and redo give what was there before, to the bit.
    painting.history.back().undo();
    await_coloring();
    require(painting.picture == first, "undo gives the picture of before");
    painting.history.back().redo();
    await_coloring();
    require(painting.picture == clicked, "redo gives the picture of before");

    // Ten clicks at once: pictures that are stale when they would be begun are not made.
    const int before = painting.colorings;
    std::promise<void> go;
    colorist.wish([gate = go.get_future().share()](const auto &, auto &, const auto &) { gate.wait(); });
    for (int i = 0; i < 10; ++i) click(colorist, window, painting, x, y, {std::uint8_t(20 * i), 69, 47});
    go.set_value();
    await_coloring();
    require(painting.colorings == before + 1, "one picture for ten clicks");
    require(painting.history.size() == 11, "a command for each click");
    require(painting.flats.pixel(unsigned(x), unsigned(y))[2] == 180, "the newest wish wins");

    // A wish that does not fit is refused, and nothing has changed.
    click(colorist, window, painting, -5, 0, {0, 0, 0});
    window.run_until([&] { return !said.empty(); });
    require(painting.history.size() == 11, "what was refused is no command");
    std::cout << "refused: " << said << "\n";

    // The painter draws a line; regions and colours follow.
    const Tiles uncut = painting.picture;
    for (unsigned row = 0; row < drawing.height(); ++row) {
        for (unsigned column = drawing.width() / 2; column < drawing.width() / 2 + 3; ++column) {
            std::fill_n(painting.drawing.pixel(column, row), 3, std::uint8_t{0});
            painting.drawing.pixel(column, row)[3] = 255;
        }
    }
    redraw(colorist, painting.drawing);
    window.run_until([&] { return !(painting.picture == uncut); });

    // Colours of a wider space than sRGB, and values over 1, where the painter chose them.
    const auto flats = wide_flats(*painting.layers, [](colorize::Rgb color) -> std::array<float, 4> {
        if (color.r == 180 && color.g == 69 && color.b == 47) return {1.2F, 0.05F, 0.02F, 1}; // the painter's own red
        const auto linear = [](std::uint8_t value) {
            const float v = float(value) / 255;
            return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F);
        };
        return {linear(color.r), linear(color.g), linear(color.b), 1};
    });
    require(flats[std::size_t(y) * drawing.width() + std::size_t(x)][0] == 1.2F, "the painter's own red");

    // The document goes into the program's own file as bytes, and comes back.
    std::promise<std::size_t> steps;
    colorist.wish([&](const auto &engine, auto &document, const auto &progress) {
        const auto bytes = document->to_ora(progress); // with layers and history; document->edits() is the wishes alone
        document = colorize::Document::from_ora(engine, bytes.data(), bytes.size(), {}, progress);
        steps.set_value(document->undo_count());
    });
    require(steps.get_future().get() == 12, "eleven clicks and the line come back, to be undone");
    std::cout << "done\n";
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
