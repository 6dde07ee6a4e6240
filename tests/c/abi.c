/* The whole C surface, wrong arguments included. Argument 1 is a folder to write to. Exit status 0 is success. */
#include "colorize.h"
#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(c) \
    do { \
        if (!(c)) { \
            fprintf(stderr, "%s:%d: %s (last error: %s)\n", __FILE__, __LINE__, #c, colorize_error_message(error)); \
            exit(1); \
        } \
    } while (0)
#define OK(call) CHECK((call) == COLORIZE_STATUS_OK && !error)
/* The call fails so, with these words in its message. */
#define FAILS(call, status, words) \
    do { \
        CHECK((call) == COLORIZE_STATUS_##status); \
        CHECK(error && colorize_error_status(error) == COLORIZE_STATUS_##status); \
        CHECK(strstr(colorize_error_message(error), words)); \
        colorize_error_free(error); \
        error = NULL; \
    } while (0)
#define BAD(call, words) FAILS(call, INVALID_ARGUMENT, words)

static const ColorizeRgb RED = {255, 0, 0}, GREEN = {1, 200, 30}, BLUE = {10, 20, 250};
static uint8_t gray[SIDE * SIDE];
static ColorizeError *error;
static ColorizeEngine *engine;

static ColorizeImageView drawing(void) {
    ColorizeImageView view = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0};
    return view;
}

typedef struct {
    int calls, stop_after;
    float last;
    ColorizeSession *again; /* used again from the callback */
} Told;

static bool progress(void *user_data, float fraction) {
    Told *told = user_data;
    CHECK(fraction >= told->last && fraction <= 1.0f);
    told->last = fraction;
    if (told->again) {
        ColorizeLayers *layers = NULL;
        BAD(colorize_session_color(told->again, NULL, NULL, NULL, NULL, &layers, &error), "in use");
        CHECK(!layers);
    }
    return ++told->calls != told->stop_after;
}

static void check_version_and_names(void) {
    ColorizeDevice devices[8];
    char text[32];
    CHECK(colorize_version() ==
          (COLORIZE_VERSION_MAJOR << 22 | COLORIZE_VERSION_MINOR << 12 | COLORIZE_VERSION_PATCH));
    sprintf(text, "%d.%d.%d", COLORIZE_VERSION_MAJOR, COLORIZE_VERSION_MINOR, COLORIZE_VERSION_PATCH);
    CHECK(strcmp(colorize_version_string(), text) == 0);
    CHECK(colorize_engine_label_count(NULL) == 0 && !colorize_engine_label_name(NULL, 0));
    const size_t count = colorize_device_list(devices, 8);
    CHECK(count >= 2 && colorize_device_list(NULL, 0) == count && colorize_device_list(NULL, 5) == count);
    CHECK(devices[0] == COLORIZE_DEVICE_CPU && devices[1] == COLORIZE_DEVICE_FLEX);
    devices[1] = (ColorizeDevice)99;
    CHECK(colorize_device_list(devices, 1) == count && devices[1] == (ColorizeDevice)99);
    CHECK(strcmp(colorize_device_name(COLORIZE_DEVICE_NDARRAY), "ndarray") == 0);
    CHECK(!colorize_device_name((ColorizeDevice)99));
    CHECK(colorize_error_message(NULL)[0] == 0 && colorize_error_status(NULL) == COLORIZE_STATUS_OK);
}

static void check_engine(void) {
    const uint8_t junk[16] = {7};
    ColorizeEngine *other = (ColorizeEngine *)gray;
    BAD(colorize_engine_new(COLORIZE_DEVICE_CPU, NULL, &error), "`engine` is NULL");
    CHECK(colorize_engine_new(COLORIZE_DEVICE_CPU, NULL, NULL) == COLORIZE_STATUS_INVALID_ARGUMENT);
    BAD(colorize_engine_new((ColorizeDevice)99, &other, &error), "device 99 is unknown");
    CHECK(!other);
    ColorizeDevice devices[8];
    if (colorize_device_list(devices, 8) == 2) {
        FAILS(colorize_engine_new(COLORIZE_DEVICE_CUDA, &other, &error), DEVICE, "cuda");
    }
    FAILS(colorize_engine_new_from_bytes(COLORIZE_DEVICE_CPU, junk, 16, junk, 16, &other, &error), MODEL, "");
    ColorizeEngineOptions options;
    colorize_engine_options_init(&options, sizeof options);
    options.threads = 257;
    BAD(colorize_engine_new_with_options(&options, &other, &error), "257 threads are outside 1..=256");
    options.threads = 2;
    OK(colorize_engine_new_with_options(&options, &other, &error));
    CHECK(colorize_engine_threads(other) == 2 && colorize_engine_level(other)[0]);
    CHECK(colorize_engine_threads(NULL) == 0 && !colorize_engine_level(NULL));
    colorize_engine_free(other);
    other = NULL;
    FAILS(colorize_engine_new_from_bytes(COLORIZE_DEVICE_CPU, NULL, 0, NULL, 0, &other, &error), MODEL, "");
    BAD(colorize_engine_new_from_bytes(COLORIZE_DEVICE_CPU, NULL, 16, junk, 16, &other, &error), "`labels` is NULL");
    BAD(colorize_engine_new_from_bytes(COLORIZE_DEVICE_CPU, junk, SIZE_MAX, junk, 16, &other, &error), "`labels`");
    FAILS(colorize_engine_new_from_files(COLORIZE_DEVICE_CPU, "/no/such", "/no/such", &other, &error), IO, "/no/such");
    BAD(colorize_engine_new_from_files(COLORIZE_DEVICE_CPU, NULL, "x", &other, &error), "`labels_path` is NULL");
    BAD(colorize_engine_new_from_files(COLORIZE_DEVICE_CPU, "", "x", &other, &error), "`labels_path` is empty");
    OK(colorize_engine_new(COLORIZE_DEVICE_CPU, &engine, &error));
    CHECK(engine && !other);
    CHECK(colorize_engine_label_count(engine) == 21);
    CHECK(strcmp(colorize_engine_label_name(engine, 1), "hair") == 0);
    CHECK(strcmp(colorize_engine_label_name(engine, 20), "clothes_other") == 0);
    CHECK(!colorize_engine_label_name(engine, 21) && !colorize_engine_label_name(engine, UINT32_MAX));
    float threshold = -1, lower = -1;
    BAD(colorize_engine_threshold(NULL, 0.9f, &threshold, &error), "`engine` is NULL");
    BAD(colorize_engine_threshold(engine, 0.9f, NULL, &error), "`threshold` is NULL");
    BAD(colorize_engine_threshold(engine, 2, &threshold, &error), "share of 2 right");
    float accuracy = -1, coverage = -1;
    BAD(colorize_engine_accuracy(NULL, 0.5f, &accuracy, &coverage, &error), "`engine` is NULL");
    BAD(colorize_engine_accuracy(engine, 1.5f, &accuracy, &coverage, &error), "threshold 1.5 is outside 0 to 1");
    BAD(colorize_engine_accuracy(engine, NAN, &accuracy, &coverage, &error), "NaN");
    CHECK(accuracy == -1 && coverage == -1);
    OK(colorize_engine_accuracy(engine, 0, &accuracy, &coverage, &error));
    CHECK(accuracy > 0.5f && accuracy < 1 && coverage == 1);
    OK(colorize_engine_accuracy(engine, 0.9f, NULL, &coverage, &error));
    CHECK(coverage > 0 && coverage < 1);
    CHECK(threshold == -1);
    OK(colorize_engine_threshold(engine, 0.9f, &threshold, &error));
    OK(colorize_engine_threshold(engine, 0.8f, &lower, &error));
    CHECK(0 <= lower && lower < threshold && threshold < 1);
}

/* Wrong arguments of colorize_session_new. */
static void check_session_arguments(void) {
    ColorizeSession *session = (ColorizeSession *)gray;
    ColorizeImageView view = drawing();
    ColorizeSessionOptions options;
#define NEW(view, options) colorize_session_new(engine, view, options, NULL, NULL, &session, &error)
    BAD(colorize_session_new(NULL, &view, NULL, NULL, NULL, &session, &error), "`engine` is NULL");
    CHECK(!session);
    BAD(colorize_session_new(engine, &view, NULL, NULL, NULL, NULL, &error), "`session` is NULL");
    BAD(NEW(NULL, NULL), "`drawing` is NULL");
    view.data = NULL;
    BAD(NEW(&view, NULL), "`drawing.data` is NULL");
    view = drawing(), view.format = (ColorizePixelFormat)77;
    BAD(NEW(&view, NULL), "pixel format 77 is unknown");
    view.format = (ColorizePixelFormat)0;
    BAD(NEW(&view, NULL), "pixel format 0 is unknown");
    view = drawing(), view.stride = SIDE - 1;
    BAD(NEW(&view, NULL), "shorter than a row");
    view.stride = 1 - SIDE;
    BAD(NEW(&view, NULL), "shorter than a row");
    view.stride = 0;
    BAD(NEW(&view, NULL), "shorter than a row");
    view = drawing(), view.format = COLORIZE_PIXEL_FORMAT_RGBA_F32;
    BAD(NEW(&view, NULL), "shorter than a row");
    view = drawing(), view.width = 0;
    BAD(NEW(&view, NULL), "empty");
    view = drawing(), view.height = 0;
    BAD(NEW(&view, NULL), "empty");
    view = drawing(), view.height = UINT32_MAX, view.stride = PTRDIFF_MAX;
    BAD(NEW(&view, NULL), "memory");
    view.stride = PTRDIFF_MIN;
    BAD(NEW(&view, NULL), "memory");
    view.height = SIDE, view.stride = -(PTRDIFF_MAX / SIDE);
    BAD(NEW(&view, NULL), "outside memory");
    view = drawing();

    memset(&options, 0, sizeof options);
    BAD(NEW(&view, &options), "`options.struct_size` is 0");
    options.struct_size = SIZE_MAX;
    BAD(NEW(&view, &options), "struct_size");
    colorize_session_options_init(NULL, sizeof options);
    colorize_session_options_init(&options, sizeof options);
    CHECK(options.struct_size == sizeof options && options.gap < 0 && options.min_area < 0);
    CHECK(options.ink == COLORIZE_INK_SOURCE_AUTO && options.max_side == 512 && options.mirror == 1);
    ColorizeSessionOptions wrong = options;
    wrong.ink = (ColorizeInkSource)4;
    BAD(NEW(&view, &wrong), "ink source 4 is unknown");
    wrong = options, wrong.gap = 1001;
    BAD(NEW(&view, &wrong), "gap 1001");
    wrong = options, wrong.ink_threshold = 256;
    BAD(NEW(&view, &wrong), "ink threshold 256");
    wrong.ink_threshold = 0;
    BAD(NEW(&view, &wrong), "ink threshold 0");
    wrong = options, wrong.max_side = 63;
    BAD(NEW(&view, &wrong), "63");
    wrong.max_side = UINT32_MAX;
    BAD(NEW(&view, &wrong), "outside 64..=2048");
    wrong = options, wrong.max_pixels = SIDE * SIDE - 1;
    FAILS(NEW(&view, &wrong), LIMIT, "160x160");
#undef NEW
    CHECK(!session);
    CHECK(colorize_session_new(NULL, NULL, NULL, NULL, NULL, NULL, NULL) == COLORIZE_STATUS_INVALID_ARGUMENT);
}

/* Writes grey `value`, opaque, as `channels` values of `depth` bytes. */
static void write_pixel(uint8_t *to, int channels, int depth, uint8_t value) {
    for (int c = 0; c < channels; ++c) {
        const int white = value || (channels % 2 == 0 && c == channels - 1);
        const uint16_t integer = white ? 65535 : 0;
        const float linear = white ? 1.0f : 0.0f;
        if (depth == 1) to[c] = (uint8_t)integer;
        if (depth == 2) memcpy(to + 2 * c, &integer, 2);
        if (depth == 4) memcpy(to + 4 * c, &linear, 4);
    }
}

/* Every pixel format, upwards and downwards, padded and not aligned, reads the same drawing. */
static void check_formats(void) {
    static const struct {
        ColorizePixelFormat format;
        int channels, depth;
    } formats[] = {
        {COLORIZE_PIXEL_FORMAT_GRAY8, 1, 1},    {COLORIZE_PIXEL_FORMAT_GRAY_ALPHA8, 2, 1},
        {COLORIZE_PIXEL_FORMAT_RGB8, 3, 1},     {COLORIZE_PIXEL_FORMAT_RGBA8, 4, 1},
        {COLORIZE_PIXEL_FORMAT_BGR8, 3, 1},     {COLORIZE_PIXEL_FORMAT_BGRA8, 4, 1},
        {COLORIZE_PIXEL_FORMAT_GRAY16, 1, 2},   {COLORIZE_PIXEL_FORMAT_GRAY_ALPHA16, 2, 2},
        {COLORIZE_PIXEL_FORMAT_RGB16, 3, 2},    {COLORIZE_PIXEL_FORMAT_RGBA16, 4, 2},
        {COLORIZE_PIXEL_FORMAT_BGR16, 3, 2},    {COLORIZE_PIXEL_FORMAT_BGRA16, 4, 2},
        {COLORIZE_PIXEL_FORMAT_GRAY_F32, 1, 4}, {COLORIZE_PIXEL_FORMAT_GRAY_ALPHA_F32, 2, 4},
        {COLORIZE_PIXEL_FORMAT_RGB_F32, 3, 4},  {COLORIZE_PIXEL_FORMAT_RGBA_F32, 4, 4},
    };
    ColorizeSessionOptions options;
    ColorizeSession *first = NULL;
    ColorizeImageView view = drawing();
    colorize_session_options_init(&options, sizeof options);
    options.max_side = 64, options.mirror = 0;
    OK(colorize_session_new(engine, &view, &options, NULL, NULL, &first, &error));
    for (size_t i = 0; i < sizeof formats / sizeof *formats; ++i) {
        const int size = formats[i].channels * formats[i].depth, stride = SIDE * size + 5;
        uint8_t *memory = malloc((size_t)(stride * SIDE + 1)), *pixels = memory + 1;
        const int up = i % 2 == 1;
        memset(memory, 99, (size_t)(stride * SIDE + 1));
        for (int y = 0; y < SIDE; ++y) {
            uint8_t *row = pixels + (up ? SIDE - 1 - y : y) * stride;
            for (int x = 0; x < SIDE; ++x) {
                write_pixel(row + x * size, formats[i].channels, formats[i].depth, drawing_pixel(x, y));
            }
        }
        ColorizeSession *session = NULL;
        view.data = up ? pixels + (SIDE - 1) * stride : pixels;
        view.stride = up ? -stride : stride;
        view.format = formats[i].format;
        view.premultiplied = i % 3 == 0;
        OK(colorize_session_new(engine, &view, &options, NULL, NULL, &session, &error));
        free(memory);
        CHECK(colorize_session_region_count(session) == colorize_session_region_count(first));
        CHECK(memcmp(colorize_session_region_ids(session), colorize_session_region_ids(first),
                     SIDE * SIDE * sizeof(uint32_t)) == 0);
        colorize_session_free(session);
    }
    float nan_pixels[4] = {0, 1, 0, 1};
    const uint32_t nan_bits = 0x7fc00000;
    memcpy(&nan_pixels[2], &nan_bits, 4);
    ColorizeSession *session = NULL;
    ColorizeImageView tiny = {nan_pixels, 2, 2, 8, COLORIZE_PIXEL_FORMAT_GRAY_F32, 0};
    BAD(colorize_session_new(engine, &tiny, &options, NULL, NULL, &session, &error), "NaN");
    nan_pixels[2] = 0; /* the smallest of drawings */
    tiny.width = tiny.height = 1;
    OK(colorize_session_new(engine, &tiny, &options, NULL, NULL, &session, &error));
    CHECK(colorize_session_region_count(session) == 1);
    colorize_session_free(session);
    colorize_session_free(first);
}

static void check_prompt_arguments(void) {
    ColorizePrompt *prompt = NULL;
    const float points[] = {10, 10, 20, 20};
    BAD(colorize_prompt_new(NULL, &error), "`prompt` is NULL");
    BAD(colorize_prompt_new_from_json(NULL, &prompt, &error), "`json` is NULL");
    BAD(colorize_prompt_new_from_json("{", &prompt, &error), "hints: ");
    BAD(colorize_prompt_new_from_json("\xff", &prompt, &error), "not UTF-8");
    BAD(colorize_prompt_new_from_json("{\"hints\": [{\"label\": \"hair\", \"color\": \"#fff\"}]}", &prompt, &error),
        "unknown field `label`");
    CHECK(!prompt);
    OK(colorize_prompt_new(&prompt, &error));
    BAD(colorize_prompt_add_point(NULL, 1, 1, RED, 1, &error), "`prompt` is NULL");
    BAD(colorize_prompt_add_point(prompt, 1, 1, RED, 1.5f, &error), "strength 1.5 is outside 0..=1");
    BAD(colorize_prompt_add_stroke(prompt, NULL, 2, 1, RED, 1, &error), "`points` is NULL");
    BAD(colorize_prompt_add_stroke(prompt, points, 0, 1, RED, 1, &error), "at least one point");
    BAD(colorize_prompt_add_stroke(prompt, points, SIZE_MAX, 1, RED, 1, &error), "over the");
    BAD(colorize_prompt_add_stroke(prompt, points, (size_t)1 << 60, 1, RED, 1, &error), "over the");
    BAD(colorize_prompt_add_label(prompt, NULL, RED, 1, &error), "`label` is NULL");
    BAD(colorize_prompt_add_mask(prompt, NULL, RED, 1, &error), "`mask` is NULL");
    CHECK(colorize_prompt_count(prompt) == 0 && colorize_prompt_count(NULL) == 0);
    OK(colorize_prompt_add_point(prompt, 1, 1, RED, 1, &error));
    CHECK(colorize_prompt_count(prompt) == 1);
    colorize_prompt_clear(prompt);
    colorize_prompt_clear(NULL);
    CHECK(colorize_prompt_count(prompt) == 0);
    colorize_prompt_free(prompt);
}

static const uint8_t *pixel(const ColorizeLayers *layers, ColorizeLayer layer, int x, int y) {
    ColorizeImageView view;
    OK(colorize_layers_view(layers, layer, &view, &error));
    return (const uint8_t *)view.data + y * view.stride + x * 4;
}

static int flat_is(const ColorizeLayers *layers, int x, int y, ColorizeRgb color) {
    const uint8_t *flat = pixel(layers, COLORIZE_LAYER_FLATS, x, y);
    ColorizeRegion region;
    const uint32_t id = colorize_layers_region_ids(layers)[y * SIDE + x];
    OK(colorize_layers_region(layers, id, &region, sizeof region, &error));
    return flat[0] == color.r && flat[1] == color.g && flat[2] == color.b && flat[3] == 255 &&
           region.id == id && region.origin == COLORIZE_ORIGIN_HINT && region.has_color == 1 &&
           memcmp(&region.color, &color, sizeof color) == 0 && region.left <= (uint32_t)x &&
           (uint32_t)x < region.right && region.top <= (uint32_t)y && (uint32_t)y < region.bottom;
}

/* Wrong hints and options of colorize_session_color; the session stays usable. */
static void check_color_arguments(ColorizeSession *session) {
    ColorizeLayers *layers = (ColorizeLayers *)gray;
    ColorizePrompt *prompt = NULL;
    ColorizeColorOptions options, wrong;
    uint8_t small[4] = {255, 255, 255, 255};
    const ColorizeImageView mask = {small, 2, 2, 2, COLORIZE_PIXEL_FORMAT_GRAY8, 0};
    OK(colorize_prompt_new(&prompt, &error));
#define COLOR(options) colorize_session_color(session, prompt, options, NULL, NULL, &layers, &error)
#define WRONG_HINT(add, words) \
    do { \
        OK(add); \
        BAD(COLOR(NULL), words); \
        colorize_prompt_clear(prompt); \
    } while (0)
    BAD(colorize_session_color(NULL, NULL, NULL, NULL, NULL, &layers, &error), "`session` is NULL");
    CHECK(!layers);
    BAD(colorize_session_color(session, NULL, NULL, NULL, NULL, NULL, &error), "`layers` is NULL");
    WRONG_HINT(colorize_prompt_add_point(prompt, 900, 2, RED, 1, &error), "hint 1 at (900, 2) is outside 160x160");
    WRONG_HINT(colorize_prompt_add_region(prompt, 0, RED, 1, &error), "region 0");
    WRONG_HINT(colorize_prompt_add_region(prompt, 9999, RED, 1, &error), "region 9999");
    WRONG_HINT(colorize_prompt_add_mask(prompt, &mask, RED, 1, &error), "mask of 2x2");
    WRONG_HINT(colorize_prompt_add_stroke(prompt, (const float[]){1, 1}, 1, -1, RED, 1, &error), "-1 pixels wide");
    WRONG_HINT(colorize_prompt_add_label(prompt, "cape", RED, 1, &error), "unknown part `cape`");
    colorize_color_options_init(&options, sizeof options);
    CHECK(options.struct_size == sizeof options && options.shade == 1.0f && !options.sheet);
    wrong = options, wrong.shade = 3;
    BAD(COLOR(&wrong), "shade 3 is outside 0..=2");
    wrong = options, wrong.has_light = 1, wrong.light_x = -2;
    BAD(COLOR(&wrong), "light (-2, 0)");
    wrong = options, wrong.sheet = "{\"parts\": {\"cape\": \"#fff\"}}";
    BAD(COLOR(&wrong), "unknown part `cape`");
    wrong = options, wrong.reserved[1] = 1;
    BAD(COLOR(&wrong), "reserved");
    CHECK(!options.has_withdrawal && options.withdraw_below == 0.8f && options.slash_angle == 45.0f);
    wrong = options, wrong.has_withdrawal = 1, wrong.withdraw_below = 1.5f;
    BAD(COLOR(&wrong), "withdrawal below 1.5 is outside 0..=1");
    wrong = options, wrong.has_withdrawal = 1, wrong.slash_spacing = 1;
    BAD(COLOR(&wrong), "spacing 1 of the slashes is outside 2..=4096");
    wrong = options, wrong.struct_size = sizeof options - 1;
    BAD(COLOR(&wrong), "struct_size");
    options.sheet = "{\"parts\": {\"hair\": \"#80503a\"}}";
    options.seed = 7, options.has_light = 1, options.light_x = -1, options.light_y = -1, options.shade = 0.5f;
    OK(COLOR(&options));
#undef COLOR
#undef WRONG_HINT
    colorize_layers_free(layers);
    colorize_prompt_free(prompt);
}

/* Regions that are given back uncoloured, and those that a person is sure of. */
static void check_withdrawal(ColorizeSession *session) {
    ColorizeColorOptions options;
    ColorizeLayers *layers = NULL;
    ColorizeImageView slashes = {0};
    ColorizeRegion region;
    colorize_color_options_init(&options, sizeof options);
    options.has_withdrawal = 1, options.withdraw_below = 1;
    BAD(colorize_session_correct(session, 0, "top", &error), "region 0 is outside 1..=");
    BAD(colorize_session_correct(session, 1, "cape", &error), "unknown part `cape`");
    BAD(colorize_session_correct(session, 1, NULL, &error), "`label` is NULL");
    BAD(colorize_session_correct(NULL, 1, "top", &error), "`session` is NULL");
    const uint32_t id = colorize_session_region_ids(session)[SIDE / 2 * SIDE + SIDE / 2];
    OK(colorize_session_correct(session, id, "shoes", &error));
    OK(colorize_session_color(session, NULL, &options, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_WITHDRAW, &slashes, &error));
    for (uint32_t i = 1; i <= colorize_layers_region_count(layers); ++i) {
        OK(colorize_layers_region(layers, i, &region, sizeof region, &error));
        const int sure = region.certainty == 1.0f;
        CHECK(i != id || (sure && region.label == 10));
        CHECK(sure || region.area <= options.withdraw_tiny || (region.withdrawn && !region.has_color));
    }
    for (int i = 0; i < SIDE * SIDE; ++i) {
        OK(colorize_layers_region(layers, colorize_layers_region_ids(layers)[i], &region, sizeof region, &error));
        CHECK(((const uint8_t *)slashes.data)[4 * i + 3] == (region.withdrawn ? 255 : 0));
    }
    colorize_layers_free(layers);
    OK(colorize_session_color(session, NULL, NULL, NULL, NULL, &layers, &error));
    BAD(colorize_layers_view(layers, COLORIZE_LAYER_WITHDRAW, &slashes, &error), "has_withdrawal");
    colorize_layers_free(layers);
}

/* A red box in the middle of white paper, filled blue and left clear around. */
static void check_traced(void) {
    static uint8_t pixels[40 * 40 * 3];
    const ColorizeImageView view = {pixels, 40, 40, 120, COLORIZE_PIXEL_FORMAT_RGB8, 0};
    const ColorizeRgb grey = {90, 90, 90};
    ColorizeAreaColor colors[2] = {{0, {0, 0, 0}}, {0, {0, 0, 0}}};
    ColorizeTraced *traced = NULL;
    ColorizeImage *image = NULL;
    for (int i = 0; i < 1600; ++i) {
        const int x = i % 40, y = i / 40, in = x >= 10 && x < 30 && y >= 10 && y < 30;
        const int line = in && (x < 12 || x >= 28 || y < 12 || y >= 28);
        pixels[3 * i] = 255, pixels[3 * i + 1] = pixels[3 * i + 2] = line ? 0 : 255;
    }
    BAD(colorize_traced_new(NULL, NULL, 0, NULL, NULL, NULL, &traced, &error), "`drawing` is NULL");
    BAD(colorize_traced_new(&view, &grey, 1, NULL, NULL, NULL, &traced, &error), "cannot be told from ink");
    BAD(colorize_traced_new(&view, NULL, 2, NULL, NULL, NULL, &traced, &error), "`lines` is NULL");
    BAD(colorize_traced_new(&view, NULL, 0, NULL, NULL, NULL, NULL, &error), "`traced` is NULL");
    CHECK(!traced && colorize_traced_area_count(NULL) == 0 && !colorize_traced_area_ids(NULL));
    OK(colorize_traced_new(&view, NULL, 0, NULL, NULL, NULL, &traced, &error));
    CHECK(colorize_traced_area_count(traced) == 2);
    const uint32_t box = colorize_traced_area_ids(traced)[20 * 40 + 20];
    CHECK(colorize_traced_inside(traced, box) == 0 && colorize_traced_inside(traced, 3 - box) == -1);
    CHECK(colorize_traced_inside(traced, 0) == -1 && colorize_traced_inside(traced, 9) == -1);
    BAD(colorize_traced_fill(traced, colors, 1, 1, &image, &error), "1 colours for 2 areas");
    BAD(colorize_traced_fill(NULL, colors, 2, 1, &image, &error), "`traced` is NULL");
    colors[box - 1].has_color = 1, colors[box - 1].color = BLUE;
    OK(colorize_traced_fill(traced, colors, 2, 1, &image, &error));
    const uint8_t *filled = (const uint8_t *)colorize_image_view(image).data;
    for (int i = 0; i < 1600; ++i) {
        const int in = colorize_traced_area_ids(traced)[i] == box;
        CHECK(filled[4 * i + 3] == (in ? 255 : 0) && (!in || memcmp(filled + 4 * i, &BLUE, 3) == 0));
    }
    colorize_image_free(image);
    colorize_traced_free(traced);
    colorize_traced_free(NULL);
}

/* The opening in the box of check_regions is drawn shut, then torn wide open. */
static void check_update(ColorizeRegions *regions) {
    uint8_t ink[2 * 20] = {0};
    const ColorizeImageView view = {ink, 2, 20, 2, COLORIZE_PIXEL_FORMAT_GRAY8, 0};
    ColorizeImageView wrong = view;
    ColorizeBox changed = {1, 2, 3, 4};
    uint32_t ids[4] = {0};
    size_t count = 9;
    for (int y = 0; y < 20; ++y) ink[2 * y] = 255;
    wrong.format = COLORIZE_PIXEL_FORMAT_RGBA8;
    wrong.stride = 8;
    BAD(colorize_regions_update(NULL, &view, 30, 10, &changed, &error), "`regions` is NULL");
    BAD(colorize_regions_update(regions, NULL, 30, 10, &changed, &error), "`ink` is NULL");
    BAD(colorize_regions_update(regions, &wrong, 30, 10, &changed, &error), "COLORIZE_PIXEL_FORMAT_GRAY8");
    BAD(colorize_regions_update(regions, &view, 59, 10, &changed, &error), "to (61, 30) is outside 60x40");
    BAD(colorize_regions_update(regions, &view, 30, UINT32_MAX, &changed, &error), "is outside 60x40");
    wrong = view;
    wrong.width = 61;
    BAD(colorize_regions_update(regions, &wrong, 0, 0, &changed, &error), "to (61, 20) is outside 60x40");
    CHECK(changed.left == 1 && changed.bottom == 4);
    OK(colorize_regions_update(regions, &view, 30, 10, NULL, &error));
    CHECK(colorize_regions_count(regions) == 2);
    OK(colorize_regions_leaks(regions, 20, 20, NULL, 0, &count, &error));
    CHECK(count == 0);
    memset(ink, 0, sizeof ink);
    OK(colorize_regions_update(regions, &view, 30, 11, &changed, &error));
    CHECK(colorize_regions_count(regions) == 1 && colorize_regions_at(regions, 20, 20) == 1);
    CHECK(changed.left < changed.right && changed.left <= 11 && changed.right >= 30);
    OK(colorize_regions_update(regions, &view, 30, 11, &changed, &error));
    CHECK(changed.left == 0 && changed.right == 0 && changed.bottom == 0);

    BAD(colorize_regions_in(regions, changed, ids, 4, &count, &error), "is empty or outside 60x40");
    changed.right = 60;
    changed.bottom = 40;
    BAD(colorize_regions_in(regions, changed, NULL, 4, &count, &error), "`ids` is NULL");
    OK(colorize_regions_in(regions, changed, ids, 4, &count, &error));
    CHECK(count == 1 && ids[0] == 1 && ids[1] == 0);
}

/* A box of black lines, 20 pixels a side, with an opening of 3 pixels in its right side. */
static void check_regions(void) {
    static uint8_t pixels[60 * 40], mask[60 * 40];
    const ColorizeImageView view = {pixels, 60, 40, 60, COLORIZE_PIXEL_FORMAT_GRAY8, 0};
    ColorizeSessionOptions options;
    ColorizeRegions *regions = NULL;
    ColorizeShape shape, other;
    ColorizeCorner corners[32];
    ColorizeGap gaps[8];
    size_t count = 9;
    for (int i = 0; i < 60 * 40; ++i) {
        const int x = i % 60, y = i / 60, in = x >= 10 && x <= 30 && y >= 10 && y <= 30;
        const int line = in && (x == 10 || x == 30 || y == 10 || y == 30) && !(x == 30 && y >= 19 && y < 22);
        pixels[i] = line ? 0 : 255;
    }
    colorize_session_options_init(&options, sizeof options);
    options.min_area = 0;
    options.gap = 1001;
    BAD(colorize_regions_new(NULL, NULL, NULL, NULL, &regions, &error), "`drawing` is NULL");
    BAD(colorize_regions_new(&view, NULL, NULL, NULL, NULL, &error), "`regions` is NULL");
    BAD(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error), "gap 1001");
    CHECK(!regions && colorize_regions_count(NULL) == 0 && !colorize_regions_ids(NULL));
    options.gap = 0;
    OK(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == 1);
    OK(colorize_regions_leaks(regions, 20, 20, NULL, 0, &count, &error));
    CHECK(count == 0);
    colorize_regions_free(regions);
    options.gap = 5;
    OK(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == 2 && colorize_regions_at(regions, 20, 20) == 2);
    CHECK(colorize_regions_at(regions, 60, 0) == 0 && colorize_regions_at(NULL, 0, 0) == 0);
    CHECK(colorize_regions_ids(regions)[20 * 60 + 20] == 2);

    OK(colorize_regions_shape(regions, 2, &shape, &error));
    CHECK(shape.paper >= 19 * 19 && shape.area > shape.paper && !shape.outside);
    CHECK(shape.left >= 10 && shape.right <= 31 && shape.top >= 10 && shape.bottom <= 31);
    CHECK(colorize_regions_at(regions, shape.seed_x, shape.seed_y) == 2);
    other = shape;
    BAD(colorize_regions_shape(regions, 3, &other, &error), "region 3 is outside 1..=2");
    BAD(colorize_regions_shape(regions, 2, NULL, &error), "`shape` is NULL");
    CHECK(memcmp(&shape, &other, sizeof shape) == 0);
    CHECK(*colorize_regions_neighbours(regions, 2, &count) == 1 && count == 1);
    CHECK(!colorize_regions_neighbours(regions, 0, &count) && count == 0);
    CHECK(!colorize_regions_neighbours(NULL, 1, NULL));

    const size_t box = (size_t)(shape.right - shape.left) * (shape.bottom - shape.top);
    BAD(colorize_regions_mask(regions, 2, mask, 5, &error), "`length` is 5");
    BAD(colorize_regions_mask(regions, 2, NULL, box, &error), "`mask` is NULL");
    OK(colorize_regions_mask(regions, 2, mask, box, &error));
    uint32_t inside = 0;
    for (size_t i = 0; i < box; ++i) inside += mask[i] == 255;
    CHECK(inside == shape.area);

    BAD(colorize_regions_contour(regions, 0, corners, 32, &count, &error), "region 0 is outside");
    OK(colorize_regions_contour(regions, 2, NULL, 0, &count, &error));
    CHECK(count >= 4 && count <= 32);
    OK(colorize_regions_contour(regions, 2, corners, 32, &count, &error));
    long doubled = 0;
    for (size_t i = 0; i < count; ++i) {
        const ColorizeCorner a = corners[i], b = corners[(i + 1) % count];
        CHECK(a.polygon == 0 && a.x <= 60 && a.y <= 40);
        doubled += (long)a.x * b.y - (long)b.x * a.y;
    }
    CHECK(doubled == 2 * (long)shape.area);

    BAD(colorize_regions_leaks(regions, 60, 0, gaps, 8, &count, &error), "(60, 0) is outside 60x40");
    OK(colorize_regions_leaks(regions, 20, 20, gaps, 8, &count, &error));
    CHECK(count >= 1 && gaps[0].regions[0] == 1 && gaps[0].regions[1] == 2);
    CHECK(gaps[0].from_x == 30 && gaps[0].to_x == 30 && gaps[0].from_y == 18 && gaps[0].to_y == 22);
    check_update(regions);
    colorize_regions_free(regions);
    colorize_regions_free(NULL);
}

static void check_layers(const ColorizeLayers *layers, const char *folder) {
    static const struct {
        ColorizeLayer layer;
        ColorizePixelFormat format;
        int bytes;
    } all[] = {
        {COLORIZE_LAYER_PICTURE, COLORIZE_PIXEL_FORMAT_RGBA8, 4}, {COLORIZE_LAYER_CUT_OUT, COLORIZE_PIXEL_FORMAT_RGBA8, 4},
        {COLORIZE_LAYER_LINE, COLORIZE_PIXEL_FORMAT_RGBA8, 4},    {COLORIZE_LAYER_FLATS, COLORIZE_PIXEL_FORMAT_RGBA8, 4},
        {COLORIZE_LAYER_SHADE, COLORIZE_PIXEL_FORMAT_RGBA8, 4},   {COLORIZE_LAYER_REGIONS, COLORIZE_PIXEL_FORMAT_GRAY16, 2},
        {COLORIZE_LAYER_LABELS, COLORIZE_PIXEL_FORMAT_GRAY8, 1},  {COLORIZE_LAYER_CONFIDENCE, COLORIZE_PIXEL_FORMAT_GRAY8, 1},
    };
    ColorizeImageView views[8], again;
    for (int i = 0; i < 8; ++i) {
        OK(colorize_layers_view(layers, all[i].layer, &views[i], &error));
        CHECK(views[i].width == SIDE && views[i].height == SIDE && views[i].format == all[i].format);
        CHECK(views[i].stride == SIDE * all[i].bytes && !views[i].premultiplied);
        OK(colorize_layers_view(layers, all[i].layer, &again, &error));
        CHECK(again.data == views[i].data);
    }
    const uint32_t *ids = colorize_layers_region_ids(layers), count = colorize_layers_region_count(layers);
    ColorizeRegion region;
    size_t areas = 0;
    for (uint32_t id = 1; id <= count; ++id) {
        OK(colorize_layers_region(layers, id, &region, sizeof region, &error));
        CHECK(region.id == id && region.confidence >= 0 && region.confidence <= 1);
        areas += region.area;
    }
    CHECK(count >= 4 && areas == SIDE * SIDE);
    for (int i = 0; i < SIDE * SIDE; i += 7) {
        CHECK(ids[i] >= 1 && ids[i] <= count && ids[i] == ((const uint16_t *)views[5].data)[i]);
        OK(colorize_layers_region(layers, ids[i], &region, sizeof region, &error));
        CHECK(region.label == ((const uint8_t *)views[6].data)[i]);
        CHECK(((const uint8_t *)views[0].data)[4 * i + 3] == 255);
    }
    const char *json = NULL;
    OK(colorize_layers_json(layers, &json, &error));
    CHECK(strstr(json, "\"regions\"") && strstr(json, "\"width\": 160"));

    BAD(colorize_layers_view(layers, (ColorizeLayer)0, &again, &error), "layer 0 is unknown");
    BAD(colorize_layers_view(NULL, COLORIZE_LAYER_LINE, &again, &error), "`layers` is NULL");
    BAD(colorize_layers_view(layers, COLORIZE_LAYER_LINE, NULL, &error), "`view` is NULL");
    BAD(colorize_layers_region(layers, 0, &region, sizeof region, &error), "region 0 is outside");
    BAD(colorize_layers_region(layers, count + 1, &region, sizeof region, &error), "is outside 1..=");
    BAD(colorize_layers_region(layers, 1, NULL, sizeof region, &error), "`region` is NULL");
    BAD(colorize_layers_region(layers, 1, &region, 4, &error), "`struct_size` is 4");
    BAD(colorize_layers_json(NULL, &json, &error), "`layers` is NULL");
    BAD(colorize_layers_json(layers, NULL, &error), "`json` is NULL");
    BAD(colorize_layers_write(layers, NULL, &error), "`folder` is NULL");
    FAILS(colorize_layers_write(layers, "/dev/null/x", &error), IO, "/dev/null/x");
    CHECK(!colorize_layers_region_ids(NULL) && colorize_layers_region_count(NULL) == 0);

    /* To files and back. */
    char file[4096];
    ColorizeImage *image = NULL;
    OK(colorize_layers_write(layers, folder, &error));
    sprintf(file, "%s/flats.png", folder);
    OK(colorize_image_open(file, NULL, &image, &error));
    again = colorize_image_view(image);
    CHECK(again.width == SIDE && again.format == COLORIZE_PIXEL_FORMAT_RGBA8);
    CHECK(memcmp(again.data, views[3].data, SIDE * SIDE * 4) == 0);
    colorize_image_free(image);
    for (int i = 0; i < 8; ++i) {
        sprintf(file, "%s/saved-%d.png", folder, i);
        OK(colorize_image_save(&views[i], file, &error));
    }
    OK(colorize_image_open(file, NULL, &image, &error)); /* confidence, grey */
    CHECK(((const uint8_t *)colorize_image_view(image).data)[4 * 99] == ((const uint8_t *)views[7].data)[99]);
    colorize_image_free(image);
}

static void check_images(const char *folder) {
    ColorizeImage *image = (ColorizeImage *)gray;
    ColorizeImageView view = drawing();
    ColorizeLimits limits;
    uint8_t bytes[8192];
    char file[4096];
    BAD(colorize_image_open(NULL, NULL, &image, &error), "`file` is NULL");
    CHECK(!image);
    BAD(colorize_image_open("x", NULL, NULL, &error), "`image` is NULL");
    FAILS(colorize_image_open("/no/such.png", NULL, &image, &error), IO, "/no/such.png");
    FAILS(colorize_image_decode(gray, sizeof gray, NULL, &image, &error), IMAGE, "not a PNG");
    FAILS(colorize_image_decode(NULL, 0, NULL, &image, &error), IMAGE, "empty");
    BAD(colorize_image_decode(NULL, 1, NULL, &image, &error), "`bytes` is NULL");
    BAD(colorize_image_save(NULL, "x", &error), "`image` is NULL");
    BAD(colorize_image_save(&view, NULL, &error), "`file` is NULL");
    FAILS(colorize_image_save(&view, "/no/such/folder/x.png", &error), IO, "/no/such/folder");
    CHECK(!colorize_image_view(NULL).data);

    sprintf(file, "%s/upside-down.png", folder);
    view.data = gray + (SIDE - 1) * SIDE, view.stride = -SIDE;
    OK(colorize_image_save(&view, file, &error));
    FILE *stream = fopen(file, "rb");
    CHECK(stream);
    const size_t size = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    OK(colorize_image_decode(bytes, size, NULL, &image, &error));
    view = colorize_image_view(image);
    for (int y = 0; y < SIDE; ++y) {
        for (int x = 0; x < SIDE; ++x) {
            CHECK(((const uint8_t *)view.data)[y * view.stride + 4 * x] == gray[(SIDE - 1 - y) * SIDE + x]);
        }
    }
    colorize_image_free(image);
    colorize_limits_init(&limits, sizeof limits);
    limits.pixels = 100;
    FAILS(colorize_image_decode(bytes, size, &limits, &image, &error), LIMIT, "160x160");
    limits.struct_size = 0;
    BAD(colorize_image_decode(bytes, size, &limits, &image, &error), "`limits.struct_size` is 0");
    uint16_t wide[4] = {1, 256, 65535, 40000};
    const ColorizeImageView deep = {wide, 2, 2, 4, COLORIZE_PIXEL_FORMAT_GRAY16, 0};
    sprintf(file, "%s/deep.png", folder);
    OK(colorize_image_save(&deep, file, &error));
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : ".";
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = drawing_pixel(i % SIDE, i / SIDE);
    check_version_and_names();
    check_engine();
    check_session_arguments();
    check_formats();
    check_prompt_arguments();
    check_images(folder);

    ColorizeSession *session = NULL;
    ColorizeLayers *layers = NULL, *other = NULL;
    ColorizePrompt *prompt = NULL;
    ColorizeImageView view = drawing();
    Told told = {0, 2, 0, NULL};
    FAILS(colorize_session_new(engine, &view, NULL, progress, &told, &session, &error), CANCELLED, "cancelled");
    CHECK(!session && told.calls == 2);
    told.calls = 0, told.stop_after = 0, told.last = 0;
    OK(colorize_session_new(engine, &view, NULL, progress, &told, &session, &error));
    CHECK(told.calls > 2 && told.last == 1.0f);
    colorize_engine_free(engine); /* sessions hold what they need */
    memset(gray, 7, sizeof gray); /* and the drawing is not looked at again */

    CHECK(colorize_session_width(session) == SIDE && colorize_session_height(session) == SIDE);
    CHECK(colorize_session_width(NULL) == 0 && !colorize_session_region_ids(NULL));
    const uint32_t *ids = colorize_session_region_ids(session);
    const uint32_t hair = ids[HAIR_Y * SIDE + HAIR_X];
    CHECK(hair != ids[FACE_Y * SIDE + FACE_X] && hair != ids[0] && ids[0] == 1);

    const float stroke[] = {EYE_X - 3, EYE_Y, EYE_X + 3, EYE_Y + 2};
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_label(prompt, "hair", BLUE, 1, &error)); /* later hints win */
    OK(colorize_prompt_add_point(prompt, FACE_X + 0.5f, FACE_Y, RED, 1, &error));
    OK(colorize_prompt_add_stroke(prompt, stroke, 2, 2, BLUE, 1, &error));
    OK(colorize_prompt_add_region(prompt, hair, GREEN, 1, &error));
    told.calls = 0, told.last = 0, told.again = session;
    OK(colorize_session_color(session, prompt, NULL, progress, &told, &layers, &error));
    CHECK(told.calls > 2 && told.last == 1.0f);
    CHECK(flat_is(layers, FACE_X, FACE_Y, RED));
    CHECK(flat_is(layers, HAIR_X, HAIR_Y, GREEN));
    CHECK(flat_is(layers, EYE_X, EYE_Y, BLUE));

    /* Cancelled at every step, coloured again: the same. */
    for (int step = 1; step < 4; ++step) {
        told.calls = 0, told.last = 0, told.again = NULL, told.stop_after = step;
        FAILS(colorize_session_color(session, prompt, NULL, progress, &told, &other, &error), CANCELLED, "cancelled");
        CHECK(!other && told.calls == step);
    }
    check_color_arguments(session);
    OK(colorize_session_color(session, prompt, NULL, NULL, NULL, &other, &error));
    CHECK(memcmp(pixel(layers, COLORIZE_LAYER_PICTURE, 0, 0), pixel(other, COLORIZE_LAYER_PICTURE, 0, 0),
                 SIDE * SIDE * 4) == 0);
    colorize_layers_free(other);
    colorize_prompt_free(prompt);

    OK(colorize_prompt_new_from_json("{\"hints\": [{\"x\": 80, \"y\": 110, \"color\": \"#01c81e\"}]}", &prompt, &error));
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = ids[i] == hair ? 200 : 0;
    OK(colorize_prompt_add_mask(prompt, &view, RED, 0.5f, &error));
    CHECK(colorize_prompt_count(prompt) == 2);
    OK(colorize_session_color(session, prompt, NULL, NULL, NULL, &other, &error));
    CHECK(flat_is(other, FACE_X, FACE_Y, GREEN));
    colorize_layers_free(other);
    colorize_prompt_free(prompt);
    OK(colorize_session_color(session, NULL, NULL, NULL, NULL, &other, &error)); /* no hints at all */
    colorize_layers_free(other);

    check_withdrawal(session);
    check_traced();
    check_regions();
    colorize_session_free(session); /* layers live on */
    check_layers(layers, folder);
    colorize_layers_free(layers);
    colorize_engine_free(NULL);
    colorize_session_free(NULL);
    colorize_prompt_free(NULL);
    colorize_layers_free(NULL);
    colorize_image_free(NULL);
    colorize_error_free(NULL);
    return 0;
}
