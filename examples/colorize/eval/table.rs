use std::fmt::{self, Write as _};
use std::path::Path;

use colorize_core::{Result, write_atomic};

/// A table of figures: the first column names the row.
pub struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<S: Into<String>>(title: &str, head: impl IntoIterator<Item = S>) -> Self {
        Self { title: title.into(), head: head.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Appends a row, as many cells as the head has.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<_> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.head.len(), "a cell for each column");
        self.rows.push(cells);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| lines().map(|line| line[column].chars().count()).max().unwrap_or(0);
        // Numbers to the right, names and remarks to the left.
        let is_number = |cell: &String| cell == "-" || cell.parse::<f64>().is_ok();
        let columns: Vec<_> = (0..self.head.len())
            .map(|column| (width(column), self.rows.iter().all(|row| is_number(&row[column]))))
            .collect();
        writeln!(f, "{}", self.title)?;
        for line in lines() {
            let mut text = String::new();
            for (cell, &(width, right)) in line.iter().zip(&columns) {
                if right {
                    write!(text, "  {cell:>width$}")?;
                } else {
                    write!(text, "  {cell:<width$}")?;
                }
            }
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// A number with so many digits after the point; a dash for NaN.
pub fn number(value: f64, digits: usize) -> String {
    if value.is_nan() { "-".into() } else { format!("{value:.digits$}") }
}

/// `part` of `whole`, three digits; a dash of nothing.
pub fn share(part: usize, whole: usize) -> String {
    number(part as f64 / whole as f64, 3)
}

/// Prints the tables, and writes them to `csv` if asked to: one figure a line.
///
/// # Errors
/// [`colorize_core::Error::Io`] if the file cannot be written.
pub fn publish(tables: &[Table], csv: Option<&Path>) -> Result<()> {
    for table in tables.iter().filter(|table| !table.is_empty()) {
        println!("{table}");
    }
    let Some(path) = csv else { return Ok(()) };
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let mut text = String::from("table,row,figure,value\n");
    for table in tables {
        for row in &table.rows {
            for (head, cell) in table.head.iter().zip(row).skip(1) {
                let line = [&table.title, &row[0], head, cell].map(|cell| quoted(cell));
                text.push_str(&line.join(","));
                text.push('\n');
            }
        }
    }
    write_atomic(path, text.as_bytes())
}
