/* Styles picked from a picture, and colours carried over from one. */
#include "reading.h"

#include <math.h>

static const ColorizeRgb RED = {200, 30, 20}, BLUE = {10, 20, 250};

static void check_styles(ColorizeDocument *document) {
    /* Stripes, and a part that is transparent. */
    static uint8_t cloth[64 * 64 * 4];
    for (int i = 0; i < 64 * 64; ++i) {
        const uint8_t stripe[4] = {i % 8 < 4 ? 200 : 240, 60, 60, i / 64 < 60 ? 255 : 0};
        memcpy(cloth + 4 * i, stripe, 4);
    }
    const ColorizeImageView reference = {cloth, 64, 64, 256, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    const uint32_t middle = COLORIZE_STYLE_RANGE_MIDDLE, all = COLORIZE_STYLE_GROUPS_ALL;
    ColorizeStyle *style = NULL, *other = NULL;
    ColorizeBytes *json = NULL;
    BAD(colorize_style_pick(NULL, 20, 20, middle, &style, &error), "`reference` is NULL");
    BAD(colorize_style_pick(&reference, 20, 64, middle, &style, &error), "is outside the reference, 64x64");
    BAD(colorize_style_pick(&reference, 20, 62, middle, &style, &error), "transparent");
    BAD(colorize_style_pick(&reference, 20, 20, 9, &style, &error), "range of a style");
    BAD(colorize_style_pick(&reference, 20, 20, middle, NULL, &error), "`style` is NULL");
    OK(colorize_style_pick(&reference, 20, 20, middle, &style, &error));
    OK(colorize_style_json(style, &json, &error));
    OK(colorize_style_new_from_json((const char *)colorize_bytes_data(json), &other, &error));
    colorize_style_free(other);
    BAD(colorize_style_new_from_json("{\"style\": 7}", &other, &error), "style: ");
    BAD(colorize_style_new_from_json("{\"style\": {\"gradation\": [0.25, 1e30, 1e30, 0]}}", &other, &error),
        "gradation has a value 1e30; its change of lightness is -2 to 2");
    colorize_bytes_free(json);
    OK(colorize_style_transformed(style, 45, 2, 0, &other, &error));
    colorize_style_free(other);
    BAD(colorize_style_transformed(style, 45, 0, 0, &other, &error), "scale");
    OK(colorize_style_recolored(style, 0, -0.1f, &other, &error));
    colorize_style_free(other);
    BAD(colorize_style_recolored(style, 9, 0, &other, &error), "a saturation of 9 is outside 0 to 4");
    BAD(colorize_style_recolored(NULL, 1, 0, &other, &error), "`style` is NULL");
    OK(colorize_style_gradation_turned(style, 180, &other, &error));
    colorize_style_free(other);
    BAD(colorize_style_gradation_turned(style, NAN, &other, &error), "a turn by NaN degrees is none");
    BAD(colorize_style_gradation_turned(style, 90, NULL, &error), "`other` is NULL");
    CHECK(!other);

    ColorizePrompt *prompt = NULL;
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, FACE_X, FACE_Y, BLUE, 1, &error));
    BAD(colorize_prompt_set_style(prompt, 1, style, all, false, &error), "no hint 1");
    BAD(colorize_prompt_set_style(prompt, 0, NULL, all, false, &error), "`style` is NULL");
    BAD(colorize_prompt_set_style(prompt, 0, style, 128, false, &error), "0x80 are no groups");
    BAD(colorize_prompt_set_style(prompt, 0, style, 0, false, &error), "none of the groups");
    OK(colorize_prompt_set_style(prompt, 0, style, COLORIZE_STYLE_GROUPS_COLOR | COLORIZE_STYLE_GROUPS_PATTERN, false, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    ColorizeLayers *layers = NULL;
    ColorizeImageView flats;
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    const uint8_t *flat = (const uint8_t *)flats.data + FACE_Y * flats.stride + 4 * FACE_X;
    CHECK(flat[0] > 200 && flat[0] < 240 && flat[1] > 50 && flat[1] < 70);
    colorize_layers_free(layers);
    colorize_prompt_free(prompt);
    colorize_style_free(style);
}

static void check_map(const ColorizeEngine *engine, ColorizeDocument *document) {
    /* Red above, blue below. */
    static uint8_t halves[96 * 96 * 3];
    for (int i = 0; i < 96 * 96; ++i) memcpy(halves + 3 * i, i / 96 < 48 ? &RED : &BLUE, 3);
    const ColorizeImageView reference = {halves, 96, 96, 288, COLORIZE_PIXEL_FORMAT_RGB8, 0, 0};
    const uint32_t color = COLORIZE_STYLE_GROUPS_COLOR, small = COLORIZE_STYLE_RANGE_SMALL;
    ColorizeStyleMap *map = NULL;
    ColorizeStyle *style = NULL;
    ColorizeImage *image = NULL;
    BAD(colorize_style_map_new(NULL, &reference, &map, &error), "`engine` is NULL");
    BAD(colorize_style_map_new(engine, NULL, &map, &error), "`reference` is NULL");
    static const uint8_t glass[16 * 16 * 4];
    const ColorizeImageView clear = {(void *)glass, 16, 16, 64, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    BAD(colorize_style_map_new(engine, &clear, &map, &error), "the reference is transparent all over");
    OK(colorize_style_map_new(engine, &reference, &map, &error));
    BAD(colorize_style_map_at(NULL, 40, 10, small, &style, &error), "`map` is NULL");
    BAD(colorize_style_map_at(map, 40, 96, small, &style, &error), "is outside the picture, 96x96");
    BAD(colorize_style_map_at(map, 40, 10, 0, &style, &error), "range of a style");
    OK(colorize_style_map_at(map, 40, 10, small, &style, &error));
    BAD(colorize_style_map_picture(map, 3, small, &image, &error), "0x3 is no group of a style");
    OK(colorize_style_map_picture(map, color, small, &image, &error));
    const ColorizeImageView seen = colorize_image_view(image);
    CHECK(seen.width == 96 && seen.height == 96);
    const uint8_t *red = (const uint8_t *)seen.data + 10 * seen.stride + 4 * 40, *blue = red + 75 * seen.stride;
    CHECK(red[0] > red[2] + 80 && blue[2] > blue[0] + 80);
    colorize_image_free(image);

    /* It has no piece of a surface: what needs one is left out. */
    ColorizePrompt *prompt = NULL;
    ColorizeHint hint;
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, FACE_X, FACE_Y, BLUE, 1, &error));
    BAD(colorize_prompt_set_style(prompt, 0, style, COLORIZE_STYLE_GROUPS_TEXTURE, false, &error),
        "no piece of a surface to paint the groups 0x2 by");
    OK(colorize_prompt_set_style(prompt, 0, style, COLORIZE_STYLE_GROUPS_ALL, false, &error));
    OK(colorize_prompt_hint(prompt, 0, &hint, sizeof hint, &error));
    CHECK(hint.has_color && hint.has_style && hint.color.r > hint.color.b);
    OK(colorize_document_set_prompt(document, prompt, &error));
    colorize_prompt_free(prompt);

    colorize_style_free(style);
    colorize_style_map_free(map);
    colorize_style_map_free(NULL);
}

static void check_references(const ColorizeEngine *engine, const ColorizeReadOptions *options,
                             const ColorizeImageView *drawing, ColorizeDocument *document) {
    ColorizePrompt *prompt = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView colored;
    ColorizeReference *reference = NULL;
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, FACE_X, FACE_Y, RED, 1, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &colored, &error));
    BAD(colorize_reference_new(NULL, &colored, drawing, NULL, NULL, NULL, &reference, &error), "`engine` is NULL");
    BAD(colorize_reference_new(engine, NULL, drawing, NULL, NULL, NULL, &reference, &error), "`colored` is NULL");
    BAD(colorize_reference_new(engine, drawing, NULL, options, NULL, NULL, &reference, &error), "no colours");
    OK(colorize_reference_new(engine, &colored, drawing, options, NULL, NULL, &reference, &error));
    colorize_reference_free(reference);

    /* Of the picture alone, whose regions can be looked at. */
    ColorizeReading *alone = NULL;
    ColorizeRegionColor face;
    BAD(colorize_reading_new_from_picture(NULL, &colored, options, NULL, NULL, &alone, &error), "`engine` is NULL");
    BAD(colorize_reading_new_from_picture(engine, NULL, options, NULL, NULL, &alone, &error), "`colored` is NULL");
    OK(colorize_reading_new_from_picture(engine, &colored, options, NULL, NULL, &alone, &error));
    OK(colorize_reference_new_from_reading(alone, &colored, &reference, &error));
    CHECK(colorize_reference_region_count(reference) == colorize_reading_region_count(alone));
    const uint32_t id = colorize_reading_region_ids(alone)[FACE_Y * SIDE + FACE_X];
    OK(colorize_reference_region(reference, id, &face, sizeof face, &error));
    CHECK(face.has_color && memcmp(&face.color, &RED, 3) == 0);
    colorize_reference_free(reference);
    colorize_reading_free(alone);
    OK(colorize_reference_new(engine, &colored, drawing, options, NULL, NULL, &reference, &error));
    colorize_layers_free(layers);
    colorize_prompt_clear(prompt);
    OK(colorize_document_set_prompt(document, prompt, &error));

    const ColorizeReference *references[2] = {reference, NULL};
    const size_t steps = colorize_document_undo_count(document);
    BAD(colorize_document_carry(NULL, references, 1, &error), "`document` is NULL");
    BAD(colorize_document_carry(document, NULL, 1, &error), "`references` is NULL");
    BAD(colorize_document_carry(document, references, 2, &error), "`reference` is NULL");
    CHECK(colorize_document_undo_count(document) == steps);
    OK(colorize_document_carry(document, references, 1, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    ColorizeImageView flats;
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    CHECK(memcmp((const uint8_t *)flats.data + FACE_Y * flats.stride + 4 * FACE_X, &RED, 3) == 0);
    OK(colorize_document_carry(document, NULL, 0, &error));
    CHECK(colorize_document_undo_count(document) == steps + 2);
    colorize_layers_free(layers);
    colorize_reference_free(reference);
    colorize_prompt_free(prompt);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    ColorizeDocument *document = NULL;
    const ColorizeReadOptions options = small_look();
    OK(colorize_document_new(reading, &document, &error));
    colorize_reading_free(reading);
    check_styles(document);
    check_map(engine, document);
    check_references(engine, &options, &drawing, document);
    colorize_document_free(document);
    colorize_engine_free(engine);
    return 0;
}
