/* The fuzzer's bytes, taken one after the other; zeros when they are used up. */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *data;
    size_t size;
} Input;

static inline void take(Input *input, void *out, size_t size) {
    const size_t there = size < input->size ? size : input->size;
    memset(out, 0, size);
    if (there > 0) memcpy(out, input->data, there);
    input->data += there, input->size -= there;
}

static inline uint8_t take8(Input *input) {
    uint8_t value;
    take(input, &value, sizeof value);
    return value;
}

static inline uint32_t take32(Input *input) {
    uint32_t value;
    take(input, &value, sizeof value);
    return value;
}

static inline float take_float(Input *input) {
    float value;
    take(input, &value, sizeof value);
    return value;
}

/* Mostly 0 to below `usual`, sometimes anything. */
static inline uint32_t take_mostly(Input *input, uint32_t usual) {
    const uint8_t first = take8(input);
    return first < 240 ? first % usual : take32(input);
}

#define REQUIRE(condition) \
    do {                   \
        if (!(condition)) abort(); \
    } while (0)

#endif
