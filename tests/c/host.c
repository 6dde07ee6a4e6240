/* What paint programs ask for: layers in their own memory and format, hints without JSON, sliders. */
#include "reading.h"

static const ColorizeRgb RED = {200, 30, 20};

static ColorizeLayers *color(ColorizeDocument *document) {
    ColorizeLayers *layers = NULL;
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    return layers;
}

/* Each layer that is listed has a name and can be viewed; the others cannot. */
static void check_list(const ColorizeLayers *layers) {
    ColorizeLayer list[32];
    size_t count = 0;
    int listed[32] = {0};
    CHECK(colorize_layers_width(layers) == SIDE && colorize_layers_height(layers) == SIDE);
    CHECK(colorize_layers_width(NULL) == 0 && colorize_layers_height(NULL) == 0);
    BAD(colorize_layers_list(NULL, list, 32, &count, &error), "`layers` is NULL");
    BAD(colorize_layers_list(layers, NULL, 32, &count, &error), "`list` is NULL");
    OK(colorize_layers_list(layers, NULL, 0, &count, &error));
    CHECK(count > 5 && count < 32);
    OK(colorize_layers_list(layers, list, 32, &count, &error));
    for (size_t i = 0; i < count; ++i) listed[list[i]] = 1;
    CHECK(listed[COLORIZE_LAYER_FLATS] && !listed[COLORIZE_LAYER_WITHDRAW] && !listed[COLORIZE_LAYER_TEXTURE]);
    for (int layer = 1; layer <= COLORIZE_LAYER_TEXTURE; ++layer) {
        ColorizeImageView view;
        CHECK(colorize_layer_name((ColorizeLayer)layer));
        if (listed[layer]) {
            OK(colorize_layers_view(layers, (ColorizeLayer)layer, &view, &error));
            CHECK(view.width == SIDE && view.height == SIDE);
        } else {
            BAD(colorize_layers_view(layers, (ColorizeLayer)layer, &view, &error), "there is no layer of");
        }
    }
    CHECK(strcmp(colorize_layer_name(COLORIZE_LAYER_CUT_OUT), "cut_out") == 0);
    CHECK(!colorize_layer_name((ColorizeLayer)0));
    CHECK(!colorize_layer_name((ColorizeLayer)(COLORIZE_LAYER_TEXTURE + 1)));
}

/* Premultiplied BGRA from the bottom up into a part of a canvas, opaque BGRX, and numbers. */
static void check_read(const ColorizeLayers *layers) {
    enum { STRIDE = 4 * SIDE + 12 };
    static uint8_t canvas[STRIDE * SIDE];
    ColorizeImageView line, pixels = {canvas, SIDE, SIDE, STRIDE, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    OK(colorize_layers_view(layers, COLORIZE_LAYER_LINE, &line, &error));
    memset(canvas, 99, sizeof canvas);
    pixels.data = canvas + STRIDE * (SIDE - 1);
    pixels.stride = -STRIDE;
    pixels.format = COLORIZE_PIXEL_FORMAT_BGRA8;
    pixels.premultiplied = 1;
    OK(colorize_layers_read(layers, COLORIZE_LAYER_LINE, &pixels, &error));
    for (int y = 0; y < SIDE; ++y) {
        const uint8_t *row = canvas + STRIDE * (SIDE - 1 - y);
        for (int x = 0; x < SIDE; ++x) {
            const uint8_t *from = (const uint8_t *)line.data + y * line.stride + 4 * x;
            for (int c = 0; c < 3; ++c) CHECK(row[4 * x + c] == (from[2 - c] * from[3] + 127) / 255);
            CHECK(row[4 * x + 3] == from[3]);
        }
        for (int pad = 4 * SIDE; pad < STRIDE; ++pad) CHECK(row[pad] == 99);
    }

    pixels.data = canvas;
    pixels.stride = STRIDE;
    pixels.format = COLORIZE_PIXEL_FORMAT_BGRX8;
    OK(colorize_layers_read(layers, COLORIZE_LAYER_LINE, &pixels, &error));
    for (int i = 0; i < SIDE; ++i) {
        const uint8_t *from = (const uint8_t *)line.data + i * line.stride + 4 * i, *to = canvas + i * STRIDE + 4 * i;
        CHECK(to[3] == 255 && (from[3] != 0 || to[0] == 255) && (from[3] != 255 || to[0] == from[2]));
    }

    ColorizeImageView labels;
    OK(colorize_layers_view(layers, COLORIZE_LAYER_LABELS, &labels, &error));
    BAD(colorize_layers_read(layers, COLORIZE_LAYER_LABELS, &pixels, &error), "the layer holds numbers: Gray8");
    pixels.format = COLORIZE_PIXEL_FORMAT_GRAY8;
    OK(colorize_layers_read(layers, COLORIZE_LAYER_LABELS, &pixels, &error));
    for (int y = 0; y < SIDE; ++y) {
        CHECK(memcmp(canvas + y * STRIDE, (const uint8_t *)labels.data + y * labels.stride, SIDE) == 0);
    }
    pixels.format = COLORIZE_PIXEL_FORMAT_GRAY16;
    OK(colorize_layers_read(layers, COLORIZE_LAYER_REGIONS, &pixels, &error));
    const uint16_t first = (uint16_t)colorize_layers_region_ids(layers)[0];
    CHECK(memcmp(canvas, &first, sizeof first) == 0);

    pixels.format = COLORIZE_PIXEL_FORMAT_RGBA8;
    memset(canvas, 99, sizeof canvas);
    BAD(colorize_layers_read(NULL, COLORIZE_LAYER_LINE, &pixels, &error), "`layers` is NULL");
    BAD(colorize_layers_read(layers, COLORIZE_LAYER_LINE, NULL, &error), "`pixels` is NULL");
    BAD(colorize_layers_read(layers, (ColorizeLayer)99, &pixels, &error), "layer 99 is unknown");
    BAD(colorize_layers_read(layers, COLORIZE_LAYER_TONE, &pixels, &error), "no layer of tone");
    pixels.height = SIDE - 1;
    BAD(colorize_layers_read(layers, COLORIZE_LAYER_LINE, &pixels, &error), "`pixels` is 160x159, the layer 160x160");
    pixels.stride = 3;
    BAD(colorize_layers_read(layers, COLORIZE_LAYER_LINE, &pixels, &error), "shorter than a row");
    for (size_t i = 0; i < sizeof canvas; ++i) CHECK(canvas[i] == 99);
}

static void check_hints(void) {
    static uint8_t mask_pixels[SIDE * SIDE];
    mask_pixels[0] = 255;
    const ColorizeImageView mask = {mask_pixels, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    const float corners[4] = {1, 2, 3.5f, 4};
    ColorizePrompt *prompt = NULL;
    ColorizeHint hint;
    float points[4] = {9, 9, 9, 9};
    char part[16] = "###############";
    size_t count = 0;
    OK(colorize_prompt_new_from_json(
        "{\"hints\": [{\"point\": [10, 20.5], \"color\": \"#c81e14\", \"follow\": false},"
        "{\"region\": 7, \"style\": {\"shadow\": [1, -0.1, 0]}}]}",
        &prompt, &error));
    OK(colorize_prompt_add_stroke(prompt, corners, 2, 6, RED, 0.5f, &error));
    OK(colorize_prompt_add_part(prompt, "eye:left", RED, 1, &error));
    OK(colorize_prompt_add_mask(prompt, &mask, RED, 1, &error));

    OK(colorize_prompt_hint(prompt, 0, &hint, sizeof hint, &error));
    CHECK(hint.place == COLORIZE_PLACE_POINT && hint.x == 10 && hint.y == 20.5f && hint.point_count == 1);
    CHECK(hint.has_color && memcmp(&hint.color, &RED, sizeof RED) == 0 && hint.strength == 1 && !hint.follow);
    OK(colorize_prompt_hint(prompt, 1, &hint, sizeof hint, &error));
    CHECK(hint.place == COLORIZE_PLACE_REGION && hint.region == 7 && !hint.has_color && hint.has_style && hint.follow);
    OK(colorize_prompt_hint(prompt, 2, &hint, sizeof hint, &error));
    CHECK(hint.place == COLORIZE_PLACE_STROKE && hint.point_count == 2 && hint.width == 6 && hint.strength == 0.5f);
    OK(colorize_prompt_hint_points(prompt, 2, points, 1, &count, &error));
    CHECK(count == 2 && points[0] == 1 && points[1] == 2 && points[2] == 9);
    OK(colorize_prompt_hint_points(prompt, 2, points, 2, &count, &error));
    CHECK(memcmp(points, corners, sizeof corners) == 0);
    OK(colorize_prompt_hint(prompt, 3, &hint, sizeof hint, &error));
    CHECK(hint.place == COLORIZE_PLACE_PART && hint.region == 0 && hint.point_count == 0);
    OK(colorize_prompt_hint_part(prompt, 3, part, sizeof part, &count, &error));
    CHECK(count == 9 && strcmp(part, "eye:left") == 0 && part[9] == '#');
    OK(colorize_prompt_hint(prompt, 4, &hint, sizeof hint, &error));
    CHECK(hint.place == COLORIZE_PLACE_MASK && !hint.has_style);
    OK(colorize_prompt_hint_part(prompt, 4, part, sizeof part, &count, &error));
    CHECK(count == 1 && part[0] == '\0');

    hint.region = 77;
    BAD(colorize_prompt_hint(prompt, 5, &hint, sizeof hint, &error), "there is no hint 5: the prompt has 5");
    BAD(colorize_prompt_hint(NULL, 0, &hint, sizeof hint, &error), "`prompt` is NULL");
    BAD(colorize_prompt_hint(prompt, 0, NULL, sizeof hint, &error), "`hint` is NULL");
    BAD(colorize_prompt_hint(prompt, 0, &hint, 3, &error), "not sizeof(ColorizeHint)");
    CHECK(hint.region == 77);
    BAD(colorize_prompt_hint_points(prompt, 0, NULL, 1, &count, &error), "`points` is NULL");
    BAD(colorize_prompt_hint_points(prompt, 5, points, 2, &count, &error), "there is no hint 5");
    BAD(colorize_prompt_hint_part(prompt, 3, part, 16, NULL, &error), "`count` is NULL");
    colorize_prompt_free(prompt);
}

/* A slider that is dragged is one step; the next thing is another. */
static void check_slider(ColorizeDocument *document) {
    const size_t before = colorize_document_undo_count(document);
    char edit[64];
    for (int i = 0; i < 5; ++i) {
        snprintf(edit, sizeof edit, "{\"op\": \"shade\", \"shade\": %d.%d}", i / 10, i % 10);
        OK(colorize_document_amend(document, edit, NULL, 0, NULL, &error));
    }
    CHECK(colorize_document_undo_count(document) == before + 1);
    OK(colorize_document_amend(document, "{\"op\": \"seed\", \"seed\": 3}", NULL, 0, NULL, &error));
    CHECK(colorize_document_undo_count(document) == before + 2);
    BAD(colorize_document_amend(document, "{\"op\": \"shade\", \"shade\": 9}", NULL, 0, NULL, &error), "9");
    BAD(colorize_document_amend(NULL, edit, NULL, 0, NULL, &error), "`document` is NULL");
    BAD(colorize_document_amend(document, NULL, NULL, 0, NULL, &error), "`edit` is NULL");
    OK(colorize_document_undo(document, NULL, &error));
    OK(colorize_document_undo(document, NULL, &error));
    ColorizeBytes *edits = NULL;
    OK(colorize_document_edits(document, &edits, &error));
    CHECK(!strstr((const char *)colorize_bytes_data(edits), "shade"));
    colorize_bytes_free(edits);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    ColorizeDocument *document = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    OK(colorize_document_new(reading, &document, &error));
    ColorizeLayers *layers = color(document);
    check_list(layers);
    check_read(layers);
    check_hints();
    check_slider(document);
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    return 0;
}
