//! The fiscal year of a budget: where it may stand, where it may not, and places that disagree.

use crate::book::{Book, Cell, Sheet};
use crate::department::Department;
use crate::made_xls::Xls;
use crate::program::{InboxDir, data, gouji};

/// A real budget of a place by its folder; what its years are.
fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// The workbook without any year in its titles.
fn yearless(mut book: Book, year: &str) -> Book {
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text
                    .replace(&format!("{year}年度"), "")
                    .replace(&format!("{year}年"), "");
            }
        }
    }
    book
}

/// Three layouts, each with its year.
fn layouts() -> [(Book, i32); 3] {
    [
        (Book::official(), 2020),
        (yearless(case("sh_finance_2025"), "2025"), 2025),
        (yearless(case("js_court_2018"), "2018"), 2018),
    ]
}

fn year_of(inbox: &InboxDir) -> Option<i32> {
    inbox.budget().fiscal_year
}

/// Both formats that a book is tried in, by their endings.
fn formats(book: &Book) -> [(&'static str, Vec<u8>); 2] {
    [("xlsx", book.bytes()), ("xls", Xls::of(book).bytes())]
}

#[test]
fn a_project_a_note_or_a_column_states_no_year() {
    for (book, year) in layouts() {
        let other = year - 1;
        let mut book = book;
        let sheet = &mut book.sheets[2];
        let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap();
        let note = format!("说明：根据{other}年第13号文件，{other}年结转项目未列入。");
        sheet.cells.insert((last + 1, 0), Cell::Text(note));
        // a heading that is not the table's own
        let far = sheet.cells.keys().map(|(_, column)| *column).max().unwrap();
        let above = sheet
            .cells
            .keys()
            .map(|(row, _)| *row)
            .find(|row| *row > 0)
            .unwrap();
        sheet
            .cells
            .insert((above + 1, far + 2), Cell::Text(format!("{other}年执行数")));
        for (ending, bytes) in formats(&book) {
            let inbox = InboxDir::new();
            inbox.add(&format!("{year}年预算.{ending}"), &bytes);
            assert_eq!(year_of(&inbox), Some(year), "{ending}");
            let run = inbox.check();
            assert!(!run.stdout.contains("R-17"), "{}", run.stdout);
        }
    }
}

#[test]
fn a_form_s_project_states_no_year() {
    let book = || Book::official().text("绩效目标表（一）!F2", "2019年访惠聚人员补助（结转）");
    for book in [book(), book().text("表一!A2", "2020年部门收支总体情况表")] {
        for (ending, bytes) in formats(&book) {
            let inbox = InboxDir::new();
            inbox.add(&format!("2020年部门预算公开表.{ending}"), &bytes);
            assert_eq!(year_of(&inbox), Some(2020));
            let run = inbox.check();
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(!run.stdout.contains("R-17"), "{}", run.stdout);
        }
    }
}

#[test]
fn covers_sheets_and_files_state_the_year() {
    let cover = |text: &str| {
        let mut book = Book::official();
        let mut sheet = Sheet {
            name: "封面".to_owned(),
            hidden: false,
            hidden_rows: Vec::new(),
            print_header: String::new(),
            cells: std::iter::once(((3, 0), Cell::Text(text.to_owned()))).collect(),
            merges: Vec::new(),
        };
        sheet
            .cells
            .insert((9, 0), Cell::Text("编制日期：2019年12月20日".to_owned()));
        book.sheets.insert(0, sheet);
        book
    };
    for text in [
        "2020年部门预算",
        "二〇二〇年度部门预算公开",
        "某局2020年部门预算公开表",
        "2020年度",
    ] {
        let inbox = InboxDir::new();
        inbox.add("公开表.xlsx", &cover(text).bytes());
        assert_eq!(year_of(&inbox), Some(2020), "{text}");
        assert_eq!(inbox.check().status, 0, "{text}");
    }
    for text in [
        "财预〔2019〕13号",
        "根据2019年预算执行情况编制",
        "截至2019年底",
    ] {
        let inbox = InboxDir::new();
        inbox.add("公开表.xlsx", &cover(text).bytes());
        assert_eq!(year_of(&inbox), None, "{text}");
    }
    for name in [
        "财预〔2019〕13号附件2020年部门预算.xlsx",
        "2020.xlsx",
        "2019年12月报2020年预算.xlsx",
    ] {
        let inbox = InboxDir::new();
        inbox.add(name, &Book::official().bytes());
        assert_eq!(year_of(&inbox), Some(2020), "{name}");
        assert_eq!(inbox.check().status, 0, "{name}");
    }
}

#[test]
fn a_file_of_another_year_is_named() {
    let inbox = InboxDir::new();
    for table in ["一", "二", "三", "四", "五", "六", "七", "八", "九"] {
        let bytes = std::fs::read(data(&format!("file-a-table/表{table}.xlsx"))).unwrap();
        let year = if table == "七" { 2019 } else { 2020 };
        inbox.add(&format!("{year}年表{table}.xlsx"), &bytes);
    }
    inbox.add(
        "2020年绩效.xlsx",
        &std::fs::read(data("file-a-table/绩效.xlsx")).unwrap(),
    );
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("R-17"), "{}", run.stdout);
    assert!(
        run.stdout.contains(
            "2019年表七.xlsx：文件名写的是 2019 年，这份预算是 2020 年（文件名“2020年绩效.xlsx”"
        ),
        "{}",
        run.stdout
    );
}

#[test]
fn names_that_disagree_with_every_title_are_to_be_verified() {
    for (name, year) in [("sh_finance_2025", 2025), ("js_court_2018", 2018)] {
        for (ending, bytes) in formats(&case(name)) {
            let inbox = InboxDir::new();
            inbox.add(&format!("{}年部门预算.{ending}", year - 1), &bytes);
            assert_eq!(year_of(&inbox), Some(year));
            let run = inbox.check();
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(run.stdout.contains("R-29 核实"), "{}", run.stdout);
        }
    }
    // nothing on this sheet says that its figures are not last year's
    let mut book = Book::official().text("表一!A2", "2020年部门收支总体情况表");
    book.sheet("表五").name = "2019年表五".to_owned();
    let inbox = InboxDir::new();
    inbox.add("部门预算.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("工作表名“2019年表五”写的是 2019 年"),
        "{}",
        run.stdout
    );
}

/// The book of another department with titles of a year, called after 2020.
fn of_department(name: &str, year: &str) -> Book {
    let mut department = Department {
        name: name.to_owned(),
        ..Department::full()
    };
    department.year = 2020;
    let mut book = department.book();
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text.replace("2020年", year);
            }
        }
    }
    book
}

#[test]
fn titles_of_last_year_are_no_match_for_the_file_s_name_and_all_others() {
    let others = [("甲区教育局", "2020年"), ("甲区民政局", "2020年")];
    let said = |others: &[(&str, &str)], file: &str| {
        let inbox = InboxDir::new();
        inbox.add(file, &of_department("甲区水务局", "2019年").bytes());
        for (name, year) in others {
            let book = of_department(name, year);
            inbox.add(&format!("{name}{year}预算.xlsx"), &book.bytes());
        }
        inbox.check().stdout
    };
    let told = said(&others, "甲区水务局2020年预算.xlsx");
    assert!(told.contains("R-17 强制"), "{told}");
    assert!(told.contains("写的是 2020 年，其他 2 个部门也是"), "{told}");
    // the name alone, or the others alone
    let told = said(&[], "甲区水务局2020年预算.xlsx");
    assert!(told.contains("R-29 核实"), "{told}");
    let told = said(&others, "甲区水务局2019年预算.xlsx");
    assert!(!told.contains("R-17") && !told.contains("R-29"), "{told}");
    // years of all kinds
    let mixed = [("甲区教育局", "2020年"), ("甲区民政局", "2019年")];
    let told = said(&mixed, "甲区水务局2020年预算.xlsx");
    assert!(told.contains("R-29 核实"), "{told}");
}

/// Every sheet of the official workbook with so much behind its name.
fn renamed(behind: &str, titles: &str) -> InboxDir {
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        sheet.name.push_str(behind);
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && text.ends_with("情况表")
            {
                *text = format!("{titles}{text}");
            }
        }
    }
    let inbox = InboxDir::new();
    inbox.add("2020年部门预算.xlsx", &book.bytes());
    inbox
}

#[test]
fn digits_in_the_names_of_sheets_may_be_last_year() {
    let run = renamed("2019", "").check();
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(run.stdout.contains("R-29 核实"), "{}", run.stdout);
    for behind in ["2020", "2101", "1012019", ""] {
        let run = renamed(behind, "").check();
        assert!(!run.stdout.contains("R-29"), "{behind}: {}", run.stdout);
    }
    // with the name of the file they weigh as much as titles
    let run = renamed("2020年", "2019年").check();
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(run.stdout.contains("R-17 强制"), "{}", run.stdout);
}

#[test]
fn several_years_in_a_name_are_not_the_budget_s() {
    for name in ["2020-2022年中期规划及预算.xlsx", "2020年至2022年预算.xlsx"] {
        let inbox = InboxDir::new();
        inbox.add(name, &Book::official().bytes());
        assert_eq!(year_of(&inbox), None, "{name}");
    }
}

#[test]
fn a_single_title_of_last_year_does_not_outweigh_the_name_of_the_file() {
    let book = Book::official().text("表五!A2", "2019年一般公共预算支出情况表");
    let inbox = InboxDir::new();
    inbox.add("2020年部门预算.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(run.stdout.contains("R-17 强制"), "{}", run.stdout);
    assert!(run.stdout.contains("表五写的是 2019 年"), "{}", run.stdout);
    assert!(run.stdout.contains("表五!A2"), "{}", run.stdout);
}

/// What a book of 2020 by its file's name is said to be, and what is said of it.
fn called_2020(book: &Book) -> (Option<i32>, String) {
    let inbox = InboxDir::new();
    inbox.add("2020年部门预算.xlsx", &book.bytes());
    (year_of(&inbox), inbox.check().stdout)
}

#[test]
fn what_is_left_of_last_year_does_not_make_the_whole_budget_last_year_s() {
    let title = Book::official().text("表三!A2", "2019年部门支出总体情况表");
    let form = Book::official().text("绩效目标表（二）!A1", "2019年项目支出绩效目标表");
    // less than half of the tables
    let forms = ["一", "二", "三", "四", "五", "六"]
        .iter()
        .fold(Book::official(), |book, it| {
            let title = format!("2019年项目支出绩效目标表（{it}）");
            book.text(&format!("绩效目标表（{it}）!A1"), &title)
        });
    let mut cover = Book::official();
    let line = Cell::Text("2019年部门预算公开表".to_owned());
    cover.sheets.insert(
        0,
        Sheet {
            name: "封面".to_owned(),
            cells: std::iter::once(((3, 0), line)).collect(),
            merges: Vec::new(),
            ..cover.sheets[0].clone()
        },
    );
    for (book, place) in [
        (title, "表三!A2"),
        (form, "绩效目标表（二）!A1"),
        (forms, "绩效目标表（六）!A1"),
        (cover, "封面：A4 写的是 2019 年，这份预算是 2020 年"),
    ] {
        let (year, said) = called_2020(&book);
        assert_eq!(year, Some(2020), "{said}");
        assert!(said.contains("R-17 强制") && said.contains(place), "{said}");
    }
    // what stands above the printed pages is none of the tables
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        sheet.print_header = "&C2019年部门预算".to_owned();
    }
    let (year, said) = called_2020(&book);
    assert_eq!(year, Some(2020), "{said}");
    assert!(said.contains("R-29 核实"), "{said}");
    assert!(
        said.contains("“表一”的打印页眉、“表二”的打印页眉、“表三”的打印页眉 等 15 处"),
        "{said}"
    );
    // it still says the year where nothing else does
    let inbox = InboxDir::new();
    inbox.add("部门预算.xlsx", &book.bytes());
    assert_eq!(year_of(&inbox), Some(2019));
    // an earlier name of the file, and titles of most tables
    let book = Book::official().text("表三!A2", "2021年部门支出总体情况表");
    assert_eq!(called_2020(&book).0, Some(2021));
    assert_eq!(
        called_2020(&of_department("甲区水务局", "2019年")).0,
        Some(2019)
    );
}

#[test]
fn tables_of_last_year_beside_this_year_s_are_left_out() {
    for name in ["表五（2019）", "2019年表五", "对照"] {
        let mut book = Book::official();
        let mut last = book.sheet("表五").clone();
        last.name = name.to_owned();
        book.sheets.push(last);
        let book = book
            .text(&format!("{name}!A2"), "2019年一般公共预算支出情况表")
            .number(&format!("{name}!F8"), 1.0);
        let (year, said) = called_2020(&book);
        assert_eq!(year, Some(2020), "{said}");
        for part in ["R-09", "R-17", "R-29", "不平 1"] {
            assert!(!said.contains(part), "{name} {part}: {said}");
        }
        assert!(said.contains("R-36 提示"), "{said}");
        assert!(said.contains("这张表五写的是 2019 年"), "{said}");
    }
    // a second version of this year is none
    let mut book = Book::official();
    let mut second = book.sheet("表五").clone();
    second.name = "表五 (2)".to_owned();
    book.sheets.push(second);
    let (_, said) = called_2020(&book.number("表五 (2)!F8", 1.0));
    assert!(said.contains("R-09 强制"), "{said}");
}

#[test]
fn without_any_year_nothing_is_published_until_the_clerk_gives_it() {
    for (book, year) in layouts() {
        let inbox = InboxDir::new();
        inbox.add("部门预算.xlsx", &book.bytes());
        let run = inbox.check();
        assert_eq!(run.status, 1, "{}", run.stdout);
        assert!(run.stdout.contains("R-13 强制"), "{}", run.stdout);
        let told = gouji(&[
            "check",
            "--year",
            &year.to_string(),
            inbox.path().to_str().unwrap(),
        ]);
        assert!(!told.stdout.contains("R-13"), "{}", told.stdout);
        assert_eq!(told.status, 0, "{}", told.stdout);
    }
    // the other departments of the folder tell which year it may be
    let inbox = InboxDir::new();
    inbox.add("甲局/部门预算.xlsx", &Book::official().bytes());
    inbox.add("乙局/2020年部门预算.xlsx", &Book::official().bytes());
    let run = inbox.check();
    assert!(run.stdout.contains("用 --year 2020 指定"), "{}", run.stdout);
}

#[test]
fn two_years_in_one_folder_are_two_budgets() {
    let dated = |book: &Book, year: i32, own: i32| {
        let mut book = book.clone();
        for cell in book
            .sheets
            .iter_mut()
            .flat_map(|sheet| sheet.cells.values_mut())
        {
            if let Cell::Text(text) = cell {
                *text = text.replace(&own.to_string(), &year.to_string());
            }
        }
        book
    };
    for (book, year) in layouts() {
        for folder in ["", "某单位/"] {
            let inbox = InboxDir::new();
            let [(_, last), _] = formats(&dated(&book, year - 1, year));
            let [_, (_, own)] = formats(&book);
            inbox.add(&format!("{folder}部门预算{}年.xlsx", year - 1), &last);
            inbox.add(&format!("{folder}部门预算{year}年.xls"), &own);
            let json = inbox.json();
            let departments = json["departments"].as_array().unwrap();
            let told: Vec<_> = departments
                .iter()
                .map(|it| {
                    (
                        it["fiscal_year"].as_i64().unwrap(),
                        it["files"].as_array().unwrap().len(),
                        it["publishable"].as_bool().unwrap(),
                    )
                })
                .collect();
            let year = i64::from(year);
            assert_eq!(told, [(year - 1, 1, true), (year, 1, true)], "{json:#}");
            let findings = departments
                .iter()
                .flat_map(|it| it["findings"].as_array().unwrap());
            let of_both = findings.filter(|it| it["rule"] == "R-10" || it["rule"] == "R-17");
            assert_eq!(of_both.count(), 0, "{json:#}");
        }
    }
}

/// Last year's year stands over some columns of a table that has no others for these: the header is wrong, nothing lacks.
#[test]
fn last_years_year_over_some_columns_is_told() {
    for (place, heading) in [
        ("A3", "2023年“三公”经费预算数"),
        ("G3", "2023年机关运行经费预算数"),
    ] {
        let book = case("sh_wanli_2024");
        let sheet = "部门“三公”经费和机关运行费预算表";
        let inbox = InboxDir::new();
        let changed = book.text(&format!("{sheet}!{place}"), heading);
        inbox.add("2024年.xlsx", &changed.bytes());
        let screen = inbox.check().stdout;
        assert!(screen.contains("R-17 强制"), "{screen}");
        for part in ["R-14", "R-05", "R-07", "R-29", "R-36", "无法判断："] {
            assert!(!screen.contains(part), "{part}: {screen}");
        }
    }
}
