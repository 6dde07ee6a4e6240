// The one thread of a paint program that calls the library. What the painter wishes is done in turn, and then the drawing is
// coloured, once; a colouring that a newer wish makes stale is given up.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <colorize.hpp>

class Colorist {
public:
    using Document = std::optional<colorize::Document>; // none until a drawing was opened
    /// What it is given last goes to calls that take long, such as reading a drawing: they end when the program does.
    using Wish = std::function<void(const colorize::Engine &, Document &, const colorize::Progress &)>;
    using Show = std::function<void(colorize::Layers)>;
    using Say = std::function<void(const std::string &)>;

    /// `show` and `say` are called on the colorist's thread: they hand over to the window's, and return.
    Colorist(Show show, Say say) : show_(std::move(show)), say_(std::move(say)), thread_([this] { run(); }) {}
    ~Colorist() {
        {
            const std::lock_guard lock(mutex_);
            is_stale_ = quitting_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    /// Returns at once.
    void wish(Wish wish) {
        {
            const std::lock_guard lock(mutex_);
            wishes_.push_back(std::move(wish));
            is_stale_ = true;
        }
        wake_.notify_one();
    }

private:
    void run() try {
        const colorize::Engine engine; // once a program; here, so that the window need not wait for it
        Document document;
        bool colored = true;
        for (Wish wish; next(wish, colored);) {
            try {
                if (wish) {
                    wish(engine, document, [this](float) { return !quitting_; });
                    colored = !document;
                } else {
                    show_(document->color([this](float) { return !is_stale_; }));
                    colored = true;
                }
            } catch (const colorize::Error &error) {
                if (error.status() == COLORIZE_STATUS_CANCELLED) continue; // again, after the newer wishes
                if (!wish) colored = true;
                say_(error.what());
            }
        }
    } catch (const std::exception &error) {
        say_(error.what());
    }

    /// Waits for something to do: a wish, or none if the drawing is to be coloured; false at the end.
    bool next(Wish &wish, bool colored) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return quitting_ || !colored || !wishes_.empty(); });
        wish = nullptr;
        if (!wishes_.empty()) {
            wish = std::move(wishes_.front());
            wishes_.pop_front();
        }
        is_stale_ = quitting_ || !wishes_.empty();
        return !quitting_;
    }

    Show show_;
    Say say_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Wish> wishes_;
    std::atomic<bool> is_stale_ = false; // looked at many times a colouring, without the lock
    std::atomic<bool> quitting_ = false;
    std::thread thread_;
};
