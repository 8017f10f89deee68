//! A stream of records: a kind, a length, so many bytes.

use crate::book::Refusal;
use crate::book::fields::RecordFields;

/// Begins a stream within the stream.
pub(super) const BOF: u16 = 0x809;
/// Ends it.
pub(super) const EOF: u16 = 0x0a;
/// Goes on where a record before it was full.
pub(super) const CONTINUE: u16 = 0x3c;

#[derive(Debug)]
pub(super) struct XlsRecord<'a> {
    pub(super) kind: u16,
    pub(super) bytes: &'a [u8],
}

/// The records from a place on.
#[derive(Debug)]
pub(super) struct XlsRecords<'a>(&'a [u8]);

impl<'a> XlsRecords<'a> {
    pub(super) fn at(stream: &'a [u8], start: usize) -> Option<Self> {
        stream.get(start..).map(Self)
    }

    /// The next record; none at the end of the stream.
    pub(super) fn next(&mut self) -> Result<Option<XlsRecord<'a>>, Refusal> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut fields = RecordFields(self.0);
        let (kind, length) = fields.u16().zip(fields.u16()).ok_or(Refusal::CutShort)?;
        let bytes = fields.bytes(length.into()).ok_or(Refusal::CutShort)?;
        self.0 = fields.0;
        Ok(Some(XlsRecord { kind, bytes }))
    }

    /// The records of a kind that follow.
    pub(super) fn continued(&mut self, kind: u16) -> Result<Vec<&'a [u8]>, Refusal> {
        let mut found = Vec::new();
        while self.0.starts_with(&kind.to_le_bytes()) {
            found.extend(self.next()?.map(|record| record.bytes));
        }
        Ok(found)
    }
}
