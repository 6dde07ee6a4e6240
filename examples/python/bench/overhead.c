/* The calls of overhead.py in C: reads a drawing of WIDTH x HEIGHT RGBA8 pixels from FILE, and prints the milliseconds of
 * reading it, of colouring it, of one more hint, and of the view of its picture: ROUNDS lines. */
#define _POSIX_C_SOURCE 199309L
#include <colorize.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void must(ColorizeStatus status) {
    if (status) exit(1);
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    const uint32_t width = atoi(argv[2]), height = atoi(argv[3]);
    const size_t size = (size_t)width * height * 4;
    unsigned char *pixels = malloc(size);
    FILE *file = fopen(argv[1], "rb");
    if (!pixels || !file || fread(pixels, 1, size, file) != size) return 1;
    const ColorizeImageView drawing = {pixels, width, height, width * 4, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    ColorizeEngine *engine;
    must(colorize_engine_new(NULL, NULL, &engine, NULL));
    for (int round = atoi(argv[4]); round > 0; --round) {
        ColorizeReading *reading;
        ColorizeDocument *document;
        ColorizeLayers *layers, *hinted;
        ColorizePrompt *prompt;
        ColorizeImageView view;
        const double start = now();
        must(colorize_reading_new(engine, &drawing, NULL, NULL, NULL, &reading, NULL));
        const double read = now();
        must(colorize_document_new(reading, &document, NULL));
        must(colorize_document_color(document, NULL, NULL, &layers, NULL));
        const double colored = now();
        must(colorize_prompt_new(&prompt, NULL));
        must(colorize_prompt_add_point(prompt, width / 2.0f, height / 8.0f, (ColorizeRgb){192, 48, 40}, 1.0f, NULL));
        must(colorize_document_set_prompt(document, prompt, NULL));
        must(colorize_document_color(document, NULL, NULL, &hinted, NULL));
        const double again = now();
        must(colorize_layers_view(hinted, COLORIZE_LAYER_PICTURE, &view, NULL));
        const double seen = now();
        printf("%f %f %f %f\n", read - start, colored - read, again - colored, seen - again);
        colorize_layers_free(hinted);
        colorize_layers_free(layers);
        colorize_prompt_free(prompt);
        colorize_document_free(document);
        colorize_reading_free(reading);
    }
    colorize_engine_free(engine);
    free(pixels);
    fclose(file);
    return 0;
}
