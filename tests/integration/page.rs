//! What the page in a browser is made from: the pages of `check --view`, and the engine without a machine, whose files
//! are read by workers that somebody else starts.

use crate::program::{InboxDir, gouji};
use gouji::browser::{MemoryFolders, answer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The samples, without what a run has made of them.
fn samples() -> InboxDir {
    let inbox = InboxDir::new();
    for folder in ["已平", "有错"] {
        copy(
            &Path::new("samples").join(folder),
            &inbox.path().join(folder),
        );
    }
    inbox
}

#[test]
fn the_report_has_the_pages_and_the_place_of_every_figure() {
    let run = gouji(&["check", "samples/有错", "--format", "json", "--view"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let department = &json["departments"][0];
    let sources = department["view"]["sources"].as_array().unwrap();
    let pages = department["view"]["pages"].as_array().unwrap();
    let mut places = HashSet::new();
    let mut red = Vec::new();
    for page in pages {
        assert!(!page["widths"].as_array().unwrap().is_empty());
        for cell in page["cells"].as_array().unwrap() {
            if cell["paint"] == "red" {
                red.push((
                    page["name"].as_str().unwrap(),
                    cell["cell"].as_str().unwrap(),
                ));
            }
            let Some(source) = cell["source"].as_u64() else {
                continue;
            };
            let source = &sources[usize::try_from(source).unwrap()];
            places.insert(format!(
                "{}{}{}",
                source["file"], source["sheet"], cell["cell"]
            ));
        }
    }
    assert_eq!(red, [("表三", "G14"), ("表七", "F12")]);
    let table_three = pages.iter().find(|page| page["name"] == "表三").unwrap();
    let cells = table_three["cells"].as_array().unwrap();
    let title = cells.iter().find(|cell| cell["style"] == "title").unwrap();
    assert_eq!(title["columns"], 7);
    let findings = department["findings"].as_array().unwrap();
    let cells = findings
        .iter()
        .flat_map(|it| it["cells"].as_array().unwrap());
    let figures: Vec<&Value> = cells
        .filter(|it| !it["side"].is_null() && it["paragraph"].is_null())
        .collect();
    assert!(figures.len() > 20);
    for cell in figures {
        let place = format!("{}{}{}", cell["file"], cell["sheet"], cell["cell"]);
        assert!(places.contains(&place), "{place}");
    }
}

#[test]
fn the_pages_change_nothing_else_of_the_report() {
    let read =
        |arguments: &[&str]| -> Value { serde_json::from_str(&gouji(arguments).stdout).unwrap() };
    let plain = read(&["check", "samples/有错", "--format", "json"]);
    let mut view = read(&["check", "samples/有错", "--view"]);
    let departments = view["departments"].as_array_mut().unwrap();
    for department in departments {
        department.as_object_mut().unwrap().remove("view").unwrap();
    }
    assert_eq!(plain, view);
}

#[test]
fn words_for_a_page_name_no_option_and_the_choice_is_a_field() {
    let inbox = InboxDir::new();
    let own =
        fs::read("samples/已平/高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx")
            .unwrap();
    let other = fs::read("samples/有错/2020年报送稿.xlsx").unwrap();
    inbox.add("局/一稿.xlsx", &own).add("局/二稿.xlsx", &other);
    let json = inbox.json();
    let findings = json["departments"][0]["findings"]
        .as_array()
        .unwrap()
        .clone();
    let twice = findings
        .iter()
        .find(|it| it["action"]["kind"] == "take-newest");
    let message = twice.expect("two versions of one table")["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("请只保留一份") && !message.contains("--"),
        "{message}"
    );
}

/// Bytes that are written by a run and read by a test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lines(folders: &MemoryFolders, question: &str) -> Vec<Value> {
    let written = Lines::default();
    answer(question, folders, std::io::empty(), written.clone()).unwrap();
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Has a worker process read what is wanted, in frames as a page sends them, and leaves its answers.
fn read(wanted: &[Value], answers: &Path) {
    let program = env!("CARGO_BIN_EXE_gouji");
    let mut worker = Command::new(program)
        .arg("read-for-another-process")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = worker.stdin.take().unwrap();
    for wanted in wanted {
        let request = wanted["request"].to_string();
        input
            .write_all(&(request.len() as u64).to_le_bytes())
            .unwrap();
        input.write_all(request.as_bytes()).unwrap();
    }
    drop(input);
    let output = worker.wait_with_output().unwrap().stdout;
    let (mut rest, mut wanted) = (output.as_slice(), wanted.iter());
    while let Some((length, more)) = rest.split_first_chunk::<8>() {
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap();
        let is_working = length == 1;
        if !is_working {
            let id = wanted.next().unwrap()["id"].as_str().unwrap();
            fs::write(answers.join(id), &more[..length]).unwrap();
        }
        rest = &more[length..];
    }
    assert_eq!(wanted.next(), None, "every request is answered");
}

/// All files of a folder but those that the program keeps for itself.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let below = files(&entry.path()).into_iter();
            found.extend(below.map(|(own, bytes)| (format!("{name}/{own}"), bytes)));
        } else if !name.starts_with('.') {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// An inbox in memory, with what is read of it and made in one other place.
fn folders(inbox: &InboxDir, place: &InboxDir) -> MemoryFolders {
    MemoryFolders {
        inbox: inbox.path().to_path_buf(),
        answers: place.path().to_path_buf(),
        made: place.path().to_path_buf(),
    }
}

/// Has everything read that `publish` wants.
fn read_wanted(folders: &MemoryFolders) {
    let told = lines(folders, r#"{"ask":"publish"}"#);
    assert!(
        told.iter().all(|it| it["department"].is_null()),
        "nothing is checked yet"
    );
    read(
        told.last().unwrap()["wanted"].as_array().unwrap(),
        &folders.answers,
    );
}

#[test]
fn the_engine_of_the_page_writes_what_publish_writes() {
    let inbox = samples();
    inbox.add("坏.xlsx", b"no workbook");
    inbox.publish();
    let expected = files(&inbox.path().join("公开表"));
    fs::remove_dir_all(inbox.path().join("公开表")).unwrap();
    let place = InboxDir::new();
    let folders = folders(&inbox, &place);
    read_wanted(&folders);
    let told = lines(&folders, r#"{"ask":"publish"}"#);
    assert_eq!(files(&inbox.path().join("公开表")), expected);
    let end = &told.last().unwrap()["end"];
    assert_eq!(end["unreadable"][0]["file"], "坏.xlsx");
    let departments: Vec<&Value> = told
        .iter()
        .filter(|it| !it["department"].is_null())
        .collect();
    assert_eq!(departments.len(), 2);
    for department in departments {
        assert!(
            department["report"]["view"]["pages"]
                .as_array()
                .unwrap()
                .len()
                > 8
        );
        let outputs = department["department"]["outputs"].as_array().unwrap();
        assert!(
            outputs
                .iter()
                .all(|it| expected.contains_key(it.as_str().unwrap()))
        );
    }
}

/// The departments that a run tells of, by their numbers, and how many it has done.
fn departments(told: &[Value]) -> (Vec<u64>, usize) {
    let listed = told.iter().find_map(|it| it["departments"].as_array());
    let numbers = listed
        .unwrap()
        .iter()
        .map(|it| it["number"].as_u64().unwrap());
    let done = told.iter().filter(|it| !it["report"].is_null()).count();
    (numbers.collect(), done)
}

#[test]
fn shares_of_departments_come_to_what_publish_writes() {
    let inbox = InboxDir::new();
    for department in ["甲", "乙", "丙"] {
        for folder in ["已平", "有错"] {
            let own = inbox.path().join(format!("{department}{folder}"));
            copy(&Path::new("samples").join(folder), &own);
        }
    }
    inbox.publish();
    let out = inbox.path().join("公开表");
    let expected = files(&out);
    let place = InboxDir::new();
    let folders = folders(&inbox, &place);
    read_wanted(&folders);
    let mut outputs = BTreeMap::new();
    for (share, own) in [(0, [0, 3, 4]), (1, [1, 2, 5])] {
        // each run has a folder of its own in memory
        fs::remove_dir_all(&out).unwrap();
        let question = json!({"ask": "publish", "share": {"number": share, "of": 2}});
        let told = lines(&folders, &question.to_string());
        assert_eq!(departments(&told), (own.to_vec(), 3));
        outputs.extend(files(&out));
    }
    assert!(!outputs.contains_key("汇总.xlsx"));
    fs::remove_dir_all(&out).unwrap();
    let told = lines(&folders, r#"{"ask":"publish"}"#);
    assert_eq!(departments(&told), ((0..6).collect(), 0));
    assert_eq!(told.last().unwrap()["end"]["read"], 12);
    assert_eq!(files(&out).keys().collect::<Vec<_>>(), ["汇总.xlsx"]);
    outputs.extend(files(&out));
    assert_eq!(outputs, expected);
}

#[test]
fn what_needs_no_inbox_is_answered_too() {
    let place = InboxDir::new();
    let folders = folders(&place, &place);
    let about = lines(&folders, r#"{"ask":"about"}"#);
    assert_eq!(about[0]["version"], env!("CARGO_PKG_VERSION"));
    let codes = lines(&folders, r#"{"ask":"codes","query":"2080505","year":2020}"#);
    let shown = gouji(&["codes", "2080505", "--year", "2020"]).stdout;
    assert_eq!(codes[0]["text"], shown);
    assert!(
        lines(&folders, r#"{"ask":"rules"}"#)
            .iter()
            .any(|it| it["id"] == "X5-6")
    );
    lines(
        &folders,
        r#"{"ask":"template","layout":null,"year":2020,"department":"某局"}"#,
    );
    let blank = place.path().join("某局2020年部门预算公开表（空白）.xlsx");
    let own = place.path().join("own.xlsx");
    gouji(&[
        "template",
        "--year",
        "2020",
        "--department",
        "某局",
        "-o",
        own.to_str().unwrap(),
    ]);
    assert_eq!(fs::read(blank).unwrap(), fs::read(own).unwrap());
}
