/* The small drawing, read small: valgrind takes its time. */
#ifndef READING_H
#define READING_H

#include "check.h"
#include "drawing.h"

static ColorizeImageView draw(uint8_t gray[SIDE * SIDE]) {
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = drawing_pixel(i % SIDE, i / SIDE);
    const ColorizeImageView drawing = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    return drawing;
}

static ColorizeReadOptions small_look(void) {
    ColorizeReadOptions options;
    colorize_read_options_init(&options, sizeof options);
    options.max_side = 192; /* the least at which its parts are told apart */
    return options;
}

static ColorizeReading *read_drawing(const ColorizeEngine *engine, const ColorizeImageView *drawing) {
    const ColorizeReadOptions options = small_look();
    ColorizeReading *reading = NULL;
    OK(colorize_reading_new(engine, drawing, &options, NULL, NULL, &reading, &error));
    return reading;
}

#endif
