//! What a forked process lacks: all threads but the one that forked.

use std::cell::Cell;
use std::mem;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{ColorizeError, ColorizeStatus};

/// The process of the first call. The threads that the whole program shares may be its.
static FIRST: AtomicU32 = AtomicU32::new(0);

/// Makes sure that the calling thread has others to share its work with. In a forked process those of the program are
/// not there, and whoever waited for them would wait for ever: each thread that calls gets its own.
///
/// # Errors
/// With [`ColorizeStatus::Device`] if it cannot, as in the child of a child that had made calls.
pub(crate) fn adopt() -> Result<(), ColorizeError> {
    thread_local! {
        static ADOPTED: Cell<u32> = const { Cell::new(0) };
    }
    let process = process::id();
    let first = FIRST.compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed);
    if first.is_ok() || first == Err(process) || ADOPTED.get() == process {
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new().use_current_thread().build().map_err(|error| {
        ColorizeError::new(
            ColorizeStatus::Device,
            format!("threads did not come along when the process forked, and there are no others: {error}"),
        )
    })?;
    mem::forget(pool); // the thread stays one of its threads
    ADOPTED.set(process);
    Ok(())
}
