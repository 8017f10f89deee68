//! Runs the tool on folders of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use gouji::budget::Budget;
use gouji::run::{FolderReading, Inbox};
use gouji::templates::{self, Template};
use serde_json::Value;

/// A file of `tests/data`.
pub fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(path)
}

/// The only file of a folder of `tests/data`.
pub fn only_file(folder: &str) -> PathBuf {
    let mut files: Vec<PathBuf> = fs::read_dir(data(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// A folder that goes away with the test.
pub struct InboxDir {
    dir: tempfile::TempDir,
}

/// What a run of the tool came to.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl InboxDir {
    pub fn new() -> Self {
        Self {
            dir: tempfile::Builder::new()
                .prefix("收件 (一)")
                .tempdir()
                .unwrap(),
        }
    }

    /// With copies of all files of a folder of `tests/data`.
    pub fn with_folder(folder: &str) -> Self {
        let inbox = Self::new();
        for entry in fs::read_dir(data(folder)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, inbox.path().join(path.file_name().unwrap())).unwrap();
        }
        inbox
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn add(&self, name: &str, bytes: &[u8]) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub fn publish(&self) -> Run {
        gouji(&["publish", self.path().to_str().unwrap()])
    }

    pub fn check(&self) -> Run {
        gouji(&["check", self.path().to_str().unwrap()])
    }

    /// The pages of the first department's workbook, as a view has them.
    pub fn pages(&self) -> Vec<Value> {
        let folder = self.path().to_str().unwrap();
        let run = gouji(&["check", "--format", "json", "--view", folder]);
        let json: Value = serde_json::from_str(&run.stdout).unwrap();
        json["departments"][0]["view"]["pages"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// The JSON of `check`.
    pub fn json(&self) -> Value {
        serde_json::from_str(
            &gouji(&["check", "--format", "json", self.path().to_str().unwrap()]).stdout,
        )
        .unwrap()
    }

    /// The names of the workbooks that were published, sorted.
    pub fn outputs(&self) -> Vec<String> {
        let mut names = self.published();
        names.retain(|name| !name.ends_with(".docx"));
        names
    }

    /// Those of the documents.
    pub fn documents(&self) -> Vec<String> {
        let mut names = self.published();
        names.retain(|name| name.ends_with(".docx"));
        names
    }

    fn published(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path().join("公开表")) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned());
        let mut names: Vec<String> = names
            .filter(|name| !["退回", ".gouji-state", "汇总.xlsx"].contains(&name.as_str()))
            .collect();
        names.sort();
        names
    }

    /// The bytes of the only published workbook.
    pub fn output(&self) -> Vec<u8> {
        let names = self.outputs();
        assert_eq!(names.len(), 1, "{names:?}");
        fs::read(self.path().join("公开表").join(&names[0])).unwrap()
    }

    /// What the library reads.
    pub fn read(&self) -> FolderReading {
        let layouts: Vec<_> = built_in()
            .into_iter()
            .map(|template| template.layout)
            .collect();
        gouji::run::read(
            Inbox::open(self.path(), &self.path().join("公开表")).unwrap(),
            &layouts,
            None,
        )
    }

    /// The only department.
    pub fn budget(&self) -> Budget {
        let mut reading = self.read();
        assert!(reading.unreadable.is_empty(), "{:?}", reading.unreadable);
        assert_eq!(reading.budgets.len(), 1);
        reading.budgets.remove(0)
    }
}

/// Runs the tool, in Chinese unless the arguments say otherwise.
pub fn gouji(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let run = Run {
        status: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    run
}

pub fn built_in() -> Vec<Template> {
    static LOADED: LazyLock<Vec<Template>> = LazyLock::new(|| templates::load(None, None).unwrap());
    LOADED.clone()
}

/// The built-in template of the seed.
pub fn seed_template() -> Template {
    templates::load(None, Some("xinjiang-2020"))
        .unwrap()
        .remove(0)
}

/// The rules of a template as the report needs them.
pub fn report(budget: &Budget) -> gouji::reconcile::Report {
    let rules = seed_template().rules;
    gouji::reconcile::reconcile(&rules, budget)
}

/// The same, briefly.
pub fn brief_report(budget: &Budget) -> gouji::reconcile::Report {
    let rules = seed_template().rules;
    gouji::reconcile::reconcile_briefly(&rules, budget)
}
