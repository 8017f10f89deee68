//! What a department said last year.

use super::GatheredInbox;
use crate::budget::{Budget, BudgetText};
use crate::run::texts::KnownDigest;

impl GatheredInbox {
    /// What the department of a submission said last year, wherever it lies.
    pub(crate) fn last_texts(&self, submission: usize, budget: &Budget) -> Vec<BudgetText> {
        let of_workbook = budget.last_year.iter().flat_map(|it| &it.budget.texts);
        let in_folder = self.last.iter().flat_map(|it| it.texts_of(submission));
        let beside = self.texts_before(submission);
        let mut texts: Vec<BudgetText> = Vec::new();
        for text in of_workbook.cloned().chain(in_folder).chain(beside) {
            if !texts.iter().any(|own| own.name == text.name) {
                texts.push(text);
            }
        }
        texts
    }

    /// Last year's texts that lie beside this year's files.
    pub(crate) fn texts_before(&self, submission: usize) -> impl Iterator<Item = BudgetText> + '_ {
        let of_workbook = self.submissions_before(submission);
        let of_workbook = of_workbook.flat_map(|at| self.texts.texts_of(at).flatten());
        of_workbook.chain(self.texts.earlier_of(submission))
    }

    /// The names of the same, each with the hash of its file.
    pub(crate) fn digests_before(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = KnownDigest> + '_ {
        let of_workbook = self.submissions_before(submission);
        let of_workbook = of_workbook.flat_map(|at| self.texts.digests_of(at));
        of_workbook.chain(self.texts.earlier_digests_of(submission))
    }

    /// Last year's submissions of a department that lie beside this year's.
    fn submissions_before(&self, submission: usize) -> impl Iterator<Item = usize> + '_ {
        let own = self.submissions.get(submission).ok();
        let own = own.filter(|_| !self.texts.is_empty());
        own.into_iter().flat_map(|own| {
            let last = own.fiscal_year.and_then(|year| year.checked_sub(1));
            let is_last = move |year: Option<i32>| last.is_some() && year == last;
            let department = (&*own.department, own.publication);
            let all: Vec<usize> = self.submissions.of_year(department, is_last).collect();
            all
        })
    }
}
