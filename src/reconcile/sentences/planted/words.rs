//! Errors in sums, names and claims.

use super::Lot;
use super::case::Case;
use super::kind::{Plant, Reach, mistyped};
use crate::rule::narrative::{Kind, Ref, fold};

impl Case {
    /// Sums of figures of the text that hold: the whole, and its parts.
    pub(super) fn sums(&self) -> Vec<(usize, Vec<usize>)> {
        let text = |own: &Ref| match own {
            Ref::Text(figure) => Some(*figure),
            Ref::Cell(_) => None,
        };
        let mut sums = Vec::new();
        for figure in 0..self.reading.figures.len() {
            for it in self.strict(figure) {
                let parts: Vec<usize> = it
                    .right
                    .terms
                    .iter()
                    .filter_map(|(_, it)| text(it))
                    .collect();
                let is_whole =
                    it.left.terms.len() == 1 && text(&it.left.terms[0].1) == Some(figure);
                if is_whole
                    && it.over.is_none()
                    && parts.len() > 1
                    && parts.len() == it.right.terms.len()
                {
                    sums.push((figure, parts));
                }
            }
        }
        sums
    }

    pub(super) fn left_out(&self, kind: usize) -> Vec<Plant> {
        let mut made = Vec::new();
        for (whole, parts) in self.sums().into_iter().filter(|(_, parts)| parts.len() > 2) {
            for part in &parts {
                let (own, whole) = (&self.reading.figures[*part], &self.reading.figures[whole]);
                let line = &self.reading.lines[own.line];
                let lines = own.line - whole.line.min(own.line);
                let in_reason = line.text(0, own.figure.start).contains("原因");
                if own.value.is_zero() || in_reason || lines > 9 || own.line < whole.line {
                    continue;
                }
                let is_mark = |at: &usize| ",、;。:".contains(line.chars[*at]);
                let (start, close) = (own.figure.start, own.figure.close);
                let from = (0..start).rev().find(is_mark).map_or(0, |at| at + 1);
                let begins = ["其中", "包括"].into_iter().find(|it| line.has(from, it));
                let from = from + begins.map_or(0, |it| it.chars().count());
                let is_shared = parts
                    .iter()
                    .any(|it| it != part && self.reading.figures[*it].line == own.line);
                let mut plant =
                    if is_shared && line.chars.get(close).is_some_and(|c| "、,;".contains(*c)) {
                        self.plant(kind, (own.line, from, close + 1), String::new())
                    } else if !is_shared {
                        self.plant(kind, (own.line, 0, line.chars.len()), String::new())
                    } else {
                        continue;
                    };
                plant.reach = Reach::Above(9);
                made.push(plant);
            }
        }
        made
    }

    pub(super) fn unequal_parts(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        let mut made = Vec::new();
        for (_, parts) in self.sums() {
            for part in parts {
                let is_zero = self.reading.figures[part].value.is_zero();
                let printed = self.printed(part);
                let text = if is_zero {
                    Some("3".to_owned())
                } else {
                    mistyped(&printed, lot)
                };
                let is_number = self.reading.figures[part].figure.kind != Kind::Same;
                let text = text.filter(|it| is_number && self.shows(part, it));
                if let Some(text) = text.filter(|_| self.is_known(part)) {
                    made.push(self.of_figure(kind, part, text));
                }
            }
        }
        made
    }

    /// The numbers of the lines that stand in no table.
    fn lines_of_text(&self) -> impl Iterator<Item = usize> {
        let lines = &self.reading.lines;
        (0..lines.len()).filter(|index| !lines[*index].in_table)
    }

    /// Names before （款） and （项）, or in quotation marks before 科目.
    pub(super) fn written_names(&self) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for index in self.lines_of_text() {
            let line = &self.reading.lines[index];
            for at in 0..line.chars.len() {
                let is_level =
                    line.has(at, "(款)") || line.has(at, "(项)") || line.has(at, "\"科目");
                let is_mark = |at: &usize| "()\",:;。、.".contains(line.chars[*at]);
                let from = (0..at).rev().find(is_mark).map_or(0, |it| it + 1);
                if is_level && at - from >= 4 && at - from < 30 {
                    found.push((index, from, at));
                }
            }
        }
        found
    }

    pub(super) fn names(&self, kind: usize, lot: &mut Lot) -> Vec<Plant> {
        let mut made = Vec::new();
        for (line, from, to) in self.written_names() {
            let mut chars = self.reading.lines[line].chars[from..to].to_vec();
            let at = 1 + lot.below(chars.len() - 2);
            match lot.below(3) {
                0 if chars[at] != chars[at - 1] => chars.swap(at, at - 1),
                1 => {
                    chars.remove(at);
                }
                _ => chars[at] = ['建', '宝', '按', '就'][lot.below(4)],
            }
            let text: String = chars.into_iter().collect();
            if fold(&text) != self.reading.lines[line].text(from, to) {
                made.push(self.plant(kind, (line, from, to), text));
            }
        }
        made
    }

    pub(super) fn levels(&self, kind: usize) -> Vec<Plant> {
        let mut made = Vec::new();
        for index in self.lines_of_text() {
            let line = &self.reading.lines[index];
            for at in 2..line.chars.len() {
                let other = if line.has(at - 1, "(款)") {
                    "项"
                } else if line.has(at - 1, "(项)") {
                    "款"
                } else {
                    continue;
                };
                let mut plant = self.plant(kind, (index, at, at + 1), other.to_owned());
                plant.reach = Reach::Around(3);
                made.push(plant);
            }
        }
        made
    }

    /// 持平 for a change, 未安排 for an amount, and words of the form left in.
    pub(super) fn claims(&self, kind: usize) -> Vec<Plant> {
        let mut made = Vec::new();
        for figure in self.amounts().filter(|it| self.is_known(*it)) {
            let own = &self.reading.figures[figure];
            let line = &self.reading.lines[own.line];
            let (start, close) = (own.figure.start, own.figure.close);
            let Some((from, _)) = self.word_before(own.line, start) else {
                let is_cell = self.strict(figure).any(|it| {
                    it.over.is_none()
                        && it
                            .right
                            .terms
                            .iter()
                            .all(|(_, it)| matches!(it, Ref::Cell(_)))
                });
                let has_name = ["费", "费用", "经费"].into_iter().any(|it| {
                    let length = it.chars().count();
                    start >= length && line.has(start - length, it)
                });
                if is_cell && has_name {
                    made.push(self.plant(kind, (own.line, start, close), "未安排预算".to_owned()));
                }
                continue;
            };
            let rate = self.strict(figure).find_map(|it| match it.left.terms[..] {
                [(_, Ref::Text(rate))] if it.over.is_some() => Some(rate),
                _ => None,
            });
            let end = rate.map_or(close, |it| self.reading.figures[it].figure.close);
            let in_reason = line.text(from.saturating_sub(12), from).contains("原因");
            let is_summed = self.strict(figure).any(|it| it.over.is_none());
            if end >= close && !in_reason && is_summed {
                made.push(self.plant(kind, (own.line, from, end), "持平".to_owned()));
            }
            if end >= close && !in_reason {
                made.push(self.plant(kind, (own.line, from, from + 2), "增加（减少）".to_owned()));
                made.push(self.plant(kind, (own.line, start, own.figure.end), "XX".to_owned()));
            }
        }
        made.iter_mut().for_each(|it| it.reach = Reach::Around(4));
        made
    }
}
