//! Words before a name that do not make it another subject.

use crate::rule::narrative::lines::{TextLine, begin_of_words};
use crate::rule::narrative::reader::Reader;

impl Reader<'_> {
    /// Whether words before a phrase change nothing: the department, the year, 其中.
    pub(crate) fn is_neutral(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> bool {
        let figures = self.of_line(index);
        let mut at = begin_of_words(line, (from, to));
        while at < to {
            let year = figures.iter().find(|it| it.start == at && it.close <= to);
            let name = self.name_end(line, at);
            let form = || {
                let neutral = self.data.places.neutral.of(line.chars[at]).iter();
                let ends = neutral.filter_map(|number| {
                    let form = &self.data.neutral[*number];
                    form.last_end(line, &figures, &self.data.groups, (at, to))
                });
                ends.max()
            };
            let ordinal = line.ordinal(at).filter(|end| *end <= to);
            let next = match (year, name) {
                _ if ordinal.is_some() => ordinal,
                (Some(year), _) => Some(year.close),
                (_, Some(end)) => Some(end),
                _ => form().or_else(|| self.short_name(line, (at, to))),
            };
            match next.filter(|next| *next <= to) {
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    }
}
