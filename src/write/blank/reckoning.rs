//! The hidden sheet on which everything is reckoned: a cell for every line, a column for every kind of entry, in the
//! layout's unit of measure. Tables show what stands here; what is entered is taken from where it is entered.

use super::super::page::{Content, Page, Style};
use super::super::terms::times;
use super::Room;
use crate::budget::a1;
use crate::layout::Layout;
use crate::rule::Relation;
use crate::rule::plan::{Among, Kind, List, Operand, Origin, Plan, Shape, Statement, Term, When, kinds, list_of};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The first row of every column, zero-based.
const FIRST: u32 = 2;

/// Where everything stands on the sheet.
pub(super) struct Reckoning<'a> {
    pub(super) layout: &'a Layout,
    pub(super) plan: &'a Plan,
    sheet: String,
    lines: HashMap<Kind, u32>,
    entries: HashMap<Kind, u16>,
    lists: Vec<ListHome>,
    keys: HashMap<(usize, usize), Keys>,
    /// The column of statements, which says how often each does not hold.
    statements: u16,
    columns: u16,
    /// Decimal places of all that is reckoned.
    places: u32,
}

/// The columns that a list has beside its figures.
struct ListHome {
    list: List,
    rows: u32,
    code: u16,
    name: u16,
    /// Of forms: which of the projects is meant, by its place in the list.
    place: u16,
}

/// The columns of a coded block: codes with figures at every level, the sorted ones, and what is printed.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    levels: u16,
    depth: u16,
    sorted: u16,
    pub(super) print: u16,
    pub(super) rows: u32,
}

/// The entry at hand.
#[derive(Clone, Copy)]
enum At {
    Once,
    /// A row of a list, for a kind of a table.
    Entry(List, u32, usize),
    /// All rows of a list at once, as an array.
    Every(List),
}

/// What is printed in a row of a coded block that is no code: the first, second … total, and the note.
pub(super) const TOTAL: &str = "=";
pub(super) const NOTE: &str = "=note";

impl<'a> Reckoning<'a> {
    pub(super) fn new(layout: &'a Layout, plan: &'a Plan, room: &Room, sheet: &str) -> Self {
        let all: Vec<Kind> = kinds(layout);
        let is_used = |kind: &&Kind| plan.origins.get(*kind).is_some_and(|origin| *origin != Origin::Unused);
        let lines = all.iter().filter(|kind| kind.row != Shape::Entry);
        let lines = lines.filter(is_used).zip(FIRST..).map(|(kind, row)| (*kind, row)).collect();
        let mut next: u16 = 3;
        let mut take = |count: u16| {
            next += count;
            next - count
        };
        let (mut entries, mut lists, mut keys) = (HashMap::new(), Vec::<ListHome>::new(), HashMap::new());
        for (table, it) in layout.tables.iter().enumerate() {
            for block in 0..it.blocks.len() {
                let Some(list) = list_of(layout, table, block) else { continue };
                if !lists.iter().any(|home| home.list == list) {
                    let rows = room.entries(list);
                    lists.push(ListHome { list, rows, code: take(1), name: take(1), place: take(1) });
                }
                let own = all.iter().filter(|kind| (kind.table, kind.block, kind.row) == (table, block, Shape::Entry));
                own.for_each(|kind| _ = entries.insert(*kind, take(1)));
                if let List::Codes(series) = list {
                    let depth = u16::try_from(series.depth()).unwrap_or(3);
                    let rows = u32::try_from(room.rows(table, block)).unwrap_or(0);
                    let own = Keys { levels: take(depth), depth, sorted: take(1), print: take(1), rows };
                    keys.insert((table, block), own);
                }
            }
        }
        let statements = take(2) + 1;
        let in_layout = |table: &crate::layout::Table| table.unit_of_measure == layout.unit_of_measure;
        let places = layout.tables.iter().filter(|table| in_layout(table)).map(|table| table.decimals).max();
        let (sheet, columns) = (sheet.to_owned(), next);
        Self { layout, plan, sheet, lines, entries, lists, keys, statements, columns, places: places.unwrap_or(2) }
    }

    fn name(&self, column: u16, row: u32) -> String {
        format!("'{}'!{}", self.sheet, fixed(column, row))
    }

    fn area(&self, column: u16, rows: u32) -> String {
        format!("'{}'!{}:{}", self.sheet, fixed(column, FIRST), fixed(column, FIRST + rows.max(1) - 1))
    }

    fn home(&self, list: List) -> Option<&ListHome> {
        self.lists.iter().find(|home| home.list == list)
    }

    fn home_of(&self, kind: Kind) -> Option<&ListHome> {
        self.home(list_of(self.layout, kind.table, kind.block)?)
    }

    /// One unit of a table's unit of measure in the layout's.
    pub(super) fn unit(&self, table: usize) -> Decimal {
        let unit = self.layout.tables[table].unit_of_measure;
        unit.convert(Decimal::ONE, self.layout.unit_of_measure).normalize()
    }

    /// The cell of a line, or of an entry by its number.
    pub(super) fn cell(&self, kind: Kind, entry: u32) -> Option<String> {
        match self.lines.get(&kind) {
            Some(row) => Some(self.name(1, *row)),
            None => self.entries.get(&kind).map(|column| self.name(*column, FIRST + entry)),
        }
    }

    /// All entries of a kind.
    pub(super) fn entries(&self, kind: Kind) -> Option<String> {
        Some(self.area(*self.entries.get(&kind)?, self.home_of(kind)?.rows))
    }

    /// The codes of a list.
    pub(super) fn codes(&self, list: List) -> String {
        self.home(list).map_or(String::new(), |home| self.area(home.code, home.rows))
    }

    /// The code of an entry.
    pub(super) fn code(&self, list: List, entry: u32) -> String {
        self.home(list).map_or(String::new(), |home| self.name(home.code, FIRST + entry))
    }

    /// The names of a list.
    pub(super) fn names(&self, list: List) -> String {
        self.home(list).map_or(String::new(), |home| self.area(home.name, home.rows))
    }

    /// The name of an entry.
    pub(super) fn name_of(&self, list: List, entry: u32) -> String {
        self.home(list).map_or(String::new(), |home| self.name(home.name, FIRST + entry))
    }

    /// The columns of a coded block.
    pub(super) fn keys(&self, table: usize, block: usize) -> Option<Keys> {
        self.keys.get(&(table, block)).copied()
    }

    /// What is printed in a row of a coded block.
    pub(super) fn printed(&self, keys: Keys, row: u32) -> String {
        self.name(keys.print, FIRST + row)
    }

    /// What all rows of a coded block print.
    pub(super) fn all_printed(&self, keys: Keys) -> String {
        self.area(keys.print, keys.rows)
    }

    /// How many codes a block prints.
    pub(super) fn count(&self, keys: Keys) -> String {
        format!("COUNT({})", self.area(keys.sorted, keys.rows))
    }

    /// Whether a table has no figure.
    pub(super) fn is_empty(&self, table: usize) -> String {
        let own = |kind: &&Kind| kind.table == table;
        let mut rows: Vec<u32> = self.lines.iter().filter(|(kind, _)| own(kind)).map(|(_, row)| *row).collect();
        rows.sort_unstable();
        let mut parts = Vec::new();
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            parts.push(format!("'{}'!{}:{}", self.sheet, fixed(1, *first), fixed(1, *last)));
        }
        let mut entries: Vec<&Kind> = self.entries.keys().filter(own).collect();
        entries.sort();
        parts.extend(entries.into_iter().filter_map(|kind| self.entries(*kind)));
        let sums = parts.iter().map(|area| format!("SUMPRODUCT(ABS({area}))"));
        format!("{}=0", sums.collect::<Vec<_>>().join("+"))
    }

    /// The cell that says how often a statement does not hold.
    pub(super) fn broken(&self, statement: usize) -> Option<String> {
        let at = self.plan.checks.iter().position(|check| *check == statement)?;
        Some(self.name(self.statements, FIRST + u32::try_from(at).unwrap_or(0)))
    }

    /// Figures of a statement with their factors, each times `factor`.
    fn sum<'t>(&self, terms: impl Iterator<Item = &'t Term>, constant: Decimal, factor: Decimal, at: At) -> String {
        let mut text = String::new();
        let mut add = |value: Decimal, part: Option<String>| {
            let size = value.abs().normalize();
            let sign = if value.is_sign_negative() {
                "-"
            } else if text.is_empty() {
                ""
            } else {
                "+"
            };
            text.push_str(sign);
            match part {
                Some(part) if size == Decimal::ONE => text.push_str(&part),
                Some(part) => text.push_str(&format!("{size}*{part}")),
                None => text.push_str(&size.to_string()),
            }
        };
        for term in terms {
            if let Some(part) = self.operand(&term.of, at) {
                add(term.coefficient * factor, Some(part));
            }
        }
        if !constant.is_zero() || text.is_empty() {
            let value = constant * factor;
            let sign = if value.is_sign_negative() {
                "-"
            } else if text.is_empty() {
                ""
            } else {
                "+"
            };
            text.push_str(&format!("{sign}{}", value.abs().normalize()));
        }
        text
    }

    fn operand(&self, of: &Operand, at: At) -> Option<String> {
        match (of, at) {
            (Operand::Cell(kind), At::Every(_)) if kind.row == Shape::Entry => self.entries(*kind),
            (Operand::Cell(kind), At::Entry(_, row, table)) if kind.row == Shape::Entry => {
                let is_form = self.layout.tables[table].many && table != kind.table;
                if is_form {
                    let home = self.home_of(*kind)?;
                    return Some(format!("INDEX({},{})", self.entries(*kind)?, self.name(home.place, FIRST + row)));
                }
                self.cell(*kind, row)
            }
            (Operand::Cell(kind), _) => self.cell(*kind, 0),
            (Operand::Sum(kind, Among::All), _) => Some(format!("SUM({})", self.entries(*kind)?)),
            (Operand::Sum(kind, Among::Code(code)), _) => {
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                let length = code.as_str().len();
                Some(format!("SUMPRODUCT((LEFT({codes},{length})=\"{code}\")*{})", self.entries(*kind)?))
            }
            (Operand::Sum(kind, Among::SameCode), At::Entry(list, row, _)) => {
                let (code, own) = (self.code(list, row), self.codes(list));
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                let sum = format!("SUMPRODUCT(({codes}={code})*{})", self.entries(*kind)?);
                // a code that is entered twice gets its sum once
                Some(format!("IF({code}=\"\",0,IF(MATCH({code},{own},0)<>{},0,{sum}))", row + 1))
            }
            (Operand::Sum(kind, Among::SameCode), At::Every(list)) => {
                let own = self.codes(list);
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                Some(format!("({own}<>\"\")*SUMIF({codes},{own},{})", self.entries(*kind)?))
            }
            (Operand::Sum(_, Among::SameCode), At::Once) => None,
        }
    }

    fn conditions(&self, statement: &Statement) -> Option<String> {
        let parts: Vec<String> = statement.when.iter().filter_map(|when| self.condition(when)).collect();
        (!parts.is_empty()).then(|| format!("AND({})", parts.join(",")))
    }

    fn condition(&self, when: &When) -> Option<String> {
        match when {
            When::Has { table, block, code, is_there } => {
                let area = self.area(self.keys(*table, *block)?.sorted, self.keys(*table, *block)?.rows);
                let zeros = "0".repeat(self.keys(*table, *block)?.depth as usize * 2 + 1 - code.as_str().len());
                Some(format!("COUNTIF({area},{code}{zeros}){}", if *is_there { ">0" } else { "=0" }))
            }
            When::Holds(own) => {
                let sum = self.sum(own.terms.iter(), own.constant, Decimal::ONE, At::Once);
                Some(format!("ROUND({sum},{}){}", self.places, relation(own.relation)))
            }
        }
    }

    /// What a statement gives for a kind, and under which conditions.
    fn given(&self, kind: Kind, row: u32, index: usize) -> Option<(String, Option<String>)> {
        let statement = &self.plan.statements[index];
        let own = statement.terms.iter().find(|term| term.of == Operand::Cell(kind))?;
        let others = statement.terms.iter().filter(|term| term.of != Operand::Cell(kind));
        let at = statement.list.map_or(At::Once, |list| At::Entry(list, row, kind.table));
        let sum = self.sum(others, statement.constant, -own.coefficient, at);
        Some((format!("ROUND({sum},{})", self.places), self.conditions(statement)))
    }

    /// Whether a kind is entered in the table itself, so that what may be written over stands there.
    fn is_in_place(&self, kind: Kind) -> bool {
        !matches!(list_of(self.layout, kind.table, kind.block), Some(List::Codes(_)))
    }

    /// What stands in a cell that may be written over: what follows while conditions are met, otherwise nothing.
    pub(super) fn offered(&self, kind: Kind, row: u32) -> Option<String> {
        let Some(Origin::FollowsWhile(index)) = self.plan.origins.get(&kind) else { return None };
        let (sum, when) = self.given(kind, row, *index)?;
        Some(format!("IF({},{sum},0)", when?))
    }

    /// The formula by which a figure is reckoned; `entered` is the cell that it is entered in.
    fn formula(&self, kind: Kind, row: u32, entered: Option<&String>) -> Option<String> {
        let entered = entered.map(|cell| format!("N({cell}){}", times(self.unit(kind.table))));
        match *self.plan.origins.get(&kind)? {
            Origin::Entered => entered,
            Origin::FollowsWhile(_) if self.is_in_place(kind) => entered,
            Origin::Follows(index) => Some(self.given(kind, row, index)?.0),
            Origin::FollowsWhile(index) => {
                let (sum, when) = self.given(kind, row, index)?;
                Some(format!("IF({},{sum},{})", when?, entered.unwrap_or_else(|| "0".to_owned())))
            }
            Origin::Unused => None,
        }
    }

    /// How often a statement does not hold, as a formula.
    fn check(&self, statement: &Statement) -> String {
        let at = statement.list.map_or(At::Once, At::Every);
        let sum = self.sum(statement.terms.iter(), statement.constant, Decimal::ONE, at);
        // a figure in a coarser unit of measure may be rounded
        let units = statement.terms.iter().map(|term| &self.layout.tables[term.of.kind().table]);
        let half = units.map(|table| {
            let half = Decimal::new(5, table.decimals + 1);
            table.unit_of_measure.convert(half, self.layout.unit_of_measure)
        });
        let mut halves: Vec<Decimal> = half.collect();
        halves.sort();
        halves.dedup();
        let allowed = if halves.len() > 1 { halves[halves.len() - 1].normalize() } else { Decimal::ZERO };
        let gap = format!("ROUND({sum},{})", self.places);
        let broken = match statement.relation {
            Relation::Equal => format!("(ABS({gap})>{allowed})*1"),
            Relation::AtMost => format!("({gap}>{allowed})*1"),
            Relation::AtLeast => format!("({gap}<-{allowed})*1"),
        };
        let broken = if statement.list.is_some() { format!("SUMPRODUCT({broken})") } else { broken };
        match self.conditions(statement) {
            Some(when) => format!("IF({when},{broken},0)"),
            None => broken,
        }
    }
}

/// What of the sheet is entered elsewhere: the cells of each kind by the number of its entry, and of each list the codes
/// and names as formulas.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) figures: HashMap<(Kind, u32), String>,
    pub(super) lists: Vec<(List, Vec<(String, String)>)>,
    /// The cells of the names in forms.
    pub(super) forms: Vec<String>,
}

impl Reckoning<'_> {
    /// The sheet itself.
    pub(super) fn page(&self, sources: &Sources, layout_rules: &crate::rule::RuleSet) -> Page {
        let mut page = Page {
            name: self.sheet.clone(),
            widths: vec![12.0; usize::from(self.columns)],
            protected: true,
            hidden: true,
            ..Page::default()
        };
        page.text(0, 0, 1, super::mark("由公式计算，请勿改动"), Style::Left);
        let mut put = |row: u32, column: u16, formula: String, result: Content| {
            page.put(row, usize::from(column), Content::Formula(format!("={formula}"), Box::new(result)), Style::Left);
        };
        let zero = || Content::Amount(crate::amount::Amount::ZERO, 0);
        let mut lines: Vec<_> = self.lines.iter().collect();
        lines.sort_by_key(|(_, row)| **row);
        for (kind, row) in &lines {
            if let Some(formula) = self.formula(**kind, 0, sources.figures.get(&(**kind, 0))) {
                put(**row, 1, formula, zero());
            }
        }
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|(_, column)| **column);
        for (kind, column) in &entries {
            let rows = self.home_of(**kind).map_or(0, |home| home.rows);
            for row in 0..rows {
                if let Some(formula) = self.formula(**kind, row, sources.figures.get(&(**kind, row))) {
                    put(FIRST + row, **column, formula, zero());
                }
            }
        }
        for (list, own) in &sources.lists {
            let Some(home) = self.home(*list) else { continue };
            for (row, (code, name)) in (FIRST..).zip(own) {
                put(row, home.code, code.clone(), Content::Blank);
                put(row, home.name, name.clone(), Content::Blank);
            }
        }
        if let Some(home) = self.home(List::Projects) {
            for (number, cell) in (0..).zip(&sources.forms) {
                let own = number + 1;
                let formula =
                    format!("IF({cell}=\"\",{own},IFERROR(MATCH({cell},{},0),{own}))", self.names(List::Projects));
                put(FIRST + number, home.place, formula, Content::Amount(crate::amount::Amount::new(own.into()), 0));
            }
        }
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_by_key(|(_, keys)| keys.levels);
        for ((table, block), keys) in keys {
            self.sort(*keys, (*table, *block), &mut put);
        }
        for (row, index) in (FIRST..).zip(&self.plan.checks) {
            put(row, self.statements, self.check(&self.plan.statements[*index]), zero());
        }
        self.label(&mut page, layout_rules);
        page
    }

    /// What each cell is, for those who follow a formula here.
    fn label(&self, page: &mut Page, rules: &crate::rule::RuleSet) {
        let name = |kind: &Kind| {
            let block = &self.layout.tables[kind.table].blocks[kind.block];
            let row = match kind.row {
                Shape::Line(line) => format!("[{}]", block.lines[line].id),
                Shape::Single | Shape::Entry => String::new(),
            };
            let name = self.layout.tables[kind.table].block_name(kind.block);
            format!("{name}{row}.{}", block.columns[kind.column].id)
        };
        let lines = self.lines.iter().map(|(kind, row)| (*row, 0, name(kind)));
        let entries = self.entries.iter().map(|(kind, column)| (1, *column, name(kind)));
        let lists =
            self.lists.iter().flat_map(|home| [(1, home.code, "编码".to_owned()), (1, home.name, "名称".to_owned())]);
        let checks = (FIRST..).zip(&self.plan.checks);
        let checks = checks
            .map(|(row, index)| (row, self.statements - 1, rules.rules[self.plan.statements[*index].rule].id.clone()));
        let mut labels: Vec<(u32, u16, String)> = lines.chain(entries).chain(lists).chain(checks).collect();
        labels.sort();
        for (row, column, text) in labels {
            page.text(row, usize::from(column), 1, text, Style::Left);
        }
    }

    /// The codes of a block that have figures, with all above them, sorted; then what each row prints.
    fn sort(&self, keys: Keys, (table, block): (usize, usize), put: &mut impl FnMut(u32, u16, String, Content)) {
        let Some(list) = list_of(self.layout, table, block) else { return };
        let Some(home) = self.home(list) else { return };
        let mut own: Vec<u16> = self
            .entries
            .iter()
            .filter(|(kind, _)| (kind.table, kind.block) == (table, block))
            .map(|(_, it)| *it)
            .collect();
        own.sort_unstable();
        let length = usize::from(keys.depth) * 2 + 1;
        for row in FIRST..FIRST + home.rows {
            let code = self.name(home.code, row);
            let sizes: Vec<String> = own.iter().map(|column| format!("ABS({})", self.name(*column, row))).collect();
            for level in 0..keys.depth {
                let digits = usize::from(level) * 2 + 3;
                let scale = 10_u32.pow(u32::try_from(length - digits).unwrap_or(0));
                let number = format!("VALUE(LEFT({code},{digits}))*{scale}");
                let formula = format!("IF({code}=\"\",\"\",IF({}=0,\"\",{number}))", sizes.join("+"));
                put(row, keys.levels + level, formula, Content::Blank);
            }
        }
        let corner = fixed(keys.levels + keys.depth - 1, FIRST + home.rows - 1);
        let levels = format!("'{}'!{}:{corner}", self.sheet, fixed(keys.levels, FIRST));
        let lines = &self.layout.tables[table].blocks[block].lines;
        let below =
            u32::try_from(lines.iter().filter(|line| line.at != Some(crate::layout::At::First)).count()).unwrap_or(0);
        for row in FIRST..FIRST + keys.rows {
            let (number, before) = (self.name(keys.sorted, row), self.name(keys.sorted, row.saturating_sub(1)));
            let sorted = if row == FIRST {
                format!("IF(COUNT({levels})=0,\"\",MIN({levels}))")
            } else {
                let more = format!("COUNTIF({levels},\">\"&{before})=0");
                let next = format!("SMALL({levels},COUNTIF({levels},\"<=\"&{before})+1)");
                format!("IF({before}=\"\",\"\",IF({more},\"\",{next}))")
            };
            put(row, keys.sorted, sorted, Content::Blank);
            let class = if keys.depth > 2 {
                format!(
                    "IF(MOD({number},10000)=0,LEFT({number},3),IF(MOD({number},100)=0,LEFT({number},5),{number}&\"\"))"
                )
            } else {
                format!("IF(MOD({number},100)=0,LEFT({number},3),{number}&\"\")")
            };
            let after = format!("{}-{}", row - FIRST + 1, self.count(keys));
            let rest = format!("IF({after}<={below},\"{TOTAL}\"&({after}),IF({after}={below}+1,\"{NOTE}\",\"\"))");
            let result = match row - FIRST + 1 {
                own if own <= below => Content::text(format!("{TOTAL}{own}")),
                own if own == below + 1 => Content::text(NOTE),
                _ => Content::Blank,
            };
            put(row, keys.print, format!("IF({number}=\"\",{rest},{class})"), result);
        }
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=0",
        Relation::AtMost => "<=0",
        Relation::AtLeast => ">=0",
    }
}

/// A cell that stays where it is: `$D$9`.
pub(super) fn fixed(column: u16, row: u32) -> String {
    let letters = a1(0, u32::from(column));
    format!("${}${}", letters.trim_end_matches('1'), row + 1)
}
