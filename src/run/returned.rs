//! What goes back to a department that may not be published: its own files with the wrong cells marked,
//! and a letter. They lie in the folder 退回 beside the workbooks.

use crate::book;
use crate::book::text::{self, TextKind, TextSource};
use crate::place::CellRef;
use crate::run::SubmittedFile;
use crate::run::output;
use crate::run::output::folder::Outputs;
use crate::run::spool::SpooledMap;
use crate::run::zipped;
use crate::say::output::UnmarkedFiles;
use crate::say::{self, DepartmentReport, Text};
use crate::write::{self, Flag, PassageMark};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// The folder for what goes back.
pub(crate) const FOLDER: &str = "退回";

/// Writes the marked files and the letter of a department; gives where the letter lies. `name` is the
/// department's name as a file.
pub(crate) fn give_back(
    outputs: &mut Outputs<'_>,
    department: &DepartmentReport<'_>,
    name: &str,
    files: &SpooledMap<(usize, SubmittedFile)>,
) -> (Option<PathBuf>, Vec<Text>) {
    let own = department.budget.files.iter();
    let mut own: Vec<ReturnedFile> = own
        .filter_map(|name| ReturnedFile::of(name, files))
        .collect();
    own.sort_by_key(|file| file.number);
    let mut errors = Vec::new();
    let mut unmarked = UnmarkedFiles::default();
    let mut has_marks = false;
    let flags = write::flags(department.budget, department.rules, department.report);
    for file in &own {
        let Some(own) = within(&file.name).filter(|own| !outputs.folder.is_submitted(own)) else {
            continue;
        };
        let mut marks = write::text_marks(department.report, department.rules, &file.name);
        let mut texts = department.budget.texts.iter();
        let own_text = texts.find(|it| it.name == file.name && !it.source.is_in_workbook());
        if let Some(text) = own_text {
            let flags = flags.get(&file.name).map_or(&[][..], Vec::as_slice);
            marks.extend(table_marks(&text.source, flags));
            match give_text_back(outputs, file, &own, &marks, &mut unmarked) {
                Ok(is_marked) => has_marks |= is_marked,
                Err(error) => errors.push(error),
            }
            continue;
        }
        let Some(flags) = flags.get(&file.name) else {
            // nothing in it is wrong any more
            outputs.remove(&own);
            continue;
        };
        let bytes = file.bytes();
        if bytes.as_ref().is_ok_and(|bytes| !book::is_xlsx(bytes)) {
            // only XML can be changed in place; the letter names the cells
            unmarked.workbooks.push(&file.name);
            outputs.remove(&own);
            continue;
        }
        let marked = bytes.and_then(|bytes| {
            write::returned(&bytes, flags)
                .map_err(|error| say::output::unmarked(&file.name, &error.message()))
        });
        let written = marked.and_then(|bytes| outputs.write(&own, &bytes));
        has_marks |= written.is_ok();
        errors.extend(written.err());
    }
    let letter = letter_name(name);
    // Windows programs know UTF-8 by its mark, and lines by both signs
    let mut text = say::letter(department, has_marks);
    text.push_str(&say::output::unmarked_files(&unmarked));
    let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    match outputs.write(&letter, text.as_bytes()) {
        Ok(()) => (Some(outputs.folder.path.join(letter)), errors),
        Err(error) => (None, errors.into_iter().chain([error]).collect()),
    }
}

/// A file of a department.
struct ReturnedFile {
    name: Arc<str>,
    /// The number, in the inbox, of what it came with.
    number: usize,
    /// The file itself, or the zip that it lies in.
    source: SubmittedFile,
}

impl ReturnedFile {
    fn of(name: &Arc<str>, files: &SpooledMap<(usize, SubmittedFile)>) -> Option<Self> {
        let around = name.match_indices('/').map(|(at, _)| &name[..at]);
        let mut around = around.chain([&**name]);
        let (number, source) = around.find_map(|name| files.get(name))?;
        Some(Self {
            name: name.clone(),
            number,
            source,
        })
    }

    fn bytes(&self) -> Result<Vec<u8>, Text> {
        let unread = |error: io::Error| say::output::unread(&self.name, &error);
        if self.source.name == self.name {
            return fs::read(&self.source.path).map_err(unread);
        }
        let bytes = zipped::bytes_of(&self.source, &self.name);
        bytes
            .ok()
            .flatten()
            .ok_or_else(|| unread(io::ErrorKind::InvalidData.into()))
    }
}

/// The marks on cells of tables in a document.
fn table_marks(source: &TextSource, flags: &[Flag]) -> Vec<PassageMark> {
    if flags.is_empty() {
        return Vec::new();
    }
    let tables = text::sheets(source);
    let mark = |flag: &Flag| {
        let table = tables.iter().find(|it| *it.sheet.name == *flag.sheet)?;
        let paragraph = *table.paragraphs.get(&CellRef::new(flag.row, flag.column))?;
        let end = source.paragraphs[paragraph].text.chars().count();
        (end > 0).then(|| PassageMark {
            paragraph,
            start: 0,
            end,
            paint: flag.paint,
            comment: flag.note.clone(),
        })
    };
    flags.iter().filter_map(mark).collect()
}

/// Writes a marked text; gives whether there is one.
fn give_text_back<'a>(
    outputs: &mut Outputs<'_>,
    file: &'a ReturnedFile,
    own: &Path,
    marks: &[PassageMark],
    unmarked: &mut UnmarkedFiles<'a>,
) -> Result<bool, Text> {
    if marks.is_empty() {
        outputs.remove(own);
        return Ok(false);
    }
    let bytes = file.bytes()?;
    if TextKind::of(&bytes) != Some(TextKind::Docx) {
        unmarked.texts.push(&file.name);
        outputs.remove(own);
        return Ok(false);
    }
    let marked = write::returned_text(&bytes, marks)
        .map_err(|error| say::output::text_unmarked(&file.name, &error.message()))?;
    outputs.write(own, &marked)?;
    Ok(true)
}

/// Takes away what an earlier run gave back to a department that now may be published.
pub(crate) fn take_away(outputs: &mut Outputs<'_>, department: &DepartmentReport<'_>, name: &str) {
    let files = department
        .budget
        .files
        .iter()
        .filter_map(|file| within(file));
    files
        .chain([letter_name(name)])
        .for_each(|own| outputs.remove(&own));
}

/// Takes away what a run that was killed has left half-written, and the folder of what goes back if nothing lies in
/// it.
pub(crate) fn clear(out: &Path) {
    output::clean(out, false);
    output::clean(&out.join(FOLDER), true);
    let _ = fs::remove_dir(out.join(FOLDER));
}

fn letter_name(name: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}退回意见.txt"))
}

/// Where a file goes back; `None` for a name that would lead out of the folder.
fn within(name: &str) -> Option<PathBuf> {
    let name = name.replace('\\', "_");
    let path = Path::new(&name);
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| Path::new(FOLDER).join(path))
}
