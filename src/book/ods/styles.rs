//! The number formats of a spreadsheet. OpenDocument writes them as elements; here they become format codes, so that
//! one place knows what a number looks like in them.

mod places;

use super::names::{Space, attributes};
use crate::book::number_format::NumberFormat;
use crate::book::package::{Archive, Event, Spaces, Start, characters, each};
use crate::book::refusal::Refusal;
use places::NumberPlaces;
use std::collections::HashMap;

/// Styles beyond this are none that a person made.
const STYLES: usize = 20_000;

/// How many styles may be derived from each other.
const PARENTS: usize = 32;

/// The styles of cells by name.
#[derive(Debug, Default)]
pub(super) struct OdsStyles {
    cells: HashMap<String, OdsCellStyle>,
    numbers: HashMap<String, NumberStyle>,
    formats: HashMap<String, NumberFormat>,
}

#[derive(Debug, Default)]
struct OdsCellStyle {
    number: Option<String>,
    parent: Option<String>,
}

#[derive(Debug, Default)]
struct NumberStyle {
    code: String,
    /// Whether the code is about texts: what it says of numbers stands in other styles.
    is_of_texts: bool,
    /// Other styles, each for the numbers of a condition.
    maps: Vec<(String, String)>,
}

impl OdsStyles {
    /// Those of a document; what cannot be read says nothing.
    pub(super) fn of(archive: &mut Archive<'_>) -> Self {
        let mut reader = StyleReader::default();
        for part in [super::STYLES, super::CONTENT] {
            reader.spaces = Spaces::default();
            reader.open.clear();
            let _ = each(archive, part, |event| reader.see(event));
        }
        let mut styles = reader.styles;
        let formats = styles.cells.keys().filter_map(|name| {
            let number = styles.numbers.get(styles.number_of(name)?)?;
            Some((name.clone(), NumberFormat::new(&styles.code(number))))
        });
        styles.formats = formats.collect();
        styles
    }

    /// How cells of a style show their numbers.
    pub(super) fn format(&self, style: &str) -> Option<&NumberFormat> {
        self.formats.get(style)
    }

    fn number_of(&self, name: &str) -> Option<&str> {
        let mut style = self.cells.get(name)?;
        for _ in 0..PARENTS {
            if let Some(number) = &style.number {
                return Some(number);
            }
            style = self.cells.get(style.parent.as_ref()?)?;
        }
        None
    }

    /// A style and those that it refers to, as one code.
    fn code(&self, style: &NumberStyle) -> String {
        let section = |name: &str| {
            self.numbers
                .get(name)
                .map_or("", |other| other.code.as_str())
        };
        let conditions: Vec<&str> = style
            .maps
            .iter()
            .map(|(condition, _)| condition.as_str())
            .collect();
        // the usual ones are those that a code need not name
        let is_turned = conditions == [">0", "=0"] && !style.is_of_texts;
        let is_usual = is_turned
            || matches!(
                conditions.as_slice(),
                [">=0"] | [">0", "<0"] | [">0", "<0", "=0"]
            );
        let mut sections: Vec<String> = Vec::new();
        for (condition, name) in &style.maps {
            let condition = condition.replace("!=", "<>");
            let own = section(name);
            sections.push(if is_usual {
                own.to_owned()
            } else {
                format!("[{condition}]{own}")
            });
        }
        if style.is_of_texts && !sections.is_empty() {
            return sections.join(";");
        }
        let own = style.code.clone();
        sections.insert(if is_turned { 1 } else { sections.len() }, own);
        sections.join(";")
    }
}

/// An element that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StyleElement {
    Outside,
    Styles,
    CellStyle,
    NumberStyle { is_percentage: bool },
    Number,
    Embedded,
    Text,
}

#[derive(Debug, Default)]
struct StyleReader {
    styles: OdsStyles,
    spaces: Spaces,
    open: Vec<StyleElement>,
    /// The style that is read.
    name: String,
    style: NumberStyle,
    number: NumberPlaces,
    text: String,
}

impl StyleReader {
    /// Goes on until the cells begin.
    fn see(&mut self, event: &Event<'_>) -> Result<bool, Refusal> {
        match event {
            Event::Start(tag) => return self.begin(tag),
            Event::Empty(tag) => {
                let goes_on = self.begin(tag)?;
                self.end();
                return Ok(goes_on);
            }
            Event::End(_) => self.end(),
            other => {
                if matches!(
                    self.open.last(),
                    Some(StyleElement::Embedded | StyleElement::Text)
                ) {
                    self.text.extend(characters(other));
                }
            }
        }
        Ok(true)
    }

    fn begin(&mut self, tag: &Start<'_>) -> Result<bool, Refusal> {
        self.spaces.open(tag).ok_or_else(super::damaged)?;
        let space = Space::of(self.spaces.of(tag));
        let within = self.open.last().copied().unwrap_or(StyleElement::Outside);
        let local = tag.local_name();
        let mut said: Vec<(String, String)> = Vec::new();
        attributes(&self.spaces, tag, |_, name, value| {
            said.push((name.to_owned(), value.to_owned()))
        })?;
        let said = |name: &str| {
            said.iter()
                .find(|(own, _)| own == name)
                .map(|(_, value)| value.as_str())
        };
        let place = match (within, space, local.as_ref()) {
            (StyleElement::Outside, Space::Office, "body") => return Ok(false),
            (StyleElement::Outside, Space::Office, "automatic-styles" | "styles") => {
                StyleElement::Styles
            }
            (StyleElement::Styles, Space::Style, "style")
                if said("family") == Some("table-cell") =>
            {
                let own = |name| said(name).map(str::to_owned);
                let style = OdsCellStyle {
                    number: own("data-style-name"),
                    parent: own("parent-style-name"),
                };
                self.styles
                    .cells
                    .insert(own("name").unwrap_or_default(), style);
                StyleElement::CellStyle
            }
            (
                StyleElement::Styles,
                Space::Number,
                name @ ("number-style" | "currency-style" | "percentage-style" | "text-style"),
            ) => {
                self.name = said("name").unwrap_or_default().to_owned();
                self.style = NumberStyle {
                    is_of_texts: name == "text-style",
                    ..NumberStyle::default()
                };
                StyleElement::NumberStyle {
                    is_percentage: name == "percentage-style",
                }
            }
            (StyleElement::NumberStyle { .. } | StyleElement::Number, ..) => {
                self.within_style((space, local.as_ref()), &said)
            }
            _ => StyleElement::Outside,
        };
        self.text.clear();
        self.open.push(place);
        Ok(self.styles.cells.len() + self.styles.numbers.len() <= STYLES)
    }

    fn within_style<'a>(
        &mut self,
        name: (Space, &str),
        said: &dyn Fn(&str) -> Option<&'a str>,
    ) -> StyleElement {
        match name {
            (Space::Number, "number") => {
                let whole = |name| said(name).and_then(|value| value.parse::<usize>().ok());
                self.number = NumberPlaces {
                    decimals: whole("decimal-places"),
                    least_decimals: whole("min-decimal-places"),
                    least_digits: whole("min-integer-digits").unwrap_or(0),
                    grouped: said("grouping") == Some("true"),
                    thousands: said("display-factor").map_or(0, thousands),
                    ..NumberPlaces::default()
                };
                StyleElement::Number
            }
            (Space::Number, "embedded-text") => {
                let position = said("position").and_then(|position| position.parse().ok());
                self.number.position = position.unwrap_or(0);
                StyleElement::Embedded
            }
            (Space::Number, "text" | "currency-symbol") => StyleElement::Text,
            (Space::Number, "scientific-number" | "fraction" | "text-content") => {
                self.style.code.push('@');
                StyleElement::Outside
            }
            (Space::Style, "text-properties") => {
                self.style
                    .code
                    .push_str(if said("color").is_some() { "[Red]" } else { "" });
                StyleElement::Outside
            }
            (Space::Style, "map") => {
                let condition = said("condition").unwrap_or_default();
                let bare = condition.trim().trim_start_matches("value()").trim();
                let target = said("apply-style-name").unwrap_or_default();
                self.style.maps.push((bare.to_owned(), target.to_owned()));
                StyleElement::Outside
            }
            _ => StyleElement::Outside,
        }
    }

    fn end(&mut self) {
        self.spaces.close();
        let text = std::mem::take(&mut self.text);
        match self.open.pop() {
            Some(StyleElement::Text) => {
                let is_percentage = self.open.last()
                    == Some(&StyleElement::NumberStyle {
                        is_percentage: true,
                    });
                let is_first = !self.style.code.contains('%');
                for c in text.chars() {
                    self.style.code.push_str(&match c {
                        '%' if is_percentage && is_first => "%".to_owned(),
                        c => format!("\\{c}"),
                    });
                }
            }
            Some(StyleElement::Embedded) => self.number.embedded.push((self.number.position, text)),
            Some(StyleElement::Number) => {
                let code = std::mem::take(&mut self.number).code();
                self.style.code.push_str(&code);
            }
            Some(StyleElement::NumberStyle { .. }) => {
                let style = std::mem::take(&mut self.style);
                self.styles
                    .numbers
                    .insert(std::mem::take(&mut self.name), style);
            }
            _ => {}
        }
    }
}

/// How many thousands a factor is.
fn thousands(factor: &str) -> usize {
    let zeros = factor
        .split('.')
        .next()
        .unwrap_or_default()
        .strip_prefix('1')
        .unwrap_or_default();
    let is_power = zeros.bytes().all(|digit| digit == b'0');
    if is_power { zeros.len() / 3 } else { 0 }
}
