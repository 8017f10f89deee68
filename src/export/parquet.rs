//! Apache Parquet, a column a column of the facts; the only door to the crate of that name. Row groups are written
//! as they fill, so that no more than one is in memory. Nothing in the file tells when or where it was made.

use super::record::{COLUMNS, ColumnKind, FactRecord, RecordCell};
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rust_decimal::Decimal;
use std::io::{self, Write};
use std::sync::Arc;

/// How every file begins.
pub(super) const BEGINNING: &[u8] = b"PAR1";

/// Rows of a row group, or as many more as a department has.
const GROUP: usize = 50_000;
/// Digits of a value, and the bytes that hold them.
const DIGITS: u32 = 38;
const BYTES: usize = 16;

/// Rows, column by column.
#[derive(Debug, Default)]
pub(super) struct ParquetColumns {
    rows: usize,
    columns: Vec<ParquetColumn>,
}

/// One column: for every row whether something stands in it, and what.
#[derive(Debug)]
enum ParquetColumn {
    Text(DefinitionLevel, Vec<ByteArray>),
    Year(DefinitionLevel, Vec<i32>),
    Value(DefinitionLevel, Vec<Decimal>),
}

/// 1 for a row with something in it, 0 for one without.
type DefinitionLevel = Vec<i16>;

impl ParquetColumns {
    /// The columns of records.
    pub(super) fn of<'a>(records: impl Iterator<Item = FactRecord<'a>>) -> Self {
        let mut all = Self::default();
        for record in records {
            all.rows += 1;
            for (column, cell) in all.columns().iter_mut().zip(record.cells()) {
                column.push(cell);
            }
        }
        all
    }

    fn columns(&mut self) -> &mut Vec<ParquetColumn> {
        if self.columns.is_empty() {
            self.columns = COLUMNS
                .iter()
                .map(|(_, kind)| ParquetColumn::empty(*kind))
                .collect();
        }
        &mut self.columns
    }

    fn append(&mut self, other: Self) {
        self.rows += other.rows;
        for (own, more) in self.columns().iter_mut().zip(other.columns) {
            own.append(more);
        }
    }
}

impl ParquetColumn {
    fn empty(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(Vec::new(), Vec::new()),
            ColumnKind::Year => Self::Year(Vec::new(), Vec::new()),
            ColumnKind::Value => Self::Value(Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, cell: RecordCell<'_>) {
        match (self, cell) {
            (Self::Text(filled, texts), RecordCell::Text(text)) => {
                filled.push(i16::from(text.is_some()));
                // neighbours mostly say the same; they share it
                let last = texts.last().filter(|last| {
                    text.as_deref()
                        .is_some_and(|text| last.data() == text.as_bytes())
                });
                texts.extend(
                    last.cloned()
                        .or_else(|| text.map(|text| text.into_owned().into_bytes().into())),
                );
            }
            (Self::Year(filled, years), RecordCell::Year(year)) => {
                filled.push(i16::from(year.is_some()));
                years.extend(year);
            }
            (Self::Value(filled, values), RecordCell::Value(value)) => {
                filled.push(i16::from(value.is_some()));
                values.extend(value.map(|amount| amount.value()));
            }
            _ => unreachable!("the cells of a record are of the kinds of COLUMNS"),
        }
    }

    fn append(&mut self, other: Self) {
        fn join<T>(
            (filled, values): (&mut DefinitionLevel, &mut Vec<T>),
            (more_filled, more): (DefinitionLevel, Vec<T>),
        ) {
            filled.extend(more_filled);
            values.extend(more);
        }
        match (self, other) {
            (Self::Text(filled, own), Self::Text(more_filled, more)) => {
                join((filled, own), (more_filled, more))
            }
            (Self::Year(filled, own), Self::Year(more_filled, more)) => {
                join((filled, own), (more_filled, more))
            }
            (Self::Value(filled, own), Self::Value(more_filled, more)) => {
                join((filled, own), (more_filled, more))
            }
            _ => unreachable!("both are of the kinds of COLUMNS"),
        }
    }
}

/// A file that is being written, row group by row group.
pub(super) struct Groups<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    waiting: ParquetColumns,
    places: u32,
}

impl<W: Write + Send> Groups<W> {
    /// Begins a file whose values have so many decimal places.
    pub(super) fn begin(places: u32, to: W) -> io::Result<Self> {
        let fields: String = COLUMNS
            .iter()
            .map(|(name, kind)| match kind {
                ColumnKind::Text => format!("optional binary {name} (STRING);"),
                ColumnKind::Year => format!("optional int32 {name};"),
                ColumnKind::Value => format!(
                    "optional fixed_len_byte_array({BYTES}) {name} (DECIMAL({DIGITS},{places}));"
                ),
            })
            .collect();
        let schema = parse_message_type(&format!("message facts {{ {fields} }}")).map_err(cause)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("gouji version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer =
            SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)).map_err(cause)?;
        Ok(Self {
            writer,
            waiting: ParquetColumns::default(),
            places,
        })
    }

    /// Adds rows, and writes those that fill a row group.
    pub(super) fn add(&mut self, columns: ParquetColumns) -> io::Result<()> {
        self.waiting.append(columns);
        if self.waiting.rows >= GROUP {
            self.write()
        } else {
            Ok(())
        }
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.waiting.rows > 0 {
            self.write()?;
        }
        self.writer.into_inner().map_err(cause)
    }

    fn write(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(cause)?;
        for column in std::mem::take(&mut self.waiting).columns {
            let Some(mut writer) = group.next_column().map_err(cause)? else {
                break;
            };
            match column {
                ParquetColumn::Text(filled, texts) => {
                    put::<ByteArrayType>(writer.typed(), &texts, &filled)
                }
                ParquetColumn::Year(filled, years) => {
                    put::<Int32Type>(writer.typed(), &years, &filled)
                }
                ParquetColumn::Value(filled, values) => {
                    let values: io::Result<Vec<_>> = values
                        .into_iter()
                        .map(|it| fixed(it, self.places))
                        .collect();
                    put::<FixedLenByteArrayType>(writer.typed(), &values?, &filled)
                }
            }
            .map_err(cause)?;
            writer.close().map_err(cause)?;
        }
        group.close().map(|_| ()).map_err(cause)
    }
}

fn put<T: DataType>(
    to: &mut ColumnWriterImpl<'_, T>,
    values: &[T::T],
    filled: &DefinitionLevel,
) -> Result<(), ParquetError> {
    to.write_batch(values, Some(filled), None).map(|_| ())
}

/// A value as a whole number of units of the last place, big-endian; refused where it has more places or digits.
fn fixed(value: Decimal, places: u32) -> io::Result<FixedLenByteArray> {
    let value = value.normalize();
    let shift = places
        .checked_sub(value.scale())
        .and_then(|zeros| 10_i128.checked_pow(zeros));
    let whole = shift.and_then(|factor| value.mantissa().checked_mul(factor));
    match whole.filter(|whole| whole.unsigned_abs() < 10_u128.pow(DIGITS)) {
        Some(whole) => Ok(whole.to_be_bytes().to_vec().into()),
        None => Err(io::Error::other(format!(
            "{value}: DECIMAL({DIGITS},{places})"
        ))),
    }
}

/// The system's own error, where there is one.
fn cause(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => inner.downcast().map_or_else(io::Error::other, |io| *io),
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_exact_or_refused() {
        let of = |mantissa, scale| {
            fixed(Decimal::new(mantissa, scale), 6)
                .map(|it| it.data().to_vec())
                .ok()
        };
        let bytes = |whole: i128| Some(whole.to_be_bytes().to_vec());
        assert_eq!(of(8640, 2), bytes(86_400_000));
        assert_eq!(of(-5, 1), bytes(-500_000));
        assert_eq!(of(0, 0), bytes(0));
        assert_eq!(
            of(900_000_000_000_000_000, 0),
            bytes(900_000_000_000_000_000_000_000)
        );
        assert_eq!(of(1_000_000, 12), bytes(1));
        assert_eq!(of(1, 7), None);
    }
}
