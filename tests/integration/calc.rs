//! A spreadsheet as far as the formulas of 审核结果 and of blank workbooks need one: it reckons them anew, in floats,
//! and shares no code with what wrote them. It knows no function that Excel 2010 does not.

use crate::book::place_of;
use calamine::{Data, Reader, Xlsx};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, RwLock};

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Blank,
    Number(f64),
    Text(String),
    /// #N/A.
    Missing,
    Area(Vec<Vec<Value>>),
}

type Cell = (String, u32, u32);

#[derive(Clone)]
pub struct Calc {
    pub sheets: Vec<String>,
    pub stored: HashMap<Cell, Value>,
    pub formulas: HashMap<Cell, String>,
    names: HashMap<String, String>,
    /// Conditional formats of each sheet: where, when.
    pub conditions: Vec<(String, String, String)>,
    /// What cells came to, where nothing is typed any more.
    known: Option<Arc<RwLock<HashMap<Cell, Value>>>>,
}

impl Calc {
    pub fn open(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheets = book.sheet_names();
        let names = book.defined_names().iter().cloned().collect();
        let (mut stored, mut formulas) = (HashMap::new(), HashMap::new());
        for sheet in &sheets {
            let range = book.worksheet_range(sheet).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let value = match value {
                    Data::Float(number) => Value::Number(*number),
                    Data::Int(number) => Value::Number(*number as f64),
                    Data::String(text) => Value::Text(text.clone()),
                    Data::Error(error) => Value::Text(format!("{error:?}")),
                    _ => continue,
                };
                stored.insert(
                    (sheet.clone(), top + row as u32, left + column as u32),
                    value,
                );
            }
            let range = book.worksheet_formula(sheet).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, formula) in range.used_cells() {
                formulas.insert(
                    (sheet.clone(), top + row as u32, left + column as u32),
                    formula.clone(),
                );
            }
        }
        let conditions = conditions(bytes, &sheets);
        Self {
            sheets,
            stored,
            formulas,
            names,
            conditions,
            known: None,
        }
    }

    /// Types into a cell, given as `表三!G14`.
    pub fn set(&mut self, place: &str, value: Value) {
        let (sheet, cell) = place.split_once('!').unwrap();
        let (row, column) = place_of(cell);
        self.stored.insert((sheet.to_owned(), row, column), value);
    }

    pub fn stored(&self, sheet: &str, row: u32, column: u32) -> Value {
        self.stored
            .get(&(sheet.to_owned(), row, column))
            .cloned()
            .unwrap_or(Value::Blank)
    }

    /// What a cell comes to.
    pub fn value(&self, sheet: &str, row: u32, column: u32) -> Value {
        let cell = (sheet.to_owned(), row, column);
        let Some(formula) = self.formulas.get(&cell) else {
            return self.stored(sheet, row, column);
        };
        let Some(known) = &self.known else {
            return self.reckon(sheet, formula);
        };
        if let Some(value) = known.read().unwrap().get(&cell) {
            return value.clone();
        }
        let value = self.reckon(sheet, formula);
        known.write().unwrap().insert(cell, value.clone());
        value
    }

    /// The same, in which every cell is reckoned once: many formulas may build on it.
    pub fn once(mut self) -> Self {
        self.known = Some(Arc::default());
        self
    }

    /// Reckons a formula of a sheet.
    pub fn reckon(&self, sheet: &str, formula: &str) -> Value {
        let mut reader = Reckoner {
            calc: self,
            sheet,
            rest: formula,
            passes: false,
        };
        let value = reader.comparison();
        assert!(
            reader.rest.is_empty(),
            "{:?} is left of {formula}",
            reader.rest
        );
        value
    }

    fn area(&self, sheet: &str, name: &str) -> Value {
        let name = name.replace('$', "");
        match name.split_once(':') {
            None => {
                let (row, column) = place_of(&name);
                self.value(sheet, row, column)
            }
            Some((first, last)) => {
                let ((top, left), (bottom, right)) = (place_of(first), place_of(last));
                let row = |row| {
                    (left..=right)
                        .map(|column| self.value(sheet, row, column))
                        .collect()
                };
                Value::Area((top..=bottom).map(row).collect())
            }
        }
    }
}

struct Reckoner<'a> {
    calc: &'a Calc,
    sheet: &'a str,
    rest: &'a str,
    /// Whether it only reads on: what stands in a branch that is not taken is not reckoned.
    passes: bool,
}

impl<'a> Reckoner<'a> {
    fn takes(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn comparison(&mut self) -> Value {
        let left = self.joined();
        for sign in ["<>", "<=", ">=", "=", "<", ">"] {
            if self.takes(sign) {
                let right = self.joined();
                return both(&left, &right, &|left, right| compared(left, sign, right));
            }
        }
        left
    }

    fn joined(&mut self) -> Value {
        let mut value = self.sum();
        while self.takes("&") {
            value = both(&value, &self.sum(), &|left, right| {
                Value::Text(text(left) + &text(right))
            });
        }
        value
    }

    fn sum(&mut self) -> Value {
        let mut value = self.product();
        loop {
            value = if self.takes("+") {
                both(&value, &self.product(), &|left, right| {
                    Value::Number(number(left) + number(right))
                })
            } else if self.takes("-") {
                both(&value, &self.product(), &|left, right| {
                    Value::Number(number(left) - number(right))
                })
            } else {
                return value;
            };
        }
    }

    fn product(&mut self) -> Value {
        let mut value = self.single();
        loop {
            value = if self.takes("*") {
                both(&value, &self.single(), &|left, right| {
                    Value::Number(number(left) * number(right))
                })
            } else if self.takes("/") {
                both(&value, &self.single(), &|left, right| {
                    Value::Number(number(left) / number(right))
                })
            } else {
                return value;
            };
        }
    }

    fn single(&mut self) -> Value {
        if self.takes("-") {
            return each(&self.single(), &|value| Value::Number(-number(value)));
        }
        if self.takes("(") {
            let value = self.comparison();
            assert!(self.takes(")"), "{}", self.rest);
            return value;
        }
        if self.takes("\"") {
            let mut text = String::new();
            loop {
                text.push_str(self.take(|c| c != '"'));
                assert!(self.takes("\""));
                if !self.takes("\"") {
                    return Value::Text(text);
                }
                text.push('"');
            }
        }
        if self.takes("'") {
            let sheet = self.take(|c| c != '\'');
            assert!(self.takes("'!"), "{}", self.rest);
            assert!(
                self.calc.sheets.iter().any(|known| known == sheet),
                "no sheet {sheet}"
            );
            let name = self.take(|c| c.is_ascii_alphanumeric() || "$:".contains(c));
            return if self.passes {
                Value::Blank
            } else {
                self.calc.area(sheet, name)
            };
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Value::Number(
                self.take(|c| c.is_ascii_digit() || c == '.')
                    .parse()
                    .unwrap(),
            );
        }
        let word = self.take(|c| c.is_alphanumeric() || "$:".contains(c));
        if let Some(named) = self.calc.names.get(word) {
            return self.calc.reckon(self.sheet, named);
        }
        if !self.takes("(") {
            return if self.passes {
                Value::Blank
            } else {
                self.calc.area(self.sheet, word)
            };
        }
        let passes = self.passes;
        let mut arguments: Vec<Value> = Vec::new();
        while !self.takes(")") {
            self.passes = passes || skips(word, &arguments);
            arguments.push(self.comparison());
            assert!(
                self.takes(",") || self.rest.starts_with(')'),
                "{}",
                self.rest
            );
        }
        self.passes = passes;
        assert!(arguments.len() <= 255);
        assert!(KNOWN.contains(&word), "the function {word} is not known");
        if passes {
            Value::Blank
        } else {
            call(word, &arguments)
        }
    }
}

/// Every function that is understood.
const KNOWN: [&str; 34] = [
    "ABS",
    "AND",
    "CHAR",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "IF",
    "IFERROR",
    "INDEX",
    "INT",
    "ISNA",
    "ISNUMBER",
    "LEFT",
    "LEN",
    "MATCH",
    "MAX",
    "MID",
    "MIN",
    "MOD",
    "N",
    "OFFSET",
    "OR",
    "RIGHT",
    "ROUND",
    "SMALL",
    "SUM",
    "SUMIF",
    "SUMPRODUCT",
    "TEXT",
    "VALUE",
    "VLOOKUP",
    "TRUE",
    "FALSE",
];

/// Whether the next argument is of a branch that is not taken, given those before it.
fn skips(name: &str, before: &[Value]) -> bool {
    match (name, before) {
        ("IF", [test]) => number(test) == 0.0,
        ("IF", [test, _]) => number(test) != 0.0,
        ("IFERROR", [value]) => *value != Value::Missing,
        _ => false,
    }
}

fn call(name: &str, arguments: &[Value]) -> Value {
    let one = |index: usize| &arguments[index];
    let all = || arguments.iter().flat_map(flat);
    let is_true = |value: &Value| number(value) != 0.0;
    match name {
        "SUM" => Value::Number(all().filter(is_number).map(|value| number(&value)).sum()),
        "COUNT" => Value::Number(all().filter(is_number).count() as f64),
        "COUNTA" => Value::Number(all().filter(|value| *value != Value::Blank).count() as f64),
        "SUMPRODUCT" => {
            let columns: Vec<Vec<Value>> = arguments.iter().map(flat).collect();
            assert!(
                columns
                    .iter()
                    .all(|column| column.len() == columns[0].len()),
                "columns of several lengths"
            );
            // what is no number counts as nothing
            let factor = |value: &Value| if is_number(value) { number(value) } else { 0.0 };
            let rows = (0..columns[0].len()).map(|row| {
                columns
                    .iter()
                    .map(|column| factor(&column[row]))
                    .product::<f64>()
            });
            Value::Number(rows.sum())
        }
        "ISNUMBER" => each(one(0), &|value| truth(is_number(value))),
        "ISNA" => each(one(0), &|value| truth(*value == Value::Missing)),
        "LEN" => each(one(0), &|value| {
            Value::Number(text(value).chars().count() as f64)
        }),
        "LEFT" => {
            let count = number(one(1)) as usize;
            each(one(0), &|value| {
                Value::Text(text(value).chars().take(count).collect())
            })
        }
        "RIGHT" => {
            let count = number(one(1)) as usize;
            let tail = |text: String| {
                text.chars()
                    .skip(text.chars().count().saturating_sub(count))
                    .collect()
            };
            each(one(0), &|value| Value::Text(tail(text(value))))
        }
        "MID" => {
            let (start, count) = (number(one(1)) as usize, number(one(2)) as usize);
            each(one(0), &|value| {
                Value::Text(text(value).chars().skip(start - 1).take(count).collect())
            })
        }
        "VALUE" => Value::Number(text(one(0)).parse().unwrap()),
        "MIN" | "MAX" => {
            let numbers = all().filter(is_number).map(|value| number(&value));
            let most = if name == "MIN" {
                numbers.reduce(f64::min)
            } else {
                numbers.reduce(f64::max)
            };
            Value::Number(most.unwrap_or(0.0))
        }
        "SMALL" => {
            let mut numbers: Vec<f64> = flat(one(0))
                .iter()
                .filter(|value| is_number(value))
                .map(number)
                .collect();
            numbers.sort_by(f64::total_cmp);
            Value::Number(numbers[number(one(1)) as usize - 1])
        }
        "MOD" => Value::Number(number(one(0)).rem_euclid(number(one(1)))),
        "INT" => Value::Number(number(one(0)).floor()),
        "IFERROR" => if *one(0) == Value::Missing {
            one(1)
        } else {
            one(0)
        }
        .clone(),
        "INDEX" => match one(1) {
            Value::Missing => Value::Missing,
            place => flat(one(0))[number(place) as usize - 1].clone(),
        },
        "SUMIF" => {
            let (cells, figures) = (flat(one(0)), flat(one(2)));
            each(one(1), &|wanted| {
                let own = cells
                    .iter()
                    .zip(&figures)
                    .filter(|(cell, figure)| meets(cell, wanted) && is_number(figure));
                Value::Number(own.map(|(_, figure)| number(figure)).sum())
            })
        }
        "MATCH" => {
            assert_eq!(number(one(2)), 0.0);
            let known = flat(one(1));
            each(
                one(0),
                &|wanted| match known.iter().position(|value| value == wanted) {
                    Some(place) => Value::Number(place as f64 + 1.0),
                    None => Value::Missing,
                },
            )
        }
        "N" => Value::Number(if is_number(one(0)) {
            number(one(0))
        } else {
            0.0
        }),
        "ABS" => each(one(0), &|value| Value::Number(number(value).abs())),
        "ROUND" => {
            let scale = 10_f64.powf(number(one(1)));
            each(one(0), &|value| {
                Value::Number((number(value) * scale).round() / scale)
            })
        }
        "IF" => if is_true(one(0)) { one(1) } else { one(2) }.clone(),
        "AND" => truth(arguments.iter().all(is_true)),
        "OR" => truth(arguments.iter().any(is_true)),
        "COUNTIF" if !matches!(one(1), Value::Number(_)) => {
            let cells = flat(one(0));
            each(one(1), &|wanted| {
                Value::Number(cells.iter().filter(|cell| meets(cell, wanted)).count() as f64)
            })
        }
        "COUNTIF" | "COUNTIFS" => {
            let columns: Vec<(Vec<Value>, &Value)> = arguments
                .chunks(2)
                .map(|pair| (flat(&pair[0]), &pair[1]))
                .collect();
            let fits = |row: &usize| {
                columns
                    .iter()
                    .all(|(cells, wanted)| meets(&cells[*row], wanted))
            };
            Value::Number((0..columns[0].0.len()).filter(fits).count() as f64)
        }
        "VLOOKUP" => {
            let Value::Area(rows) = one(1) else {
                panic!("{arguments:?}")
            };
            let row = rows.iter().find(|row| row[0] == *one(0));
            row.map_or(Value::Missing, |row| {
                row[number(one(2)) as usize - 1].clone()
            })
        }
        "CHAR" => Value::Text(char::from(number(one(0)) as u8).to_string()),
        "TEXT" => {
            let form = text(one(1));
            let places = form.split_once('.').map_or(0, |(_, places)| places.len());
            let amount = number(one(0));
            let sign = if amount < 0.0 { "-" } else { "" };
            let plain = format!("{:.places$}", amount.abs());
            let whole = plain.split('.').next().unwrap().len();
            let grouped = plain.char_indices().map(|(at, c)| {
                if at > 0 && at < whole && (whole - at) % 3 == 0 {
                    format!(",{c}")
                } else {
                    c.to_string()
                }
            });
            Value::Text(format!("{sign}{}", grouped.collect::<String>()))
        }
        _ => panic!("the function {name} is not known"),
    }
}

/// Whether a cell meets a criterion such as `>100`, `?*` or `208`.
fn meets(cell: &Value, wanted: &Value) -> bool {
    let Value::Text(wanted) = wanted else {
        return cell == wanted;
    };
    let compares = |sign: &str| wanted.strip_prefix(sign)?.parse::<f64>().ok();
    if let Some(least) = compares(">") {
        return is_number(cell) && number(cell) > least;
    }
    if let Some(most) = compares("<=") {
        return is_number(cell) && number(cell) <= most;
    }
    if let Some(bound) = compares("<") {
        return is_number(cell) && number(cell) < bound;
    }
    if wanted == "?*" {
        matches!(cell, Value::Text(text) if !text.is_empty())
    } else {
        text(cell) == *wanted
    }
}

/// A function of a value, of each one of an area.
fn each(value: &Value, of: &impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Area(rows) => Value::Area(
            rows.iter()
                .map(|row| row.iter().map(of).collect())
                .collect(),
        ),
        other => of(other),
    }
}

/// The same of two: an area meets one of its size, or one value.
fn both(left: &Value, right: &Value, of: &impl Fn(&Value, &Value) -> Value) -> Value {
    match (left, right) {
        (Value::Area(lefts), Value::Area(rights)) => {
            assert_eq!(
                (lefts.len(), lefts[0].len()),
                (rights.len(), rights[0].len())
            );
            let row = |(left, right): (&Vec<Value>, &Vec<Value>)| {
                left.iter()
                    .zip(right)
                    .map(|(left, right)| of(left, right))
                    .collect()
            };
            Value::Area(lefts.iter().zip(rights).map(row).collect())
        }
        (Value::Area(_), _) => each(left, &|left| of(left, right)),
        _ => each(right, &|right| of(left, right)),
    }
}

/// Numbers come before texts; a blank is a 0 or an empty text.
fn compared(left: &Value, sign: &str, right: &Value) -> Value {
    let order = match (left, right) {
        (Value::Text(_), _) | (_, Value::Text(_)) if is_number(left) || is_number(right) => {
            is_number(right).cmp(&is_number(left))
        }
        (Value::Text(_), _) | (_, Value::Text(_)) => text(left).cmp(&text(right)),
        _ => number(left)
            .partial_cmp(&number(right))
            .unwrap_or(Ordering::Less),
    };
    truth(match sign {
        "<>" => order.is_ne(),
        "<=" => order.is_le(),
        ">=" => order.is_ge(),
        "=" => order.is_eq(),
        "<" => order.is_lt(),
        _ => order.is_gt(),
    })
}

fn flat(value: &Value) -> Vec<Value> {
    match value {
        Value::Area(rows) => rows.iter().flatten().cloned().collect(),
        other => vec![other.clone()],
    }
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Number(_))
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        Value::Blank => 0.0,
        // what is no number gives no number, and equals nothing
        _ => f64::NAN,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Missing => panic!("#N/A"),
        Value::Area(_) => panic!("#VALUE!"),
    }
}

fn truth(is_true: bool) -> Value {
    Value::Number(if is_true { 1.0 } else { 0.0 })
}

fn conditions(bytes: &[u8], sheets: &[String]) -> Vec<(String, String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut conditions = Vec::new();
    for (number, sheet) in (1..).zip(sheets) {
        let mut xml = String::new();
        let name = format!("xl/worksheets/sheet{number}.xml");
        archive
            .by_name(&name)
            .unwrap()
            .read_to_string(&mut xml)
            .unwrap();
        for part in xml.split("<conditionalFormatting sqref=\"").skip(1) {
            let (place, rest) = part.split_once('"').unwrap();
            for rule in rest
                .split("</conditionalFormatting>")
                .next()
                .unwrap()
                .split("<formula>")
                .skip(1)
            {
                let formula = rule.split("</formula>").next().unwrap();
                let entities = [
                    ("&lt;", "<"),
                    ("&gt;", ">"),
                    ("&quot;", "\""),
                    ("&amp;", "&"),
                ];
                let formula = entities
                    .iter()
                    .fold(formula.to_owned(), |text, (from, to)| {
                        text.replace(from, to)
                    });
                conditions.push((sheet.clone(), place.to_owned(), formula));
            }
        }
    }
    conditions
}
