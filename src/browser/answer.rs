//! What a page is answered: a line of JSON each.

use crate::classification::Catalogue;
use crate::run::{
    DepartmentOutcome, Interrupt, Observer, Options, PassOutcome, PreparedAnswers, PublishError,
    Share, Stage, Submission, Submissions,
};
use crate::say::{self, Lang, Text};
use crate::templates::Template;
use serde::Serialize;
use serde_json::json;
use std::io::{self, Write};

/// Writes answers.
pub(super) struct Answers<W>(pub(super) W);

impl<W: Write> Answers<W> {
    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.json(&serde_json::to_string(line)?)
    }

    /// Writes a line that is JSON already.
    fn json(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.0, "{line}")?;
        self.0.flush()
    }

    /// The version, and the layouts that there are.
    pub(super) fn about(mut self, templates: &[Template]) -> io::Result<()> {
        let layout = |it: &Template| json!({"id": it.layout.id, "name": it.layout.name});
        let layouts: Vec<_> = templates.iter().map(layout).collect();
        self.line(&json!({"version": env!("CARGO_PKG_VERSION"), "layouts": layouts}))
    }

    /// Every rule.
    pub(super) fn rules(mut self, templates: &[Template]) -> io::Result<()> {
        for template in templates {
            for rule in &template.rules.rules {
                let line = json!({
                    "layout": template.layout.id,
                    "id": rule.id,
                    "level": rule.level.word(),
                    "title": rule.title,
                    "written": rule.written,
                    "why": rule.why,
                    "source": rule.source,
                });
                self.line(&line)?;
            }
        }
        Ok(())
    }

    /// The codes that a query finds, as the command line shows them.
    pub(super) fn codes(
        mut self,
        catalogue: &Catalogue,
        query: &str,
        year: Option<i32>,
    ) -> io::Result<()> {
        let (text, _) = say::codes(catalogue, query, year, Lang::Zh);
        self.line(&json!({"text": text}))
    }
}

/// Tells a page how far a run is, and ends it where files are to be read first.
pub(super) struct RunObserver<W> {
    answers: Answers<W>,
    prepared: PreparedAnswers,
    interrupt: Interrupt,
    share: Option<Share>,
    told: io::Result<()>,
}

impl<W: Write> RunObserver<W> {
    pub(super) fn new(output: W, prepared: PreparedAnswers, options: &Options) -> Self {
        Self {
            answers: Answers(output),
            prepared,
            interrupt: options.interrupt.clone(),
            share: options.share.clone(),
            told: Ok(()),
        }
    }

    fn tell(&mut self, line: &impl Serialize) {
        if self.told.is_ok() {
            self.told = self.answers.line(line);
        }
    }

    fn tell_json(&mut self, line: &str) {
        if self.told.is_ok() {
            self.told = self.answers.json(line);
        }
    }

    /// Says what the run came to, or what is wanted first.
    pub(super) fn close(mut self, ending: &Ending) -> io::Result<()> {
        let wanted = self.prepared.wanted();
        if wanted.is_empty() {
            self.tell(&json!({"end": ending}));
        } else {
            self.tell_json(&format!(r#"{{"wanted":[{}]}}"#, wanted.join(",")));
        }
        self.told
    }
}

impl<W: Write> Observer for RunObserver<W> {
    fn gathered(&mut self, submissions: &Submissions) {
        if !self.prepared.wanted().is_empty() {
            self.interrupt.ask();
            return;
        }
        let is_own = |number: &usize| self.share.as_ref().is_none_or(|share| share.has(*number));
        let department = |number: usize| {
            let Submission {
                department, files, ..
            } = submissions.get(number).ok()?;
            Some(json!({"number": number, "department": department, "files": files}))
        };
        let numbers = (0..submissions.len()).filter(is_own);
        let all: Vec<_> = numbers.filter_map(department).collect();
        self.tell(&json!({"departments": all}));
    }

    fn begin(&mut self, stage: Stage, total: usize) {
        if stage == Stage::Files {
            self.tell(&json!({"files": total}));
        }
    }

    fn advance(&mut self, _mismatches: usize) {
        self.tell(&json!({"advance": 1}));
    }

    fn department(&mut self, outcome: DepartmentOutcome) {
        let errors: Vec<&str> = outcome.errors.iter().map(|it| &*it.zh).collect();
        let mut hints = say::RunHints::default();
        hints.add(outcome.hints);
        let text = outcome.text + &hints.in_full(Lang::Zh);
        let told = json!({"text": text, "outputs": outcome.outputs, "errors": errors});
        let report = outcome.report.as_deref().unwrap_or("null");
        self.tell_json(&format!(r#"{{"department":{told},"report":{report}}}"#));
    }
}

/// What a run came to.
#[derive(Serialize)]
pub(super) struct Ending {
    /// Why nothing was read at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    unreadable: Vec<Unread>,
    ignored: Vec<Unread>,
    found: usize,
    read: usize,
    errors: Vec<String>,
}

/// A file that was not read.
#[derive(Serialize)]
struct Unread {
    file: String,
    reason: String,
    /// What to do; nothing for one that is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
}

impl Ending {
    pub(super) fn of(passed: &PassOutcome) -> Self {
        let unreadable = passed.gathered.unreadable.iter().map(|(file, refusal)| {
            let advice = say::advice(refusal);
            Unread {
                file: file.to_string(),
                reason: advice.reason.zh,
                action: Some(advice.action.zh),
            }
        });
        let ignored = passed.gathered.ignored.iter().map(|(file, reason)| Unread {
            file: file.to_string(),
            reason: say::ignored(reason).zh,
            action: None,
        });
        let said = |text: &Text| text.zh.clone();
        Self {
            failure: None,
            unreadable: unreadable.collect(),
            ignored: ignored.collect(),
            found: passed.tally.found(),
            read: passed.tally.files,
            errors: passed.errors.iter().map(said).collect(),
        }
    }

    /// Of a run that did not begin.
    pub(super) fn failed(error: &PublishError) -> Self {
        let failure = match error {
            PublishError::Templates(error) => say::command::templates(error),
            PublishError::Folder(problem) => say::folder(problem),
        };
        Self {
            failure: Some(failure.zh),
            unreadable: Vec::new(),
            ignored: Vec::new(),
            found: 0,
            read: 0,
            errors: Vec::new(),
        }
    }
}
