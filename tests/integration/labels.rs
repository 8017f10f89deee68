//! Labels that a workbook, XML or a file system cannot hold: they cost nobody a workbook, and every written part is
//! sound. Tried of the kind: names of departments, projects, codes and goals; of files; in front of, within and behind
//! the name; alone and together; three layouts; .xlsx and .ods; publishable and flagged.

use crate::department::Department;
use crate::made::Parts;
use crate::program::{InboxDir, Run, data, gouji};
use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::HashSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// UTF-16 units of the text in a cell.
const CELL: usize = 32_767;

/// What labels are made of.
fn fragments() -> Vec<String> {
    let mut fragments: Vec<String> = (0..0x20_u8).map(|c| char::from(c).to_string()).collect();
    let more = [
        "\u{7f}",
        "\u{85}",
        "\u{9b}",
        "\u{feff}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{1fffe}",
        "\u{10ffff}",
        "𠮷",
        "]]>",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "&#xFFFE;",
        "<t>",
        "\"'",
        "''",
        "_x000D_",
        "_xFFFE_",
        "_x005F_",
        "_x",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        "#",
        "%20",
        "[1]",
        ":",
        "/",
        "\\",
        "..",
        "{}",
        "`^",
        "\u{202e}",
        "\u{202a}",
        "\u{2066}",
        "\u{2028}",
        "\u{200f}",
        "\u{ad}",
        "e\u{301}",
        "ＡＢＣ",
        "\r\n",
        "{department}",
    ];
    fragments.extend(more.map(str::to_owned));
    fragments.extend([71, 255, 40_000].map(|length| "长".repeat(length)));
    fragments.push("𠮷".repeat(20_000));
    fragments
}

/// A text between tags of a workbook, as Excel or LibreOffice would write it.
fn written(text: &str, is_excel: bool) -> String {
    let one = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '\0'..='\x08' | '\x0b' | '\x0c' | '\x0d'..='\x1f' | '\u{fffe}' | '\u{ffff}' if is_excel => {
            format!("_x{:04X}_", u32::from(c))
        }
        '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' => String::new(),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}

/// A workbook of which each label that holds `name` has a text behind it.
fn labelled(workbook: &[u8], name: &str, text: &str) -> Vec<u8> {
    let mut parts = Parts::of(workbook);
    let is_excel = parts.0.iter().any(|(name, _)| name.starts_with("xl/"));
    let text = written(text, is_excel);
    for (part, bytes) in &mut parts.0 {
        if part.ends_with("content.xml") || part.starts_with("xl/") && part.ends_with(".xml") {
            let own = String::from_utf8(std::mem::take(bytes)).unwrap();
            *bytes = own.replace(name, &format!("{name}{text}")).into_bytes();
        }
    }
    parts.bytes()
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a part is XML, and every character in it one that XML has.
fn assert_part(name: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let wrong = text.chars().find(|c| !is_xml_character(*c));
    assert_eq!(wrong, None, "{name}");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{name}: {error}"))
        {
            Event::Eof => return,
            Event::GeneralRef(reference) => {
                if let Some(c) = reference.resolve_char_ref().unwrap() {
                    assert!(is_xml_character(c), "{name}: {c:?}");
                }
            }
            Event::Start(tag) | Event::Empty(tag) => {
                let mut names = HashSet::new();
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
                    assert!(names.insert(attribute.key.as_ref().to_owned()), "{name}");
                    let value = quick_xml::escape::unescape(&attribute.value).unwrap();
                    assert!(value.chars().all(is_xml_character), "{name}: {value:?}");
                }
            }
            _ => {}
        }
    }
}

/// What the workbooks of a run hold: texts and numbers.
#[derive(Default)]
struct Written {
    texts: Vec<String>,
    numbers: Vec<String>,
    /// What was printed.
    told: String,
}

/// Looks at everything that a run has written. What went back holds what the department wrote.
fn assert_sound(inbox: &InboxDir, run: &Run) -> Written {
    assert!(run.status < 2, "{}{}", run.stdout, run.stderr);
    let mut all = Written {
        told: run.stdout.clone(),
        ..Written::default()
    };
    let out = inbox.path().join("公开表");
    let files = below(&out);
    let is_there = |ending: &str| {
        files
            .iter()
            .any(|path| path.to_str().unwrap().ends_with(ending))
    };
    assert!(is_there("汇总.xlsx") && files.len() >= 3, "{files:?}");
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|own| own == "xlsx"))
    {
        let name = path.display().to_string();
        let bytes = fs::read(path).unwrap();
        // what goes back holds what the department wrote
        let is_ours = !path.starts_with(out.join("退回"));
        if is_ours {
            for (part, bytes) in Parts::of(&bytes).0 {
                assert_part(&format!("{name} {part}"), &bytes);
            }
        }
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let mut names = HashSet::new();
        for sheet in book.sheet_names() {
            assert!(
                sheet.encode_utf16().count() <= 31 && names.insert(sheet.to_lowercase()),
                "{name}"
            );
            let is_table =
                is_ours && !name.ends_with("汇总.xlsx") && sheet != "审核结果" && sheet != "目录";
            for (row, column, cell) in book.worksheet_range(&sheet).unwrap().used_cells() {
                match cell {
                    Data::String(text) => {
                        let is_whole = text.encode_utf16().count() <= CELL;
                        assert!(is_whole || !is_ours, "{name} {sheet}");
                        all.texts.push(text.clone());
                    }
                    Data::Float(number) if is_table => {
                        all.numbers.push(format!("{row} {column} {number}"));
                    }
                    _ => {}
                }
            }
        }
    }
    all
}

/// A workbook, and names in it that may be anything.
struct Case {
    file: &'static str,
    workbook: Vec<u8>,
    names: Vec<&'static str>,
}

fn cases() -> Vec<Case> {
    let full = Department::full().book();
    let flagged = full.clone().number("表三!F10", 1.0);
    let own = vec!["某区财政局", "大院维修改造", "行政运行", "完成全年任务"];
    let wanli = data("cases/sh_wanli_2023/submitted.xlsx");
    let court = data("cases/js_court_2018/submitted.xlsx");
    let ods = fs::read_dir(data("formats"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let ods = ods
        .into_iter()
        .find(|path| path.extension().is_some_and(|own| own == "ods"));
    let case = |file, workbook, names| Case {
        file,
        workbook,
        names,
    };
    vec![
        case("2020.xlsx", full.bytes(), own.clone()),
        case("2020.xlsx", flagged.bytes(), own),
        case(
            "2023.xlsx",
            fs::read(wanli).unwrap(),
            vec!["上海市普陀区人民政府万里街道办事处", "行政运行"],
        ),
        case(
            "2018.xlsx",
            fs::read(court).unwrap(),
            vec!["江苏省高级人民法院", "行政运行"],
        ),
        case(
            "2020.ods",
            fs::read(ods.unwrap()).unwrap(),
            vec!["高新区（新市区）人力资源和社会保障局", "社保分局工作经费"],
        ),
    ]
}

/// Publishes the tables; what is written of them in words has tests of its own.
fn published(inbox: &InboxDir) -> Run {
    gouji(&["publish", "--no-document", inbox.path().to_str().unwrap()])
}

/// What comes of a workbook with a text behind one of its names.
fn publish(case: &Case, name: &str, text: &str) -> Written {
    let inbox = InboxDir::new();
    inbox.add(case.file, &labelled(&case.workbook, name, text));
    let run = published(&inbox);
    assert_sound(&inbox, &run)
}

#[test]
fn texts_longer_than_a_cell_may_hold_cost_no_workbook() {
    for case in cases() {
        let plain = publish(&case, case.names[0], "");
        for name in &case.names {
            for text in ["长".repeat(40_000), "𠮷".repeat(20_000)] {
                let written = publish(&case, name, &text);
                assert_eq!(written.numbers, plain.numbers, "{} {name}", case.file);
                let told = |text: &&String| text.ends_with("…（全文见报送文件）");
                let told = written.texts.iter().filter(told).count();
                assert!(told > 0, "{} {name}", case.file);
            }
        }
    }
}

#[test]
fn every_character_costs_no_workbook() {
    let all: String = fragments()
        .into_iter()
        .filter(|text| text.len() < 200)
        .collect();
    for case in cases() {
        let plain = publish(&case, case.names[0], "");
        for name in &case.names {
            let written = publish(&case, name, &all);
            assert_eq!(
                written.numbers, plain.numbers,
                "{} {name} {}",
                case.file, written.told
            );
            let is_told = |text: &String| text.contains(name) && text.contains("]]>");
            // a line break divides a title, and with it the name that stands nowhere else
            let is_title = case.file == "2018.xlsx" && *name == case.names[0];
            assert!(
                is_title || written.texts.iter().any(is_told),
                "{} {name}",
                case.file
            );
        }
    }
}

#[test]
fn names_of_files_may_be_anything() {
    let workbook = Department::full().book().number("表三!F10", 1.0).bytes();
    let long = format!("{}.xlsx", "长".repeat(83));
    let names = [
        &long,
        "=cmd.xlsx",
        "a\u{202e}xslx.xlsx",
        "a\u{fffe}.xlsx",
        "a\u{1b}[31m\n.xlsx",
        "#1%20&.xlsx",
        "'.xlsx",
        "_x000D_.xlsx",
        "]]>.xlsx",
        "{department}.xlsx",
    ];
    for name in names {
        let inbox = InboxDir::new();
        inbox.add(name, &workbook);
        let run = published(&inbox);
        let written = assert_sound(&inbox, &run);
        assert!(written.numbers.len() > 100, "{name:?}");
        assert!(
            below(&inbox.path().join("公开表/退回")).len() == 2,
            "{name:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn any_labels_cost_no_workbook(
        labels in prop::collection::vec(prop::collection::vec(prop::sample::select(fragments()), 1..6), 4),
        is_flagged in any::<bool>(),
    ) {
        let case = &cases()[usize::from(is_flagged)];
        let inbox = InboxDir::new();
        let named = case.names.iter().zip(&labels);
        let workbook = named.fold(case.workbook.clone(), |workbook, (name, label)| labelled(&workbook, name, &label.concat()));
        inbox.add(case.file, &workbook);
        let run = published(&inbox);
        assert_sound(&inbox, &run);
    }
}

#[test]
fn a_department_of_seventy_one_characters_keeps_its_tables_and_its_workbook() {
    for case in cases() {
        let plain = publish(&case, case.names[0], "");
        let long = "县".repeat(71 - case.names[0].chars().count());
        let inbox = InboxDir::new();
        inbox.add(case.file, &labelled(&case.workbook, case.names[0], &long));
        let run = published(&inbox);
        let written = assert_sound(&inbox, &run);
        assert_eq!(written.numbers, plain.numbers, "{}", case.file);
        let name = format!("{}{long}", case.names[0]);
        assert!(run.stdout.contains(&name), "{}", run.stdout);
        let files = below(&inbox.path().join("公开表"));
        let is_named = |path: &PathBuf| {
            let own = path.file_name().unwrap().to_str().unwrap();
            own.starts_with(&name[..180]) && own.len() <= 255
        };
        assert!(files.iter().any(is_named), "{files:?}");
    }
}
