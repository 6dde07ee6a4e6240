/* Any numbers where the library wants a view, an enum or options: it must answer with a status that is no panic, and
 * read no byte beyond the pixels, nor between two rows. */
#include <colorize.h>

#include "input.h"

/* AddressSanitizer's; the program is linked with it. */
void __asan_poison_memory_region(void const volatile *address, size_t size);

void fuzz_views(const uint8_t *data, size_t size);

enum { MOST = 1 << 14 };

/* From a pixel to the next in its row. */
static size_t pixel_bytes(uint32_t format) {
    static const uint8_t bytes[] = {0, 1, 2, 3, 4, 3, 4, 2, 4, 6, 8, 6, 8, 4, 8, 12, 16, /* to RGBA_F32 */
                                    4, 4, 8, 2, 4, 6, 8, 1, 1, 2, 2, 4, 4, 4, 4};
    return format < sizeof bytes ? bytes[format] : 0;
}

static uint64_t planes(uint32_t format) {
    return format < COLORIZE_PIXEL_FORMAT_RGB_PLANAR8 || format > COLORIZE_PIXEL_FORMAT_RGBA_PLANAR_F32 ? 1 : 3 + format % 2;
}

/* Fills `view` with any numbers and gives the memory behind it, NULL if there is to be none. */
static uint8_t *any_view(Input *input, ColorizeImageView *view) {
    memset(view, 0, sizeof *view);
    view->width = take_mostly(input, 40), view->height = take_mostly(input, 40);
    view->format = take_mostly(input, 32);
    view->premultiplied = take8(input);
    const size_t pixel = pixel_bytes(view->format);
    const uint64_t row = (uint64_t)view->width * pixel;
    const uint8_t way = take8(input);
    const uint64_t gap = way % 4 == 0 ? take8(input) : 0;
    view->stride = way > 250 ? (ptrdiff_t)take32(input) - INT32_MAX : (ptrdiff_t)(row + gap);
    if (way % 8 == 3) view->stride = -view->stride;
    const uint64_t step = (uint64_t)(view->stride < 0 ? -view->stride : view->stride);
    const uint64_t rows = view->height ? view->height * planes(view->format) - 1 : 0;
    if (pixel == 0 || row == 0 || view->height == 0 || step < row) {
        /* Wrong: it must not be looked at. */
        view->data = input;
        return NULL;
    }
    if (step > MOST || rows * step + row > MOST) return NULL; /* which nobody could have allocated; `data` is NULL */
    const size_t bytes = (size_t)(rows * step + row);
    uint8_t *memory = malloc(bytes);
    for (size_t i = 0; i < bytes; ++i) memory[i] = (uint8_t)(i * 31 + way);
    take(input, memory, bytes < input->size ? bytes : input->size);
    view->data = view->stride < 0 ? memory + (view->height - 1) * step : memory;
    if (way % 16 == 5) view->plane_stride = (ptrdiff_t)(view->height * step); /* what 0 means, too */
    /* Poison is exact at its end; where it begins, a few bytes may stay readable. */
    for (uint64_t y = 0; y < rows; ++y) __asan_poison_memory_region(memory + y * step + row, step - row);
    return memory;
}

/* Of the last call. */
static ColorizeError *error;

static void done(ColorizeStatus status) {
    REQUIRE(status != COLORIZE_STATUS_PANIC);
    REQUIRE((status == COLORIZE_STATUS_OK) == (error == NULL));
    REQUIRE(colorize_error_message(error) != NULL);
    colorize_error_free(error);
}

void fuzz_views(const uint8_t *data, size_t size) {
    Input input = {data, size};
    ColorizeStatus status;
    ColorizeImageView view, other;
    ColorizeReadOptions options;
    const uint8_t what = take8(&input);

    colorize_read_options_init(&options, sizeof options);
    if (what % 3 == 0) {
        options.struct_size = what < 200 ? sizeof options : take8(&input) % (sizeof options + 1);
        options.ink = take_mostly(&input, 5), options.gap = (int32_t)take_mostly(&input, 9);
        options.ink_threshold = take_mostly(&input, 240), options.min_area = (int32_t)take_mostly(&input, 60);
        options.max_side = take32(&input), options.mirror = take8(&input);
        options.max_regions = take_mostly(&input, 9);
    }
    uint8_t *memory = any_view(&input, &view);
    ColorizeRegions *regions = NULL;
    status = colorize_regions_new(&view, &options, NULL, NULL, &regions, &error);
    done(status);
    REQUIRE((status == COLORIZE_STATUS_OK) == (regions != NULL));
    if (regions) {
        const uint32_t *ids = colorize_regions_ids(regions), count = colorize_regions_count(regions);
        REQUIRE(count >= 1);
        for (size_t i = 0; i < (size_t)view.width * view.height; ++i) REQUIRE(ids[i] >= 1 && ids[i] <= count);
        uint8_t *edit = any_view(&input, &other);
        const uint32_t left = take_mostly(&input, 40), top = take_mostly(&input, 40);
        status = colorize_regions_update(regions, &other, left, top, NULL, &error);
        done(status);
        free(edit);
        const uint32_t id = take_mostly(&input, 9), x = take_mostly(&input, 40), y = take_mostly(&input, 40);
        ColorizeCorner corners[8];
        ColorizeGap gaps[3];
        uint32_t some[4];
        size_t found;
        done(colorize_regions_contour(regions, id, corners, 8, &found, &error));
        done(colorize_regions_leaks(regions, x, y, gaps, 3, &found, &error));
        const ColorizeBox area = {left, top, x, y};
        done(colorize_regions_in(regions, area, some, 4, &found, &error));
        (void)colorize_regions_at(regions, x, y);
        done(colorize_regions_neighbours(regions, id, some, 4, &found, &error));
        ColorizeShape shape;
        done(colorize_regions_shape(regions, id, &shape, take8(&input) % (sizeof shape + 1), &error));
        colorize_regions_free(regions);
    }
    if (what % 5 == 0) {
        ColorizeTraced *traced = NULL;
        const ColorizeTraceLine line = {take_mostly(&input, 4), {take8(&input), take8(&input), take8(&input)}};
        status = colorize_traced_new(&view, &line, what % 2, &options, NULL, NULL, &traced, &error);
        done(status);
        if (traced) (void)colorize_traced_inside(traced, take32(&input));
        colorize_traced_free(traced);
    }
    if (what % 5 == 1) {
        ColorizePrompt *prompt = NULL;
        const ColorizeRgb red = {255, 0, 0};
        REQUIRE(colorize_prompt_new(&prompt, NULL) == COLORIZE_STATUS_OK);
        done(colorize_prompt_add_mask(prompt, &view, red, take_float(&input), &error));
        colorize_prompt_free(prompt);
    }
    if (what % 5 == 2) {
        ColorizeModels *models = NULL;
        const uint8_t bytes[4] = {0};
        REQUIRE(colorize_models_new(&models, NULL) == COLORIZE_STATUS_OK);
        done(colorize_models_set_bytes(models, take_mostly(&input, 4), bytes, sizeof bytes, &error));
        colorize_models_free(models);
    }
    free(memory);
}
