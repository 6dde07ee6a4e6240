/* A copy of a document, the reading of one that was opened, and small pictures of what is proposed for it. */
#include "reading.h"

static const ColorizeRgb RED = {200, 30, 20};
enum { WIDTH = 48, HEIGHT = 32, PICTURES = 3, LARGE = 2 * SIDE };

static bool tell(void *shares, float share) {
    float *const seen = shares;
    const bool rising = share >= seen[0];
    seen[0] = share;
    return rising && share < seen[1];
}

static void check_copy(ColorizeDocument *document) {
    ColorizeDocument *copy = NULL;
    ColorizePrompt *prompt = NULL;
    BAD(colorize_document_copy(NULL, &copy, &error), "`document` is NULL");
    BAD(colorize_document_copy(document, NULL, &error), "`other` is NULL");
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_point(prompt, FACE_X, FACE_Y, RED, 1, &error));
    OK(colorize_document_add(document, prompt, NULL, 0, NULL, &error));
    OK(colorize_document_copy(document, &copy, &error));
    CHECK(colorize_document_undo_count(copy) == 1);
    OK(colorize_document_undo(copy, NULL, &error));
    CHECK(colorize_document_undo_count(copy) == 0 && colorize_document_undo_count(document) == 1);
    ColorizeRegionLabel label;
    OK(colorize_document_region_label(copy, 1, &label, sizeof label, &error));
    CHECK(label.name && *label.name);
    colorize_document_free(copy);
    OK(colorize_document_undo(document, NULL, &error));
    colorize_prompt_free(prompt);
}

static void check_reading(const ColorizeEngine *engine, ColorizeDocument *document, const ColorizeReading *reading) {
    ColorizeBytes *file = NULL;
    ColorizeDocument *opened = NULL;
    ColorizeReading *found = NULL;
    OK(colorize_document_to_ora(document, NULL, NULL, &file, &error));
    OK(colorize_document_from_ora(engine, colorize_bytes_data(file), colorize_bytes_size(file), NULL, NULL, NULL, &opened,
                                  &error));
    colorize_bytes_free(file);
    BAD(colorize_document_reading(NULL, &found, &error), "`document` is NULL");
    BAD(colorize_document_reading(opened, NULL, &error), "`reading` is NULL");
    OK(colorize_document_reading(opened, &found, &error));
    colorize_document_free(opened);
    CHECK(colorize_reading_region_count(found) == colorize_reading_region_count(reading));
    CHECK(memcmp(colorize_reading_region_ids(found), colorize_reading_region_ids(reading),
                 SIDE * SIDE * sizeof(uint32_t)) == 0);
    ColorizeRegionLabel label, same;
    OK(colorize_reading_region_label(found, 1, &label, sizeof label, &error));
    OK(colorize_reading_region_label(reading, 1, &same, sizeof same, &error));
    CHECK(!strcmp(label.name, same.name));
    colorize_reading_free(found);
}

static void check_pictures(ColorizeDocument *document) {
    static uint8_t pixels[PICTURES][WIDTH * HEIGHT * 3], large[LARGE * SIDE * 4];
    ColorizeImageView views[PICTURES];
    for (int i = 0; i < PICTURES; ++i) {
        const ColorizeImageView view = {pixels[i], WIDTH, HEIGHT, 3 * WIDTH, COLORIZE_PIXEL_FORMAT_RGB8, 0, 0};
        views[i] = view;
    }
    float shares[2] = {0, 0.5f}; /* the last one told, and the one to cancel at */
    BAD(colorize_document_proposal_pictures(NULL, 0, views, PICTURES, NULL, NULL, &error), "`document` is NULL");
    BAD(colorize_document_proposal_pictures(document, 0, NULL, 1, NULL, NULL, &error), "`pixels` is NULL");
    BAD(colorize_document_proposal_pictures(document, 97, views, PICTURES, NULL, NULL, &error), "proposal 99 is outside 0..=98");
    views[1].stride = 1;
    BAD(colorize_document_proposal_pictures(document, 0, views, PICTURES, NULL, NULL, &error), "stride of 1");
    views[1].stride = 3 * WIDTH;
    FAILS(colorize_document_proposal_pictures(document, 0, views, PICTURES, tell, shares, &error), CANCELLED, "");
    CHECK(pixels[0][0] == 0);
    shares[0] = 0;
    shares[1] = 2;
    OK(colorize_document_proposal_pictures(document, 0, views, PICTURES, tell, shares, &error));
    CHECK(shares[0] > 0.9f && colorize_document_undo_count(document) == 0);
    /* White beside the drawing, and no two alike. */
    CHECK(pixels[0][0] == 255 && pixels[2][3 * WIDTH * HEIGHT - 1] == 255);
    CHECK(memcmp(pixels[0], pixels[1], sizeof pixels[0]) != 0 && memcmp(pixels[1], pixels[2], sizeof pixels[0]) != 0);
    static uint8_t again[WIDTH * HEIGHT * 3];
    views[0].data = again;
    OK(colorize_document_proposal_pictures(document, 2, views, 1, NULL, NULL, &error));
    CHECK(memcmp(again, pixels[2], sizeof again) == 0);
    OK(colorize_document_proposal_pictures(document, 0, NULL, 0, NULL, NULL, &error));

    /* The first is the document's own, and is not enlarged. */
    const ColorizeImageView paper = {large, LARGE, SIDE, 4 * LARGE, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    ColorizeLayers *layers = NULL;
    ColorizeImageView picture;
    OK(colorize_document_proposal_pictures(document, 0, &paper, 1, NULL, NULL, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_PICTURE, &picture, &error));
    for (int y = 0; y < SIDE; ++y) {
        const uint8_t *row = large + 4 * (y * LARGE + SIDE / 2);
        CHECK(memcmp(row, (const uint8_t *)picture.data + y * picture.stride, 4 * SIDE) == 0);
    }
    colorize_layers_free(layers);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    ColorizeDocument *document = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    OK(colorize_document_new(reading, &document, &error));
    check_copy(document);
    check_reading(engine, document, reading);
    check_pictures(document);
    colorize_document_free(document);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    return 0;
}
