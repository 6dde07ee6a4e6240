/* Pictures as C programs hold them: every pixel format, part of a canvas, colour profiles. Argument 1 is a folder to write
 * to. Exit status 0 is success. */
#define _GNU_SOURCE
#include "check.h"
#include "drawing.h"

#include <sys/mman.h>
#include <unistd.h>

/* How a value is stored. */
typedef enum { U8, U16, F16, F32 } Depth;

static const int BYTES[] = {1, 2, 2, 4};

/* Formats by their numbers: channels, of them alpha's place or -1, depth, planes or not. */
static const struct {
    int channels, alpha;
    Depth depth;
    int planar;
} FORMATS[] = {
    {0, 0, U8, 0},                                                                  /* there is no format 0 */
    {1, -1, U8, 0},  {2, 1, U8, 0},  {3, -1, U8, 0},  {4, 3, U8, 0},  {3, -1, U8, 0},  {4, 3, U8, 0},  /* GRAY8 to BGRA8 */
    {1, -1, U16, 0}, {2, 1, U16, 0}, {3, -1, U16, 0}, {4, 3, U16, 0}, {3, -1, U16, 0}, {4, 3, U16, 0}, /* to BGRA16 */
    {1, -1, F32, 0}, {2, 1, F32, 0}, {3, -1, F32, 0}, {4, 3, F32, 0},               /* to RGBA_F32 */
    {4, 0, U8, 0},   {4, 0, U8, 0},  {4, 0, U16, 0},                                /* ARGB8, ABGR8, ARGB16 */
    {1, -1, F16, 0}, {2, 1, F16, 0}, {3, -1, F16, 0}, {4, 3, F16, 0},               /* to RGBA_F16 */
    {3, -1, U8, 1},  {4, 3, U8, 1},  {3, -1, U16, 1}, {4, 3, U16, 1}, {3, -1, F32, 1}, {4, 3, F32, 1}, /* planar */
    {4, 3, U8, 0},   {4, 3, U8, 0},                                                 /* RGBX8, BGRX8 */
};
enum { LAST = sizeof FORMATS / sizeof *FORMATS - 1 };

static void write_value(uint8_t *to, Depth depth, int white) {
    const uint16_t integer = white ? 65535 : 0, half = white ? 0x3c00 : 0;
    const float single = white ? 1.0f : 0.0f;
    if (depth == U8) *to = (uint8_t)integer;
    if (depth == U16) memcpy(to, &integer, 2);
    if (depth == F16) memcpy(to, &half, 2);
    if (depth == F32) memcpy(to, &single, 4);
}

/* The regions of a picture, which must be those of the drawing. */
static void check_same(const ColorizeImageView *view, const ColorizeRegions *wanted) {
    ColorizeRegions *regions = NULL;
    OK(colorize_regions_new(view, NULL, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == colorize_regions_count(wanted));
    CHECK(memcmp(colorize_regions_ids(regions), colorize_regions_ids(wanted), SIDE * SIDE * sizeof(uint32_t)) == 0);
    colorize_regions_free(regions);
}

/* Every format, upwards and downwards, padded and not aligned, is the same drawing. */
static void check_formats(const ColorizeRegions *wanted) {
    CHECK((int)LAST == (int)COLORIZE_PIXEL_FORMAT_BGRX8);
    for (int i = 1; i <= LAST; ++i) {
        const int bytes = BYTES[FORMATS[i].depth], planes = FORMATS[i].planar ? FORMATS[i].channels : 1;
        const int step = bytes * FORMATS[i].channels / planes, stride = SIDE * step + 5, gap = i % 3 ? 0 : 7;
        const size_t plane = (size_t)(stride * SIDE + gap);
        uint8_t *memory = malloc(plane * (size_t)planes + 1), *pixels = memory + 1;
        const int up = i % 2 == 1;
        memset(memory, 99, plane * (size_t)planes + 1);
        for (int p = 0; p < SIDE * SIDE * FORMATS[i].channels; ++p) {
            const int channel = p % FORMATS[i].channels, x = p / FORMATS[i].channels % SIDE;
            const int y = p / FORMATS[i].channels / SIDE;
            uint8_t *row = pixels + (up ? SIDE - 1 - y : y) * stride + x * step;
            uint8_t *to = FORMATS[i].planar ? row + (size_t)channel * plane : row + channel * bytes;
            write_value(to, FORMATS[i].depth, drawing_pixel(x, y) || channel == FORMATS[i].alpha);
        }
        ColorizeImageView view = {pixels, SIDE, SIDE, stride, (ColorizePixelFormat)i, i % 4 == 0, 0};
        if (up) view.data = pixels + (SIDE - 1) * stride, view.stride = -stride;
        if (gap) view.plane_stride = (ptrdiff_t)plane;
        check_same(&view, wanted);
        free(memory);
    }
}

/* What is no picture. */
static void check_arguments(const ColorizeImageView *drawing) {
    ColorizeRegions *regions = NULL;
#define REFUSED(change, words) \
    do { \
        ColorizeImageView view = *drawing; \
        change; \
        BAD(colorize_regions_new(&view, NULL, NULL, NULL, &regions, &error), words); \
    } while (0)
    REFUSED(view.data = NULL, "`drawing.data` is NULL");
    REFUSED(view.width = 0, "0x160 is empty");
    REFUSED(view.stride = SIDE - 1, "shorter than a row");
    REFUSED(view.stride = 1 - SIDE, "shorter than a row");
    REFUSED(view.stride = PTRDIFF_MIN, "larger than memory");
    REFUSED(view.height = UINT32_MAX; view.stride = PTRDIFF_MAX / 4, "larger than memory");
    REFUSED(view.data = (void *)(intptr_t)64; view.stride = -SIDE, "outside memory");
    REFUSED(view.format = (ColorizePixelFormat)0, "pixel format 0 is unknown");
    REFUSED(view.format = (ColorizePixelFormat)(LAST + 1), "is unknown");
    REFUSED(view.format = COLORIZE_PIXEL_FORMAT_RGB_PLANAR8; view.plane_stride = PTRDIFF_MAX, "larger than memory");
#undef REFUSED
}

/* What lies between the rows is never read: there it is no memory at all. */
static void check_part_of_a_canvas(const ColorizeRegions *wanted) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), all = 2 * page * SIDE;
    uint8_t *canvas = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(canvas != MAP_FAILED && page >= SIDE);
    for (int y = 0; y < SIDE; ++y) {
        uint8_t *row = canvas + 2 * page * (size_t)y + page - SIDE;
        for (int x = 0; x < SIDE; ++x) row[x] = drawing_pixel(x, y);
        CHECK(mprotect(row + SIDE, page, PROT_NONE) == 0);
    }
    const ColorizeImageView view = {
        canvas + page - SIDE, SIDE, SIDE, (ptrdiff_t)(2 * page), COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    check_same(&view, wanted);
    munmap(canvas, all);
}

/* NaN is named, and a drawing of one pixel is a drawing. */
static void check_floats(void) {
    float pixels[4] = {0, 1, 0, 1};
    const uint32_t nan_bits = 0x7fc00000;
    ColorizeRegions *regions = NULL;
    ColorizeImageView tiny = {pixels, 2, 2, 8, COLORIZE_PIXEL_FORMAT_GRAY_F32, 0, 0};
    memcpy(&pixels[2], &nan_bits, 4);
    BAD(colorize_regions_new(&tiny, NULL, NULL, NULL, &regions, &error), "pixel (0, 1) is not a number (NaN)");
    tiny.width = tiny.height = 1;
    OK(colorize_regions_new(&tiny, NULL, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == 1);
    colorize_regions_free(regions);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = {gray, SIDE, SIDE, SIDE, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeRegions *wanted = NULL;
    for (int i = 0; i < SIDE * SIDE; ++i) gray[i] = drawing_pixel(i % SIDE, i / SIDE);
    OK(colorize_regions_new(&drawing, NULL, NULL, NULL, &wanted, &error));
    CHECK(colorize_regions_count(wanted) > 3);
    check_formats(wanted);
    check_arguments(&drawing);
    check_part_of_a_canvas(wanted);
    check_floats();
    colorize_regions_free(wanted);
    return 0;
}
