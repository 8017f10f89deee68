//! A list behind what an amount is divided by: `项目支出5万元，按支出类别分：运转类3万元，特定目标类2万元`.

use super::list::{Begin, PartList};
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Reader, Stated};

impl Reader<'_> {
    /// Relates the parts to the only amount of the sentence before them that no other list divides up, unless they come to
    /// another one.
    pub(super) fn divided_by_kinds(
        &mut self,
        (index, line): (usize, &TextLine),
        (begin, begins): (&Begin, &[Begin]),
        list: &PartList,
        stated: &[Stated],
    ) {
        let (sentence, _) = line.sentence_of_whole(begin.at);
        let is_whole = |it: &&Stated| {
            (sentence..begin.at).contains(&it.at)
                && it.is_current
                && !self.is_increase(line, it)
                && !self.parts_of(it.figure, list).is_empty()
        };
        let wholes: Vec<&Stated> = stated.iter().filter(is_whole).collect();
        let other = begins
            .iter()
            .find(|it| (sentence..begin.at).contains(&it.at));
        let is_outer = |it: &&&Stated| other.is_none_or(|other| it.at < other.at);
        let fits = |it: &&Stated| {
            let parts = self.parts_of(it.figure, list);
            self.gap(it.figure, &parts).0.is_zero()
        };
        let mut outer = wholes.iter().filter(is_outer);
        let (Some(whole), None) = (outer.next(), outer.next()) else {
            return;
        };
        let parts = self.parts_of(whole.figure, list);
        if parts.len() > 1 && !wholes.iter().any(fits) {
            self.relate((index, line), whole, &parts, (TextCheck::PartsNear, false));
        }
    }
}
