/* Eight threads on 64 documents, for as long as is asked: soak SECONDS. They hint, colour, look at layers, edit lines
 * and start documents anew, all with one engine. Then the first pictures of each thread are made again, by one thread
 * with an engine of one thread. Exit status 0 if nothing fails, the pictures are the same to the byte, and memory stays
 * flat: at the end no more than a twentieth over what it was at half-time. Reads /proc, so it is for Linux. */
#define _POSIX_C_SOURCE 200809L
#include <colorize.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "drawing.h"

/* COMPARED: pictures of a thread that are made again. */
enum { THREADS = 8, DOCUMENTS = 64, EACH = DOCUMENTS / THREADS, COMPARED = 500 };

static ColorizeEngine *engine;
static double seconds, start;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Memory that the process has in use, in KiB. */
static long resident(void) {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long size = 0;
    CHECK(file);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmRSS: %ld", &size) == 1) break;
    }
    fclose(file);
    return size;
}

/* A painter: always the same wishes for the same number. */
typedef struct {
    uint32_t dice;
    unsigned long colored;
    unsigned long most; /* pictures after which it ends; 0 if time ends it */
    uint64_t pictures; /* the first of them, hashed */
    uint8_t gray[SIDE * SIDE];
    ColorizeReading *readings[EACH];
    ColorizeDocument *documents[EACH];
} Painter;

static uint32_t roll(Painter *painter, uint32_t sides) {
    painter->dice = painter->dice * 1664525u + 1013904223u;
    return (painter->dice >> 8) % sides;
}

/* FNV-1a, over words for speed. */
static uint64_t hash(uint64_t sum, const ColorizeImageView *view) {
    for (uint32_t y = 0; y < view->height; ++y) {
        const uint8_t *row = (const uint8_t *)view->data + (size_t)y * view->stride;
        for (uint32_t x = 0; x < view->width; ++x) {
            uint32_t word;
            memcpy(&word, row + 4 * (size_t)x, sizeof word);
            sum = (sum ^ word) * 1099511628211u;
        }
    }
    return sum;
}

/* The face with another line. */
static ColorizeImageView draw(Painter *painter) {
    const int row = 100 + (int)roll(painter, 30);
    for (int i = 0; i < SIDE * SIDE; ++i) painter->gray[i] = drawing_pixel(i % SIDE, i / SIDE);
    memset(painter->gray + row * SIDE + 60, 0, 40);
    ColorizeImageView view = {0};
    view.data = painter->gray, view.width = SIDE, view.height = SIDE, view.stride = SIDE;
    view.format = COLORIZE_PIXEL_FORMAT_GRAY8;
    return view;
}

static void begin(Painter *painter, uint32_t which) {
    const ColorizeImageView view = draw(painter);
    ColorizeReadOptions options;
    colorize_read_options_init(&options, sizeof options);
    options.max_side = 64, options.mirror = 0;
    CHECK(!colorize_reading_new(engine, &view, &options, NULL, NULL, &painter->readings[which], NULL));
    CHECK(!colorize_document_new(painter->readings[which], &painter->documents[which], NULL));
}

static void end(Painter *painter, uint32_t which) {
    colorize_document_free(painter->documents[which]);
    colorize_reading_free(painter->readings[which]);
}

static void edit(Painter *painter, uint32_t which) {
    const ColorizeImageView view = draw(painter);
    ColorizeReading *edited = NULL;
    CHECK(!colorize_reading_edited(painter->readings[which], &view, NULL, NULL, &edited, NULL, NULL));
    CHECK(!colorize_document_set_reading(painter->documents[which], edited, NULL));
    colorize_reading_free(painter->readings[which]);
    painter->readings[which] = edited;
}

static void color(Painter *painter, uint32_t which) {
    ColorizePrompt *prompt = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeImageView picture;
    const ColorizeRgb rgb = {(uint8_t)roll(painter, 256), 80, 200};
    CHECK(!colorize_prompt_new(&prompt, NULL));
    CHECK(!colorize_prompt_add_part(prompt, "hair", rgb, 1, NULL));
    CHECK(!colorize_prompt_add_point(prompt, FACE_X, 50.0f + (float)roll(painter, 40), rgb, 1, NULL));
    CHECK(!colorize_document_set_prompt(painter->documents[which], prompt, NULL));
    colorize_prompt_free(prompt);
    CHECK(!colorize_document_color(painter->documents[which], NULL, NULL, &layers, NULL));
    CHECK(!colorize_layers_view(layers, COLORIZE_LAYER_PICTURE, &picture, NULL));
    CHECK(((const uint8_t *)picture.data)[3] == 255);
    if (painter->colored < COMPARED) painter->pictures = hash(painter->pictures, &picture);
    colorize_layers_free(layers);
    ++painter->colored;
}

/* What must fail, so that errors are made and freed, too. */
static void fail(Painter *painter, uint32_t which) {
    ColorizeError *error = NULL;
    CHECK(colorize_document_correct(painter->documents[which], 1, "no such part", &error));
    CHECK(strstr(colorize_error_message(error), "no such part"));
    colorize_error_free(error);
}

static void *paint(void *argument) {
    Painter *painter = argument;
    for (uint32_t which = 0; which < EACH; ++which) begin(painter, which);
    while (painter->most ? painter->colored < painter->most : now() < start + seconds) {
        const uint32_t which = roll(painter, EACH), what = roll(painter, 16);
        if (what == 0) end(painter, which), begin(painter, which);
        if (what == 1) edit(painter, which);
        if (what == 2) fail(painter, which);
        color(painter, which);
    }
    for (uint32_t which = 0; which < EACH; ++which) end(painter, which);
    return NULL;
}

/* The same painters one after the other, with an engine of one thread. */
static void compare(const Painter *painters) {
    static Painter again;
    ColorizeEngineOptions options;
    colorize_engine_options_init(&options, sizeof options);
    options.threads = 1;
    CHECK(!colorize_engine_new(&options, NULL, &engine, NULL));
    for (uint32_t i = 0; i < THREADS; ++i) {
        memset(&again, 0, sizeof again);
        again.dice = i;
        again.most = painters[i].colored < COMPARED ? painters[i].colored : COMPARED;
        paint(&again);
        CHECK(again.colored == again.most && again.pictures == painters[i].pictures);
    }
    colorize_engine_free(engine);
}

int main(int argc, char **argv) {
    static Painter painters[THREADS];
    pthread_t threads[THREADS];
    long sizes[5] = {0};
    unsigned long colored = 0;
    seconds = argc > 1 ? atof(argv[1]) : 10;
    CHECK(!colorize_engine_new(NULL, NULL, &engine, NULL));
    start = now();
    sizes[0] = resident();
    for (int i = 0; i < THREADS; ++i) {
        painters[i].dice = (uint32_t)i;
        CHECK(!pthread_create(&threads[i], NULL, paint, &painters[i]));
    }
    for (int quarter = 1; quarter <= 4; ++quarter) {
        /* The last look is just before the end, while all documents are there. */
        const double at = start + seconds * quarter / 4 - (quarter == 4 ? seconds / 50 : 0), wait = at - now();
        const struct timespec time = {(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)};
        if (wait > 0) nanosleep(&time, NULL);
        sizes[quarter] = resident();
    }
    for (int i = 0; i < THREADS; ++i) {
        CHECK(!pthread_join(threads[i], NULL));
        colored += painters[i].colored;
    }
    colorize_engine_free(engine);
    printf("%.0f s, %lu colourings; MiB in use at the start %ld, each quarter %ld %ld %ld %ld, all freed %ld\n", seconds,
           colored, sizes[0] >> 10, sizes[1] >> 10, sizes[2] >> 10, sizes[3] >> 10, sizes[4] >> 10, resident() >> 10);
    compare(painters);
    CHECK(sizes[4] <= sizes[2] + sizes[2] / 20);
    return 0;
}
