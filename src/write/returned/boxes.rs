//! The boxes in which notes are shown: shapes of an old drawing language (VML) beside the notes' own part.
//! Its parts are not always well-formed, so they are walked loosely and only added to.

use super::frame::{Frame, SheetSizes};
use crate::book::package::{Edits, NotXml, Patch, Tag, TagKind, loose_tags};
use crate::label;
use crate::place::CellRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

pub(super) const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// A part for boxes without any.
pub(super) const BLANK: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"\"/></o:shapelayout></xml>";
/// The kind of shape that notes have.
const KIND: &str = "_x0000_t202";
const KIND_OF_NOTES: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";
const NAMESPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];
/// The numbers of shapes come in blocks of so many.
const BLOCK: u32 = 1024;
/// Half-width letters on a line of a box.
const LINE: usize = 56;

/// How large the box of a note is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoteBox {
    size: (u32, u32),
}

impl NoteBox {
    /// As large as Excel makes it.
    pub(super) const USUAL: Self = Self { size: (144, 79) };

    /// Large enough to read a note, within a screen.
    pub(super) fn of(note: &str) -> Self {
        let lines: usize = note
            .lines()
            .map(|line| label::width(line).div_ceil(LINE).max(1))
            .sum();
        let lines = u32::try_from(lines.clamp(2, 36)).unwrap_or(36);
        Self {
            size: (360, 16 * lines + 24),
        }
    }
}

/// Blocks of shape numbers that are taken in a workbook.
#[derive(Debug, Default)]
pub(super) struct ShapeBlocks(BTreeSet<u32>);

impl ShapeBlocks {
    /// Those of every drawing in a workbook; one that cannot be read takes none.
    pub(super) fn of(patch: &mut Patch<'_>) -> Self {
        let mut taken = BTreeSet::new();
        for name in patch.names().iter().filter(|name| name.ends_with(".vml")) {
            let Ok(text) = patch.text(name) else { continue };
            for tag in loose_tags(&text).map_while(Result::ok) {
                if tag.local() == "idmap" {
                    let data = tag.attribute("data").unwrap_or_default();
                    taken.extend(
                        data.split(',')
                            .filter_map(|block| block.trim().parse::<u32>().ok()),
                    );
                }
                for id in [tag.attribute("id"), tag.prefixed("spid")]
                    .into_iter()
                    .flatten()
                {
                    let number = id
                        .strip_prefix("_x0000_s")
                        .and_then(|number| number.parse::<u32>().ok());
                    taken.extend(number.map(|number| number / BLOCK));
                }
            }
        }
        Self(taken)
    }

    fn take(&mut self) -> Option<u32> {
        let block = (1..u32::MAX / BLOCK).find(|block| !self.0.contains(block))?;
        self.0.insert(block);
        Some(block)
    }
}

/// The part with a box for each of the cells; one that is there grows if it must.
///
/// # Errors
/// What is no drawing of this kind.
pub(super) fn added(
    text: &str,
    wanted: &BTreeMap<CellRef, NoteBox>,
    grid: &SheetSizes,
    blocks: &mut ShapeBlocks,
) -> Result<String, NotXml> {
    let drawing = NoteDrawing::read(text)?;
    let mut edits = Edits::default();
    let mut shapes = String::new();
    let (mut taken, mut next) = (Vec::new(), 0);
    for (CellRef { row, column }, wanted) in wanted {
        if let Some(anchor) = drawing.own.get(&CellRef::new(*row, *column)) {
            let frame = anchor
                .as_ref()
                .and_then(|at| Some((at, Frame::parse(&text[at.clone()])?)));
            if let Some((at, frame)) = frame {
                let grown = grid.grown(frame, wanted.size);
                if grown != frame {
                    edits.replace(at.clone(), grown.to_string());
                }
            }
            continue;
        }
        if next % BLOCK == 0 {
            let block = blocks.take().ok_or(NotXml)?;
            taken.push(block.to_string());
            next = block * BLOCK + 1;
        }
        shapes += &shape(
            next,
            CellRef::new(*row, *column),
            &grid.frame(*row, *column, wanted.size),
            wanted.size,
            &drawing.root,
        );
        next += 1;
    }
    if !shapes.is_empty() {
        if let Some(tag) = &drawing.blocks {
            let own = tag.attribute("data").filter(|own| !own.trim().is_empty());
            let all: Vec<String> = own.into_iter().chain(taken).collect();
            edits.replace(tag.span.clone(), tag.with("data", &all.join(",")));
        }
        let kind = if drawing.has_kind {
            String::new()
        } else {
            declared(KIND_OF_NOTES, &drawing.root)
        };
        edits.insert(drawing.end, kind + &shapes);
    }
    edits.apply(text)
}

/// The part without the boxes of some cells, and without the blocks of numbers that only those had.
///
/// # Errors
/// What is no drawing of this kind.
pub(super) fn without(text: &str, cells: &BTreeSet<CellRef>) -> Result<String, NotXml> {
    let mut drawing = NoteDrawing::read(text)?;
    let mut edits = Edits::default();
    let mut freed = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for shape in std::mem::take(&mut drawing.shapes) {
        if shape.cell.is_some_and(|cell| cells.contains(&cell)) {
            edits.replace(shape.range, "");
            freed.extend(shape.block);
        } else {
            taken.extend(shape.block);
        }
    }
    if let Some(tag) = &drawing.blocks {
        let own = tag.attribute("data").unwrap_or_default();
        let is_free = |block: &str| {
            let number = block.trim().parse::<u32>().ok();
            number.is_some_and(|number| freed.contains(&number) && !taken.contains(&number))
        };
        let kept: Vec<&str> = own.split(',').filter(|block| !is_free(block)).collect();
        let kept = kept.join(",");
        if kept != own {
            edits.replace(tag.span.clone(), tag.with("data", &kept));
        }
    }
    edits.apply(text)
}

fn shape(
    number: u32,
    CellRef { row, column }: CellRef,
    frame: &Frame,
    (width, height): (u32, u32),
    root: &Tag<'_>,
) -> String {
    // points, of which three are four pixels
    let (width, height) = (width * 3 / 4, height * 3 / 4);
    let style = format!(
        "position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:{};visibility:hidden",
        number % BLOCK
    );
    let first = format!(
        "<v:shape id=\"_x0000_s{number}\" type=\"#{KIND}\" style=\"{style}\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">"
    );
    let look = "<v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>";
    let place = format!(
        "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{frame}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData>"
    );
    declared(&format!("{first}{look}{place}</v:shape>"), root)
}

/// An element with the prefixes that the drawing does not give their usual meaning.
fn declared(element: &str, root: &Tag<'_>) -> String {
    let lacking = |(prefix, namespace): &(&str, &str)| {
        let is_given = root.attribute(&format!("xmlns:{prefix}")).as_deref() == Some(*namespace);
        (!is_given).then(|| format!(" xmlns:{prefix}=\"{namespace}\""))
    };
    let lacking: String = NAMESPACES.iter().filter_map(lacking).collect();
    let (name, rest) = element.split_once(' ').unwrap_or((element, ""));
    format!("{name}{lacking} {rest}")
}

/// A drawing as it is.
#[derive(Debug)]
struct NoteDrawing<'a> {
    root: Tag<'a>,
    /// Where its last tag begins.
    end: usize,
    /// The blocks of numbers that it says it has.
    blocks: Option<Tag<'a>>,
    has_kind: bool,
    /// Cells whose notes have a box, and where it says how it lies.
    own: HashMap<CellRef, Option<Range<usize>>>,
    shapes: Vec<DrawnShape>,
}

/// A shape of a drawing.
#[derive(Debug)]
struct DrawnShape {
    range: Range<usize>,
    /// The block of its number.
    block: Option<u32>,
    /// The cell whose note it shows.
    cell: Option<CellRef>,
}

impl<'a> NoteDrawing<'a> {
    fn read(text: &'a str) -> Result<Self, NotXml> {
        let mut tags = loose_tags(text);
        let root = tags.next().ok_or(NotXml)??;
        if root.local() != "xml" || root.kind != TagKind::Open {
            return Err(NotXml);
        }
        let (mut end, mut blocks, mut has_kind) = (None, None, false);
        let mut own = HashMap::new();
        let mut shapes: Vec<DrawnShape> = Vec::new();
        let mut shape: Option<DrawnShape> = None;
        let mut note: Option<OwnNote> = None;
        let mut content = root.span.end;
        for tag in tags {
            let tag = tag?;
            let before = content..tag.span.start;
            content = tag.span.end;
            let number = || text[before.clone()].trim().parse::<u32>().ok();
            match (tag.local(), tag.kind) {
                (_, TagKind::Close) if tag.name() == root.name() => end = Some(tag.span.start),
                ("idmap", TagKind::Open | TagKind::Empty) => drop(blocks.get_or_insert(tag)),
                ("shapetype", TagKind::Open | TagKind::Empty) => {
                    has_kind |= tag.attribute("id").is_some_and(|id| id == KIND);
                }
                ("shape", TagKind::Open) => {
                    let id = tag.attribute("id").unwrap_or_default();
                    let number = id.strip_prefix("_x0000_s").and_then(|id| id.parse().ok());
                    shape = Some(DrawnShape {
                        range: tag.span,
                        block: number.map(|number: u32| number / BLOCK),
                        cell: None,
                    });
                }
                ("shape", TagKind::Close) => {
                    if let Some(mut done) = shape.take() {
                        done.range.end = tag.span.end;
                        shapes.push(done);
                    }
                }
                ("ClientData", TagKind::Open)
                    if tag
                        .attribute("ObjectType")
                        .is_some_and(|kind| kind == "Note") =>
                {
                    note = Some(OwnNote::default());
                }
                ("ClientData", TagKind::Close) => {
                    if let Some(OwnNote {
                        row: Some(row),
                        column: Some(column),
                        anchor,
                    }) = note.take()
                    {
                        let cell = CellRef::new(row, column);
                        own.entry(cell).or_insert(anchor);
                        if let Some(shape) = &mut shape {
                            shape.cell = Some(cell);
                        }
                    }
                }
                (name, TagKind::Close) => match (name, &mut note) {
                    ("Row", Some(note)) => note.row = number(),
                    ("Column", Some(note)) => note.column = number(),
                    ("Anchor", Some(note)) => note.anchor = Some(before),
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(Self {
            root,
            end: end.ok_or(NotXml)?,
            blocks,
            has_kind,
            own,
            shapes,
        })
    }
}

#[derive(Debug, Default)]
struct OwnNote {
    row: Option<u32>,
    column: Option<u32>,
    anchor: Option<Range<usize>>,
}
