use std::sync::mpsc;

use crate::progress::Progress;
use crate::{Error, Result};

/// The threads that all work of an engine runs on.
pub(super) struct Threads {
    /// `None`: those that the whole program shares.
    pool: Option<rayon::ThreadPool>,
}

impl Threads {
    /// So many threads of its own, or the shared ones.
    ///
    /// # Errors
    /// [`Error::Device`] if the system gives no threads.
    pub(super) fn new(count: Option<usize>) -> Result<Self> {
        let pool = count.map(|count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
            let pool = pool.thread_name(|i| format!("colorize-{i}")).build();
            pool.map_err(|error| Error::Device(format!("{count} threads: {error}")))
        });
        Ok(Self { pool: pool.transpose()? })
    }

    pub(super) fn count(&self) -> usize {
        self.pool.as_ref().map_or_else(rayon::current_num_threads, rayon::ThreadPool::current_num_threads)
    }

    /// Runs `work` on the threads.
    pub(super) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Runs `work` on the threads, while `progress` is told on the caller's: a callback need not be `Send`, and a host
    /// may touch its windows in it.
    pub(super) fn install_told<R: Send>(
        &self,
        progress: Progress<'_>,
        work: impl FnOnce(Progress<'_>) -> R + Send,
    ) -> R {
        let (pool, progress) = match (&self.pool, progress) {
            (Some(pool), Some(progress)) => (pool, progress),
            (Some(pool), None) => return pool.install(|| work(None)),
            (None, progress) => return work(progress),
        };
        let (ask, asked) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        let mut result = None;
        pool.in_place_scope(|scope| {
            let result = &mut result;
            scope.spawn(move |_| {
                // Where nobody answers any more, a callback panicked, and the work is to stop.
                let mut tell = |done: f32| ask.send(done).is_ok() && answers.recv().unwrap_or(false);
                *result = Some(work(Some(&mut tell)));
            });
            for done in asked {
                if answer.send(progress(done)).is_err() {
                    break;
                }
            }
        });
        result.expect("a scope ends with its work")
    }
}
