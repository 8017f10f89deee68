//! A sentence whose line ends with a colon: what it lacks may stand in the line below.

use crate::rule::narrative::form::Match;
use crate::rule::narrative::lines::{Marker, TextLine};
use crate::rule::narrative::reader::Reader;

impl Reader<'_> {
    /// Whether a match ends with a line that ends with a colon, and the next line says what is lacking: `主要原因是：`, then
    /// `人员增加。` or a list that begins there.
    pub(super) fn goes_on_below(&self, index: usize, line: &TextLine, found: &Match) -> bool {
        let is_open = found.to >= line.chars.len() && line.chars.last() == Some(&':');
        let mut below = self.reading.lines[index + 1..].iter();
        let next = below.find(|it| !it.chars.is_empty()).filter(|_| is_open);
        next.is_some_and(|next| match next.marker {
            Marker::Plain => {
                let text = next.text(0, next.chars.len());
                let mut headings = self.data.headings.iter();
                let is_heading = !text.contains([',', '。', ';'])
                    && headings.any(|word| text.ends_with(word.as_str()));
                next.in_table == line.in_table && !next.is_styled && !is_heading
            }
            Marker::Part => false,
            own => {
                let number: String = next.text(0, next.body);
                let number = number.trim_matches(['(', ')', '.', '、']);
                // an item of the list that the line is in begins no list of its own
                own != line.marker && ["1", "一", "①"].contains(&number)
            }
        })
    }
}
