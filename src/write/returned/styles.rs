//! The formats of a workbook. A marked cell keeps its own format, of which a copy with another fill is put
//! behind the ones that are there; their numbers stay, so no other cell changes.

use super::Paint;
use super::error::MarkError;
use super::fill::{AMBER, FillColor, RED};
use crate::book::package::{Edits, Element, NotXml, Tag, TagKind, tags};
use std::collections::HashMap;
use std::ops::Range;

/// Cell formats that Excel opens.
const FORMATS: usize = 65_490;
/// The lists of a style sheet in their order.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// The part of styles, and what is added to it.
#[derive(Debug)]
pub(super) struct StyleSheet<'a> {
    text: &'a str,
    root: Element<'a>,
    /// The children of the part: their names, and where they begin.
    children: Vec<(&'a str, usize)>,
    fills: StyleList<'a>,
    formats: StyleList<'a>,
    painted: HashMap<(u32, Paint), u32>,
}

/// A list of the part: fills or formats.
#[derive(Debug)]
struct StyleList<'a> {
    name: &'static str,
    element: Option<Element<'a>>,
    items: Vec<Range<usize>>,
    added: Vec<String>,
}

impl<'a> StyleSheet<'a> {
    /// Reads a part of styles.
    ///
    /// # Errors
    /// What is no style sheet, or has a list twice.
    pub(super) fn read(text: &'a str) -> Result<Self, NotXml> {
        let mut tags = tags(text);
        let mut root = Element::new(tags.next().ok_or(NotXml)??);
        if root.tag.local() != "styleSheet" {
            return Err(NotXml);
        }
        let (mut fills, mut formats) = (StyleList::new("fills"), StyleList::new("cellXfs"));
        let mut children = Vec::new();
        for tag in tags {
            let tag = tag?;
            root.close(&tag);
            if tag.depth == 1 && tag.kind != TagKind::Close {
                children.push((tag.local(), tag.span.start));
            }
            fills.see(&tag)?;
            formats.see(&tag)?;
        }
        Ok(Self {
            text,
            root,
            children,
            fills,
            formats,
            painted: HashMap::new(),
        })
    }

    /// The number of the format that is a cell's own one with a fill.
    ///
    /// # Errors
    /// [`MarkError::TooManyFormats`].
    pub(super) fn painted(&mut self, own: u32, paint: Paint) -> Result<u32, MarkError> {
        if let Some(number) = self.painted.get(&(own, paint)) {
            return Ok(*number);
        }
        let fill = self.fill(paint).to_string();
        let format = self.repainted(own, &fill);
        let place = self.formats.place(&format, self.text);
        if place >= FORMATS {
            return Err(MarkError::TooManyFormats { limit: FORMATS });
        }
        let number = u32::try_from(place).unwrap_or(u32::MAX);
        self.painted.insert((own, paint), number);
        Ok(number)
    }

    /// The number of the format that a marked cell had before, whose fill is given; nothing for a cell that does not
    /// have our fill any more.
    ///
    /// # Errors
    /// [`MarkError::TooManyFormats`].
    pub(super) fn restored(
        &mut self,
        marked: u32,
        fill: Option<&FillColor>,
    ) -> Result<Option<u32>, MarkError> {
        if !self.fill_of(marked).is_some_and(|fill| fill.is_of_mark()) {
            return Ok(None);
        }
        let own = self.formats.get(marked as usize, self.text);
        let is_own = |number: usize, styles: &Self| {
            let format = styles.formats.get(number, styles.text);
            same_but_for_fill(&format, &own) && styles.color_of(&format).as_ref() == fill
        };
        let known = (0..self.formats.len()).find(|number| is_own(*number, self));
        let place = match known {
            Some(place) => place,
            None => {
                let fill = match fill {
                    Some(color) => self.solid(&color.attributes()),
                    None => 0,
                };
                let format = self.repainted(marked, &fill.to_string());
                self.formats.place(&format, self.text)
            }
        };
        if place >= FORMATS {
            return Err(MarkError::TooManyFormats { limit: FORMATS });
        }
        Ok(u32::try_from(place).ok())
    }

    /// The colour of a format's fill; nothing where it has no fill of one colour.
    pub(super) fn fill_of(&self, format: u32) -> Option<FillColor> {
        let format = format as usize;
        let is_known = format < self.formats.len();
        is_known.then(|| self.color_of(&self.formats.get(format, self.text)))?
    }

    fn color_of(&self, format: &str) -> Option<FillColor> {
        let tag = tags(format).next()?.ok()?;
        let fill: usize = tag.attribute("fillId")?.parse().ok()?;
        let fill = (fill < self.fills.len()).then(|| self.fills.get(fill, self.text))?;
        FillColor::of(&fill)
    }

    /// The part with what was added.
    pub(super) fn text(&self) -> Result<String, NotXml> {
        let mut edits = Edits::default();
        let prefix = self.root.tag.prefix();
        let mut missing = self.missing_of_first_format();
        for list in [&self.fills, &self.formats] {
            let items = list.added.concat();
            match &list.element {
                _ if items.is_empty() => {}
                Some(element) => {
                    let count = (list.items.len() + list.added.len()).to_string();
                    let tag = element
                        .tag
                        .attribute("count")
                        .map(|_| element.tag.with("count", &count));
                    edits.append_with(element, tag.as_deref().unwrap_or(element.tag.text), &items);
                }
                None => {
                    let (name, count) = (list.name, list.added.len());
                    missing.push((
                        name,
                        format!("<{prefix}{name} count=\"{count}\">{items}</{prefix}{name}>"),
                    ));
                }
            }
        }
        self.insert(missing, &mut edits);
        edits.apply(self.text)
    }

    /// The lists of fonts and borders that are not there, where the part has no formats either.
    fn missing_of_first_format(&self) -> Vec<(&'static str, String)> {
        if self.formats.element.is_some() {
            return Vec::new();
        }
        let prefix = self.root.tag.prefix();
        let font = format!(
            "<{prefix}font><{prefix}sz val=\"11\"/><{prefix}name val=\"宋体\"/></{prefix}font>"
        );
        // the first format speaks of the first font and border
        [("fonts", font), ("borders", format!("<{prefix}border/>"))]
            .into_iter()
            .filter(|(list, _)| !self.children.iter().any(|(name, _)| name == list))
            .map(|(list, item)| {
                let text = format!("<{prefix}{list} count=\"1\">{item}</{prefix}{list}>");
                (list, text)
            })
            .collect()
    }

    /// Puts new lists where the order of the part wants them.
    fn insert(&self, mut missing: Vec<(&'static str, String)>, edits: &mut Edits) {
        missing.sort_by_key(|(name, _)| rank(name));
        let mut at_the_end = String::new();
        for (name, list) in missing {
            match self
                .children
                .iter()
                .find(|(other, _)| rank(other) > rank(name))
            {
                Some((_, place)) => edits.insert(*place, list),
                None => at_the_end += &list,
            }
        }
        if !at_the_end.is_empty() {
            edits.append(&self.root, &at_the_end);
        }
    }

    /// The number of a mark's fill.
    fn fill(&mut self, paint: Paint) -> usize {
        let color = match paint {
            Paint::Red => RED,
            Paint::Amber => AMBER,
        };
        self.solid(&format!("rgb=\"{color}\""))
    }

    /// The number of a fill of one colour.
    fn solid(&mut self, color: &str) -> usize {
        let prefix = self
            .fills
            .element
            .as_ref()
            .unwrap_or(&self.root)
            .tag
            .prefix();
        let solid = |pattern: &str, inner: &str| {
            format!(
                "<{prefix}fill><{prefix}patternFill patternType=\"{pattern}\"{inner}</{prefix}fill>"
            )
        };
        // the first two fills are no fill and grey dots, whatever stands there
        for pattern in ["none", "gray125"].iter().skip(self.fills.len()) {
            self.fills.added.push(solid(pattern, "/>"));
        }
        let inner = format!(
            "><{prefix}fgColor {color}/><{prefix}bgColor indexed=\"64\"/></{prefix}patternFill>"
        );
        self.fills.place(&solid("solid", &inner), self.text)
    }

    /// A format with another fill.
    fn repainted(&mut self, own: u32, fill: &str) -> String {
        let prefix = self
            .formats
            .element
            .as_ref()
            .unwrap_or(&self.root)
            .tag
            .prefix();
        if self.formats.len() == 0 {
            self.formats.added.push(format!(
                "<{prefix}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
            ));
        }
        let at = if (own as usize) < self.formats.len() {
            own as usize
        } else {
            0
        };
        let format = self.formats.get(at, self.text);
        let Some(Ok(tag)) = tags(&format).next() else {
            return format;
        };
        let changed = tag.with_all(&[("fillId", fill), ("applyFill", "1")]);
        format!("{changed}{}", &format[tag.span.end..])
    }
}

impl<'a> StyleList<'a> {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            element: None,
            items: Vec::new(),
            added: Vec::new(),
        }
    }

    /// Notes a tag of the part if it is one of this list.
    fn see(&mut self, tag: &Tag<'a>) -> Result<(), NotXml> {
        match (&mut self.element, tag.depth, tag.kind) {
            (None, 1, TagKind::Open | TagKind::Empty) if tag.local() == self.name => {
                self.element = Some(Element::new(tag.clone()));
            }
            (Some(_), 1, TagKind::Open | TagKind::Empty) if tag.local() == self.name => {
                return Err(NotXml);
            }
            (Some(list), 2, kind) if list.is_open() => match (kind, self.items.last_mut()) {
                (TagKind::Close, Some(item)) => item.end = tag.span.end,
                (TagKind::Close, None) => {}
                _ => self.items.push(tag.span.clone()),
            },
            (Some(list), ..) => list.close(tag),
            _ => {}
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.items.len() + self.added.len()
    }

    fn get(&self, number: usize, text: &str) -> String {
        match self.items.get(number) {
            Some(item) => text[item.clone()].to_owned(),
            None => self
                .added
                .get(number - self.items.len())
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// The number of an item; it is added if no other is equal.
    fn place(&mut self, item: &str, text: &str) -> usize {
        let own = self.items.iter().map(|range| &text[range.clone()]);
        let known = own
            .chain(self.added.iter().map(String::as_str))
            .position(|other| other == item);
        known.unwrap_or_else(|| {
            self.added.push(item.to_owned());
            self.len() - 1
        })
    }
}

/// Whether two formats differ in nothing but their fills.
fn same_but_for_fill(format: &str, other: &str) -> bool {
    let parts = |format: &str| {
        let tag = tags(format).next()?.ok()?;
        let own = tag.with_all(&[("fillId", ""), ("applyFill", "")]);
        let mut words: Vec<String> = own.split_ascii_whitespace().map(str::to_owned).collect();
        if let Some(last) = words.last_mut() {
            *last = last.trim_end_matches(['/', '>']).to_owned();
        }
        words.sort_unstable();
        Some((words, format[tag.span.end..].to_owned()))
    };
    parts(format).is_some_and(|own| parts(other) == Some(own))
}

fn rank(list: &str) -> usize {
    ORDER
        .iter()
        .position(|name| *name == list)
        .unwrap_or(ORDER.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn painted(text: &str, own: u32) -> String {
        let mut styles = StyleSheet::read(text).unwrap();
        styles.painted(own, Paint::Red).unwrap();
        styles.text().unwrap()
    }

    #[test]
    fn a_copy_of_the_own_format_gets_the_fill() {
        let text = "<styleSheet><fills count='2'><fill/><fill><a/></fill></fills><cellXfs count='2'><xf/><xf fontId='3' fillId='1'><alignment/></xf></cellXfs><dxfs/></styleSheet>";
        assert_eq!(
            painted(text, 1),
            "<styleSheet><fills count='3'><fill/><fill><a/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF5050\"/><bgColor indexed=\"64\"/></patternFill></fill></fills><cellXfs count='3'><xf/><xf fontId='3' fillId='1'><alignment/></xf><xf fontId='3' fillId='2' applyFill=\"1\"><alignment/></xf></cellXfs><dxfs/></styleSheet>"
        );
        assert_eq!(
            painted(&painted(text, 1), 2),
            painted(text, 1),
            "a painted format is its own copy"
        );
    }

    #[test]
    fn lists_that_lack_are_made_at_their_place() {
        let made = painted(
            "<x:styleSheet xmlns:x='m'><x:cellStyles/></x:styleSheet>",
            7,
        );
        let lists: Vec<_> = tags(&made)
            .map(Result::unwrap)
            .filter(|t| t.depth == 1 && t.kind != TagKind::Close)
            .collect();
        let names: Vec<_> = lists.iter().map(Tag::name).collect();
        assert_eq!(
            names,
            [
                "x:fonts",
                "x:fills",
                "x:borders",
                "x:cellXfs",
                "x:cellStyles"
            ]
        );
        assert!(made.contains("<x:cellXfs count=\"2\"><x:xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/><x:xf numFmtId=\"0\" fontId=\"0\" fillId=\"2\" borderId=\"0\" applyFill=\"1\"/>"), "{made}");
        assert!(painted("<styleSheet/>", 0).contains("<fills count=\"3\">"));
    }
}
