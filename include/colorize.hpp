/// @file colorize.hpp
/// C++17 over colorize.h: RAII handles, exceptions, std::function callbacks. Header only, written by hand.
/// Classes are move-only; one that was moved from can only be assigned to or destroyed. What may be used from
/// which thread, colorize.h says.
#ifndef COLORIZE_HPP
#define COLORIZE_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "colorize.h"

#if COLORIZE_VERSION_MAJOR != 0 || COLORIZE_VERSION_MINOR != 1
#    error "colorize.hpp and colorize.h are of different versions"
#endif

namespace colorize {

using Device = ColorizeDevice;
using DrawingKind = ColorizeDrawingKind;
using Hint = ColorizeHint;
using ImageView = ColorizeImageView;
using InkSource = ColorizeInkSource;
using Layer = ColorizeLayer;
using LogLevel = ColorizeLogLevel;
using ModelKind = ColorizeModelKind;
using Origin = ColorizeOrigin;
using Part = ColorizePart;
using PixelFormat = ColorizePixelFormat;
using Place = ColorizePlace;
using Region = ColorizeRegion;
using RegionColor = ColorizeRegionColor;
using RegionLabel = ColorizeRegionLabel;
using Rgb = ColorizeRgb;
using Side = ColorizeSide;
using Status = ColorizeStatus;
using StyleEntry = ColorizeStyleEntry;
using StyleField = ColorizeStyleField;
using StyleRange = ColorizeStyleRange;
using TraceLine = ColorizeTraceLine;
using TraceMeaning = ColorizeTraceMeaning;
using UnknownWord = ColorizeUnknownWord;

/// Told the share done, 0 to 1; return false to cancel. What it throws, the call throws.
using Progress = std::function<bool(float)>;

/// What a failed call throws.
class Error : public std::runtime_error {
public:
    Error(Status status, const char *message) : std::runtime_error(message), status_(status) {}
    [[nodiscard]] Status status() const noexcept { return status_; }

private:
    Status status_;
};

namespace detail {

template <auto Free> struct Deleter {
    template <class T> void operator()(T *handle) const noexcept { Free(handle); }
};
template <class T, auto Free> using Handle = std::unique_ptr<T, Deleter<Free>>;

/// Throws what `call`, which is given the place for its error, came to.
template <class Call> void check(Call &&call) {
    ColorizeError *raw = nullptr;
    const Status status = call(&raw);
    const Handle<ColorizeError, colorize_error_free> error(raw);
    if (status != COLORIZE_STATUS_OK) {
        throw Error(status, colorize_error_message(error.get()));
    }
}

/// Carries exceptions of a callback over the C frames: kept here, the call cancelled, thrown again behind it.
class Caller {
public:
    explicit Caller(const Progress &progress) noexcept : progress_(progress) {}
    [[nodiscard]] ColorizeProgressFn function() const noexcept { return progress_ ? &call : nullptr; }
    [[nodiscard]] void *user_data() noexcept { return this; }
    /// As the free function; what the callback threw comes before what the call said.
    template <class Call> void check(Call &&call) {
        detail::check([&](ColorizeError **error) {
            const Status status = call(error);
            if (status == COLORIZE_STATUS_CANCELLED && thrown_) {
                colorize_error_free(*error);
                *error = nullptr;
                std::rethrow_exception(thrown_);
            }
            return status;
        });
    }

private:
    static bool call(void *user_data, float fraction) noexcept {
        auto &self = *static_cast<Caller *>(user_data);
        try {
            return self.progress_(fraction);
        } catch (...) {
            self.thrown_ = std::current_exception();
            return false;
        }
    }
    const Progress &progress_;
    std::exception_ptr thrown_;
};

/// Asks how many there are, then for all.
template <class T, class Call> std::vector<T> list(Call &&call) {
    std::size_t count = 0;
    check([&](ColorizeError **error) { return call(nullptr, 0, &count, error); });
    std::vector<T> made(count);
    check([&](ColorizeError **error) { return call(made.data(), made.size(), &count, error); });
    return made;
}

} // namespace detail

/// The version of the library that is loaded, such as "0.1.0".
[[nodiscard]] inline std::string version() { return colorize_version_string(); }

/// The devices this build holds the code for.
[[nodiscard]] inline std::vector<Device> devices() {
    return detail::list<Device>(colorize_device_list);
}

/// Tells `function` all messages of the whole library up to `level`, from any thread; null tells nobody. It must not
/// throw.
inline void log(void (*function)(void *user_data, LogLevel level, const char *message), void *user_data,
                LogLevel level) {
    detail::check([&](ColorizeError **error) { return colorize_log_set(function, user_data, level, error); });
}

/// Settings of reading pictures; made with the defaults.
struct Limits : ColorizeLimits {
    Limits() noexcept : ColorizeLimits() { colorize_limits_init(this, sizeof(ColorizeLimits)); }
};

/// What an engine runs on, and what it may take; made with the defaults.
struct EngineOptions : ColorizeEngineOptions {
    EngineOptions() noexcept : ColorizeEngineOptions() {
        colorize_engine_options_init(this, sizeof(ColorizeEngineOptions));
    }
};

/// Settings of reading a drawing; made with the defaults.
struct ReadOptions : ColorizeReadOptions {
    ReadOptions() noexcept : ColorizeReadOptions() {
        colorize_read_options_init(this, sizeof(ColorizeReadOptions));
    }
};

/// Settings of colouring; made with the defaults. `sheet` must live as long as the call.
struct ColorOptions : ColorizeColorOptions {
    ColorOptions() noexcept : ColorizeColorOptions() {
        colorize_color_options_init(this, sizeof(ColorizeColorOptions));
    }
};

/// Writes a picture as a PNG file.
inline void save(const ImageView &image, const std::string &file) {
    detail::check([&](ColorizeError **error) { return colorize_image_save(&image, file.c_str(), error); });
}

/// A picture that the library owns.
class Image {
public:
    [[nodiscard]] static Image open(const std::string &file, const Limits &limits = {}) {
        ColorizeImage *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_image_open(file.c_str(), &limits, &handle, error);
        });
        return Image(handle);
    }
    [[nodiscard]] static Image decode(const std::uint8_t *bytes, std::size_t size, const Limits &limits = {}) {
        ColorizeImage *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_image_decode(bytes, size, &limits, &handle, error);
        });
        return Image(handle);
    }
    /// RGBA8; lives as long as the image.
    [[nodiscard]] ImageView view() const noexcept { return colorize_image_view(handle_.get()); }

private:
    friend class Blocks;
    friend class Layers;
    friend class StyleLibrary;
    friend class StyleMap;
    friend class Traced;
    explicit Image(ColorizeImage *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeImage, colorize_image_free> handle_;
};

/// The share of coloured regions that is right, and the share of regions that is coloured.
struct Accuracy {
    float accuracy;
    float coverage;
};

/// The networks that engines are made of.
class Models {
public:
    /// Those that come with the library.
    [[nodiscard]] static Models bundled() {
        ColorizeModels *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_models_new_bundled(&handle, error); });
        return Models(handle);
    }
    /// None yet.
    Models() {
        ColorizeModels *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_models_new(&handle, error); });
        handle_.reset(handle);
    }
    /// Puts one in from memory, in place of the one of its kind.
    Models &set(ModelKind kind, const std::vector<std::uint8_t> &bytes) {
        detail::check([&](ColorizeError **error) {
            return colorize_models_set_bytes(handle_.get(), kind, bytes.data(), bytes.size(), error);
        });
        return *this;
    }
    /// Puts one in from a file.
    Models &set(ModelKind kind, const std::string &path) {
        detail::check([&](ColorizeError **error) {
            return colorize_models_set_file(handle_.get(), kind, path.c_str(), error);
        });
        return *this;
    }
    [[nodiscard]] const ColorizeModels *get() const noexcept { return handle_.get(); }

private:
    explicit Models(ColorizeModels *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeModels, colorize_models_free> handle_;
};

/// The networks on one device; threads can share it.
class Engine {
public:
    /// With the networks that come with the library.
    explicit Engine(const EngineOptions &options = {}) : Engine(options, nullptr) {}
    Engine(const EngineOptions &options, const Models &models) : Engine(options, models.get()) {}
    [[nodiscard]] const ColorizeEngine *get() const noexcept { return handle_.get(); }

    /// How many labels the labeller tells apart.
    [[nodiscard]] std::uint32_t label_count() const noexcept { return colorize_engine_label_count(handle_.get()); }

    /// The name of label `id`, below the count.
    [[nodiscard]] std::string label_name(std::uint32_t id) const {
        const char *name = colorize_engine_label_name(handle_.get(), id);
        return name ? name : "";
    }

    /// The vector instructions in use; empty if the networks do not run on the CPU's own engine.
    [[nodiscard]] std::string level() const {
        const char *name = colorize_engine_level(handle_.get());
        return name ? name : "";
    }
    [[nodiscard]] unsigned threads() const noexcept { return colorize_engine_threads(handle_.get()); }

    /// The certainty below which to withdraw for a share of `accuracy` to be right.
    [[nodiscard]] float threshold(float accuracy) const {
        float found = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_engine_threshold(handle_.get(), accuracy, &found, error);
        });
        return found;
    }

    /// What is to be expected if regions less certain than `threshold`, rounded to hundredths, are withdrawn.
    [[nodiscard]] Accuracy accuracy(float threshold) const {
        Accuracy found{};
        detail::check([&](ColorizeError **error) {
            return colorize_engine_accuracy(handle_.get(), threshold, &found.accuracy, &found.coverage, error);
        });
        return found;
    }

private:
    Engine(const EngineOptions &options, const ColorizeModels *models) {
        ColorizeEngine *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_engine_new(&options, models, &handle, error);
        });
        handle_.reset(handle);
    }
    detail::Handle<ColorizeEngine, colorize_engine_free> handle_;
};

/// Bytes that the library made: a file.
class Bytes {
public:
    [[nodiscard]] const std::uint8_t *data() const noexcept { return colorize_bytes_data(handle_.get()); }
    [[nodiscard]] std::size_t size() const noexcept { return colorize_bytes_size(handle_.get()); }

private:
    friend class Carried;
    friend class Document;
    friend class Style;
    friend class StyleLibrary;
    explicit Bytes(ColorizeBytes *handle) noexcept : handle_(handle) {}
    [[nodiscard]] std::string text() const {
        return {reinterpret_cast<const char *>(data()), size()};
    }
    detail::Handle<ColorizeBytes, colorize_bytes_free> handle_;
};

/// The style at one place of a coloured picture, with a piece of its surface; threads can share it.
class Style {
public:
    /// What is around a point, in pixels from the picture's left and top edge.
    [[nodiscard]] static Style pick(const ImageView &reference, float x, float y,
                                    StyleRange range = COLORIZE_STYLE_RANGE_MIDDLE) {
        return made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_pick(&reference, x, y, range, style, error);
        });
    }
    [[nodiscard]] static Style from_json(const std::string &json) {
        return made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_new_from_json(json.c_str(), style, error);
        });
    }
    [[nodiscard]] std::string json() const {
        ColorizeBytes *bytes = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_style_json(handle_.get(), &bytes, error); });
        return Bytes(bytes).text();
    }
    /// Turned by degrees, larger by a factor, with hues turned by degrees.
    [[nodiscard]] Style transformed(float angle, float scale = 1.0F, float hue = 0.0F) const {
        return made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_transformed(handle_.get(), angle, scale, hue, style, error);
        });
    }
    /// With all colours more vivid by a factor, 0 to 4, and lighter by -1 to 1.
    [[nodiscard]] Style recolored(float saturation, float lightness = 0.0F) const {
        return made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_recolored(handle_.get(), saturation, lightness, style, error);
        });
    }
    /// With its gradation alone turned by degrees; by 180 it runs the other way.
    [[nodiscard]] Style gradation_turned(float angle) const {
        return made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_gradation_turned(handle_.get(), angle, style, error);
        });
    }
    [[nodiscard]] const ColorizeStyle *get() const noexcept { return handle_.get(); }

private:
    friend class StyleLibrary;
    friend class StyleMap;
    template <class Call> static Style made(Call &&call) {
        ColorizeStyle *handle = nullptr;
        detail::check([&](ColorizeError **error) { return call(&handle, error); });
        return Style(handle);
    }
    explicit Style(ColorizeStyle *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeStyle, colorize_style_free> handle_;
};

/// The style of every place of a coloured picture, as the style encoder sees it; threads can share it.
class StyleMap {
public:
    StyleMap(const Engine &engine, const ImageView &reference) {
        ColorizeStyleMap *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_style_map_new(engine.get(), &reference, &handle, error);
        });
        handle_.reset(handle);
    }
    /// The style around a point, in pixels from the picture's left and top edge; without a piece of a surface.
    [[nodiscard]] Style at(float x, float y, StyleRange range = COLORIZE_STYLE_RANGE_MIDDLE) const {
        return Style::made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_map_at(handle_.get(), x, y, range, style, error);
        });
    }
    /// One of the `ColorizeStyleGroups` in false colours, as large as the picture.
    [[nodiscard]] Image picture(std::uint32_t group, StyleRange range = COLORIZE_STYLE_RANGE_MIDDLE) const {
        ColorizeImage *image = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_style_map_picture(handle_.get(), group, range, &image, error);
        });
        return Image(image);
    }

private:
    detail::Handle<ColorizeStyleMap, colorize_style_map_free> handle_;
};

/// What is told of a style when it is stored.
struct StyleNotes {
    std::string author, kind, licence, source;
    std::vector<std::string> tags;
};

/// Stored styles, each under a name, sorted by it. Threads can look into it at once; one alone changes it.
class StyleLibrary {
public:
    /// Without styles.
    StyleLibrary() {
        ColorizeStyleLibrary *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_style_library_new(&handle, error); });
        handle_.reset(handle);
    }
    [[nodiscard]] static StyleLibrary open(const std::string &file, const Limits &limits = {}) {
        return made([&](ColorizeStyleLibrary **library, ColorizeError **error) {
            return colorize_style_library_open(file.c_str(), &limits, library, error);
        });
    }
    [[nodiscard]] static StyleLibrary from_bytes(const std::uint8_t *bytes, std::size_t size, const Limits &limits = {}) {
        return made([&](ColorizeStyleLibrary **library, ColorizeError **error) {
            return colorize_style_library_from_bytes(bytes, size, &limits, library, error);
        });
    }
    /// Writes its file, whole or not at all.
    void save(const std::string &file) const {
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_save(handle_.get(), file.c_str(), error);
        });
    }
    [[nodiscard]] Bytes to_bytes() const {
        ColorizeBytes *bytes = nullptr;
        detail::check(
            [&](ColorizeError **error) { return colorize_style_library_to_bytes(handle_.get(), &bytes, error); });
        return Bytes(bytes);
    }
    [[nodiscard]] std::size_t size() const noexcept { return colorize_style_library_count(handle_.get()); }
    /// What is told of style `index`, from 0; its words live until the library is changed, and no longer than it.
    [[nodiscard]] StyleEntry operator[](std::size_t index) const {
        StyleEntry entry{};
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_entry(handle_.get(), index, &entry, sizeof entry, error);
        });
        return entry;
    }
    [[nodiscard]] std::vector<std::string> tags(std::size_t index) const {
        std::vector<std::string> made;
        while (const char *tag = colorize_style_library_tag(handle_.get(), index, made.size())) made.emplace_back(tag);
        return made;
    }
    /// The number of the style of a name; throws if there is none.
    [[nodiscard]] std::size_t find(const std::string &name) const {
        std::size_t index = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_find(handle_.get(), name.c_str(), &index, error);
        });
        return index;
    }
    [[nodiscard]] Style style(std::size_t index) const {
        return Style::made([&](ColorizeStyle **style, ColorizeError **error) {
            return colorize_style_library_style(handle_.get(), index, style, error);
        });
    }
    [[nodiscard]] Style style(const std::string &name) const { return style(find(name)); }
    /// 96 x 96 pixels.
    [[nodiscard]] Image thumbnail(std::size_t index) const {
        ColorizeImage *image = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_thumbnail(handle_.get(), index, &image, error);
        });
        return Image(image);
    }
    /// The numbers of the styles in which all words occur.
    [[nodiscard]] std::vector<std::size_t> search(const std::string &words) const {
        return detail::list<std::size_t>(
            [&](std::size_t *indices, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_style_library_search(handle_.get(), words.c_str(), indices, capacity, count, error);
            });
    }
    /// The numbers of all styles, the likest first.
    [[nodiscard]] std::vector<std::size_t> like(const Style &style) const {
        return detail::list<std::size_t>(
            [&](std::size_t *indices, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_style_library_like(handle_.get(), style.get(), indices, capacity, count, error);
            });
    }
    /// The numbers of all styles, sorted by a field of theirs.
    [[nodiscard]] std::vector<std::size_t> sorted(StyleField field) const {
        return detail::list<std::size_t>(
            [&](std::size_t *indices, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_style_library_sorted(handle_.get(), field, indices, capacity, count, error);
            });
    }
    /// Stores a copy of a style.
    StyleLibrary &add(const std::string &name, const Style &style, const StyleNotes &told = {}) {
        std::vector<const char *> tags;
        for (const std::string &tag : told.tags) tags.push_back(tag.c_str());
        ColorizeStyleNotes notes;
        colorize_style_notes_init(&notes, sizeof notes);
        notes.author = told.author.c_str();
        notes.kind = told.kind.c_str();
        notes.licence = told.licence.c_str();
        notes.source = told.source.c_str();
        notes.tags = tags.data();
        notes.tag_count = tags.size();
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_add(handle_.get(), name.c_str(), style.get(), &notes, error);
        });
        return *this;
    }
    StyleLibrary &rename(const std::string &name, const std::string &other) {
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_rename(handle_.get(), name.c_str(), other.c_str(), error);
        });
        return *this;
    }
    StyleLibrary &remove(const std::string &name) {
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_remove(handle_.get(), name.c_str(), error);
        });
        return *this;
    }
    /// Adds copies of all styles of another one; gives how many that were.
    std::size_t merge(const StyleLibrary &other) {
        std::size_t added = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_style_library_merge(handle_.get(), other.handle_.get(), &added, error);
        });
        return added;
    }
    [[nodiscard]] const ColorizeStyleLibrary *get() const noexcept { return handle_.get(); }

private:
    template <class Call> static StyleLibrary made(Call &&call) {
        ColorizeStyleLibrary *handle = nullptr;
        detail::check([&](ColorizeError **error) { return call(&handle, error); });
        return StyleLibrary(handle);
    }
    explicit StyleLibrary(ColorizeStyleLibrary *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeStyleLibrary, colorize_style_library_free> handle_;
};

class Reading;

/// A coloured picture, taken apart; threads can share it.
class Reference {
public:
    /// `line` is its line drawing alone, if there is one.
    Reference(const Engine &engine, const ImageView &colored, const ImageView *line = nullptr,
              const ReadOptions &options = {}, const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeReference *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_reference_new(engine.get(), &colored, line, &options, caller.function(),
                                          caller.user_data(), &handle, error);
        });
        handle_.reset(handle);
    }
    /// The colours of a drawing that was read and coloured by somebody; its regions are those of the reading.
    [[nodiscard]] static Reference of(const Reading &reading, const ImageView &colored);
    [[nodiscard]] std::uint32_t region_count() const noexcept {
        return colorize_reference_region_count(handle_.get());
    }
    /// The colour of region `id`, 1 to the count.
    [[nodiscard]] RegionColor region(std::uint32_t id) const {
        RegionColor made{};
        detail::check([&](ColorizeError **error) {
            return colorize_reference_region(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    [[nodiscard]] const ColorizeReference *get() const noexcept { return handle_.get(); }

private:
    friend class Clip;
    explicit Reference(ColorizeReference *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeReference, colorize_reference_free> handle_;
};

/// All hints of one colouring.
class Prompt {
public:
    Prompt() {
        ColorizePrompt *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_prompt_new(&handle, error); });
        handle_.reset(handle);
    }
    [[nodiscard]] static Prompt from_json(const std::string &json) {
        ColorizePrompt *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_new_from_json(json.c_str(), &handle, error);
        });
        return Prompt(handle);
    }
    Prompt &point(float x, float y, Rgb color, float strength = 1.0F) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_point(handle_.get(), x, y, color, strength, error);
        });
        return *this;
    }
    /// `points` are x and y by turns.
    Prompt &stroke(const std::vector<float> &points, float width, Rgb color, float strength = 1.0F) {
        if (points.size() % 2 != 0) {
            throw Error(COLORIZE_STATUS_INVALID_ARGUMENT, "a stroke has an x without a y");
        }
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_stroke(handle_.get(), points.data(), points.size() / 2, width, color,
                                              strength, error);
        });
        return *this;
    }
    Prompt &region(std::uint32_t id, Rgb color, float strength = 1.0F) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_region(handle_.get(), id, color, strength, error);
        });
        return *this;
    }
    /// All regions of a part, by its own or standard name; `eye:left` and `eye:right` are those of a side.
    Prompt &part(const std::string &name, Rgb color, float strength = 1.0F) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_part(handle_.get(), name.c_str(), color, strength, error);
        });
        return *this;
    }
    /// The hints that a sentence asks for, "light brown hair, green eyes"; throws if a word is not understood.
    Prompt &words(const Engine &engine, const std::string &text) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_words(handle_.get(), engine.get(), text.c_str(), nullptr, 0, nullptr, error);
        });
        return *this;
    }
    /// The same, with what is not understood put into `unknown` instead.
    Prompt &words(const Engine &engine, const std::string &text, std::vector<UnknownWord> &unknown) {
        unknown.resize(text.size());
        std::size_t count = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_words(handle_.get(), engine.get(), text.c_str(), unknown.data(),
                                             unknown.size(), &count, error);
        });
        unknown.resize(count);
        return *this;
    }
    Prompt &mask(const ImageView &mask, Rgb color, float strength = 1.0F) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_mask(handle_.get(), &mask, color, strength, error);
        });
        return *this;
    }
    /// Each blob of paint of one colour on a transparent layer as large as the drawing is a hint for what it covers.
    Prompt &add_painting(const ImageView &painting) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_add_painting(handle_.get(), &painting, error);
        });
        return *this;
    }
    /// Gives hint `index`, from 0, a style in place of its colour: `groups` of COLORIZE_STYLE_GROUPS_, joined by `|`.
    Prompt &set_style(std::size_t index, const Style &style, std::uint32_t groups = COLORIZE_STYLE_GROUPS_ALL,
                      bool follow = true) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_set_style(handle_.get(), index, style.get(), groups, follow, error);
        });
        return *this;
    }
    /// Gives hint `index`, from 0, another colour and strength.
    Prompt &set_color(std::size_t index, Rgb color, float strength = 1.0F) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_set_color(handle_.get(), index, color, strength, error);
        });
        return *this;
    }
    /// Takes hint `index` away, from 0; those after it move up.
    Prompt &remove(std::size_t index) {
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_remove(handle_.get(), index, error);
        });
        return *this;
    }
    /// Hint `index`, from 0.
    [[nodiscard]] Hint hint(std::size_t index) const {
        Hint made{};
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_hint(handle_.get(), index, &made, sizeof made, error);
        });
        return made;
    }
    /// The corners of hint `index`, x and y by turns; empty if it is no stroke and no point.
    [[nodiscard]] std::vector<float> hint_points(std::size_t index) const {
        std::vector<float> points(2 * std::size_t{hint(index).point_count});
        std::size_t count = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_prompt_hint_points(handle_.get(), index, points.data(), points.size() / 2, &count, error);
        });
        return points;
    }
    /// The part of hint `index`; empty if it is for none.
    [[nodiscard]] std::string hint_part(std::size_t index) const {
        return detail::list<char>([&](char *part, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                   return colorize_prompt_hint_part(handle_.get(), index, part, capacity, count, error);
               })
            .data();
    }
    void clear() noexcept { colorize_prompt_clear(handle_.get()); }
    [[nodiscard]] std::size_t size() const noexcept { return colorize_prompt_count(handle_.get()); }
    [[nodiscard]] const ColorizePrompt *get() const noexcept { return handle_.get(); }

private:
    friend class Blocks;
    explicit Prompt(ColorizePrompt *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizePrompt, colorize_prompt_free> handle_;
};

/// A coloured drawing. Views, ids and text live as long as it.
class Layers {
public:
    [[nodiscard]] ImageView view(Layer layer) const {
        ImageView made{};
        detail::check([&](ColorizeError **error) {
            return colorize_layers_view(handle_.get(), layer, &made, error);
        });
        return made;
    }
    /// Copies a layer into memory of the caller's, in the format that `pixels` tells.
    void read(Layer layer, const ImageView &pixels) const {
        detail::check([&](ColorizeError **error) {
            return colorize_layers_read(handle_.get(), layer, &pixels, error);
        });
    }
    /// The layers that there are; `colorize_layer_name` names them.
    [[nodiscard]] std::vector<Layer> list() const {
        return detail::list<Layer>([&](Layer *list, std::size_t capacity, std::size_t *count, ColorizeError **error) {
            return colorize_layers_list(handle_.get(), list, capacity, count, error);
        });
    }
    [[nodiscard]] std::uint32_t width() const noexcept { return colorize_layers_width(handle_.get()); }
    [[nodiscard]] std::uint32_t height() const noexcept { return colorize_layers_height(handle_.get()); }
    [[nodiscard]] const std::uint32_t *region_ids() const noexcept {
        return colorize_layers_region_ids(handle_.get());
    }
    [[nodiscard]] std::uint32_t region_count() const noexcept {
        return colorize_layers_region_count(handle_.get());
    }
    [[nodiscard]] Region region(std::uint32_t id) const {
        Region made{};
        detail::check([&](ColorizeError **error) {
            return colorize_layers_region(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    /// The parts that the drawing shows, the largest first.
    [[nodiscard]] std::vector<Part> parts() const {
        std::vector<Part> made(colorize_layers_part_count(handle_.get()));
        for (std::uint32_t index = 0; index < made.size(); ++index) {
            detail::check([&](ColorizeError **error) {
                return colorize_layers_part(handle_.get(), index, &made[index], sizeof(Part), error);
            });
        }
        return made;
    }
    /// The colours of part `index` in the flats, the one of most pixels first.
    [[nodiscard]] std::vector<Rgb> part_colors(std::uint32_t index) const {
        return detail::list<Rgb>([&](Rgb *colors, std::size_t capacity, std::size_t *count, ColorizeError **error) {
            return colorize_layers_part_colors(handle_.get(), index, colors, capacity, count, error);
        });
    }
    /// The box outside of which all is as the document was coloured the time before; all 0 if no pixel differs.
    [[nodiscard]] ColorizeBox changed() const noexcept { return colorize_layers_changed(handle_.get()); }
    /// A box of the picture.
    [[nodiscard]] Image picture_in(const ColorizeBox &area) const {
        ColorizeImage *image = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_layers_picture_in(handle_.get(), area, &image, error);
        });
        return Image(image);
    }
    [[nodiscard]] const char *json() const {
        const char *text = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_layers_json(handle_.get(), &text, error);
        });
        return text;
    }
    void write(const std::string &folder) const {
        detail::check([&](ColorizeError **error) {
            return colorize_layers_write(handle_.get(), folder.c_str(), error);
        });
    }

private:
    friend class Document;
    explicit Layers(ColorizeLayers *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeLayers, colorize_layers_free> handle_;
};

/// What is known of one drawing. It never changes; threads and documents can share it.
class Reading {
public:
    Reading(const Engine &engine, const ImageView &drawing, const ReadOptions &options = {},
            const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeReading *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_reading_new(engine.get(), &drawing, &options, caller.function(), caller.user_data(),
                                        &handle, error);
        });
        handle_.reset(handle);
    }
    /// A coloured picture that has no line drawing of its own, for `Reference::of`.
    [[nodiscard]] static Reading of_picture(const Engine &engine, const ImageView &colored, const ReadOptions &options = {},
                                            const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeReading *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_reading_new_from_picture(engine.get(), &colored, &options, caller.function(),
                                                     caller.user_data(), &handle, error);
        });
        return Reading(handle);
    }
    /// The drawing after its lines were edited, read sooner than anew. `changed`, if given, becomes the box around
    /// the pixels whose ink changed, all 0 if none did.
    [[nodiscard]] Reading edited(const ImageView &drawing, ColorizeBox *changed = nullptr,
                                 const Progress &progress = {}) const {
        detail::Caller caller(progress);
        ColorizeReading *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_reading_edited(handle_.get(), &drawing, caller.function(), caller.user_data(), &handle,
                                           changed, error);
        });
        return Reading(handle);
    }
    /// The same drawing cut into the caller's regions: one id a pixel, row by row.
    [[nodiscard]] Reading with_regions(const std::vector<std::uint32_t> &ids) const {
        ColorizeReading *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_reading_with_regions(handle_.get(), ids.data(), ids.size(), &handle, error);
        });
        return Reading(handle);
    }
    [[nodiscard]] std::uint32_t width() const noexcept { return colorize_reading_width(handle_.get()); }
    [[nodiscard]] std::uint32_t height() const noexcept { return colorize_reading_height(handle_.get()); }
    [[nodiscard]] std::uint32_t region_count() const noexcept {
        return colorize_reading_region_count(handle_.get());
    }
    /// `width() * height()` ids, row by row; they live as long as the reading.
    [[nodiscard]] const std::uint32_t *region_ids() const noexcept {
        return colorize_reading_region_ids(handle_.get());
    }
    /// What part region `id` shows; its name lives as long as the reading.
    [[nodiscard]] RegionLabel region_label(std::uint32_t id) const {
        RegionLabel made{};
        detail::check([&](ColorizeError **error) {
            return colorize_reading_region_label(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    /// 0 on paper to 255 on a line: GRAY8; lives as long as the reading.
    [[nodiscard]] ImageView ink() const noexcept { return colorize_reading_ink(handle_.get()); }
    /// What counted as ink.
    [[nodiscard]] InkSource ink_source() const noexcept { return colorize_reading_ink_source(handle_.get()); }
    /// What kind of drawing it was taken for, or told to be.
    [[nodiscard]] DrawingKind kind() const noexcept { return colorize_reading_kind(handle_.get()); }
    /// How surely two regions want the same colour, 0 to 1; -1 if there is no such region.
    [[nodiscard]] float affinity(std::uint32_t a, std::uint32_t b) const noexcept {
        return colorize_reading_affinity(handle_.get(), a, b);
    }
    [[nodiscard]] const ColorizeReading *get() const noexcept { return handle_.get(); }

private:
    friend class Document;
    explicit Reading(ColorizeReading *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeReading, colorize_reading_free> handle_;
};

inline Reference Reference::of(const Reading &reading, const ImageView &colored) {
    ColorizeReference *handle = nullptr;
    detail::check([&](ColorizeError **error) {
        return colorize_reference_new_from_reading(reading.get(), &colored, &handle, error);
    });
    return Reference(handle);
}

/// The colours that a drawing's regions take from coloured pictures, and how sure each is; threads can share it.
class Carried {
public:
    /// From other pictures of a character; for frames of a shot see `Clip`.
    Carried(const Reading &reading, const std::vector<const Reference *> &references) {
        std::vector<const ColorizeReference *> handles;
        for (const Reference *reference : references) handles.push_back(reference->get());
        ColorizeCarried *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_carried_new(reading.get(), handles.data(), handles.size(), &handle, error);
        });
        handle_.reset(handle);
    }
    /// What `json` gave of a frame of a shot; `reading` is of the same drawing.
    [[nodiscard]] static Carried from_json(const Reading &reading, const std::string &json) {
        ColorizeCarried *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_carried_new_from_json(reading.get(), json.c_str(), &handle, error);
        });
        return Carried(handle);
    }
    [[nodiscard]] std::string json() const {
        ColorizeBytes *bytes = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_carried_json(handle_.get(), &bytes, error); });
        return Bytes(bytes).text();
    }
    [[nodiscard]] std::uint32_t region_count() const noexcept { return colorize_carried_region_count(handle_.get()); }
    /// What region `id`, 1 to the count, takes over.
    [[nodiscard]] RegionColor region(std::uint32_t id) const {
        RegionColor made{};
        detail::check([&](ColorizeError **error) {
            return colorize_carried_region(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    /// The certainty below which to withdraw for a share of `accuracy` to be right.
    [[nodiscard]] float threshold(float accuracy) const {
        float found = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_carried_threshold(handle_.get(), accuracy, &found, error);
        });
        return found;
    }
    [[nodiscard]] const ColorizeCarried *get() const noexcept { return handle_.get(); }

private:
    friend class Clip;
    explicit Carried(ColorizeCarried *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeCarried, colorize_carried_free> handle_;
};

/// Which regions of a drawing and of a reference show the same thing; threads can share it.
class Correspondence {
public:
    /// Both were read with the same engine.
    Correspondence(const Reading &drawing, const Reading &reference) {
        ColorizeCorrespondence *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_correspondence_new(drawing.get(), reference.get(), &handle, error);
        });
        handle_.reset(handle);
    }
    /// The regions of the drawing that may show one of the reference, the likeliest first.
    [[nodiscard]] std::vector<ColorizeMatch> in_drawing(std::uint32_t id) const {
        return detail::list<ColorizeMatch>(
            [&](ColorizeMatch *matches, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_correspondence_in_drawing(handle_.get(), id, matches, capacity, count, error);
            });
    }
    /// The regions of the reference that one of the drawing may show, the likeliest first.
    [[nodiscard]] std::vector<ColorizeMatch> in_reference(std::uint32_t id) const {
        return detail::list<ColorizeMatch>(
            [&](ColorizeMatch *matches, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_correspondence_in_reference(handle_.get(), id, matches, capacity, count, error);
            });
    }

private:
    detail::Handle<ColorizeCorrespondence, colorize_correspondence_free> handle_;
};

/// The frames of one shot, some of them coloured by hand, the others to be coloured one after another; one thread at a time.
class Clip {
public:
    explicit Clip(const Engine &engine) {
        ColorizeClip *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_clip_new(engine.get(), &handle, error); });
        handle_.reset(handle);
    }
    /// Takes a coloured frame; add them in their order.
    Clip &add_key(std::uint32_t number, const Reference &reference) {
        detail::check([&](ColorizeError **error) {
            return colorize_clip_add_key(handle_.get(), number, reference.get(), error);
        });
        return *this;
    }
    /// Forgets a coloured frame.
    Clip &remove_key(std::uint32_t number) {
        detail::check(
            [&](ColorizeError **error) { return colorize_clip_remove_key(handle_.get(), number, error); });
        return *this;
    }
    /// The numbers of the coloured frames, ascending.
    [[nodiscard]] std::vector<std::uint32_t> keys() const {
        return detail::list<std::uint32_t>(
            [&](std::uint32_t *numbers, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_clip_keys(handle_.get(), numbers, capacity, count, error);
            });
    }
    /// A coloured frame, its tracks named as the shot names them.
    [[nodiscard]] Reference key(std::uint32_t number) const {
        ColorizeReference *handle = nullptr;
        detail::check(
            [&](ColorizeError **error) { return colorize_clip_key(handle_.get(), number, &handle, error); });
        return Reference(handle);
    }
    /// Frames as they are to be carried, without the coloured ones.
    [[nodiscard]] std::vector<std::uint32_t> order(const std::vector<std::uint32_t> &frames) const {
        return detail::list<std::uint32_t>(
            [&](std::uint32_t *order, std::size_t capacity, std::size_t *count, ColorizeError **error) {
                return colorize_clip_order(handle_.get(), frames.data(), frames.size(), order, capacity, count, error);
            });
    }
    /// Carries colours over to a frame, for `Document::set_carried`.
    Carried carry(std::uint32_t number, const Reading &reading) {
        ColorizeCarried *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_clip_carry(handle_.get(), number, reading.get(), &handle, error);
        });
        return Carried(handle);
    }
    /// Puts a colour right at a pixel of a frame, for when it is carried, again if it was before; null is ground.
    Clip &correct(std::uint32_t number, std::uint32_t x, std::uint32_t y, const Rgb *color) {
        detail::check([&](ColorizeError **error) {
            return colorize_clip_correct(handle_.get(), number, x, y, color, error);
        });
        return *this;
    }
    /// Takes back all that was put right in a frame.
    Clip &clear_corrections(std::uint32_t number) {
        detail::check([&](ColorizeError **error) {
            return colorize_clip_clear_corrections(handle_.get(), number, error);
        });
        return *this;
    }
    /// Goes on from a frame that was carried before.
    Clip &resume(std::uint32_t number, const Carried &carried) {
        detail::check([&](ColorizeError **error) {
            return colorize_clip_resume(handle_.get(), number, carried.get(), error);
        });
        return *this;
    }

private:
    detail::Handle<ColorizeClip, colorize_clip_free> handle_;
};

/// The colours of parts, of a character or of one picture; threads can share it.
class Sheet {
public:
    /// From JSON, or from the text of a GIMP palette.
    [[nodiscard]] static Sheet from_text(const std::string &text) {
        return made([&](ColorizeSheet **sheet, ColorizeError **error) {
            return colorize_sheet_new_from_text(text.c_str(), sheet, error);
        });
    }
    /// From a coloured picture of the drawing that `reading` is of.
    [[nodiscard]] static Sheet from_picture(const Reading &reading, const ImageView &picture) {
        return made([&](ColorizeSheet **sheet, ColorizeError **error) {
            return colorize_sheet_new_from_picture(reading.get(), &picture, sheet, error);
        });
    }
    /// One of the library's own: the standard one for `seed` 0.
    [[nodiscard]] static Sheet proposed(std::uint64_t seed) {
        return made([&](ColorizeSheet **sheet, ColorizeError **error) {
            return colorize_sheet_new_proposed(seed, sheet, error);
        });
    }
    /// For `ColorOptions::sheet`; lives as long as the sheet.
    [[nodiscard]] const char *json() const noexcept { return colorize_sheet_json(handle_.get()); }
    /// As the text of a GIMP palette; lives as long as the sheet.
    [[nodiscard]] const char *gimp() const noexcept { return colorize_sheet_gimp(handle_.get()); }

private:
    friend class Document;
    template <class Call> static Sheet made(Call &&call) {
        ColorizeSheet *handle = nullptr;
        detail::check([&](ColorizeError **error) { return call(&handle, error); });
        return Sheet(handle);
    }
    explicit Sheet(ColorizeSheet *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeSheet, colorize_sheet_free> handle_;
};

/// One drawing and every wish so far, to be coloured as often as one likes; one thread at a time.
class Document {
public:
    /// What `save` or `to_ora` wrote, with its history; of a file of another program the merged picture as the drawing.
    [[nodiscard]] static Document open(const Engine &engine, const std::string &file, const Limits &limits = {},
                                       const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeDocument *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_document_open(engine.get(), file.c_str(), &limits, caller.function(), caller.user_data(),
                                          &handle, error);
        });
        return Document(handle);
    }
    [[nodiscard]] static Document from_ora(const Engine &engine, const std::uint8_t *bytes, std::size_t size,
                                           const Limits &limits = {}, const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeDocument *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_document_from_ora(engine.get(), bytes, size, &limits, caller.function(),
                                              caller.user_data(), &handle, error);
        });
        return Document(handle);
    }
    explicit Document(const Reading &reading) {
        ColorizeDocument *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_document_new(reading.get(), &handle, error);
        });
        handle_.reset(handle);
    }
    /// With all wishes and their history; each then goes its own way.
    [[nodiscard]] Document copy() const {
        ColorizeDocument *handle = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_document_copy(handle_.get(), &handle, error); });
        return Document(handle);
    }
    /// Of the drawing as it is now, such as of a document that was opened.
    [[nodiscard]] Reading reading() const {
        ColorizeReading *handle = nullptr;
        detail::check(
            [&](ColorizeError **error) { return colorize_document_reading(handle_.get(), &handle, error); });
        return Reading(handle);
    }
    /// Takes a copy of the hints, in place of those before.
    Document &set_prompt(const Prompt &prompt) {
        detail::check([&](ColorizeError **error) {
            return colorize_document_set_prompt(handle_.get(), prompt.get(), error);
        });
        return *this;
    }
    Document &set_options(const ColorOptions &options) {
        detail::check([&](ColorizeError **error) {
            return colorize_document_set_options(handle_.get(), &options, error);
        });
        return *this;
    }
    /// Makes a change, as one step: an edit as JSON, see docs/documents.md. Gives the numbers of the hints that it added.
    std::vector<std::uint32_t> apply(const std::string &edit) {
        std::vector<std::uint32_t> ids(edit.size() / 16 + 1); // no edit that adds a hint is so short
        std::size_t count = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_document_apply(handle_.get(), edit.c_str(), ids.data(), ids.size(), &count, error);
        });
        ids.resize(count);
        return ids;
    }
    /// The same, but as one step with the last one if that was of the same kind: what a slider does while it is dragged.
    std::vector<std::uint32_t> amend(const std::string &edit) {
        std::vector<std::uint32_t> ids(edit.size() / 16 + 1); // no edit that adds a hint is so short
        std::size_t count = 0;
        detail::check([&](ColorizeError **error) {
            return colorize_document_amend(handle_.get(), edit.c_str(), ids.data(), ids.size(), &count, error);
        });
        ids.resize(count);
        return ids;
    }
    /// Adds hints behind those there are, as one step, and gives their numbers.
    std::vector<std::uint32_t> add(const Prompt &prompt) {
        std::vector<std::uint32_t> ids(prompt.size());
        detail::check([&](ColorizeError **error) {
            return colorize_document_add(handle_.get(), prompt.get(), ids.data(), ids.size(), nullptr, error);
        });
        return ids;
    }
    /// Takes the last step back; false if there was none.
    bool undo() {
        bool done = false;
        detail::check([&](ColorizeError **error) { return colorize_document_undo(handle_.get(), &done, error); });
        return done;
    }
    /// Makes the step again that was taken back last; false if there was none.
    bool redo() {
        bool done = false;
        detail::check([&](ColorizeError **error) { return colorize_document_redo(handle_.get(), &done, error); });
        return done;
    }
    [[nodiscard]] std::size_t undo_count() const noexcept { return colorize_document_undo_count(handle_.get()); }
    [[nodiscard]] std::size_t redo_count() const noexcept { return colorize_document_redo_count(handle_.get()); }
    /// The edits, as JSON, that make the wishes as they stand of a new document.
    [[nodiscard]] std::string edits() const {
        ColorizeBytes *bytes = nullptr;
        detail::check([&](ColorizeError **error) { return colorize_document_edits(handle_.get(), &bytes, error); });
        return Bytes(bytes).text();
    }
    /// Takes the drawing with other lines, as one step; gives the box around the pixels that differ, all 0 if none do.
    ColorizeBox set_lines(const ImageView &drawing) {
        ColorizeBox changed{};
        detail::check([&](ColorizeError **error) {
            return colorize_document_set_lines(handle_.get(), &drawing, &changed, error);
        });
        return changed;
    }
    /// Carries the colours of references over, as one step; with none, what was carried goes.
    Document &carry(const std::vector<const Reference *> &references) {
        std::vector<const ColorizeReference *> handles;
        for (const Reference *reference : references) handles.push_back(reference->get());
        detail::check([&](ColorizeError **error) {
            return colorize_document_carry(handle_.get(), handles.data(), handles.size(), error);
        });
        return *this;
    }
    /// Takes colours that were carried over to its drawing, as one step.
    Document &set_carried(const Carried &carried) {
        detail::check([&](ColorizeError **error) {
            return colorize_document_set_carried(handle_.get(), carried.get(), error);
        });
        return *this;
    }
    /// Writes an OpenRaster file, whole or not at all.
    void save(const std::string &file, const Progress &progress = {}) const {
        detail::Caller caller(progress);
        caller.check([&](ColorizeError **error) {
            return colorize_document_save(handle_.get(), file.c_str(), caller.function(), caller.user_data(), error);
        });
    }
    [[nodiscard]] Bytes to_ora(const Progress &progress = {}) const {
        detail::Caller caller(progress);
        ColorizeBytes *bytes = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_document_to_ora(handle_.get(), caller.function(), caller.user_data(), &bytes, error);
        });
        return Bytes(bytes);
    }
    /// Palette `index` of those proposed for the drawing, 0 the one it is coloured by if the options name no sheet.
    [[nodiscard]] Sheet proposal(std::uint32_t index) const {
        return Sheet::made([&](ColorizeSheet **sheet, ColorizeError **error) {
            return colorize_document_proposal(handle_.get(), index, sheet, error);
        });
    }
    /// Paints the drawing by palettes `first` and on of those proposed into memory of the caller's, as large as fits.
    void proposal_pictures(std::uint32_t first, const std::vector<ImageView> &pixels, const Progress &progress = {}) const {
        detail::Caller caller(progress);
        caller.check([&](ColorizeError **error) {
            return colorize_document_proposal_pictures(handle_.get(), first, pixels.data(), pixels.size(),
                                                       caller.function(), caller.user_data(), error);
        });
    }
    /// `label` as in "hair".
    Document &correct(std::uint32_t id, const std::string &label) {
        detail::check([&](ColorizeError **error) {
            return colorize_document_correct(handle_.get(), id, label.c_str(), error);
        });
        return *this;
    }
    /// What part region `id` shows, as corrected; its name lives as long as the document.
    [[nodiscard]] RegionLabel region_label(std::uint32_t id) const {
        RegionLabel made{};
        detail::check([&](ColorizeError **error) {
            return colorize_document_region_label(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    /// Takes another reading of the drawing; hints and corrections stay at their places, the history begins anew.
    Document &set_reading(const Reading &reading) {
        detail::check([&](ColorizeError **error) {
            return colorize_document_set_reading(handle_.get(), reading.get(), error);
        });
        return *this;
    }
    [[nodiscard]] Layers color(const Progress &progress = {}) {
        detail::Caller caller(progress);
        ColorizeLayers *handle = nullptr;
        caller.check([&](ColorizeError **error) {
            return colorize_document_color(handle_.get(), caller.function(), caller.user_data(), &handle, error);
        });
        return Layers(handle);
    }

private:
    friend class Blocks;
    explicit Document(ColorizeDocument *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeDocument, colorize_document_free> handle_;
};

/// A coloured picture cut into areas of one colour each, to be edited; threads can share it.
class Blocks {
public:
    /// Of a colouring of the document's drawing: at its lines.
    [[nodiscard]] static Blocks of(Document &document, const ImageView &colored) {
        return made([&](ColorizeBlocks **blocks, ColorizeError **error) {
            return colorize_blocks_new(document.handle_.get(), &colored, blocks, error);
        });
    }
    /// Of any picture: by a network that sees through shade.
    [[nodiscard]] static Blocks partition(const Engine &engine, const ImageView &picture) {
        return made([&](ColorizeBlocks **blocks, ColorizeError **error) {
            return colorize_blocks_partition(engine.get(), &picture, blocks, error);
        });
    }
    [[nodiscard]] std::size_t size() const noexcept { return colorize_blocks_count(handle_.get()); }
    [[nodiscard]] ColorizeBlock operator[](std::size_t index) const {
        ColorizeBlock block{};
        detail::check(
            [&](ColorizeError **error) { return colorize_blocks_get(handle_.get(), index, &block, error); });
        return block;
    }
    /// The blocks in their colours, some of them in others: what is painted over, or a target.
    [[nodiscard]] Image picture(const std::vector<ColorizeBlockChange> &changes = {}) const {
        return image([&](ColorizeImage **image, ColorizeError **error) {
            return colorize_blocks_picture(handle_.get(), changes.data(), changes.size(), image, error);
        });
    }
    /// What a target asks of the document's drawing.
    [[nodiscard]] Prompt hints(Document &document, const ImageView &target) const {
        ColorizePrompt *prompt = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_blocks_hints(handle_.get(), document.handle_.get(), &target, &prompt, error);
        });
        return Prompt(prompt);
    }
    /// The picture that was cut in the colours of a target; its shade and lines stay.
    [[nodiscard]] Image recolored(const ImageView &picture, const ImageView &target) const {
        return image([&](ColorizeImage **image, ColorizeError **error) {
            return colorize_blocks_recolored(handle_.get(), &picture, &target, image, error);
        });
    }
    [[nodiscard]] const ColorizeBlocks *get() const noexcept { return handle_.get(); }

private:
    template <class Call> static Blocks made(Call &&call) {
        ColorizeBlocks *handle = nullptr;
        detail::check([&](ColorizeError **error) { return call(&handle, error); });
        return Blocks(handle);
    }
    template <class Call> static Image image(Call &&call) {
        ColorizeImage *handle = nullptr;
        detail::check([&](ColorizeError **error) { return call(&handle, error); });
        return Image(handle);
    }
    explicit Blocks(ColorizeBlocks *handle) noexcept : handle_(handle) {}
    detail::Handle<ColorizeBlocks, colorize_blocks_free> handle_;
};

/// How much of a picture has which colour: `COLORIZE_HISTOGRAM_BINS` shares.
[[nodiscard]] inline std::vector<float> histogram(const ImageView &picture) {
    std::vector<float> bins(COLORIZE_HISTOGRAM_BINS);
    detail::check([&](ColorizeError **error) { return colorize_histogram(&picture, bins.data(), error); });
    return bins;
}

/// A drawing in ink and coloured trace lines, to be filled; threads can share it.
class Traced {
public:
    /// Without `lines`: red for highlights, blue for shadows, green for plain areas.
    explicit Traced(const ImageView &drawing, const std::vector<TraceLine> &lines = {}, const ReadOptions &options = {}) {
        ColorizeTraced *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_traced_new(&drawing, lines.data(), lines.size(), &options, nullptr, nullptr, &handle,
                                       error);
        });
        handle_.reset(handle);
    }
    [[nodiscard]] std::uint32_t area_count() const noexcept { return colorize_traced_area_count(handle_.get()); }
    /// One id a pixel, row by row; they live as long as this.
    [[nodiscard]] const std::uint32_t *area_ids() const noexcept { return colorize_traced_area_ids(handle_.get()); }
    /// The place in the list of the trace line that area `id` is the inside of; -1 for none.
    [[nodiscard]] int inside(std::uint32_t id) const noexcept { return colorize_traced_inside(handle_.get(), id); }
    /// The ink without the trace lines: RGBA8; lives as long as this.
    [[nodiscard]] ImageView line() const noexcept { return colorize_traced_line(handle_.get()); }
    /// Gives areas without a colour inside a highlight or shadow line the colour around them, lighter or darker.
    void derive(std::vector<ColorizeAreaColor> &colors) const {
        detail::check([&](ColorizeError **error) {
            return colorize_traced_derive(handle_.get(), colors.data(), colors.size(), error);
        });
    }
    /// `colors` of the areas 1 to `area_count()`.
    [[nodiscard]] Image fill(const std::vector<ColorizeAreaColor> &colors, bool transparent = false) const {
        ColorizeImage *image = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_traced_fill(handle_.get(), colors.data(), colors.size(), transparent ? 1 : 0, &image,
                                        error);
        });
        return Image(image);
    }

private:
    detail::Handle<ColorizeTraced, colorize_traced_free> handle_;
};

/// The closed regions of a drawing, ids 1 to `count()`. Only `update` changes them.
class Regions {
public:
    explicit Regions(const ImageView &drawing, const ReadOptions &options = {}) {
        ColorizeRegions *handle = nullptr;
        detail::check([&](ColorizeError **error) {
            return colorize_regions_new(&drawing, &options, nullptr, nullptr, &handle, error);
        });
        handle_.reset(handle);
    }
    [[nodiscard]] std::uint32_t count() const noexcept { return colorize_regions_count(handle_.get()); }
    /// One id a pixel, row by row; they live until the next `update`, and no longer than this.
    [[nodiscard]] const std::uint32_t *ids() const noexcept { return colorize_regions_ids(handle_.get()); }
    /// The region at a pixel; 0 outside the drawing.
    [[nodiscard]] std::uint32_t at(std::uint32_t x, std::uint32_t y) const noexcept {
        return colorize_regions_at(handle_.get(), x, y);
    }
    /// Cuts again after the drawing changed in a box, whose new ink, 0 on paper to 255 on a line, is `ink`; gives the
    /// box of the pixels with another id.
    ColorizeBox update(const ImageView &ink, std::uint32_t left, std::uint32_t top) {
        ColorizeBox changed{};
        detail::check([&](ColorizeError **error) {
            return colorize_regions_update(handle_.get(), &ink, left, top, &changed, error);
        });
        return changed;
    }
    /// The regions with pixels in a box.
    [[nodiscard]] std::vector<std::uint32_t> in(const ColorizeBox &area) const {
        return detail::list<std::uint32_t>([&](std::uint32_t *made, std::size_t capacity, std::size_t *count,
                                      ColorizeError **error) {
            return colorize_regions_in(handle_.get(), area, made, capacity, count, error);
        });
    }
    [[nodiscard]] ColorizeShape shape(std::uint32_t id) const {
        ColorizeShape made{};
        detail::check([&](ColorizeError **error) {
            return colorize_regions_shape(handle_.get(), id, &made, sizeof made, error);
        });
        return made;
    }
    [[nodiscard]] std::vector<std::uint32_t> neighbours(std::uint32_t id) const {
        return detail::list<std::uint32_t>([&](std::uint32_t *made, std::size_t capacity, std::size_t *count,
                                               ColorizeError **error) {
            return colorize_regions_neighbours(handle_.get(), id, made, capacity, count, error);
        });
    }
    /// 255 inside, 0 outside, over the region's box, row by row.
    [[nodiscard]] std::vector<std::uint8_t> mask(std::uint32_t id) const {
        const auto box = shape(id);
        std::vector<std::uint8_t> made(std::size_t{box.right - box.left} * (box.bottom - box.top));
        detail::check([&](ColorizeError **error) {
            return colorize_regions_mask(handle_.get(), id, made.data(), made.size(), error);
        });
        return made;
    }
    [[nodiscard]] std::vector<ColorizeCorner> contour(std::uint32_t id) const {
        return detail::list<ColorizeCorner>([&](ColorizeCorner *made, std::size_t capacity, std::size_t *count,
                                       ColorizeError **error) {
            return colorize_regions_contour(handle_.get(), id, made, capacity, count, error);
        });
    }
    /// Where a bucket that closes no gaps would leak out of the region at a pixel.
    [[nodiscard]] std::vector<ColorizeGap> leaks(std::uint32_t x, std::uint32_t y) const {
        return detail::list<ColorizeGap>([&](ColorizeGap *made, std::size_t capacity, std::size_t *count,
                                    ColorizeError **error) {
            return colorize_regions_leaks(handle_.get(), x, y, made, capacity, count, error);
        });
    }

private:
    detail::Handle<ColorizeRegions, colorize_regions_free> handle_;
};

} // namespace colorize

#endif // COLORIZE_HPP
