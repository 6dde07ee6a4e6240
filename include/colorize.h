/* colorize: colours line drawings. Made by cbindgen from colorize-ffi; do not edit.
 *
 * Rules that hold for every function:
 *
 * - A call that can fail returns a ColorizeStatus and takes, as its last argument, `error`: where it puts an error
 *   that the caller frees with colorize_error_free. `error` may be NULL. It is set to NULL first, so free the error
 *   of one call before you pass the same pointer to the next.
 * - A handle that a call makes it puts in its out-pointer, which is set to NULL if the call fails. Handles come from `_new`
 *   functions, or from the function their type names, and go to `_free`, which takes NULL.
 * - A pointer must not be NULL unless its function says so; NULL is then an error, never a crash.
 * - What the caller passes in is borrowed for the call; the library keeps none of it. What the library hands
 *   out as `const` belongs to the handle it came from and lives as long as that.
 * - Text is UTF-8 and ends with NUL. Paths are UTF-8, on Unix any bytes.
 * - Colours are 8-bit sRGB. Pixel rows run from top to bottom, x to the right, y down.
 * - What a call puts out through a pointer is set when it returns; a progress callback must not look at it.
 * - Different handles can be used from different threads at once. An engine, a reading and layers never change, and
 *   can be shared by threads; models, a prompt, a clip and a document are for one thread at a time.
 * - No handle holds another: an engine can be freed while its readings live, a reading while its documents do, a
 *   document while its layers do.
 * - An enum's value that the library does not know is an error: later versions may know more.
 * - Lists are written into the caller's memory, at most `capacity` entries, and `*count` says how many there are:
 *   ask with a `capacity` of 0 first.
 * - Structures whose first field is `struct_size`, and those for which a function takes a `struct_size`, may grow at their
 *   end, and the others never do. What a structure of an older header lacks is taken as its default; what one of a later
 *   header has more must be 0. Fill those that the library reads with their `_init` function. */

#ifndef COLORIZE_H
#define COLORIZE_H



#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus) && __cplusplus >= 201703L
#  define COLORIZE_NODISCARD [[nodiscard]]
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L
#  define COLORIZE_NODISCARD [[nodiscard]]
#elif defined(__GNUC__)
#  define COLORIZE_NODISCARD __attribute__((warn_unused_result))
#else
#  define COLORIZE_NODISCARD
#endif
#ifdef __cplusplus
#  define COLORIZE_NOEXCEPT noexcept
#else
#  define COLORIZE_NOEXCEPT
#endif

/**
 * Bins of a histogram: 8 levels of each of red, green and blue.
 */
#define COLORIZE_HISTOGRAM_BINS 512

/**
 * Version of the header: major.
 */
#define COLORIZE_VERSION_MAJOR 0

/**
 * Version of the header: minor.
 */
#define COLORIZE_VERSION_MINOR 1

/**
 * Version of the header: patch.
 */
#define COLORIZE_VERSION_PATCH 0

/**
 * Version of the header as one number, which rises with each: `major << 22 | minor << 12 | patch`.
 */
#define COLORIZE_VERSION (((COLORIZE_VERSION_MAJOR << 22) | (COLORIZE_VERSION_MINOR << 12)) | COLORIZE_VERSION_PATCH)

/**
 * What a call came to, by who has to act.
 */
enum ColorizeStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The call did what it says.
     */
    COLORIZE_STATUS_OK = 0,
    /**
     * An argument is NULL, out of range, or does not fit the others.
     */
    COLORIZE_STATUS_INVALID_ARGUMENT = 1,
    /**
     * A picture is over a limit that the caller can raise.
     */
    COLORIZE_STATUS_LIMIT = 2,
    /**
     * A picture cannot be decoded or encoded.
     */
    COLORIZE_STATUS_IMAGE = 3,
    /**
     * A model is damaged, or another one than asked for.
     */
    COLORIZE_STATUS_MODEL = 4,
    /**
     * The device is not in this build, or not in this machine.
     */
    COLORIZE_STATUS_DEVICE = 5,
    /**
     * A file cannot be read or written.
     */
    COLORIZE_STATUS_IO = 6,
    /**
     * The progress callback returned false. Nothing has changed.
     */
    COLORIZE_STATUS_CANCELLED = 7,
    /**
     * A bug in the library. A document that was in use can only be freed.
     */
    COLORIZE_STATUS_PANIC = 8,
    /**
     * A failure for which this version of the header has no name.
     */
    COLORIZE_STATUS_OTHER = 255,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeStatus ColorizeStatus;
#else
typedef int32_t ColorizeStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a hint is for. Later versions may know more.
 */
enum ColorizePlace
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * One spot.
     */
    COLORIZE_PLACE_POINT = 1,
    /**
     * A line drawn with a round brush.
     */
    COLORIZE_PLACE_STROKE = 2,
    /**
     * A region.
     */
    COLORIZE_PLACE_REGION = 3,
    /**
     * All regions of a part, or of one side of it.
     */
    COLORIZE_PLACE_PART = 4,
    /**
     * The pixels of a mask.
     */
    COLORIZE_PLACE_MASK = 5,
    /**
     * Something for which this version of the header has no name.
     */
    COLORIZE_PLACE_OTHER = 255,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizePlace ColorizePlace;
#else
typedef uint32_t ColorizePlace;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where a region's colour comes from. Later versions may know more.
 */
enum ColorizeOrigin
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It is ground: the `background` of the sheet, or no colour.
     */
    COLORIZE_ORIGIN_GROUND = 0,
    /**
     * A hint lies in it.
     */
    COLORIZE_ORIGIN_HINT = 1,
    /**
     * It follows a hinted region that it is like.
     */
    COLORIZE_ORIGIN_FOLLOW = 2,
    /**
     * The colour sheet or palette.
     */
    COLORIZE_ORIGIN_AUTOMATIC = 3,
    /**
     * The colouriser.
     */
    COLORIZE_ORIGIN_NETWORK = 4,
    /**
     * The colour it has in the drawing itself.
     */
    COLORIZE_ORIGIN_WASH = 5,
    /**
     * Something for which this version of the header has no name.
     */
    COLORIZE_ORIGIN_OTHER = 255,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeOrigin ColorizeOrigin;
#else
typedef uint32_t ColorizeOrigin;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * On which side of its figure a region lies, as the viewer sees it.
 */
enum ColorizeSide
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It spans the middle, or its part does not show on both sides.
     */
    COLORIZE_SIDE_NONE = 0,
    /**
     * Towards the first column.
     */
    COLORIZE_SIDE_LEFT = 1,
    /**
     * Towards the last column.
     */
    COLORIZE_SIDE_RIGHT = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeSide ColorizeSide;
#else
typedef uint32_t ColorizeSide;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a word was not understood. Later versions may know more.
 */
enum ColorizeWordReason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Nobody knows the word.
     */
    COLORIZE_WORD_REASON_UNKNOWN_WORD = 1,
    /**
     * The part is none that the labeller tells apart.
     */
    COLORIZE_WORD_REASON_NO_SUCH_PART = 2,
    /**
     * A part, or a word such as "light", without a colour.
     */
    COLORIZE_WORD_REASON_NO_COLOR = 3,
    /**
     * A colour without a part.
     */
    COLORIZE_WORD_REASON_NO_PART = 4,
    /**
     * A second colour for one part.
     */
    COLORIZE_WORD_REASON_SECOND_COLOR = 5,
    /**
     * A side, left or right, without the part that it is of.
     */
    COLORIZE_WORD_REASON_SIDE = 6,
    /**
     * Something is wished away; colours can only be given.
     */
    COLORIZE_WORD_REASON_NEGATED = 7,
    /**
     * Something for which this version of the header has no name.
     */
    COLORIZE_WORD_REASON_OTHER = 255,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeWordReason ColorizeWordReason;
#else
typedef uint32_t ColorizeWordReason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What the networks run on.
 */
enum ColorizeDevice
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The processor, through the library's own kernels.
     */
    COLORIZE_DEVICE_CPU = 0,
    /**
     * The processor, through Burn's flex backend: slower, for comparison.
     */
    COLORIZE_DEVICE_FLEX = 1,
    /**
     * The processor, through Burn's ndarray backend; slower still.
     */
    COLORIZE_DEVICE_NDARRAY = 2,
    /**
     * The first NVIDIA GPU.
     */
    COLORIZE_DEVICE_CUDA = 3,
    /**
     * The first GPU with Vulkan.
     */
    COLORIZE_DEVICE_VULKAN = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeDevice ColorizeDevice;
#else
typedef uint32_t ColorizeDevice;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What kind of drawing it is, and so what in it is ink, what shading, and what a wish for a colour.
 */
enum ColorizeDrawingKind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Found out from the picture.
     */
    COLORIZE_DRAWING_KIND_AUTO = 0,
    /**
     * Lines on paper; solid black is ink.
     */
    COLORIZE_DRAWING_KIND_LINE = 1,
    /**
     * Soft grey lines without any black.
     */
    COLORIZE_DRAWING_KIND_PENCIL = 2,
    /**
     * A photograph or scan with shadows across it and paper grain: both are dropped.
     */
    COLORIZE_DRAWING_KIND_PHOTO = 3,
    /**
     * A picture in greys, or lines with grey shading, which comes back as shade.
     */
    COLORIZE_DRAWING_KIND_GREY = 4,
    /**
     * Screen tones, dots in a grid, which come back as shade.
     */
    COLORIZE_DRAWING_KIND_HALFTONE = 5,
    /**
     * Lines over areas of colour or grey, which are hints for their regions.
     */
    COLORIZE_DRAWING_KIND_UNDERCOATED = 6,
    /**
     * Ink over a light blue pencil's lines, which are dropped.
     */
    COLORIZE_DRAWING_KIND_BLUE_PENCIL = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeDrawingKind ColorizeDrawingKind;
#else
typedef uint32_t ColorizeDrawingKind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What counts as ink.
 */
enum ColorizeInkSource
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Alpha if more than a tenth of the drawing is transparent and what is not is line; else lightness if light lines
     * lie on a dark ground; else darkness.
     */
    COLORIZE_INK_SOURCE_AUTO = 0,
    /**
     * Alpha, whatever the line's colour.
     */
    COLORIZE_INK_SOURCE_ALPHA = 1,
    /**
     * How much darker a pixel is than the paper around it.
     */
    COLORIZE_INK_SOURCE_DARKNESS = 2,
    /**
     * How much lighter a pixel is than the ground around it: chalk on a blackboard, white lines on a blueprint.
     */
    COLORIZE_INK_SOURCE_LIGHTNESS = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeInkSource ColorizeInkSource;
#else
typedef uint32_t ColorizeInkSource;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A layer of a coloured drawing, or what is made of all of them.
 */
enum ColorizeLayer
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * All over white paper: RGBA8, opaque.
     */
    COLORIZE_LAYER_PICTURE = 1,
    /**
     * All over nothing: RGBA8, transparent where nothing is.
     */
    COLORIZE_LAYER_CUT_OUT = 2,
    /**
     * The lines in their own colour: RGBA8, alpha is the ink.
     */
    COLORIZE_LAYER_LINE = 3,
    /**
     * One colour a region: RGBA8, opaque but for the ground, unless the sheet has a `background`.
     */
    COLORIZE_LAYER_FLATS = 4,
    /**
     * What shade and light lay over the flats: RGBA8.
     */
    COLORIZE_LAYER_SHADE = 5,
    /**
     * The region of each pixel: GRAY16, 1 to the count. An error if there are more than 65535; see
     * `colorize_layers_region_ids`.
     */
    COLORIZE_LAYER_REGIONS = 6,
    /**
     * The label of each pixel: GRAY8, an id for `colorize_engine_label_name`.
     */
    COLORIZE_LAYER_LABELS = 7,
    /**
     * How sure the label is: GRAY8, 255 for 1.0.
     */
    COLORIZE_LAYER_CONFIDENCE = 8,
    /**
     * Slashes where regions were withdrawn, nothing elsewhere: RGBA8. An error if that was not asked for.
     */
    COLORIZE_LAYER_WITHDRAW = 9,
    /**
     * All but the lines, over nothing: RGBA8.
     */
    COLORIZE_LAYER_PAINTING = 10,
    /**
     * The drawing's own shading, over the shade: RGBA8, black. An error if the drawing has none.
     */
    COLORIZE_LAYER_TONE = 11,
    /**
     * Textures and gradations of hints, between flats and shade: RGBA8. An error if no hint has any.
     */
    COLORIZE_LAYER_TEXTURE = 12,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeLayer ColorizeLayer;
#else
typedef uint32_t ColorizeLayer;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How much a message matters.
 */
enum ColorizeLogLevel
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Nothing is told: the default.
     */
    COLORIZE_LOG_LEVEL_OFF = 0,
    /**
     * Something failed that no call can answer for.
     */
    COLORIZE_LOG_LEVEL_ERROR = 1,
    /**
     * It goes on, but not as was asked for.
     */
    COLORIZE_LOG_LEVEL_WARN = 2,
    /**
     * What was done, once a call.
     */
    COLORIZE_LOG_LEVEL_INFO = 3,
    /**
     * What was found on the way.
     */
    COLORIZE_LOG_LEVEL_DEBUG = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeLogLevel ColorizeLogLevel;
#else
typedef uint32_t ColorizeLogLevel;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which network a model file holds. Later versions may know more.
 */
enum ColorizeModelKind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Says what part each pixel shows, and how alike places are.
     */
    COLORIZE_MODEL_KIND_LABELLER = 1,
    /**
     * Shades the flats, and finds colours that no hint told.
     */
    COLORIZE_MODEL_KIND_COLORIZER = 2,
    /**
     * Cuts a coloured picture into blocks of one colour. An engine can do without it.
     */
    COLORIZE_MODEL_KIND_PARTITIONER = 3,
    /**
     * Tells the style of each place of a coloured picture; with a decoder in the file, regions are also shaded in such
     * styles. An engine can do without it.
     */
    COLORIZE_MODEL_KIND_STYLES = 4,
    /**
     * Tells how likely regions of two pictures show the same. An engine can do without it.
     */
    COLORIZE_MODEL_KIND_MATCHER = 5,
    /**
     * Tells what each region shows, once it has looked at all others, and which want one colour. An engine can do without it.
     */
    COLORIZE_MODEL_KIND_REGIONS = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeModelKind ColorizeModelKind;
#else
typedef uint32_t ColorizeModelKind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a pixel lies in memory: its channels, in order, and what each is.
 *
 * 8- and 16-bit channels are sRGB, 0 to their maximum; F16 (half) and F32 channels are linear light, 0 to 1. Channels of
 * more than a byte are in the machine's own byte order and need no alignment. In PLANAR formats each channel is a picture
 * of its own; see `plane_stride`.
 */
enum ColorizePixelFormat
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * 1 byte: grey, 0 black.
     */
    COLORIZE_PIXEL_FORMAT_GRAY8 = 1,
    /**
     * 2 bytes: grey, alpha.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_ALPHA8 = 2,
    /**
     * 3 bytes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB8 = 3,
    /**
     * 4 bytes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA8 = 4,
    /**
     * 3 bytes: blue, green, red.
     */
    COLORIZE_PIXEL_FORMAT_BGR8 = 5,
    /**
     * 4 bytes: blue, green, red, alpha. Qt's and Krita's.
     */
    COLORIZE_PIXEL_FORMAT_BGRA8 = 6,
    /**
     * 2 bytes: grey.
     */
    COLORIZE_PIXEL_FORMAT_GRAY16 = 7,
    /**
     * 4 bytes: grey, alpha.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_ALPHA16 = 8,
    /**
     * 6 bytes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB16 = 9,
    /**
     * 8 bytes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA16 = 10,
    /**
     * 6 bytes: blue, green, red.
     */
    COLORIZE_PIXEL_FORMAT_BGR16 = 11,
    /**
     * 8 bytes: blue, green, red, alpha.
     */
    COLORIZE_PIXEL_FORMAT_BGRA16 = 12,
    /**
     * 4 bytes: grey.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_F32 = 13,
    /**
     * 8 bytes: grey, alpha.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_ALPHA_F32 = 14,
    /**
     * 12 bytes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB_F32 = 15,
    /**
     * 16 bytes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA_F32 = 16,
    /**
     * 4 bytes: alpha, red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_ARGB8 = 17,
    /**
     * 4 bytes: alpha, blue, green, red.
     */
    COLORIZE_PIXEL_FORMAT_ABGR8 = 18,
    /**
     * 8 bytes: alpha, red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_ARGB16 = 19,
    /**
     * 2 bytes: grey, half float.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_F16 = 20,
    /**
     * 4 bytes: grey, alpha, half floats.
     */
    COLORIZE_PIXEL_FORMAT_GRAY_ALPHA_F16 = 21,
    /**
     * 6 bytes: red, green, blue, half floats.
     */
    COLORIZE_PIXEL_FORMAT_RGB_F16 = 22,
    /**
     * 8 bytes: red, green, blue, alpha, half floats. OpenEXR's and Blender's.
     */
    COLORIZE_PIXEL_FORMAT_RGBA_F16 = 23,
    /**
     * 1 byte in each of three planes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB_PLANAR8 = 24,
    /**
     * 1 byte in each of four planes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA_PLANAR8 = 25,
    /**
     * 2 bytes in each of three planes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB_PLANAR16 = 26,
    /**
     * 2 bytes in each of four planes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA_PLANAR16 = 27,
    /**
     * 4 bytes in each of three planes: red, green, blue.
     */
    COLORIZE_PIXEL_FORMAT_RGB_PLANAR_F32 = 28,
    /**
     * 4 bytes in each of four planes: red, green, blue, alpha.
     */
    COLORIZE_PIXEL_FORMAT_RGBA_PLANAR_F32 = 29,
    /**
     * 4 bytes: red, green, blue, and one that means nothing.
     */
    COLORIZE_PIXEL_FORMAT_RGBX8 = 30,
    /**
     * 4 bytes: blue, green, red, and one that means nothing. Cairo's RGB24 and Qt's RGB32 on most machines.
     */
    COLORIZE_PIXEL_FORMAT_BGRX8 = 31,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizePixelFormat ColorizePixelFormat;
#else
typedef uint32_t ColorizePixelFormat;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is told of a stored style, to sort by.
 */
enum ColorizeStyleField
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * What it is known by.
     */
    COLORIZE_STYLE_FIELD_NAME = 1,
    /**
     * Who made it.
     */
    COLORIZE_STYLE_FIELD_AUTHOR = 2,
    /**
     * What kind of texture it is.
     */
    COLORIZE_STYLE_FIELD_KIND = 3,
    /**
     * The first of its tags in the alphabet.
     */
    COLORIZE_STYLE_FIELD_TAGS = 4,
    /**
     * Under what terms it may be used.
     */
    COLORIZE_STYLE_FIELD_LICENCE = 5,
    /**
     * Where it was picked.
     */
    COLORIZE_STYLE_FIELD_SOURCE = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeStyleField ColorizeStyleField;
#else
typedef uint32_t ColorizeStyleField;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A group of a style, to be joined by `|`.
 */
enum ColorizeStyleGroups
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The mean colour, as the flat.
     */
    COLORIZE_STYLE_GROUPS_COLOR = 1,
    /**
     * The grain of the surface.
     */
    COLORIZE_STYLE_GROUPS_TEXTURE = 2,
    /**
     * How colour runs over the area.
     */
    COLORIZE_STYLE_GROUPS_GRADATION = 4,
    /**
     * The manner of painting: how soft edges are, and the grain of the brush.
     */
    COLORIZE_STYLE_GROUPS_PAINTING = 8,
    /**
     * What repeats.
     */
    COLORIZE_STYLE_GROUPS_PATTERN = 16,
    /**
     * The glints.
     */
    COLORIZE_STYLE_GROUPS_HIGHLIGHT = 32,
    /**
     * The shade.
     */
    COLORIZE_STYLE_GROUPS_SHADOW = 64,
    /**
     * All but the manner of painting, which the bundled networks cannot paint.
     */
    COLORIZE_STYLE_GROUPS_ALL = 119,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeStyleGroups ColorizeStyleGroups;
#else
typedef uint32_t ColorizeStyleGroups;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How far around a place its style is looked for.
 */
enum ColorizeStyleRange
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * 32 pixels across: a small detail.
     */
    COLORIZE_STYLE_RANGE_SMALL = 1,
    /**
     * 64 pixels across.
     */
    COLORIZE_STYLE_RANGE_MIDDLE = 2,
    /**
     * 128 pixels across: a coarse pattern.
     */
    COLORIZE_STYLE_RANGE_LARGE = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeStyleRange ColorizeStyleRange;
#else
typedef uint32_t ColorizeStyleRange;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What an area inside a trace line is.
 */
enum ColorizeTraceMeaning
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A colour of its own.
     */
    COLORIZE_TRACE_MEANING_PLAIN = 0,
    /**
     * Lighter than what is around it.
     */
    COLORIZE_TRACE_MEANING_HIGHLIGHT = 1,
    /**
     * Darker than what is around it.
     */
    COLORIZE_TRACE_MEANING_SHADOW = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum ColorizeTraceMeaning ColorizeTraceMeaning;
#else
typedef uint32_t ColorizeTraceMeaning;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A coloured picture cut into areas of one colour each, to be edited. It never changes; threads can share it. Free it with
 * `colorize_blocks_free`.
 */
typedef struct ColorizeBlocks ColorizeBlocks;

/**
 * Bytes that the library made: a file, or a text in UTF-8. It never changes; threads can share it. Free it with
 * `colorize_bytes_free`.
 */
typedef struct ColorizeBytes ColorizeBytes;

/**
 * The colours that a drawing's regions take from coloured pictures, to the bit, and how sure each is. It never changes;
 * threads can share it. Free it with `colorize_carried_free`.
 */
typedef struct ColorizeCarried ColorizeCarried;

/**
 * The frames of one shot, some of them coloured by hand, the others to be coloured one after another. It takes no more
 * memory for a long shot than for a short one. For one thread at a time. Free it with `colorize_clip_free`.
 */
typedef struct ColorizeClip ColorizeClip;

/**
 * Which regions of a drawing and of a reference show the same thing: for a place of one, the places of the other. It never
 * changes; threads can share it. Free it with `colorize_correspondence_free`.
 */
typedef struct ColorizeCorrespondence ColorizeCorrespondence;

/**
 * One drawing, read, and every wish so far: hints, corrected labels, options. For one thread at a time, which need not
 * be the same one. Free it with `colorize_document_free`.
 */
typedef struct ColorizeDocument ColorizeDocument;

/**
 * The networks, ready to run on one device. Threads can share it. Free it with `colorize_engine_free`.
 */
typedef struct ColorizeEngine ColorizeEngine;

/**
 * Why a call failed. Free it with `colorize_error_free`.
 */
typedef struct ColorizeError ColorizeError;

/**
 * A picture that the library owns. Free it with `colorize_image_free`.
 */
typedef struct ColorizeImage ColorizeImage;

/**
 * A coloured drawing as layers, all of the drawing's own size. It never changes, so threads can share it.
 * Free it with `colorize_layers_free`.
 */
typedef struct ColorizeLayers ColorizeLayers;

/**
 * The networks that engines are made of: model files, one of each kind at most. For one thread at a time while it is
 * changed. Free it with `colorize_models_free`.
 */
typedef struct ColorizeModels ColorizeModels;

/**
 * All hints of one colouring; where two speak of the same spot, the later one holds. Points and strokes of different colours
 * divide a region where the paper between them is narrow. For one thread at a
 * time. Free it with `colorize_prompt_free`.
 *
 * Hints are checked against the drawing when it is coloured; messages count them from 1.
 */
typedef struct ColorizePrompt ColorizePrompt;

/**
 * What is known of one drawing: its lines, its regions, and what part each shows. It never changes, so threads and
 * documents can share it. Free it with `colorize_reading_free`.
 */
typedef struct ColorizeReading ColorizeReading;

/**
 * A coloured picture, taken apart: its regions, what each is like, and its colours; not the picture. It never changes;
 * threads can share it. Free it with `colorize_reference_free`.
 */
typedef struct ColorizeReference ColorizeReference;

/**
 * The closed regions of a drawing. Only `colorize_regions_update` changes them; all else threads may do at the same
 * time. Free them with `colorize_regions_free`.
 */
typedef struct ColorizeRegions ColorizeRegions;

/**
 * A colour sheet: the colours of parts, of a character or of one picture. It never changes, so threads can share it.
 * Free it with `colorize_sheet_free`.
 */
typedef struct ColorizeSheet ColorizeSheet;

/**
 * The style at one place of a coloured picture, with a piece of its surface. It never changes; threads can share it. Free
 * it with `colorize_style_free`.
 */
typedef struct ColorizeStyle ColorizeStyle;

/**
 * Styles that are kept to be used again, each under a name of its own, sorted by it: by the bytes of the name. Threads can
 * look into it at once, but one alone changes it. Free it with `colorize_style_library_free`.
 */
typedef struct ColorizeStyleLibrary ColorizeStyleLibrary;

/**
 * The style of every place of a coloured picture, as the style encoder sees it. It never changes; threads can share it.
 * Free it with `colorize_style_map_free`.
 */
typedef struct ColorizeStyleMap ColorizeStyleMap;

/**
 * A drawing taken apart into ink, trace lines and areas. It never changes, so threads can share it. Free it with
 * `colorize_traced_free`.
 */
typedef struct ColorizeTraced ColorizeTraced;

/**
 * Pixels as they lie in memory. The caller's are lent for one call, which reads the rows and nothing between them, so
 * that a part of a larger picture can be lent; the library's live as long as the handle that they came from.
 *
 * This structure never grows: a later version that needs to know more of a picture brings another one.
 */
typedef struct {
    /**
     * First byte of the top row; in planar formats, of the first channel's.
     */
    const void *data;
    /**
     * Pixels a row, at least 1.
     */
    uint32_t width;
    /**
     * Rows, at least 1.
     */
    uint32_t height;
    /**
     * Bytes from a row to the one below it: at least the bytes of a row, or, for a picture whose top row
     * comes last in memory, at most minus that.
     */
    ptrdiff_t stride;
    /**
     * How a pixel lies in memory.
     */
    ColorizePixelFormat format;
    /**
     * Not 0 if colours are already multiplied by alpha; formats without alpha ignore it.
     */
    uint32_t premultiplied;
    /**
     * In planar formats, bytes from the top row of a channel to that of the next; 0 if channel follows upon channel,
     * `height` times the stride without its sign. Other formats ignore it.
     */
    ptrdiff_t plane_stride;
} ColorizeImageView;

/**
 * A colour: sRGB. It never grows.
 */
typedef struct {
    /**
     * Red.
     */
    uint8_t r;
    /**
     * Green.
     */
    uint8_t g;
    /**
     * Blue.
     */
    uint8_t b;
} ColorizeRgb;

/**
 * One of them.
 */
typedef struct {
    /**
     * The mean colour.
     */
    ColorizeRgb color;
    /**
     * How many pixels it has.
     */
    uint64_t area;
    /**
     * Column of a pixel well inside of it.
     */
    uint32_t x;
    /**
     * Row of that pixel.
     */
    uint32_t y;
    /**
     * First column of the box around it.
     */
    uint32_t left;
    /**
     * First row of that box.
     */
    uint32_t top;
    /**
     * First column on the right that is outside.
     */
    uint32_t right;
    /**
     * First row below that is outside.
     */
    uint32_t bottom;
} ColorizeBlock;

/**
 * Another colour for the block at a pixel.
 */
typedef struct {
    /**
     * Column of a pixel of the block.
     */
    uint32_t x;
    /**
     * Row of that pixel.
     */
    uint32_t y;
    /**
     * The colour.
     */
    ColorizeRgb color;
} ColorizeBlockChange;

/**
 * The colour of one region, of a coloured picture or carried over from one. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * The colour in plain light; black if it has none.
     */
    ColorizeRgb color;
    /**
     * 1 if it has a colour, 0 if it is ground, or nothing is known of it.
     */
    uint8_t has_color;
    /**
     * The colour in shadow; black if that is not known.
     */
    ColorizeRgb shadow;
    /**
     * 1 if that is known.
     */
    uint8_t has_shadow;
    /**
     * The colour where light glints; black if that is not known.
     */
    ColorizeRgb highlight;
    /**
     * 1 if that is known.
     */
    uint8_t has_highlight;
    /**
     * How likely the colour is right, 0 to 1, as counted on generated drawings; 1 in a picture that somebody coloured.
     */
    float certainty;
    /**
     * What it shows, over all frames of a shot, is named by where it was first seen: in this frame, 0 in a picture that is
     * none,
     */
    uint32_t track_frame;
    /**
     * as this region. Regions of two frames with the same two numbers show the same.
     */
    uint32_t track_region;
} ColorizeRegionColor;

/**
 * A region that may show what was asked for.
 */
typedef struct {
    /**
     * Its id.
     */
    uint32_t region;
    /**
     * How likely it shows that, 0 to 1. Several regions may show one that is cut up on the other side.
     */
    float chance;
} ColorizeMatch;

/**
 * How a drawing is coloured. Fill it with `colorize_color_options_init`, then change what you like.
 */
typedef struct {
    /**
     * `sizeof(ColorizeColorOptions)`, as the caller compiled it.
     */
    size_t struct_size;
    /**
     * Which automatic palette: 0, the default, for one that suits what the drawing shows, any other number for another.
     */
    uint64_t seed;
    /**
     * A colour sheet as JSON, such as `{"parts": {"hair": "#80503a", "top": ["#5fa3a3", "#f4efe6"]}}`, or the text
     * of a GIMP palette whose colours are named after parts; NULL, the default, takes a palette by `seed`. Read during
     * the call only.
     */
    const char *sheet;
    /**
     * How strong shade and light are, 0 none to 2; 1 by default.
     */
    float shade;
    /**
     * Not 0 if the next three fields tell where the light comes from; 0 by default.
     */
    uint32_t has_light;
    /**
     * Where the light comes from: -1 left to 1 right.
     */
    float light_x;
    /**
     * Where the light comes from: -1 top to 1 bottom.
     */
    float light_y;
    /**
     * 0 hard edges to 1 soft ones.
     */
    float light_softness;
    /**
     * Not 0 to give regions back uncoloured, with slashes, whose part is not certain enough; 0 by default.
     */
    uint32_t has_withdrawal;
    /**
     * Regions less certain than this are withdrawn, 0 to 1; 0.8 by default. See `colorize_engine_threshold`.
     */
    float withdraw_below;
    /**
     * Regions of at most so many pixels do as their largest neighbour does; 10 by default.
     */
    uint32_t withdraw_tiny;
    /**
     * From one slash to the next, 2 to 4096 pixels; 0, the default, finds it from the drawing's size.
     */
    float slash_spacing;
    /**
     * How slashes run, in degrees from the horizontal, counterclockwise; 45 by default.
     */
    float slash_angle;
    /**
     * The two colours of slashes.
     */
    ColorizeRgb slash_colors[2];
    /**
     * Not used yet; 0.
     */
    uint8_t reserved[2];
    /**
     * The only colours that flats may have but for those that hints ask for, `palette_count` of them: each flat takes the
     * nearest in OKLab. NULL, the default, allows all. Read during the call only.
     */
    const ColorizeRgb *palette;
    /**
     * How many colours `palette` has, at most 65,536; 0 by default.
     */
    size_t palette_count;
    /**
     * How much of the figure is to have which colour, the shares of the `COLORIZE_HISTOGRAM_BINS` bins of
     * `colorize_histogram`: the parts take such colours of these that the picture has nearly as much of each; what hints
     * and a sheet say wins. NULL, the default, asks for nothing. Read during the call only.
     */
    const float *histogram;
} ColorizeColorOptions;

/**
 * What part a region shows. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * The name of its label, as `colorize_engine_label_name` gives it; lives until the reading is freed.
     */
    const char *name;
    /**
     * The region: 1 to the count.
     */
    uint32_t region;
    /**
     * Its label; an id for `colorize_engine_label_name`.
     */
    uint32_t label;
    /**
     * The share of its pixels that carry that label, 0 to 1.
     */
    float share;
    /**
     * How likely the label is right, 0 to 1, as it was measured.
     */
    float certainty;
} ColorizeRegionLabel;

/**
 * Told the share done, 0 to 1, rising; return false to cancel the call.
 *
 * Runs on the thread that made the call, with that call's `user_data`. It must not throw nor longjmp, nor free what
 * the call uses, nor look at what the call puts out; a document that is used again from here answers with an error.
 */
typedef bool (*ColorizeProgressFn)(void *user_data, float fraction);

/**
 * How large a picture may be. Fill it with `colorize_limits_init`, then change what you like.
 */
typedef struct {
    /**
     * `sizeof(ColorizeLimits)`, as the caller compiled it.
     */
    size_t struct_size;
    /**
     * The most pixels, 100 million by default.
     */
    uint64_t pixels;
    /**
     * The most bytes that a file, or all buffers of one decoding, may take; 2 GiB by default.
     */
    uint64_t bytes;
} ColorizeLimits;

/**
 * A box of pixels. It never grows.
 */
typedef struct {
    /**
     * First column.
     */
    uint32_t left;
    /**
     * First row.
     */
    uint32_t top;
    /**
     * The column after the last.
     */
    uint32_t right;
    /**
     * The row after the last.
     */
    uint32_t bottom;
} ColorizeBox;

/**
 * What an engine runs on, and what it may take. Fill it with `colorize_engine_options_init`, then change what you
 * like.
 */
typedef struct {
    /**
     * `sizeof(ColorizeEngineOptions)`, as the caller compiled it.
     */
    size_t struct_size;
    /**
     * What the networks run on; `COLORIZE_DEVICE_CPU` by default.
     */
    ColorizeDevice device;
    /**
     * Threads for all work of the engine's drawings, 1 to 256, the engine's own; 0, the default, takes those that the
     * library shares in the whole program, one for each processor.
     */
    uint32_t threads;
    /**
     * The most bytes that one run of a network holds beside its inputs, its result and its weights; 256 MiB by
     * default. Larger drawings then go through in strips, which takes longer and gives the same result.
     */
    uint64_t memory;
} ColorizeEngineOptions;

/**
 * A hint of a prompt. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * What it is for: which of the fields below hold.
     */
    ColorizePlace place;
    /**
     * Pixels from the left, of a point, and of a stroke's first corner; else 0.
     */
    float x;
    /**
     * Pixels from the top, of the same.
     */
    float y;
    /**
     * How wide a stroke's brush is, in pixels; else 0.
     */
    float width;
    /**
     * How many corners a stroke has, see `colorize_prompt_hint_points`; 1 of a point, else 0.
     */
    uint32_t point_count;
    /**
     * The region, 1 or more; else 0.
     */
    uint32_t region;
    /**
     * Its colour; black if it has none.
     */
    ColorizeRgb color;
    /**
     * 1 if it has a colour.
     */
    uint8_t has_color;
    /**
     * 1 if it has more than a colour: texture, pattern, gradation, shadow or highlight.
     */
    uint32_t has_style;
    /**
     * How firmly it holds, 0 to 1.
     */
    float strength;
    /**
     * 1 if regions follow it that look like its own.
     */
    uint32_t follow;
} ColorizeHint;

/**
 * What is known of one region. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * 1 to the count.
     */
    uint32_t id;
    /**
     * Pixels.
     */
    uint32_t area;
    /**
     * The box around it: first column.
     */
    uint32_t left;
    /**
     * First row.
     */
    uint32_t top;
    /**
     * The column after the last.
     */
    uint32_t right;
    /**
     * The row after the last.
     */
    uint32_t bottom;
    /**
     * What part it shows; an id for `colorize_engine_label_name`.
     */
    uint32_t label;
    /**
     * The share of its pixels that carry their most frequent label, 0 to 1.
     */
    float confidence;
    /**
     * Where its colour comes from.
     */
    ColorizeOrigin origin;
    /**
     * Its colour in the flats; black if it has none.
     */
    ColorizeRgb color;
    /**
     * 1 if it has a colour, 0 if it is open ground or was withdrawn.
     */
    uint8_t has_color;
    /**
     * How likely the label is right, 0 to 1, as it was measured; 1 where a hint lies or the label was corrected.
     */
    float certainty;
    /**
     * 1 if it was given back uncoloured because that is too little.
     */
    uint32_t withdrawn;
    /**
     * On which side of its figure it lies.
     */
    ColorizeSide side;
} ColorizeRegion;

/**
 * Takes a message in English, which lives for the call only, and its level.
 *
 * It may be called from any thread, and from several at once. It must not throw nor longjmp, nor call
 * `colorize_log_set`.
 */
typedef void (*ColorizeLogFn)(void *user_data, ColorizeLogLevel level, const char *message);

/**
 * How a drawing is read. Fill it with `colorize_read_options_init`, then change what you like.
 */
typedef struct {
    /**
     * `sizeof(ColorizeReadOptions)`, as the caller compiled it.
     */
    size_t struct_size;
    /**
     * What counts as ink; `COLORIZE_INK_SOURCE_AUTO` by default.
     */
    ColorizeInkSource ink;
    /**
     * The widest opening in a line that counts as closed, 0 to 1000 pixels; negative, the default, finds it
     * from the drawing's size and lines.
     */
    int32_t gap;
    /**
     * The least ink that counts as a line, 1 to 255; 48 by default.
     */
    uint32_t ink_threshold;
    /**
     * Regions with less paper than this many pixels go to a neighbour; negative, the default, finds it from
     * the drawing's size.
     */
    int32_t min_area;
    /**
     * Working resolution, longest side, 64 to 2048 pixels; 512 by default. The networks see the drawing at a
     * half, at three quarters and at nine eighths of it, 1536 pixels at most.
     */
    uint32_t max_side;
    /**
     * Not 0, the default, to look at the mirror image as well: surer parts, two fifths more work.
     */
    uint32_t mirror;
    /**
     * The most pixels the drawing may have, 100 million by default.
     */
    uint64_t max_pixels;
    /**
     * The most regions the drawing may have, 1 million by default: each takes about 300 bytes.
     */
    uint64_t max_regions;
    /**
     * What kind of drawing it is; `COLORIZE_DRAWING_KIND_AUTO` by default.
     */
    ColorizeDrawingKind kind;
    /**
     * Not used yet; 0.
     */
    uint32_t reserved;
} ColorizeReadOptions;

/**
 * What a coloured drawing shows of one part: all its regions together. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * Pixels.
     */
    uint64_t area;
    /**
     * Which part it is: an id for `colorize_engine_label_name`.
     */
    uint32_t label;
    /**
     * How many regions.
     */
    uint32_t region_count;
    /**
     * How many colours its regions have in the flats; see `colorize_layers_part_colors`.
     */
    uint32_t color_count;
    /**
     * 1 if its left and right are told apart, so that `hair:left` and the like find regions; see
     * `colorize_prompt_add_part`.
     */
    uint32_t sides;
} ColorizePart;

/**
 * Where a region is. Later versions may have more fields at the end.
 */
typedef struct {
    /**
     * Pixels, with those under ink.
     */
    uint32_t area;
    /**
     * Pixels that are not under ink; 0 for a solid black area.
     */
    uint32_t paper;
    /**
     * The box around it: first column.
     */
    uint32_t left;
    /**
     * First row.
     */
    uint32_t top;
    /**
     * The column after the last.
     */
    uint32_t right;
    /**
     * The row after the last.
     */
    uint32_t bottom;
    /**
     * A pixel well inside: its column.
     */
    uint32_t seed_x;
    /**
     * Its row.
     */
    uint32_t seed_y;
    /**
     * 1 if it has paper on the picture's edge, so that it may go on beyond it.
     */
    uint32_t outside;
} ColorizeShape;

/**
 * A point where the outline of a region turns: a corner of pixels, 0 to width and 0 to height. It never grows, for it
 * comes in lists.
 */
typedef struct {
    /**
     * Its column.
     */
    uint32_t x;
    /**
     * Its row.
     */
    uint32_t y;
    /**
     * Which polygon of the outline it is of, from 0.
     */
    uint32_t polygon;
} ColorizeCorner;

/**
 * An opening in a line that was closed. It never grows, for it comes in lists.
 */
typedef struct {
    /**
     * The ink at its one end: column.
     */
    uint32_t from_x;
    /**
     * Row.
     */
    uint32_t from_y;
    /**
     * The ink, or the picture's edge, at its other end: column.
     */
    uint32_t to_x;
    /**
     * Row.
     */
    uint32_t to_y;
    /**
     * The ids of the regions on its sides.
     */
    uint32_t regions[2];
} ColorizeGap;

/**
 * What is told of a style when it is stored: each field may be NULL. Fill it with `colorize_style_notes_init`, then change
 * what you like.
 */
typedef struct {
    /**
     * `sizeof(ColorizeStyleNotes)`, as the caller compiled it.
     */
    size_t struct_size;
    /**
     * Who made it.
     */
    const char *author;
    /**
     * What kind of texture it is: cloth, wood, print, brush...
     */
    const char *kind;
    /**
     * Under what terms it may be used, such as CC0-1.0.
     */
    const char *licence;
    /**
     * Where it was picked.
     */
    const char *source;
    /**
     * More words to find it by, `tag_count` of them.
     */
    const char *const *tags;
    /**
     * How many these are.
     */
    size_t tag_count;
} ColorizeStyleNotes;

/**
 * What is told of a stored style, its words in UTF-8: they live until the library is changed or freed. Later versions may
 * have more fields at the end.
 */
typedef struct {
    /**
     * What it is known by.
     */
    const char *name;
    /**
     * Who made it; empty if that is not told, and so are the others.
     */
    const char *author;
    /**
     * What kind of texture it is: cloth, wood, print, brush...
     */
    const char *kind;
    /**
     * Under what terms it may be used, such as CC0-1.0.
     */
    const char *licence;
    /**
     * Where it was picked.
     */
    const char *source;
    /**
     * How many more words there are to find it by; see `colorize_style_library_tag`.
     */
    size_t tag_count;
    /**
     * What it holds: `ColorizeStyleGroups` joined by `|`.
     */
    uint32_t groups;
    /**
     * Its colour; black if it has none.
     */
    ColorizeRgb color;
    /**
     * 1 if it has a colour.
     */
    uint8_t has_color;
    /**
     * 1 if it has a piece of a surface, by which texture and pattern are painted.
     */
    uint32_t has_surface;
} ColorizeStyleEntry;

/**
 * A kind of trace line. It never grows, for it comes in lists.
 */
typedef struct {
    /**
     * What it bounds.
     */
    ColorizeTraceMeaning meaning;
    /**
     * Its colour; the drawing may be somewhat off.
     */
    ColorizeRgb color;
} ColorizeTraceLine;

/**
 * The colour of an area. It never grows, for it comes in lists.
 */
typedef struct {
    /**
     * 0 if the area has none; then nothing is painted there.
     */
    uint8_t has_color;
    /**
     * Its colour.
     */
    ColorizeRgb color;
} ColorizeAreaColor;

/**
 * A word that was not understood. It never grows.
 */
typedef struct {
    /**
     * Where it begins in the text, in bytes.
     */
    size_t start;
    /**
     * The byte after its last.
     */
    size_t end;
    /**
     * What is wrong with it.
     */
    ColorizeWordReason reason;
} ColorizeUnknownWord;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Cuts a colouring of the document's drawing, ours or anybody's, with or without its lines, into `*blocks`. They are made
 * of whole regions, so they end at the drawing's lines. What is transparent counts as white.
 *
 * Fails if the two are of different sizes.
 *
 * `document` is NULL or live; the pixels of `colored` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_new(ColorizeDocument *document,
                                   const ColorizeImageView *colored,
                                   ColorizeBlocks **blocks,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Cuts any coloured picture into `*blocks`, with lines or without them, shaded or flat: by a network that sees through
 * shade. What is transparent counts as white.
 *
 * Fails if the engine's models have no partitioner.
 *
 * The pixels of `picture` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_partition(const ColorizeEngine *engine,
                                         const ColorizeImageView *picture,
                                         ColorizeBlocks **blocks,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many blocks there are; 0 for NULL.
 */
size_t colorize_blocks_count(const ColorizeBlocks *blocks) COLORIZE_NOEXCEPT;

/**
 * Tells block `index`, from 0, into `*block`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_get(const ColorizeBlocks *blocks,
                                   size_t index,
                                   ColorizeBlock *block,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the blocks' picture in `*image`, without lines, with the blocks at `count` pixels in other colours: what is shown
 * to be clicked or painted over, and, changed so, a target for `colorize_blocks_hints` and `colorize_blocks_recolored`.
 *
 * `changes` is NULL or readable for `count` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_picture(const ColorizeBlocks *blocks,
                                       const ColorizeBlockChange *changes,
                                       size_t count,
                                       ColorizeImage **image,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the hints in `*prompt` that a target asks for: for the regions of the document that have another colour in it
 * than in the blocks' picture. It is sampled in each region's centre and along its border; where it is transparent it
 * asks for nothing.
 *
 * Fails if blocks, target and drawing are not of one size.
 *
 * `document` is NULL or live; the pixels of `target` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_hints(const ColorizeBlocks *blocks,
                                     ColorizeDocument *document,
                                     const ColorizeImageView *target,
                                     ColorizePrompt **prompt,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes `picture`, of which the blocks were cut, in the colours of a target in `*image`: shade, lines and texture stay, as
 * factors of the colours, and blocks that have in the target the colour that they had stay to the byte.
 *
 * Fails if blocks, picture and target are not of one size.
 *
 * The pixels of `picture` and `target` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_blocks_recolored(const ColorizeBlocks *blocks,
                                         const ColorizeImageView *picture,
                                         const ColorizeImageView *target,
                                         ColorizeImage **image,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `blocks`. NULL is allowed.
 */
void colorize_blocks_free(ColorizeBlocks *blocks) COLORIZE_NOEXCEPT;

/**
 * The bytes; one more behind them is 0, so that a text is a C string. They live until `bytes` is freed. NULL for NULL.
 */
const uint8_t *colorize_bytes_data(const ColorizeBytes *bytes)
COLORIZE_NOEXCEPT;

/**
 * How many bytes they are. 0 for NULL.
 */
size_t colorize_bytes_size(const ColorizeBytes *bytes) COLORIZE_NOEXCEPT;

/**
 * Frees `bytes`. NULL is allowed.
 */
void colorize_bytes_free(ColorizeBytes *bytes) COLORIZE_NOEXCEPT;

/**
 * Carries the colours of `count` references over to a drawing of the same character, in whatever pose, into `*carried`:
 * what `colorize_document_carry` gives a document, to be looked at. For frames of a shot see `colorize_clip_carry`.
 *
 * Fails if there is no reference.
 *
 * `references` is NULL or readable for `count` live references.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_carried_new(const ColorizeReading *reading,
                                    const ColorizeReference *const *references,
                                    size_t count,
                                    ColorizeCarried **carried,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the carried colours of a frame of a shot again, in `*carried`, from what `colorize_carried_json` gave; `reading` is of
 * the same drawing.
 *
 * Fails if the text is damaged, or of a drawing with another number of regions.
 *
 * `json` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_carried_new_from_json(const ColorizeReading *reading,
                                              const char *json,
                                              ColorizeCarried **carried,
                                              ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes what is known of the regions in `*json`, so that a shot can be gone on with later; see `colorize_clip_resume`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_carried_json(const ColorizeCarried *carried,
                                     ColorizeBytes **json,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many regions the drawing has, at least 1; 0 for NULL.
 */
uint32_t colorize_carried_region_count(const ColorizeCarried *carried) COLORIZE_NOEXCEPT;

/**
 * Puts what region `id`, 1 to the count, takes over in `*region`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeRegionColor)` as the caller compiled it; what a later header has and this library does
 * not know becomes 0.
 *
 * `region` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_carried_region(const ColorizeCarried *carried,
                                       uint32_t id,
                                       ColorizeRegionColor *region,
                                       size_t struct_size,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts into `*threshold` the certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of the
 * coloured ones to be right; it stays as it was if the call fails. Give it to `ColorizeColorOptions.withdraw_below`.
 *
 * Counted on generated drawings. Fails if no threshold is enough.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_carried_threshold(const ColorizeCarried *carried,
                                          float accuracy,
                                          float *threshold,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Gives the document's drawing the colours that were carried over to it, as one step that can be taken back: as
 * `colorize_document_carry` does.
 *
 * Fails if they are of a drawing with another number of regions; the document stays as it was then.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_set_carried(ColorizeDocument *document,
                                             const ColorizeCarried *carried,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `carried`. NULL is allowed.
 */
void colorize_carried_free(ColorizeCarried *carried) COLORIZE_NOEXCEPT;

/**
 * Begins a shot without any frame in `*clip`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_new(const ColorizeEngine *engine,
                                 ColorizeClip **clip,
                                 ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes coloured frame `number`, in place of the one of that number; `reference` can be freed then. What it shows goes on
 * with the tracks of the coloured frame before it, where the colours agree: so add them in their order, and all before the
 * first `colorize_clip_carry`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_add_key(ColorizeClip *clip,
                                     uint32_t number,
                                     const ColorizeReference *reference,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Forgets coloured frame `number`, such as one that all frames around it are done with. Fails if there is none of that
 * number.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_remove_key(ColorizeClip *clip,
                                        uint32_t number,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the numbers of the coloured frames into `numbers`, ascending, at most `capacity` of them, and in `*count` how many
 * there are. `numbers` may be NULL with a `capacity` of 0.
 *
 * `numbers` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_keys(const ColorizeClip *clip,
                                  uint32_t *numbers,
                                  size_t capacity,
                                  size_t *count,
                                  ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a copy of coloured frame `number` in `*reference`: its tracks are named as the shot names them.
 *
 * Fails if there is none of that number.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_key(const ColorizeClip *clip,
                                 uint32_t number,
                                 ColorizeReference **reference,
                                 ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the `frame_count` numbers of `frames` into `order` as they are to be carried, at most `capacity` of them, and in
 * `*count` how many there are: away from the coloured frame nearest to each, the earlier of two. Coloured frames are left
 * out, and a number that comes twice comes once. `order` may be NULL with a `capacity` of 0, or be `frames`.
 *
 * `frames` is NULL or readable for `frame_count` numbers; `order` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_order(const ColorizeClip *clip,
                                   const uint32_t *frames,
                                   size_t frame_count,
                                   uint32_t *order,
                                   size_t capacity,
                                   size_t *count,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Carries colours over to frame `number` into `*carried`: from the coloured frames on both sides, and from the frame that was
 * carried last if that is nearer to the same coloured one; so carry frames in their order, see `colorize_clip_order`.
 * Carried again, a frame looks at the same as before. `reading` is of its drawing; all frames of a shot are of one size, and
 * read with the same options.
 *
 * Give `*carried` to a document by `colorize_document_set_carried`. A drawing that equals the one before needs no call: its
 * colours are the same.
 *
 * Fails if there is no coloured frame, the frame is a coloured one itself or of another size than those around it, or
 * something is to be put right outside of it; the clip stays as it was then.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_carry(ColorizeClip *clip,
                                   uint32_t number,
                                   const ColorizeReading *reading,
                                   ColorizeCarried **carried,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts a colour right by hand: the region at column `x` and row `y` of frame `number` takes it when that frame is carried,
 * again if it was before, and so does what shows the same in the frames that are carried from this one, unless much more
 * speaks for something else. NULL is ground. Of two for one region the later holds.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_correct(ColorizeClip *clip,
                                     uint32_t number,
                                     uint32_t x,
                                     uint32_t y,
                                     const ColorizeRgb *color,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes back all that was put right in frame `number`; nothing is an error but NULL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_clear_corrections(ColorizeClip *clip,
                                               uint32_t number,
                                               ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Goes on from frame `number`, to which `carried` was carried before, as if that had been just now: with the one before it
 * in the order, so that a frame in the middle of a shot comes out as it did. `carried` can be freed then.
 *
 * Fails if there is no coloured frame, or the frame is a coloured one itself.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_clip_resume(ColorizeClip *clip,
                                    uint32_t number,
                                    const ColorizeCarried *carried,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `clip`. NULL is allowed. What it carried lives on.
 */
void colorize_clip_free(ColorizeClip *clip) COLORIZE_NOEXCEPT;

/**
 * Compares a drawing with a reference, coloured or not, of the same character in whatever pose, into `*correspondence`. Both
 * were read with the same engine; a coloured picture without lines of its own is read by
 * `colorize_reading_new_from_picture`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_correspondence_new(const ColorizeReading *drawing,
                                           const ColorizeReading *reference,
                                           ColorizeCorrespondence **correspondence,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the regions of the drawing that may show region `id` of the reference into `matches`, the likeliest first, at most
 * `capacity` of them, and in `*count` how many there are. `matches` may be NULL with a `capacity` of 0. To paint the same place
 * in many drawings, give each a hint for those that are likely enough.
 *
 * `matches` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_correspondence_in_drawing(const ColorizeCorrespondence *correspondence,
                                                  uint32_t id,
                                                  ColorizeMatch *matches,
                                                  size_t capacity,
                                                  size_t *count,
                                                  ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the regions of the reference that region `id` of the drawing may show into `matches`, as
 * `colorize_correspondence_in_drawing` does.
 *
 * `matches` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_correspondence_in_reference(const ColorizeCorrespondence *correspondence,
                                                    uint32_t id,
                                                    ColorizeMatch *matches,
                                                    size_t capacity,
                                                    size_t *count,
                                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `correspondence`. NULL is allowed.
 */
void colorize_correspondence_free(ColorizeCorrespondence *correspondence) COLORIZE_NOEXCEPT;

/**
 * Puts the devices this build holds the code for into `devices`, at most `capacity` of them, and in `*count` how many
 * there are; whether the hardware is there, `colorize_engine_new` tells. `devices` may be NULL with a `capacity` of 0.
 *
 * `devices` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_device_list(ColorizeDevice *devices,
                                    size_t capacity,
                                    size_t *count,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * The name of `device`, such as `cpu`; NULL if it is no device. Lives for ever.
 */
const char *colorize_device_name(ColorizeDevice device) COLORIZE_NOEXCEPT;

/**
 * Makes a document without any wish of a drawing, in `*document`. `reading` can be freed then.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_new(const ColorizeReading *reading,
                                     ColorizeDocument **document,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a copy of a document in `*other`, with all wishes and their history: each then goes its own way.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_copy(const ColorizeDocument *document,
                                      ColorizeDocument **other,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a reading of the document's drawing, as it is now, in `*reading`: such as of a document that was opened. Its
 * regions are divided where hints do not agree. It shares what is known with the document, and outlives it.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_reading(const ColorizeDocument *document,
                                         ColorizeReading **reading,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes hints, in place of those before, as one step that can be taken back; a copy, so that `prompt` can be changed or freed. NULL takes all hints away.
 *
 * Fails if a hint does not fit the drawing; the document stays as it was then.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_set_prompt(ColorizeDocument *document,
                                            const ColorizePrompt *prompt,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes options, in place of those before, as one step that can be taken back; a copy. NULL goes back to the defaults.
 *
 * Fails if an option is out of range; the document stays as it was then.
 *
 * `document` is NULL or live; `options` is NULL or readable for the `struct_size` bytes it says; its `sheet` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_set_options(ColorizeDocument *document,
                                             const ColorizeColorOptions *options,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Corrects the label of region `id`, 1 to the count, to the label named `label`, such as "hair": one of
 * `colorize_engine_label_name`. A step that can be taken back.
 *
 * The region raises no doubt any more, and regions of that part that look like it raise less. The correction stays at
 * the region's place if the document takes another reading.
 *
 * `document` is NULL or live; `label` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_correct(ColorizeDocument *document,
                                         uint32_t id,
                                         const char *label,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts what part region `id`, 1 to the count, shows in `*label`, as corrected; it stays as it was if the call fails. Its
 * name lives until the document is freed.
 *
 * `struct_size` is `sizeof(ColorizeRegionLabel)` as the caller compiled it; what a later header has and this library
 * does not know becomes 0.
 *
 * `document` is NULL or live; `label` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_region_label(ColorizeDocument *document,
                                              uint32_t id,
                                              ColorizeRegionLabel *label,
                                              size_t struct_size,
                                              ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes another reading of the drawing, such as one that is cut into other regions. Hints and corrected labels stay at
 * their places, and the history begins anew; where lines were edited, `colorize_document_set_lines` is a step of it.
 * `reading` can be freed then.
 *
 * Fails if it is of another size, or its labeller tells other labels apart; the document stays as it was then.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_set_reading(ColorizeDocument *document,
                                             const ColorizeReading *reading,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Colours the drawing into new `*layers`.
 *
 * A hinted region gets exactly the hint's colour, regions that are alike follow it, and all others get the
 * colour of their part from the sheet or palette. The same wishes give the same layers, whatever was coloured,
 * cancelled or refused before. `progress` may be NULL.
 *
 * `document` is NULL or live; `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_color(ColorizeDocument *document,
                                       ColorizeProgressFn progress,
                                       void *user_data,
                                       ColorizeLayers **layers,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `document`. NULL is allowed. Its layers live on.
 */
void colorize_document_free(ColorizeDocument *document) COLORIZE_NOEXCEPT;

/**
 * Colours the drawing and writes all to an OpenRaster file (`.ora`), whole or not at all: the layers, which paint
 * programs open, and the document, which `colorize_document_open` gives back with its history. `progress` may be NULL.
 *
 * `document` is NULL or live; `file` is NULL or ends with NUL; `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_save(const ColorizeDocument *document,
                                      const char *file,
                                      ColorizeProgressFn progress,
                                      void *user_data,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the bytes of that file in `*bytes`. The same document gives the same bytes.
 *
 * `document` is NULL or live; `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_to_ora(const ColorizeDocument *document,
                                        ColorizeProgressFn progress,
                                        void *user_data,
                                        ColorizeBytes **bytes,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Opens an OpenRaster file in `*document`: what `colorize_document_save` wrote comes back with all wishes and their
 * history. Of a file of another program the merged picture is taken as the drawing.
 *
 * It is read without trust: a damaged or hostile file, or one over `limits` (NULL for the defaults), fails with what is
 * wrong. `progress` may be NULL.
 *
 * `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says; `progress` may be
 * called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_open(const ColorizeEngine *engine,
                                      const char *file,
                                      const ColorizeLimits *limits,
                                      ColorizeProgressFn progress,
                                      void *user_data,
                                      ColorizeDocument **document,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Opens a document as `colorize_document_open` does, from `size` bytes of memory.
 *
 * `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says;
 * `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_from_ora(const ColorizeEngine *engine,
                                          const uint8_t *bytes,
                                          size_t size,
                                          const ColorizeLimits *limits,
                                          ColorizeProgressFn progress,
                                          void *user_data,
                                          ColorizeDocument **document,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a change of the wishes, as one step that can be taken back: an edit as JSON, such as
 * `{"op": "move", "id": 1, "to": {"point": [120, 80]}}`. docs/documents.md lists all edits.
 *
 * The numbers of the hints that it added are put into `ids`, at most `capacity` of them; `count`, if it is not NULL, says
 * how many there are.
 *
 * Fails if the edit does not fit the drawing; the document stays as it was then.
 *
 * `document` is NULL or live; `edit` is NULL or ends with NUL; `ids` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_apply(ColorizeDocument *document,
                                       const char *edit,
                                       uint32_t *ids,
                                       size_t capacity,
                                       size_t *count,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a change as `colorize_document_apply` does, but as one step with the last one if that was of the same kind, of
 * the same hint or option: what a slider or a pointer does while it is dragged. One `colorize_document_undo` then leads
 * to before the first. It is a step of its own if the last one was of another kind, or was taken back.
 *
 * As for `colorize_document_apply`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_amend(ColorizeDocument *document,
                                       const char *edit,
                                       uint32_t *ids,
                                       size_t capacity,
                                       size_t *count,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds the hints of `prompt` behind those there are, as one step that can be taken back; a copy, so that `prompt` can be
 * changed or freed. `ids`, `capacity` and `count` as in `colorize_document_apply`.
 *
 * Fails if a hint does not fit the drawing; the document stays as it was then.
 *
 * `document` is NULL or live; `ids` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_add(ColorizeDocument *document,
                                     const ColorizePrompt *prompt,
                                     uint32_t *ids,
                                     size_t capacity,
                                     size_t *count,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes the last step back. `done`, if it is not NULL, says whether there was one.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_undo(ColorizeDocument *document,
                                      bool *done,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the step again that was taken back last. `done`, if it is not NULL, says whether there was one.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_redo(ColorizeDocument *document,
                                      bool *done,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many steps can be taken back. 0 for NULL, and while the document is in use.
 *
 * `document` is NULL or live.
 */
size_t colorize_document_undo_count(const ColorizeDocument *document) COLORIZE_NOEXCEPT;

/**
 * How many steps can be made again. 0 for NULL, and while the document is in use.
 *
 * `document` is NULL or live.
 */
size_t colorize_document_redo_count(const ColorizeDocument *document) COLORIZE_NOEXCEPT;

/**
 * Makes the wishes as they stand in `*edits`: the edits that make them of a new document, in the JSON of
 * docs/document.schema.json. The hints are in it, with their numbers.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_edits(const ColorizeDocument *document,
                                       ColorizeBytes **edits,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes the drawing with other lines, as one step that can be taken back; it is read again around what changed. Hints
 * and corrections stay at their places. `drawing` is copied. `*changed`, if it is not NULL, becomes the box around the pixels
 * that differ, all 0 if none do, which is no step.
 *
 * Fails if it is of another size, or the document has regions of the caller's own; the document stays as it was then.
 *
 * `document` is NULL or live; the pixels of `drawing` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_set_lines(ColorizeDocument *document,
                                           const ColorizeImageView *drawing,
                                           ColorizeBox *changed,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes palette `index`, 0 to 98, of those that the library proposes for the drawing in `*sheet`: 0 is the one by which
 * the document is coloured if its options name no sheet, the others clearly differ from it and from each other.
 *
 * `document` is NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_proposal(ColorizeDocument *document,
                                          uint32_t index,
                                          ColorizeSheet **sheet,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Paints the drawing, as it is wished but by palettes `first` and on of those proposed for it, into the caller's memory:
 * one small picture into each of the `count` `pixels`, which tell where, how large, in which format and stride. Its pixels
 * are written, for all that `data` is a pointer to const. The picture is as large as fits, never enlarged, in the middle of
 * white paper.
 *
 * The document stays as it is: take a palette by `colorize_document_proposal`. Shade is made once for all of them. If the
 * call fails nothing is written. `progress` may be NULL.
 *
 * `document` is NULL or live; `pixels` is NULL or readable for `count` of them, whose pixels are writable; `progress` may be
 * called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_proposal_pictures(const ColorizeDocument *document,
                                                   uint32_t first,
                                                   const ColorizeImageView *pixels,
                                                   size_t count,
                                                   ColorizeProgressFn progress,
                                                   void *user_data,
                                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes an engine in `*engine`.
 *
 * `options` may be NULL for the defaults, `models` for the networks that come with the library. Takes some 10 MB of
 * memory; make one and keep it. Fails with `COLORIZE_STATUS_DEVICE` if the device is not in this build or not in this
 * machine, with `COLORIZE_STATUS_MODEL` if `models` lacks a network, or the library was built without any.
 *
 * `options` is NULL or readable for the `struct_size` bytes it says.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_engine_new(const ColorizeEngineOptions *options,
                                   const ColorizeModels *models,
                                   ColorizeEngine **engine,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts into `*threshold` the certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of
 * the coloured ones to be right; it stays as it was if the call fails.
 *
 * Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
 * is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if no threshold is enough.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_engine_threshold(const ColorizeEngine *engine,
                                         float accuracy,
                                         float *threshold,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts into `*accuracy` the share of coloured regions that will be right, 0 to 1, and into `*coverage` the share of
 * regions that will be coloured, if those less certain than `threshold`, 0 to 1, rounded to hundredths, are
 * withdrawn; both stay as they were if the call fails. Either may be NULL.
 *
 * Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
 * is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if `threshold` is outside 0 to 1.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_engine_accuracy(const ColorizeEngine *engine,
                                        float threshold,
                                        float *accuracy,
                                        float *coverage,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Which vector instructions the networks use: `avx512`, `avx2`, `neon` or `portable`; NULL for NULL and for an engine
 * on another device than `COLORIZE_DEVICE_CPU`. Lives for ever.
 */
const char *colorize_engine_level(const ColorizeEngine *engine)
COLORIZE_NOEXCEPT;

/**
 * How many threads all work of the engine's drawings runs on; 0 for NULL.
 */
uint32_t colorize_engine_threads(const ColorizeEngine *engine) COLORIZE_NOEXCEPT;

/**
 * How many labels the labeller of `engine` tells apart: ids are below this; 21 for the networks that come with the
 * library. 0 for NULL.
 */
uint32_t colorize_engine_label_count(const ColorizeEngine *engine)
COLORIZE_NOEXCEPT;

/**
 * The name of label `id`, such as `hair` or `body_skin`, or a character's own name for it; NULL if there is none, or
 * for NULL. Lives as long as the engine.
 */
const char *colorize_engine_label_name(const ColorizeEngine *engine,
                                       uint32_t id)
COLORIZE_NOEXCEPT;

/**
 * Frees `engine`. NULL is allowed. Readings made with it live on.
 */
void colorize_engine_free(ColorizeEngine *engine) COLORIZE_NOEXCEPT;

/**
 * Tells what happened, in English, with the offending value; lives until `error` is freed. Empty for NULL.
 */
const char *colorize_error_message(const ColorizeError *error) COLORIZE_NOEXCEPT;

/**
 * The status that the failed call returned; `COLORIZE_STATUS_OK` for NULL.
 */
ColorizeStatus colorize_error_status(const ColorizeError *error) COLORIZE_NOEXCEPT;

/**
 * Frees `error`. NULL is allowed.
 */
void colorize_error_free(ColorizeError *error) COLORIZE_NOEXCEPT;

/**
 * Puts hint `index`, from 0 in the order in which they were added, in `*hint`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeHint)` as the caller compiled it; what a later header has and this library does not
 * know becomes 0.
 *
 * `hint` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_hint(const ColorizePrompt *prompt,
                                    size_t index,
                                    ColorizeHint *hint,
                                    size_t struct_size,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the corners of hint `index`, if it is a stroke or a point, into `points`, `x, y, x, y, ...` in pixels: at most
 * `capacity` corners of two numbers each. `*count` says how many there are.
 *
 * `points` is NULL or writable for `2 * capacity` numbers.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_hint_points(const ColorizePrompt *prompt,
                                           size_t index,
                                           float *points,
                                           size_t capacity,
                                           size_t *count,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the name of the part of hint `index`, such as `hair` or `eye:left`, into `part` with a NUL behind it: at most
 * `capacity` bytes. `*count` says how many there are, the NUL among them; 1 if the hint is for no part.
 *
 * `part` is NULL or writable for `capacity` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_hint_part(const ColorizePrompt *prompt,
                                         size_t index,
                                         char *part,
                                         size_t capacity,
                                         size_t *count,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Measures how much of a picture has which colour: the shares of 512 bins, of sum 1, by red, green and blue, blue the
 * fastest, `64 r + 8 g + b` with 0 to 7 each, into `bins`. Transparent pixels, lines and edges do not count, nor does the
 * ground: what looks like three corners, or like two white ones, and hangs together with them, unless nothing else is left.
 * Give them to `colorize_document_set_options` as `histogram`.
 *
 * Fails if all of the picture is transparent.
 *
 * The pixels of `picture` are readable; `bins` is NULL or writable for `COLORIZE_HISTOGRAM_BINS` numbers.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_histogram(const ColorizeImageView *picture,
                                  float *bins,
                                  ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Reads a PNG, JPEG, WebP, TIFF or BMP file into `*image`. Of an animation this is the first picture.
 *
 * Values are taken as sRGB as they stand: colour profiles and gamma chunks are read over. A program that manages colour
 * decodes the file itself and hands over sRGB pixels.
 *
 * `limits` may be NULL for the defaults.
 *
 * `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_image_open(const char *file,
                                   const ColorizeLimits *limits,
                                   ColorizeImage **image,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Reads a picture as `colorize_image_open` does, from `size` bytes of memory.
 *
 * `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_image_decode(const uint8_t *bytes,
                                     size_t size,
                                     const ColorizeLimits *limits,
                                     ColorizeImage **image,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * The pixels of `image`: RGBA8, straight alpha, no padding; they live until it is freed. All 0 for NULL.
 */
ColorizeImageView colorize_image_view(const ColorizeImage *image) COLORIZE_NOEXCEPT;

/**
 * Writes a picture as a PNG file, whole or not at all: GRAY8 and GRAY16 as they are, others as RGBA8.
 *
 * The pixels of `image` are readable; `file` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_image_save(const ColorizeImageView *image,
                                   const char *file,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `image`. NULL is allowed.
 */
void colorize_image_free(ColorizeImage *image) COLORIZE_NOEXCEPT;

/**
 * Puts a view of one layer in `*view`, which stays as it was if the call fails. Its pixels live until `layers`
 * is freed; rows have no padding.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_view(const ColorizeLayers *layers,
                                    ColorizeLayer layer,
                                    ColorizeImageView *view,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Copies one layer into the caller's memory: `pixels` tells where, in which format and stride, and with which alpha, and
 * is as large as the layers. Its pixels are written, for all that `data` is a pointer to const, and the bytes between its
 * rows are not.
 *
 * Formats without alpha take the layer over white, and their unused bytes become 255; grey is Rec. 709 luma of the sRGB
 * values. `COLORIZE_LAYER_REGIONS` is GRAY16, `_LABELS` and `_CONFIDENCE` are GRAY8, and have no other format. If the call
 * fails nothing is written.
 *
 * The pixels of `pixels` are writable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_read(const ColorizeLayers *layers,
                                    ColorizeLayer layer,
                                    const ColorizeImageView *pixels,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the layers that there are into `list`, at most `capacity` of them, and in `*count` how many there are: those that
 * `colorize_layers_view` gives. All are `colorize_layers_width` times `colorize_layers_height` pixels.
 *
 * `list` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_list(const ColorizeLayers *layers,
                                    ColorizeLayer *list,
                                    size_t capacity,
                                    size_t *count,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * The name of a layer in English, such as `flats` or `cut_out`; NULL if there is no such layer. Lives for ever.
 */
const char *colorize_layer_name(ColorizeLayer layer)
COLORIZE_NOEXCEPT;

/**
 * Columns of all layers; 0 for NULL.
 */
uint32_t colorize_layers_width(const ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * Rows of all layers; 0 for NULL.
 */
uint32_t colorize_layers_height(const ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * The box outside of which all layers are as the document was coloured the time before; all of the picture the first
 * time, and after another reading was taken; all 0 if no pixel differs, and for NULL.
 */
ColorizeBox colorize_layers_changed(const ColorizeLayers *layers)
COLORIZE_NOEXCEPT;

/**
 * Makes a box of the picture, all layers over white paper, in `*image`: what `colorize_layers_changed` asks to be
 * painted anew, in less time than the whole. RGBA8, free it with `colorize_image_free`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_picture_in(const ColorizeLayers *layers,
                                          ColorizeBox area,
                                          ColorizeImage **image,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many regions the drawing has; 0 for NULL.
 */
uint32_t colorize_layers_region_count(const ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * The region of each pixel in 32 bits, 1 to the count, `width * height` values, row by row; they live until
 * `layers` is freed. NULL for NULL.
 */
const uint32_t *colorize_layers_region_ids(const ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * Puts what is known of region `id`, 1 to the count, in `*region`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeRegion)` as the caller compiled it; what a later header has and this library does
 * not know becomes 0.
 *
 * `region` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_region(const ColorizeLayers *layers,
                                      uint32_t id,
                                      ColorizeRegion *region,
                                      size_t struct_size,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts what `layers.json` holds in `*json`: sizes, kind of drawing, names of the labels, all regions. The text lives until
 * `layers` is freed.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_json(const ColorizeLayers *layers,
                                    const char **json,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Writes `line.png`, `flats.png`, `shade.png`, `regions.png`, `labels.png`, `confidence.png` and
 * `layers.json` into `folder`, which is made if it is missing.
 *
 * `folder` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_write(const ColorizeLayers *layers,
                                     const char *folder,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `layers` and with them every view of them. NULL is allowed.
 */
void colorize_layers_free(ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * Tells `function` all messages of the whole library up to `level`, in place of the function before; NULL and
 * `COLORIZE_LOG_LEVEL_OFF` tell nobody. When the call returns the function before is not called any more.
 *
 * `function` may be called with `user_data` from any thread until another one is set.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_log_set(ColorizeLogFn function,
                                void *user_data,
                                ColorizeLogLevel level,
                                ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the networks that come with the library in `*models`, any of which can be replaced.
 *
 * Fails with `COLORIZE_STATUS_MODEL` if the library was built without networks.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_models_new_bundled(ColorizeModels **models,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a set without networks in `*models`, to be filled.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_models_new(ColorizeModels **models,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts a network in from memory, a model file of `size` bytes, in place of the one of its kind.
 *
 * Fails with `COLORIZE_STATUS_MODEL` if it is damaged or of another kind; `models` stays as it was then.
 *
 * `data` is NULL or readable for `size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_models_set_bytes(ColorizeModels *models,
                                         ColorizeModelKind kind,
                                         const uint8_t *data,
                                         size_t size,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts a network in from a model file, in place of the one of its kind; else as `colorize_models_set_bytes`.
 *
 * `path` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_models_set_file(ColorizeModels *models,
                                        ColorizeModelKind kind,
                                        const char *path,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `models`. NULL is allowed. Engines made of it live on.
 */
void colorize_models_free(ColorizeModels *models) COLORIZE_NOEXCEPT;

/**
 * Fills `limits` with the defaults of the library that is loaded. Does nothing for NULL.
 *
 * `limits` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeLimits)`.
 */
void colorize_limits_init(ColorizeLimits *limits, size_t struct_size) COLORIZE_NOEXCEPT;

/**
 * Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
 *
 * `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeEngineOptions)`.
 */
void colorize_engine_options_init(ColorizeEngineOptions *options, size_t struct_size) COLORIZE_NOEXCEPT;

/**
 * Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
 *
 * `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeReadOptions)`.
 */
void colorize_read_options_init(ColorizeReadOptions *options, size_t struct_size) COLORIZE_NOEXCEPT;

/**
 * Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
 *
 * `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeColorOptions)`.
 */
void colorize_color_options_init(ColorizeColorOptions *options, size_t struct_size) COLORIZE_NOEXCEPT;

/**
 * How many parts the drawing shows: enough for a list with colour buttons; 0 for NULL.
 */
uint32_t colorize_layers_part_count(const ColorizeLayers *layers) COLORIZE_NOEXCEPT;

/**
 * Puts part `index`, from 0, the largest first, in `*part`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizePart)` as the caller compiled it; what a later header has and this library does not
 * know becomes 0.
 *
 * `part` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_part(const ColorizeLayers *layers,
                                    uint32_t index,
                                    ColorizePart *part,
                                    size_t struct_size,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the colours that part `index` has in the flats into `colors`, the one of most pixels first, at most `capacity` of
 * them, and in `*count` how many there are: none where all its regions were withdrawn, and of a ground that was left
 * transparent. `colors` may be NULL with a `capacity` of 0.
 *
 * `colors` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_layers_part_colors(const ColorizeLayers *layers,
                                           uint32_t index,
                                           ColorizeRgb *colors,
                                           size_t capacity,
                                           size_t *count,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a prompt without hints in `*prompt`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_new(ColorizePrompt **prompt,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a prompt in `*prompt` from JSON, such as
 * `{"hints": [{"x": 120, "y": 80, "color": "#80503a"}, {"part": "hair", "color": "#222"}]}`.
 *
 * A hint has one place: `x` and `y`; `points` with `width`; `region`; or `part`. It has a `color` and may
 * have a `strength`.
 *
 * `json` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_new_from_json(const char *json,
                                             ColorizePrompt **prompt,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a colour at one spot: `x` pixels from the left, `y` from the top. `strength` is 0 not at all to 1
 * exactly so.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_point(ColorizePrompt *prompt,
                                         float x,
                                         float y,
                                         ColorizeRgb color,
                                         float strength,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a colour along a line of `count` corners, `x, y, x, y, ...` in pixels (`2 * count` numbers), drawn
 * with a round brush `width` pixels wide. One corner is a dab. It may run over the drawing's edges.
 *
 * `points` is NULL or readable for `2 * count` numbers.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_stroke(ColorizePrompt *prompt,
                                          const float *points,
                                          size_t count,
                                          float width,
                                          ColorizeRgb color,
                                          float strength,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a colour for a region of the drawing, 1 to `colorize_reading_region_count` of the document's reading.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_region(ColorizePrompt *prompt,
                                          uint32_t region,
                                          ColorizeRgb color,
                                          float strength,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a colour for all regions of a part: a label of the engine by its name, such as a character's own, or all labels
 * that come under the standard one of that name (`hair`, `face`, `top`, ...). With `:left` or `:right` after the name it
 * is for those on that side of their figure as the viewer sees it, where the part shows on both: `eye:left`. Whether
 * there is such a part is told when a document takes the prompt.
 *
 * `part` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_part(ColorizePrompt *prompt,
                                        const char *part,
                                        ColorizeRgb color,
                                        float strength,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a colour for the regions that lie for more than half in a selection: a picture as large as the
 * drawing, in which grey levels from 128 on are inside. Of other formats than GRAY8 the red channel counts.
 *
 * The pixels of `mask` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_mask(ColorizePrompt *prompt,
                                        const ColorizeImageView *mask,
                                        ColorizeRgb color,
                                        float strength,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds a layer that was painted over the drawing, as large as that: each blob of paint of one colour, joined by sides or
 * corners, is a hint of full strength for the regions that lie for more than half in it. Paint is what is at least half
 * opaque.
 *
 * Fails with more than 10,000 blobs: such a picture is shaded, not painted with a few colours.
 *
 * The pixels of `painting` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_painting(ColorizePrompt *prompt,
                                            const ColorizeImageView *painting,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Gives hint `index`, from 0 in the order in which they were added, another colour and strength; it stays at its place.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_set_color(ColorizePrompt *prompt,
                                         size_t index,
                                         ColorizeRgb color,
                                         float strength,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes hint `index` away, from 0 in the order in which they were added; those after it move up.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_remove(ColorizePrompt *prompt,
                                      size_t index,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many hints `prompt` has; 0 for NULL.
 */
size_t colorize_prompt_count(const ColorizePrompt *prompt) COLORIZE_NOEXCEPT;

/**
 * Takes all hints away. NULL is allowed.
 */
void colorize_prompt_clear(ColorizePrompt *prompt) COLORIZE_NOEXCEPT;

/**
 * Frees `prompt`. NULL is allowed.
 */
void colorize_prompt_free(ColorizePrompt *prompt) COLORIZE_NOEXCEPT;

/**
 * Reads a drawing into `*reading`: its ink, its regions, what parts they show.
 *
 * `options` may be NULL for the defaults, `progress` may be NULL. `drawing` is not needed any more when
 * the call returns.
 *
 * The pixels of `drawing` are readable; `options` is NULL or readable for the `struct_size` bytes it says; `progress`
 * may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reading_new(const ColorizeEngine *engine,
                                    const ColorizeImageView *drawing,
                                    const ColorizeReadOptions *options,
                                    ColorizeProgressFn progress,
                                    void *user_data,
                                    ColorizeReading **reading,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Reads a coloured picture that has no line drawing of its own into `*reading`, as `colorize_reference_new` does without
 * one: lines are what is thin and darker than the colours on both sides, and where colours meet without a line a region
 * ends. So it is known which regions a reference has that `colorize_reference_new_from_reading` makes of it.
 *
 * `options` may be NULL for the defaults, `progress` may be NULL.
 *
 * The pixels of `colored` are readable; `options` is NULL or readable for the `struct_size` bytes it says; `progress`
 * may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reading_new_from_picture(const ColorizeEngine *engine,
                                                 const ColorizeImageView *colored,
                                                 const ColorizeReadOptions *options,
                                                 ColorizeProgressFn progress,
                                                 void *user_data,
                                                 ColorizeReading **reading,
                                                 ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Reads the drawing again, into `*other`, after its lines were edited: what `colorize_reading_new` gives for
 * `drawing`, sooner. `reading` stays as it is; it and `*other` share what did not change.
 *
 * `*changed` becomes the box around the pixels whose ink changed, all 0 if none did; it may be NULL, and stays as it
 * was if the call fails. `drawing` must be as large as the one before. Regions that the caller made give way to those
 * of the lines. `progress` may be NULL.
 *
 * The pixels of `drawing` are readable; `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reading_edited(const ColorizeReading *reading,
                                       const ColorizeImageView *drawing,
                                       ColorizeProgressFn progress,
                                       void *user_data,
                                       ColorizeReading **other,
                                       ColorizeBox *changed,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Gives the same drawing cut into regions that the caller made, such as merged or split ones, in `*other`. What the
 * networks saw stays; the regions vote anew. `reading` stays as it is.
 *
 * `ids` are `count` numbers, one a pixel, row by row, as `colorize_reading_region_ids` gives them; `count` is the
 * width times the height. Pixels with equal numbers, up to `count`, are one region, joined or not; they become 1 to
 * the count in the order of each region's first pixel.
 *
 * `ids` is NULL or readable for `count` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reading_with_regions(const ColorizeReading *reading,
                                             const uint32_t *ids,
                                             size_t count,
                                             ColorizeReading **other,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Columns of the drawing; 0 for NULL.
 */
uint32_t colorize_reading_width(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * Rows of the drawing; 0 for NULL.
 */
uint32_t colorize_reading_height(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * How many regions the drawing has, at least 1; 0 for NULL.
 */
uint32_t colorize_reading_region_count(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * The region of each pixel, 1 to the count, `width * height` values, row by row; they live until `reading`
 * is freed. NULL for NULL.
 */
const uint32_t *colorize_reading_region_ids(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * Puts what part region `id`, 1 to the count, shows in `*label`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeRegionLabel)` as the caller compiled it; fields that a later header has and
 * this library does not know become 0.
 *
 * `label` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reading_region_label(const ColorizeReading *reading,
                                             uint32_t id,
                                             ColorizeRegionLabel *label,
                                             size_t struct_size,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * The ink of the drawing: GRAY8, 0 on paper to 255 on a line, no padding; it lives until `reading` is freed. All 0 for
 * NULL.
 */
ColorizeImageView colorize_reading_ink(const ColorizeReading *reading)
COLORIZE_NOEXCEPT;

/**
 * What counted as ink: one of alpha, darkness and lightness; `COLORIZE_INK_SOURCE_AUTO` for NULL.
 */
ColorizeInkSource colorize_reading_ink_source(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * What kind of drawing it was taken for, or told to be; `COLORIZE_DRAWING_KIND_AUTO` for NULL.
 */
ColorizeDrawingKind colorize_reading_kind(const ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * How surely two regions, 1 to the count, want the same colour: 0 not at all to 1; -1 if there is no such region, and
 * for NULL.
 */
float colorize_reading_affinity(const ColorizeReading *reading,
                                uint32_t a,
                                uint32_t b)
COLORIZE_NOEXCEPT;

/**
 * Frees `reading`. NULL is allowed. Documents and readings made of it live on.
 */
void colorize_reading_free(ColorizeReading *reading) COLORIZE_NOEXCEPT;

/**
 * Reads a coloured picture into `*reference`.
 *
 * `line` is its line drawing alone, as large as it, if there is one; without it, NULL, the lines are what is thin and
 * darker than the colours on both sides, and where colours meet without a line a region ends. The colour of a region is
 * the most frequent opaque one, to the bit; a darker and a lighter one of the same hue are its shadow and highlight. What
 * is transparent, and white ground, has no colour. `options` are those that drawings are read with; NULL takes the
 * defaults. `progress` may be NULL.
 *
 * Fails if the two pictures differ in size, or all of the picture is grey.
 *
 * The pixels of `colored` and `line` are readable; `options` is NULL or readable for the `struct_size` bytes it says;
 * `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reference_new(const ColorizeEngine *engine,
                                      const ColorizeImageView *colored,
                                      const ColorizeImageView *line,
                                      const ColorizeReadOptions *options,
                                      ColorizeProgressFn progress,
                                      void *user_data,
                                      ColorizeReference **reference,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes the colours of a drawing that was read and coloured by somebody into `*reference`, whose regions are then those of
 * `reading`; `colored` is with or without its lines. As `colorize_reference_new` with a line drawing, without reading it
 * again.
 *
 * Fails if they differ in size, or all of the picture is grey.
 *
 * The pixels of `colored` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reference_new_from_reading(const ColorizeReading *reading,
                                                   const ColorizeImageView *colored,
                                                   ColorizeReference **reference,
                                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many regions it has, at least 1; 0 for NULL.
 */
uint32_t colorize_reference_region_count(const ColorizeReference *reference) COLORIZE_NOEXCEPT;

/**
 * Puts the colour of region `id`, 1 to the count, in `*region`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeRegionColor)` as the caller compiled it; what a later header has and this library does
 * not know becomes 0.
 *
 * `region` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_reference_region(const ColorizeReference *reference,
                                         uint32_t id,
                                         ColorizeRegionColor *region,
                                         size_t struct_size,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Carries the colours of `count` references over to the document's drawing, of the same character in whatever pose, as one
 * step that can be taken back. A hint wins over them, and they win over all else; each region's certainty is that of its
 * colour, so a withdrawal leaves uncoloured what no reference is sure of. With no reference the carried colours go.
 *
 * `document` is NULL or live; `references` is NULL or readable for `count` live references.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_document_carry(ColorizeDocument *document,
                                       const ColorizeReference *const *references,
                                       size_t count,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `reference`. NULL is allowed.
 */
void colorize_reference_free(ColorizeReference *reference) COLORIZE_NOEXCEPT;

/**
 * Cuts a drawing into its closed regions, `*regions`, without reading what they show.
 *
 * Of `options`, which may be NULL for the defaults, ink, gap, ink threshold, least area, most pixels and most regions
 * count.
 * `progress` may be NULL.
 *
 * The pixels of `drawing` are readable; `options` is NULL or readable for the `struct_size` bytes it says;
 * `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_new(const ColorizeImageView *drawing,
                                    const ColorizeReadOptions *options,
                                    ColorizeProgressFn progress,
                                    void *user_data,
                                    ColorizeRegions **regions,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Cuts again after the drawing changed inside a box, much sooner than anew, with the same result.
 *
 * `ink` is the new ink of the box, whose first pixel is at column `left` and row `top`: in
 * `COLORIZE_PIXEL_FORMAT_GRAY8`, 0 on paper to 255 on a line, such as the alpha of an ink layer, or 255 less the grey
 * of a drawing on white. `*changed` becomes the box of the pixels with another id, all 0 if there are none; it may be
 * NULL. Pointers that `regions` gave before are dead. If the call fails, all stays as it was; after
 * `COLORIZE_STATUS_PANIC` `regions` can only be freed.
 *
 * The pixels of `ink` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_update(ColorizeRegions *regions,
                                       const ColorizeImageView *ink,
                                       uint32_t left,
                                       uint32_t top,
                                       ColorizeBox *changed,
                                       ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many regions there are, at least 1; 0 for NULL.
 */
uint32_t colorize_regions_count(const ColorizeRegions *regions) COLORIZE_NOEXCEPT;

/**
 * The region of each pixel, 1 to the count, `width * height` values, row by row; they live until `regions` is updated
 * or freed. NULL for NULL.
 */
const uint32_t *colorize_regions_ids(const ColorizeRegions *regions)
COLORIZE_NOEXCEPT;

/**
 * The region at column `x` and row `y`; 0 outside the drawing.
 */
uint32_t colorize_regions_at(const ColorizeRegions *regions, uint32_t x, uint32_t y) COLORIZE_NOEXCEPT;

/**
 * Puts the ids of the regions with pixels in a box into `ids`, ascending, at most `capacity` of them, and in `*count`
 * how many there are. `ids` may be NULL with a `capacity` of 0.
 *
 * `ids` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_in(const ColorizeRegions *regions,
                                   ColorizeBox area,
                                   uint32_t *ids,
                                   size_t capacity,
                                   size_t *count,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts where region `id` is in `*shape`, which stays as it was if the call fails.
 *
 * `struct_size` is `sizeof(ColorizeShape)` as the caller compiled it; what a later header has and this library does not
 * know becomes 0.
 *
 * `shape` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_shape(const ColorizeRegions *regions,
                                      uint32_t id,
                                      ColorizeShape *shape,
                                      size_t struct_size,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the ids of the regions beside region `id` into `ids`, ascending, at most `capacity` of them, and in `*count`
 * how many there are. `ids` may be NULL with a `capacity` of 0.
 *
 * `ids` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_neighbours(const ColorizeRegions *regions,
                                           uint32_t id,
                                           uint32_t *ids,
                                           size_t capacity,
                                           size_t *count,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Writes region `id` within its box into `mask`: 255 inside, 0 outside, one byte a pixel, row by row. `length` is the
 * box's width times its height, see `colorize_regions_shape`.
 *
 * `mask` is NULL or writable for `length` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_mask(const ColorizeRegions *regions,
                                     uint32_t id,
                                     uint8_t *mask,
                                     size_t length,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the outline of region `id` into `corners`, at most `capacity` of them, and in `*count` how many it has.
 *
 * The outline is closed polygons along the sides of pixels, the last point of each joined to its first. The region is
 * on the right of the way: outer outlines run clockwise, those of holes counterclockwise. `corners` may be NULL with a
 * `capacity` of 0.
 *
 * `corners` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_contour(const ColorizeRegions *regions,
                                        uint32_t id,
                                        ColorizeCorner *corners,
                                        size_t capacity,
                                        size_t *count,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Tells what a click at column `x` and row `y` would do before anything is painted: the region it fills is the one
 * there, and a bucket that closes no gaps would leak out of it through the gaps put into `gaps`, at most `capacity` of
 * them; `*count` says how many there are. `gaps` may be NULL with a `capacity` of 0.
 *
 * `gaps` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_regions_leaks(const ColorizeRegions *regions,
                                      uint32_t x,
                                      uint32_t y,
                                      ColorizeGap *gaps,
                                      size_t capacity,
                                      size_t *count,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `regions`. NULL is allowed.
 */
void colorize_regions_free(ColorizeRegions *regions) COLORIZE_NOEXCEPT;

/**
 * Makes a sheet in `*sheet` from the text of a file: JSON, such as
 * `{"parts": {"hair": "#80503a", "top": ["#5fa3a3", "#f4efe6"]}}`, or a GIMP palette whose colours are named after parts.
 *
 * `text` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_sheet_new_from_text(const char *text,
                                            ColorizeSheet **sheet,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a sheet in `*sheet` of the colours that a coloured picture has on the parts of its drawing: `reading` is of the
 * drawing, or of the picture itself, and of the same size.
 *
 * The colours of a part are those that cover most of its flat places, the commonest first; a darker and a lighter one
 * of the same hue are its shadow and highlight. The ground is left out.
 *
 * The pixels of `picture` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_sheet_new_from_picture(const ColorizeReading *reading,
                                               const ColorizeImageView *picture,
                                               ColorizeSheet **sheet,
                                               ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a sheet of the library's own in `*sheet`: the standard one for `seed` 0, another for every other. By the latter a
 * drawing is coloured whose options have that seed and no sheet; for seed 0 see
 * `colorize_document_proposal`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_sheet_new_proposed(uint64_t seed,
                                           ColorizeSheet **sheet,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * The sheet as JSON, for `ColorizeColorOptions.sheet` or a file; lives until `sheet` is freed. NULL for NULL.
 */
const char *colorize_sheet_json(const ColorizeSheet *sheet) COLORIZE_NOEXCEPT;

/**
 * The sheet as the text of a GIMP palette; lives until `sheet` is freed. NULL for NULL.
 */
const char *colorize_sheet_gimp(const ColorizeSheet *sheet) COLORIZE_NOEXCEPT;

/**
 * Frees `sheet`. NULL is allowed.
 */
void colorize_sheet_free(ColorizeSheet *sheet) COLORIZE_NOEXCEPT;

/**
 * Measures the style around a point of a coloured picture, in pixels from its left and top edge, into `*style`.
 *
 * Fails if the picture is smaller than 8 x 8 pixels, the point is outside it, or the picture is transparent there.
 *
 * The pixels of `reference` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_pick(const ColorizeImageView *reference,
                                   float x,
                                   float y,
                                   ColorizeStyleRange range,
                                   ColorizeStyle **style,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a style in `*style` from JSON, as `colorize_style_json` and `colorize style extract` give it.
 *
 * `json` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_new_from_json(const char *json,
                                            ColorizeStyle **style,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a style in `*other` that is `style` turned by `angle` degrees, counterclockwise (texture, pattern, gradation),
 * larger by the factor `scale` (texture, pattern), and with all hues turned by `hue` degrees (colour, texture, gradation).
 * 0, 1 and 0 change nothing.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_transformed(const ColorizeStyle *style,
                                          float angle,
                                          float scale,
                                          float hue,
                                          ColorizeStyle **other,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a style in `*other` that is `style` with all colours more vivid by the factor `saturation`, 0 (grey) to 4, and
 * lighter by `lightness`, -1 to 1 (Oklch): colour and texture, and what gradation, highlight and shadow change in vividness.
 * 1 and 0 change nothing.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_recolored(const ColorizeStyle *style,
                                        float saturation,
                                        float lightness,
                                        ColorizeStyle **other,
                                        ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a style in `*other` that is `style` with its gradation alone turned by `angle` degrees, counterclockwise; by 180 it
 * runs the other way.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_gradation_turned(const ColorizeStyle *style,
                                               float angle,
                                               ColorizeStyle **other,
                                               ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the JSON of a style in `*json`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_json(const ColorizeStyle *style,
                                   ColorizeBytes **json,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Gives hint `index`, from 0 in the order in which they were added, a style in place of its colour; place and strength
 * stay. `groups` are those that are taken over, `ColorizeStyleGroups` joined by `|`; those that the style has not are left
 * open, and so are texture and pattern if it has no piece of a surface, as those of `colorize_style_map_at`. With `follow`,
 * regions that look like those of the place follow, where nothing is hinted for them.
 *
 * Fails if nothing is left to be painted.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_set_style(ColorizePrompt *prompt,
                                         size_t index,
                                         const ColorizeStyle *style,
                                         uint32_t groups,
                                         bool follow,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `style`. NULL is allowed.
 */
void colorize_style_free(ColorizeStyle *style) COLORIZE_NOEXCEPT;

/**
 * Fills `notes` with the defaults of the library that is loaded. Does nothing for NULL.
 *
 * `notes` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeStyleNotes)`.
 */
void colorize_style_notes_init(ColorizeStyleNotes *notes, size_t struct_size) COLORIZE_NOEXCEPT;

/**
 * Makes a library without styles in `*library`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_new(ColorizeStyleLibrary **library,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Opens a library's file, `.styles`, in `*library`: what `colorize_style_library_save` and `colorize style` write.
 *
 * It is read without trust: a damaged or hostile file, or one over `limits` (NULL for the defaults), fails with what is
 * wrong.
 *
 * `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_open(const char *file,
                                           const ColorizeLimits *limits,
                                           ColorizeStyleLibrary **library,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Opens a library as `colorize_style_library_open` does, from `size` bytes of memory.
 *
 * `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_from_bytes(const uint8_t *bytes,
                                                 size_t size,
                                                 const ColorizeLimits *limits,
                                                 ColorizeStyleLibrary **library,
                                                 ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Writes the library to its file, whole or not at all.
 *
 * `file` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_save(const ColorizeStyleLibrary *library,
                                           const char *file,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the bytes of that file in `*bytes`. The same library gives the same bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_to_bytes(const ColorizeStyleLibrary *library,
                                               ColorizeBytes **bytes,
                                               ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many styles it has; 0 for NULL.
 */
size_t colorize_style_library_count(const ColorizeStyleLibrary *library) COLORIZE_NOEXCEPT;

/**
 * Puts what is told of style `index`, from 0, in `*entry`, which stays as it was if the call fails. Its words live until
 * `library` is changed or freed.
 *
 * `struct_size` is `sizeof(ColorizeStyleEntry)` as the caller compiled it; what a later header has and this library does
 * not know becomes 0.
 *
 * `entry` is NULL or writable for `struct_size` bytes.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_entry(const ColorizeStyleLibrary *library,
                                            size_t index,
                                            ColorizeStyleEntry *entry,
                                            size_t struct_size,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Tag `tag`, from 0, of style `index`; lives until `library` is changed or freed. NULL if there is none, and for NULL.
 */
const char *colorize_style_library_tag(const ColorizeStyleLibrary *library,
                                       size_t index,
                                       size_t tag)
COLORIZE_NOEXCEPT;

/**
 * Puts the number of the style named `name`, from 0, in `*index`, which stays as it was if the call fails. Fails if there
 * is none of that name.
 *
 * `name` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_find(const ColorizeStyleLibrary *library,
                                           const char *name,
                                           size_t *index,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a copy of style `index`, from 0, in `*style`, to paint with; it outlives the library.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_style(const ColorizeStyleLibrary *library,
                                            size_t index,
                                            ColorizeStyle **style,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a picture of style `index`, from 0, in `*image`: its surface as it is painted, or its colour if it has none, white
 * without either. RGBA8, 96 x 96 pixels; free it with `colorize_image_free`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_thumbnail(const ColorizeStyleLibrary *library,
                                                size_t index,
                                                ColorizeImage **image,
                                                ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the numbers of the styles in which all words of `words` occur into `indices`, ascending, at most `capacity` of them,
 * and in `*count` how many there are: in any field, in whatever case; of all styles if there are no words. `indices` may
 * be NULL with a `capacity` of 0.
 *
 * `words` is NULL or ends with NUL; `indices` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_search(const ColorizeStyleLibrary *library,
                                             const char *words,
                                             size_t *indices,
                                             size_t capacity,
                                             size_t *count,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the numbers of all styles into `indices`, sorted by a field of theirs, at most `capacity` of them, and in `*count` how
 * many there are: in whatever case, those that are alike by name, those of which it is not told last. Styles of one group
 * stand together. `indices` may be NULL with a `capacity` of 0.
 *
 * `indices` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_sorted(const ColorizeStyleLibrary *library,
                                             ColorizeStyleField field,
                                             size_t *indices,
                                             size_t capacity,
                                             size_t *count,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Puts the numbers of all styles into `indices`, the likest to `style` first, at most `capacity` of them, and in `*count`
 * how many there are. Colour, grain and period count alike. `indices` may be NULL with a `capacity` of 0.
 *
 * `indices` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_like(const ColorizeStyleLibrary *library,
                                           const ColorizeStyle *style,
                                           size_t *indices,
                                           size_t capacity,
                                           size_t *count,
                                           ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Stores a copy of `style` under `name`, with what `notes` tells of it; NULL tells nothing. Styles behind it in the order
 * of the names move up by one.
 *
 * Fails if there is one of that name, the name is empty, or a text is longer than 500 characters or holds control
 * characters; the library stays as it was then.
 *
 * `name` is NULL or ends with NUL; `notes` is NULL or readable for the `struct_size` bytes it says, its texts are NULL or end
 * with NUL, and `tags` is readable for `tag_count` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_add(ColorizeStyleLibrary *library,
                                          const char *name,
                                          const ColorizeStyle *style,
                                          const ColorizeStyleNotes *notes,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Gives the style named `name` another name, and so another place in the order.
 *
 * Fails if there is none of that name, or one of the other; the library stays as it was then.
 *
 * `name` and `other` are NULL or end with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_rename(ColorizeStyleLibrary *library,
                                             const char *name,
                                             const char *other,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Takes the style named `name` away. Fails if there is none of that name.
 *
 * `name` is NULL or ends with NUL.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_remove(ColorizeStyleLibrary *library,
                                             const char *name,
                                             ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Adds copies of all styles of another library, and puts in `*added`, if it is not NULL, how many that were. One that is
 * here already, word for word, is left out; of two that share a name alone, the other's becomes `name (2)`.
 *
 * `library` and `other` are NULL or live.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_library_merge(ColorizeStyleLibrary *library,
                                            const ColorizeStyleLibrary *other,
                                            size_t *added,
                                            ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `library`. NULL is allowed. Styles that came from it live on.
 */
void colorize_style_library_free(ColorizeStyleLibrary *library) COLORIZE_NOEXCEPT;

/**
 * Looks at a coloured picture, into `*map`. A side over 2048 pixels is looked at smaller.
 *
 * Fails if the picture is transparent all over, and with `COLORIZE_STATUS_MODEL` if the engine has no style encoder.
 *
 * The pixels of `reference` are readable.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_map_new(const ColorizeEngine *engine,
                                      const ColorizeImageView *reference,
                                      ColorizeStyleMap **map,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the style around a point in `*style`, in pixels from the picture's left and top edge. It has no piece of a surface:
 * `colorize_prompt_set_style` leaves out what is painted by one, texture and pattern; `colorize_style_pick` takes it along.
 *
 * Fails if the point is outside the picture.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_map_at(const ColorizeStyleMap *map,
                                     float x,
                                     float y,
                                     ColorizeStyleRange range,
                                     ColorizeStyle **style,
                                     ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes a picture of one of the `ColorizeStyleGroups` in `*image`, in false colours, RGBA8, as large as the reference. Colours
 * as they are; of textures red, green and blue are the changes across, along the diagonals, and upwards; of gradations and
 * patterns the hue is the direction, and the brightness how strong they are; of the manner of painting red is how soft,
 * green how grainy; of highlights and shadows red is their share, green how much lighter or darker, blue how much more
 * vivid. Free it with `colorize_image_free`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_style_map_picture(const ColorizeStyleMap *map,
                                          uint32_t group,
                                          ColorizeStyleRange range,
                                          ColorizeImage **image,
                                          ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `map`. NULL is allowed.
 */
void colorize_style_map_free(ColorizeStyleMap *map) COLORIZE_NOEXCEPT;

/**
 * Takes a drawing in black ink and coloured trace lines apart, into `*traced`.
 *
 * `lines` are the `line_count` kinds of trace lines, at most 16, none of them grey; NULL and 0 take red for highlights,
 * blue for shadows and green for plain areas. Of `options`, which may be NULL for the defaults, gap, ink threshold, least area, most pixels and most
 * regions count. `progress` may be NULL.
 *
 * The pixels of `drawing` are readable; `lines` is NULL or readable for `line_count` of them; `options` is NULL or
 * readable for the `struct_size` bytes it says; `progress` may be called with `user_data`.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_traced_new(const ColorizeImageView *drawing,
                                   const ColorizeTraceLine *lines,
                                   size_t line_count,
                                   const ColorizeReadOptions *options,
                                   ColorizeProgressFn progress,
                                   void *user_data,
                                   ColorizeTraced **traced,
                                   ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * How many areas the drawing has, at least 1; 0 for NULL.
 */
uint32_t colorize_traced_area_count(const ColorizeTraced *traced) COLORIZE_NOEXCEPT;

/**
 * The area of each pixel, 1 to the count, `width * height` values, row by row; they live until `traced` is freed. NULL
 * for NULL.
 */
const uint32_t *colorize_traced_area_ids(const ColorizeTraced *traced)
COLORIZE_NOEXCEPT;

/**
 * Which trace line area `id`, 1 to the count, is the inside of, as its place in the list; -1 for none, and for what is
 * no area.
 */
int32_t colorize_traced_inside(const ColorizeTraced *traced,
                               uint32_t id)
COLORIZE_NOEXCEPT;

/**
 * The ink without the trace lines: RGBA8, black, alpha is its cover, no padding; it lives until `traced` is freed. All 0
 * for NULL.
 */
ColorizeImageView colorize_traced_line(const ColorizeTraced *traced)
COLORIZE_NOEXCEPT;

/**
 * Gives areas without a colour that are inside a highlight or shadow line the colour around them, lighter or darker:
 * changes `colors`, those of the areas 1 to `color_count`, which is `colorize_traced_area_count`.
 *
 * `colors` is NULL or readable and writable for `color_count` colours.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_traced_derive(const ColorizeTraced *traced,
                                      ColorizeAreaColor *colors,
                                      size_t color_count,
                                      ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Makes the filled picture in `*image`: the areas, then each pixel of a trace line in the colour of its area, then the
 * ink; RGBA8, free it with `colorize_image_free`.
 *
 * `colors` are those of the areas 1 to `color_count`, which is `colorize_traced_area_count`. Not 0 for `transparent`
 * leaves what has no colour clear instead of white.
 *
 * `colors` is NULL or readable for `color_count` colours.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_traced_fill(const ColorizeTraced *traced,
                                    const ColorizeAreaColor *colors,
                                    size_t color_count,
                                    uint32_t transparent,
                                    ColorizeImage **image,
                                    ColorizeError **error)
COLORIZE_NOEXCEPT;

/**
 * Frees `traced`. NULL is allowed.
 */
void colorize_traced_free(ColorizeTraced *traced) COLORIZE_NOEXCEPT;

/**
 * Version of the library that is loaded: `major << 22 | minor << 12 | patch`.
 */
uint32_t colorize_version(void) COLORIZE_NOEXCEPT;

/**
 * Version of the library that is loaded, as text: `0.1.0`. Never NULL, lives for ever.
 */
const char *colorize_version_string(void) COLORIZE_NOEXCEPT;

/**
 * Whether a program that was compiled with the header of a version can use the library that is loaded: ask for
 * `colorize_version_fits(COLORIZE_VERSION)`.
 *
 * The library must be of the same series, and at least as new: the same major version, and before 1.0 the same minor
 * version, too. The loader sees to the series where the library's file name holds it, as on Linux and macOS.
 */
bool colorize_version_fits(uint32_t header)
COLORIZE_NOEXCEPT;

/**
 * Adds the hints that a sentence asks for, in English or Japanese: "light brown hair, green eyes", 茶髪で目は緑.
 *
 * Colours are `#aa3355`, the names of CSS and of the XKCD survey, Japanese names; parts are those of `engine`, by their
 * own names and by what else people say, and with their sides: "left eye", 右の袖. What is understood is added as hints
 * of full strength, in the order of the text; what is not is put into `unknown`, at most `capacity` of them, and
 * `*count` says how many there are. With a NULL `count` the call is strict: one word that is not understood, and it
 * fails with a message that lists all of them and the known words nearest to them, and adds nothing.
 *
 * `words` is NULL or ends with NUL; `unknown` is NULL or writable for `capacity` of them.
 */
COLORIZE_NODISCARD
ColorizeStatus colorize_prompt_add_words(ColorizePrompt *prompt,
                                         const ColorizeEngine *engine,
                                         const char *words,
                                         ColorizeUnknownWord *unknown,
                                         size_t capacity,
                                         size_t *count,
                                         ColorizeError **error)
COLORIZE_NOEXCEPT;

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* COLORIZE_H */
