//! Words by which the parts of tables are known: `templates/common/words.toml`, and what a layout adds to it.

use crate::label::fold;
use crate::numeral;
use crate::source::{Source, SourceError};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Words by which the parts of tables are known, all of them folded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LayoutWords {
    /// Words in front of the department's name: 编制部门, 填报部门.
    pub department_labels: Vec<String>,
    /// Words by which an empty table says that it is empty.
    pub empty_words: Vec<String>,
    /// Words by which the note of an empty table gives the reason, though it does not call the table empty.
    pub empty_reasons: Vec<String>,
    /// Words that deny what follows them: 没有, 不涉及.
    pub denials: Vec<String>,
    /// Words for the content of any table: 此项, 预算支出.
    pub denied: Vec<String>,
    /// Words that limit a denial to a part of a table's money, or to another year: 下属, 上年.
    pub denial_limits: Vec<String>,
    /// Words by which an amount is nothing: 为0, 0万元.
    pub zero_words: Vec<String>,
    /// Words of sentences that tell departments what to do rather than what is: 应公开, 如无.
    pub instructions: Vec<String>,
    /// Words that begin a note under a table.
    pub note_words: Vec<String>,
    /// Names of sheets that list the tables with their pages.
    pub contents_words: Vec<String>,
    /// Words that begin a row of signatures below a table; it is no part of it.
    pub footer_words: Vec<String>,
    /// Words for a seal that stand in brackets beside a name: 盖章, 公章.
    pub seal_words: Vec<String>,
    /// Words of rows that a page break leaves in a table: 过次页, 承前页.
    pub page_words: Vec<String>,
    /// Labels that a total may have in any table, beside those of its line.
    pub total_words: Vec<String>,
    /// Labels of a total of some rows, which is that of the table where it is the last row.
    pub subtotal_words: Vec<String>,
    /// Headings of columns that hold no figures: 序号.
    pub ignored_headings: Vec<String>,
    /// Words of headings over figures that are no money: 人数, 比例.
    pub no_money_headings: Vec<String>,
    /// Words of headings over money: 金额, 预算.
    pub money_headings: Vec<String>,
    /// What a title may be about, so that two titles alike in all else are not of one table: 政府性基金.
    pub title_subjects: Vec<String>,
    /// Words that one title of a table has and another leaves out: 总体, 情况. Longer ones stand first.
    pub title_fillers: Vec<String>,
    /// How names of budget units end; a row of such a name is a unit's.
    pub unit_name_endings: Vec<String>,
    /// Words of headings of a comparison of two years: 增减, 比上年.
    pub change_headings: Vec<String>,
    /// Words of headings of rates: 率, 幅.
    pub rate_headings: Vec<String>,
    /// Words that begin the heading of figures of the budget's year: 本年, 当年.
    pub this_year_words: Vec<String>,
    /// Words that begin the heading of figures of the year before: 上年, 去年.
    pub last_year_words: Vec<String>,
    /// Words that begin the heading of figures of another year: 前年, 明年.
    pub other_year_words: Vec<String>,
    /// What figures of a budget are called: 年初预算数, 金额.
    pub budget_words: Vec<String>,
    /// What figures of an execution are called: 执行数, 决算数.
    pub executed_words: Vec<String>,
    /// Headings of figures of this year that are not its budget, where nothing else says a year: 调整预算数.
    pub later_headings: Vec<String>,
    /// Characters of which one stands in every heading that says its year by such words.
    #[serde(skip)]
    period_signs: String,
}

impl LayoutWords {
    /// Reads a `words.toml`.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, SourceError> {
        let source = Source { file, text };
        let mut words: Self = toml::from_str(text).map_err(|error| source.toml_error(&error))?;
        words.fold();
        Ok(words)
    }

    /// Whether a heading says that its figures are no money.
    pub(crate) fn heads_no_money(&self, heading: &str) -> bool {
        let mut words = self.no_money_headings.iter();
        words.any(|word| heading.contains(word.as_str()))
    }

    /// Whether a heading says that its figures are money.
    pub(crate) fn heads_money(&self, heading: &str) -> bool {
        let mut words = self.money_headings.iter();
        words.any(|word| heading.contains(word.as_str()))
    }

    /// All lists, in one order.
    fn lists(&mut self) -> [&mut Vec<String>; 29] {
        [
            &mut self.department_labels,
            &mut self.empty_words,
            &mut self.empty_reasons,
            &mut self.denials,
            &mut self.denied,
            &mut self.denial_limits,
            &mut self.zero_words,
            &mut self.instructions,
            &mut self.note_words,
            &mut self.contents_words,
            &mut self.footer_words,
            &mut self.seal_words,
            &mut self.page_words,
            &mut self.total_words,
            &mut self.subtotal_words,
            &mut self.ignored_headings,
            &mut self.no_money_headings,
            &mut self.money_headings,
            &mut self.title_subjects,
            &mut self.title_fillers,
            &mut self.unit_name_endings,
            &mut self.change_headings,
            &mut self.rate_headings,
            &mut self.this_year_words,
            &mut self.last_year_words,
            &mut self.other_year_words,
            &mut self.budget_words,
            &mut self.executed_words,
            &mut self.later_headings,
        ]
    }

    fn fold(&mut self) {
        for word in self.lists().into_iter().flatten() {
            *word = fold(word);
        }
        self.period_signs = self.signs_of_periods();
    }

    /// The last characters of all words by which a heading says its year.
    fn signs_of_periods(&self) -> String {
        let lists = [
            &self.change_headings,
            &self.this_year_words,
            &self.last_year_words,
            &self.other_year_words,
            &self.later_headings,
        ];
        let last = lists.into_iter().flatten();
        let signs: BTreeSet<char> = last.filter_map(|word| word.chars().last()).collect();
        signs.into_iter().collect()
    }

    /// Whether a folded heading may say its year: no more than a first look.
    pub(crate) fn may_say_period(&self, heading: &str) -> bool {
        let is_of_year =
            |c: char| c.is_ascii_digit() || "年○".contains(c) || numeral::digit(c).is_some();
        heading.contains(|c| is_of_year(c) || self.period_signs.contains(c))
    }

    /// These words, and behind them those that a layout adds, as it writes them.
    pub(super) fn with(&self, mut added: Self) -> Self {
        added.fold();
        let mut words = self.clone();
        for (list, more) in words.lists().into_iter().zip(added.lists()) {
            more.retain(|word| !list.contains(word));
            list.append(more);
        }
        words.period_signs = words.signs_of_periods();
        words
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_layout_adds_its_words_behind_the_common_ones() {
        let text = "total_words = ['合计', '总　计']\ndenials = ['无']";
        let common = LayoutWords::parse("words.toml", text).unwrap();
        let own = toml::from_str("total_words = ['共计', '合　计']").unwrap();
        let words = common.with(own);
        assert_eq!(words.total_words, ["合计", "总计", "共计"]);
        assert_eq!(words.denials, ["无"]);
    }

    #[test]
    fn a_list_that_nobody_knows_is_refused_with_its_place() {
        let error = LayoutWords::parse("words.toml", "\ntotal_word = ['合计']").unwrap_err();
        assert!(error.to_string().contains("words.toml:2"), "{error}");
    }
}
