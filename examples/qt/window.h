// The window: the drawing in the middle, the reference to its right, what can be chosen to its left.
#pragma once

#include <QAction>
#include <QMainWindow>

#include "canvas.h"
#include "colors_panel.h"
#include "look_panel.h"
#include "meter.h"
#include "parts_panel.h"
#include "player.h"
#include "style_panel.h"
#include "timeline.h"
#include "worker.h"

class Window : public QMainWindow {
    Q_OBJECT
public:
    /// With `report`, tells on the standard output what happens and how long it took, for scripts.
    explicit Window(bool report);
    /// Several are the frames of a clip.
    void open(const QStringList &files);
    /// Each is one more reference.
    void open_references(const QStringList &files);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void add_actions();
    void connect_panels();
    void connect_worker();
    void wish(Worker::Task task, const QString &gesture = {});
    void place(const QPolygonF &points, double width);
    void place_style();
    void use_tool(QAction *tool);
    void keep();
    void add_styles(const QString &file);
    /// Does it, and says what came of it.
    template <class Change> void change_library(Change &&change);
    void ask(const QPointF &point, quint32 mark, const QPoint &at);
    void show_view(const View &view);
    void take_aside(const Aside &aside);
    void go(int frame);
    /// Plays the clip, or stops at the frame that is shown.
    void play();
    void stop();
    void show_title();
    void save(bool asks);
    void say(const QString &message);

    Canvas *canvas_;
    ColorsPanel *colors_;
    PartsPanel *parts_;
    LookPanel *look_;
    StylePanel *style_;
    Timeline *timeline_;
    Player *player_;
    QAction *undo_, *redo_, *color_tool_, *style_tool_, *block_tool_;
    QStringList labels_;
    QString file_;
    bool report_, working_ = false, in_blocks_ = false;
    Meter meter_;

    // The style that was placed last, to be placed again when its groups or dials change.
    QPolygonF style_place_;
    double style_width_ = 1;
    int gestures_ = 0;
    int frames_ = 0, frame_ = 0; // of the clip, and which is shown
    QList<Mark> marks_;

    Worker *worker_;
};
