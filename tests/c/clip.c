/* A shot coloured frame by frame in memory: a figure that walks to the right, its first and last frame coloured. */
#include "reading.h"

enum { FIRST = 1, LAST = 9 };
static const ColorizeRgb RED = {200, 30, 20}, GREEN = {16, 224, 32};

/* Frame `number`: the drawing, a pixel further to the right in each. */
static ColorizeImageView draw_frame(uint8_t gray[SIDE * SIDE], uint32_t number) {
    const ColorizeImageView drawing = draw(gray);
    const size_t moved = number - FIRST;
    for (size_t y = 0; y < SIDE; ++y) {
        memmove(gray + y * SIDE + moved, gray + y * SIDE, SIDE - moved);
        memset(gray + y * SIDE, 255, moved);
    }
    return drawing;
}

static ColorizeReading *read_frame(const ColorizeEngine *engine, uint32_t number) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw_frame(gray, number);
    return read_drawing(engine, &drawing);
}

/* The face of frame `number`. */
static uint32_t face(const ColorizeReading *reading, uint32_t number) {
    return colorize_reading_region_ids(reading)[FACE_Y * SIDE + FACE_X + number - FIRST];
}

/* A frame as somebody coloured it: its face is red, and all the rest has other colours. */
static ColorizeReference *paint(const ColorizeEngine *engine, uint32_t number) {
    static uint8_t painted[SIDE * SIDE * 4];
    static const uint8_t colors[4][4] = {{250, 220, 60, 255}, {30, 90, 200, 255}, {120, 70, 160, 255}, {40, 160, 90, 255}};
    ColorizeReading *reading = read_frame(engine, number);
    const uint32_t *ids = colorize_reading_region_ids(reading), ground = ids[0], red = face(reading, number);
    for (int i = 0; i < SIDE * SIDE; ++i) {
        const uint8_t nothing[4] = {0, 0, 0, 0}, face_color[4] = {RED.r, RED.g, RED.b, 255};
        const uint8_t *color = ids[i] == ground ? nothing : ids[i] == red ? face_color : colors[ids[i] % 4];
        memcpy(painted + 4 * i, color, 4);
    }
    const ColorizeImageView colored = {painted, SIDE, SIDE, SIDE * 4, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    ColorizeImageView half = colored;
    half.height /= 2;
    ColorizeReference *reference = NULL;
    BAD(colorize_reference_new_from_reading(NULL, &colored, &reference, &error), "`reading` is NULL");
    BAD(colorize_reference_new_from_reading(reading, NULL, &reference, &error), "`colored` is NULL");
    BAD(colorize_reference_new_from_reading(reading, &half, &reference, &error), "160x80");
    CHECK(!reference);
    OK(colorize_reference_new_from_reading(reading, &colored, &reference, &error));
    ColorizeRegionColor region;
    const uint32_t count = colorize_reading_region_count(reading);
    CHECK(colorize_reference_region_count(reference) == count && colorize_reference_region_count(NULL) == 0);
    OK(colorize_reference_region(reference, red, &region, sizeof region, &error));
    CHECK(region.has_color && memcmp(&region.color, &RED, 3) == 0 && region.certainty == 1);
    CHECK(region.track_frame == 0 && region.track_region == red);
    OK(colorize_reference_region(reference, ground, &region, sizeof region, &error));
    CHECK(!region.has_color);
    BAD(colorize_reference_region(reference, 0, &region, sizeof region, &error), "region 0 is outside 1..=");
    BAD(colorize_reference_region(reference, count + 1, &region, sizeof region, &error), "is outside 1..=");
    BAD(colorize_reference_region(reference, 1, &region, 4, &error), "sizeof(ColorizeRegionColor)");
    colorize_reading_free(reading);
    return reference;
}

static void check_keys(const ColorizeEngine *engine, ColorizeClip *clip) {
    ColorizeReference *key = NULL;
    ColorizeReading *reading = read_frame(engine, 2);
    ColorizeCarried *carried = NULL;
    uint32_t numbers[2] = {77, 77};
    size_t count = 99;
    BAD(colorize_clip_carry(clip, 2, reading, &carried, &error), "no coloured frame");
    CHECK(!carried);
    colorize_reading_free(reading);
    for (uint32_t number = FIRST; number <= LAST; number += LAST - FIRST) {
        ColorizeReference *reference = paint(engine, number);
        OK(colorize_clip_add_key(clip, number, reference, &error));
        colorize_reference_free(reference);
    }
    BAD(colorize_clip_add_key(clip, 3, NULL, &error), "`reference` is NULL");
    OK(colorize_clip_keys(clip, numbers, 2, &count, &error));
    CHECK(count == 2 && numbers[0] == FIRST && numbers[1] == LAST);
    OK(colorize_clip_key(clip, FIRST, &key, &error));
    ColorizeRegionColor region;
    OK(colorize_reference_region(key, 1, &region, sizeof region, &error));
    CHECK(region.track_frame == FIRST);
    colorize_reference_free(key);
    BAD(colorize_clip_key(clip, 3, &key, &error), "frame 3 is no coloured one");
    BAD(colorize_clip_remove_key(clip, 3, &error), "frame 3 is no coloured one");
    CHECK(!key);

    uint32_t frames[6] = {LAST, 8, 2, 3, 2, 12};
    OK(colorize_clip_order(clip, frames, 6, frames, 6, &count, &error));
    CHECK(count == 4 && frames[0] == 2 && frames[1] == 3 && frames[2] == 8 && frames[3] == 12);
    BAD(colorize_clip_order(clip, NULL, 6, frames, 6, &count, &error), "`frames` is NULL");
    BAD(colorize_clip_order(NULL, frames, 6, frames, 6, &count, &error), "`clip` is NULL");
}

/* Where the face of one frame is in another. */
static void check_places(const ColorizeEngine *engine) {
    ColorizeReading *drawing = read_frame(engine, 5), *reference = read_frame(engine, FIRST);
    ColorizeCorrespondence *found = NULL;
    BAD(colorize_correspondence_new(NULL, reference, &found, &error), "`drawing` is NULL");
    BAD(colorize_correspondence_new(drawing, NULL, &found, &error), "`reference` is NULL");
    CHECK(!found);
    OK(colorize_correspondence_new(drawing, reference, &found, &error));
    ColorizeMatch match = {0, 0};
    size_t count = 0;
    OK(colorize_correspondence_in_drawing(found, face(reference, FIRST), &match, 1, &count, &error));
    CHECK(count >= 1 && match.region == face(drawing, 5) && match.chance > 0.5F && match.chance <= 1);
    OK(colorize_correspondence_in_reference(found, face(drawing, 5), &match, 1, &count, &error));
    CHECK(count >= 1 && match.region == face(reference, FIRST));
    OK(colorize_correspondence_in_reference(found, 1, NULL, 0, &count, &error));
    BAD(colorize_correspondence_in_drawing(found, 0, &match, 1, &count, &error), "region 0 is outside 1..=");
    BAD(colorize_correspondence_in_reference(found, 9999, &match, 1, &count, &error), "region 9999 is outside 1..=");
    BAD(colorize_correspondence_in_drawing(found, 1, NULL, 3, &count, &error), "`matches` is NULL");
    BAD(colorize_correspondence_in_drawing(NULL, 1, &match, 1, &count, &error), "`correspondence` is NULL");
    colorize_correspondence_free(found);
    colorize_correspondence_free(NULL);
    colorize_reading_free(drawing);
    colorize_reading_free(reference);
}

/* Carries one frame, and gives what its face takes. */
static ColorizeRegionColor carry(const ColorizeEngine *engine, ColorizeClip *clip, uint32_t number, ColorizeCarried **kept) {
    ColorizeReading *reading = read_frame(engine, number);
    ColorizeCarried *carried = NULL;
    OK(colorize_clip_carry(clip, number, reading, &carried, &error));
    CHECK(colorize_carried_region_count(carried) == colorize_reading_region_count(reading));
    ColorizeRegionColor region;
    OK(colorize_carried_region(carried, face(reading, number), &region, sizeof region, &error));
    if (kept) {
        *kept = carried;
    } else {
        colorize_carried_free(carried);
    }
    colorize_reading_free(reading);
    return region;
}

static void check_carrying(const ColorizeEngine *engine, ColorizeClip *clip) {
    uint32_t frames[LAST], track = 0;
    size_t count = 0;
    for (uint32_t i = 0; i < LAST; ++i) frames[i] = FIRST + i;
    OK(colorize_clip_order(clip, frames, LAST, frames, LAST, &count, &error));
    CHECK(count == LAST - 2);
    for (size_t i = 0; i < count; ++i) {
        const ColorizeRegionColor region = carry(engine, clip, frames[i], NULL);
        CHECK(region.has_color && memcmp(&region.color, &RED, 3) == 0 && region.track_frame == FIRST);
        CHECK(i == 0 || region.track_region == track);
        track = region.track_region;
    }

    /* Frame 3 is put right; 4 takes it, and 2 was done before. */
    ColorizeCarried *carried = NULL, *again = NULL;
    ColorizeBytes *json = NULL;
    carry(engine, clip, 2, NULL);
    OK(colorize_clip_correct(clip, 3, FACE_X + 2, FACE_Y, &GREEN, &error));
    const ColorizeRegionColor corrected = carry(engine, clip, 3, &carried);
    CHECK(memcmp(&corrected.color, &GREEN, 3) == 0 && corrected.certainty == 1 && corrected.track_frame == 3);
    ColorizeRegionColor next = carry(engine, clip, 4, NULL);
    CHECK(memcmp(&next.color, &GREEN, 3) == 0);
    BAD(colorize_clip_correct(NULL, 3, 0, 0, &GREEN, &error), "`clip` is NULL");
    OK(colorize_clip_clear_corrections(clip, 3, &error));

    /* It goes on from what was stored. */
    ColorizeReading *reading = read_frame(engine, 3);
    OK(colorize_carried_json(carried, &json, &error));
    colorize_carried_free(carried);
    const char *text = (const char *)colorize_bytes_data(json);
    OK(colorize_carried_new_from_json(reading, text, &again, &error));
    colorize_bytes_free(json);
    OK(colorize_clip_resume(clip, 3, again, &error));
    next = carry(engine, clip, 4, NULL);
    CHECK(memcmp(&next.color, &GREEN, 3) == 0);
    BAD(colorize_clip_resume(clip, LAST, again, &error), "frame 9 is a coloured one");
    BAD(colorize_clip_resume(clip, 3, NULL, &error), "`carried` is NULL");
    colorize_carried_free(again);
    BAD(colorize_carried_new_from_json(reading, "[]", &again, &error), "0 regions");
    CHECK(!again);
    BAD(colorize_clip_carry(clip, LAST, reading, &again, &error), "frame 9 is a coloured one");
    BAD(colorize_clip_carry(clip, 3, NULL, &again, &error), "`reading` is NULL");
    static uint8_t paper[32 * 32];
    memset(paper, 255, sizeof paper);
    const ColorizeImageView small = {paper, 32, 32, 32, COLORIZE_PIXEL_FORMAT_GRAY8, 0, 0};
    ColorizeReading *other = read_drawing(engine, &small);
    BAD(colorize_clip_carry(clip, 3, other, &again, &error), "frame 3 is 32x32, the coloured frame 1 160x160");
    colorize_reading_free(other);
    OK(colorize_clip_correct(clip, 3, SIDE, 0, NULL, &error));
    BAD(colorize_clip_carry(clip, 3, reading, &again, &error), "the correction at (160, 0) is outside frame 3");
    CHECK(!again);
    colorize_reading_free(reading);
    OK(colorize_clip_remove_key(clip, LAST, &error));
}

/* What is carried to a document. */
static void check_document(const ColorizeEngine *engine) {
    ColorizeReading *reading = read_frame(engine, 2);
    ColorizeReference *reference = paint(engine, FIRST);
    const ColorizeReference *references[1] = {reference};
    ColorizeCarried *carried = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView flats;
    float threshold = -1;
    BAD(colorize_carried_new(reading, NULL, 0, &carried, &error), "no reference");
    BAD(colorize_carried_new(reading, NULL, 1, &carried, &error), "`references` is NULL");
    BAD(colorize_carried_new(NULL, references, 1, &carried, &error), "`reading` is NULL");
    OK(colorize_carried_new(reading, references, 1, &carried, &error));
    BAD(colorize_carried_threshold(carried, 2, &threshold, &error), "accuracy 2 is outside 0..=1");
    BAD(colorize_carried_threshold(NULL, 0.5f, &threshold, &error), "`carried` is NULL");
    CHECK(threshold == -1);
    OK(colorize_carried_threshold(carried, 0, &threshold, &error));
    CHECK(threshold >= 0 && threshold <= 1);
    OK(colorize_document_new(reading, &document, &error));
    BAD(colorize_document_set_carried(NULL, carried, &error), "`document` is NULL");
    BAD(colorize_document_set_carried(document, NULL, &error), "`carried` is NULL");
    OK(colorize_document_set_carried(document, carried, &error));
    CHECK(colorize_document_undo_count(document) == 1);
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    OK(colorize_layers_view(layers, COLORIZE_LAYER_FLATS, &flats, &error));
    CHECK(memcmp((const uint8_t *)flats.data + FACE_Y * flats.stride + 4 * (FACE_X + 1), &RED, 3) == 0);
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_carried_free(carried);
    colorize_reference_free(reference);
    colorize_reading_free(reading);
}

int main(void) {
    ColorizeEngine *engine = NULL;
    ColorizeClip *clip = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    BAD(colorize_clip_new(NULL, &clip, &error), "`engine` is NULL");
    OK(colorize_clip_new(engine, &clip, &error));
    check_places(engine);
    check_keys(engine, clip);
    check_carrying(engine, clip);
    check_document(engine);
    colorize_clip_free(clip);
    colorize_clip_free(NULL);
    colorize_carried_free(NULL);
    CHECK(colorize_carried_region_count(NULL) == 0);
    colorize_engine_free(engine);
    return 0;
}
