//! Hints about codes and their names, from the catalogue (政府收支分类科目). It is not complete, and years
//! differ: a hint that cannot be sure is not given, and a code with its name is spoken of once, with every cell
//! where it stands.

use crate::budget::{Budget, Notice, Row, RowKey};
use crate::classification::{Absence, Code, Entry, Level, Naming, Series, View, Written};
use crate::finding::Check;
use crate::lang::Text;
use crate::rule::RuleSet;
use indexmap::IndexMap;

/// How many places a message lists.
const PLACES: usize = 6;

/// A code with its name as tables write it, and where: the table and the row.
struct Use<'a> {
    code: &'a Code,
    label: &'a str,
    written: Option<Written>,
    /// Whether it is a line of the layout, whose label may be short: 教育 for 教育支出.
    is_line: bool,
    places: Places<'a>,
}

/// Tables, each with a row.
type Places<'a> = Vec<(usize, &'a Row)>;

/// What the catalogue says against the codes and names of a budget.
pub(super) fn notices(rules: &RuleSet, budget: &Budget) -> Vec<Notice> {
    let asked = [Check::CodeKnown, Check::CodeName, Check::CodeLevel]
        .map(|check| rules.of_check(check).is_some());
    let (Some(catalogue), Some(year), true) =
        (&rules.catalogue, budget.fiscal_year, asked.contains(&true))
    else {
        return Vec::new();
    };
    let judge = Judge {
        view: catalogue.at(year),
        year,
        budget,
    };
    let mut notices: Vec<Notice> = judge.foreign();
    notices.extend(judge.uses().iter().filter_map(|it| {
        let (check, message) = judge.of_use(it)?;
        let at = it.places.iter().map(|(_, row)| row.at.clone()).collect();
        Some(Notice {
            check,
            at,
            place: None,
            message,
        })
    }));
    notices
}

struct Judge<'a> {
    view: View<'a>,
    year: i32,
    budget: &'a Budget,
}

impl<'a> Judge<'a> {
    /// Every code with each of its names, in the order of the tables; what is written as the catalogue has it is
    /// left out.
    fn uses(&self) -> Vec<Use<'a>> {
        // names that only look different are one
        let mut uses: IndexMap<(&Code, Option<Written>, bool), Use<'a>> = IndexMap::new();
        for (table, it) in self.budget.in_scope() {
            for (_, _, row) in it.rows() {
                let (Some(code), label) = (&row.code, row.label.as_str()) else {
                    continue;
                };
                let is_fine = |entry: &Entry| {
                    entry
                        .namings
                        .iter()
                        .any(|it| it.name == label && self.view.may_be(entry, it))
                };
                if self.entry(code).is_some_and(is_fine) {
                    continue;
                }
                let (written, is_line) = (Written::new(label), matches!(row.key, RowKey::Line(_)));
                let own = uses
                    .entry((code, written.clone(), is_line))
                    .or_insert_with(|| Use {
                        code,
                        label,
                        written,
                        is_line,
                        places: Vec::new(),
                    });
                own.places.push((table, row));
            }
        }
        uses.into_values().collect()
    }

    /// Codes of the government's economic classification in a table of the department's, and the other way round.
    fn foreign(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (table, it) in self.budget.in_scope() {
            let layout = &self.budget.layout.tables[it.layout];
            for (rows, block) in it.blocks.iter().zip(&layout.blocks) {
                let is_foreign = |row: &&Row| {
                    row.code
                        .as_ref()
                        .is_some_and(|code| block.series.excludes(code))
                };
                let found: Vec<&Row> = rows.iter().filter(is_foreign).collect();
                let Some(code) = found.first().and_then(|row| row.code.as_ref()) else {
                    continue;
                };
                let Some(other) = Series::of(code) else {
                    continue;
                };
                let (own, other) = (block.series.name(), other.name());
                let places: Vec<_> = found.iter().map(|row| (table, *row)).collect();
                let at = self.places(&places);
                let message = Text::new(
                    format!(
                        "{} 按{}列示，{code} 是{}的编码{at}。请核对",
                        layout.id, own.zh, other.zh
                    ),
                    format!(
                        "{} is by {}, {code} is a code of {}{at}. Please check",
                        layout.id, own.en, other.en
                    ),
                );
                let at = found.iter().map(|row| row.at.clone()).collect();
                notices.push(Notice {
                    check: Check::CodeKnown,
                    at,
                    place: None,
                    message,
                });
            }
        }
        notices
    }

    /// What is wrong with a code and its name; the gravest thing only, for one slip is one hint.
    fn of_use(&self, it: &Use<'_>) -> Option<(Check, Text)> {
        let list = self.view.list_year(it.code)?;
        let at = self.places(&it.places);
        let list = self.list_name(list);
        // the codes of lines are the layout's own
        let Some(entry) = self.entry(it.code) else {
            return self.unknown(it, &list, &at).filter(|_| !it.is_line);
        };
        let mut namings = entry
            .namings
            .iter()
            .filter(|naming| self.view.may_be(entry, naming))
            .peekable();
        if namings.peek().is_none() {
            return self
                .ended(it, entry, &at)
                .filter(|_| !it.is_line && self.view.is_given_up(entry));
        }
        let written = it.written.as_ref()?;
        if namings.any(|naming| naming.is(written)) {
            return None;
        }
        let other_year = entry.namings.iter().find(|naming| naming.is(written));
        // the label of a line may be a short one; only the name of another year is wrong beyond doubt
        if it.is_line && other_year.is_none() {
            return None;
        }
        let Some(own) = self.view.name(entry) else {
            return self.mistyped(it, &at);
        };
        if let Some(named) = self.view.along(it.code, written) {
            return Some((Check::CodeLevel, level(it, named, own, &at)));
        }
        let label = shown(it);
        let (mut zh, mut en) = (String::new(), String::new());
        if let Some(period) = other_year.map(period) {
            zh = format!("（这是 {}的名称）", period.zh);
            en = format!(" (its name {})", period.en);
        } else if let Some(named) = self.view.mistyped(it.code, written) {
            zh = format!("，{} 才是“{label}”", named.code);
            en = format!("; {label:?} is {}", named.code);
        }
        let (code, name) = (it.code, &own.name);
        let message = Text::new(
            format!(
                "{code} 写的是“{label}”{zh}，{}是“{name}”{at}。请核对",
                list.zh
            ),
            format!(
                "{code} is called {label:?}{en}; {} calls it {name:?}{at}. Please check",
                list.en
            ),
        );
        Some((Check::CodeName, message))
    }

    fn entry(&self, code: &Code) -> Option<&'a Entry> {
        self.view.entry(code)
    }

    /// A code that is in no list.
    fn unknown(&self, it: &Use<'_>, list: &Text, at: &str) -> Option<(Check, Text)> {
        // a missing 款 says all about its 项
        if it
            .code
            .parent()
            .is_some_and(|parent| self.entry(&parent).is_none())
        {
            return None;
        }
        let (zh, en) = match self.view.absence(it.code) {
            Absence::Certain => ("", ""),
            Absence::Likely => ("（目录不完整）", " (which isn't complete)"),
            Absence::Unknown => return self.mistyped(it, at),
        };
        let label = shown(it);
        let (mut meant_zh, mut meant_en) = (String::new(), String::new());
        if let Some(meant) = it
            .written
            .as_ref()
            .and_then(|written| self.view.mistyped(it.code, written))
        {
            meant_zh = format!("；“{label}”是 {}", meant.code);
            meant_en = format!("; {label:?} is {}", meant.code);
        }
        let (code, level) = (it.code, it.code.level());
        let message = Text::new(
            format!(
                "{}中没有{} {code}“{label}”{zh}{meant_zh}{at}。请核对编码",
                list.zh,
                level.zh()
            ),
            format!(
                "{} has no {} {code} {label:?}{en}{meant_en}{at}. Please check the code",
                list.en,
                level.word()
            ),
        );
        Some((Check::CodeKnown, message))
    }

    /// A code that is not used any more, or not yet.
    fn ended(&self, it: &Use<'_>, entry: &Entry, at: &str) -> Option<(Check, Text)> {
        let last = entry
            .namings
            .iter()
            .max_by_key(|naming| naming.until.max(naming.lists.last().copied()))?;
        let (code, name, year) = (it.code, &last.name, self.year);
        let period = period(last);
        let (mut zh, mut en) = (String::new(), String::new());
        if !last.moved_to.is_empty() {
            let codes = last.moved_to.iter().map(Code::as_str).collect::<Vec<_>>();
            zh = format!("，后来改用 {}", codes.join("、"));
            en = format!(", later {}", codes.join(", "));
        }
        let message = Text::new(
            format!(
                "{year} 年没有 {code}：它是 {}的“{name}”{zh}{at}。请核对编码",
                period.zh
            ),
            format!(
                "{year} has no {code}: it was {name:?} {}{en}{at}. Please check the code",
                period.en
            ),
        );
        Some((Check::CodeKnown, message))
    }

    /// A code whose own name is in doubt, under the name of a code that is one slip of the hand away.
    fn mistyped(&self, it: &Use<'_>, at: &str) -> Option<(Check, Text)> {
        let written = it.written.as_ref().filter(|_| !it.is_line)?;
        let meant = self.view.mistyped(it.code, written)?;
        let (code, label, meant) = (it.code, shown(it), &meant.code);
        let message = Text::new(
            format!("{code} 写的是“{label}”，而“{label}”是 {meant} 的名称{at}。请核对编码"),
            format!("{code} is called {label:?}, the name of {meant}{at}. Please check the code"),
        );
        Some((Check::CodeName, message))
    }

    /// The list that a name is taken from.
    fn list_name(&self, list: i32) -> Text {
        if list == self.year {
            Text::new(format!("{list} 年目录"), format!("the list of {list}"))
        } else {
            let year = self.year;
            Text::new(
                format!("{list} 年目录（没有 {year} 年的）"),
                format!("the list of {list} (there is none of {year})"),
            )
        }
    }

    /// Where a code stands, if in several places; the report itself says where a single one does.
    fn places(&self, places: &[(usize, &Row)]) -> String {
        if places.len() < 2 {
            return String::new();
        }
        let name = |(table, row): &(usize, &Row)| {
            format!("{} {}", self.budget.table_name(*table), row.at.a1())
        };
        let mut text = places
            .iter()
            .take(PLACES)
            .map(name)
            .collect::<Vec<_>>()
            .join("、");
        if places.len() > PLACES {
            text.push_str(" …");
        }
        format!("（{text}）")
    }
}

/// A name that belongs to a code of another level: an 项 given as a 款.
fn level(it: &Use<'_>, named: &Entry, own: &Naming, at: &str) -> Text {
    let (code, other, label, name) = (it.code, &named.code, shown(it), &own.name);
    let (here, there) = (code.level(), named.code.level());
    let word = |level: Level| (level.zh(), level.word());
    let ((here_zh, here_en), (there_zh, there_en)) = (word(here), word(there));
    Text::new(
        format!(
            "“{label}”是{there_zh} {other} 的名称，却写在{here_zh} {code}“{name}”上{at}。请核对编码的级次"
        ),
        format!(
            "{label:?} is the name of {there_en} {other}, not of {here_en} {code} {name:?}{at}. Please check the level"
        ),
    )
}

/// The written name as people read it.
fn shown(it: &Use<'_>) -> String {
    let digits = it.label.trim_start_matches(|c: char| c.is_ascii_digit());
    digits
        .trim_start_matches(['-', '—', '－', ' ', '　'])
        .to_owned()
}

/// When a code had a name.
pub(crate) fn period(naming: &Naming) -> Text {
    let doubt = (naming.from.is_some() && naming.from_unsure)
        || (naming.until.is_some() && naming.until_unsure);
    let (zh, en) = match (naming.from, naming.until) {
        (Some(from), Some(until)) if from == until => (format!("{from} 年"), format!("of {from}")),
        (Some(from), Some(until)) => (
            format!("{from}—{until} 年"),
            format!("of {from} to {until}"),
        ),
        (Some(from), None) => (format!("{from} 年起"), format!("since {from}")),
        (None, Some(until)) => (format!("{until} 年及以前"), format!("until {until}")),
        (None, None) => match naming.lists.last() {
            Some(list) => (format!("{list} 年目录"), format!("in the list of {list}")),
            None => ("其他年度".to_owned(), "of another year".to_owned()),
        },
    };
    if doubt {
        Text::new(format!("{zh}（年份待核）"), format!("{en} (year in doubt)"))
    } else {
        Text::new(zh, en)
    }
}
