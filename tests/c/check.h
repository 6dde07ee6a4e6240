/* What the test programs in C share: calls that must go well, and calls that must fail in a certain way. */
#ifndef CHECK_H
#define CHECK_H

#include "colorize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ColorizeError *error;

#define CHECK(c) \
    do { \
        if (!(c)) { \
            fprintf(stderr, "%s:%d: %s (last error: %s)\n", __FILE__, __LINE__, #c, colorize_error_message(error)); \
            exit(1); \
        } \
    } while (0)
#define OK(call) CHECK((call) == COLORIZE_STATUS_OK && !error)
/* The call fails so, with these words in its message. */
#define FAILS(call, status, words) \
    do { \
        CHECK((call) == COLORIZE_STATUS_##status); \
        CHECK(error && colorize_error_status(error) == COLORIZE_STATUS_##status); \
        CHECK(strstr(colorize_error_message(error), words)); \
        colorize_error_free(error); \
        error = NULL; \
    } while (0)
#define BAD(call, words) FAILS(call, INVALID_ARGUMENT, words)

#endif
