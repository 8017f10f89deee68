//! Equal workbooks on every system: a zip says of each entry on which system it was made.

/// What begins an entry of a zip's directory, and its end.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Unix, by the numbers of the zip format.
const UNIX: u8 = 3;

/// Writes one system into all entries of a zip, whichever it was made on. Bytes that are no zip stay as they are.
pub(super) fn fix_system(zip: &mut [u8]) {
    let Some(end) = zip.windows(END.len()).rposition(|bytes| bytes == END) else {
        return;
    };
    let (Some(count), Some(start)) = (number(zip, end + 10, 2), number(zip, end + 16, 4)) else {
        return;
    };
    let mut at = start;
    for _ in 0..count {
        let lengths = [28, 30, 32].map(|field| number(zip, at + field, 2));
        let is_entry = zip.get(at..at + 4) == Some(&ENTRY[..]);
        let (true, [Some(name), Some(extra), Some(comment)]) = (is_entry, lengths) else {
            return;
        };
        zip[at + 5] = UNIX;
        at += 46 + name + extra + comment;
    }
}

/// A little-endian number of so many bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    let digits = bytes.iter().rev();
    Some(digits.fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;
    use zip::{System, ZipWriter};

    fn made_on(system: System) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["[Content_Types].xml", "xl/工作簿.xml"] {
            let options = SimpleFileOptions::default().system(system);
            writer.start_file(name, options).expect("an entry");
            writer
                .write_all(b"PK\x01\x02PK\x05\x06")
                .expect("its bytes");
        }
        writer.finish().expect("a zip").into_inner()
    }

    #[test]
    fn a_zip_is_the_same_wherever_it_was_made() {
        let [mut dos, mut unix] = [System::Dos, System::Unix].map(made_on);
        assert_ne!(dos, unix);
        fix_system(&mut dos);
        fix_system(&mut unix);
        assert_eq!(dos, unix);
    }

    #[test]
    fn what_is_no_zip_stays() {
        for bytes in [
            &b""[..],
            b"PK\x05\x06",
            b"PK\x05\x06aaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            let mut own = bytes.to_vec();
            fix_system(&mut own);
            assert_eq!(own, bytes);
        }
    }
}
