/* The C surface but regions and trace lines, wrong arguments included. Argument 1 is a folder to write to. Exit status 0
 * is success. */
#include "check.h"
#include "drawing.h"

#include <math.h>

static const ColorizeRgb RED = {255, 0, 0}, GREEN = {1, 200, 30}, BLUE = {10, 20, 250};
static uint8_t gray[SIDE * SIDE];
static ColorizeEngine *engine;
static ColorizeReadOptions small; /* a small look, once: valgrind takes its time */

static ColorizeImageView drawing(void) {
    ColorizeImageView view = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    return view;
}

typedef struct {
    int calls, stop_after;
    float last;
    ColorizeDocument *again; /* used again from the callback */
} Told;

static bool progress(void *user_data, float fraction) {
    Told *told = user_data;
    CHECK(fraction >= told->last && fraction <= 1.0f);
    told->last = fraction;
    if (told->again) {
        ColorizeLayers *layers = NULL;
        BAD(colorize_document_color(told->again, NULL, NULL, &layers, &error), "in use");
        CHECK(!layers);
        BAD(colorize_document_set_prompt(told->again, NULL, &error), "in use");
        BAD(colorize_document_set_options(told->again, NULL, &error), "in use");
        BAD(colorize_document_correct(told->again, 1, "hair", &error), "in use");
        BAD(colorize_document_set_reading(told->again, NULL, &error), "in use");
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
    CHECK(colorize_version_fits(COLORIZE_VERSION) && !colorize_version_fits(COLORIZE_VERSION + 1));
    CHECK(colorize_engine_label_count(NULL) == 0 && !colorize_engine_label_name(NULL, 0));
    size_t count = 9;
    BAD(colorize_device_list(devices, 8, NULL, &error), "`count` is NULL");
    BAD(colorize_device_list(NULL, 5, &count, &error), "`devices` is NULL");
    OK(colorize_device_list(devices, 8, &count, &error));
    CHECK(count >= 1 && devices[0] == COLORIZE_DEVICE_CPU);
    devices[1] = (ColorizeDevice)99;
    OK(colorize_device_list(devices, 1, &count, &error));
    CHECK(devices[1] == (ColorizeDevice)99);
    CHECK(strcmp(colorize_device_name(COLORIZE_DEVICE_NDARRAY), "ndarray") == 0);
    CHECK(!colorize_device_name((ColorizeDevice)99));
    CHECK(colorize_error_message(NULL)[0] == 0 && colorize_error_status(NULL) == COLORIZE_STATUS_OK);
}

/* Sets of networks: bundled, empty, from memory and from files, and what is no network. */
static void check_models(void) {
    const uint8_t junk[16] = {7};
    ColorizeModels *models = (ColorizeModels *)gray;
    ColorizeEngine *other = (ColorizeEngine *)gray;
    BAD(colorize_models_new_bundled(NULL, &error), "`models` is NULL");
    BAD(colorize_models_new(NULL, &error), "`models` is NULL");
    OK(colorize_models_new(&models, &error));
    FAILS(colorize_engine_new(NULL, models, &other, &error), MODEL, "there is no labeller among the networks");
    CHECK(!other);
#define BYTES(kind, data, size) colorize_models_set_bytes(models, kind, data, size, &error)
#define PATH(kind, path) colorize_models_set_file(models, kind, path, &error)
    BAD(colorize_models_set_bytes(NULL, COLORIZE_MODEL_KIND_LABELLER, junk, 16, &error), "`models` is NULL");
    BAD(colorize_models_set_file(NULL, COLORIZE_MODEL_KIND_LABELLER, "x", &error), "`models` is NULL");
    BAD(BYTES((ColorizeModelKind)0, junk, 16), "model kind 0 is unknown");
    BAD(PATH((ColorizeModelKind)77, "x"), "model kind 77 is unknown");
    FAILS(BYTES(COLORIZE_MODEL_KIND_LABELLER, junk, 16), MODEL, "");
    FAILS(BYTES(COLORIZE_MODEL_KIND_COLORIZER, NULL, 0), MODEL, "");
    BAD(BYTES(COLORIZE_MODEL_KIND_LABELLER, NULL, 16), "`data` is NULL");
    BAD(BYTES(COLORIZE_MODEL_KIND_LABELLER, junk, SIZE_MAX), "`data`");
    FAILS(PATH(COLORIZE_MODEL_KIND_LABELLER, "/no/such"), IO, "/no/such");
    BAD(PATH(COLORIZE_MODEL_KIND_LABELLER, NULL), "`path` is NULL");
    BAD(PATH(COLORIZE_MODEL_KIND_LABELLER, ""), "`path` is empty");
#undef BYTES
#undef PATH
    FAILS(colorize_engine_new(NULL, models, &other, &error), MODEL, "there are: none");
    colorize_models_free(models);
    OK(colorize_models_new_bundled(&models, &error));
    OK(colorize_engine_new(NULL, models, &other, &error));
    colorize_models_free(models); /* engines hold what they need */
    CHECK(colorize_engine_label_count(other) == 21);
    colorize_engine_free(other);
    colorize_models_free(NULL);
}

static void check_engine(void) {
    ColorizeEngine *other = (ColorizeEngine *)gray;
    ColorizeEngineOptions options;
    size_t devices = 0;
    BAD(colorize_engine_new(NULL, NULL, NULL, &error), "`engine` is NULL");
    CHECK(colorize_engine_new(NULL, NULL, NULL, NULL) == COLORIZE_STATUS_INVALID_ARGUMENT);
    colorize_engine_options_init(&options, sizeof options);
    options.device = (ColorizeDevice)99;
    BAD(colorize_engine_new(&options, NULL, &other, &error), "device 99 is unknown");
    CHECK(!other);
    OK(colorize_device_list(NULL, 0, &devices, &error));
    if (devices == 1) {
        options.device = COLORIZE_DEVICE_CUDA;
        FAILS(colorize_engine_new(&options, NULL, &other, &error), DEVICE, "device cuda is not in this build");
        options.device = COLORIZE_DEVICE_FLEX;
        FAILS(colorize_engine_new(&options, NULL, &other, &error), DEVICE, "build with the feature `flex`");
    }
    options.device = COLORIZE_DEVICE_CPU;
    options.threads = 257;
    BAD(colorize_engine_new(&options, NULL, &other, &error), "257 threads are outside 1..=256");
    options.struct_size = 3;
    BAD(colorize_engine_new(&options, NULL, &other, &error), "`options.struct_size` is 3");
    options.struct_size = sizeof options, options.threads = 2;
    OK(colorize_engine_new(&options, NULL, &other, &error));
    CHECK(colorize_engine_threads(other) == 2 && colorize_engine_level(other)[0]);
    CHECK(colorize_engine_threads(NULL) == 0 && !colorize_engine_level(NULL));
    colorize_engine_free(other);
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    CHECK(colorize_engine_label_count(engine) == 21);
    CHECK(strcmp(colorize_engine_label_name(engine, 1), "hair") == 0);
    CHECK(strcmp(colorize_engine_label_name(engine, 20), "clothes_other") == 0);
    CHECK(!colorize_engine_label_name(engine, 21) && !colorize_engine_label_name(engine, UINT32_MAX));
    float threshold = -1, lower = -1;
    BAD(colorize_engine_threshold(NULL, 0.9f, &threshold, &error), "`engine` is NULL");
    BAD(colorize_engine_threshold(engine, 0.9f, NULL, &error), "`threshold` is NULL");
    BAD(colorize_engine_threshold(engine, 2, &threshold, &error), "share of 2 right");
    BAD(colorize_engine_threshold(engine, -1, &threshold, &error), "accuracy -1 is outside 0..=1");
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

/* Wrong arguments of colorize_reading_new. */
static void check_reading_arguments(void) {
    ColorizeReading *reading = (ColorizeReading *)gray;
    ColorizeImageView view = drawing();
    ColorizeReadOptions options;
#define NEW(view, options) colorize_reading_new(engine, view, options, NULL, NULL, &reading, &error)
    BAD(colorize_reading_new(NULL, &view, NULL, NULL, NULL, &reading, &error), "`engine` is NULL");
    CHECK(!reading);
    BAD(colorize_reading_new(engine, &view, NULL, NULL, NULL, NULL, &error), "`reading` is NULL");
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
    colorize_read_options_init(NULL, sizeof options);
    colorize_read_options_init(&options, sizeof options);
    CHECK(options.struct_size == sizeof options && options.gap < 0 && options.min_area < 0);
    CHECK(options.ink == COLORIZE_INK_SOURCE_AUTO && options.max_side == 512 && options.mirror == 1);
    CHECK(options.max_pixels == 100000000 && options.max_regions == 1000000);
    ColorizeReadOptions wrong = options;
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
    wrong = options, wrong.max_regions = 2;
    FAILS(NEW(&view, &wrong), LIMIT, "regions are over the limit of 2");
#undef NEW
    CHECK(!reading);
    CHECK(colorize_reading_new(NULL, NULL, NULL, NULL, NULL, NULL, NULL) == COLORIZE_STATUS_INVALID_ARGUMENT);
}

/* White lines on black, whether told or found, are the same drawing. */
static void check_chalk(void) {
    ColorizeReadOptions options;
    ColorizeReading *first = NULL, *reading = NULL;
    const ColorizeImageView view = drawing();
    uint8_t *negative = malloc(SIDE * SIDE);
    const ColorizeImageView chalk = {negative, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    colorize_read_options_init(&options, sizeof options);
    options.max_side = 64;
    OK(colorize_reading_new(engine, &view, &options, NULL, NULL, &first, &error));
    CHECK(colorize_reading_ink_source(first) == COLORIZE_INK_SOURCE_DARKNESS);
    for (int i = 0; i < SIDE * SIDE; ++i) negative[i] = (uint8_t)(255 - gray[i]);
    for (int told = 0; told < 2; ++told) {
        options.ink = told ? COLORIZE_INK_SOURCE_LIGHTNESS : COLORIZE_INK_SOURCE_AUTO;
        OK(colorize_reading_new(engine, &chalk, &options, NULL, NULL, &reading, &error));
        CHECK(colorize_reading_ink_source(reading) == COLORIZE_INK_SOURCE_LIGHTNESS);
        CHECK(memcmp(colorize_reading_region_ids(reading), colorize_reading_region_ids(first),
                     SIDE * SIDE * sizeof(uint32_t)) == 0);
        CHECK(memcmp(colorize_reading_ink(reading).data, colorize_reading_ink(first).data, SIDE * SIDE) == 0);
        colorize_reading_free(reading);
    }
    CHECK(colorize_reading_kind(first) == COLORIZE_DRAWING_KIND_LINE && colorize_reading_kind(NULL) == COLORIZE_DRAWING_KIND_AUTO);
    options.kind = (ColorizeDrawingKind)99;
    BAD(colorize_reading_new(engine, &view, &options, NULL, NULL, &reading, &error), "kind of drawing 99 is unknown");
    options.kind = COLORIZE_DRAWING_KIND_LINE, options.reserved = 1;
    BAD(colorize_reading_new(engine, &view, &options, NULL, NULL, &reading, &error), "`options.reserved` is 1");
    CHECK(!colorize_reading_ink(NULL).data && colorize_reading_ink_source(NULL) == COLORIZE_INK_SOURCE_AUTO);
    free(negative);
    colorize_reading_free(first);
}

/* The drawing with its hair and face filled: in greys, or in colours. */
static ColorizeImageView filled(uint8_t *rgb, const uint8_t hair[3], const uint8_t face[3]) {
    for (int i = 0; i < SIDE * SIDE; ++i) {
        const int dx = i % SIDE - 80, dy = i / SIDE - 80, inside = dx * dx + dy * dy < 62 * 62;
        for (int c = 0; c < 3; ++c) {
            const int paper = !inside ? 255 : dy < -22 ? hair[c] : face[c];
            rgb[3 * i + c] = (uint8_t)(gray[i] == 0 ? 0 : paper);
        }
    }
    const ColorizeImageView view = {rgb, SIDE, SIDE, 3 * SIDE, COLORIZE_PIXEL_FORMAT_RGB8, 0, 0};
    return view;
}

/* Each kind of drawing is answered as it was told; greys come back as tone, an undercoat as the regions' colours. */
static void check_kinds(void) {
    static const uint8_t dark[3] = {150, 150, 150}, light[3] = {210, 210, 210};
    static const uint8_t red[3] = {200, 80, 60};
    uint8_t *rgb = malloc(3 * SIDE * SIDE);
    ColorizeReadOptions options;
    ColorizeReading *reading = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView tone;
    ColorizeRegion region;
    colorize_read_options_init(&options, sizeof options);
    options.max_side = 64;
    ColorizeImageView view = filled(rgb, dark, light);
    for (int kind = COLORIZE_DRAWING_KIND_AUTO; kind <= COLORIZE_DRAWING_KIND_BLUE_PENCIL; ++kind) {
        options.kind = (ColorizeDrawingKind)kind;
        OK(colorize_reading_new(engine, &view, &options, NULL, NULL, &reading, &error));
        const ColorizeDrawingKind found = colorize_reading_kind(reading);
        CHECK((int)found == (kind == COLORIZE_DRAWING_KIND_AUTO ? COLORIZE_DRAWING_KIND_GREY : kind));
        if (kind == COLORIZE_DRAWING_KIND_AUTO) {
            OK(colorize_document_new(reading, &document, &error));
            OK(colorize_document_color(document, NULL, NULL, &layers, &error));
            OK(colorize_layers_view(layers, COLORIZE_LAYER_TONE, &tone, &error));
            const uint8_t *pixels = tone.data;
            CHECK(pixels[HAIR_Y * tone.stride + 4 * HAIR_X + 3] > 0 && pixels[3] == 0);
            colorize_layers_free(layers);
            colorize_document_free(document);
        }
        colorize_reading_free(reading);
    }
    options.kind = COLORIZE_DRAWING_KIND_AUTO;
    view = filled(rgb, red, light);
    OK(colorize_reading_new(engine, &view, &options, NULL, NULL, &reading, &error));
    CHECK(colorize_reading_kind(reading) == COLORIZE_DRAWING_KIND_UNDERCOATED);
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    const uint32_t *ids = colorize_layers_region_ids(layers);
    OK(colorize_layers_region(layers, ids[HAIR_Y * SIDE + HAIR_X], &region, sizeof region, &error));
    CHECK(region.origin == COLORIZE_ORIGIN_WASH && region.color.r == 200 && region.color.g == 80 && region.color.b == 60);
    OK(colorize_layers_region(layers, ids[FACE_Y * SIDE + FACE_X], &region, sizeof region, &error));
    CHECK(region.origin == COLORIZE_ORIGIN_WASH && region.color.r == 210 && region.color.g == 210);
    BAD(colorize_layers_view(layers, COLORIZE_LAYER_TONE, &tone, &error), "no layer of tone");
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(reading);
    free(rgb);
}

/* Sheets from text, from a picture and from a seed; what is none. */
static void check_sheets(const ColorizeReading *reading, const ColorizeLayers *layers) {
    ColorizeSheet *sheet = NULL, *again = NULL;
    ColorizeImageView picture;
    BAD(colorize_sheet_new_from_text(NULL, &sheet, &error), "`text` is NULL");
    BAD(colorize_sheet_new_from_text("{\"parts\": {\"hair\": 3}}", &sheet, &error), "expected a colour");
    BAD(colorize_sheet_new_proposed(0, NULL, &error), "`sheet` is NULL");
    CHECK(!sheet && !colorize_sheet_json(NULL) && !colorize_sheet_gimp(NULL));
    OK(colorize_sheet_new_from_text("{\"parts\": {\"hair\": \"#80503a\"}}", &sheet, &error));
    CHECK(strstr(colorize_sheet_json(sheet), "#80503a"));
    OK(colorize_sheet_new_from_text(colorize_sheet_gimp(sheet), &again, &error));
    CHECK(strcmp(colorize_sheet_json(again), colorize_sheet_json(sheet)) == 0);
    colorize_sheet_free(again);
    colorize_sheet_free(sheet);
    OK(colorize_sheet_new_proposed(7, &sheet, &error));
    CHECK(strstr(colorize_sheet_json(sheet), "hair"));
    colorize_sheet_free(sheet);
    OK(colorize_layers_view(layers, COLORIZE_LAYER_PAINTING, &picture, &error));
    OK(colorize_sheet_new_from_picture(reading, &picture, &sheet, &error));
    CHECK(strstr(colorize_sheet_json(sheet), "parts"));
    colorize_sheet_free(sheet);
    picture.height -= 1;
    BAD(colorize_sheet_new_from_picture(reading, &picture, &sheet, &error), "160x159");
    colorize_sheet_free(NULL);
}

typedef struct {
    int messages;
    char last[200];
} Heard;

static void hear(void *user_data, ColorizeLogLevel level, const char *message) {
    Heard *heard = user_data;
    CHECK(level >= COLORIZE_LOG_LEVEL_ERROR && level <= COLORIZE_LOG_LEVEL_DEBUG);
    ++heard->messages;
    strncpy(heard->last, message, sizeof heard->last - 1);
}

/* Nothing is told unless it is asked for. */
static void check_log(void) {
    Heard heard = {0, {0}};
    ColorizeReading *reading = NULL;
    ColorizeReadOptions options;
    const ColorizeImageView view = drawing();
    colorize_read_options_init(&options, sizeof options);
    options.max_side = 64;
    BAD(colorize_log_set(hear, &heard, (ColorizeLogLevel)9, &error), "log level 9 is unknown");
#define READ() \
    OK(colorize_reading_new(engine, &view, &options, NULL, NULL, &reading, &error)); \
    colorize_reading_free(reading)
    OK(colorize_log_set(hear, &heard, COLORIZE_LOG_LEVEL_ERROR, &error));
    READ();
    CHECK(heard.messages == 0);
    OK(colorize_log_set(hear, &heard, COLORIZE_LOG_LEVEL_INFO, &error));
    READ();
    CHECK(heard.messages == 1 && strstr(heard.last, "read 160x160"));
    OK(colorize_log_set(NULL, NULL, COLORIZE_LOG_LEVEL_DEBUG, &error));
    READ();
    CHECK(heard.messages == 1);
#undef READ
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
    BAD(colorize_prompt_add_part(prompt, NULL, RED, 1, &error), "`part` is NULL");
    BAD(colorize_prompt_add_mask(prompt, NULL, RED, 1, &error), "`mask` is NULL");
    CHECK(colorize_prompt_count(prompt) == 0 && colorize_prompt_count(NULL) == 0);
    OK(colorize_prompt_add_point(prompt, 1, 1, RED, 1, &error));
    OK(colorize_prompt_add_point(prompt, 2, 2, BLUE, 1, &error));
    BAD(colorize_prompt_set_color(prompt, 2, RED, 1, &error), "there is no hint 2: the prompt has 2");
    BAD(colorize_prompt_set_color(prompt, 0, RED, NAN, &error), "strength NaN");
    BAD(colorize_prompt_remove(prompt, SIZE_MAX, &error), "there is no hint");
    BAD(colorize_prompt_remove(NULL, 0, &error), "`prompt` is NULL");
    OK(colorize_prompt_remove(prompt, 0, &error));
    CHECK(colorize_prompt_count(prompt) == 1);
    OK(colorize_prompt_set_color(prompt, 0, GREEN, 0.5f, &error));
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

/* Wrong hints and options of a document; it stays usable. */
static void check_color_arguments(ColorizeDocument *document) {
    ColorizeLayers *layers = (ColorizeLayers *)gray;
    ColorizePrompt *prompt = NULL;
    ColorizeColorOptions options, wrong;
    uint8_t small[4] = {255, 255, 255, 255};
    const ColorizeImageView mask = {small, 2, 2, 2, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    OK(colorize_prompt_new(&prompt, &error));
#define COLOR() colorize_document_color(document, NULL, NULL, &layers, &error)
#define SET(options) colorize_document_set_options(document, options, &error)
#define WRONG_HINT(add, words) \
    do { \
        OK(add); \
        BAD(colorize_document_set_prompt(document, prompt, &error), words); \
        colorize_prompt_clear(prompt); \
    } while (0)
#define WRONG_OPTION(words) BAD(SET(&wrong), words)
    BAD(colorize_document_color(NULL, NULL, NULL, &layers, &error), "`document` is NULL");
    CHECK(!layers);
    BAD(colorize_document_color(document, NULL, NULL, NULL, &error), "`layers` is NULL");
    BAD(colorize_document_set_prompt(NULL, prompt, &error), "`document` is NULL");
    BAD(colorize_document_set_options(NULL, NULL, &error), "`document` is NULL");
    WRONG_HINT(colorize_prompt_add_point(prompt, 900, 2, RED, 1, &error), "hint 1 at (900, 2) is outside 160x160");
    WRONG_HINT(colorize_prompt_add_region(prompt, 0, RED, 1, &error), "region 0");
    WRONG_HINT(colorize_prompt_add_region(prompt, 9999, RED, 1, &error), "region 9999");
    WRONG_HINT(colorize_prompt_add_mask(prompt, &mask, RED, 1, &error), "mask of 2x2");
    WRONG_HINT(colorize_prompt_add_stroke(prompt, (const float[]){1, 1}, 1, -1, RED, 1, &error), "-1 pixels wide");
    WRONG_HINT(colorize_prompt_add_part(prompt, "cape", RED, 1, &error), "unknown part `cape`");
    OK(colorize_document_set_prompt(document, NULL, &error));
    colorize_color_options_init(&options, sizeof options);
    CHECK(options.struct_size == sizeof options && options.shade == 1.0f && !options.sheet);
    wrong = options, wrong.shade = 3;
    WRONG_OPTION("shade 3 is outside 0..=2");
    wrong = options, wrong.has_light = 1, wrong.light_x = -2;
    WRONG_OPTION("light (-2, 0)");
    wrong = options, wrong.sheet = "{\"parts\": {\"cape\": \"#fff\"}}";
    WRONG_OPTION("unknown part `cape`");
    CHECK(!options.has_withdrawal && options.withdraw_below == 0.8f && options.slash_angle == 45.0f);
    wrong = options, wrong.has_withdrawal = 1, wrong.withdraw_below = 1.5f;
    WRONG_OPTION("withdrawal below 1.5 is outside 0..=1");
    wrong = options, wrong.has_withdrawal = 1, wrong.slash_spacing = 1;
    WRONG_OPTION("spacing 1 of the slashes is outside 2..=4096");
    options.sheet = "{\"parts\": {\"hair\": \"#80503a\"}}";
    options.seed = 7, options.has_light = 1, options.light_x = -1, options.light_y = -1, options.shade = 0.5f;
    OK(SET(&options));
    /* What cannot be read is told at once, and the options before stay. */
    wrong = options, wrong.sheet = "{\"parts\": 7}";
    BAD(SET(&wrong), "7");
    wrong = options, wrong.reserved[1] = 1;
    BAD(SET(&wrong), "reserved");
    wrong = options, wrong.struct_size = offsetof(ColorizeColorOptions, palette) - 8;
    BAD(SET(&wrong), "struct_size");
    /* A caller from before palettes; what lies behind its structure is not looked at. */
    wrong = options, wrong.struct_size = offsetof(ColorizeColorOptions, palette), wrong.palette_count = 1;
    OK(SET(&wrong));
    OK(COLOR());
    OK(SET(NULL));
#undef COLOR
#undef SET
#undef WRONG_HINT
#undef WRONG_OPTION
    colorize_layers_free(layers);
    colorize_prompt_free(prompt);
}

/* Regions that are given back uncoloured, and those that a person is sure of. */
static void check_withdrawal(const ColorizeReading *reading) {
    ColorizeColorOptions options;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView slashes = {0};
    ColorizeRegion region;
    colorize_color_options_init(&options, sizeof options);
    options.has_withdrawal = 1, options.withdraw_below = 1;
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_document_set_options(document, &options, &error));
    BAD(colorize_document_correct(document, 0, "top", &error), "region 0 is outside 1..=");
    BAD(colorize_document_correct(document, 1, "cape", &error), "unknown part `cape`");
    BAD(colorize_document_correct(document, 1, NULL, &error), "`label` is NULL");
    BAD(colorize_document_correct(NULL, 1, "top", &error), "`document` is NULL");
    const uint32_t id = colorize_reading_region_ids(reading)[SIDE / 2 * SIDE + SIDE / 2];
    OK(colorize_document_correct(document, id, "shoes", &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
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
    OK(colorize_document_set_options(document, NULL, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    BAD(colorize_layers_view(layers, COLORIZE_LAYER_WITHDRAW, &slashes, &error), "has_withdrawal");
    colorize_layers_free(layers);
    colorize_document_free(document);
}

/* What a reading says of its regions. */
static void check_region_labels(const ColorizeReading *reading) {
    struct {
        ColorizeRegionLabel known;
        uint32_t later[2];
    } label;
    memset(&label, 9, sizeof label);
#define LABEL(id, size) colorize_reading_region_label(reading, id, &label.known, size, &error)
    BAD(colorize_reading_region_label(NULL, 1, &label.known, sizeof label.known, &error), "`reading` is NULL");
    BAD(colorize_reading_region_label(reading, 1, NULL, sizeof label.known, &error), "`label` is NULL");
    BAD(LABEL(0, sizeof label.known), "region 0 is outside 1..=");
    BAD(LABEL(UINT32_MAX, sizeof label.known), "is outside 1..=");
    BAD(LABEL(1, 4), "`struct_size` is 4, not sizeof(ColorizeRegionLabel)");
    CHECK(label.known.region == 0x09090909 && label.later[1] == 0x09090909);
    for (uint32_t id = 1; id <= colorize_reading_region_count(reading); ++id) {
        OK(LABEL(id, sizeof label));
        CHECK(label.known.region == id && label.known.label < 21 && strlen(label.known.name) > 2);
        CHECK(label.known.share > 0 && label.known.share <= 1 && label.known.certainty >= 0 && label.known.certainty <= 1);
        CHECK(label.later[0] == 0 && label.later[1] == 0);
    }
    OK(LABEL(1, sizeof label.known));
    CHECK(label.known.label == 0 && strcmp(label.known.name, "background") == 0);
#undef LABEL
}

/* The caller's own regions: the left half and the right half; hints and corrections stay at their places. */
static void check_own_regions(const ColorizeReading *reading) {
    const size_t count = SIDE * SIDE;
    uint32_t *ids = malloc(count * sizeof *ids);
    ColorizeReading *halves = (ColorizeReading *)gray;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizePrompt *prompt = NULL;
    ColorizeRegion region;
    for (size_t i = 0; i < count; ++i) ids[i] = i % SIDE < SIDE / 2 ? 9 : 7;
#define CUT(ids, count) colorize_reading_with_regions(reading, ids, count, &halves, &error)
    BAD(colorize_reading_with_regions(NULL, ids, count, &halves, &error), "`reading` is NULL");
    CHECK(!halves);
    BAD(colorize_reading_with_regions(reading, ids, count, NULL, &error), "`other` is NULL");
    BAD(CUT(NULL, count), "`ids` is NULL");
    BAD(CUT(ids, count - 1), "a drawing of 160x160 has 25600 pixels");
    ids[5] = SIDE * SIDE + 1;
    BAD(CUT(ids, count), "region 25601 is over 25600");
    ids[5] = 9;
    OK(CUT(ids, count));
#undef CUT
    CHECK(colorize_reading_region_count(halves) == 2 && colorize_reading_region_count(reading) >= 4);
    CHECK(colorize_reading_region_ids(halves)[0] == 1 && colorize_reading_region_ids(halves)[SIDE - 1] == 2);

    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, EYE_X, EYE_Y, RED, 1, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    colorize_prompt_free(prompt); /* the document has a copy */
    const uint32_t face = colorize_reading_region_ids(reading)[FACE_Y * SIDE + SIDE - EYE_X];
    OK(colorize_document_correct(document, face, "shoes", &error));
    BAD(colorize_document_set_reading(document, NULL, &error), "`reading` is NULL");
    BAD(colorize_document_set_reading(NULL, halves, &error), "`document` is NULL");
    OK(colorize_document_set_reading(document, halves, &error));
    colorize_reading_free(halves);
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    CHECK(colorize_layers_region_count(layers) == 2);
    OK(colorize_layers_region(layers, 1, &region, sizeof region, &error));
    CHECK(region.origin == COLORIZE_ORIGIN_HINT && memcmp(&region.color, &RED, sizeof RED) == 0);
    int corrected = 0;
    for (uint32_t id = 1; id <= 2; ++id) {
        OK(colorize_layers_region(layers, id, &region, sizeof region, &error));
        corrected += region.label == 10;
    }
    CHECK(corrected == 1);
    colorize_layers_free(layers);
    colorize_document_free(document);
    free(ids);
}

/* A line is drawn across the face: what is read of it at once is what is read anew. */
static void check_edited(const ColorizeReading *reading) {
    uint8_t *pixels = malloc(SIDE * SIDE);
    const ColorizeImageView view = {pixels, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeImageView wrong = view;
    ColorizeReading *edited = (ColorizeReading *)gray, *anew = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeBox changed = {1, 2, 3, 4};
    Told told = {0, 0, 0, NULL};
    memcpy(pixels, gray, SIDE * SIDE);
#define EDIT(view) colorize_reading_edited(reading, view, progress, &told, &edited, &changed, &error)
    BAD(colorize_reading_edited(NULL, &view, NULL, NULL, &edited, &changed, &error), "`reading` is NULL");
    CHECK(!edited);
    BAD(colorize_reading_edited(reading, &view, NULL, NULL, NULL, &changed, &error), "`other` is NULL");
    BAD(EDIT(NULL), "`drawing` is NULL");
    wrong.height = SIDE - 1;
    BAD(EDIT(&wrong), "the edited drawing is 160x159, it was 160x160");
    wrong = view, wrong.data = NULL;
    BAD(EDIT(&wrong), "`drawing.data` is NULL");
    CHECK(changed.left == 1 && changed.bottom == 4 && told.calls == 0);
    OK(EDIT(&view)); /* nothing changed */
    CHECK(changed.left == 0 && changed.right == 0 && changed.bottom == 0);
    CHECK(colorize_reading_region_count(edited) == colorize_reading_region_count(reading));
    colorize_reading_free(edited);
    for (int x = 20; x < 140; ++x) {
        for (int y = 118; y < 121; ++y) pixels[y * SIDE + x] = 0;
    }
    told.calls = 0, told.last = 0, told.stop_after = 2, changed.left = 1;
    FAILS(EDIT(&view), CANCELLED, "cancelled");
    CHECK(!edited && changed.left == 1);
    told.calls = 0, told.last = 0, told.stop_after = 0;
    OK(EDIT(&view));
    CHECK(told.calls > 2 && told.last == 1.0f);
#undef EDIT
    CHECK(changed.left >= 20 && changed.left < 40 && changed.right <= 140 && changed.top == 118 && changed.bottom == 121);
    CHECK(colorize_reading_region_count(edited) > colorize_reading_region_count(reading));
    OK(colorize_reading_new(engine, &view, &small, NULL, NULL, &anew, &error));
    CHECK(colorize_reading_region_count(edited) == colorize_reading_region_count(anew));
    CHECK(memcmp(colorize_reading_region_ids(edited), colorize_reading_region_ids(anew), SIDE * SIDE * 4) == 0);
    colorize_reading_free(anew);
    OK(colorize_reading_edited(reading, &view, NULL, NULL, &anew, NULL, &error)); /* the box is not asked for */
    colorize_reading_free(anew);

    /* Of another size it is no reading of the document's drawing. */
    ColorizeReading *tiny = NULL;
    wrong = view, wrong.width = 80;
    OK(colorize_reading_new(engine, &wrong, NULL, NULL, NULL, &tiny, &error));
    OK(colorize_document_new(reading, &document, &error));
    BAD(colorize_document_set_reading(document, tiny, &error), "the reading is 80x160, the document 160x160");
    colorize_reading_free(tiny);
    OK(colorize_document_set_reading(document, edited, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    CHECK(colorize_layers_region_count(layers) == colorize_reading_region_count(edited));
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(edited);
    free(pixels);
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
        {COLORIZE_LAYER_PAINTING, COLORIZE_PIXEL_FORMAT_RGBA8, 4},
    };
    ColorizeImageView views[9], again;
    for (int i = 0; i < 9; ++i) {
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

    BAD(colorize_layers_view(layers, COLORIZE_LAYER_TONE, &again, &error), "no layer of tone");
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
    const ColorizeImageView deep = {wide, 2, 2, 4, COLORIZE_PIXEL_FORMAT_GRAY16, 0, 0};
    sprintf(file, "%s/deep.png", folder);
    OK(colorize_image_save(&deep, file, &error));
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : ".";
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = drawing_pixel(i % SIDE, i / SIDE);
    colorize_read_options_init(&small, sizeof small);
    small.max_side = 96, small.mirror = 0;
    check_version_and_names();
    check_models();
    check_engine();
    check_reading_arguments();
    check_chalk();
    check_kinds();
    check_log();
    check_prompt_arguments();
    check_images(folder);

    ColorizeReading *reading = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL, *other = NULL;
    ColorizePrompt *prompt = NULL;
    ColorizeImageView view = drawing();
    Told told = {0, 2, 0, NULL};
    FAILS(colorize_reading_new(engine, &view, &small, progress, &told, &reading, &error), CANCELLED, "cancelled");
    CHECK(!reading && told.calls == 2);
    told.calls = 0, told.stop_after = 0, told.last = 0;
    OK(colorize_reading_new(engine, &view, &small, progress, &told, &reading, &error));
    CHECK(told.calls > 2 && told.last == 1.0f);
    check_region_labels(reading);
    check_own_regions(reading);
    check_edited(reading);
    colorize_engine_free(engine); /* readings hold what they need */
    memset(gray, 7, sizeof gray); /* and the drawing is not looked at again */

    CHECK(colorize_reading_width(reading) == SIDE && colorize_reading_height(reading) == SIDE);
    CHECK(colorize_reading_width(NULL) == 0 && colorize_reading_height(NULL) == 0);
    CHECK(colorize_reading_region_count(NULL) == 0 && !colorize_reading_region_ids(NULL));
    const uint32_t *ids = colorize_reading_region_ids(reading);
    const uint32_t hair = ids[HAIR_Y * SIDE + HAIR_X];
    CHECK(hair != ids[FACE_Y * SIDE + FACE_X] && hair != ids[0] && ids[0] == 1);

    document = (ColorizeDocument *)gray;
    BAD(colorize_document_new(NULL, &document, &error), "`reading` is NULL");
    CHECK(!document);
    BAD(colorize_document_new(reading, NULL, &error), "`document` is NULL");
    OK(colorize_document_new(reading, &document, &error));
    const float stroke[] = {EYE_X - 3, EYE_Y, EYE_X + 3, EYE_Y + 2};
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_part(prompt, "hair", BLUE, 1, &error)); /* later hints win */
    OK(colorize_prompt_add_point(prompt, FACE_X + 0.5f, FACE_Y, RED, 1, &error));
    OK(colorize_prompt_add_stroke(prompt, stroke, 2, 2, BLUE, 1, &error));
    OK(colorize_prompt_add_region(prompt, hair, GREEN, 1, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    told.calls = 0, told.last = 0, told.again = document;
    OK(colorize_document_color(document, progress, &told, &layers, &error));
    CHECK(told.calls > 2 && told.last == 1.0f);
    CHECK(flat_is(layers, FACE_X, FACE_Y, RED));
    CHECK(flat_is(layers, HAIR_X, HAIR_Y, GREEN));
    CHECK(flat_is(layers, EYE_X, EYE_Y, BLUE));

    /* Cancelled at every step, coloured again: the same. */
    for (int step = 1; step < 4; ++step) {
        told.calls = 0, told.last = 0, told.again = NULL, told.stop_after = step;
        FAILS(colorize_document_color(document, progress, &told, &other, &error), CANCELLED, "cancelled");
        CHECK(!other && told.calls == step);
    }
    check_color_arguments(document);
    OK(colorize_document_set_prompt(document, prompt, &error));
    OK(colorize_document_color(document, NULL, NULL, &other, &error));
    CHECK(memcmp(pixel(layers, COLORIZE_LAYER_PICTURE, 0, 0), pixel(other, COLORIZE_LAYER_PICTURE, 0, 0),
                 SIDE * SIDE * 4) == 0);
    colorize_layers_free(other);
    colorize_prompt_free(prompt);

    OK(colorize_prompt_new_from_json("{\"hints\": [{\"x\": 80, \"y\": 110, \"color\": \"#01c81e\"}]}", &prompt, &error));
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = ids[i] == hair ? 200 : 0;
    OK(colorize_prompt_add_mask(prompt, &view, RED, 0.5f, &error));
    CHECK(colorize_prompt_count(prompt) == 2);
    OK(colorize_document_set_prompt(document, prompt, &error));
    colorize_prompt_free(prompt); /* the document has a copy */
    OK(colorize_document_color(document, NULL, NULL, &other, &error));
    CHECK(flat_is(other, FACE_X, FACE_Y, GREEN));
    colorize_layers_free(other);
    OK(colorize_document_set_prompt(document, NULL, &error)); /* no hints at all */
    OK(colorize_document_color(document, NULL, NULL, &other, &error));
    colorize_layers_free(other);

    check_withdrawal(reading);
    check_sheets(reading, layers);
    colorize_reading_free(reading);   /* documents live on */
    OK(colorize_document_color(document, NULL, NULL, &other, &error));
    colorize_layers_free(other);
    colorize_document_free(document); /* layers live on */
    check_layers(layers, folder);
    colorize_layers_free(layers);
    colorize_engine_free(NULL);
    colorize_reading_free(NULL);
    colorize_document_free(NULL);
    colorize_prompt_free(NULL);
    colorize_layers_free(NULL);
    colorize_image_free(NULL);
    colorize_error_free(NULL);
    return 0;
}
