/* Colours a drawing: color OUT.png [DRAWING.pgm|ppm]. Without a drawing it makes one: a face.
 * cc -std=c99 -Iinclude examples/c/color.c -Ltarget/release -lcolorize -o color */
#include <colorize.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads a number of a PNM header, over spaces and comments. */
static unsigned number(FILE *file) {
    unsigned value = 0;
    while (fscanf(file, " %u", &value) != 1) {
        if (fgetc(file) != '#') return 0;
        for (int c = 0; c != '\n' && c != EOF;) c = fgetc(file);
    }
    return value;
}

/* Reads a binary PGM or PPM of 8 bits; its pixels are the caller's to free, NULL if it is none. */
static unsigned char *read_pnm(const char *path, ColorizeImageView *view) {
    FILE *file = fopen(path, "rb");
    unsigned char *pixels = NULL;
    if (file && fgetc(file) == 'P') {
        const int kind = fgetc(file), channels = kind == '6' ? 3 : 1;
        view->width = number(file), view->height = number(file);
        if ((kind == '5' || kind == '6') && number(file) == 255 && view->width < 20000 && view->height < 20000) {
            const size_t size = (size_t)view->width * view->height * (size_t)channels;
            fgetc(file);
            pixels = malloc(size + 1);
            if (pixels && fread(pixels, 1, size, file) != size) free(pixels), pixels = NULL;
        }
        view->stride = (ptrdiff_t)view->width * channels;
        view->format = channels == 3 ? COLORIZE_PIXEL_FORMAT_RGB8 : COLORIZE_PIXEL_FORMAT_GRAY8;
    }
    if (file) fclose(file);
    return pixels;
}

static unsigned char *draw_face(ColorizeImageView *view) {
    unsigned char *pixels = malloc(256 * 256);
    for (int i = 0; pixels && i < 256 * 256; ++i) {
        const int x = i % 256 - 128, y = i / 256 - 128, eye = abs(x) - 36, far = x * x + y * y;
        const int near = eye * eye + (y + 10) * (y + 10);
        const int line = (far > 98 * 98 && far < 102 * 102) || (near > 200 && near < 300) ||
                         (y > 45 && y < 50 && abs(x) < 40);
        pixels[i] = line ? 0 : 255;
    }
    view->width = view->height = 256, view->stride = 256, view->format = COLORIZE_PIXEL_FORMAT_GRAY8;
    return pixels;
}

static bool report(void *user_data, float fraction) {
    (void)user_data;
    fprintf(stderr, "\r%3.0f%%", (double)fraction * 100);
    return true; /* false cancels */
}

int main(int argc, char **argv) {
    ColorizeImageView drawing = {0}, picture;
    ColorizeEngine *engine = NULL;
    ColorizeReading *reading = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeError *error = NULL;
    unsigned char *pixels = argc > 2 ? read_pnm(argv[2], &drawing) : draw_face(&drawing);
    drawing.data = pixels;
    const bool done = argc > 1 && !colorize_engine_new(NULL, NULL, &engine, &error) &&
                      !colorize_reading_new(engine, &drawing, NULL, report, NULL, &reading, &error) &&
                      !colorize_document_new(reading, &document, &error) &&
                      !colorize_document_color(document, report, NULL, &layers, &error) &&
                      !colorize_layers_view(layers, COLORIZE_LAYER_PICTURE, &picture, &error) &&
                      !colorize_image_save(&picture, argv[1], &error);
    if (!done) fprintf(stderr, "color OUT.png [DRAWING.pgm|ppm]: %s\n", colorize_error_message(error));
    colorize_error_free(error);
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    free(pixels);
    return done ? 0 : 1;
}
