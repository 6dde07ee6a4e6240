#include "window.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QToolBar>

#include <cstdio>

namespace {

const char *const kPictures = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)";
const char *const kDrawings = "Drawings (*.ora *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)";

} // namespace

Window::Window(bool report) : report_(report) {
    canvas_ = new Canvas("Open a drawing (Ctrl+O), or drop one here");
    colors_ = new ColorsPanel;
    parts_ = new PartsPanel;
    look_ = new LookPanel;
    style_ = new StylePanel;
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(4, 4, 0, 4);
    column->addWidget(colors_);
    column->addWidget(parts_, 1);
    column->addWidget(look_);
    left->setFixedWidth(344);
    auto *splitter = new QSplitter;
    for (QWidget *widget : {left, static_cast<QWidget *>(canvas_), static_cast<QWidget *>(style_)}) splitter->addWidget(widget);
    splitter->setStretchFactor(1, 3);
    splitter->setStretchFactor(2, 1);
    splitter->setSizes({344, 800, 420});
    timeline_ = new Timeline;
    player_ = new Player(this);
    auto *all = new QWidget;
    auto *rows = new QVBoxLayout(all);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(splitter, 1);
    rows->addWidget(timeline_);
    setCentralWidget(all);
    setAcceptDrops(true);
    resize(1600, 1000);

    worker_ = new Worker(this);
    add_actions();
    connect_panels();
    connect_worker();
    worker_->start();
    use_tool(color_tool_);
    show_title();
}

void Window::add_actions() {
    auto *bar = addToolBar("Tools");
    bar->setMovable(false);
    const auto add = [&](QMenu *menu, const QString &name, const QKeySequence &key, auto &&call, bool in_bar = false) {
        auto *action = menu->addAction(name, this, call);
        action->setShortcut(key);
        action->setToolTip(QString("%1 (%2)").arg(name, key.toString()));
        if (in_bar) bar->addAction(action);
        return action;
    };
    auto *file = menuBar()->addMenu("&File");
    add(file, "Open…", QKeySequence::Open, [this] { open(QFileDialog::getOpenFileNames(this, "Open a drawing, or the frames of a clip", {}, kDrawings)); }, true);
    const auto open_other = [this] { open_references(QFileDialog::getOpenFileNames(this, "Open references", {}, kPictures)); };
    add(file, "Open references…", Qt::CTRL | Qt::Key_R, open_other);
    connect(style_, &StylePanel::open_asked, this, open_other);
    add(file, "Save", QKeySequence::Save, [this] { save(false); }, true);
    add(file, "Save as…", Qt::CTRL | Qt::SHIFT | Qt::Key_S, [this] { save(true); });
    add(file, "Save all frames…", Qt::CTRL | Qt::Key_E, [this] {
        const QString folder = canvas_->is_empty() ? QString() : QFileDialog::getExistingDirectory(this, "Save all frames to");
        if (!folder.isEmpty()) worker_->save_frames(folder);
    });
    add(file, "Quit", QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
    bar->addSeparator();
    auto *edit = menuBar()->addMenu("&Edit");
    undo_ = add(edit, "Undo", Qt::CTRL | Qt::Key_Z, [this] { wish([](Session &session) { session.undo(); }); }, true);
    redo_ = add(edit, "Redo", Qt::CTRL | Qt::Key_Y, [this] { wish([](Session &session) { session.redo(); }); }, true);
    bar->addSeparator();
    color_tool_ = add(edit, "Paint colour", Qt::Key_B, [this] { use_tool(color_tool_); }, true);
    style_tool_ = add(edit, "Paint style", Qt::Key_S, [this] { use_tool(style_tool_); }, true);
    block_tool_ = add(edit, "Blocks", Qt::Key_C, [this] { use_tool(block_tool_); }, true);
    block_tool_->setToolTip("Shows the colours without lines; a click gives a block of one colour another, a stroke paints over (C)");
    auto *tools = new QActionGroup(this);
    for (QAction *tool : {color_tool_, style_tool_, block_tool_}) {
        tool->setCheckable(true);
        tools->addAction(tool);
    }
    bar->addSeparator();
    auto *view = menuBar()->addMenu("&View");
    add(view, "Fit", Qt::Key_F, [this] { canvas_->fit(); }, true);
    add(view, "100 %", Qt::Key_1, [this] { canvas_->zoom_to(1); }, true);
    add(view, "Larger", Qt::Key_Plus, [this] { canvas_->zoom_to(canvas_->zoom() * 1.5); });
    add(view, "Smaller", Qt::Key_Minus, [this] { canvas_->zoom_to(canvas_->zoom() / 1.5); });
    auto *marks = add(view, "Hints", Qt::Key_H, [] {}, true);
    marks->setCheckable(true);
    marks->setChecked(true);
    connect(marks, &QAction::toggled, canvas_, &Canvas::show_marks);
    auto *clip = menuBar()->addMenu("&Clip");
    add(clip, "Next frame", Qt::Key_Period, [this] { go(frame_ + 1); });
    add(clip, "Previous frame", Qt::Key_Comma, [this] { go(frame_ - 1); });
    add(clip, "Coloured by me", Qt::Key_K, [this] {
        const bool colored = timeline_->states().value(frame_) != FrameState::Colored;
        wish([=](Session &session) { session.set_colored(colored); });
    });
    add(clip, "Carry colours over", Qt::Key_A, [this] { wish([](Session &session) { session.carry_over(); }); });
    clip->addAction("Play, or stop (Space)", this, &Window::play);
    undo_->setEnabled(false);
    redo_->setEnabled(false);
}

void Window::connect_panels() {
    connect(canvas_, &Canvas::placed, this, &Window::place);
    connect(canvas_, &Canvas::asked, this, &Window::ask);
    connect(canvas_, &Canvas::mark_dragged, this, [this](quint32 mark, const QPolygonF &points, bool begins) {
        gestures_ += begins;
        const QString gesture = QString("move %1").arg(gestures_);
        wish([=](Session &session) { session.move(mark, points, gesture); }, gesture);
    });
    connect(canvas_, &Canvas::painted, this, [this] { meter_.end(); });
    connect(canvas_, &Canvas::tapped, this, &Window::play);
    connect(timeline_, &Timeline::play_asked, this, &Window::play);
    connect(timeline_, &Timeline::pace_set, player_, &Player::set_pace);
    connect(player_, &Player::shown, this, [this](const QImage &picture, int frame) {
        canvas_->cover(picture);
        timeline_->show_playing(true, frame);
    });
    connect(player_, &Player::measured, this, [this](double pace) {
        timeline_->show_pace(pace);
        if (report_) std::printf("plays %.1f a second\n", pace), std::fflush(stdout);
    });
    connect(canvas_, &Canvas::sampled, colors_, &ColorsPanel::set_color);
    const auto use_color = [this] { use_tool(block_tool_->isChecked() ? block_tool_ : color_tool_); };
    connect(colors_, &ColorsPanel::color_changed, this, use_color);
    connect(colors_, &ColorsPanel::width_changed, this, use_color);
    connect(timeline_, &Timeline::asked, this, &Window::go);
    connect(timeline_, &Timeline::colored_set, this,
            [this](bool colored) { wish([=](Session &session) { session.set_colored(colored); }); });
    connect(timeline_, &Timeline::carry_asked, this, [this] { wish([](Session &session) { session.carry_over(); }); });
    connect(colors_, &ColorsPanel::words_given, this, [this](const QString &words) {
        wish([this, words](Session &session) {
            const QStringList unknown = session.words(words);
            if (!unknown.isEmpty()) emit worker_->not_understood(unknown);
        });
    });
    connect(colors_, &ColorsPanel::proposal_chosen, this,
            [this](int index) { wish([=](Session &session) { session.use_proposal(index); }); });
    connect(parts_, &PartsPanel::part_colored, this, [this](const QString &part, const QColor &color, const QString &gesture) {
        wish([=](Session &session) { session.color_part(part, color, gesture); }, gesture);
    });
    connect(parts_, &PartsPanel::gesture_cancelled, this,
            [this](const QString &gesture) { wish([=](Session &session) { session.take_back(gesture); }); });
    connect(look_, &LookPanel::light_changed, this, [this](const Look &look, const QString &gesture) {
        wish([=](Session &session) { session.set_light(look, gesture); }, gesture);
    });
    connect(look_, &LookPanel::shade_changed, this, [this](double shade, const QString &gesture) {
        wish([=](Session &session) { session.set_shade(shade, gesture); }, gesture);
    });
    connect(look_, &LookPanel::withdrawal_changed, this, [this](double below, const QString &gesture) {
        wish([=](Session &session) { session.set_withdrawal(below, gesture); }, gesture);
    });
    connect(style_, &StylePanel::picked, this, [this] {
        use_tool(style_tool_);
        canvas_->blink({});
        if (const auto style = style_->wish()) {
            worker_->prepare([=](Session &session) {
                session.pick(*style);
                session.want_candidates(*style);
            });
        }
    });
    connect(style_, &StylePanel::keep_asked, this, &Window::keep);
    connect(style_->library(), &LibraryPanel::file_asked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, "Add styles of a file", {}, "Styles (*.styles)");
        if (!file.isEmpty()) add_styles(file);
    });
    connect(style_, &StylePanel::changed, this, [this] {
        if (!style_place_.isEmpty()) place_style();
    });
    connect(style_, &StylePanel::carried, this,
            [this](const QList<QImage> &references) { wish([=](Session &session) { session.carry(references); }); });
    connect(style_, &StylePanel::amounts_wished, this,
            [this](const QImage &reference) { wish([=](Session &session) { session.set_amounts(reference); }); });
    if (report_) {
        connect(style_->library(), &LibraryPanel::listed, this,
                [](int count) { std::printf("%d styles\n", count), std::fflush(stdout); });
        connect(canvas_, &Canvas::moved, this, [this] {
            const QPointF at = canvas_->mapToGlobal(canvas_->origin());
            std::printf("drawing at %.1f %.1f zoom %.5f\n", at.x(), at.y(), canvas_->zoom());
            std::fflush(stdout);
        });
        connect(style_->canvas(), &Canvas::moved, this, [this] {
            const QPointF at = style_->canvas()->mapToGlobal(style_->canvas()->origin());
            std::printf("reference at %.1f %.1f zoom %.5f\n", at.x(), at.y(), style_->canvas()->zoom());
            std::fflush(stdout);
        });
    }
}

void Window::connect_worker() {
    connect(worker_, &Worker::ready, this, [this](const QStringList &labels, const Promises &promises) {
        labels_ = labels;
        look_->set_promises(promises);
    });
    connect(worker_, &Worker::shown, this, &Window::show_view);
    connect(worker_, &Worker::made, this, &Window::take_aside);
    connect(worker_, &Worker::went, this, [this](const QString &file) {
        file_ = file;
        show_title();
        colors_->clear_proposals();
        style_place_.clear();
    });
    connect(worker_, &Worker::busy, this, [this](bool working) {
        working_ = working;
        show_title();
        if (report_) std::printf(working ? "working\n" : "idle\n"), std::fflush(stdout);
    });
    connect(worker_, &Worker::opened, this, [this](const QString &file) {
        file_ = file;
        setWindowModified(false);
        colors_->clear_proposals();
        style_place_.clear();
        timeline_->clear_thumbnails();
        stop();
        player_->clear(0);
        canvas_->setFocus();
        say("Opened " + QFileInfo(file).fileName());
    });
    connect(worker_, &Worker::saved, this, [this](const QString &file) {
        file_ = file;
        setWindowModified(false);
        show_title();
        say("Saved " + QFileInfo(file).fileName());
    });
    connect(worker_, &Worker::frames_saved, this, [this](int count, const QString &folder) {
        setWindowModified(false);
        say(QString("Saved %1 frames to %2").arg(count).arg(folder));
    });
    connect(worker_, &Worker::kept, this, [this](const SharedStyle &style) {
        const QString name = QInputDialog::getText(this, "Keep this style", "Its name");
        if (!name.isEmpty()) change_library([&](LibraryPanel &library) {
            library.keep(name, *style);
            return "Kept " + name;
        });
    });
    connect(worker_, &Worker::not_understood, this, [this](const QStringList &words) {
        colors_->mark_words(words);
        say("Not understood: " + words.join(", "));
    });
    connect(worker_, &Worker::failed, this, [this](const QString &message) {
        meter_.end();
        timeline_->set_frames(timeline_->states(), frame_); // the one that was asked for may be what cannot be read
        say(message);
    });
}

void Window::wish(Worker::Task task, const QString &gesture) {
    if (canvas_->is_empty()) return;
    stop();
    if (!gesture.startsWith("style")) style_place_.clear();
    setWindowModified(true);
    if (report_) meter_.begin();
    worker_->wish(std::move(task), gesture);
}

void Window::place(const QPolygonF &points, double width) {
    if (player_->is_playing()) return play(); // another frame is seen than is worked at
    if (block_tool_->isChecked()) {
        wish([=, color = colors_->color()](Session &session) { session.recolor(points, color); });
    } else if (style_tool_->isChecked()) {
        style_place_ = points;
        style_width_ = width;
        ++gestures_;
        place_style();
    } else {
        wish([=, color = colors_->color()](Session &session) { session.paint(points, width, color); });
    }
}

void Window::place_style() {
    const auto style = style_->wish();
    if (!style) return say("First pick a place in the reference, and at least one group of its style");
    const QString gesture = QString("style %1").arg(gestures_);
    wish([=, points = style_place_, width = style_width_](Session &session) {
        session.paint_style(points, width, *style, gesture);
    }, gesture);
}

void Window::use_tool(QAction *tool) {
    const bool in_blocks = tool == block_tool_;
    if (in_blocks != in_blocks_) {
        in_blocks_ = in_blocks;
        canvas_->set_marks(in_blocks ? QList<Mark>() : marks_);
        if (report_ && !canvas_->is_empty()) meter_.begin();
        worker_->wish([=](Session &session) { session.show_blocks(in_blocks); });
    }
    tool->setChecked(true);
    style_place_.clear();
    canvas_->set_brush(tool != style_tool_ ? colors_->color() : QColor(0xff, 0xd0, 0x40, 160), colors_->brush_width());
}

void Window::ask(const QPointF &point, quint32 mark, const QPoint &at) {
    const QPoint pixel(int(point.x()), int(point.y()));
    if (!canvas_->picture().rect().contains(pixel)) return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (mark) {
        menu->addAction("Remove this hint", this, [=] { wish([=](Session &session) { session.remove(mark); }); });
        menu->addSeparator();
    }
    auto *parts = menu->addMenu("This is…");
    for (const QString &label : labels_) {
        QString name = label;
        parts->addAction(name.replace('_', ' '), this,
                         [=] { wish([=](Session &session) { session.correct(pixel, label); }); });
    }
    menu->popup(at);
}

void Window::show_view(const View &view) {
    canvas_->patch(view.patch, view.at, view.size);
    marks_ = view.marks;
    canvas_->set_marks(in_blocks_ ? QList<Mark>() : marks_);
    frames_ = int(view.frames.size());
    frame_ = view.frame;
    if (player_->count() != frames_) player_->clear(frames_);
    timeline_->set_frames(view.frames, view.frame);
    if (frames_ > 1 && !in_blocks_ && !view.patch.isNull()) timeline_->set_thumbnail(frame_, canvas_->smaller(200));
    parts_->set_parts(view.parts);
    look_->set_view(view);
    style_->set_amounts(view.look.has_amounts);
    undo_->setEnabled(view.can_undo);
    redo_->setEnabled(view.can_redo);
    if (report_) std::printf("changed %d %d\n", view.patch.width(), view.patch.height()), std::fflush(stdout);
}

void Window::take_aside(const Aside &aside) {
    if (aside.kind == Aside::Proposal) {
        colors_->set_proposal(aside.index, aside.image);
    } else if (aside.kind == Aside::Film) {
        player_->set_picture(aside.index, aside.image);
    } else if (aside.kind == Aside::Candidates) {
        canvas_->blink(aside.image);
        say(aside.image.isNull() ? "Nothing in the drawing is surely like that place" : "It may belong where it blinks");
    } else {
        const bool is_late = aside.kind == Aside::FrameThumbnail && timeline_->has_thumbnail(aside.index); // it is coloured
        if (!is_late) timeline_->set_thumbnail(aside.index, aside.image);
        if (report_ && aside.kind == Aside::Carried) std::printf("carried to %d\n", aside.index + 1), std::fflush(stdout);
    }
}

void Window::go(int frame) {
    if (frame < 0 || frame >= frames_) return;
    stop();
    worker_->wish([this, frame](Session &session) {
        session.go(frame, worker_->until_quit());
        emit worker_->went(session.file());
    }, "go");
}

void Window::play() {
    if (player_->is_playing()) {
        const int frame = player_->frame();
        stop();
        if (frame != frame_) go(frame);
    } else if (frames_ > 1) {
        player_->start(frame_);
        worker_->prepare([](Session &session) { session.want_film(true); });
        timeline_->show_playing(true, frame_);
    }
}

void Window::stop() {
    if (!player_->is_playing()) return;
    player_->stop();
    canvas_->cover({});
    timeline_->show_playing(false, frame_);
    worker_->prepare([](Session &session) { session.want_film(false); });
    if (report_) std::printf("stopped at %d\n", player_->frame() + 1), std::fflush(stdout);
}

void Window::keep() {
    if (const auto style = style_->wish()) {
        worker_->prepare([this, style](Session &session) {
            session.pick(*style);
            emit worker_->kept(session.picked());
        });
    }
}

template <class Change> void Window::change_library(Change &&change) {
    try {
        say(change(*style_->library()));
    } catch (const colorize::Error &error) {
        say(QString::fromUtf8(error.what()));
    }
}

void Window::add_styles(const QString &file) {
    change_library([&](LibraryPanel &library) { return QString("Added %1 styles").arg(library.add(file)); });
}

void Window::show_title() {
    const QString name = file_.isEmpty() ? "no drawing" : QFileInfo(file_).fileName();
    setWindowTitle(QString("%1[*] – colorize painter%2").arg(name, working_ ? " …" : ""));
}

void Window::open(const QStringList &files) {
    if (!files.isEmpty()) worker_->open(files);
}

void Window::open_references(const QStringList &files) {
    for (const QString &file : files) {
        QImageReader reader(file);
        reader.setAutoTransform(true);
        const QImage picture = reader.read();
        if (picture.isNull()) say(file + ": " + reader.errorString());
        else style_->add_reference(picture, QFileInfo(file).completeBaseName());
    }
}

void Window::save(bool asks) {
    if (canvas_->is_empty()) return;
    QString file = file_;
    if (asks || !file.endsWith(".ora", Qt::CaseInsensitive)) {
        const QFileInfo info(file_);
        file = QFileDialog::getSaveFileName(this, "Save the document", info.path() + "/" + info.completeBaseName() + ".ora",
                                            "OpenRaster (*.ora)");
        if (file.isEmpty()) return;
        if (QFileInfo(file).suffix().isEmpty()) file += ".ora";
    }
    worker_->save(file);
}

void Window::say(const QString &message) {
    statusBar()->showMessage(message, 15000);
    if (report_) std::printf("%s\n", qPrintable(message)), std::fflush(stdout);
}

void Window::closeEvent(QCloseEvent *event) {
    const auto discard = QMessageBox::Discard;
    if (isWindowModified() &&
        QMessageBox::question(this, "Unsaved changes", "Close without saving?", discard | QMessageBox::Cancel) != discard) {
        event->ignore();
    }
}

void Window::dragEnterEvent(QDragEnterEvent *event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void Window::dropEvent(QDropEvent *event) {
    QStringList files;
    for (const QUrl &url : event->mimeData()->urls()) files += url.toLocalFile();
    files.sort();
    if (files.value(0).endsWith(".styles")) return add_styles(files[0]);
    const bool on_reference = style_->rect().contains(style_->mapFrom(this, event->position().toPoint()));
    on_reference ? open_references(files) : open(files);
}
