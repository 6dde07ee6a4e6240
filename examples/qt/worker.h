// The one thread that calls the library. Wishes are done in turn; after the last, the drawing is coloured, and a
// colouring that a newer wish makes stale is given up. So the window never waits, and the newest wish wins.
#pragma once

#include <QObject>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "session.h"

class Worker : public QObject {
    Q_OBJECT
public:
    using Task = std::function<void(Session &)>;
    /// To be given to what takes long: false when the program ends.
    [[nodiscard]] colorize::Progress until_quit() { return [this](float) { return !quitting_; }; }

    explicit Worker(QObject *parent = nullptr);
    ~Worker() override;
    /// Begins to work; connect the signals before.
    void start();

    /// Does `task`, then colours. One of the same gesture, other than "", that waits last is dropped for it.
    void wish(Task task, const QString &gesture = {});
    /// Does `task` before it is needed; nothing is coloured for it.
    void prepare(Task task);
    /// Opens files in place of all that is still to be done.
    void open(const QStringList &files);
    void save(const QString &file);
    void save_frames(const QString &folder);

signals:
    // Come in the receiver's thread.
    void ready(const QStringList &labels, const Promises &promises);
    void busy(bool working);
    void opened(const QString &file);
    void went(const QString &file);
    void saved(const QString &file);
    void frames_saved(int count, const QString &folder);
    void kept(const SharedStyle &style);
    void shown(const View &view);
    void made(const Aside &aside);
    void not_understood(const QStringList &words);
    void failed(const QString &message);

private:
    struct Entry {
        QString gesture;
        Task task;
        bool colors;
    };
    void put(Entry entry);
    void run();
    bool is_stale() const { return waiting_ > 0 || quitting_; }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Entry> entries_;
    std::atomic<int> waiting_ = 0; // entries_.size(), to be looked at without the lock
    std::atomic<bool> quitting_ = false;
    std::thread thread_;
};
