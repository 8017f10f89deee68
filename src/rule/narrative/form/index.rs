//! Forms by the characters that they begin or end with, so that at a place of a line only a few are tried.

use super::filter::Needs;
use super::{LineFigures, SentenceForm};
use crate::rule::narrative::lines::{CharSet, GROUPS, SmallCharSet, TextLine, group_of};

/// Forms by a character, each known by a number; those of a character in ascending order.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormsByCharacter(Vec<Vec<usize>>);

impl FormsByCharacter {
    /// Forms by what they end with.
    pub(crate) fn by_last<'f>(forms: impl Iterator<Item = (usize, &'f SentenceForm)>) -> Self {
        Self::by(forms.map(|(number, form)| (number, form.filter.last())))
    }

    /// Forms by what they begin with.
    pub(crate) fn by_first<'f>(forms: impl Iterator<Item = (usize, &'f SentenceForm)>) -> Self {
        Self::by(forms.map(|(number, form)| (number, form.filter.first())))
    }

    fn by<'f>(sets: impl Iterator<Item = (usize, &'f CharSet)>) -> Self {
        let mut own: Vec<Vec<usize>> = vec![Vec::new(); GROUPS];
        for (number, set) in sets {
            for (group, numbers) in own.iter_mut().enumerate() {
                if set.may_hold_group(group) && numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self(own)
    }

    /// The forms that may have a character there.
    pub(crate) fn of(&self, c: char) -> &[usize] {
        self.0.get(group_of(c)).map_or(&[], Vec::as_slice)
    }
}

/// Forms that are looked for anywhere in every line, each known by a number. What most lines and places are told by lies
/// together, apart from the forms.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormsOfLines {
    /// What each asks of a line.
    needs: Vec<Needs>,
    /// Those that may begin with a character, in ascending order.
    begun: Vec<Vec<Beginning>>,
}

/// How a form goes on behind a first character.
#[derive(Debug, Clone)]
struct Beginning {
    form: usize,
    /// What stands second where a line begins, and within it, where the form may begin there too.
    second: [Option<SmallCharSet>; 2],
}

impl FormsOfLines {
    /// Some forms, numbered on.
    pub(crate) fn of<'f>(forms: impl Iterator<Item = &'f SentenceForm>) -> Self {
        let mut own = Self {
            needs: Vec::new(),
            begun: vec![Vec::new(); GROUPS],
        };
        for (form, filter) in forms.map(|form| &form.filter).enumerate() {
            own.needs.push(filter.needs());
            let [start, within] = filter.beginnings();
            for (group, begun) in own.begun.iter_mut().enumerate() {
                let second = [start, within]
                    .map(|(first, second)| first.may_hold_group(group).then_some(second));
                if second.iter().any(Option::is_some) {
                    begun.push(Beginning { form, second });
                }
            }
        }
        own
    }

    /// Whether a line has what every match of a form has, for all of the forms.
    pub(crate) fn fit(&self, line: &TextLine, figures: &LineFigures) -> impl Iterator<Item = bool> {
        self.needs.iter().map(|it| it.are_met(line, figures))
    }

    /// The forms that may begin at a place.
    pub(crate) fn at(&self, line: &TextLine, at: usize) -> impl Iterator<Item = usize> {
        let own = line
            .chars
            .get(at)
            .and_then(|c| self.begun.get(group_of(*c)));
        let next = line.chars.get(at + 1).copied();
        let is_within = usize::from(at > line.body);
        let own = own.map_or(&[][..], Vec::as_slice).iter();
        let may = move |it: &&Beginning| {
            let second = it.second[is_within];
            second.is_some_and(|second| next.is_none_or(|c| second.may_hold(c)))
        };
        own.filter(may).map(|it| it.form)
    }
}
