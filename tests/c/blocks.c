/* A colouring cut into blocks of one colour, edited, and the wish for the colours of a picture. */
#include "reading.h"

static const ColorizeRgb RED = {200, 30, 20};

static ColorizeImageView view(const uint8_t *pixels, int width, int height) {
    const ColorizeImageView image = {pixels, width, height, 4 * width, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    return image;
}

static const uint8_t *pixel(const ColorizeImageView *image, int x, int y) {
    return (const uint8_t *)image->data + y * image->stride + 4 * x;
}

static void check_document(const ColorizeReading *reading) {
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView flats;
    ColorizeBlocks *blocks = NULL;
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    BAD(colorize_blocks_new(NULL, &flats, &blocks, &error), "`document` is NULL");
    BAD(colorize_blocks_new(document, NULL, &blocks, &error), "`colored` is NULL");
    ColorizeImageView half = flats;
    half.height /= 2;
    BAD(colorize_blocks_new(document, &half, &blocks, &error), "160x80");
    CHECK(!blocks);
    OK(colorize_blocks_new(document, &flats, &blocks, &error));
    const size_t count = colorize_blocks_count(blocks);
    CHECK(count >= 2 && colorize_blocks_count(NULL) == 0);

    uint64_t area = 0;
    for (size_t i = 0; i < count; ++i) {
        ColorizeBlock block;
        OK(colorize_blocks_get(blocks, i, &block, &error));
        CHECK(block.left <= block.x && block.x < block.right && block.top <= block.y && block.y < block.bottom);
        area += block.area;
    }
    CHECK(area == SIDE * SIDE);
    BAD(colorize_blocks_get(blocks, count, NULL, &error), "is not among");

    /* The face becomes red, and nothing else. */
    const ColorizeBlockChange change = {FACE_X, FACE_Y, RED}, outside = {SIDE, 0, RED};
    ColorizeImage *target = NULL;
    ColorizePrompt *prompt = NULL;
    BAD(colorize_blocks_picture(blocks, &outside, 1, &target, &error), "(160, 0) is outside 160x160");
    OK(colorize_blocks_picture(blocks, &change, 1, &target, &error));
    const ColorizeImageView painted = colorize_image_view(target);
    CHECK(memcmp(pixel(&painted, FACE_X, FACE_Y), &RED, 3) == 0);
    OK(colorize_blocks_hints(blocks, document, &painted, &prompt, &error));
    CHECK(colorize_prompt_count(prompt) >= 1);
    OK(colorize_document_add(document, prompt, NULL, 0, NULL, &error));
    colorize_layers_free(layers);
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    CHECK(memcmp(pixel(&flats, FACE_X, FACE_Y), &RED, 3) == 0);
    CHECK(memcmp(pixel(&flats, HAIR_X, HAIR_Y), &RED, 3) != 0);
    colorize_image_free(target);
    colorize_prompt_free(prompt);
    colorize_blocks_free(blocks);
    colorize_layers_free(layers);
    colorize_document_free(document);
}

/* A picture of which there is no drawing: two boxes, one half in shade. */
static void check_picture(const ColorizeEngine *engine) {
    static uint8_t pixels[64 * 48 * 4];
    for (int y = 0; y < 48; ++y) {
        for (int x = 0; x < 64; ++x) {
            const int lit = y < 24 ? 10 : 7;
            const uint8_t left[4] = {20 * lit, 12 * lit, 4 * lit, 255}, right[4] = {40, 90, 180, 255};
            memcpy(pixels + (y * 64 + x) * 4, x < 32 ? left : right, 4);
        }
    }
    const ColorizeImageView picture = view(pixels, 64, 48);
    ColorizeBlocks *blocks = NULL;
    ColorizeImage *target = NULL, *recolored = NULL;
    BAD(colorize_blocks_partition(NULL, &picture, &blocks, &error), "`engine` is NULL");
    OK(colorize_blocks_partition(engine, &picture, &blocks, &error));
    CHECK(colorize_blocks_count(blocks) >= 2);
    const ColorizeBlockChange change = {50, 20, RED};
    OK(colorize_blocks_picture(blocks, &change, 1, &target, &error));
    const ColorizeImageView painted = colorize_image_view(target);
    BAD(colorize_blocks_recolored(blocks, NULL, &painted, &recolored, &error), "`picture` is NULL");
    OK(colorize_blocks_recolored(blocks, &picture, &painted, &recolored, &error));
    const ColorizeImageView result = colorize_image_view(recolored);
    CHECK(pixel(&result, 50, 20)[0] > 150 && pixel(&result, 50, 20)[2] < 90);
    for (int y = 0; y < 48; ++y) CHECK(memcmp(pixel(&result, 4, y), pixel(&picture, 4, y), 4) == 0);
    colorize_image_free(target);
    colorize_image_free(recolored);
    colorize_blocks_free(blocks);
    colorize_blocks_free(NULL);

    /* How much there is of each colour. */
    static float bins[COLORIZE_HISTOGRAM_BINS];
    float sum = 0;
    BAD(colorize_histogram(&picture, NULL, &error), "`bins` is NULL");
    OK(colorize_histogram(&picture, bins, &error));
    for (int i = 0; i < COLORIZE_HISTOGRAM_BINS; ++i) sum += bins[i];
    CHECK(sum > 0.999f && sum < 1.001f);
}

static void check_histogram(const ColorizeReading *reading) {
    static float bins[COLORIZE_HISTOGRAM_BINS];
    ColorizeDocument *document = NULL;
    ColorizeColorOptions options;
    OK(colorize_document_new(reading, &document, &error));
    colorize_color_options_init(&options, sizeof options);
    CHECK(!options.histogram);
    options.histogram = bins;
    BAD(colorize_document_set_options(document, &options, &error), "a histogram without any colour");
    bins[64 * 6 + 8 * 1 + 1] = -1;
    BAD(colorize_document_set_options(document, &options, &error), "0 or more");
    bins[64 * 6 + 8 * 1 + 1] = 3;
    OK(colorize_document_set_options(document, &options, &error));
    CHECK(colorize_document_undo_count(document) == 1);
    colorize_document_free(document);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    check_document(reading);
    check_picture(engine);
    check_histogram(reading);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    return 0;
}
