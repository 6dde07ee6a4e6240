use std::sync::atomic::{AtomicBool, Ordering};

use colorize_core::DrawingKind;
use indicatif::{ProgressBar, ProgressStyle};

/// Whether Ctrl-C was pressed.
static CANCELLED: AtomicBool = AtomicBool::new(false);

/// Lets the first Ctrl-C stop the work at its next step, and the second one end the tool at once.
pub fn watch_for_cancel() {
    let handler = || {
        if CANCELLED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    // Where there is no such signal, the system's own way of ending programs is left in place.
    let _ = ctrlc::set_handler(handler);
}

/// Whether the work is to stop.
pub fn cancelled() -> bool {
    CANCELLED.load(Ordering::Relaxed)
}

/// A progress bar on stderr; hidden where that is no terminal.
pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    const STEPS: f32 = 1000.0;

    pub fn new(quiet: bool) -> Self {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(Self::STEPS as u64) };
        let style = ProgressStyle::with_template("{bar:30} {percent:>3}% {msg}").expect("a valid template");
        Self { bar: bar.with_style(style), quiet }
    }

    /// The callback for a task that goes `from` one share of the whole `to` another.
    pub fn task(&self, name: impl Into<String>, from: f32, to: f32) -> impl FnMut(f32) -> bool {
        self.bar.set_message(name.into());
        move |done| {
            self.bar.set_position(((from + (to - from) * done) * Self::STEPS) as u64);
            !cancelled()
        }
    }

    /// Says something beside the bar.
    pub fn say(&self, text: &str) {
        self.bar.suspend(|| eprintln!("colorize: {text}"));
    }

    /// Prints a result beside the bar.
    pub fn print(&self, text: &str) {
        self.bar.suspend(|| println!("{text}"));
    }

    /// Tells what a drawing was taken for, if that is anything but lines and was not said before.
    pub fn tell_kind(&self, told: DrawingKind, found: DrawingKind) {
        if !self.quiet
            && told == DrawingKind::Auto
            && !matches!(found, DrawingKind::Line | DrawingKind::Pencil)
        {
            self.bar.suspend(|| {
                eprintln!("colorize: read as `--input {found}`; `--input line` takes all for lines")
            });
        }
    }

    /// The last chance to cancel, before files are written.
    pub fn finish(&self) -> colorize_core::Result<()> {
        self.bar.finish_and_clear();
        if cancelled() { Err(colorize_core::Error::Cancelled) } else { Ok(()) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
