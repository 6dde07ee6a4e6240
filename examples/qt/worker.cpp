#include "worker.h"

#include <chrono>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;
// Wishes may come faster than pictures, from a slider: then a picture is finished at least this often.
constexpr auto kPatience = std::chrono::milliseconds(120);

} // namespace

Worker::Worker(QObject *parent) : QObject(parent) {}

void Worker::start() { thread_ = std::thread([this] { run(); }); }

Worker::~Worker() {
    {
        const std::lock_guard lock(mutex_);
        quitting_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Worker::wish(Task task, const QString &gesture) { put({gesture, std::move(task), true}); }

void Worker::prepare(Task task) { put({{}, std::move(task), false}); }

void Worker::open(const QStringList &files) {
    {
        const std::lock_guard lock(mutex_);
        entries_.clear();
        waiting_ = 0;
    }
    put({{}, [this, files](Session &session) {
             session.open(files, until_quit());
             emit opened(files.first());
         }, true});
}

void Worker::save(const QString &file) {
    put({{}, [this, file](Session &session) {
             session.save(file);
             emit saved(file);
         }, false});
}

void Worker::save_frames(const QString &folder) {
    put({{}, [this, folder](Session &session) { emit frames_saved(session.save_frames(folder), folder); }, false});
}

void Worker::put(Entry entry) {
    {
        const std::lock_guard lock(mutex_);
        if (!entry.gesture.isEmpty() && !entries_.empty() && entries_.back().gesture == entry.gesture) {
            entries_.back() = std::move(entry);
        } else {
            entries_.push_back(std::move(entry));
        }
        waiting_ = int(entries_.size());
    }
    wake_.notify_one();
}

void Worker::run() try {
    Session session;
    emit ready(session.labels(), session.promises());
    bool working = false; // as it was told
    bool stale = false;   // the picture that is shown
    bool asides = false;  // whether there may be some
    auto shown_at = Clock::now();
    while (!quitting_) {
        Entry entry{};
        {
            std::unique_lock lock(mutex_);
            if (!stale && !asides && entries_.empty()) {
                if (std::exchange(working, false)) emit busy(false);
                wake_.wait(lock, [this] { return is_stale(); });
                shown_at = Clock::now();
            }
            if (!entries_.empty()) {
                if (!std::exchange(working, true)) emit busy(true);
                entry = std::move(entries_.front());
                entries_.pop_front();
                waiting_ = int(entries_.size());
            }
        }
        const bool colors = !entry.task && stale;
        try {
            if (entry.task) {
                entry.task(session);
                stale = stale || (entry.colors && session.has_drawing());
                asides = true;
            } else if (colors) {
                const View view = session.color([&](float) {
                    return !quitting_ && (waiting_ == 0 || Clock::now() - shown_at > kPatience);
                });
                stale = false;
                shown_at = Clock::now();
                emit shown(view);
            } else if (asides) {
                const auto aside = session.aside([this](float) { return !is_stale(); });
                asides = aside.has_value();
                if (!aside) continue;
                stale = aside->kind == Aside::Carried; // it may be the frame that is shown
                emit made(*aside);
            }
        } catch (const colorize::Error &error) {
            if (error.status() == COLORIZE_STATUS_CANCELLED) continue; // done again when nothing newer waits
            if (colors) stale = asides = false;
            else if (!entry.task) session.skip_aside();
            emit failed(QString::fromUtf8(error.what()));
        }
    }
} catch (const std::exception &error) {
    emit failed(QString::fromUtf8(error.what()));
}
