//! Every fact in tidy form, one row a fact, so that DuckDB, Spark or pandas take over where one workbook ends.
//!
//! budget + report -> [`FactRecord`]s -> [`encode`], which may run for many departments at once -> [`Export`], which
//! takes them in order and keeps no more of them than the form asks for. Equal input gives equal bytes.

mod csv;
mod jsonl;
mod parquet;
mod record;

pub use csv::unguarded;
pub use record::{COLUMNS, ColumnKind, FactRecord, RecordCell, records};

use crate::layout::Layout;
use crate::say::DepartmentReport;
use std::io::{self, Write};
use std::path::Path;

/// The form of a file of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values that Excel opens: UTF-8 with a byte order mark, CRLF.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

impl ExportFormat {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Csv, Self::JsonLines];

    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            Self::JsonLines => ".jsonl",
            Self::Parquet => ".parquet",
        }
    }

    /// The form that the ending of a name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|form| name.len() > form.ending().len() && name.ends_with(form.ending()))
    }

    /// Whether a file that begins like this is of an earlier export.
    pub(crate) fn is_begun_by(self, bytes: &[u8]) -> bool {
        match self {
            Self::Csv => {
                let headings = [csv::heading(false), csv::heading(true)];
                bytes.is_empty() || headings.iter().any(|heading| bytes.starts_with(heading))
            }
            Self::JsonLines => bytes.is_empty() || bytes.starts_with(jsonl::BEGINNING.as_bytes()),
            Self::Parquet => bytes.starts_with(parquet::BEGINNING),
        }
    }
}

/// The facts of a department, ready to be written.
#[derive(Debug)]
pub struct Encoded {
    facts: usize,
    body: EncodedRows,
}

#[derive(Debug)]
enum EncodedRows {
    Bytes(Vec<u8>),
    Columns(parquet::ParquetColumns),
}

/// Makes the rows of a department; they do not depend on other departments.
///
/// # Errors
/// What the writer gives.
pub fn encode(form: ExportFormat, department: &DepartmentReport<'_>) -> io::Result<Encoded> {
    let records = records(department.budget, department.report);
    let budget = department.budget;
    let facts = budget.facts.iter();
    let facts = facts.filter(|fact| record::is_exported(budget, fact));
    let facts = facts.count();
    let body = match form {
        ExportFormat::Csv => EncodedRows::Bytes(csv::rows(records)?),
        ExportFormat::JsonLines => EncodedRows::Bytes(jsonl::rows(records)?),
        ExportFormat::Parquet => EncodedRows::Columns(parquet::ParquetColumns::of(records)),
    };
    Ok(Encoded { facts, body })
}

/// A file of facts that is being written.
pub struct Export<W: Write + Send> {
    sink: Sink<W>,
    facts: usize,
}

enum Sink<W: Write + Send> {
    Bytes(W),
    Parquet(Box<parquet::Groups<W>>),
}

impl<W: Write + Send> Export<W> {
    /// Begins a file; `is_chinese` names the columns of a CSV for people. The layouts say how many decimal places
    /// figures may have.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn begin<'a>(
        form: ExportFormat,
        is_chinese: bool,
        layouts: impl Iterator<Item = &'a Layout>,
        mut to: W,
    ) -> io::Result<Self> {
        let sink = match form {
            ExportFormat::Csv => {
                to.write_all(&csv::heading(is_chinese))?;
                Sink::Bytes(to)
            }
            ExportFormat::JsonLines => Sink::Bytes(to),
            ExportFormat::Parquet => Sink::Parquet(Box::new(parquet::Groups::begin(
                record::places(layouts),
                to,
            )?)),
        };
        Ok(Self { sink, facts: 0 })
    }

    /// Adds the facts of the next department.
    ///
    /// # Errors
    /// What the writer gives; what was encoded for another form is refused.
    pub fn add(&mut self, encoded: Encoded) -> io::Result<()> {
        self.facts += encoded.facts;
        match (&mut self.sink, encoded.body) {
            (Sink::Bytes(to), EncodedRows::Bytes(bytes)) => to.write_all(&bytes),
            (Sink::Parquet(groups), EncodedRows::Columns(columns)) => groups.add(columns),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// Ends the file; gives the writer back, and how many facts were written.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn finish(self) -> io::Result<(W, usize)> {
        let to = match self.sink {
            Sink::Bytes(mut to) => {
                to.flush()?;
                to
            }
            Sink::Parquet(groups) => groups.finish()?,
        };
        Ok((to, self.facts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_goes_by_the_ending() {
        let of = |name: &str| ExportFormat::of(Path::new(name));
        assert_eq!(of("a/facts.csv"), Some(ExportFormat::Csv));
        assert_eq!(of("FACTS.CSV"), Some(ExportFormat::Csv));
        assert_eq!(of("a.jsonl"), Some(ExportFormat::JsonLines));
        assert_eq!(of("a.parquet"), Some(ExportFormat::Parquet));
        for name in ["a.json", "a.xlsx", "csv", ".csv", "a.csv.gz", "a.csv/", "a"] {
            let expected = name.ends_with('/').then_some(ExportFormat::Csv);
            assert_eq!(of(name), expected, "{name}");
        }
    }
}
