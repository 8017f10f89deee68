//! The same proof by a spreadsheet program that people use. It needs LibreOffice (`soffice`) and says so where there
//! is none.

use crate::book::{Book, place_of};
use crate::calc::{Calc, Value};
use crate::reviewed::{FIRST, REVIEW, Reviewed, VERDICT, all, broken, mends, word};
use gouji::rule::Severity;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};
use zip::write::SimpleFileOptions;

/// The setting by which LibreOffice reckons every formula of a workbook anew, whatever results it stores.
const ALWAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Opens and saves workbooks with LibreOffice, with a profile of their own; `None` where there is no LibreOffice.
pub fn recalculate(workbooks: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    converted(workbooks, "xlsx:Calc MS Excel 2007 XML")
}

/// The same, saved in a format of LibreOffice's: its ending, and its filter.
pub fn converted(workbooks: &[Vec<u8>], format: &str) -> Option<Vec<Vec<u8>>> {
    if !Command::new("soffice")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        eprintln!("skipped: there is no soffice on PATH");
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let user = dir.path().join("profile/user");
    fs::create_dir_all(&user).unwrap();
    fs::write(user.join("registrymodifications.xcu"), ALWAYS).unwrap();
    let (given, taken) = (dir.path().join("given"), dir.path().join("taken"));
    fs::create_dir_all(&given).unwrap();
    let name = |index: usize| format!("{index}.xlsx");
    for (index, bytes) in workbooks.iter().enumerate() {
        fs::write(given.join(name(index)), bytes).unwrap();
    }
    let output = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            dir.path().join("profile").display()
        ))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(&taken)
        .args((0..workbooks.len()).map(|index| given.join(name(index))))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let ending = format.split(':').next().unwrap();
    Some(
        (0..workbooks.len())
            .map(|index| fs::read(taken.join(format!("{index}.{ending}"))).unwrap())
            .collect(),
    )
}

/// A workbook with one of its parts changed.
fn with_part(workbook: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let own = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if own == name {
            bytes = change(&String::from_utf8(bytes).unwrap()).into_bytes();
        }
        out.start_file(own, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Types into a cell, as `表三!G14`, and leaves all else as it is.
fn typed(workbook: &[u8], place: &str, value: &Value) -> Vec<u8> {
    let (sheet, cell) = place.split_once('!').unwrap();
    let number = Calc::open(workbook)
        .sheets
        .iter()
        .position(|name| name == sheet)
        .unwrap()
        + 1;
    with_part(
        workbook,
        &format!("xl/worksheets/sheet{number}.xml"),
        |xml| {
            let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
            let (head, rest) = xml[start..].split_once('>').unwrap();
            let behind = if head.ends_with('/') {
                rest
            } else {
                rest.split_once("</c>").unwrap().1
            };
            let head = head.trim_end_matches('/').replace(" t=\"s\"", "");
            let content = match value {
                Value::Number(number) => format!("><v>{number}</v>"),
                Value::Text(text) => format!(" t=\"inlineStr\"><is><t>{text}</t></is>"),
                other => panic!("nobody types {other:?}"),
            };
            format!("{}{head}{content}</c>{behind}", &xml[..start])
        },
    )
}

/// The same workbook with wrong results stored beside its formulas.
fn spoilt(workbook: &[u8]) -> Vec<u8> {
    with_part(workbook, "xl/worksheets/sheet1.xml", |xml| {
        let mut parts = xml.split("</f><v>");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| {
            let (result, behind) = part.split_once("</v>").unwrap();
            let wrong = if result.parse::<f64>().is_ok() {
                "-1"
            } else {
                "没有算过"
            };
            format!("{text}</f><v>{wrong}</v>{behind}")
        })
    })
}

#[test]
fn recalculated_by_libreoffice_every_row_is_what_we_stored() {
    let given: Vec<Vec<u8>> = all().iter().map(|(_, workbook)| spoilt(workbook)).collect();
    let Some(taken) = recalculate(&given) else {
        return;
    };
    for ((reviewed, workbook), (given, taken)) in all().iter().zip(given.iter().zip(&taken)) {
        let [ours, wrong, theirs] = [workbook, given, taken].map(|bytes| Calc::open(bytes));
        for (row, (level, verdict, rule)) in (FIRST..).zip(reviewed.rows()) {
            let theirs = theirs.stored(REVIEW, row, VERDICT);
            assert_eq!(
                theirs,
                Value::Text(word(level, verdict).to_owned()),
                "{} {row}: {level:?} {rule}",
                reviewed.name
            );
        }
        for ((sheet, row, column), formula) in &ours.formulas {
            let [ours, wrong, theirs] =
                [&ours, &wrong, &theirs].map(|calc| calc.stored(sheet, *row, *column));
            let same = match (&ours, &theirs) {
                (Value::Number(ours), Value::Number(theirs)) => (ours - theirs).abs() < 1e-7,
                (Value::Blank | Value::Text(_), Value::Blank | Value::Text(_)) => {
                    text(&ours) == text(&theirs)
                }
                _ => false,
            };
            assert!(
                same,
                "{} {row} {column}: {ours:?} {theirs:?} {formula}",
                reviewed.name
            );
            assert!(
                wrong != theirs || wrong == Value::Number(-1.0),
                "{formula} was not reckoned anew"
            );
        }
    }
}

#[test]
fn recalculated_by_libreoffice_a_mended_workbook_is_even() {
    let mends: Vec<_> = mends().into_iter().collect();
    let given: Vec<Vec<u8>> = mends
        .iter()
        .map(|(slip, cells)| {
            let workbook = broken(slip).1.clone();
            cells.iter().fold(workbook, |workbook, (cell, value)| {
                typed(&workbook, cell, value)
            })
        })
        .collect();
    let Some(taken) = recalculate(&given) else {
        return;
    };
    for ((slip, cells), workbook) in mends.iter().zip(&taken) {
        let calc = Calc::open(workbook);
        for (cell, value) in cells {
            let (sheet, name) = cell.split_once('!').unwrap();
            let (row, column) = place_of(name);
            assert_eq!(calc.stored(sheet, row, column), *value, "{slip}");
        }
        let (reviewed, _) = broken(slip);
        for (row, (level, _, rule)) in (FIRST..).zip(reviewed.rows()) {
            let now = calc.stored(REVIEW, row, VERDICT);
            let is_live = level == Severity::Mandatory && !rule.starts_with("R-");
            assert!(
                !is_live || now == Value::Text("平".to_owned()),
                "{slip} {row}: {rule} {now:?}"
            );
        }
        assert!(
            text(&calc.stored(REVIEW, 1, 0)).starts_with("强制问题已全部改正"),
            "{slip}"
        );
    }
}

/// Of a wrong 类, 款 and 项: the first moves whole branches, so that roll-ups look for the rows between.
#[test]
fn recalculated_by_libreoffice_a_mended_code_is_even() {
    let slips = [
        ("表三!A12", "218", "208"),
        ("表三!B19", "06", "05"),
        ("表五!C14", "03", "01"),
    ];
    let official = || Book::official();
    let wrong =
        slips.map(|(cell, wrong, _)| Reviewed::of(cell, &official().text(cell, wrong).bytes()));
    let workbooks = wrong.each_ref().map(Reviewed::workbook);
    assert!(
        Calc::open(&workbooks[0])
            .formulas
            .values()
            .any(|formula| formula.contains("ISNA(MATCH("))
    );
    let mut given: Vec<Vec<u8>> = workbooks.iter().map(|workbook| spoilt(workbook)).collect();
    let mended = workbooks
        .iter()
        .zip(slips)
        .map(|(it, (cell, _, right))| typed(it, cell, &Value::Text(right.into())));
    given.extend(mended);
    let Some(taken) = recalculate(&given) else {
        return;
    };
    let (before, after) = taken.split_at(slips.len());
    for ((reviewed, (cell, ..)), (before, after)) in
        wrong.iter().zip(slips).zip(before.iter().zip(after))
    {
        let [before, after] = [before, after].map(|bytes| Calc::open(bytes));
        for (row, (level, verdict, rule)) in (FIRST..).zip(reviewed.rows()) {
            assert_eq!(
                before.stored(REVIEW, row, VERDICT),
                Value::Text(word(level, verdict).to_owned()),
                "{cell} {row}: {rule}"
            );
            let is_live = level == Severity::Mandatory && !rule.starts_with("R-");
            let now = after.stored(REVIEW, row, VERDICT);
            assert!(
                !is_live || now == Value::Text("平".to_owned()),
                "{cell} {row}: {rule} {now:?}"
            );
        }
        assert!(
            text(&after.stored(REVIEW, 1, 0)).starts_with("强制问题已全部改正"),
            "{cell}"
        );
    }
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}
