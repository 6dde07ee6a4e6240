/* Wishes in words, and the parts of a coloured drawing. */
#include "reading.h"

static const ColorizeRgb BROWN = {0x65, 0x37, 0x00};

static const char *name_of(const ColorizeEngine *engine, const ColorizeLayers *layers, uint32_t index) {
    ColorizePart part;
    OK(colorize_layers_part(layers, index, &part, sizeof part, &error));
    return colorize_engine_label_name(engine, part.label);
}

static void check_words(const ColorizeEngine *engine) {
    ColorizePrompt *prompt = NULL;
    ColorizeUnknownWord unknown[4];
    size_t count = 99;
    const char *text = "brown hair, green eyse, 白いシャツ, plaid skirt";
    OK(colorize_prompt_new(&prompt, &error));
    BAD(colorize_prompt_add_words(NULL, engine, text, unknown, 4, &count, &error), "`prompt` is NULL");
    BAD(colorize_prompt_add_words(prompt, NULL, text, unknown, 4, &count, &error), "`engine` is NULL");
    BAD(colorize_prompt_add_words(prompt, engine, NULL, unknown, 4, &count, &error), "`words` is NULL");
    BAD(colorize_prompt_add_words(prompt, engine, "\xff", unknown, 4, &count, &error), "not UTF-8");
    BAD(colorize_prompt_add_words(prompt, engine, text, NULL, 4, &count, &error), "`unknown` is NULL");
    BAD(colorize_prompt_add_words(prompt, engine, text, NULL, 0, NULL, &error), "`eyse`");
    BAD(colorize_prompt_add_words(prompt, engine, text, NULL, 0, NULL, &error), "did you mean `eye");
    CHECK(colorize_prompt_count(prompt) == 0);

    OK(colorize_prompt_add_words(prompt, engine, text, unknown, 4, &count, &error));
    CHECK(colorize_prompt_count(prompt) == 2 && count > 1 && count <= 4);
    int seen = 0;
    for (size_t i = 0; i < count; ++i) {
        CHECK(unknown[i].start < unknown[i].end && unknown[i].end <= strlen(text));
        if (unknown[i].end - unknown[i].start == 4 && memcmp(text + unknown[i].start, "eyse", 4) == 0) {
            CHECK(unknown[i].reason == COLORIZE_WORD_REASON_UNKNOWN_WORD);
            seen = 1;
        }
    }
    CHECK(seen);
    const size_t all = count;
    OK(colorize_prompt_add_words(prompt, engine, text, unknown, 1, &count, &error));
    CHECK(count == all && colorize_prompt_count(prompt) == 4);
    OK(colorize_prompt_add_words(prompt, engine, "", NULL, 0, NULL, &error));
    CHECK(colorize_prompt_count(prompt) == 4);
    colorize_prompt_free(prompt);
}

static void check_parts(const ColorizeEngine *engine, const ColorizeReading *reading) {
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizePrompt *prompt = NULL;
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    const uint32_t parts = colorize_layers_part_count(layers);
    CHECK(parts > 1 && colorize_layers_part_count(NULL) == 0);

    /* A part that has a colour and a name gets another colour by words. */
    uint32_t index = 0;
    ColorizePart part;
    uint64_t area = 0;
    for (uint32_t i = 0; i < parts; ++i) {
        OK(colorize_layers_part(layers, i, &part, sizeof part, &error));
        CHECK(part.region_count > 0 && (i == 0 || part.area <= area));
        area = part.area;
        if (part.color_count > 0) index = i;
    }
    char words[64];
    snprintf(words, sizeof words, "%s = #653700", name_of(engine, layers, index));
    const char *name = name_of(engine, layers, index);
    OK(colorize_prompt_add_words(prompt, engine, words, NULL, 0, NULL, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    colorize_layers_free(layers);
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));
    int found = 0;
    for (uint32_t i = 0; i < colorize_layers_part_count(layers); ++i) {
        if (strcmp(name_of(engine, layers, i), name) != 0) continue;
        ColorizeRgb colors[2] = {{1, 2, 3}, {1, 2, 3}};
        size_t count = 0;
        OK(colorize_layers_part_colors(layers, i, colors, 1, &count, &error));
        CHECK(count == 1 && memcmp(&colors[0], &BROWN, sizeof BROWN) == 0 && colors[1].r == 1);
        found = 1;
    }
    CHECK(found);

    const ColorizePart before = part;
    BAD(colorize_layers_part(layers, 255, &part, sizeof part, &error), "there is no part 255");
    BAD(colorize_layers_part(layers, 0, &part, 3, &error), "not sizeof(ColorizePart)");
    BAD(colorize_layers_part(layers, 0, NULL, sizeof part, &error), "`part` is NULL");
    BAD(colorize_layers_part(NULL, 0, &part, sizeof part, &error), "`layers` is NULL");
    CHECK(before.area == part.area && before.label == part.label && before.color_count == part.color_count);
    size_t count = 0;
    BAD(colorize_layers_part_colors(layers, 255, NULL, 0, &count, &error), "there is no part 255");
    BAD(colorize_layers_part_colors(layers, 0, NULL, 0, NULL, &error), "`count` is NULL");
    colorize_prompt_free(prompt);
    colorize_layers_free(layers);
    colorize_document_free(document);
}

/* Both eyes, told apart by words. */
static void check_sides(const ColorizeEngine *engine, const ColorizeReading *reading) {
    const uint32_t *ids = colorize_reading_region_ids(reading);
    const int eyes[2] = {EYE_X + SIDE * EYE_Y, SIDE - EYE_X + SIDE * EYE_Y};
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizePrompt *prompt = NULL;
    OK(colorize_document_new(reading, &document, &error));
    OK(colorize_document_correct(document, ids[HAIR_X + SIDE * HAIR_Y], "hair", &error));
    OK(colorize_document_correct(document, ids[FACE_X + SIDE * FACE_Y], "face", &error));
    for (int i = 0; i < 2; ++i) OK(colorize_document_correct(document, ids[eyes[i]], "eye", &error));
    OK(colorize_prompt_new(&prompt, &error));
    OK(colorize_prompt_add_words(prompt, engine, "left eye #ff0000, 右目は#0000ff", NULL, 0, NULL, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    OK(colorize_document_color(document, NULL, NULL, &layers, &error));

    const ColorizeRgb expected[2] = {{255, 0, 0}, {0, 0, 255}};
    const ColorizeSide sides[2] = {COLORIZE_SIDE_LEFT, COLORIZE_SIDE_RIGHT};
    ColorizeRegion region;
    for (int i = 0; i < 2; ++i) {
        OK(colorize_layers_region(layers, ids[eyes[i]], &region, sizeof region, &error));
        CHECK(region.side == sides[i] && memcmp(&region.color, &expected[i], sizeof expected[i]) == 0);
    }
    OK(colorize_layers_region(layers, ids[FACE_X + SIDE * FACE_Y], &region, sizeof region, &error));
    CHECK(region.side == COLORIZE_SIDE_NONE);
    for (uint32_t i = 0; i < colorize_layers_part_count(layers); ++i) {
        ColorizePart part;
        OK(colorize_layers_part(layers, i, &part, sizeof part, &error));
        const char *name = colorize_engine_label_name(engine, part.label);
        if (strcmp(name, "eye") == 0) CHECK(part.sides == 1);
        if (strcmp(name, "face") == 0) CHECK(part.sides == 0);
    }

    /* A part that shows once takes no colour, as one that does not show; a side that there is not is refused. */
    colorize_prompt_clear(prompt);
    OK(colorize_prompt_add_part(prompt, "face:left", BROWN, 1, &error));
    OK(colorize_document_set_prompt(document, prompt, &error));
    OK(colorize_prompt_add_part(prompt, "eye:up", BROWN, 1, &error));
    BAD(colorize_document_set_prompt(document, prompt, &error),
        "hint 2 is for an unknown side `up`; the sides are left, right");
    colorize_prompt_free(prompt);
    colorize_layers_free(layers);
    colorize_document_free(document);
}

int main(void) {
    static uint8_t gray[SIDE * SIDE];
    const ColorizeImageView drawing = draw(gray);
    ColorizeEngine *engine = NULL;
    OK(colorize_engine_new(NULL, NULL, &engine, &error));
    ColorizeReading *reading = read_drawing(engine, &drawing);
    check_words(engine);
    check_parts(engine, reading);
    check_sides(engine, reading);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    return 0;
}
