//! Words in tables that would be published as they stand: notes, names, goals and indicators. What they may not say is data
//! (`[[table_words]]` of `narrative.toml`); each entry of it is tried where it says that it belongs.

use super::narrative::{
    FoundWords, Kind, Narrative, TableWords, TableWordsCheck, WordGroup, WordPlace,
};
use crate::amount::{Amount, UnitOfMeasure, Written, read_text};
use crate::budget::{Budget, Notice, Row, RowKey, Table};
use crate::finding::{Problem, WordsProblem};
use crate::label::{fold, is_named_after, one_line};
use crate::layout::{Form, Role};
use crate::place::{Address, CellRef};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Digits of a mobile telephone's number.
const TELEPHONE: usize = 11;

/// Characters of the shortest goal that two projects have by mistake.
const GOAL: usize = 30;

/// Characters of the shortest name of a department.
const NAME: usize = 3;

/// A text of a table.
struct Text<'a> {
    places: Vec<WordPlace>,
    text: &'a str,
    at: Address,
    /// The name of the indicator that a value is of.
    of: &'a str,
}

/// An indicator: the texts of a row of a form's list.
struct Indicator<'a> {
    /// Its name, or that of its kind where it has none.
    name: &'a str,
    /// Whether that is the name of its kind.
    is_kind: bool,
    value: &'a str,
    name_at: Option<CellRef>,
    value_at: Option<CellRef>,
}

/// What words in tables say that should not be published.
pub(super) fn notices(narrative: Option<&Narrative>, budget: &Budget) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    if let Some(narrative) = narrative {
        notices.extend(titles(narrative, budget));
    }
    for (index, table) in budget.in_scope() {
        let texts = texts(budget, table);
        let name = budget.table_name(index);
        if let Some(narrative) = narrative {
            let reader = WordsReader {
                narrative,
                budget,
                table,
                name: &name,
            };
            reader.notices(&texts, &mut notices);
        }
        let numbers = texts.iter().filter_map(|it| telephone(&name, it));
        notices.extend(numbers);
        notices.extend(half_indicators(budget, (index, table)));
    }
    notices.extend(goals_copied(budget));
    notices
}

fn notice(at: Vec<Address>, problem: WordsProblem) -> Notice {
    Notice::at(at, Problem::Words(problem))
}

/// Titles of something else than a budget for the public; tables whose titles say the same are told together.
fn titles(narrative: &Narrative, budget: &Budget) -> Vec<Notice> {
    let words = narrative.table_words.iter();
    let words: Vec<&TableWords> = words
        .filter(|it| it.places.contains(&WordPlace::Title))
        .collect();
    let mut found: IndexMap<(String, bool), (Vec<String>, Vec<Address>)> = IndexMap::new();
    for (index, table) in budget.in_scope() {
        let text = narrative.table_text(&table.title.text);
        for words in &words {
            let place = narrative.found_in(words, &text);
            let Some(said) = place.and_then(|it| it.slot("名")) else {
                continue;
            };
            let is_no_budget = words.check == TableWordsCheck::NoBudget;
            let (tables, at) = found.entry((said, is_no_budget)).or_default();
            tables.push(budget.table_name(index));
            at.push(table.title.at.clone());
        }
    }
    let told = found
        .into_iter()
        .map(|((said, is_no_budget), (tables, at))| {
            let problem = WordsProblem::Title {
                tables,
                said,
                is_no_budget,
            };
            notice(at, problem)
        });
    told.collect()
}

/// The texts of a table, as they will be published.
fn texts<'a>(budget: &Budget, table: &'a Table) -> Vec<Text<'a>> {
    let layout = &budget.layout.tables[table.layout];
    let of_empty = !layout.many && !budget.is_filled(table);
    let mut texts: Vec<Text<'a>> = Vec::new();
    for note in &table.notes {
        let mut places = vec![WordPlace::Note];
        places.extend(of_empty.then_some(WordPlace::NoteOfEmpty));
        texts.push(Text {
            places,
            text: &note.text,
            at: note.at.clone(),
            of: "",
        });
    }
    for (_, _, row) in table.rows() {
        let is_free = matches!(row.key, RowKey::Code | RowKey::Project | RowKey::Level(_));
        let names = [Some(&row.label), row.project.as_ref()];
        let named = names
            .into_iter()
            .flatten()
            .filter(|it| is_free && !it.is_empty());
        texts.extend(named.map(|name| Text {
            places: vec![WordPlace::Name],
            text: name,
            at: row.at.clone(),
            of: "",
        }));
    }
    if let Some(form) = &layout.form {
        texts.extend(goals(budget, table).map(|(text, at)| Text {
            places: vec![WordPlace::Goal],
            text,
            at,
            of: "",
        }));
        for indicator in indicators(form, table) {
            texts.extend(texts_of(table, &indicator));
        }
    }
    texts
}

/// The texts of a form's fields.
fn goals<'a>(budget: &Budget, table: &'a Table) -> impl Iterator<Item = (&'a str, Address)> {
    let columns = &budget.layout.tables[table.layout].blocks[0].columns;
    let is_text = |column: usize| columns[column].role == Role::Text;
    let fields = table.rows().flat_map(|(_, _, row)| &row.texts);
    let fields = fields.filter(|(column, text)| is_text(*column) && !text.is_empty());
    let fields: Vec<_> = fields.collect();
    fields.into_iter().map(|(column, text)| {
        let mut cells = table.field_cells.iter();
        let place = cells.find(|(own, _)| own == column);
        let at = place.map_or_else(|| table.title.at.clone(), |(_, it)| table.cell(*it));
        (text.as_str(), at)
    })
}

/// The indicators of a form; none where its list has no names and values.
fn indicators<'a>(form: &Form, table: &'a Table) -> Vec<Indicator<'a>> {
    let columns = form.list.iter().enumerate();
    let mut words = columns.filter(|(_, (column, ..))| column.role == Role::Text);
    let (Some((name, _)), Some((value, _))) = (words.next(), words.next_back()) else {
        return Vec::new();
    };
    let rows = table.list.iter().zip(&table.list_cells);
    let indicator = |(texts, cells): (&'a Vec<String>, &'a Vec<Option<CellRef>>)| {
        let kind = name.checked_sub(1).filter(|_| texts[name].is_empty());
        let named = kind.map_or(name, |kind| kind);
        Indicator {
            name: texts.get(named).map_or("", String::as_str),
            is_kind: kind.is_some(),
            value: texts.get(value).map_or("", String::as_str),
            name_at: cells.get(name).copied().flatten(),
            value_at: cells.get(value).copied().flatten(),
        }
    };
    rows.map(indicator).collect()
}

fn texts_of<'a>(table: &Table, indicator: &Indicator<'a>) -> Vec<Text<'a>> {
    let own = [
        (WordPlace::Indicator, indicator.name, indicator.name_at),
        (WordPlace::Value, indicator.value, indicator.value_at),
    ];
    let own = own.into_iter().filter(|(place, text, _)| {
        let is_kind = indicator.is_kind && *place == WordPlace::Indicator;
        !text.is_empty() && !is_kind
    });
    own.filter_map(|(place, text, at)| {
        Some(Text {
            places: vec![place],
            text,
            at: table.cell(at?),
            of: indicator.name,
        })
    })
    .collect()
}

/// Reads the words of one table.
struct WordsReader<'a> {
    narrative: &'a Narrative,
    budget: &'a Budget,
    table: &'a Table,
    name: &'a str,
}

impl WordsReader<'_> {
    fn notices(&self, texts: &[Text<'_>], notices: &mut Vec<Notice>) {
        let mut unfinished: (Vec<String>, Vec<Address>) = Default::default();
        for text in texts {
            let of = fold(text.of);
            let is_of = |it: &&TableWords| {
                let mut places = it.places.iter();
                let mut names = it.of.iter();
                places.any(|place| text.places.contains(place))
                    && (it.of.is_empty() || names.any(|word| of.contains(word.as_str())))
            };
            let own: Vec<&TableWords> = self.narrative.table_words.iter().filter(is_of).collect();
            let read = (!own.is_empty()).then(|| self.narrative.table_text(text.text));
            let Some(read) = read else { continue };
            for words in own {
                let Some(found) = self.narrative.found_in(words, &read) else {
                    continue;
                };
                if words.check == TableWordsCheck::Unfinished {
                    if !unfinished.1.contains(&text.at) {
                        unfinished.0.push(shown(text.text).into_owned());
                        unfinished.1.push(text.at.clone());
                    }
                    continue;
                }
                let problem = self.problem(words.check, text, &found);
                notices.extend(problem.map(|it| notice(vec![text.at.clone()], it)));
            }
        }
        let (said, at) = unfinished;
        if !said.is_empty() {
            let table = self.name.to_owned();
            notices.push(notice(at, WordsProblem::Unfinished { table, said }));
        }
    }

    /// What is wrong where an entry found something, if that is so.
    fn problem(
        &self,
        check: TableWordsCheck,
        text: &Text<'_>,
        found: &FoundWords<'_>,
    ) -> Option<WordsProblem> {
        let table = self.name.to_owned();
        let (name, value) = (text.of.to_owned(), text.text.to_owned());
        Some(match check {
            TableWordsCheck::Unfinished | TableWordsCheck::NoBudget | TableWordsCheck::NotFinal => {
                return None;
            }
            TableWordsCheck::OtherYear => {
                let there = self.year_unlike(found, |said, there| said != there)?;
                let note = value;
                WordsProblem::NoteOfYear { table, note, there }
            }
            TableWordsCheck::YearBefore => {
                let there = self.year_unlike(found, |said, there| said < there)?;
                let text = value;
                WordsProblem::YearBefore { table, text, there }
            }
            TableWordsCheck::OtherDepartment => {
                let here = self.other_department(&found.slot("名")?)?;
                WordsProblem::NoteOfDepartment {
                    table,
                    note: value,
                    here,
                    there: self.budget.department.clone(),
                }
            }
            TableWordsCheck::RateAbove => {
                let rate = found.slot("名")?;
                let rate = read_text(rate.strip_suffix('%')?);
                let Written::Number(rate, None) = rate else {
                    return None;
                };
                (rate > Decimal::ONE_HUNDRED).then_some(())?;
                WordsProblem::RateAbove { table, name, value }
            }
            TableWordsCheck::Cost => {
                let funds = self.other_cost(found)?;
                WordsProblem::CostDiffers {
                    table,
                    name,
                    value,
                    funds,
                    unit: self.unit(),
                    decimals: self.budget.decimals(),
                }
            }
        })
    }

    /// The year of the budget, where no year of a sentence goes with it.
    fn year_unlike(
        &self,
        found: &FoundWords<'_>,
        is_wrong: impl Fn(Decimal, Decimal) -> bool,
    ) -> Option<i32> {
        let there = self.budget.fiscal_year?;
        let (from, to) = found.sentence();
        let years = found.figures.iter().filter(|it| it.kind == Kind::Year);
        let mut years = years.filter(|it| (from..to).contains(&it.start)).peekable();
        years.peek()?;
        years
            .all(|it| is_wrong(it.value, Decimal::from(there)))
            .then_some(there)
    }

    /// The name of a body that is neither the department nor one of its units.
    fn other_department(&self, name: &str) -> Option<String> {
        let department = &self.budget.department;
        let words = self.narrative.group(WordGroup::Body);
        let chars: Vec<char> = name.chars().collect();
        let is_body = chars.len() >= NAME && words.ends(&chars).is_some();
        let below = self.narrative.group(WordGroup::OtherUnit);
        let is_below = below.is_in(name);
        let units = self.budget.units.iter().map(|it| it.heading.as_str());
        let rows = self.budget.tables.iter().flat_map(Table::rows);
        let rows = rows.filter(|(_, _, row)| row.key == RowKey::Unit);
        let rows = rows.map(|(_, _, row)| row.label.as_str());
        let mut own = units.chain(rows).chain([department.as_str()]);
        let is_own = own.any(|own| is_named_after(name, own));
        (is_body && !is_below && !is_own && !department.is_empty()).then(|| name.to_owned())
    }

    /// What the project of a form has, where its cost is less, or has the same digits with another point.
    fn other_cost(&self, found: &FoundWords<'_>) -> Option<Amount> {
        let Written::Number(cost, Some(unit)) = read_text(&found.slot("名")?) else {
            return None;
        };
        let half = Decimal::new(5, cost.scale() + 1);
        let [cost, half] = [cost, half].map(|own| unit.convert(own, self.unit()));
        let rows = self.table.rows();
        let facts = rows.flat_map(|(_, _, row): (_, _, &Row)| row.facts.iter().flatten());
        let funds = facts.filter_map(|id| self.budget.published(*id)).max()?;
        let gap = funds.value() - cost;
        let is_less = gap > half;
        let is_shifted =
            gap < -half && cost.normalize().mantissa() == funds.value().normalize().mantissa();
        (!funds.is_zero() && (is_less || is_shifted)).then_some(funds)
    }

    fn unit(&self) -> UnitOfMeasure {
        self.budget.layout.tables[self.table.layout].unit_of_measure
    }
}

/// A text on one line.
fn shown(text: &str) -> Cow<'_, str> {
    match text.contains('\n') {
        true => one_line(text).into(),
        false => text.trim().into(),
    }
}

/// The number of a mobile telephone in a text.
fn telephone(table: &str, text: &Text<'_>) -> Option<Notice> {
    let is_digit = |c: char| c.is_ascii_digit();
    let folded = (text.text.chars().filter(|c| c.is_numeric()).count() >= TELEPHONE)
        .then(|| fold(text.text))?;
    let mut runs = folded.split(|c| !is_digit(c));
    let is_mobile = |run: &&str| {
        let second = run.as_bytes().get(1);
        run.len() == TELEPHONE && run.starts_with('1') && second.is_some_and(|c| *c >= b'3')
    };
    let number = runs.find(is_mobile)?;
    let problem = WordsProblem::Telephone {
        table: table.to_owned(),
        number: format!("{}****{}", &number[..3], &number[7..]),
    };
    Some(notice(vec![text.at.clone()], problem))
}

/// Indicators without a value, and values without an indicator, of a form that has some with both.
fn half_indicators(budget: &Budget, (index, table): (usize, &Table)) -> Vec<Notice> {
    let Some(form) = &budget.layout.tables[table.layout].form else {
        return Vec::new();
    };
    let all = indicators(form, table);
    let named = |it: &&Indicator<'_>| !it.is_kind && !it.name.is_empty();
    let valued = |it: &&Indicator<'_>| !it.value.is_empty();
    let whole = all.iter().filter(named).filter(valued).count();
    let unset: Vec<&Indicator<'_>> = all.iter().filter(named).filter(|it| !valued(it)).collect();
    let nameless = all.iter().filter(|it| it.is_kind).filter(valued);
    let nameless: Vec<&Indicator<'_>> = nameless.collect();
    let name = budget.table_name(index);
    let mut notices = Vec::new();
    // a value may stand for several indicators: a merged range, or all of a form
    let at = unset.iter().filter_map(|it| it.value_at);
    let at: Vec<Address> = at.map(|it| table.cell(it)).collect();
    if whole > 0 && !at.is_empty() {
        let named = unset.iter().filter(|it| it.value_at.is_some());
        let problem = WordsProblem::IndicatorsWithoutValue {
            table: name.clone(),
            names: named.map(|it| shown(it.name).into_owned()).collect(),
        };
        notices.push(notice(at, problem));
    }
    // where names stand in the column of kinds, all do
    let at = nameless.iter().filter_map(|it| it.name_at);
    let at: Vec<Address> = at.map(|it| table.cell(it)).collect();
    if whole > nameless.len() && !at.is_empty() {
        let valued = nameless.iter().filter(|it| it.name_at.is_some());
        let problem = WordsProblem::ValuesWithoutIndicator {
            table: name,
            values: valued.map(|it| shown(it.value).into_owned()).collect(),
        };
        notices.push(notice(at, problem));
    }
    notices
}

/// Goals of several projects that are the same, word for word.
fn goals_copied(budget: &Budget) -> Vec<Notice> {
    let mut known: IndexMap<String, Vec<(usize, String, Address, &str)>> = IndexMap::new();
    for (index, table) in budget.in_scope() {
        if budget.layout.tables[table.layout].form.is_none() {
            continue;
        }
        let project = table.rows().find_map(|(_, _, row)| row.project.as_deref());
        let project = fold(project.unwrap_or_default());
        for (goal, at) in goals(budget, table) {
            let folded = fold(goal);
            if folded.chars().count() < GOAL {
                continue;
            }
            let own = known.entry(folded).or_default();
            // both goals of a form may be one, and a project may have forms of several units
            if own
                .iter()
                .all(|(other, name, ..)| *other != index && *name != project)
            {
                own.push((index, project.clone(), at, goal));
            }
        }
    }
    let copied = known.into_values().filter(|all| all.len() > 1);
    copied
        .map(|all| {
            let tables = all.iter().map(|(index, ..)| budget.table_name(*index));
            let problem = WordsProblem::GoalCopied {
                tables: tables.collect(),
                goal: all[0].3.to_owned(),
            };
            notice(all.into_iter().map(|(_, _, at, _)| at).collect(), problem)
        })
        .collect()
}
