/* Edits of a document, the way back, and its file. */
#include "reading.h"

static const ColorizeRgb RED = {200, 30, 20}, BLUE = {10, 20, 250};

static int flat_is(ColorizeDocument *document, int x, int y, ColorizeRgb color) {
    ColorizeLayers *layers = NULL;
    ColorizeImageView flats;
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    const int same = memcmp((const uint8_t *)flats.data + y * flats.stride + 4 * x, &color, 3) == 0;
    colorize_layers_free(layers);
    return same;
}

static void check_edits(ColorizeDocument *document) {
    const char *add = "{\"op\": \"several\", \"edits\": ["
                      "{\"op\": \"add\", \"hint\": {\"point\": [80, 110], \"color\": \"#c81e14\"}},"
                      "{\"op\": \"add\", \"hint\": {\"point\": [58, 84], \"color\": \"#0a14fa\"}}]}";
    uint32_t ids[2] = {77, 77};
    size_t count = 99;
    bool done = false;
    BAD(colorize_document_apply(NULL, add, ids, 2, &count, &error), "`document` is NULL");
    BAD(colorize_document_apply(document, NULL, ids, 2, &count, &error), "`edit` is NULL");
    BAD(colorize_document_apply(document, add, NULL, 2, &count, &error), "`ids` is NULL");
    BAD(colorize_document_apply(document, "{\"op\": \"paint\"}", ids, 2, &count, &error), "paint");
    BAD(colorize_document_apply(document, "{\"op\": \"remove\", \"id\": 1}", ids, 2, &count, &error), "no hint 1");
    CHECK(colorize_document_undo_count(document) == 0 && count == 99 && ids[0] == 77);

    OK(colorize_document_apply(document, add, ids, 1, &count, &error));
    CHECK(count == 2 && ids[0] == 1 && ids[1] == 77);
    CHECK(flat_is(document, FACE_X, FACE_Y, RED) && flat_is(document, EYE_X, EYE_Y, BLUE));
    OK(colorize_document_undo(document, &done, &error));
    CHECK(done && colorize_document_undo_count(document) == 0 && colorize_document_redo_count(document) == 1);
    CHECK(!flat_is(document, FACE_X, FACE_Y, RED));
    OK(colorize_document_undo(document, &done, &error));
    CHECK(!done);
    OK(colorize_document_redo(document, NULL, &error));
    CHECK(colorize_document_undo_count(document) == 1 && flat_is(document, FACE_X, FACE_Y, RED));
    BAD(colorize_document_undo(NULL, &done, &error), "`document` is NULL");
    CHECK(colorize_document_undo_count(NULL) == 0 && colorize_document_redo_count(NULL) == 0);

    /* A layer that was painted over the drawing. */
    static uint8_t painted[SIDE * SIDE * 4];
    for (int y = FACE_Y - 15; y < FACE_Y + 15; ++y) {
        for (int x = FACE_X - 30; x < FACE_X + 30; ++x) {
            const uint8_t paint[4] = {10, 20, 250, 255};
            memcpy(painted + (y * SIDE + x) * 4, paint, 4);
        }
    }
    const ColorizeImageView painting = {painted, SIDE, SIDE, SIDE * 4, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    ColorizePrompt *prompt = NULL;
    OK(colorize_prompt_new(&prompt, &error));
    BAD(colorize_prompt_add_painting(prompt, NULL, &error), "`painting` is NULL");
    OK(colorize_prompt_add_painting(prompt, &painting, &error));
    CHECK(colorize_prompt_count(prompt) == 1);
    BAD(colorize_document_add(document, NULL, ids, 1, NULL, &error), "`prompt` is NULL");
    OK(colorize_document_add(document, prompt, ids, 1, &count, &error));
    CHECK(count == 1 && ids[0] == 3 && colorize_document_undo_count(document) == 2);
    colorize_prompt_free(prompt);

    ColorizeBytes *edits = NULL;
    OK(colorize_document_edits(document, &edits, &error));
    const char *text = (const char *)colorize_bytes_data(edits);
    CHECK(strlen(text) == colorize_bytes_size(edits) && strstr(text, "\"version\": 1") && strstr(text, "\"id\": 3"));
    colorize_bytes_free(edits);
    CHECK(!colorize_bytes_data(NULL) && colorize_bytes_size(NULL) == 0);
}

static void check_palette(const ColorizeReading *reading) {
    ColorizeDocument *document = NULL;
    OK(colorize_document_new(reading, &document, &error));
    const ColorizeRgb palette[2] = {{1, 2, 3}, {250, 240, 230}};
    ColorizeColorOptions options;
    colorize_color_options_init(&options, sizeof options);
    CHECK(!options.palette && options.palette_count == 0);
    options.palette = palette;
    BAD(colorize_document_set_options(document, &options, &error), "palette without colours");
    options.palette_count = 2;
    OK(colorize_document_set_options(document, &options, &error));
    CHECK(flat_is(document, HAIR_X, HAIR_Y, palette[0]) || flat_is(document, HAIR_X, HAIR_Y, palette[1]));
    CHECK(colorize_document_undo_count(document) == 1);
    colorize_document_free(document);
}

static void check_file(const ColorizeEngine *engine, ColorizeDocument *document) {
    ColorizeBytes *file = NULL, *again = NULL;
    ColorizeDocument *opened = NULL;
    BAD(colorize_document_to_ora(document, NULL, NULL, NULL, &error), "`bytes` is NULL");
    OK(colorize_document_to_ora(document, NULL, NULL, &file, &error));
    const uint8_t *data = colorize_bytes_data(file);
    const size_t size = colorize_bytes_size(file);
    OK(colorize_document_from_ora(engine, data, size, NULL, NULL, NULL, &opened, &error));
    CHECK(colorize_document_undo_count(opened) == colorize_document_undo_count(document));
    OK(colorize_document_to_ora(opened, NULL, NULL, &again, &error));
    CHECK(colorize_bytes_size(again) == size && memcmp(colorize_bytes_data(again), data, size) == 0);
    colorize_document_free(opened);
    colorize_bytes_free(again);

    FAILS(colorize_document_from_ora(engine, data, size / 2, NULL, NULL, NULL, &opened, &error), OTHER, "OpenRaster");
    CHECK(!opened);
    BAD(colorize_document_from_ora(engine, NULL, size, NULL, NULL, NULL, &opened, &error), "`bytes` is NULL");
    BAD(colorize_document_from_ora(NULL, data, size, NULL, NULL, NULL, &opened, &error), "`engine` is NULL");
    FAILS(colorize_document_open(engine, "missing.ora", NULL, NULL, NULL, &opened, &error), IO, "missing.ora");
    FAILS(colorize_document_save(document, "missing/folder.ora", NULL, NULL, &error), IO, "missing");
    BAD(colorize_document_save(document, NULL, NULL, NULL, &error), "`file` is NULL");
    colorize_bytes_free(file);
}

static void check_lines(ColorizeDocument *document, uint8_t *gray) {
    const ColorizeImageView drawing = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    const ColorizeImageView small = {gray, SIDE, SIDE / 2, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeBox changed = {1, 2, 3, 4};
    const size_t steps = colorize_document_undo_count(document);
    OK(colorize_document_set_lines(document, &drawing, &changed, &error));
    CHECK(colorize_document_undo_count(document) == steps && changed.right == 0 && changed.bottom == 0);
    for (int y = 100; y < 140; ++y) gray[y * SIDE + 80] = gray[y * SIDE + 81] = 0;
    OK(colorize_document_set_lines(document, &drawing, &changed, &error));
    CHECK(colorize_document_undo_count(document) == steps + 1);
    CHECK(changed.left == 80 && changed.right == 82 && changed.top >= 100 && changed.bottom == 140);
    BAD(colorize_document_set_lines(document, &small, NULL, &error), "160x80");
    BAD(colorize_document_set_lines(document, NULL, NULL, &error), "`drawing` is NULL");
    OK(colorize_document_undo(document, NULL, &error));
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    ColorizeDocument *document = NULL;
    OK(colorize_document_new(reading, &document, &error));
    check_palette(reading);
    colorize_reading_free(reading);
    check_edits(document);
    check_file(engine, document);
    check_lines(document, gray);
    colorize_document_free(document);
    colorize_engine_free(engine);
    return 0;
}
