//! What lies in the output folder beside what a run writes: files that a person has changed, results of departments
//! that are gone, names that collide. Tried of the kind: every output (workbook that may be published, flagged
//! workbook, letter, marked file, summary) changed by Excel's way of writing, by one byte, by appending and by
//! replacing; with the state file, without it, with a damaged one and one of other options; changed twice; changed
//! when its department has become publishable; held open; replaced by a folder, a link or a pipe.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::program::{InboxDir, Run, gouji, only_file};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const NAME: &str = "高新区（新市区）人力资源和社会保障局";

/// A department of which one figure is wrong.
fn wrong() -> Book {
    Book::official().number("表三!G14", 864.0)
}

fn out(inbox: &InboxDir, name: &str) -> PathBuf {
    inbox.path().join("公开表").join(name)
}

/// Every file below the output folder but the state, by its path.
fn all(inbox: &InboxDir) -> BTreeMap<String, Vec<u8>> {
    fn below(folder: &Path, lead: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{lead}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                below(&entry.path(), &format!("{name}/"), found);
            } else if name != ".gouji-state" {
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    below(&inbox.path().join("公开表"), "", &mut found);
    found
}

/// The flagged workbook with the figure mended, as Excel would save it.
fn mended(flagged: &[u8]) -> Vec<u8> {
    let right = match Book::official().sheet("表三").cells[&crate::book::place_of("G14")] {
        Cell::Number(number) => number,
        ref other => panic!("{other:?}"),
    };
    let mut book = Book::from_bytes(flagged);
    let wrong = Cell::Number(864.0);
    let cells = &mut book.sheet("表三").cells;
    let cell = cells.values_mut().find(|cell| **cell == wrong).unwrap();
    *cell = Cell::Number(right);
    book.bytes()
}

#[test]
fn a_flagged_workbook_mended_in_place_is_kept_and_can_be_handed_in() {
    let flagged = format!("{NAME}2020年部门预算公开表（待核）.xlsx");
    let kept = format!("{NAME}2020年部门预算公开表（待核）（改过的）.xlsx");
    for is_state_gone in [false, true] {
        let inbox = InboxDir::new();
        inbox.add("报送2020年.xlsx", &wrong().bytes());
        inbox.publish();
        let written = fs::read(out(&inbox, &flagged)).unwrap();
        let own = mended(&written);
        fs::write(out(&inbox, &flagged), &own).unwrap();
        if is_state_gone {
            fs::remove_file(out(&inbox, ".gouji-state")).unwrap();
        }
        let run = inbox.publish();
        assert_eq!(run.status, 1, "{run:?}");
        assert!(fs::read(out(&inbox, &kept)).unwrap() == own);
        assert!(fs::read(out(&inbox, &flagged)).unwrap() == written);
        let line = run.stdout.lines().find(|line| line.starts_with("注意："));
        let line = line.unwrap_or_else(|| panic!("{}", run.stdout));
        assert!(line.contains(&kept) && line.contains("没有采用"), "{line}");
        // it is told once, and stays
        assert!(!inbox.publish().stdout.contains("注意："));
        assert!(fs::read(out(&inbox, &kept)).unwrap() == own);
        // as the line says
        fs::remove_file(inbox.path().join("报送2020年.xlsx")).unwrap();
        fs::rename(out(&inbox, &kept), inbox.path().join(&kept)).unwrap();
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{run:?}");
        // what went back was of the file that is gone
        let public = format!("{NAME}2020年部门预算公开表.xlsx");
        assert_eq!(inbox.outputs(), ["旧", &public]);
    }
}

#[test]
fn the_flagged_workbook_says_where_a_mended_one_goes() {
    let inbox = InboxDir::new();
    inbox.add("报送2020年.xlsx", &wrong().bytes());
    inbox.publish();
    let review = Book::from_bytes(&inbox.output());
    let said = review.sheets[0].cells.values().any(
        |cell| matches!(cell, Cell::Text(text) if text.contains("另存到收件文件夹、换下原报送文件")),
    );
    assert!(said);
}

/// Ways in which a person's change comes about.
fn ways(written: &[u8]) -> Vec<Vec<u8>> {
    let mut ways = vec![b"by hand".to_vec(), [written, b"\n"].concat()];
    ways.push(written[..written.len() - 1].to_vec());
    if written.starts_with(b"PK") {
        // every part as it was, one figure and all dates included
        let parts = Parts::of(written);
        let text = String::from_utf8(parts.0[0].1.clone()).unwrap();
        ways.push(parts.with("more.txt", text).bytes());
        ways.push(Parts::of(written).bytes());
    }
    ways
}

#[test]
fn every_output_that_a_person_changed_is_kept() {
    let inbox = InboxDir::new();
    inbox.add("甲/报送2020年.xlsx", &wrong().bytes());
    inbox.add(
        "乙/报送2020年.xlsx",
        &fs::read(only_file("official")).unwrap(),
    );
    inbox.publish();
    let before = all(&inbox);
    assert_eq!(before.len(), 7, "{:?}", before.keys());
    let damage: [fn(&Path); 3] = [
        |_| (),
        |state| fs::remove_file(state).unwrap(),
        |state| fs::write(state, "damaged").unwrap(),
    ];
    for (name, written) in &before {
        for (at, changed) in ways(written).iter().enumerate() {
            fs::write(out(&inbox, name), changed).unwrap();
            damage[at % damage.len()](&out(&inbox, ".gouji-state"));
            let run = inbox.publish();
            let mut now = all(&inbox);
            let kept: Vec<String> = now
                .keys()
                .filter(|name| name.contains("（改过的"))
                .cloned()
                .collect();
            let [kept] = kept.as_slice() else {
                panic!("{name} {at}: {kept:?}");
            };
            assert!(run.stdout.contains(kept.as_str()), "{}", run.stdout);
            assert!(now.remove(kept).unwrap() == *changed);
            assert!(now == before, "{name} {at}");
            fs::remove_file(out(&inbox, kept)).unwrap();
        }
    }
}

#[test]
fn changes_are_kept_beside_earlier_ones_and_once() {
    let inbox = InboxDir::new();
    inbox.add("报送2020年.xlsx", &wrong().bytes());
    inbox.publish();
    let name = format!("{NAME}2020年部门预算公开表（待核）.xlsx");
    for text in ["one", "two", "one", "two"] {
        fs::write(out(&inbox, &name), text).unwrap();
        inbox.publish();
    }
    let now = all(&inbox);
    let kept = now.iter().filter(|(name, _)| name.contains("（改过的"));
    let kept: Vec<&[u8]> = kept.map(|(_, bytes)| bytes.as_slice()).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&&b"one"[..]) && kept.contains(&&b"two"[..]));
}

#[test]
fn a_changed_output_of_a_department_that_is_mended_is_kept() {
    let inbox = InboxDir::new();
    inbox.add("报送2020年.xlsx", &wrong().bytes());
    inbox.publish();
    let before = all(&inbox);
    before
        .keys()
        .for_each(|name| fs::write(out(&inbox, name), name).unwrap());
    inbox.add("报送2020年.xlsx", &Book::official().bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    let now = all(&inbox);
    for name in before.keys() {
        let (stem, ending) = name.rsplit_once('.').unwrap();
        let kept = format!("{stem}（改过的）.{ending}");
        assert_eq!(now.get(&kept).map(Vec::as_slice), Some(name.as_bytes()));
        // nothing of the text was filled in, so that the document is called as before
        let stays = name == "汇总.xlsx" || name.ends_with(".docx");
        assert_eq!(now.contains_key(name), stays, "{name}");
    }
}

#[test]
fn an_output_as_it_was_written_is_replaced_without_a_word() {
    let inbox = InboxDir::new();
    inbox.add("报送2020年.xlsx", &wrong().bytes());
    inbox.publish();
    let folder = inbox.path().to_str().unwrap();
    let file = inbox.path().join("报送2020年.xlsx");
    // other options have another state; what was written is known all the same
    for (at, path) in [folder, file.to_str().unwrap(), folder]
        .into_iter()
        .enumerate()
    {
        let next = wrong().number("表三!F14", 5.0 + f64::from(u8::try_from(at).unwrap()));
        inbox.add("报送2020年.xlsx", &next.bytes());
        let run = gouji(&["publish", "--year", "2020", path]);
        assert!(!run.stdout.contains("注意："), "{}", run.stdout);
    }
    inbox.add("报送2020年.xlsx", &Book::official().bytes());
    let run = inbox.publish();
    assert!(!run.stdout.contains("注意："), "{}", run.stdout);
    assert_eq!(all(&inbox).len(), 3, "{:?}", all(&inbox).keys());
}

fn assert_moved(run: &Run, name: &str) {
    assert!(
        run.stdout.contains(&format!("已移到 旧/{name}")),
        "{name} in {}",
        run.stdout
    );
}

#[test]
fn results_of_a_department_that_is_gone_are_moved_and_named() {
    let inbox = InboxDir::new();
    inbox.add("甲/报送2020年.xlsx", &wrong().bytes());
    inbox.add(
        "乙/报送2020年.xlsx",
        &fs::read(only_file("official")).unwrap(),
    );
    inbox.add(
        "丙.zip",
        &crate::made::packed(&[("丁/报送2020年.xlsx", &wrong().bytes())]),
    );
    inbox.publish();
    let before = all(&inbox);
    fs::remove_dir_all(inbox.path().join("甲")).unwrap();
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    let now = all(&inbox);
    let gone: Vec<&String> = before.keys().filter(|name| name.contains('甲')).collect();
    assert_eq!(gone.len(), 4, "{gone:?}");
    for name in gone {
        assert_moved(&run, name);
        assert!(!now.contains_key(name) && now[&format!("旧/{name}")] == before[name]);
    }
    // once, and then it stays; a second one of the name does not replace it
    assert!(!inbox.publish().stdout.contains("已移到"));
    assert_eq!(all(&inbox), now);
    inbox.add(
        "甲/报送2020年.xlsx",
        &wrong().number("表三!F14", 5.0).bytes(),
    );
    inbox.publish();
    fs::remove_dir_all(inbox.path().join("甲")).unwrap();
    inbox.publish();
    let old = all(&inbox);
    let old = old
        .keys()
        .filter(|name| name.starts_with("旧/") && name.contains('甲'));
    let old: Vec<&String> = old.collect();
    assert_eq!(old.len(), 8, "{old:?}");
    // what lies in a zip is gone with it
    fs::remove_file(inbox.path().join("丙.zip")).unwrap();
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        inbox.outputs().iter().filter(|name| *name != "旧").count(),
        1
    );
}

#[test]
fn results_whose_files_cannot_be_read_now_stay() {
    let inbox = InboxDir::new();
    inbox.add("甲/报送2020年.xlsx", &wrong().bytes());
    let full = crate::department::Department::full().book().bytes();
    inbox.add("乙.zip", &crate::made::packed(&[("财政局.xlsx", &full)]));
    inbox.publish();
    let before = all(&inbox);
    inbox
        .add("甲/报送2020年.xlsx", b"half")
        .add("乙.zip", b"PK\x03\x04half");
    let run = inbox.publish();
    assert_eq!(run.status, 2, "{run:?}");
    let now = all(&inbox);
    assert!(
        before.keys().all(|name| now.contains_key(name)),
        "{:?}",
        now.keys()
    );
    let told = run
        .stdout
        .lines()
        .filter(|line| line.contains("是以前的结果，不是最后报来的一版"));
    let told: Vec<&str> = told.collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .any(|line| line.contains("这次读不出 甲/报送2020年.xlsx")),
        "{told:?}"
    );
    // one file of an inbox says nothing of the others
    inbox.add("甲/报送2020年.xlsx", &wrong().bytes());
    fs::remove_file(inbox.path().join("乙.zip")).unwrap();
    let file = inbox.path().join("甲/报送2020年.xlsx");
    let folder = out(&inbox, "");
    let run = gouji(&[
        "publish",
        file.to_str().unwrap(),
        "--out",
        folder.to_str().unwrap(),
    ]);
    assert!(!run.stdout.contains("注意："), "{}", run.stdout);
    let gone: Vec<&String> = before
        .keys()
        .filter(|name| !out(&inbox, name).exists())
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
    let run = inbox.publish();
    assert!(
        run.stdout.contains("乙.zip/财政局.xlsx 已不在收件文件夹里"),
        "{}",
        run.stdout
    );
}

#[test]
fn two_inboxes_of_one_output_folder_leave_each_other() {
    let (one, other) = (InboxDir::new(), InboxDir::new());
    one.add("甲/报送2020年.xlsx", &wrong().bytes());
    other.add("报送2020年.xlsx", &Book::official().bytes());
    let out = one.path().join("公开表");
    let out = out.to_str().unwrap();
    for _ in 0..2 {
        for inbox in [&one, &other] {
            let run = gouji(&["publish", inbox.path().to_str().unwrap(), "--out", out]);
            assert!(!run.stdout.contains("已移到"), "{}", run.stdout);
        }
    }
}

#[test]
fn an_old_result_that_cannot_be_removed_is_named() {
    let flagged = format!("{NAME}2020年部门预算公开表（待核）.xlsx");
    let public = format!("{NAME}2020年部门预算公开表.xlsx");
    let letter = format!("退回/{NAME}退回意见.txt");
    let marked = "退回/报送2020年.xlsx".to_owned();
    // a department that is mended loses three files, one that is no longer right loses one
    let cases = [
        (wrong(), Book::official(), vec![flagged, letter, marked]),
        (Book::official(), wrong(), vec![public]),
    ];
    for (before, after, names) in cases {
        for name in names {
            let inbox = InboxDir::new();
            inbox.add("报送2020年.xlsx", &before.bytes());
            inbox.publish();
            let path = out(&inbox, &name);
            let own = path.file_name().unwrap().to_str().unwrap();
            let owner = path.with_file_name(format!("~${own}"));
            fs::write(&owner, b"owner").unwrap();
            inbox.add("报送2020年.xlsx", &after.bytes());
            for _ in 0..2 {
                let run = inbox.publish();
                assert_eq!(run.status, 2, "{run:?}");
                assert!(run.stderr.contains(own) && path.exists(), "{}", run.stderr);
                assert!(run.stderr.contains("删不掉"), "{}", run.stderr);
            }
            fs::remove_file(owner).unwrap();
            let run = inbox.publish();
            assert!(run.status < 2 && !path.exists(), "{run:?}");
        }
    }
}

#[test]
fn a_folder_in_the_place_of_an_old_result_is_named() {
    let inbox = InboxDir::new();
    inbox.add("报送2020年.xlsx", &Book::official().bytes());
    let flagged = format!("{NAME}2020年部门预算公开表（待核）.xlsx");
    inbox.add(&format!("公开表/{flagged}/占位"), b"");
    let run = inbox.publish();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains(&flagged), "{}", run.stderr);
}
