//! `gouji export`: every fact of every department as a row of one file.

use super::ctrl_c;
use super::progress::Terminal;
use super::{ExitOutcome, complain, load_for, not_read, open_all, outcome, print, settled};
use crate::export::{self, Export, ExportFormat};
use crate::reconcile::reconcile;
use crate::run::examine::{each_department, read_all};
use crate::run::output::TemporaryFile;
use crate::run::{Inbox, Options};
use crate::say::{self, Lang, Text};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes by which an earlier export is known.
const BEGINNING: u64 = 512;

/// Writes the facts of folders and files; the ending of `out` says in which form.
/// With it goes whether the columns have Chinese names.
pub(crate) fn export(inputs: &[PathBuf], out: (&Path, bool), options: &Options) -> ExitOutcome {
    let options = settled(inputs, options.clone());
    let exported = options.and_then(|options| run(inputs, out, &options));
    exported.unwrap_or_else(|failed| failed)
}

fn run(
    inputs: &[PathBuf],
    (out, is_chinese): (&Path, bool),
    options: &Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    let failed = |text: Text| {
        complain(lang, &text);
        ExitOutcome::Failed
    };
    let form = ExportFormat::of(out).ok_or_else(|| {
        failed(say::command::unknown_ending(
            out,
            &ExportFormat::ALL.map(ExportFormat::ending),
        ))
    })?;
    if is_chinese && form != ExportFormat::Csv {
        return Err(failed(say::command::no_chinese_columns()));
    }
    let templates = load_for(options)?;
    let (mut inbox, is_incomplete) = open_all(inputs, lang)?;
    leave_out(&mut inbox, out, form).map_err(failed)?;
    let file = TemporaryFile::begin(out).map_err(failed)?;
    let cannot = |error: io::Error| failed(say::output::unwritten(out, &error));
    let layouts = templates.iter().map(|template| &*template.layout);
    let mut facts = Export::begin(form, is_chinese, layouts, file).map_err(cannot)?;
    ctrl_c::listen(&options.interrupt);
    let mut terminal = Terminal::new(options.lang);
    let mut gathered = read_all(inbox, &templates, options, &mut terminal);
    let mut written = Ok(());
    let tally = each_department(
        &mut gathered,
        &templates,
        &mut terminal,
        // every figure is given its verdict
        reconcile,
        |_, department| export::encode(form, &department),
        |encoded| {
            if written.is_ok() {
                written = encoded.and_then(|encoded| facts.add(encoded));
            }
        },
    );
    super::ended(&gathered, &tally, lang)?;
    written.map_err(cannot)?;
    let (file, count) = facts.finish().map_err(cannot)?;
    file.put().map_err(cannot)?;
    let (departments, path) = (tally.departments, out.display());
    print(&say::visible(&match lang {
        Lang::Zh => format!("部门 {departments} 个，数字 {count} 个 → {path}\n"),
        Lang::En => format!("{count} figures of {departments} departments → {path}\n"),
    }))?;
    print(&say::closing(&gathered.ignored, &tally, lang))?;
    not_read(&gathered, lang);
    Ok(if is_incomplete {
        ExitOutcome::Failed
    } else {
        outcome(&tally)
    })
}

/// Leaves an earlier export out of what is read; refuses to write over anything else that was handed in.
fn leave_out(inbox: &mut Inbox, out: &Path, form: ExportFormat) -> Result<(), Text> {
    let Ok(place) = fs::canonicalize(out) else {
        return Ok(());
    };
    let is_out = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == place);
    let Some(at) = inbox.files.iter().position(|file| is_out(&file.path)) else {
        return Ok(());
    };
    let mut bytes = Vec::new();
    let begun = File::open(out).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    if begun.is_ok() && form.is_begun_by(&bytes) {
        inbox.files.remove(at);
        return Ok(());
    }
    Err(say::command::export_is_submitted(out))
}
