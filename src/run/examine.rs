//! Reads an inbox, and takes every department of it through its rules, on all cores.

mod again;

use crate::book::Refusal;
use crate::budget::{Budget, Notice};
use crate::consolidate;
use crate::finding::Problem;
use crate::parallel;
use crate::reconcile::Report;
use crate::reconcile::unit_of_measure;
use crate::report;
use crate::rule::RuleSet;
use crate::run::last;
use crate::run::mixed;
use crate::run::state::DepartmentCounts;
use crate::run::texts;
use crate::run::years;
use crate::run::{
    self, EarlierRun, GatheredInbox, Inbox, Observer, Options, Stage, Submission, gather_since,
};
use crate::say::{DepartmentReport, Tally};
use crate::templates::{self, Template};

/// Reads every file of an inbox.
pub(crate) fn read_all(
    inbox: Inbox,
    templates: &[Template],
    options: &Options,
    observer: &mut dyn Observer,
) -> GatheredInbox {
    read_since(inbox, templates, None, options, observer)
}

/// Like [`read_all`], but skips files that an earlier run knows and that have not changed.
pub(crate) fn read_since(
    inbox: Inbox,
    templates: &[Template],
    earlier: Option<EarlierRun<'_>>,
    options: &Options,
    observer: &mut dyn Observer,
) -> GatheredInbox {
    let layouts: Vec<_> = templates
        .iter()
        .map(|template| template.layout.clone())
        .collect();
    // the first department needs them as soon as its files are read
    templates::begin(templates);
    observer.begin(Stage::Files, inbox.files.len());
    let last = options.last.clone().or_else(|| inbox.last_year.clone());
    let mut gathered = gather_since(inbox, &layouts, options.reading(), earlier, |_| {
        observer.advance(0)
    });
    observer.end();
    let beside = last::beside(&gathered);
    let is_there = last.is_some() || !beside.is_empty();
    if is_there && !options.interrupt.is_asked() {
        let places = (last.as_deref(), beside);
        let this_year = &gathered.submissions;
        let mut last = last::list_all(places, this_year, &layouts, options.reading(), earlier);
        let refused = last.take_unreadable().into_iter();
        let known = &gathered.unreadable;
        let refused: Vec<_> = refused.filter(|own| !known.contains(own)).collect();
        gathered.unreadable.extend(refused);
        gathered.ignored.extend(last.unused(&gathered.submissions));
        gathered.last = Some(Box::new(last));
    }
    gathered
}

/// Reconciles a department with its rules.
pub(crate) type Reconciler = fn(&RuleSet, &Budget) -> Report;

/// What there is to do for a department.
pub(crate) enum DepartmentTask<T> {
    /// It is reconciled, in full or briefly.
    Examine(Reconciler),
    /// It was done by an earlier run.
    Done(DepartmentCounts, T),
    /// Not now.
    Leave,
}

/// Puts every department together, reconciles it with the rules of its layout and does `work` with it, on all cores;
/// `each` takes their outcomes, in order. Gives the result of the run so far.
pub(crate) fn each_department<T: Send>(
    gathered: &mut GatheredInbox,
    templates: &[Template],
    observer: &mut dyn Observer,
    reconciler: Reconciler,
    work: impl Fn(usize, DepartmentReport<'_>) -> T + Sync,
    mut each: impl FnMut(T),
) -> Tally {
    each_task(
        gathered,
        templates,
        observer,
        |_, _| DepartmentTask::Examine(reconciler),
        |index, report, _| work(index, report),
        |_, _, result, _| each(result),
    )
}

/// The same, where some departments need not be examined. `each` is also given the inbox and the number of the submission.
pub(crate) fn each_task<T: Send>(
    gathered: &mut GatheredInbox,
    templates: &[Template],
    observer: &mut dyn Observer,
    task: impl Fn(&GatheredInbox, usize) -> DepartmentTask<T> + Sync,
    work: impl Fn(usize, DepartmentReport<'_>, &Submission) -> T + Sync,
    mut each: impl FnMut(&GatheredInbox, usize, T, &mut dyn Observer),
) -> Tally {
    let mut tally = Tally {
        files: gathered.files,
        ..Tally::default()
    };
    let mut lost: Vec<(usize, Refusal)> = Vec::new();
    let mut undone = 0;
    let all = &*gathered;
    observer.gathered(&all.submissions);
    observer.begin(
        Stage::Departments { files: all.files },
        all.submissions.len(),
    );
    parallel::in_order(
        all.submissions.len(),
        || (),
        |(), index| match task(all, index) {
            // files that were not read may belong to it
            _ if all.is_cut_short || all.interrupt.is_asked() => Ok(None),
            DepartmentTask::Leave => Ok(None),
            DepartmentTask::Done(counts, result) => Ok(Some((counts, result))),
            DepartmentTask::Examine(reconciler) => {
                let examined = || examine(all, templates, index, reconciler, &work).map(Some);
                // a fault of ours in one department must not cost the others
                parallel::caught(examined).unwrap_or(Err(Refusal::BroughtDown))
            }
        },
        |index, outcome| match outcome {
            Ok(Some((counts, result))) => {
                tally.departments += 1;
                tally.publishable += usize::from(counts.is_publishable);
                tally.warned += counts.warned;
                observer.advance(counts.broken);
                each(all, index, result, observer);
            }
            Ok(None) => undone += 1,
            Err(refusal) => lost.push((index, refusal)),
        },
    );
    observer.end();
    gathered.undone = undone;
    refuse(gathered, lost);
    tally.refused = gathered.unreadable.len();
    tally.ignored = gathered.ignored.len();
    tally
}

/// Puts a department together and reconciles it; `work` takes the report.
fn examine<T>(
    gathered: &GatheredInbox,
    templates: &[Template],
    index: usize,
    reconciler: Reconciler,
    work: impl Fn(usize, DepartmentReport<'_>, &Submission) -> T,
) -> Result<(DepartmentCounts, T), Refusal> {
    let submission = gathered.submissions.get(index);
    let submission = submission.map_err(|error| Refusal::system(&error))?;
    let mut budget = gathered.budget(index)?;
    let called = gathered.submissions.called_otherwise(&submission);
    let called = called.into_iter().map(|(file, called)| Notice {
        at: Vec::new(),
        place: Some((file, None)),
        problem: Problem::DepartmentInName {
            here: called.department,
            there: budget.department.clone(),
            is_folder: called.is_folder,
        },
    });
    let called: Vec<Notice> = called.collect();
    budget.notices.extend(called);
    let unread = gathered.unread_beside(&submission).into_iter();
    budget.notices.extend(unread.map(|file| Notice {
        at: Vec::new(),
        place: Some((file.clone(), None)),
        problem: Problem::FileUnread { file },
    }));
    budget.notices.extend(mixed::notices(&submission));
    let same = gathered.submissions.same_amounts(&submission);
    budget
        .notices
        .extend(same.and_then(|other| mixed::as_of_another(&budget, other)));
    if let Some(common) = gathered.submissions.year_of_others(&submission) {
        years::compare(&mut budget.notices, common);
    }
    let rules = rules_of(templates, &budget)?;
    let mut report = reconciled(gathered, rules, (index, &mut budget), reconciler);
    if report.is_publishable()
        && let Some(other) = again::other_publishable(gathered, templates, index, &budget)
    {
        budget.notices.push(other);
        report = reconciler(rules, &budget);
    }
    if report.findings.iter().any(report::is_explainable) {
        let given = gathered
            .explanations
            .of(index, &submission, &gathered.layouts);
        report::explain(rules, &budget, &mut report, &given);
    }
    let counts = DepartmentCounts::of(&report, run::warned(&budget));
    let department = DepartmentReport {
        budget: &budget,
        rules,
        report: &report,
        written: None,
        document: None,
        letter: None,
    };
    Ok((counts, work(index, department, &submission)))
}

fn rules_of<'a>(templates: &'a [Template], budget: &Budget) -> Result<&'a RuleSet, Refusal> {
    let mut templates = templates.iter();
    let own = templates.find(|template| template.layout.id == budget.layout.id);
    own.map(|template| &*template.rules)
        .ok_or(Refusal::BroughtDown)
}

/// Reconciles a department with what it published last year and with its texts.
fn reconciled(
    gathered: &GatheredInbox,
    rules: &RuleSet,
    (index, budget): (usize, &mut Budget),
    reconciler: Reconciler,
) -> Report {
    if let Some(last) = gathered.last.as_ref().and_then(|last| last.of(budget)) {
        consolidate::join(budget, &last, rules.catalogue.as_deref());
        let same = again::as_of_last_year(budget, &last);
        budget.notices.extend(same);
    }
    budget.last_texts = gathered.last_texts(index, budget);
    texts::report_embedded(budget, rules);
    let mut report = reconciler(rules, budget);
    if texts::set_aside(budget, rules, &report) {
        report = reconciler(rules, budget);
    }
    if unit_of_measure::told_by_text(budget, &report) {
        report = reconciler(rules, budget);
    }
    report
}

/// Lists the files of departments that could not be put together.
fn refuse(gathered: &mut GatheredInbox, lost: Vec<(usize, Refusal)>) {
    for (index, refusal) in lost {
        let files = gathered.files_of(index).into_iter();
        let lost = files.map(|file| (file, refusal.clone()));
        gathered.unreadable.extend(lost);
    }
}
