//! What is found in the classifications: codes with all that is above them.

use super::Lang;
use crate::classification::{Catalogue, CatalogueEntry, Code, CodeNaming, Series};
use crate::label::width;
use std::collections::BTreeSet;

/// The codes that a query finds, with all that is above them, and whether there are any.
pub(crate) fn codes(
    catalogue: &Catalogue,
    query: &str,
    year: Option<i32>,
    lang: Lang,
) -> (String, bool) {
    let section = CatalogueSection {
        catalogue,
        year,
        lang,
    };
    let found: BTreeSet<&Code> = catalogue
        .find(query)
        .into_iter()
        .filter(|it| section.naming(it).is_some())
        .map(|it| &it.code)
        .collect();
    if found.is_empty() {
        (section.nothing(query), false)
    } else {
        (section.tree(&found), true)
    }
}

struct CatalogueSection<'a> {
    catalogue: &'a Catalogue,
    year: Option<i32>,
    lang: Lang,
}

/// A line of the answer; columns are aligned below.
struct AnswerLine {
    code: String,
    level: &'static str,
    name: String,
    years: String,
}

impl CatalogueSection<'_> {
    /// The name that an entry is shown with: of the asked year, or the newest.
    fn naming<'e>(&self, entry: &'e CatalogueEntry) -> Option<&'e CodeNaming> {
        match self.year {
            Some(year) => self.catalogue.at(year).shown(entry),
            None => entry
                .namings
                .iter()
                .max_by_key(|naming| naming.lists.last()),
        }
    }

    /// The found codes with those above them, as a tree.
    fn tree(&self, found: &BTreeSet<&Code>) -> String {
        let mut shown: BTreeSet<Code> = found.iter().map(|code| (*code).clone()).collect();
        shown.extend(found.iter().flat_map(|code| code.ancestors()));
        let mut text = String::new();
        for series in Series::ALL {
            let own: Vec<&Code> = shown
                .iter()
                .filter(|code| Series::of(code) == Some(series))
                .collect();
            if own.is_empty() {
                continue;
            }
            let lines: Vec<AnswerLine> = own
                .iter()
                .map(|code| self.line(code, found.contains(*code)))
                .collect();
            let widest = lines
                .iter()
                .map(|line| width(&line.name))
                .max()
                .unwrap_or(0);
            text.push_str(&format!(
                "{}{}\n",
                super::series(series).get(self.lang),
                self.lists(series)
            ));
            for line in lines {
                let gap = " ".repeat(widest - width(&line.name));
                let line = format!(
                    "{:<9}  {}  {}{gap}  {}",
                    line.code, line.level, line.name, line.years
                );
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        if !self.catalogue.is_complete() {
            text.push_str(self.lang.pick(
                "* 是查到的科目。目录不完整，以财政部当年的《政府收支分类科目》为准\n",
                "* is what was found. The catalogue isn't complete; the Ministry's list of the year decides\n",
            ));
        }
        text
    }

    /// The years of the lists that an answer rests on.
    fn lists(&self, series: Series) -> String {
        let years: Vec<i32> = self.catalogue.years(series).collect();
        let Some(year) = self.year.filter(|year| !years.contains(year)) else {
            return String::new();
        };
        match years.iter().rfind(|list| **list < year).or(years.first()) {
            Some(list) => match self.lang {
                Lang::Zh => format!("（没有 {year} 年的目录，按 {list} 年的和已知的改动）"),
                Lang::En => {
                    format!(" (there is no list of {year}; by that of {list} and known changes)")
                }
            },
            None => String::new(),
        }
    }

    fn line(&self, code: &Code, is_found: bool) -> AnswerLine {
        let indent = "  ".repeat(code.depth() - 1);
        let entry = self.catalogue.entry(code);
        let naming = entry.and_then(|entry| self.naming(entry).or(entry.namings.first()));
        let unknown = || {
            self.lang
                .pick("（目录中没有）", "(not in the catalogue)")
                .to_owned()
        };
        AnswerLine {
            code: format!("{} {code}", if is_found { '*' } else { ' ' }),
            level: self.lang.pick(code.level().zh(), code.level().word()),
            name: format!(
                "{indent}{}",
                naming.map_or_else(unknown, |naming| naming.name.clone())
            ),
            years: entry
                .zip(naming)
                .map_or_else(String::new, |(entry, naming)| self.years(entry, naming)),
        }
    }

    /// When the code has this name, what took its place, and its other names.
    fn years(&self, entry: &CatalogueEntry, naming: &CodeNaming) -> String {
        let mut said = vec![self.said(naming)];
        for other in entry
            .namings
            .iter()
            .filter(|other| !std::ptr::eq(*other, naming))
        {
            said.push(format!(
                "{}{}{}",
                self.said(other),
                self.lang.pick("：", ": "),
                other.name
            ));
        }
        said.join(self.lang.pick("；", "; "))
    }

    fn said(&self, naming: &CodeNaming) -> String {
        let mut text = super::period(naming.period()).get(self.lang).to_owned();
        if !naming.moved_to.is_empty() {
            let codes = naming
                .moved_to
                .iter()
                .map(Code::as_str)
                .collect::<Vec<_>>()
                .join(self.lang.pick("、", ", "));
            text.push_str(&format!(
                "{}{codes}",
                self.lang.pick("，后来改用 ", ", later ")
            ));
        }
        text
    }

    fn nothing(&self, query: &str) -> String {
        let text = super::command::no_code(query, self.year, self.catalogue.is_complete());
        text.get(self.lang).to_owned()
    }
}
