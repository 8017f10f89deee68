//! Sections of a text, as the data has them.

use super::super::Section;
use super::{Builder, Texts};
use crate::rule::narrative::lines::fold;
use crate::source::Source;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionFile {
    id: Spanned<String>,
    #[serde(default)]
    heading: Vec<String>,
    /// Headings that are nothing but these words.
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    /// Sections of which it is a part.
    #[serde(default)]
    within: Texts,
    codes: Option<Spanned<String>>,
    #[serde(default)]
    items: Texts,
    economic: Option<Spanned<String>>,
    projects: Option<Spanned<String>>,
    whole: Option<Spanned<String>>,
    /// Whether its phrases mean the same, or nearly, below headings that name no section.
    #[serde(default)]
    default: bool,
    /// Whether its table has 财政拨款 only.
    #[serde(default)]
    appropriation: bool,
    #[serde(default)]
    near: Vec<NearGrid>,
}

/// Tables of a section whose figures may be others than those of the text.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum NearGrid {
    Economic,
    Projects,
}

impl<'a> Builder<'a> {
    pub(super) fn section(&mut self, source: Source<'a>, section: SectionFile) {
        let folded = |words: Vec<String>| words.iter().map(|it| fold(it)).collect();
        let [codes, economic, projects] = [section.codes, section.economic, section.projects]
            .map(|grid| grid.and_then(|grid| self.grid(source, &grid)));
        let items = section.items.iter();
        let items = items.filter_map(|grid| self.grid(source, grid)).collect();
        let whole = section.whole.and_then(|cell| self.meaning(source, &cell));
        let within = self.sections(source, &section.within);
        self.narrative.sections.push(Section {
            id: section.id.into_inner(),
            heading: folded(section.heading),
            only: folded(section.only),
            not: folded(section.not),
            within,
            codes,
            items,
            economic,
            projects,
            whole,
            is_default: section.default,
            is_of_appropriation: section.appropriation,
            is_economic_near: section.near.contains(&NearGrid::Economic),
            is_project_near: section.near.contains(&NearGrid::Projects),
        });
    }

    pub(super) fn sections(&mut self, source: Source<'a>, ids: &Texts) -> Vec<usize> {
        let mut found = Vec::new();
        for id in ids {
            let own = self.narrative.sections.iter();
            match own.clone().position(|section| section.id == *id.get_ref()) {
                Some(index) => found.push(index),
                None => {
                    let known: Vec<&str> = own.map(|section| section.id.as_str()).collect();
                    let message = format!(
                        "expected a section ({}); found {}",
                        known.join("、"),
                        id.get_ref()
                    );
                    self.errors.push(source.error(id.span().start, message));
                }
            }
        }
        found
    }
}
