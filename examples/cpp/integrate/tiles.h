// A layer as paint programs hold it: tiles of pixels, BGRA8 with colours multiplied by alpha.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <colorize.hpp>

class Tiles {
public:
    static constexpr unsigned kSide = 64; // pixels
    using Tile = std::array<std::uint8_t, std::size_t{4} * kSide * kSide>;

    Tiles(unsigned width, unsigned height)
        : width_(width), height_(height), across_((width + kSide - 1) / kSide),
          tiles_(std::size_t{across_} * ((height + kSide - 1) / kSide), Tile{}) {}

    [[nodiscard]] unsigned width() const { return width_; }
    [[nodiscard]] unsigned height() const { return height_; }
    [[nodiscard]] std::size_t count() const { return tiles_.size(); }
    [[nodiscard]] bool operator==(const Tiles &other) const { return tiles_ == other.tiles_; }
    [[nodiscard]] std::uint8_t *pixel(unsigned x, unsigned y) {
        return &tiles_[y / kSide * across_ + x / kSide][4 * (y % kSide * kSide + x % kSide)];
    }

    /// All pixels in one piece, for the library: it reads a drawing once, and the copy can go then.
    [[nodiscard]] std::vector<std::uint8_t> gather() const {
        std::vector<std::uint8_t> pixels(std::size_t{4} * width_ * height_);
        for (unsigned y = 0; y < height_; ++y) {
            for (unsigned x = 0; x < width_; x += kSide) {
                const Tile &tile = tiles_[y / kSide * across_ + x / kSide];
                std::copy_n(&tile[std::size_t{4} * (y % kSide) * kSide], 4 * std::min(kSide, width_ - x),
                            &pixels[4 * (std::size_t{y} * width_ + x)]);
            }
        }
        return pixels;
    }

    /// Puts a box of the library's pixels (RGBA8, straight alpha) in, and gives the tiles that have to be drawn anew.
    std::vector<std::size_t> put(const ColorizeBox &box, const colorize::ImageView &pixels) {
        for (unsigned y = box.top; y < box.bottom; ++y) {
            const auto *from = static_cast<const std::uint8_t *>(pixels.data) + pixels.stride * std::ptrdiff_t(y - box.top);
            for (unsigned x = box.left; x < box.right; ++x, from += 4) {
                std::uint8_t *to = pixel(x, y);
                for (int channel = 0; channel < 3; ++channel) {
                    to[2 - channel] = std::uint8_t((from[channel] * from[3] + 127) / 255);
                }
                to[3] = from[3];
            }
        }
        std::vector<std::size_t> dirty;
        for (unsigned y = box.top / kSide; box.bottom > box.top && y <= (box.bottom - 1) / kSide; ++y) {
            for (unsigned x = box.left / kSide; x <= (box.right - 1) / kSide; ++x) dirty.push_back(y * across_ + x);
        }
        return dirty;
    }

private:
    unsigned width_, height_, across_;
    std::vector<Tile> tiles_;
};

/// Lends pixels that `gather` gave; they must outlive the view.
inline colorize::ImageView lend(const std::vector<std::uint8_t> &pixels, unsigned width, unsigned height) {
    return {pixels.data(), width, height, std::ptrdiff_t(width) * 4, COLORIZE_PIXEL_FORMAT_BGRA8, 1, 0};
}
