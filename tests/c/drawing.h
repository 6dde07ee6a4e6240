/* A small drawing that the test programs colour: a round face with hair and two eyes, 8-bit grey. */
#ifndef DRAWING_H
#define DRAWING_H

#include <stdint.h>

enum { SIDE = 160, HAIR_X = 80, HAIR_Y = 38, FACE_X = 80, FACE_Y = 110, EYE_X = 58, EYE_Y = 84 };

/* Whether (x, y) is on a circle's line, 3 pixels wide. */
static int on_circle(int x, int y, int center_x, int center_y, int radius) {
    const int dx = x - center_x, dy = y - center_y, d = dx * dx + dy * dy;
    return d >= (radius - 1) * (radius - 1) && d <= (radius + 2) * (radius + 2);
}

static uint8_t drawing_pixel(int x, int y) {
    const int dx = x - 80, dy = y - 80;
    const int line = on_circle(x, y, 80, 80, 62) || on_circle(x, y, EYE_X, EYE_Y, 11) ||
                     on_circle(x, y, SIDE - EYE_X, EYE_Y, 11) ||
                     (dx * dx + dy * dy < 62 * 62 && y >= 56 && y < 59);
    return line ? 0 : 255;
}

#endif
