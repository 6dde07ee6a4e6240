// The C++ wrapper: moves, exceptions, a throwing callback, an engine and a reading shared by threads. Argument 1 is a folder to write to.
#include "colorize.hpp"
#include "drawing.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>
#include <type_traits>

#define CHECK(c) \
    do { \
        if (!(c)) { \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c); \
            return 1; \
        } \
    } while (0)
#define THROWS(call, expected, words) \
    do { \
        try { \
            (void)(call); \
            CHECK(!"did not throw: " #call); \
        } catch (const colorize::Error &error) { \
            CHECK(error.status() == (expected)); \
            CHECK(std::strstr(error.what(), words)); \
        } \
    } while (0)

template <class T>
constexpr bool move_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                           !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;
static_assert(move_only<colorize::Models> && move_only<colorize::Engine> && move_only<colorize::Reading>);
static_assert(move_only<colorize::Document> && move_only<colorize::Prompt> && move_only<colorize::Layers>);
static_assert(move_only<colorize::StyleMap> && move_only<colorize::Correspondence>);
static_assert(move_only<colorize::StyleLibrary> && move_only<colorize::Carried> && move_only<colorize::Clip>);
static_assert(move_only<colorize::Image> && move_only<colorize::Sheet> && move_only<colorize::Traced> && move_only<colorize::Regions>);

static bool flat_is(const colorize::Layers &layers, int x, int y, colorize::Rgb color) {
    const auto view = layers.view(COLORIZE_LAYER_FLATS);
    const auto *flat = static_cast<const std::uint8_t *>(view.data) + y * view.stride + 4 * x;
    return flat[0] == color.r && flat[1] == color.g && flat[2] == color.b && flat[3] == 255;
}

// Colours and styles of other pictures.
static int check_references(const colorize::Engine &engine, const colorize::Reading &reading,
                            const colorize::ReadOptions &options, const colorize::ImageView &drawing,
                            colorize::Rgb red, colorize::Rgb blue) {
    colorize::Document first(reading);
    first.set_prompt(colorize::Prompt().point(FACE_X, FACE_Y, red).point(HAIR_X, HAIR_Y, blue));
    const auto colored = first.color();
    const colorize::Reference reference(engine, colored.view(COLORIZE_LAYER_FLATS), &drawing, options);
    colorize::Document second(reading);
    const auto carried = second.carry({&reference}).color();
    CHECK(flat_is(carried, FACE_X, FACE_Y, red) && flat_is(carried, HAIR_X, HAIR_Y, blue));
    CHECK(second.undo_count() == 1 && second.carry({}).undo_count() == 2 && second.undo());
    THROWS(colorize::Reference(engine, drawing, nullptr, options), COLORIZE_STATUS_INVALID_ARGUMENT, "no colours");

    const auto style = colorize::Style::pick(colored.view(COLORIZE_LAYER_FLATS), FACE_X, FACE_Y);
    CHECK(colorize::Style::from_json(style.json()).json() == style.json());
    CHECK(style.transformed(90).json() != style.json() && style.recolored(0.5F, 0.1F).json() != style.json());
    CHECK(style.gradation_turned(180).json() != style.json());
    THROWS(colorize::Style::pick(drawing, 999, 0), COLORIZE_STATUS_INVALID_ARGUMENT, "outside the reference");
    colorize::Prompt styled;
    styled.point(HAIR_X, HAIR_Y, blue).set_style(0, style, COLORIZE_STYLE_GROUPS_COLOR, false);
    CHECK(flat_is(second.set_prompt(styled).color(), HAIR_X, HAIR_Y, red));
    THROWS(styled.set_style(1, style), COLORIZE_STATUS_INVALID_ARGUMENT, "no hint 1");

    colorize::StyleLibrary library;
    library.add("wool", style, {"Ann", "knit", "CC0-1.0", "", {"warm", "winter"}}).add("cotton", style);
    CHECK(library.size() == 2 && library.find("wool") == 1 && std::string(library[1].author) == "Ann");
    CHECK(library.tags(1).size() == 2 && library.tags(0).empty() && library.search("WARM") == std::vector<std::size_t>{1});
    CHECK(library.style("wool").json() == style.json() && library.thumbnail(0).view().width == 96);
    CHECK(library.sorted(COLORIZE_STYLE_FIELD_AUTHOR) == std::vector<std::size_t>({1, 0}));
    CHECK(library.like(style).size() == 2 && library.rename("cotton", "zephyr").find("zephyr") == 1);
    const auto file = library.to_bytes();
    auto opened = colorize::StyleLibrary::from_bytes(file.data(), file.size());
    CHECK(opened.merge(library) == 0 && opened.remove("wool").size() == 1);
    THROWS(opened.style("wool"), COLORIZE_STATUS_INVALID_ARGUMENT, "no style `wool`");
    THROWS(colorize::StyleLibrary::open("missing.styles"), COLORIZE_STATUS_IO, "missing.styles");
    return 0;
}

// The styles of a whole picture, and what of it a drawing shows.
static int check_places(const colorize::Engine &engine, const colorize::Reading &reading, colorize::Rgb red,
                        colorize::Rgb blue) {
    colorize::Document document(reading);
    document.set_prompt(colorize::Prompt().point(FACE_X, FACE_Y, red).point(HAIR_X, HAIR_Y, blue));
    const auto colored = document.color();
    const auto picture = colored.view(COLORIZE_LAYER_PICTURE);
    const colorize::StyleMap map(engine, picture);
    const auto style = map.at(FACE_X, FACE_Y, COLORIZE_STYLE_RANGE_SMALL);
    CHECK(style.json().find("\"exemplar\"") == std::string::npos);
    CHECK(map.picture(COLORIZE_STYLE_GROUPS_COLOR).view().width == SIDE);
    THROWS(map.at(SIDE, 0), COLORIZE_STATUS_INVALID_ARGUMENT, "is outside the picture");
    THROWS(map.picture(3), COLORIZE_STATUS_INVALID_ARGUMENT, "0x3 is no group");
    colorize::Prompt styled;
    styled.point(FACE_X, FACE_Y, blue).set_style(0, style);
    CHECK(styled.hint(0).has_style && styled.hint(0).color.r > styled.hint(0).color.b);
    CHECK(document.set_prompt(styled).color().region_count() == reading.region_count());

    const colorize::Correspondence found(reading, reading);
    const auto face = reading.region_ids()[FACE_Y * SIDE + FACE_X];
    const auto there = found.in_drawing(face), back = found.in_reference(face);
    CHECK(!there.empty() && there[0].region == face && !back.empty() && back[0].region == face);
    CHECK(back[0].chance > 0 && back[0].chance <= 1);
    THROWS(found.in_drawing(0), COLORIZE_STATUS_INVALID_ARGUMENT, "region 0 is outside");
    THROWS(found.in_reference(reading.region_count() + 1), COLORIZE_STATUS_INVALID_ARGUMENT, "is outside");
    return 0;
}

// A shot of one drawing that does not move, frame 1 and 4 coloured.
static int check_clip(const colorize::Engine &engine, const colorize::Reading &reading, colorize::Rgb red,
                      colorize::Rgb blue) {
    colorize::Document first(reading);
    const auto colored = first.set_prompt(colorize::Prompt().point(FACE_X, FACE_Y, red).point(HAIR_X, HAIR_Y, blue)).color();
    const auto reference = colorize::Reference::of(reading, colored.view(COLORIZE_LAYER_FLATS));
    const auto face = reading.region_ids()[FACE_Y * SIDE + FACE_X];
    CHECK(reference.region_count() == reading.region_count() && reference.region(face).color.r == red.r);
    colorize::ReadOptions few;
    few.max_side = 64, few.mirror = 0;
    const auto alone = colorize::Reading::of_picture(engine, colored.view(COLORIZE_LAYER_FLATS), few);
    CHECK(colorize::Reference::of(alone, colored.view(COLORIZE_LAYER_FLATS)).region_count() == alone.region_count());
    colorize::Clip clip(engine);
    THROWS(clip.carry(2, reading), COLORIZE_STATUS_INVALID_ARGUMENT, "no coloured frame");
    clip.add_key(1, reference).add_key(4, reference);
    CHECK(clip.keys() == std::vector<std::uint32_t>({1, 4}) && clip.order({4, 3, 2}) == std::vector<std::uint32_t>({2, 3}));
    CHECK(clip.key(1).region(face).track_frame == 1);
    const auto second = clip.carry(2, reading);
    CHECK(second.region_count() == reading.region_count() && second.region(face).color.r == red.r);
    colorize::Document document(reading);
    CHECK(flat_is(document.set_carried(second).color(), FACE_X, FACE_Y, red) && document.undo_count() == 1);
    const auto corrected = clip.correct(2, FACE_X, FACE_Y, &blue).carry(2, reading);
    CHECK(corrected.region(face).color.b == blue.b && corrected.region(face).certainty == 1);
    CHECK(colorize::Carried::from_json(reading, corrected.json()).region(face).color.b == blue.b);
    clip.clear_corrections(2).resume(2, corrected).remove_key(4);
    THROWS(clip.remove_key(4), COLORIZE_STATUS_INVALID_ARGUMENT, "frame 4 is no coloured one");
    CHECK(colorize::Carried(reading, {&reference}).threshold(0) <= 1);

    // A copy, its reading, and small pictures of what is proposed.
    const auto copy = document.copy();
    CHECK(copy.undo_count() == 1 && copy.reading().region_count() == reading.region_count());
    std::vector<std::uint8_t> small(2 * 32 * 32 * 4);
    const colorize::ImageView one{small.data(), 32, 32, 128, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    auto two = one;
    two.data = small.data() + 32 * 32 * 4;
    colorize::Document plain(reading);
    plain.proposal_pictures(0, {one, two});
    CHECK(std::memcmp(one.data, two.data, 32 * 32 * 4) != 0);
    try {
        plain.proposal_pictures(0, {one}, [](float) -> bool { throw 45; });
        CHECK(!"did not throw");
    } catch (int value) {
        CHECK(value == 45);
    }
    return 0;
}

// Edits, the way back, and one file.
static int check_edits(const colorize::Engine &engine, const colorize::Reading &reading,
                       const colorize::ImageView &drawing, colorize::Rgb blue) {
    colorize::Document edited(reading);
    const auto first = edited.color();
    const auto ids = edited.add(colorize::Prompt::from_json(R"({"hints": [{"x": 80, "y": 110, "color": "#0a14fa"}]})"));
    CHECK(ids.size() == 1 && ids[0] == 1 && edited.undo_count() == 1 && edited.redo_count() == 0);
    CHECK(edited.apply(R"({"op": "move", "id": 1, "to": {"point": [58, 84]}})").empty());
    CHECK(edited.amend(R"({"op": "move", "id": 1, "to": {"point": [59, 84]}})").empty() && edited.undo_count() == 2);
    THROWS(edited.apply(R"({"op": "remove", "id": 9})"), COLORIZE_STATUS_INVALID_ARGUMENT, "no hint 9");
    CHECK(edited.edits().find("\"id\": 1") != std::string::npos);
    const auto file = edited.to_ora();
    CHECK(file.size() > 1000 && std::memcmp(file.data(), "PK", 2) == 0);
    auto opened = colorize::Document::from_ora(engine, file.data(), file.size());
    CHECK(flat_is(opened.color(), EYE_X, EYE_Y, blue) && opened.undo_count() == 2 && opened.edits() == edited.edits());
    CHECK(opened.undo() && opened.undo() && !opened.undo() && opened.redo_count() == 2 && opened.redo());
    opened.set_lines(drawing); // the same ones: no step
    CHECK(opened.undo_count() == 1 && opened.redo_count() == 1);
    THROWS(colorize::Document::from_ora(engine, file.data(), 99), COLORIZE_STATUS_OTHER, "OpenRaster");
    THROWS(colorize::Document::open(engine, "missing.ora"), COLORIZE_STATUS_IO, "missing.ora");
    CHECK(edited.undo() && edited.undo() && edited.color().json() == std::string(first.json()));
    return 0;
}

int main(int argc, char **argv) {
    const std::string folder = argc > 1 ? argv[1] : ".";
    std::vector<std::uint8_t> gray(SIDE * SIDE);
    for (int i = 0; i < SIDE * SIDE; ++i) gray[static_cast<std::size_t>(i)] = drawing_pixel(i % SIDE, i / SIDE);
    const colorize::ImageView drawing{gray.data(), SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    const colorize::Rgb red{255, 0, 0}, blue{10, 20, 250};

    CHECK(colorize::version() == colorize_version_string());
    CHECK(colorize::devices().at(0) == COLORIZE_DEVICE_CPU);
    colorize::EngineOptions where;
    where.device = static_cast<colorize::Device>(99);
    THROWS(colorize::Engine(where), COLORIZE_STATUS_INVALID_ARGUMENT, "device 99");
    where.device = COLORIZE_DEVICE_CPU;
    where.threads = 2;
    auto models = colorize::Models::bundled();
    THROWS(models.set(COLORIZE_MODEL_KIND_LABELLER, "/no/such"), COLORIZE_STATUS_IO, "/no/such");
    THROWS(models.set(COLORIZE_MODEL_KIND_COLORIZER, gray), COLORIZE_STATUS_MODEL, "");
    THROWS(models.set(static_cast<colorize::ModelKind>(0), gray), COLORIZE_STATUS_INVALID_ARGUMENT, "model kind 0");
    THROWS(colorize::Engine(where, colorize::Models()), COLORIZE_STATUS_MODEL, "no labeller");
    CHECK(colorize::Engine(where, models).threads() == 2);
    colorize::Engine first;
    const colorize::Engine engine = std::move(first);

    colorize::ReadOptions small; // one small look: valgrind takes its time
    small.max_side = 96, small.mirror = 0;
    int calls = 0;
    const colorize::Reading reading(engine, drawing, small, [&](float) { return ++calls, true; });
    CHECK(calls > 2 && reading.width() == SIDE && reading.height() == SIDE && reading.region_count() >= 4);
    const auto face = reading.region_ids()[FACE_Y * SIDE + FACE_X];
    CHECK(std::string(reading.region_label(1).name) == "background" && reading.region_label(face).region == face);
    THROWS(reading.region_label(0), COLORIZE_STATUS_INVALID_ARGUMENT, "region 0");

    colorize::Prompt prompt;
    prompt.part("hair", blue).stroke({EYE_X, EYE_Y, EYE_X + 2, EYE_Y}, 2, blue).region(face, red);
    CHECK(prompt.size() == 3);
    colorize::Prompt spoken;
    std::vector<colorize::UnknownWord> unknown;
    THROWS(spoken.words(engine, "red hiar"), COLORIZE_STATUS_INVALID_ARGUMENT, "`hiar`");
    spoken.words(engine, "blue hair").words(engine, "red hiar, green eyes", unknown);
    CHECK(spoken.size() == 2 && !unknown.empty() && unknown.back().end <= 8);
    colorize::Document document(reading);
    auto layers = document.set_prompt(prompt).color();
    CHECK(flat_is(layers, FACE_X, FACE_Y, red) && flat_is(layers, EYE_X, EYE_Y, blue));
    std::vector<std::uint8_t> pixels(3 * SIDE * SIDE);
    layers.read(COLORIZE_LAYER_FLATS, {pixels.data(), SIDE, SIDE, 3 * SIDE, COLORIZE_PIXEL_FORMAT_BGR8, 0, 0});
    CHECK(pixels[3 * (FACE_Y * SIDE + FACE_X) + 2] == red.r && layers.width() == SIDE && layers.height() == SIDE);
    CHECK(layers.list().size() > 5 && layers.list()[0] == COLORIZE_LAYER_PICTURE);
    colorize::Prompt listed;
    listed.part("eye:left", red).stroke({1, 2, 3, 4}, 5, blue);
    CHECK(listed.hint(0).place == COLORIZE_PLACE_PART && listed.hint_part(0) == "eye:left" && listed.hint_part(1).empty());
    CHECK(listed.hint_points(1) == std::vector<float>({1, 2, 3, 4}) && listed.hint_points(0).empty());
    const auto parts = layers.parts();
    CHECK(!parts.empty() && layers.part_colors(0).size() == parts[0].color_count);
    THROWS(layers.part_colors(255), COLORIZE_STATUS_INVALID_ARGUMENT, "no part 255");
    CHECK(layers.region(face).origin == COLORIZE_ORIGIN_HINT && layers.region_ids()[0] == 1);
    THROWS(layers.region(layers.region_count() + 1), COLORIZE_STATUS_INVALID_ARGUMENT, "is outside");
    CHECK(std::strstr(layers.json(), "\"regions\""));

    // What a callback throws comes out of the call, and the document can go on.
    try {
        (void)document.color([](float) -> bool { throw 42; });
        CHECK(!"did not throw");
    } catch (int value) {
        CHECK(value == 42);
    }
    try {
        colorize::Reading unread(engine, drawing, {}, [](float done) { return done < 0.4F ? true : throw 43; });
        CHECK(!"did not throw");
    } catch (int value) {
        CHECK(value == 43);
    }
    THROWS(document.color([](float) { return false; }), COLORIZE_STATUS_CANCELLED, "cancelled");
    colorize::ColorOptions options;
    options.shade = 9;
    THROWS(document.set_options(options).color(), COLORIZE_STATUS_INVALID_ARGUMENT, "shade 9");
    THROWS(prompt.stroke({1, 2, 3}, 1, red), COLORIZE_STATUS_INVALID_ARGUMENT, "without a y");
    THROWS(colorize::Prompt::from_json("[]"), COLORIZE_STATUS_INVALID_ARGUMENT, "hints");
    auto moved = std::move(document);
    moved.set_options({});
    moved.set_prompt(colorize::Prompt::from_json(R"({"hints": [{"x": 80, "y": 110, "color": "#0a14fa"}]})"));
    layers = moved.color();
    CHECK(flat_is(layers, FACE_X, FACE_Y, blue));

    if (check_edits(engine, reading, drawing, blue)) return 1;
    if (check_references(engine, reading, small, drawing, red, blue)) return 1;
    if (check_places(engine, reading, red, blue)) return 1;
    if (check_clip(engine, reading, red, blue)) return 1;

    // Corrected by hand, and given back where it is not sure.
    moved.set_prompt({}).correct(face, "face");
    THROWS(moved.correct(face, "cape"), COLORIZE_STATUS_INVALID_ARGUMENT, "cape");
    colorize::ColorOptions sure;
    sure.has_withdrawal = 1;
    CHECK(engine.label_count() == 21 && engine.label_name(1) == "hair" && engine.label_name(21).empty());
    sure.withdraw_below = engine.threshold(0.9F);
    CHECK(engine.accuracy(sure.withdraw_below).accuracy >= 0.9F && engine.accuracy(0).coverage == 1);
    const auto kept = moved.set_options(sure).color();
    CHECK(kept.region(face).certainty == 1 && !kept.region(face).withdrawn);
    CHECK(moved.region_label(face).certainty == 1 && std::strcmp(moved.region_label(face).name, "face") == 0);
    CHECK(reading.affinity(face, face) > 0.99F && reading.affinity(0, face) == -1);
    CHECK(kept.view(COLORIZE_LAYER_WITHDRAW).width == SIDE);

    // Palettes for this drawing.
    CHECK(std::strcmp(moved.proposal(0).json(), moved.proposal(1).json()) != 0);
    THROWS(moved.proposal(99), COLORIZE_STATUS_INVALID_ARGUMENT, "proposal 99 is outside 0..=98");

    // The colours of the picture, for another one.
    const colorize::Reading usual(engine, drawing);
    colorize::Document shaded(usual);
    colorize::Prompt bluish;
    const auto painted = shaded.set_prompt(bluish.point(FACE_X, FACE_Y, blue)).color();
    const auto sheet = colorize::Sheet::from_picture(usual, painted.view(COLORIZE_LAYER_PAINTING));
    CHECK(std::strstr(colorize::Sheet::from_text(sheet.gimp()).json(), "#0a14fa"));
    THROWS(colorize::Sheet::from_text("?"), COLORIZE_STATUS_INVALID_ARGUMENT, "");
    auto wishes = colorize::Prompt();
    wishes.point(1, 1, red).point(2, 2, red).remove(0).set_color(0, blue);
    CHECK(wishes.size() == 1);
    THROWS(wishes.remove(1), COLORIZE_STATUS_INVALID_ARGUMENT, "there is no hint 1");
    THROWS(layers.view(COLORIZE_LAYER_WITHDRAW), COLORIZE_STATUS_INVALID_ARGUMENT, "has_withdrawal");

    // The same drawing in two halves, and with a line across its top.
    std::vector<std::uint32_t> halves(SIDE * SIDE);
    for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = i < halves.size() / 2 ? 1 : 2;
    moved.set_reading(reading.with_regions(halves)).set_options({});
    CHECK(moved.color().region_count() == 2);
    const auto halved = moved.color();
    CHECK(halved.changed().right == 0); // the same wishes again
    moved.apply(R"({"op": "add", "hint": {"region": 2, "color": "#ff0000", "follow": false}})");
    const auto lower = moved.color();
    CHECK(lower.changed().top == SIDE / 2 && lower.changed().bottom == SIDE && lower.changed().right == SIDE);
    CHECK(lower.picture_in(lower.changed()).view().height == SIDE / 2);
    THROWS(lower.picture_in({0, 0, SIDE + 1, 1}), COLORIZE_STATUS_INVALID_ARGUMENT, "outside 160x160");
    THROWS(reading.with_regions({1, 2}), COLORIZE_STATUS_INVALID_ARGUMENT, "25600 pixels");
    auto crossed = gray;
    std::fill_n(crossed.begin() + 4 * SIDE, 2 * SIDE, std::uint8_t{0});
    const colorize::ImageView lined{crossed.data(), SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeBox changed{};
    calls = 0;
    const auto edited = reading.edited(lined, &changed, [&](float) { return ++calls, true; });
    CHECK(calls > 2 && changed.left == 0 && changed.right == SIDE && changed.top == 4 && changed.bottom == 6);
    CHECK(edited.region_count() == reading.region_count() + 1 && reading.edited(drawing).region_count() >= 4);
    CHECK(moved.set_reading(edited).color().region_count() == edited.region_count());
    try {
        (void)reading.edited(lined, nullptr, [](float) -> bool { throw 44; });
        CHECK(!"did not throw");
    } catch (int value) {
        CHECK(value == 44);
    }

    // No trace lines: ink alone bounds the areas.
    const colorize::Traced traced(drawing);
    const std::vector<ColorizeAreaColor> colors(traced.area_count(), ColorizeAreaColor{1, blue});
    auto derived = colors;
    traced.derive(derived);
    CHECK(derived.size() == colors.size() && traced.line().width == SIDE);
    const auto filled = traced.fill(colors);
    CHECK(std::memcmp(filled.view().data, &blue, 3) == 0 && traced.inside(1) == -1);
    THROWS(traced.fill({}), COLORIZE_STATUS_INVALID_ARGUMENT, "0 colours");

    // Regions alone.
    colorize::Regions regions(drawing);
    const auto region = regions.at(FACE_X, FACE_Y);
    const auto shape = regions.shape(region);
    CHECK(regions.count() == layers.region_count() && regions.ids()[FACE_Y * SIDE + FACE_X] == region);
    const auto mask = regions.mask(region);
    CHECK(std::count(mask.begin(), mask.end(), 255) == shape.area);
    CHECK(!regions.neighbours(region).empty() && regions.contour(region).size() > 8);
    CHECK(regions.leaks(FACE_X, FACE_Y).empty());
    CHECK(regions.in({0, 0, SIDE, SIDE}).size() == regions.count());
    const std::uint8_t line[1] = {255};
    const auto dot = regions.update({line, 1, 1, 1, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0}, FACE_X, FACE_Y);
    CHECK(dot.left == 0 && dot.right == 0 && regions.at(FACE_X, FACE_Y) == region);
    THROWS(regions.shape(0), COLORIZE_STATUS_INVALID_ARGUMENT, "region 0");
    THROWS(regions.leaks(SIDE, 0), COLORIZE_STATUS_INVALID_ARGUMENT, "outside");

    // Files there and back.
    layers.write(folder);
    colorize::save(layers.view(COLORIZE_LAYER_PICTURE), folder + "/picture.png");
    const auto picture = colorize::Image::open(folder + "/picture.png");
    CHECK(std::memcmp(picture.view().data, layers.view(COLORIZE_LAYER_PICTURE).data, SIDE * SIDE * 4) == 0);
    std::ifstream file(folder + "/picture.png", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
    CHECK(colorize::Image::decode(data, bytes.size()).view().width == SIDE);
    THROWS(colorize::Image::decode(data, 20), COLORIZE_STATUS_IMAGE, "");

    // One engine and one reading, two threads.
    bool right[2] = {}, own[2] = {};
    const auto work = [&](int i, colorize::Rgb color) {
        colorize::Prompt hint;
        hint.point(FACE_X, FACE_Y, color);
        own[i] = flat_is(colorize::Document(colorize::Reading(engine, drawing, small)).set_prompt(hint).color(),
                         FACE_X, FACE_Y, color);
        colorize::Document shared(reading);
        right[i] = flat_is(shared.set_prompt(hint).color(), FACE_X, FACE_Y, color);
    };
    std::thread one(work, 0, red), two(work, 1, blue);
    one.join();
    two.join();
    CHECK(right[0] && right[1] && own[0] && own[1]);
    return 0;
}
