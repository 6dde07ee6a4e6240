/* A small drawing of any strokes, coloured with any hints and options. What is asked for either is refused or holds:
 * the last hint's region, as hints divide them, has exactly its colour. */
#include <colorize.h>

#include "input.h"

void fuzz_color(const uint8_t *data, size_t size);

enum { SIDE = 48, NOWHERE = SIDE * SIDE };

static uint8_t gray[SIDE * SIDE];

/* A stroke from point to point, 2 pixels wide. */
static void draw(int x0, int y0, int x1, int y1) {
    for (int i = 0; i <= SIDE; ++i) {
        const int x = (x0 * (SIDE - i) + x1 * i) / SIDE, y = (y0 * (SIDE - i) + y1 * i) / SIDE;
        for (int k = 0; k < 4; ++k) {
            const int at_x = x + k % 2, at_y = y + k / 2;
            if (at_x < SIDE && at_y < SIDE) gray[at_y * SIDE + at_x] = 0;
        }
    }
}

static ColorizeRgb color(Input *input) {
    ColorizeRgb rgb = {take8(input), take8(input), take8(input)};
    return rgb;
}

/* Of the last call. */
static ColorizeError *error;

static ColorizeStatus done(ColorizeStatus status) {
    REQUIRE(status != COLORIZE_STATUS_PANIC);
    colorize_error_free(error);
    return status;
}

void fuzz_color(const uint8_t *data, size_t size) {
    static ColorizeEngine *engine;
    static const char *const parts[] = {"hair", "face", "top", "skirt", "left eye", "all", ""};
    Input input = {data, size};
    if (!engine) {
        ColorizeEngineOptions options;
        colorize_engine_options_init(&options, sizeof options);
        options.threads = 1;
        REQUIRE(colorize_engine_new(&options, NULL, &engine, NULL) == COLORIZE_STATUS_OK);
    }

    memset(gray, 255, sizeof gray);
    const unsigned strokes = take8(&input) % 12;
    int x = take8(&input) % SIDE, y = take8(&input) % SIDE;
    for (unsigned i = 0; i < strokes; ++i) {
        const int to_x = take8(&input) % SIDE, to_y = take8(&input) % SIDE;
        draw(x, y, to_x, to_y);
        x = to_x, y = to_y;
    }
    ColorizeImageView view = {0};
    view.data = gray, view.width = SIDE, view.height = SIDE, view.stride = SIDE;
    view.format = COLORIZE_PIXEL_FORMAT_GRAY8;
    ColorizeReadOptions read;
    colorize_read_options_init(&read, sizeof read);
    read.max_side = 64, read.mirror = 0;
    ColorizeReading *reading = NULL;
    REQUIRE(colorize_reading_new(engine, &view, &read, NULL, NULL, &reading, NULL) == COLORIZE_STATUS_OK);
    const uint32_t count = colorize_reading_region_count(reading);

    ColorizePrompt *prompt = NULL;
    REQUIRE(colorize_prompt_new(&prompt, NULL) == COLORIZE_STATUS_OK);
    const unsigned hints = take8(&input) % 9;
    size_t last = NOWHERE;
    ColorizeRgb wanted = {0, 0, 0};
    for (unsigned i = 0; i < hints; ++i) {
        const uint8_t kind = take8(&input);
        const ColorizeRgb rgb = color(&input);
        const uint8_t firm = take8(&input);
        const float strength = firm < 200 ? 1.0f : firm < 240 ? (float)(firm - 200) / 40 : take_float(&input);
        ColorizeStatus status = COLORIZE_STATUS_OK;
        if (kind % 5 == 0) {
            const uint32_t px = take_mostly(&input, SIDE), py = take_mostly(&input, SIDE);
            const uint32_t rough = take8(&input);
            const float fx = rough == 255 ? take_float(&input) : (float)px + 0.5f;
            status = done(colorize_prompt_add_point(prompt, fx, (float)py + 0.5f, rgb, strength, &error));
            last = status == COLORIZE_STATUS_OK && rough != 255 && strength == 1.0f && px < SIDE && py < SIDE
                       ? py * SIDE + px : NOWHERE;
            wanted = rgb;
            continue;
        } else if (kind % 5 == 1) {
            float points[8];
            const size_t n = take8(&input) % 5;
            for (int k = 0; k < 8; ++k) points[k] = (float)take_mostly(&input, SIDE);
            status = colorize_prompt_add_stroke(prompt, points, n, (float)take_mostly(&input, 9), rgb, strength, &error);
        } else if (kind % 5 == 2) {
            status = colorize_prompt_add_region(prompt, take_mostly(&input, count + 1), rgb, strength, &error);
        } else if (kind % 5 == 3) {
            status = colorize_prompt_add_part(prompt, parts[take8(&input) % 7], rgb, strength, &error);
        } else {
            status = colorize_prompt_add_mask(prompt, &view, rgb, strength, &error);
        }
        done(status);
        last = NOWHERE;
    }

    ColorizeColorOptions options;
    colorize_color_options_init(&options, sizeof options);
    const uint8_t how = take8(&input);
    options.seed = how;
    if (how % 4 == 1) options.has_withdrawal = 1, options.withdraw_below = take_float(&input), options.withdraw_tiny = take8(&input);
    if (how % 4 == 2) {
        options.shade = take_float(&input), options.has_light = 1;
        options.light_x = take_float(&input), options.light_y = take_float(&input), options.light_softness = take_float(&input);
    }
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    REQUIRE(colorize_document_new(reading, &document, NULL) == COLORIZE_STATUS_OK);
    if (done(colorize_document_set_prompt(document, prompt, &error)) != COLORIZE_STATUS_OK) last = NOWHERE;
    done(colorize_document_set_options(document, &options, &error));
    if (done(colorize_document_color(document, NULL, NULL, &layers, &error)) == COLORIZE_STATUS_OK) {
        ColorizeImageView flats;
        REQUIRE(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, NULL) == COLORIZE_STATUS_OK);
        ColorizeReading *divided = NULL;
        REQUIRE(colorize_document_reading(document, &divided, NULL) == COLORIZE_STATUS_OK);
        const uint32_t *ids = colorize_reading_region_ids(divided);
        for (size_t i = 0; last != NOWHERE && ids[last] != 0 && i < SIDE * SIDE; ++i) {
            const uint8_t *pixel = (const uint8_t *)flats.data + 4 * i;
            if (ids[i] == ids[last]) REQUIRE(pixel[0] == wanted.r && pixel[1] == wanted.g && pixel[2] == wanted.b);
        }
        colorize_reading_free(divided);
        REQUIRE(colorize_layers_view(layers, COLORIZE_LAYER_PICTURE, &flats, NULL) == COLORIZE_STATUS_OK);
    }
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_prompt_free(prompt);
    colorize_reading_free(reading);
}
