//! Forms by the characters that they begin or end with, so that at a place of a line only a few are tried.

use super::SentenceForm;
use crate::rule::narrative::lines::{CharSet, GROUPS, group_of};

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
