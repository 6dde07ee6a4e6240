use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::{mem, process};

use rayon::ThreadPool;

use crate::progress::Progress;
use crate::{Error, Result};

/// The threads that all work of an engine runs on.
pub(super) struct Threads {
    /// `None`: those that the whole program shares.
    own: Option<Own>,
}

/// Threads of an engine's own. Threads do not come along where a process forks, so that a child makes others.
struct Own {
    count: usize,
    /// And the process that they are of.
    pool: Mutex<(u32, Arc<ThreadPool>)>,
}

impl Own {
    fn new(count: usize) -> Result<Self> {
        Ok(Self { count, pool: Mutex::new((process::id(), pool(count)?)) })
    }

    /// Those of this process; `None` if the system gives a child none.
    fn here(&self) -> Option<Arc<ThreadPool>> {
        let mut known = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != process::id() {
            let made = pool(self.count).ok()?;
            // Not dropped: that would tell threads to stop which are not there.
            mem::forget(mem::replace(&mut *known, (process::id(), made)));
        }
        Some(Arc::clone(&known.1))
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let known = self.pool.get_mut().unwrap_or_else(PoisonError::into_inner);
        if known.0 != process::id() {
            mem::forget(Arc::clone(&known.1));
        }
    }
}

fn pool(count: usize) -> Result<Arc<ThreadPool>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
    let pool = pool.thread_name(|i| format!("colorize-{i}")).build();
    pool.map(Arc::new).map_err(|error| Error::Device(format!("{count} threads: {error}")))
}

impl Threads {
    /// So many threads of its own, or the shared ones.
    ///
    /// # Errors
    /// [`Error::Device`] if the system gives no threads.
    pub(super) fn new(count: Option<usize>) -> Result<Self> {
        Ok(Self { own: count.map(Own::new).transpose()? })
    }

    pub(super) fn count(&self) -> usize {
        self.own.as_ref().map_or_else(rayon::current_num_threads, |own| own.count)
    }

    fn pool(&self) -> Option<Arc<ThreadPool>> {
        self.own.as_ref()?.here()
    }

    /// Runs `work` on the threads.
    pub(super) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match self.pool() {
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
        let (pool, progress) = match (self.pool(), progress) {
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
