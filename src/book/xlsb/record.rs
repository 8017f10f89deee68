//! A part as a stream of records: a kind and a length of some times seven bits, so many bytes.

use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::package;
use crate::book::package::Archive;
use std::io::{self, BufRead, Read};

/// Bytes of a record that is read. Cells, texts and styles stay far below; what is larger is none of them.
const RECORD: u64 = 4 << 20;

/// Calls `see` with kind and bytes of every record of a part. A record longer than any that we read comes
/// without its bytes.
pub(super) fn each_record(
    archive: &mut Archive<'_>,
    part: &str,
    mut see: impl FnMut(u16, &[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let refusal = |error: &io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Refusal::CutShort,
        _ => Refusal::Damaged {
            part: part.to_owned(),
        },
    };
    package::stream(archive, part, |stream| {
        let mut bytes = Vec::new();
        // to the very end, where the archive says whether these were the bytes that were packed
        while !stream.fill_buf().map_err(|e| refusal(&e))?.is_empty() {
            let kind = packed(stream, 2).map_err(|e| refusal(&e))?;
            let length = u64::from(packed(stream, 4).map_err(|e| refusal(&e))?);
            let kind = u16::try_from(kind).unwrap_or(u16::MAX);
            bytes.clear();
            let mut body = stream.take(length);
            if length <= RECORD {
                body.read_to_end(&mut bytes).map_err(|e| refusal(&e))?;
            } else {
                io::copy(&mut body, &mut io::sink()).map_err(|e| refusal(&e))?;
            }
            if body.limit() > 0 {
                return Err(Refusal::CutShort);
            }
            see(kind, &bytes)?;
        }
        Ok(())
    })
}

/// A number of at most so many bytes, seven bits each, the highest bit saying that more follow.
fn packed(stream: &mut dyn BufRead, most: u32) -> io::Result<u32> {
    let mut number = 0;
    for place in 0..most {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        number |= u32::from(byte[0] & 0x7f) << (7 * place);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}

/// A text with its length, in characters of two bytes, before it.
pub(super) fn wide_text(fields: &mut RecordFields<'_>) -> Option<String> {
    let length = usize::try_from(fields.u32()?).ok()?;
    let bytes = fields.bytes(length.checked_mul(2)?)?;
    let units: Vec<u16> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|unit| u16::from_le_bytes(*unit))
        .collect();
    Some(String::from_utf16_lossy(&units))
}
