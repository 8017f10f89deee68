//! An inbox that was published before: what has not changed is not done again, and nobody sees a difference.

use crate::book::Book;
use crate::made::packed;
use crate::program::{InboxDir, Run, data, gouji, only_file};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

const UNCHANGED: &str = "没有变化，沿用上次的结果";

fn table(name: &str) -> Vec<u8> {
    fs::read(data("file-a-table").join(name)).unwrap()
}

/// With one figure changed.
fn changed(name: &str, place: &str) -> Vec<u8> {
    let book = Book::open(&data("file-a-table").join(name));
    let sheet = book.sheets[0].name.clone();
    book.number(&format!("{sheet}!{place}"), 5.0).bytes()
}

/// How many departments a run left as they were.
fn unchanged(run: &Run) -> usize {
    let line = run.stdout.lines().find(|line| line.contains(UNCHANGED));
    line.map_or(0, |line| {
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    })
}

fn without_line(text: &str) -> String {
    text.lines()
        .filter(|line| !line.contains(UNCHANGED))
        // what has changed stands last
        .take_while(|line| !line.starts_with("与上次相比："))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Every file of a folder and those below it, by path; the state is nobody's business.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(Result::unwrap)
    {
        let name = entry.file_name().to_str().unwrap().to_owned();
        if entry.path().is_dir() {
            let below = files(&entry.path())
                .into_iter()
                .map(|(path, bytes)| (format!("{name}/{path}"), bytes));
            found.extend(below);
        } else if name != ".gouji-state" {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn published(inbox: &InboxDir) -> BTreeMap<String, Vec<u8>> {
    files(&inbox.path().join("公开表"))
}

/// Two departments of which one may be published.
fn two() -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(
        "甲/2020报送.xlsx",
        &fs::read(only_file("official")).unwrap(),
    );
    inbox.add(
        "乙/2020报送.xlsx",
        &fs::read(data("broken/02_decimal_point_shifted.xlsx")).unwrap(),
    );
    inbox
}

#[test]
fn what_has_not_changed_is_not_done_again_and_told_all_the_same() {
    let inbox = two();
    let first = inbox.publish();
    let before = published(&inbox);
    let second = inbox.publish();
    assert_eq!((unchanged(&first), unchanged(&second)), (0, 2));
    let line = "其中 2 个部门的文件没有变化，沿用上次的结果。要全部重做，请加 --force\n";
    assert_eq!(second.stdout, first.stdout.clone() + line);
    assert_eq!(
        (second.status, &second.stderr),
        (first.status, &first.stderr)
    );
    assert_eq!(published(&inbox), before);
    let forced = gouji(&["publish", "--force", inbox.path().to_str().unwrap()]);
    assert_eq!(forced.stdout, first.stdout);
    let english = gouji(&["--lang", "en", "publish", inbox.path().to_str().unwrap()]);
    assert_eq!(unchanged(&english), 0, "{}", english.stdout);
    let english = gouji(&["--lang", "en", "publish", inbox.path().to_str().unwrap()]);
    assert!(english.stdout.ends_with(
        "2 of the departments have not changed and were not done again. --force does all again\n"
    ));
}

#[test]
fn one_changed_file_has_its_department_done_again_and_no_other() {
    let inbox = two();
    for name in ["表一.xlsx", "表八.xlsx"] {
        inbox.add(&format!("丙/{name}"), &table(name));
    }
    inbox.publish();
    inbox.add("丙/表八.xlsx", &changed("表八.xlsx", "B7"));
    let run = inbox.publish();
    assert_eq!(unchanged(&run), 2, "{}", run.stdout);
    // 表一 was not read again before it was needed, and needed it was
    assert!(
        run.stdout.contains("来自 丙/表一.xlsx、丙/表八.xlsx"),
        "{}",
        run.stdout
    );
    assert_eq!(
        without_line(&run.stdout),
        gouji(&["publish", "--force", inbox.path().to_str().unwrap()]).stdout
    );
}

#[test]
fn output_that_was_changed_or_taken_away_is_written_again() {
    let inbox = two();
    inbox.publish();
    let before = published(&inbox);
    for name in before.keys() {
        let path = inbox.path().join("公开表").join(name);
        // the summary is of no department
        let left = if name == "汇总.xlsx" { 2 } else { 1 };
        fs::write(&path, "by hand").unwrap();
        assert_eq!(unchanged(&inbox.publish()), left, "{name}");
        let kept = path.with_file_name(changed_name(name));
        assert_eq!(fs::read(&kept).unwrap(), b"by hand");
        fs::remove_file(kept).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(unchanged(&inbox.publish()), left, "{name}");
        assert_eq!(published(&inbox), before);
    }
    // and what must not be there goes
    let public = before
        .keys()
        .find(|name| name.contains("甲") && name.ends_with(".xlsx"))
        .unwrap();
    let flagged = public.replace(".xlsx", "（待核）.xlsx");
    let path = inbox.path().join("公开表").join(&flagged);
    fs::write(&path, "old").unwrap();
    assert_eq!(unchanged(&inbox.publish()), 1);
    assert!(!path.exists());
    fs::remove_file(path.with_file_name(changed_name(&flagged))).unwrap();
    assert_eq!(published(&inbox), before);
}

/// The name under which a file is kept that a person has changed.
fn changed_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap();
    let (stem, ending) = name.rsplit_once('.').unwrap();
    format!("{stem}（改过的）.{ending}")
}

#[test]
fn other_rules_options_and_damage_have_all_done_again() {
    let inbox = two();
    let path = inbox.path().to_str().unwrap();
    inbox.publish();
    assert_eq!(unchanged(&gouji(&["publish", "--year", "2020", path])), 0);
    assert_eq!(
        unchanged(&gouji(&["publish", "--layout", "xinjiang-2020", path])),
        0
    );
    let templates = crate::templates::copy_of_templates();
    let own = [
        "--templates",
        templates.path().to_str().unwrap(),
        "publish",
        path,
    ];
    assert_eq!(unchanged(&gouji(&own)), 0);
    assert_eq!(unchanged(&gouji(&own)), 2);
    let rules = templates.path().join("xinjiang-2020/rules.toml");
    fs::write(&rules, fs::read_to_string(&rules).unwrap() + "\n# more\n").unwrap();
    assert_eq!(unchanged(&gouji(&own)), 0);
    let state = inbox.path().join("公开表/.gouji-state");
    let whole = fs::read(&state).unwrap();
    for damaged in [
        Vec::new(),
        whole[..whole.len() - 1].to_vec(),
        whole.iter().map(|byte| byte ^ 1).collect(),
    ] {
        fs::write(&state, damaged).unwrap();
        let run = gouji(&own);
        assert_eq!((unchanged(&run), run.stderr.as_str()), (0, ""));
        assert_eq!(fs::read(&state).unwrap(), whole);
    }
}

#[test]
fn a_file_that_is_refused_is_told_again() {
    let inbox = two();
    inbox.add("坏.xlsx", b"broken").add("空.xlsx", b"");
    inbox.add(
        "丁.zip",
        &packed(&[
            ("表八.xlsx", &table("表八.xlsx")),
            ("坏.xlsx", b"broken"),
            ("desktop.ini", b""),
        ]),
    );
    let first = inbox.publish();
    let second = inbox.publish();
    assert_eq!(first.stderr.lines().count(), 3, "{}", first.stderr);
    assert_eq!((second.status, &second.stderr), (2, &first.stderr));
    assert_eq!(
        (without_line(&second.stdout), unchanged(&second)),
        (first.stdout, 3)
    );
}

#[test]
fn one_file_by_its_name_leaves_what_is_known_of_the_folder() {
    let inbox = two();
    inbox.publish();
    let one = inbox.path().join("甲/2020报送.xlsx");
    assert_eq!(unchanged(&gouji(&["publish", one.to_str().unwrap()])), 0);
    assert_eq!(unchanged(&inbox.publish()), 2);
}

#[test]
fn what_a_killed_run_left_is_swept_away() {
    let inbox = two();
    inbox.publish();
    let before = published(&inbox);
    inbox
        .add("公开表/.gouji-99-0.tmp", b"half")
        .add("公开表/退回/乙/.gouji-99-1.tmp", b"half");
    inbox.add("公开表/他人的.tmp", b"not ours");
    inbox.publish();
    let mut after = published(&inbox);
    assert_eq!(after.remove("他人的.tmp").unwrap(), b"not ours");
    assert_eq!(after, before);
}

/// What is done to an inbox between two runs.
#[derive(Debug, Clone)]
enum Step {
    Put(usize, usize),
    Remove(usize),
    Spoil(prop::sample::Index),
}

/// Places of files, of three departments and of one that names nobody's folder.
const PLACES: [&str; 6] = [
    "甲/表一.xlsx",
    "甲/表八.xlsx",
    "乙/表八.xlsx",
    "乙/报送.xls",
    "表八.xlsx",
    "丙.zip",
];

static CONTENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let of_format = fs::read_dir(data("formats"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let old = of_format
        .into_iter()
        .find(|path| path.extension().is_some_and(|own| own == "xls"))
        .unwrap();
    vec![
        table("表一.xlsx"),
        table("表八.xlsx"),
        changed("表八.xlsx", "B7"),
        fs::read(old).unwrap(),
        packed(&[
            ("表一.xlsx", &table("表一.xlsx")),
            ("丁/表八.xlsx", &table("表八.xlsx")),
        ]),
        b"broken".to_vec(),
    ]
});

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..PLACES.len(), 0..6usize).prop_map(|(place, content)| Step::Put(place, content)),
        2 => (0..PLACES.len()).prop_map(Step::Remove),
        1 => any::<prop::sample::Index>().prop_map(Step::Spoil),
    ]
}

/// A few, unless more are asked for.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|asked| asked.parse().ok())
        .unwrap_or(6)
}

/// Publishes a folder that is always called the same.
fn publish_in(dir: &Path, force: bool) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command
        .args(["--lang", "zh", "publish", "收件"])
        .args(force.then_some("--force"))
        .current_dir(dir);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// Whatever is done to an inbox, a run that goes by an earlier one gives what a run that does all again gives.
    #[test]
    fn a_run_after_changes_is_a_run_of_all(steps in prop::collection::vec(prop::collection::vec(step(), 1..4), 3..5)) {
        let (one, all) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for steps in steps {
            for dir in [&one, &all] {
                let inbox = dir.path().join("收件");
                ["甲", "乙"].iter().for_each(|folder| fs::create_dir_all(inbox.join(folder)).unwrap());
                for step in &steps {
                    match step {
                        Step::Put(place, content) => fs::write(inbox.join(PLACES[*place]), &CONTENTS[*content]).unwrap(),
                        Step::Remove(place) => drop(fs::remove_file(inbox.join(PLACES[*place]))),
                        Step::Spoil(at) => {
                            let written: Vec<String> = files(&inbox.join("公开表")).into_keys().collect();
                            if !written.is_empty() {
                                fs::write(inbox.join("公开表").join(at.get(&written)), "by hand").unwrap();
                            }
                        }
                    }
                }
            }
            let (run, full) = (publish_in(one.path(), false), publish_in(all.path(), true));
            prop_assert_eq!((run.status, without_line(&run.stdout), run.stderr), (full.status, full.stdout, full.stderr));
            let [own, other] = [&one, &all].map(|dir| files(&dir.path().join("收件/公开表")));
            prop_assert!(own == other, "{:?}\n{:?}", own.keys(), other.keys());
        }
    }
}
