//! `gouji template`: a blank workbook, filled in as a department would by a program that shares no code with ours,
//! reckoned by LibreOffice, and published. Where Python with openpyxl or LibreOffice is lacking, it says so.

use crate::program::{InboxDir, Run, data, gouji};
use crate::recalculated::{converted, recalculate};
use crate::truth;
use calamine::{Data, Reader, SheetVisible, Xlsx};
use gouji::layout::{Rows, Table};
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

/// A blank workbook of a layout, made with arguments.
fn blank(arguments: &[&str]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("空白.xlsx");
    let run = gouji(&[&["template", "-o", file.to_str().unwrap()], arguments].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.contains("空白.xlsx"), "{}", run.stdout);
    fs::read(file).unwrap()
}

/// The blank workbook with the figures of the transcription, and with changes such as `经济科目录入!D6=1`; none where
/// there is no Python with openpyxl.
fn filled(changes: &[&str]) -> Option<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let (given, taken) = (dir.path().join("空白.xlsx"), dir.path().join("填好.xlsx"));
    fs::write(&given, blank(&["--projects", "8"])).unwrap();
    let (program, figures) = (data("fill_blank.py"), data("tables.json"));
    let mut arguments: Vec<&Path> = vec![&program, &given, &figures, &taken];
    arguments.extend(changes.iter().map(Path::new));
    script(&arguments)?;
    Some(fs::read(taken).unwrap())
}

/// Runs a script of `tests/data`; gives what it prints, or nothing where there is no Python with openpyxl.
fn script(arguments: &[&Path]) -> Option<String> {
    let has_openpyxl = Command::new("python3")
        .args(["-c", "import openpyxl"])
        .stderr(Stdio::null())
        .status();
    if !has_openpyxl.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no python3 with openpyxl");
        return None;
    }
    let output = Command::new("python3").args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What a sheet shows, row by row, by the results that are stored.
fn texts(workbook: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| cell.to_string();
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

/// Whether a workbook as it is printed shows the red of a verdict; none where pages cannot be drawn.
fn is_red_in_print(workbook: &[u8]) -> Option<bool> {
    if Command::new("pdftoppm")
        .arg("-v")
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: there is no pdftoppm on PATH");
        return None;
    }
    let pdf = converted(&[workbook.to_vec()], "pdf")?.remove(0);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("pages.pdf");
    fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftoppm")
        .args(["-r", "40"])
        .arg(&file)
        .arg(dir.path().join("page"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let drawn = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let pages: Vec<_> = drawn
        .filter(|path| path.extension().is_some_and(|extension| extension == "ppm"))
        .collect();
    assert!(pages.len() > 10);
    // a picture of plain bytes, three a point, behind a short head
    let red = |page: Vec<u8>| {
        page[page.len() % 3..]
            .chunks_exact(3)
            .filter(|point| *point == [0xFF, 0x50, 0x50])
            .count()
    };
    Some(
        pages
            .into_iter()
            .map(|page| red(fs::read(page).unwrap()))
            .sum::<usize>()
            > 100,
    )
}

fn publish(workbook: &[u8]) -> (InboxDir, Run) {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", workbook);
    let run = inbox.publish();
    (inbox, run)
}

#[test]
fn the_blank_workbook_that_is_kept_is_what_the_program_makes() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/xinjiang-2020/blank.xlsx");
    assert!(
        fs::read(kept).unwrap() == blank(&["--layout", "xinjiang-2020"]),
        "run gouji template once more"
    );
}

#[test]
fn a_blank_workbook_that_nobody_filled_in_is_named_for_what_it_is() {
    for layout in ["xinjiang-2020", "shanghai-2023", "jiangsu-2018"] {
        let workbook = blank(&[
            "--layout",
            layout,
            "--year",
            "2023",
            "--department",
            "某区某局",
            "--projects",
            "3",
        ]);
        let (inbox, run) = publish(&workbook);
        assert_eq!(run.status, 2, "{run:?}");
        assert_eq!(
            run.stderr,
            "未能读取 报送.xlsx：是还没有填写的空白表，一个金额也没有。请填好有颜色的格、保存后重新报送\n"
        );
        assert_eq!(inbox.outputs(), Vec::<String>::new());
    }
}

#[test]
fn wishes_stand_on_the_first_sheet_and_in_the_titles() {
    let asked = [
        "--layout",
        "shanghai-2023",
        "--year",
        "2024",
        "--department",
        "某区某局",
        "--unit",
        "101020-某局",
    ];
    let workbook = blank(&[&asked[..], &["--projects", "2"]].concat());
    let book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.as_slice())).unwrap();
    assert_eq!(
        book.sheet_names()
            .iter()
            .filter(|name| name.starts_with("绩效目标表"))
            .count(),
        2
    );
    let first = book.sheet_names()[0].clone();
    let guide = texts(&workbook, &first);
    assert_eq!(
        [&guide[4][1], &guide[5][1], &guide[6][1]],
        ["某区某局", "101020-某局", "2024"]
    );
    assert_eq!(
        texts(&workbook, "收支总表")[0][0],
        "2024年部门财务收支预算总表"
    );
    assert_eq!(
        texts(&workbook, "封面").concat().concat(),
        "某区某局2024年部门预算公开表"
    );
}

#[test]
fn tables_of_codes_print_as_lined_pages_with_the_total_at_the_foot() {
    for (layout, tables) in [("xinjiang-2020", 5), ("shanghai-2023", 6)] {
        let workbook = blank(&["--layout", layout, "--projects", "1"]);
        let book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.as_slice())).unwrap();
        let template = gouji::templates::load(None, Some(layout))
            .unwrap()
            .remove(0);
        let is_coded = |table: &&Table| table.blocks.iter().any(|block| block.rows == Rows::Codes);
        let coded = template.layout.tables.iter().filter(is_coded);
        let coded: Vec<&str> = coded.map(|table| table.id.as_str()).collect();
        let has_codes = |area: &str| coded.iter().any(|id| area.trim_matches('\'') == *id);
        let areas: Vec<&String> = book
            .defined_names()
            .iter()
            .filter(|(name, _)| name.ends_with("Print_Area"))
            .map(|(_, area)| area)
            .filter(|area| has_codes(area.split('!').next().unwrap()))
            .collect();
        assert_eq!(areas.len(), tables, "{areas:?}");
        for area in areas {
            let (sheet, cells) = area.split_once('!').unwrap();
            let last: usize = cells.rsplit_once('$').unwrap().1.parse().unwrap();
            assert!((30..60).contains(&last), "{area}");
            // above the note
            let rows = texts(&workbook, sheet.trim_matches('\''));
            assert!(
                rows[last - 2]
                    .iter()
                    .any(|text| text == "合计" || text == "总计"),
                "{area}: {:?}",
                rows[last - 2]
            );
        }
    }
}

#[test]
fn checks_and_unused_forms_are_not_printed() {
    for layout in ["xinjiang-2020", "shanghai-2023", "jiangsu-2018"] {
        let workbook = blank(&["--layout", layout, "--projects", "2"]);
        let book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.as_slice())).unwrap();
        let areas: Vec<&String> = book
            .defined_names()
            .iter()
            .filter(|(name, _)| name.ends_with("Print_Area"))
            .map(|(_, area)| area)
            .collect();
        for sheet in book.sheets_metadata() {
            let is_form = sheet.name.starts_with("绩效目标表");
            let is_shown = sheet.visible == SheetVisible::Visible;
            let rows = texts(&workbook, &sheet.name);
            let checks = rows.iter().find_map(|row| {
                let is_check = |text: &String| text == "填报专用：核对" || text == "提示";
                row.iter().position(is_check)
            });
            let Some(checks) = checks else { continue };
            assert_eq!(is_shown, !is_form, "{}", sheet.name);
            let is_own =
                |area: &&&String| area.replace('\'', "").contains(&format!("{}!", sheet.name));
            let area = areas.iter().find(is_own).unwrap();
            let last = match area.strip_suffix(')') {
                Some(formula) => formula.rsplit(',').next().unwrap().parse().unwrap(),
                None => {
                    let letter = area.rsplit('$').nth(1).unwrap();
                    usize::from(letter.as_bytes()[0] - b'A') + 1
                }
            };
            assert!(last <= checks && last > 2, "{area} {checks}");
        }
    }
}

#[test]
fn a_sheet_is_not_filled_in_until_something_is_entered() {
    let dir = tempfile::tempdir().unwrap();
    let (given, taken) = (dir.path().join("空白.xlsx"), dir.path().join("填了.xlsx"));
    fs::write(&given, blank(&["--projects", "1"])).unwrap();
    let verdicts = |workbook: &[u8]| -> Vec<String> {
        let guide = texts(workbook, "填报说明").into_iter();
        let verdicts = guide.map(|row| row[2].clone());
        verdicts
            .filter(|text| text == "未填" || text == "平")
            .collect()
    };
    let untouched = verdicts(&fs::read(&given).unwrap());
    assert!(untouched.len() > 30 && untouched.iter().all(|verdict| verdict == "未填"));
    let code = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); s = b['功能科目录入']; \
                [s.cell(6, c, v) for c, v in ((1, '201'), (2, '01'), (3, '01'), (5, 1.5))]; b.save(sys.argv[2])";
    let program = dir.path().join("type.py");
    fs::write(&program, code).unwrap();
    let typed = script(&[&program, &given, &taken]);
    let Some(taken) = typed.and_then(|_| recalculate(&[fs::read(&taken).unwrap()])) else {
        return;
    };
    let typed = verdicts(&taken[0]);
    // figures of 三公 and of projects are entered in their own tables
    let unfilled = typed.iter().filter(|verdict| *verdict == "未填").count();
    assert_eq!(unfilled, 2, "{typed:?}");
}

#[test]
fn the_row_of_a_project_says_which_form_is_to_be_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (given, taken) = (dir.path().join("空白.xlsx"), dir.path().join("填了.xlsx"));
    fs::write(&given, blank(&["--projects", "3"])).unwrap();
    let code = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); s = b['功能科目录入']; \
                [s.cell(6, c, v) for c, v in ((1, '201'), (2, '01'), (3, '01'))]; s = b['表七']; \
                [s.cell(r, c, v) for r in (6, 7) for c, v in ((1, '201'), (2, '01'), (3, '01'), (5, f'项目{r}'))]; \
                b.worksheets[[w.title.startswith('绩效目标表') for w in b].index(True)]['B4'] = '完成任务'; \
                b.save(sys.argv[2])";
    let program = dir.path().join("type.py");
    fs::write(&program, code).unwrap();
    let typed = script(&[&program, &given, &taken]);
    let Some(taken) = typed.and_then(|_| recalculate(&[fs::read(&taken).unwrap()])) else {
        return;
    };
    let hints: Vec<String> = texts(&taken[0], "表七")
        .concat()
        .into_iter()
        .filter(|text| text.starts_with("请显示"))
        .collect();
    // something is written on the first; the third project is not there
    assert_eq!(hints, ["请显示并填写“绩效目标表（二）”"]);
}

#[test]
fn wrong_wishes_are_refused() {
    for wrong in [
        ["--layout", "nowhere"],
        ["--year", "20"],
        ["--projects", "0"],
        ["--projects", "100"],
    ] {
        let run = gouji(&[&["template"][..], &wrong].concat());
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stdout.is_empty() && !run.stderr.is_empty());
    }
}

#[test]
fn filled_in_by_a_department_it_gives_the_published_document() {
    let Some(workbook) = filled(&[]) else { return };
    let Some(taken) = recalculate(&[workbook]) else {
        return;
    };
    assert_ne!(is_red_in_print(&taken[0]), Some(true));
    let (inbox, run) = publish(&taken[0]);
    assert_eq!(run.status, 0, "{run:?}");
    truth::assert_is_the_seed(&inbox.budget());
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"]
    );
    // the names of three projects differ in the document itself; nothing else is said
    let hints: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.trim_start().starts_with("R-"))
        .collect();
    assert_eq!(
        hints,
        ["  R-21 提示  同一个项目应只有一个名称"],
        "{}",
        run.stdout
    );
    // rows and forms that nobody filled in are gone, and so is every trace of the sheets that helped
    let published = inbox.output();
    let book: Xlsx<_> = Xlsx::new(Cursor::new(published.as_slice())).unwrap();
    assert_eq!(book.sheet_names().len(), 2 + 9 + 6);
    assert_eq!(texts(&published, "表三").len(), 3 + 3 + 17 + 1);
    assert!(
        !texts(&published, "表三")
            .concat()
            .iter()
            .any(|text| text == "平" || text.contains("填报专用"))
    );
    for sheet in [
        "填报说明",
        "功能科目录入",
        "经济科目录入",
        "表一",
        "表三",
        "表六",
        "表七",
        "表八",
        "表九",
    ] {
        let shown = texts(&taken[0], sheet).concat();
        assert!(
            !shown
                .iter()
                .any(|text| text.starts_with("不平") || text.starts_with("请核实")),
            "{sheet}: {shown:?}"
        );
    }
}

#[test]
fn there_is_room_for_sixty_codes_and_forty_projects() {
    let dir = tempfile::tempdir().unwrap();
    let (given, taken) = (dir.path().join("空白.xlsx"), dir.path().join("填满.xlsx"));
    fs::write(
        &given,
        blank(&["--year", "2020", "--department", "某区某局"]),
    )
    .unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/classification");
    let Some(printed) = script(&[&data("fill_room.py"), &given, &folder, &taken]) else {
        return;
    };
    let entered: Vec<i64> = printed
        .split_whitespace()
        .map(|fen| fen.parse().unwrap())
        .collect();
    let Some(reckoned) = recalculate(&[fs::read(taken).unwrap()]) else {
        return;
    };
    let (inbox, run) = publish(&reckoned[0]);
    assert_eq!(run.status, 0, "{run:?}");
    // what is said are rules that need not hold: they compare single codes
    let said = run
        .stdout
        .lines()
        .filter(|line| line.contains(" 不平  ") || line.trim_start().starts_with("R-"));
    assert!(
        said.clone().all(|line| line.contains("核实")),
        "{}",
        run.stdout
    );
    let facts = truth::facts(&inbox.budget());
    let fen = |table: &str, row: &str, column: usize| {
        let amount = facts
            .get(&(table.to_owned(), 0, row.to_owned(), column))
            .copied()
            .unwrap_or_default();
        i64::try_from(amount * rust_decimal::Decimal::ONE_HUNDRED).unwrap()
    };
    let (basic, fund, projects) = (entered[0], entered[1], entered[2]);
    assert_eq!(
        [fen("表三", "总计", 1), fen("表三", "总计", 2)],
        [basic, projects]
    );
    assert_eq!(
        [
            fen("表五", "合计", 1),
            fen("表九", "合计", 0),
            fen("表六", "合计", 0)
        ],
        [basic - fund, fund, basic - fund]
    );
    assert_eq!(
        [fen("表二", "总计", 0), fen("表七", "合计", 0)],
        [basic + projects, projects]
    );
    let rows = |table: &str, length: usize| {
        let codes = facts.keys().filter(|(id, _, row, _)| {
            id == table && row.len() == length && row.starts_with(['2', '3'])
        });
        codes
            .map(|(_, _, row, _)| row.clone())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    assert_eq!(
        [rows("表三", 7), rows("表三", 5), rows("表六", 5)],
        [60, 60, 60]
    );
    assert_eq!(
        facts
            .keys()
            .filter(|(id, _, _, column)| id == "绩效目标表" && *column == 0)
            .count(),
        40
    );
    // more rows than a lined page holds are said not to be printed
    let said = |sheet: &str, text: &str| {
        texts(&reckoned[0], sheet)
            .concat()
            .iter()
            .any(|cell| cell.starts_with(text))
    };
    assert!(said("表三", "请核实 打印区域") && said("表三", "请扩大打印区域"));
    assert!(!said("表九", "请核实") && !said("表九", "请扩大"));
    let guide = texts(&reckoned[0], "填报说明");
    let of = |name: &str| {
        guide
            .iter()
            .find(|row| row[0] == name)
            .map(|row| row[2].as_str())
    };
    assert_eq!(
        (of("表三"), of("表九"), of("打印区域")),
        (Some("请核实 打印区域"), Some("平"), Some("请核实"))
    );
}

#[test]
fn a_wrong_figure_is_said_while_it_is_entered() {
    // 基本工资 211.48 becomes 212.48
    let Some(workbook) = filled(&["经济科目录入!D6=212.48"]) else {
        return;
    };
    let Some(taken) = recalculate(&[workbook]) else {
        return;
    };
    for (sheet, verdict) in [("表三", "平"), ("表六", "不平 X5-6"), ("表五", "不平 X5-6")]
    {
        let rows = texts(&taken[0], sheet);
        let beside: Vec<&String> = rows
            .iter()
            .filter_map(|row| row.last())
            .filter(|text| text.contains('平'))
            .collect();
        assert!(
            beside.len() > 1 && beside.iter().all(|text| *text == verdict),
            "{sheet}: {beside:?}"
        );
    }
    let guide = texts(&taken[0], "填报说明");
    let of_rule = |id: &str| {
        guide
            .iter()
            .find(|row| row[0].starts_with(id))
            .map(|row| row[2].clone())
    };
    assert_eq!(of_rule("X5-6 "), Some("不平".to_owned()));
    assert_eq!(of_rule("X2-3 "), Some("平".to_owned()));
    assert_ne!(is_red_in_print(&taken[0]), Some(false));
    let (_, run) = publish(&taken[0]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("X5-6 强制 不平"), "{}", run.stdout);
}

#[test]
fn the_readme_shows_the_command_and_what_it_prints() {
    let dir = tempfile::tempdir().unwrap();
    let arguments = [
        "template",
        "--year",
        "2020",
        "--department",
        "某区某局",
        "--unit",
        "101020-某区某局",
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(arguments)
        .current_dir(dir.path())
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        dir.path()
            .join(printed.trim().rsplit_once("→ ").unwrap().1)
            .is_file()
    );
    for readme in ["docs/USE.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
        assert!(
            text.contains(&format!("    gouji {}\n", arguments.join(" "))),
            "{readme}"
        );
        assert!(text.contains(&printed), "{readme}: {printed}");
    }
}
