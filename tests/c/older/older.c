/* A client compiled against the header of the first release, whose structures are shorter. Exit status 0 is success. */
#include "colorize.h" /* the one beside this file */

#include "../check.h"
#include "../drawing.h"

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    const ColorizeRgb red = {255, 0, 0};
    ColorizeEngine *engine = NULL;
    ColorizeReading *reading = NULL;
    ColorizeDocument *document = NULL;
    ColorizePrompt *prompt = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeEngineOptions engine_options;
    ColorizeReadOptions read_options;
    ColorizeColorOptions color_options;
    ColorizeRegionLabel label;
    ColorizeRegion region;
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = drawing_pixel(i % SIDE, i / SIDE);

    colorize_engine_options_init(&engine_options, sizeof engine_options);
    engine_options.threads = 1;
    OK(colorize_engine_new(&engine_options, NULL, &engine, &error));
    CHECK(colorize_engine_threads(engine) == 1);
    colorize_read_options_init(&read_options, sizeof read_options);
    read_options.max_side = 128, read_options.gap = 2;
    OK(colorize_reading_new(engine, &drawing, &read_options, NULL, NULL, &reading, &error));
    const uint32_t face = colorize_reading_region_ids(reading)[FACE_Y * SIDE + FACE_X];
    OK(colorize_reading_region_label(reading, face, &label, sizeof label, &error));
    CHECK(label.region == face && label.certainty > 0);

    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, FACE_X, FACE_Y, red, 1, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    colorize_color_options_init(&color_options, sizeof color_options);
    color_options.seed = 3;
    OK(colorize_document_set_options(document, &color_options, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_region(layers, face, &region, sizeof region, &error));
    CHECK(region.id == face && region.has_color == 1 && memcmp(&region.color, &red, sizeof red) == 0);
    CHECK(region.origin == COLORIZE_ORIGIN_HINT && region.withdrawn == 0);

    colorize_layers_free(layers);
    colorize_prompt_free(prompt);
    colorize_document_free(document);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    return 0;
}
