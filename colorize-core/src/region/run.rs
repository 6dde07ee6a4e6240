/// Things in rows, such as runs of pixels, those of each row from left to right.
#[derive(Clone)]
pub(super) struct Rows<T> {
    /// Where each row begins, and where the last ends.
    firsts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { firsts: vec![0], items: Vec::new() }
    }
}

impl<T: Copy> Rows<T> {
    /// One after the other.
    pub fn concat(bands: Vec<Self>) -> Self {
        let mut all = Self::default();
        all.items.reserve_exact(bands.iter().map(|band| band.items.len()).sum());
        for band in bands {
            let first = all.items.len() as u32;
            all.firsts.extend(band.firsts[1..].iter().map(|end| first + end));
            all.items.extend(band.items);
        }
        all
    }

    /// Adds to the last row, which [`end_row`](Self::end_row) ends.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Ends a row.
    pub fn end_row(&mut self) {
        self.firsts.push(self.items.len() as u32);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.firsts.len() - 1
    }

    /// The index of a row's first item among all.
    pub fn first(&self, y: usize) -> usize {
        self.firsts[y] as usize
    }

    pub fn row(&self, y: usize) -> &[T] {
        &self.items[self.first(y)..self.first(y + 1)]
    }

    pub fn items(&self) -> &[T] {
        &self.items
    }

    pub fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Puts other rows in the place of those from `first` on.
    pub fn replace(&mut self, first: usize, rows: &Self) {
        let (from, to) = (self.first(first), self.first(first + rows.len()));
        self.items.splice(from..to, rows.items.iter().copied());
        for (end, new) in self.firsts[first + 1..].iter_mut().zip(&rows.firsts[1..]) {
            *end = from as u32 + new;
        }
        let (more, less) = (rows.items.len() as u32, (to - from) as u32);
        self.firsts[first + rows.len() + 1..].iter_mut().for_each(|end| *end = *end + more - less);
    }
}

/// Pixels side by side in one row: columns `start..end`.
pub(super) trait Run: Copy {
    fn start(&self) -> u32;
    fn end(&self) -> u32;
}

/// Numbers the areas of pixels of runs that share sides, 1..=n, in the order of their first pixels: the area of
/// each run.
///
/// # Complexity
/// Linear in the runs times the logarithm of the areas, and in practice in the runs.
pub(super) fn areas<T: Run>(runs: &Rows<T>) -> Vec<u32> {
    let mut sets = DisjointSets::new(runs.items.len());
    for y in 1..runs.len() {
        let above = runs.first(y - 1);
        let mut next = 0;
        let over = runs.row(y - 1);
        for (index, run) in (runs.first(y)..).zip(runs.row(y)) {
            while over.get(next).is_some_and(|other| other.end() <= run.start()) {
                next += 1;
            }
            let mut at = next;
            while let Some(other) = over.get(at).filter(|other| other.start() < run.end()) {
                debug_assert!(other.end() > run.start());
                sets.join((above + at) as u32, index as u32);
                at += 1;
            }
        }
    }
    sets.number()
}

/// Sets of numbers from 0, each with its least as root.
pub(crate) struct DisjointSets(Vec<u32>);

impl DisjointSets {
    /// Each of so many numbers by itself.
    pub fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    pub fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// Which set each number is in, 1..=n, in the order of their roots.
    pub fn number(mut self) -> Vec<u32> {
        let mut count = 0;
        for at in 0..self.0.len() {
            let up = self.0[at] as usize;
            // A root comes before what hangs on it, and is numbered already.
            self.0[at] = if up == at {
                count += 1;
                count
            } else {
                self.0[up]
            };
        }
        self.0
    }
}
