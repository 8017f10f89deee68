//! What a department said last year.

use super::GatheredInbox;
use crate::budget::{Budget, BudgetText};
use crate::run::ContentHash;

impl GatheredInbox {
    /// What the department of a submission said last year, wherever it lies.
    pub(crate) fn last_texts(&self, submission: usize, budget: &Budget) -> Vec<BudgetText> {
        let of_workbook = budget.last_year.iter().flat_map(|it| &it.budget.texts);
        let in_folder = self.last.iter().flat_map(|it| it.texts_of(submission));
        let beside = self.texts_before(submission).map(|(text, _)| text);
        let mut texts: Vec<BudgetText> = Vec::new();
        for text in of_workbook.cloned().chain(in_folder).chain(beside) {
            if !texts.iter().any(|own| own.name == text.name) {
                texts.push(text);
            }
        }
        texts
    }

    /// Last year's texts that lie beside this year's files.
    pub(crate) fn texts_before(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = (BudgetText, ContentHash)> + '_ {
        let own = self.submissions.get(submission).ok();
        let own = own.filter(|_| !self.texts.is_empty());
        let of_workbook = own.into_iter().flat_map(|own| {
            let last = own.fiscal_year.and_then(|year| year.checked_sub(1));
            let is_last = move |year: Option<i32>| last.is_some() && year == last;
            let department = (&*own.department, own.publication);
            let all: Vec<usize> = self.submissions.of_year(department, is_last).collect();
            all.into_iter().flat_map(|at| self.texts.texts_of(at))
        });
        of_workbook.chain(self.texts.earlier_of(submission))
    }
}
