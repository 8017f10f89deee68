//! What the subcommands do, one a file, and what they share: where output goes and what it comes to.

mod check;
mod codes;
mod draft;
mod export;
mod layouts;
mod output;
mod pass;
mod progress;
mod publish;
mod reader;
mod returning;
mod rules;
mod state;
mod summing;
mod template;
mod watch;

pub(crate) use check::check;
pub(crate) use codes::codes;
pub(crate) use draft::draft;
pub(crate) use export::export;
pub(crate) use layouts::layouts;
pub(crate) use publish::publish;
pub(crate) use reader::{READER, reader};
pub(crate) use rules::rules;
pub(crate) use template::template;
pub(crate) use watch::watch;

use crate::budget::Budget;
use crate::lang::{Lang, Text};
use crate::read::{
    self, Earlier, Gathered, Inbox, Manner, OUTPUT_FOLDER, Refusal, gather_since, said,
};
use crate::reconcile::Report;
use crate::report::{self, Department, Tally};
use crate::rule::RuleSet;
use crate::templates::{self, Template};
use crate::{interrupt, parallel};
use progress::{Progress, Stage};
use state::Examined;
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Clean,
    Findings,
    Failed,
    /// It was asked to end before all was done.
    Interrupted,
}

/// What `publish` and `check` are told beside their input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options<'a> {
    pub(crate) templates: Option<&'a Path>,
    pub(crate) layout: Option<&'a str>,
    pub(crate) year: Option<i32>,
    pub(crate) department: Option<&'a str>,
    pub(crate) newest: bool,
    pub(crate) lang: Lang,
}

/// Prints to standard output; a reader that has gone away ends the printing, not the work. Where the text
/// cannot be written, the run has failed.
fn print(text: &str) -> Result<(), Outcome> {
    let write = || {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    };
    match progress::aside(write) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let _ = writeln!(std::io::stderr(), "{error}");
            Err(Outcome::Failed)
        }
        _ => Ok(()),
    }
}

/// Prints an error to standard error, in words for a clerk.
fn complain(lang: Lang, text: &Text) {
    let prefix = lang.pick("错误：", "error: ");
    progress::aside(|| {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{prefix}{}", report::visible(text.get(lang)));
    });
}

/// Loads templates, or says what is wrong with them.
fn load(
    templates: Option<&Path>,
    layout: Option<&str>,
    lang: Lang,
) -> Result<Vec<Template>, Outcome> {
    templates::load(templates, layout).map_err(|error| complain_of(&error, lang))
}

/// Says what is wrong with templates.
fn complain_of(error: &templates::TemplateError, lang: Lang) -> Outcome {
    let zh = match error {
        templates::TemplateError::UnknownLayout { asked, known } => {
            format!("没有“{asked}”这种格式；有：{known}")
        }
        templates::TemplateError::Mistakes(_) => format!("格式、规则或目录文件有误：\n{error}"),
        _ => format!("读不到格式文件夹：{error}"),
    };
    complain(lang, &Text::new(zh, error.to_string()));
    Outcome::Failed
}

/// Opens a folder of workbooks, or says why it cannot be.
fn open(folder: &Path, out: &Path, lang: Lang) -> Result<Inbox, Outcome> {
    let name = folder.display();
    let inbox = Inbox::open(folder, out).map_err(|error| {
        let zh = match error.kind() {
            std::io::ErrorKind::NotFound => format!("没有这个文件夹或文件：{name}。请检查路径"),
            _ => format!("打不开文件夹 {name}：{}", said(&error)),
        };
        complain(
            lang,
            &Text::new(zh, format!("the folder {name} cannot be opened: {error}")),
        );
        Outcome::Failed
    })?;
    if inbox.files.is_empty() && inbox.unreadable.is_empty() {
        let message = Text::new(
            format!("文件夹 {name} 里没有可读的文件。请把部门报来的 .xlsx 放进去再运行"),
            format!(
                "the folder {name} holds no files to read. Put the submitted .xlsx files into it and run again"
            ),
        );
        complain(lang, &message);
        return Err(Outcome::Failed);
    }
    Ok(inbox)
}

/// Opens folders and files as one inbox. Gives with it whether a path among them cannot be opened, which was said
/// and costs no other.
fn open_all(inputs: &[PathBuf], lang: Lang) -> Result<(Inbox, bool), Outcome> {
    let (files, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        inputs.iter().cloned().partition(|input| input.is_file());
    let mut inbox = Inbox::of_files(&files);
    let mut failed = false;
    for folder in folders {
        let Ok(own) = open(&folder, Path::new(OUTPUT_FOLDER), lang) else {
            failed = true;
            continue;
        };
        inbox.files.extend(own.files);
        inbox.ignored.extend(own.ignored);
        inbox.unreadable.extend(own.unreadable);
    }
    if failed && inbox.files.is_empty() && inbox.unreadable.is_empty() {
        return Err(Outcome::Failed);
    }
    // a file that is named twice, or lies in a folder that is named too, is read once
    let mut seen = HashSet::new();
    inbox.files.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    Ok((inbox, failed))
}

/// Reads every file of an inbox.
fn read_all(inbox: Inbox, templates: &[Template], options: &Options<'_>) -> Gathered {
    read_since(inbox, templates, None, options)
}

/// The same; a file that an earlier run knows and that has not changed is not read.
fn read_since(
    inbox: Inbox,
    templates: &[Template],
    earlier: Option<Earlier<'_>>,
    options: &Options<'_>,
) -> Gathered {
    interrupt::listen();
    let layouts: Vec<_> = templates
        .iter()
        .map(|template| template.layout.clone())
        .collect();
    let workers = reader::workers(options);
    let mut progress = Progress::new(Stage::Files, inbox.files.len(), options.lang);
    let Options {
        year,
        department,
        newest,
        ..
    } = *options;
    let manner = Manner {
        year,
        department,
        newest,
        workers: workers.as_ref(),
    };
    gather_since(inbox, &layouts, manner, earlier, |_| progress.one(0))
}

/// What reconciles a department.
type Judge = fn(&RuleSet, &Budget) -> Report;

/// What there is to do for a department.
enum Course<T> {
    /// It is reconciled, in full or briefly.
    Examine(Judge),
    /// It was done by an earlier run.
    Done(Examined, T),
    /// Not now.
    Leave,
}

/// Puts every department together, reconciles it with the rules of its layout and does `work` with it, on all cores;
/// `each` takes what came of them, in order. Gives what the run came to so far.
fn each_department<T: Send>(
    gathered: &mut Gathered,
    templates: &[Template],
    lang: Lang,
    judge: Judge,
    work: impl Fn(usize, Department<'_>) -> T + Sync,
    mut each: impl FnMut(T),
) -> Tally {
    each_course(
        gathered,
        templates,
        lang,
        |_| Course::Examine(judge),
        work,
        |_, result| each(result),
    )
}

/// The same, where some departments need not be examined. `each` is also given the number of the submission.
fn each_course<T: Send>(
    gathered: &mut Gathered,
    templates: &[Template],
    lang: Lang,
    course: impl Fn(usize) -> Course<T> + Sync,
    work: impl Fn(usize, Department<'_>) -> T + Sync,
    mut each: impl FnMut(usize, T),
) -> Tally {
    let mut tally = Tally {
        files: gathered.files,
        ..Tally::default()
    };
    let mut lost: Vec<(usize, Refusal)> = Vec::new();
    let all = &*gathered;
    let examine = |(): &mut (), index: usize| -> Result<Option<(Examined, T)>, Refusal> {
        let judge = match course(index) {
            // files that were not read may belong to it
            _ if all.is_cut_short || interrupt::is_asked() => return Ok(None),
            Course::Leave => return Ok(None),
            Course::Done(examined, result) => return Ok(Some((examined, result))),
            Course::Examine(judge) => judge,
        };
        let budget = all.budget(index)?;
        let template = templates
            .iter()
            .find(|template| template.layout.id == budget.layout.id);
        let rules = &template.ok_or(Refusal::BroughtDown)?.rules;
        let report = judge(rules, &budget);
        let department = Department {
            budget: &budget,
            rules,
            report: &report,
            written: None,
            letter: None,
        };
        let examined = Examined::of(&report, read::warned(&budget));
        Ok(Some((examined, work(index, department))))
    };
    let mut progress = Progress::new(Stage::Departments(all.files), all.submissions.len(), lang);
    let mut undone = 0;
    parallel::in_order(
        all.submissions.len(),
        || (),
        examine,
        |index, outcome| match outcome {
            Ok(Some((examined, result))) => {
                tally.departments += 1;
                tally.publishable += usize::from(examined.is_publishable);
                tally.warned += examined.warned;
                progress.one(examined.broken);
                each(index, result);
            }
            Ok(None) => undone += 1,
            Err(refusal) => lost.push((index, refusal)),
        },
    );
    drop(progress);
    gathered.undone = undone;
    for (index, refusal) in lost {
        let files = &gathered.submissions[index].files;
        gathered
            .unreadable
            .extend(files.iter().map(|file| (file.clone(), refusal.clone())));
    }
    tally.refused = gathered.unreadable.len();
    tally.ignored = gathered.ignored.len();
    tally
}

/// Prints what is left to be said once all departments are told.
fn close(gathered: &Gathered, tally: &Tally, lang: Lang) -> Result<(), Outcome> {
    ended(gathered, tally, lang)?;
    print(&report::closing(&gathered.ignored, tally, lang))?;
    report::unreadable(&gathered.unreadable, lang);
    Ok(())
}

/// Says what was done and what was not where Ctrl-C has ended a run before its time.
fn ended(gathered: &Gathered, tally: &Tally, lang: Lang) -> Result<(), Outcome> {
    let (done, undone) = (tally.departments, gathered.undone);
    if !gathered.is_cut_short && undone == 0 {
        return Ok(());
    }
    let line = match (gathered.is_cut_short, lang) {
        (true, Lang::Zh) => {
            "已中断：文件还没有读完，没有核对，也没有写文件。再运行一次即可".to_owned()
        }
        (true, Lang::En) => {
            "interrupted while reading: nothing was checked or written. Run it again".to_owned()
        }
        (_, Lang::Zh) => {
            format!(
                "已中断：做完 {done} 个部门，还有 {undone} 个没有做；写好的文件都是完整的。再运行一次即可"
            )
        }
        (_, Lang::En) => {
            format!(
                "interrupted: {done} departments done, {undone} not; what was written is whole. Run it again"
            )
        }
    };
    let _ = writeln!(std::io::stderr(), "{line}");
    Err(Outcome::Interrupted)
}

/// The outcome of a run: what could not be read outweighs mismatches.
fn outcome(tally: &Tally) -> Outcome {
    if tally.refused > 0 {
        Outcome::Failed
    } else if tally.publishable == tally.departments {
        Outcome::Clean
    } else {
        Outcome::Findings
    }
}
