/* Regions and trace lines from C, without any network. Exit status 0 is success. */
#include "check.h"

static const ColorizeRgb BLUE = {10, 20, 250};

/* A red box in the middle of white paper, filled blue and left clear around. */
static void check_traced(void) {
    static uint8_t pixels[40 * 40 * 3];
    const ColorizeImageView view = {pixels, 40, 40, 120, COLORIZE_PIXEL_FORMAT_RGB8, 0, 0};
    const ColorizeTraceLine grey = {COLORIZE_TRACE_MEANING_PLAIN, {90, 90, 90}}, strange = {(ColorizeTraceMeaning)7, {255, 0, 0}};
    ColorizeAreaColor colors[2] = {{0, {0, 0, 0}}, {0, {0, 0, 0}}};
    ColorizeTraced *traced = NULL;
    ColorizeImage *image = NULL;
    for (int i = 0; i < 1600; ++i) {
        const int x = i % 40, y = i / 40, in = x >= 10 && x < 30 && y >= 10 && y < 30;
        const int line = in && (x < 12 || x >= 28 || y < 12 || y >= 28);
        pixels[3 * i] = 255, pixels[3 * i + 1] = pixels[3 * i + 2] = line ? 0 : 255;
    }
    BAD(colorize_traced_new(NULL, NULL, 0, NULL, NULL, NULL, &traced, &error), "`drawing` is NULL");
    BAD(colorize_traced_new(&view, &grey, 1, NULL, NULL, NULL, &traced, &error), "cannot be told from ink");
    BAD(colorize_traced_new(&view, &strange, 1, NULL, NULL, NULL, &traced, &error), "meaning of a trace line 7 is unknown");
    BAD(colorize_traced_new(&view, NULL, 2, NULL, NULL, NULL, &traced, &error), "`lines` is NULL");
    BAD(colorize_traced_new(&view, NULL, 0, NULL, NULL, NULL, NULL, &error), "`traced` is NULL");
    CHECK(!traced && colorize_traced_area_count(NULL) == 0 && !colorize_traced_area_ids(NULL));
    OK(colorize_traced_new(&view, NULL, 0, NULL, NULL, NULL, &traced, &error));
    CHECK(colorize_traced_area_count(traced) == 2);
    const uint32_t box = colorize_traced_area_ids(traced)[20 * 40 + 20];
    CHECK(colorize_traced_inside(traced, box) == 0 && colorize_traced_inside(traced, 3 - box) == -1);
    CHECK(colorize_traced_inside(traced, 0) == -1 && colorize_traced_inside(traced, 9) == -1);
    BAD(colorize_traced_fill(traced, colors, 1, 1, &image, &error), "1 colours for 2 areas");
    BAD(colorize_traced_fill(NULL, colors, 2, 1, &image, &error), "`traced` is NULL");
    colors[box - 1].has_color = 1, colors[box - 1].color = BLUE;
    OK(colorize_traced_fill(traced, colors, 2, 1, &image, &error));
    const uint8_t *filled = (const uint8_t *)colorize_image_view(image).data;
    for (int i = 0; i < 1600; ++i) {
        const int in = colorize_traced_area_ids(traced)[i] == box;
        CHECK(filled[4 * i + 3] == (in ? 255 : 0) && (!in || memcmp(filled + 4 * i, &BLUE, 3) == 0));
    }
    colorize_image_free(image);
    CHECK(((const uint8_t *)colorize_traced_line(traced).data)[3] == 0 && !colorize_traced_line(NULL).data);
    BAD(colorize_traced_derive(traced, colors, 1, &error), "1 colours for 2 areas");
    colors[box - 1].has_color = 0, colors[2 - box].has_color = 1, colors[2 - box].color = BLUE;
    OK(colorize_traced_derive(traced, colors, 2, &error)); /* red bounds highlights */
    CHECK(colors[box - 1].has_color && colors[box - 1].color.r > BLUE.r && colors[box - 1].color.g > BLUE.g);
    CHECK(memcmp(&colors[2 - box].color, &BLUE, sizeof BLUE) == 0);
    colorize_traced_free(traced);
    colorize_traced_free(NULL);
}

/* The opening in the box of check_regions is drawn shut, then torn wide open. */
static void check_update(ColorizeRegions *regions) {
    uint8_t ink[2 * 20] = {0};
    const ColorizeImageView view = {ink, 2, 20, 2, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeImageView wrong = view;
    ColorizeBox changed = {1, 2, 3, 4};
    uint32_t ids[4] = {0};
    size_t count = 9;
    for (int y = 0; y < 20; ++y) ink[2 * y] = 255;
    wrong.format = COLORIZE_PIXEL_FORMAT_RGBA8;
    wrong.stride = 8;
    BAD(colorize_regions_update(NULL, &view, 30, 10, &changed, &error), "`regions` is NULL");
    BAD(colorize_regions_update(regions, NULL, 30, 10, &changed, &error), "`ink` is NULL");
    BAD(colorize_regions_update(regions, &wrong, 30, 10, &changed, &error), "COLORIZE_PIXEL_FORMAT_GRAY8");
    BAD(colorize_regions_update(regions, &view, 59, 10, &changed, &error), "to (61, 30) is outside 60x40");
    BAD(colorize_regions_update(regions, &view, 30, UINT32_MAX, &changed, &error), "is outside 60x40");
    wrong = view;
    wrong.width = 61;
    BAD(colorize_regions_update(regions, &wrong, 0, 0, &changed, &error), "to (61, 20) is outside 60x40");
    CHECK(changed.left == 1 && changed.bottom == 4);
    OK(colorize_regions_update(regions, &view, 30, 10, NULL, &error));
    CHECK(colorize_regions_count(regions) == 2);
    OK(colorize_regions_leaks(regions, 20, 20, NULL, 0, &count, &error));
    CHECK(count == 0);
    memset(ink, 0, sizeof ink);
    OK(colorize_regions_update(regions, &view, 30, 11, &changed, &error));
    CHECK(colorize_regions_count(regions) == 1 && colorize_regions_at(regions, 20, 20) == 1);
    CHECK(changed.left < changed.right && changed.left <= 11 && changed.right >= 30);
    OK(colorize_regions_update(regions, &view, 30, 11, &changed, &error));
    CHECK(changed.left == 0 && changed.right == 0 && changed.bottom == 0);

    BAD(colorize_regions_in(regions, changed, ids, 4, &count, &error), "is empty or outside 60x40");
    changed.right = 60;
    changed.bottom = 40;
    BAD(colorize_regions_in(regions, changed, NULL, 4, &count, &error), "`ids` is NULL");
    OK(colorize_regions_in(regions, changed, ids, 4, &count, &error));
    CHECK(count == 1 && ids[0] == 1 && ids[1] == 0);
}

/* An update that would make too many regions is refused, and the ink is as it was: the next one sees no change. */
static void check_refused_update(const ColorizeImageView *drawing, const ColorizeReadOptions *wanted) {
    static uint8_t ink[60 * 40];
    const ColorizeImageView view = {ink, 60, 40, 60, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeReadOptions options = *wanted;
    ColorizeRegions *regions = NULL;
    ColorizeBox changed = {1, 2, 3, 4};
    options.max_regions = 2;
    OK(colorize_regions_new(drawing, &options, NULL, NULL, &regions, &error));
    for (int i = 0; i < 60 * 40; ++i) ink[i] = i % 60 % 6 == 0 ? 255 : 0;
    FAILS(colorize_regions_update(regions, &view, 0, 0, &changed, &error), LIMIT, "over the limit of 2");
    CHECK(changed.left == 1 && colorize_regions_count(regions) == 2 && colorize_regions_at(regions, 20, 20) == 2);
    for (int i = 0; i < 60 * 40; ++i) ink[i] = (uint8_t)(255 - ((const uint8_t *)drawing->data)[i]);
    OK(colorize_regions_update(regions, &view, 0, 0, &changed, &error));
    CHECK(changed.left == 0 && changed.right == 0 && changed.bottom == 0);
    CHECK(colorize_regions_count(regions) == 2);
    colorize_regions_free(regions);
}

/* A box of black lines, 20 pixels a side, with an opening of 3 pixels in its right side. */
static void check_regions(void) {
    static uint8_t pixels[60 * 40], mask[60 * 40];
    const ColorizeImageView view = {pixels, 60, 40, 60, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeReadOptions options;
    ColorizeRegions *regions = NULL;
    ColorizeShape shape, other;
    ColorizeCorner corners[32];
    ColorizeGap gaps[8];
    size_t count = 9;
    for (int i = 0; i < 60 * 40; ++i) {
        const int x = i % 60, y = i / 60, in = x >= 10 && x <= 30 && y >= 10 && y <= 30;
        const int line = in && (x == 10 || x == 30 || y == 10 || y == 30) && !(x == 30 && y >= 19 && y < 22);
        pixels[i] = line ? 0 : 255;
    }
    colorize_read_options_init(&options, sizeof options);
    options.min_area = 0;
    options.gap = 1001;
    BAD(colorize_regions_new(NULL, NULL, NULL, NULL, &regions, &error), "`drawing` is NULL");
    BAD(colorize_regions_new(&view, NULL, NULL, NULL, NULL, &error), "`regions` is NULL");
    BAD(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error), "gap 1001");
    CHECK(!regions && colorize_regions_count(NULL) == 0 && !colorize_regions_ids(NULL));
    options.gap = 0;
    OK(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == 1);
    OK(colorize_regions_leaks(regions, 20, 20, NULL, 0, &count, &error));
    CHECK(count == 0);
    colorize_regions_free(regions);
    options.gap = 5;
    OK(colorize_regions_new(&view, &options, NULL, NULL, &regions, &error));
    CHECK(colorize_regions_count(regions) == 2 && colorize_regions_at(regions, 20, 20) == 2);
    CHECK(colorize_regions_at(regions, 60, 0) == 0 && colorize_regions_at(NULL, 0, 0) == 0);
    CHECK(colorize_regions_ids(regions)[20 * 60 + 20] == 2);

    OK(colorize_regions_shape(regions, 2, &shape, sizeof shape, &error));
    CHECK(shape.paper >= 19 * 19 && shape.area > shape.paper && !shape.outside);
    CHECK(shape.left >= 10 && shape.right <= 31 && shape.top >= 10 && shape.bottom <= 31);
    CHECK(colorize_regions_at(regions, shape.seed_x, shape.seed_y) == 2);
    other = shape;
    BAD(colorize_regions_shape(regions, 2, &other, 8, &error), "`struct_size` is 8, not sizeof(ColorizeShape)");
    BAD(colorize_regions_shape(regions, 3, &other, sizeof other, &error), "region 3 is outside 1..=2");
    BAD(colorize_regions_shape(regions, 2, NULL, sizeof other, &error), "`shape` is NULL");
    CHECK(memcmp(&shape, &other, sizeof shape) == 0);
    uint32_t beside = 9;
    OK(colorize_regions_neighbours(regions, 2, &beside, 1, &count, &error));
    CHECK(beside == 1 && count == 1);
    BAD(colorize_regions_neighbours(regions, 0, &beside, 1, &count, &error), "region 0 is outside 1..=2");
    BAD(colorize_regions_neighbours(NULL, 1, NULL, 0, &count, &error), "`regions` is NULL");

    const size_t box = (size_t)(shape.right - shape.left) * (shape.bottom - shape.top);
    BAD(colorize_regions_mask(regions, 2, mask, 5, &error), "`length` is 5");
    BAD(colorize_regions_mask(regions, 2, NULL, box, &error), "`mask` is NULL");
    OK(colorize_regions_mask(regions, 2, mask, box, &error));
    uint32_t inside = 0;
    for (size_t i = 0; i < box; ++i) inside += mask[i] == 255;
    CHECK(inside == shape.area);

    BAD(colorize_regions_contour(regions, 0, corners, 32, &count, &error), "region 0 is outside");
    OK(colorize_regions_contour(regions, 2, NULL, 0, &count, &error));
    CHECK(count >= 4 && count <= 32);
    OK(colorize_regions_contour(regions, 2, corners, 32, &count, &error));
    long doubled = 0;
    for (size_t i = 0; i < count; ++i) {
        const ColorizeCorner a = corners[i], b = corners[(i + 1) % count];
        CHECK(a.polygon == 0 && a.x <= 60 && a.y <= 40);
        doubled += (long)a.x * b.y - (long)b.x * a.y;
    }
    CHECK(doubled == 2 * (long)shape.area);

    BAD(colorize_regions_leaks(regions, 60, 0, gaps, 8, &count, &error), "(60, 0) is outside 60x40");
    OK(colorize_regions_leaks(regions, 20, 20, gaps, 8, &count, &error));
    CHECK(count >= 1 && gaps[0].regions[0] == 1 && gaps[0].regions[1] == 2);
    CHECK(gaps[0].from_x == 30 && gaps[0].to_x == 30 && gaps[0].from_y == 18 && gaps[0].to_y == 22);
    check_update(regions);
    colorize_regions_free(regions);
    check_refused_update(&view, &options);
    colorize_regions_free(NULL);
}

int main(void) {
    check_traced();
    check_regions();
    return 0;
}
