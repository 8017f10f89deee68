//! A spreadsheet as far as the formulas of 审核结果 need one: it reckons them anew, in floats, and shares no code
//! with what wrote them.

use crate::book::place_of;
use calamine::{Data, Reader, Xlsx};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::{Cursor, Read};

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
                stored.insert((sheet.clone(), top + row as u32, left + column as u32), value);
            }
            let range = book.worksheet_formula(sheet).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, formula) in range.used_cells() {
                formulas.insert((sheet.clone(), top + row as u32, left + column as u32), formula.clone());
            }
        }
        let conditions = conditions(bytes, &sheets);
        Self { sheets, stored, formulas, names, conditions }
    }

    /// Types into a cell, given as `表三!G14`.
    pub fn set(&mut self, place: &str, value: Value) {
        let (sheet, cell) = place.split_once('!').unwrap();
        let (row, column) = place_of(cell);
        self.stored.insert((sheet.to_owned(), row, column), value);
    }

    pub fn stored(&self, sheet: &str, row: u32, column: u32) -> Value {
        self.stored.get(&(sheet.to_owned(), row, column)).cloned().unwrap_or(Value::Blank)
    }

    /// What a cell comes to.
    pub fn value(&self, sheet: &str, row: u32, column: u32) -> Value {
        match self.formulas.get(&(sheet.to_owned(), row, column)) {
            Some(formula) => self.reckon(sheet, formula),
            None => self.stored(sheet, row, column),
        }
    }

    /// Reckons a formula of a sheet.
    pub fn reckon(&self, sheet: &str, formula: &str) -> Value {
        let mut reader = Reckoner { calc: self, sheet, rest: formula };
        let value = reader.comparison();
        assert!(reader.rest.is_empty(), "{:?} is left of {formula}", reader.rest);
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
                let row = |row| (left..=right).map(|column| self.value(sheet, row, column)).collect();
                Value::Area((top..=bottom).map(row).collect())
            }
        }
    }
}

struct Reckoner<'a> {
    calc: &'a Calc,
    sheet: &'a str,
    rest: &'a str,
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
            value = both(&value, &self.sum(), &|left, right| Value::Text(text(left) + &text(right)));
        }
        value
    }

    fn sum(&mut self) -> Value {
        let mut value = self.product();
        loop {
            value = if self.takes("+") {
                both(&value, &self.product(), &|left, right| Value::Number(number(left) + number(right)))
            } else if self.takes("-") {
                both(&value, &self.product(), &|left, right| Value::Number(number(left) - number(right)))
            } else {
                return value;
            };
        }
    }

    fn product(&mut self) -> Value {
        let mut value = self.single();
        loop {
            value = if self.takes("*") {
                both(&value, &self.single(), &|left, right| Value::Number(number(left) * number(right)))
            } else if self.takes("/") {
                both(&value, &self.single(), &|left, right| Value::Number(number(left) / number(right)))
            } else {
                return value;
            };
        }
    }

    fn single(&mut self) -> Value {
        if self.takes("-") {
            return Value::Number(-number(&self.single()));
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
            assert!(self.calc.sheets.iter().any(|known| known == sheet), "no sheet {sheet}");
            let name = self.take(|c| c.is_ascii_alphanumeric() || "$:".contains(c));
            return self.calc.area(sheet, name);
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Value::Number(self.take(|c| c.is_ascii_digit() || c == '.').parse().unwrap());
        }
        let word = self.take(|c| c.is_alphanumeric() || "$:".contains(c));
        if let Some(named) = self.calc.names.get(word) {
            return self.calc.reckon(self.sheet, named);
        }
        if !self.takes("(") {
            return self.calc.area(self.sheet, word);
        }
        let mut arguments = Vec::new();
        while !self.takes(")") {
            arguments.push(self.comparison());
            assert!(self.takes(",") || self.rest.starts_with(')'), "{}", self.rest);
        }
        assert!(arguments.len() <= 255);
        call(word, &arguments)
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
            assert!(columns.iter().all(|column| column.len() == columns[0].len()), "columns of several lengths");
            // what is no number counts as nothing
            let factor = |value: &Value| if is_number(value) { number(value) } else { 0.0 };
            let rows =
                (0..columns[0].len()).map(|row| columns.iter().map(|column| factor(&column[row])).product::<f64>());
            Value::Number(rows.sum())
        }
        "ISNUMBER" => each(one(0), &|value| truth(is_number(value))),
        "ISNA" => each(one(0), &|value| truth(*value == Value::Missing)),
        "LEN" => each(one(0), &|value| Value::Number(text(value).chars().count() as f64)),
        "LEFT" => {
            let count = number(one(1)) as usize;
            each(one(0), &|value| Value::Text(text(value).chars().take(count).collect()))
        }
        "MATCH" => {
            assert_eq!(number(one(2)), 0.0);
            let known = flat(one(1));
            each(one(0), &|wanted| match known.iter().position(|value| value == wanted) {
                Some(place) => Value::Number(place as f64 + 1.0),
                None => Value::Missing,
            })
        }
        "N" => Value::Number(if is_number(one(0)) { number(one(0)) } else { 0.0 }),
        "ABS" => Value::Number(number(one(0)).abs()),
        "ROUND" => {
            let scale = 10_f64.powf(number(one(1)));
            Value::Number((number(one(0)) * scale).round() / scale)
        }
        "IF" => if is_true(one(0)) { one(1) } else { one(2) }.clone(),
        "AND" => truth(arguments.iter().all(is_true)),
        "OR" => truth(arguments.iter().any(is_true)),
        "COUNTIF" | "COUNTIFS" => {
            let columns: Vec<(Vec<Value>, &Value)> =
                arguments.chunks(2).map(|pair| (flat(&pair[0]), &pair[1])).collect();
            let fits = |row: &usize| columns.iter().all(|(cells, wanted)| cells[*row] == **wanted);
            Value::Number((0..columns[0].0.len()).filter(fits).count() as f64)
        }
        "VLOOKUP" => {
            let Value::Area(rows) = one(1) else { panic!("{arguments:?}") };
            let row = rows.iter().find(|row| row[0] == *one(0)).unwrap();
            row[number(one(2)) as usize - 1].clone()
        }
        "TEXT" => {
            let form = text(one(1));
            let places = form.split_once('.').map_or(0, |(_, places)| places.len());
            let plain = format!("{:.places$}", number(one(0)));
            let whole = plain.split('.').next().unwrap().len();
            let grouped = plain.char_indices().map(|(at, c)| {
                if at > 0 && at < whole && (whole - at) % 3 == 0 { format!(",{c}") } else { c.to_string() }
            });
            Value::Text(grouped.collect())
        }
        _ => panic!("the function {name} is not known"),
    }
}

/// A function of a value, of each one of an area.
fn each(value: &Value, of: &impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Area(rows) => Value::Area(rows.iter().map(|row| row.iter().map(of).collect()).collect()),
        other => of(other),
    }
}

/// The same of two: an area meets one of its size, or one value.
fn both(left: &Value, right: &Value, of: &impl Fn(&Value, &Value) -> Value) -> Value {
    match (left, right) {
        (Value::Area(lefts), Value::Area(rights)) => {
            assert_eq!((lefts.len(), lefts[0].len()), (rights.len(), rights[0].len()));
            let row = |(left, right): (&Vec<Value>, &Vec<Value>)| {
                left.iter().zip(right).map(|(left, right)| of(left, right)).collect()
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
        _ => number(left).partial_cmp(&number(right)).unwrap_or(Ordering::Less),
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
        archive.by_name(&name).unwrap().read_to_string(&mut xml).unwrap();
        for part in xml.split("<conditionalFormatting sqref=\"").skip(1) {
            let (place, rest) = part.split_once('"').unwrap();
            for rule in rest.split("</conditionalFormatting>").next().unwrap().split("<formula>").skip(1) {
                let formula = rule.split("</formula>").next().unwrap();
                let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
                let formula = entities.iter().fold(formula.to_owned(), |text, (from, to)| text.replace(from, to));
                conditions.push((sheet.clone(), place.to_owned(), formula));
            }
        }
    }
    conditions
}
