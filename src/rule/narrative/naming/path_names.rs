//! What is wrong with the names of a path.

use super::written_path::{Likeness, Part};
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{GridRow, TextCheck};
use crate::rule::narrative::reader::Reader;

impl Reader<'_> {
    /// Claims what is wrong with the names of a path: their levels, their codes and their words.
    pub(super) fn judge_names(
        &mut self,
        (index, rows): (usize, &[GridRow]),
        code: &Code,
        parts: &[Part],
        (levels, likeness): (&[usize], &[Likeness]),
    ) {
        for ((part, level), likeness) in parts.iter().zip(levels).zip(likeness) {
            let own = code.ancestors().chain([code.clone()]).nth(level - 1);
            let Some(own) = own else { continue };
            let row = rows.iter().find(|row| row.code.as_ref() == Some(&own));
            let name = row
                .map(|row| row.name.clone())
                .or_else(|| self.catalogue_name(&own));
            let Some(name) = name else { continue };
            let place = (index, part.from, part.to);
            if part.level != *level {
                let word = ["类", "款", "项"][level - 1];
                let wrong = ["类", "款", "项"][part.level - 1];
                let problem = ClaimProblem::Level {
                    right: word.to_owned(),
                    wrong: wrong.to_owned(),
                };
                let right = Some(format!("{}（{word}）", part.name));
                self.claim(TextCheck::NameLevel, place, right, problem);
            }
            if !part.digits.is_empty() && !own.as_str().ends_with(&part.digits) {
                let problem = ClaimProblem::Code {
                    name: part.name.clone(),
                    code: own.to_string(),
                    written: part.digits.clone(),
                };
                let digits = (index, part.digits_at, part.digits_at + part.digits.len());
                let right = own.as_str();
                let right = right[right.len() - part.digits.len().min(right.len())..].to_owned();
                self.claim(TextCheck::Name, digits, Some(right), problem);
            }
            let check = match likeness {
                Likeness::Same => continue,
                Likeness::Suffix => TextCheck::NameSuffix,
                Likeness::Near | Likeness::Other => TextCheck::Name,
            };
            let problem = ClaimProblem::CodeName {
                code: own.to_string(),
                right: name.clone(),
            };
            self.claim(check, place, Some(name), problem);
        }
    }
}
