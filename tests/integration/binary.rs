//! The department as `.xls` and as `.xlsb`, saved by other programs: the same facts as from `.xlsx`, at the
//! same cells, under whatever name.

use crate::book::Book;
use crate::made_xls::Xls;
use crate::program::{InboxDir, data, only_file};
use crate::truth::assert_is_the_seed;
use gouji::budget::{Budget, Figure};
use std::fs;
use std::path::PathBuf;

/// The one file of `formats` with this extension.
pub fn format(extension: &str) -> PathBuf {
    let files = fs::read_dir(data("formats"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

fn named(name: &str, bytes: &[u8]) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(name, bytes);
    inbox
}

/// Only a package of XML can be marked in place; the letter says so, and that is no failure.
#[test]
fn a_wrong_figure_in_one_is_told_by_the_letter() {
    let wrong = Xls::of(&Book::official().number("表三!G14", 864.0));
    let inbox = named("报送（2020年）.xls", &wrong.bytes());
    let run = inbox.publish();
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{run:?}");
    let names = fs::read_dir(inbox.path().join("公开表/退回"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let names: Vec<PathBuf> = names.collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let letter = fs::read_to_string(&names[0]).unwrap();
    assert!(letter.contains("表三!G14"), "{letter}");
    assert!(
        letter.contains(
            "报送（2020年）.xls 不是 .xlsx 格式，没有在原表上标红，请按上面所列的单元格改正。"
        ),
        "{letter}"
    );
}

/// Sheet, cell and figure of every fact.
pub type Fact = (String, u32, u32, Figure);

pub fn facts(budget: &Budget) -> Vec<Fact> {
    budget
        .facts
        .iter()
        .map(|f| {
            (
                f.at.sheet.to_string(),
                f.at.row,
                f.at.column,
                f.figure.clone(),
            )
        })
        .collect()
}

#[test]
fn the_facts_are_those_of_the_xlsx() {
    let official = named("2020a.xlsx", &fs::read(only_file("official")).unwrap());
    for extension in ["xls", "xlsb"] {
        let own = named("2020a.xlsx", &fs::read(format(extension)).unwrap());
        assert_is_the_seed(&own.budget());
        assert_eq!(
            facts(&own.budget()),
            facts(&official.budget()),
            "{extension}"
        );
        assert_eq!(own.json(), official.json(), "{extension}");
    }
}

#[test]
fn the_kind_goes_by_the_content() {
    let names = [
        ("xls", "报表.xlsx"),
        ("xls", "报表.et"),
        ("xls", "报表.xlsb"),
        ("xls", "报表"),
    ];
    for (extension, name) in names
        .into_iter()
        .chain([("xlsb", "报表.xls"), ("xlsb", "报表.xlsx")])
    {
        assert_is_the_seed(&named(name, &fs::read(format(extension)).unwrap()).budget());
    }
}

#[test]
fn they_are_published_like_the_xlsx() {
    let official = named(
        "a（2020年）.xlsx",
        &fs::read(only_file("official")).unwrap(),
    );
    assert_eq!(official.publish().status, 0);
    for extension in ["xls", "xlsb"] {
        let own = named(
            &format!("a（2020年）.{extension}"),
            &fs::read(format(extension)).unwrap(),
        );
        let run = own.publish();
        assert_eq!(run.status, 0, "{run:?}");
        let book = |inbox: &InboxDir| format!("{:?}", Book::from_bytes(&inbox.output()));
        assert_eq!(book(&own), book(&official), "{extension}");
    }
}
