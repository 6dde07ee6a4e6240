/* Stored styles: kept, found, renamed, and one file there and back. Argument 1 is a folder to write to. */
#include "check.h"

static ColorizeStyle *pick(uint8_t red) {
    static uint8_t cloth[64 * 64 * 4];
    for (int i = 0; i < 64 * 64; ++i) {
        const uint8_t stripe[4] = {i % 8 < 4 ? red : 240, 60, 60, 255};
        memcpy(cloth + 4 * i, stripe, 4);
    }
    const ColorizeImageView reference = {cloth, 64, 64, 256, COLORIZE_PIXEL_FORMAT_RGBA8, 0, 0};
    ColorizeStyle *style = NULL;
    OK(colorize_style_pick(&reference, 32, 32, COLORIZE_STYLE_RANGE_MIDDLE, &style, &error));
    return style;
}

static void check_adding(ColorizeStyleLibrary *library) {
    ColorizeStyle *style = pick(200), *plain = NULL;
    OK(colorize_style_new_from_json("{\"style\": {\"color\": [0, 0, 1]}}", &plain, &error));
    const char *tags[2] = {"warm", "winter"};
    ColorizeStyleNotes notes;
    colorize_style_notes_init(NULL, sizeof notes);
    colorize_style_notes_init(&notes, sizeof notes);
    CHECK(notes.struct_size == sizeof notes && !notes.author && !notes.tags && notes.tag_count == 0);
    notes.kind = "knit";
    notes.licence = "CC0-1.0";
    notes.tags = tags;
    notes.tag_count = 2;
    OK(colorize_style_library_add(library, "wool", style, &notes, &error));
    OK(colorize_style_library_add(library, "blue", plain, NULL, &error));
    BAD(colorize_style_library_add(NULL, "wool", style, NULL, &error), "`library` is NULL");
    BAD(colorize_style_library_add(library, NULL, style, NULL, &error), "`name` is NULL");
    BAD(colorize_style_library_add(library, "silk", NULL, NULL, &error), "`style` is NULL");
    BAD(colorize_style_library_add(library, "wool", style, NULL, &error), "there is a style `wool` already");
    BAD(colorize_style_library_add(library, " ", style, NULL, &error), "a style needs a name");
    tags[1] = NULL;
    BAD(colorize_style_library_add(library, "silk", style, &notes, &error), "`notes.tags` is NULL");
    notes.tags = NULL;
    BAD(colorize_style_library_add(library, "silk", style, &notes, &error), "`notes.tags` is NULL");
    notes.tag_count = 0;
    notes.author = "a\nb";
    BAD(colorize_style_library_add(library, "silk", style, &notes, &error), "cannot be read");
    notes.struct_size = 8;
    BAD(colorize_style_library_add(library, "silk", style, &notes, &error), "sizeof(ColorizeStyleNotes)");
    CHECK(colorize_style_library_count(library) == 2 && colorize_style_library_count(NULL) == 0);
    colorize_style_free(style);
    colorize_style_free(plain);
}

static void check_looking(const ColorizeStyleLibrary *library) {
    size_t index = 77, found[2] = {77, 77}, count = 99;
    ColorizeStyleEntry entry;
    BAD(colorize_style_library_find(library, "silk", &index, &error), "there is no style `silk` among the library's 2");
    BAD(colorize_style_library_find(library, NULL, &index, &error), "`name` is NULL");
    BAD(colorize_style_library_find(library, "wool", NULL, &error), "`index` is NULL");
    CHECK(index == 77);
    OK(colorize_style_library_find(library, "wool", &index, &error));
    CHECK(index == 1);
    OK(colorize_style_library_entry(library, 1, &entry, sizeof entry, &error));
    CHECK(!strcmp(entry.name, "wool") && !strcmp(entry.kind, "knit") && !strcmp(entry.licence, "CC0-1.0"));
    CHECK(!*entry.author && !*entry.source && entry.tag_count == 2 && entry.has_surface && entry.has_color);
    CHECK((entry.groups & COLORIZE_STYLE_GROUPS_COLOR) && (entry.groups & COLORIZE_STYLE_GROUPS_TEXTURE));
    CHECK(!strcmp(colorize_style_library_tag(library, 1, 1), "winter"));
    CHECK(!colorize_style_library_tag(library, 1, 2) && !colorize_style_library_tag(library, 2, 0));
    CHECK(!colorize_style_library_tag(NULL, 0, 0));
    OK(colorize_style_library_entry(library, 0, &entry, sizeof entry, &error));
    CHECK(!strcmp(entry.name, "blue") && !entry.has_surface && entry.groups == COLORIZE_STYLE_GROUPS_COLOR);
    CHECK(entry.color.r == 0 && entry.color.b == 255);
    BAD(colorize_style_library_entry(library, 2, &entry, sizeof entry, &error), "no style 2: the library has 2");
    BAD(colorize_style_library_entry(library, 0, NULL, sizeof entry, &error), "`entry` is NULL");
    BAD(colorize_style_library_entry(library, 0, &entry, 8, &error), "sizeof(ColorizeStyleEntry)");

    OK(colorize_style_library_search(library, "WARM knit", found, 2, &count, &error));
    CHECK(count == 1 && found[0] == 1 && found[1] == 77);
    OK(colorize_style_library_search(library, "", NULL, 0, &count, &error));
    CHECK(count == 2);
    BAD(colorize_style_library_search(library, NULL, found, 2, &count, &error), "`words` is NULL");
    BAD(colorize_style_library_search(library, "", found, 2, NULL, &error), "`count` is NULL");
    ColorizeStyle *near = pick(196), *style = NULL;
    OK(colorize_style_library_like(library, near, found, 2, &count, &error));
    CHECK(count == 2 && found[0] == 1 && found[1] == 0);
    OK(colorize_style_library_sorted(library, COLORIZE_STYLE_FIELD_KIND, found, 2, &count, &error));
    CHECK(count == 2 && found[0] == 1 && found[1] == 0);
    BAD(colorize_style_library_sorted(library, 7, found, 2, &count, &error), "field of a style 7 is unknown");
    BAD(colorize_style_library_like(library, NULL, found, 2, &count, &error), "`style` is NULL");
    colorize_style_free(near);

    ColorizeImage *thumbnail = NULL;
    OK(colorize_style_library_thumbnail(library, 0, &thumbnail, &error));
    const ColorizeImageView seen = colorize_image_view(thumbnail);
    const uint8_t blue[4] = {0, 0, 255, 255};
    CHECK(seen.width == 96 && seen.height == 96 && memcmp(seen.data, blue, 4) == 0);
    colorize_image_free(thumbnail);
    BAD(colorize_style_library_thumbnail(library, 9, &thumbnail, &error), "no style 9");
    CHECK(!thumbnail);
    OK(colorize_style_library_style(library, 1, &style, &error));
    colorize_style_free(style);
    BAD(colorize_style_library_style(library, 2, &style, &error), "no style 2");
    CHECK(!style);
}

static void check_changing(ColorizeStyleLibrary *library) {
    ColorizeStyleLibrary *other = NULL;
    size_t added = 99;
    BAD(colorize_style_library_rename(library, "silk", "x", &error), "no style `silk`");
    BAD(colorize_style_library_rename(library, "blue", "wool", &error), "there is a style `wool` already");
    OK(colorize_style_library_rename(library, "blue", "zenith", &error));
    ColorizeStyleEntry entry;
    OK(colorize_style_library_entry(library, 1, &entry, sizeof entry, &error));
    CHECK(!strcmp(entry.name, "zenith"));
    OK(colorize_style_library_merge(library, library, &added, &error));
    CHECK(added == 0);
    OK(colorize_style_library_new(&other, &error));
    ColorizeStyle *style = pick(90);
    OK(colorize_style_library_add(other, "wool", style, NULL, &error));
    colorize_style_free(style);
    OK(colorize_style_library_merge(library, other, &added, &error));
    CHECK(added == 1 && colorize_style_library_count(library) == 3);
    OK(colorize_style_library_entry(library, 1, &entry, sizeof entry, &error));
    CHECK(!strcmp(entry.name, "wool (2)"));
    BAD(colorize_style_library_merge(library, NULL, NULL, &error), "`other` is NULL");
    BAD(colorize_style_library_merge(NULL, other, NULL, &error), "`library` is NULL");
    colorize_style_library_free(other);
    BAD(colorize_style_library_remove(library, "silk", &error), "no style `silk`");
    OK(colorize_style_library_remove(library, "wool (2)", &error));
    CHECK(colorize_style_library_count(library) == 2);
}

static void check_file(const ColorizeStyleLibrary *library, const char *folder) {
    char file[4096];
    snprintf(file, sizeof file, "%s/my.styles", folder);
    ColorizeStyleLibrary *opened = NULL;
    ColorizeBytes *bytes = NULL, *again = NULL;
    OK(colorize_style_library_save(library, file, &error));
    OK(colorize_style_library_open(file, NULL, &opened, &error));
    OK(colorize_style_library_to_bytes(library, &bytes, &error));
    OK(colorize_style_library_to_bytes(opened, &again, &error));
    const uint8_t *data = colorize_bytes_data(bytes);
    const size_t size = colorize_bytes_size(bytes);
    CHECK(colorize_bytes_size(again) == size && memcmp(colorize_bytes_data(again), data, size) == 0);
    colorize_bytes_free(again);
    colorize_style_library_free(opened);
    OK(colorize_style_library_from_bytes(data, size, NULL, &opened, &error));
    CHECK(colorize_style_library_count(opened) == 2);
    colorize_style_library_free(opened);
    FAILS(colorize_style_library_from_bytes(data, size / 2, NULL, &opened, &error), OTHER, "cut short");
    CHECK(!opened);
    BAD(colorize_style_library_from_bytes(NULL, size, NULL, &opened, &error), "`bytes` is NULL");
    FAILS(colorize_style_library_open("missing.styles", NULL, &opened, &error), IO, "missing.styles");
    FAILS(colorize_style_library_save(library, "missing/my.styles", &error), IO, "missing");
    BAD(colorize_style_library_save(NULL, file, &error), "`library` is NULL");
    BAD(colorize_style_library_new(NULL, &error), "`library` is NULL");
    colorize_bytes_free(bytes);
}

int main(int argc, char **argv) {
    CHECK(argc == 2);
    ColorizeStyleLibrary *library = NULL;
    OK(colorize_style_library_new(&library, &error));
    check_adding(library);
    check_looking(library);
    check_changing(library);
    check_file(library, argv[1]);
    colorize_style_library_free(library);
    colorize_style_library_free(NULL);
    return 0;
}
