//! The usual workbook, each of its parts read once: cells, merged ranges and what is hidden in one pass over plain
//! XML. Dates, errors, formulas without a result and whatever else is not usual are not read here: then the whole
//! workbook is read the long way, which gives the same for what is usual.

use crate::amount::exact;
use crate::book::limits::Limits;
use crate::book::number_format::{is_amount, is_built_in_amount};
use crate::book::package;
use crate::book::package::{
    Archive, NotPlain, PlainTag as Tag, PlainTokens, SheetPart, Token, plain_characters,
};
use crate::book::sheet::{Merge, SharedText, Sheet, Value};
use crate::book::workbook::number_value;
use crate::book::xlsx::usual;
use crate::place::{COLUMNS, ROWS, cell};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::Arc;

/// Bytes of a part that is read this way.
const PART: usize = 1 << 20;

/// The sheets of a workbook; nothing where it is not usual.
pub(super) fn read(
    archive: &mut Archive<'_>,
    folder: &str,
    listed: &[SheetPart],
    limits: &mut Limits,
) -> Option<Vec<Sheet>> {
    let mut part = |path: &str| match package::part(archive, path) {
        None => Ok(None),
        Some(Some(bytes)) if bytes.len() <= PART => Ok(Some(bytes)),
        Some(_) => Err(NotPlain),
    };
    let styles = part(&format!("{folder}styles.xml")).ok()??;
    let styles = styles_for_amounts(&styles).ok()?;
    let theme = part(&format!("{folder}theme/theme1.xml"))
        .ok()?
        .unwrap_or_default();
    each(&theme, |_| Ok(())).ok()?;
    let shared = part(&format!("{folder}sharedStrings.xml"))
        .ok()?
        .unwrap_or_default();
    let texts = texts(&shared).ok()?;
    let mut words = vec![None; texts.len()];
    let mut sheets = Vec::with_capacity(listed.len());
    for own in listed {
        limits.sheet().ok()?;
        let bytes = part(&own.path).ok()??;
        let reading = PlainSheet {
            styles: &styles,
            texts: &texts,
            words: &mut words,
            limits,
            cells: Vec::new(),
            merges: Vec::new(),
            hidden_rows: BTreeSet::new(),
            hidden_columns: Vec::new(),
        };
        sheets.push(reading.sheet(own, &bytes).ok()?);
    }
    Some(sheets)
}

/// Calls `see` with the beginning of every element. A name with a prefix is no name that anybody here knows.
fn each<'a>(
    bytes: &'a [u8],
    mut see: impl FnMut(Tag<'a>) -> Result<(), NotPlain>,
) -> Result<(), NotPlain> {
    let mut xml = PlainTokens::new(bytes)?;
    while let Some(token) = xml.next()? {
        if let Token::Open(tag) = token {
            see(tag)?;
        }
    }
    Ok(())
}

/// Which styles surely show an amount.
fn styles_for_amounts(bytes: &[u8]) -> Result<Vec<bool>, NotPlain> {
    let mut codes: HashMap<u16, bool> = HashMap::new();
    let mut styles = Vec::new();
    let mut list = "";
    each(bytes, |tag| {
        match tag.name {
            "numFmt" if list == "numFmts" => {
                let code = plain_characters(value(tag, "formatCode")?.ok_or(NotPlain)?)?;
                codes.insert(number(value(tag, "numFmtId")?)?, is_amount(&code));
            }
            "xf" if list == "cellXfs" => {
                let id = number(value(tag, "numFmtId")?)?;
                styles.push(
                    codes
                        .get(&id)
                        .copied()
                        .unwrap_or_else(|| is_built_in_amount(id)),
                );
            }
            "numFmts" | "cellStyleXfs" | "cellXfs" | "cellStyles" | "dxfs" => list = tag.name,
            name if local_names(name, &["numFmt", "xf", "numFmts", "cellXfs"]) => {
                return Err(NotPlain);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// Whether a name is one of these behind a prefix.
fn local_names(name: &str, known: &[&str]) -> bool {
    name.split_once(':')
        .is_some_and(|(_, local)| known.contains(&local))
}

/// The value of an attribute.
fn value<'a>(tag: Tag<'a>, name: &str) -> Result<Option<&'a str>, NotPlain> {
    let mut found = None;
    for attribute in tag.attributes() {
        let (own, value) = attribute?;
        if own == name && found.replace(value).is_some() {
            return Err(NotPlain);
        }
    }
    Ok(found)
}

fn number<T: FromStr>(digits: Option<&str>) -> Result<T, NotPlain> {
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or(NotPlain)
}

/// The texts that cells share.
fn texts(bytes: &[u8]) -> Result<Vec<Cow<'_, str>>, NotPlain> {
    let mut texts = Vec::new();
    if bytes.is_empty() {
        return Ok(texts);
    }
    let mut xml = PlainTokens::new(bytes)?;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name == "sst" => {
                let claimed: usize =
                    value(tag, "uniqueCount")?.map_or(Ok(0), |count| number(Some(count)))?;
                // more than its bytes can hold
                if claimed > bytes.len() / 5 || !texts.is_empty() {
                    return Err(NotPlain);
                }
            }
            Token::Open(tag) if tag.name == "si" => texts.push(text(&mut xml, "si")?),
            Token::Open(_) => return Err(NotPlain),
            Token::Close(_) | Token::Text(_) => {}
        }
    }
    Ok(texts)
}

/// The text of the element that is open: one piece `t`, or several within `r`, each with its font.
fn text<'a>(xml: &mut PlainTokens<'a>, parent: &str) -> Result<Cow<'a, str>, NotPlain> {
    let mut whole: Option<Cow<'a, str>> = None;
    let mut is_rich = false;
    loop {
        match after_blanks(xml)? {
            Token::Open(tag) if tag.name == "t" => {
                let keeps_blanks = value(tag, "xml:space")? == Some("preserve");
                let text = content(xml)?;
                let piece = unescaped(if keeps_blanks {
                    text
                } else {
                    text.trim_matches([' ', '\t', '\n'])
                })?;
                match &mut whole {
                    None => whole = Some(piece),
                    Some(whole) => whole.to_mut().push_str(&piece),
                }
            }
            Token::Open(tag) if tag.name == "r" && !is_rich => is_rich = true,
            Token::Open(tag) if tag.name == "rPr" && is_rich => {
                while after_blanks(xml)? != Token::Close("rPr") {}
            }
            Token::Close("r") if is_rich => is_rich = false,
            // what is empty altogether is told apart elsewhere
            Token::Close(name) if name == parent && !is_rich => return whole.ok_or(NotPlain),
            _ => return Err(NotPlain),
        }
    }
}

/// What stands in the element that is open, which holds no other.
fn content<'a>(xml: &mut PlainTokens<'a>) -> Result<&'a str, NotPlain> {
    match xml.next()? {
        Some(Token::Close(_)) => Ok(""),
        Some(Token::Text(text)) => match xml.next()? {
            Some(Token::Close(_)) => Ok(text),
            _ => Err(NotPlain),
        },
        _ => Err(NotPlain),
    }
}

/// The next token but for blanks.
fn after_blanks<'a>(xml: &mut PlainTokens<'a>) -> Result<Token<'a>, NotPlain> {
    loop {
        match xml.next()?.ok_or(NotPlain)? {
            Token::Text(text) if text.trim_ascii().is_empty() => {}
            token => return Ok(token),
        }
    }
}

/// The characters of a text; Excel has a way of its own (_x000D_) for those that XML does not have.
fn unescaped(text: &str) -> Result<Cow<'_, str>, NotPlain> {
    if text.contains('_') && text.contains("_x") {
        Err(NotPlain)
    } else {
        plain_characters(text)
    }
}

/// A sheet while it is read.
struct PlainSheet<'a> {
    styles: &'a [bool],
    texts: &'a [Cow<'a, str>],
    /// The texts that were asked for.
    words: &'a mut [Option<Arc<SharedText>>],
    limits: &'a mut Limits,
    cells: Vec<((u32, u32), Value)>,
    merges: Vec<Merge>,
    hidden_rows: BTreeSet<u32>,
    hidden_columns: Vec<(u32, u32)>,
}

impl PlainSheet<'_> {
    fn sheet(mut self, listed: &SheetPart, bytes: &[u8]) -> Result<Sheet, NotPlain> {
        let mut xml = PlainTokens::new(bytes)?;
        let mut has_data = false;
        while let Some(token) = xml.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.name {
                "sheetData" if has_data => return Err(NotPlain),
                "sheetData" => {
                    has_data = true;
                    self.rows(&mut xml)?;
                }
                "col" => self.columns(tag)?,
                "mergeCell" => {
                    self.limits.merge().map_err(|_| NotPlain)?;
                    let (from, to) = value(tag, "ref")?
                        .and_then(|range| range.split_once(':'))
                        .ok_or(NotPlain)?;
                    let ((top, left), (bottom, right)) =
                        cell(from).zip(cell(to)).ok_or(NotPlain)?;
                    if top > bottom || left > right {
                        return Err(NotPlain);
                    }
                    self.merges.push(Merge {
                        top,
                        left,
                        bottom,
                        right,
                    });
                }
                "c" | "row" | "v" | "f" | "is" => return Err(NotPlain),
                name if local_names(name, &["sheetData", "col", "mergeCell", "c", "row"]) => {
                    return Err(NotPlain);
                }
                _ => {}
            }
        }
        if !has_data {
            return Err(NotPlain);
        }
        let mut sheet = Sheet::new(&listed.name, listed.is_hidden, self.cells, self.merges);
        sheet.hidden_rows = self.hidden_rows;
        sheet.hidden_columns = self.hidden_columns;
        self.limits.merged(&sheet).map_err(|_| NotPlain)?;
        Ok(sheet)
    }

    fn columns(&mut self, tag: Tag<'_>) -> Result<(), NotPlain> {
        let is_hidden = value(tag, "hidden")?.is_some_and(|hidden| matches!(hidden, "1" | "true"));
        let is_nothing = value(tag, "width")?.is_some_and(is_nothing);
        if is_hidden || is_nothing {
            let [first, last]: [u32; 2] =
                [number(value(tag, "min")?)?, number(value(tag, "max")?)?];
            self.hidden_columns
                .push((first.saturating_sub(1), last.saturating_sub(1)));
        }
        Ok(())
    }

    fn rows(&mut self, xml: &mut PlainTokens<'_>) -> Result<(), NotPlain> {
        let mut last = 0;
        loop {
            match after_blanks(xml)? {
                Token::Open(tag) if tag.name == "row" => {
                    let (mut row, mut is_hidden) = (None, false);
                    for attribute in tag.attributes() {
                        let (name, value) = attribute?;
                        match name {
                            "r" if row.is_none() => row = Some(number::<u32>(Some(value))?),
                            "r" => return Err(NotPlain),
                            "hidden" => is_hidden |= matches!(value, "1" | "true"),
                            "ht" => is_hidden |= is_nothing(value),
                            _ => {}
                        }
                    }
                    let row = row
                        .filter(|row| last < *row && *row <= ROWS)
                        .ok_or(NotPlain)?;
                    last = row;
                    if is_hidden {
                        self.hidden_rows.insert(row - 1);
                    }
                    self.row(xml, row - 1)?;
                }
                Token::Close("sheetData") => return Ok(()),
                _ => return Err(NotPlain),
            }
        }
    }

    fn row(&mut self, xml: &mut PlainTokens<'_>, row: u32) -> Result<(), NotPlain> {
        let mut next = 0;
        loop {
            if let Some(usual) = usual::cell(xml.ahead()) {
                xml.go_on(usual.rest);
                let style = usual.style.map(|style| number(Some(style))).transpose()?;
                let value = usual
                    .value
                    .map(|value| self.value(value, style, usual.kind))
                    .transpose()?;
                self.put(row, &mut next, cell(usual.name), value)?;
                continue;
            }
            match after_blanks(xml)? {
                Token::Open(tag) if tag.name == "c" => {
                    let (mut place, mut style, mut kind) = (None, None, None);
                    for attribute in tag.attributes() {
                        let (name, value) = attribute?;
                        let known = match name {
                            "r" => place.replace(cell(value).ok_or(NotPlain)?).is_some(),
                            "s" => style.replace(number::<usize>(Some(value))?).is_some(),
                            "t" => kind.replace(value).is_some(),
                            _ => true,
                        };
                        if known {
                            return Err(NotPlain);
                        }
                    }
                    let value = self.cell(xml, style, kind)?;
                    self.put(row, &mut next, place, value)?;
                }
                Token::Close("row") => return Ok(()),
                _ => return Err(NotPlain),
            }
        }
    }

    /// Takes in a cell; those of a row stand in order.
    fn put(
        &mut self,
        row: u32,
        next: &mut u32,
        place: Option<(u32, u32)>,
        value: Option<Value>,
    ) -> Result<(), NotPlain> {
        let place = place.filter(|place| place.0 == row && place.1 >= *next && place.1 < COLUMNS);
        let place = place.ok_or(NotPlain)?;
        *next = place.1 + 1;
        if let Some(value) = value {
            self.limits.cell().map_err(|_| NotPlain)?;
            self.cells.push((place, value));
        }
        Ok(())
    }

    /// The value of the cell that is open.
    fn cell(
        &mut self,
        xml: &mut PlainTokens<'_>,
        style: Option<usize>,
        kind: Option<&str>,
    ) -> Result<Option<Value>, NotPlain> {
        let mut is_formula = false;
        loop {
            match after_blanks(xml)? {
                Token::Open(tag) if tag.name == "f" && !is_formula => {
                    let shared: u32 =
                        value(tag, "si")?.map_or(Ok(0), |index| number(Some(index)))?;
                    if shared > ROWS {
                        return Err(NotPlain);
                    }
                    content(xml)?;
                    is_formula = true;
                }
                Token::Open(tag) if tag.name == "v" => {
                    let text = content(xml)?;
                    let found = self.value(text, style, kind)?;
                    return match after_blanks(xml)? {
                        Token::Close("c") => Ok(Some(found)),
                        _ => Err(NotPlain),
                    };
                }
                Token::Open(tag)
                    if tag.name == "is" && kind == Some("inlineStr") && !is_formula =>
                {
                    let found = Value::Text(SharedText::new(text(xml, "is")?));
                    return match after_blanks(xml)? {
                        Token::Close("c") => Ok(Some(found)),
                        _ => Err(NotPlain),
                    };
                }
                // a formula without a result
                Token::Close("c") if is_formula => return Err(NotPlain),
                Token::Close("c") => return Ok(None),
                _ => return Err(NotPlain),
            }
        }
    }

    fn value(
        &mut self,
        text: &str,
        style: Option<usize>,
        kind: Option<&str>,
    ) -> Result<Value, NotPlain> {
        match kind {
            None | Some("n") => {
                let shows_amount =
                    style.is_none_or(|style| self.styles.get(style).copied().unwrap_or(false));
                let is_number = text
                    .bytes()
                    .all(|c| matches!(c, b'0'..=b'9' | b'.' | b'-' | b'+' | b'E' | b'e'));
                if !shows_amount || !is_number {
                    return Err(NotPlain);
                }
                match exact(text) {
                    Some(number) => Ok(Value::Number(number)),
                    None => text.parse().map(number_value).map_err(|_| NotPlain),
                }
            }
            Some("s") => {
                let index: usize = number(Some(text).filter(|text| !text.is_empty()))?;
                let words = self.words.get_mut(index).ok_or(NotPlain)?;
                Ok(Value::Text(
                    words
                        .get_or_insert_with(|| SharedText::new(&*self.texts[index]))
                        .clone(),
                ))
            }
            Some("str") => Ok(Value::Text(SharedText::new(unescaped(text)?))),
            Some("b") if ["0", "1"].contains(&text) => Ok(Value::Bool(text == "1")),
            _ => Err(NotPlain),
        }
    }
}

/// Whether a height or width is nothing at all.
fn is_nothing(size: &str) -> bool {
    size.trim().parse::<f64>().is_ok_and(|size| size <= 0.0)
}
