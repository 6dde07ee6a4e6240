/* A child of a process that had used the library has none of its threads, and works all the same. */
#define _POSIX_C_SOURCE 200809L
#include "reading.h"

#include <sys/wait.h>
#include <unistd.h>

static uint8_t gray[SIDE * SIDE];

/* The picture by a new reading and document. */
static void color(const ColorizeEngine *engine, uint8_t *picture) {
    const ColorizeImageView drawing = draw(gray);
    const ColorizeImageView pixels = {picture, SIDE, SIDE, 3 * SIDE, COLORIZE_PIXEL_FORMAT_RGB8, 0, 0};
    ColorizeReading *reading = read_drawing(engine, &drawing);
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_read(layers, COLORIZE_LAYER_PICTURE, &pixels, &error));
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(reading);
}

/* In a child that is killed if it waits for ever: the same picture by the parent's engine, and by one of its own. */
static void check_child(ColorizeEngine *engine, const ColorizeEngineOptions *options, const uint8_t *wanted) {
    static uint8_t picture[3 * SIDE * SIDE];
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(240);
        color(engine, picture);
        CHECK(memcmp(picture, wanted, sizeof picture) == 0);
        ColorizeEngine *own = NULL;
        OK(colorize_engine_new(options, NULL, &own, &error));
        memset(picture, 0, sizeof picture);
        color(own, picture);
        CHECK(memcmp(picture, wanted, sizeof picture) == 0);
        colorize_engine_free(own);
        colorize_engine_free(engine);
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void) {
    static uint8_t picture[3 * SIDE * SIDE], again[3 * SIDE * SIDE];
    /* The threads that the program shares, and some of the engine's own. */
    for (uint32_t threads = 0; threads <= 2; threads += 2) {
        ColorizeEngineOptions options;
        ColorizeEngine *engine = NULL;
        colorize_engine_options_init(&options, sizeof options);
        options.threads = threads;
        OK(colorize_engine_new(&options, NULL, &engine, &error));
        color(engine, picture);
        check_child(engine, &options, picture);
        color(engine, again);
        CHECK(memcmp(picture, again, sizeof picture) == 0);
        colorize_engine_free(engine);
    }
    return 0;
}
