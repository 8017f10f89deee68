//! Lines of comma-separated values, with the place of every cell so that a mistake in it can be named.

use csv::{Reader, ReaderBuilder, StringRecord};

/// The lines of a text that are still to be read.
pub(super) struct Lines<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
}

/// A line: its cells, and the byte of the text at which it begins.
pub(super) struct LineCells<'a> {
    text: &'a str,
    record: StringRecord,
    at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self { text, reader }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = LineCells<'a>;

    /// The next line that is not empty.
    fn next(&mut self) -> Option<LineCells<'a>> {
        // room for the bytes and the cells of most lines
        let mut record = StringRecord::with_capacity(128, 10);
        loop {
            // the text is UTF-8 and lines may differ in length, so nothing can be wrong with it
            if !self.reader.read_record(&mut record).ok()? {
                return None;
            }
            if record.len() > 1 || record.get(0).is_some_and(|cell| !cell.trim().is_empty()) {
                break;
            }
        }
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(self.text.len());
        let line = self.text.get(begin..).unwrap_or_default();
        // the end of the line before counts to this one
        let at = self.text.len() - line.trim_start_matches(['\r', '\n']).len();
        Some(LineCells {
            text: self.text,
            record,
            at,
        })
    }
}

impl LineCells<'_> {
    /// The text of a cell without blanks around it, if the line has so many.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.record.get(index).map(str::trim)
    }

    /// The texts of all cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.record.iter().map(str::trim)
    }

    /// The byte at which a cell begins; of one that is not there, the end of the line.
    pub(super) fn place(&self, index: usize) -> usize {
        let (mut is_quoted, mut cells) = (false, 0);
        for (at, byte) in self.text.bytes().enumerate().skip(self.at) {
            if cells == index {
                return at;
            }
            match byte {
                b'"' => is_quoted = !is_quoted,
                b',' if !is_quoted => cells += 1,
                b'\r' | b'\n' if !is_quoted => return at,
                _ => {}
            }
        }
        self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<(String, usize)>> {
        let cells = |line: LineCells<'_>| {
            let texts = line.iter().enumerate();
            texts
                .map(|(index, text)| (text.to_owned(), line.place(index)))
                .collect()
        };
        Lines::new(text).map(cells).collect()
    }

    #[test]
    fn lines_are_split_with_the_place_of_each_cell() {
        let cell = |text: &str, at| (text.to_owned(), at);
        assert_eq!(
            read("a,b\r\n\r\n ,\nc, d"),
            [
                vec![cell("a", 0), cell("b", 2)],
                vec![cell("", 7), cell("", 9)],
                vec![cell("c", 10), cell("d", 12)],
            ]
        );
        assert_eq!(
            read("x,\"a,\"\"b\"\"\"\r\ny,z"),
            [
                vec![cell("x", 0), cell("a,\"b\"", 2)],
                vec![cell("y", 13), cell("z", 15)],
            ]
        );
    }

    #[test]
    fn a_cell_that_is_not_there_stands_at_the_end_of_its_line() {
        let line = Lines::new("a,\"b\nc\"\r\nd").next();
        assert_eq!(line.map(|line| line.place(5)), Some(7));
    }
}
