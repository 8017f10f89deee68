//! Files of several departments, or of several years, in one folder: what differs so is not added up in silence.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, Run, data};

const UNIT: &str = "units/101020人力资源和社会保障局.xlsx";
const OTHER_UNIT: &str = "units/101021就业服务管理中心.xlsx";

fn unit(path: &str) -> Book {
    Book::open(&data(path))
}

/// A book with words replaced in all its cells.
fn replaced(mut book: Book, words: &[(&str, &str)]) -> Book {
    for cell in cells(&mut book) {
        if let Cell::Text(text) = cell {
            for (old, new) in words {
                *text = text.replace(old, new);
            }
        }
    }
    book
}

fn cells(book: &mut Book) -> impl Iterator<Item = &mut Cell> {
    let sheets = book.sheets.iter_mut();
    sheets.flat_map(|it| it.cells.values_mut())
}

/// The same with so many times the figures.
fn times(mut book: Book, factor: f64) -> Book {
    for cell in cells(&mut book) {
        if let Cell::Number(number) = cell {
            *number *= factor;
        }
    }
    book
}

/// The first unit's book as another department's, whose units have codes that begin so.
fn department(code: &str, name: &str) -> Book {
    let own = format!("{code}-");
    let words = [("101020-", &*own), ("人力资源和社会保障局", name)];
    times(replaced(unit(UNIT), &words), 2.0)
}

/// A folder of an inbox with some books.
fn inbox(folder: &str, books: &[(&str, &Book)]) -> InboxDir {
    let inbox = InboxDir::new();
    for (name, book) in books {
        inbox.add(&format!("{folder}/{name}"), &book.bytes());
    }
    inbox
}

fn run(folder: &str, books: &[(&str, &Book)]) -> Run {
    inbox(folder, books).publish()
}

/// A file in the folder of another department.
pub fn in_the_wrong_folder() -> InboxDir {
    let other = department("105001", "教育局");
    let books = [("a2020.xlsx", &unit(UNIT)), ("b2020.xlsx", &other)];
    inbox("人社局", &books)
}

/// Two departments without codes in a folder of neither.
pub fn without_codes() -> InboxDir {
    let books = [
        ("a2020.xlsx", &bare("人力资源和社会保障局")),
        ("b2020.xlsx", &times(bare("教育局"), 2.0)),
    ];
    inbox("第一批", &books)
}

/// A unit whose titles are of last year beside another one.
pub fn of_two_years() -> InboxDir {
    let books = [
        ("本级2020.xlsx", &unit(UNIT)),
        ("就业中心2020.xlsx", &last_year()),
    ];
    inbox("人社局", &books)
}

/// The first unit's book under another name and without a code.
fn bare(name: &str) -> Book {
    replaced(
        unit(UNIT),
        &[("101020-", ""), ("人力资源和社会保障局", name)],
    )
}

fn assert_says(run: &Run, words: &str) {
    assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
}

#[test]
fn a_folder_of_no_department_holds_several() {
    let own = unit(UNIT);
    let civil = times(department("106001", "民政局"), 2.0);
    let others = [department("105001", "教育局"), civil];
    let books = [
        ("人社局2020.xlsx", &own),
        ("教育局2020.xlsx", &others[0]),
        ("民政局2020.xlsx", &others[1]),
    ];
    for folder in ["1月10日收到", "2020年预算/第一批"] {
        let run = run(folder, &books);
        assert_eq!(run.status, 0, "{run:?}");
        assert_says(&run, "部门 3 个：可以公开 3");
        assert!(!run.stdout.contains("合并"), "{}", run.stdout);
    }
    // one that cannot be read costs none of the others
    let inbox = inbox("第一批", &books);
    inbox.add("第一批/民政局2020（修改后）.xlsx", b"PK\x03\x04");
    let run = inbox.publish();
    assert_says(&run, "部门 3 个：可以公开 2");
    assert_says(&run, "R-61");
}

#[test]
fn a_file_in_the_folder_of_another_department_is_asked_for() {
    let run = in_the_wrong_folder().publish();
    assert_eq!(run.status, 1, "{run:?}");
    assert_says(&run, "R-62");
    assert_says(&run, "“105001-教育局”（人社局/b2020.xlsx）");
}

#[test]
fn units_of_one_department_are_added_up_as_before() {
    let (own, center) = (unit(UNIT), unit(OTHER_UNIT));
    let second = department("101030", "社会保险局");
    let place = "高新区（新市区）";
    let headings = (
        format!("{place}社会保险局"),
        format!("{place}人力资源和社会保障局"),
    );
    let of_one_heading = replaced(second.clone(), &[(&headings.0, &headings.1)]);
    for folder in ["人社局", "第一批", "2020年"] {
        for other in [&center, &second, &of_one_heading] {
            let run = run(folder, &[("a2020.xlsx", &own), ("b2020.xlsx", other)]);
            assert_eq!(run.status, 0, "{folder}: {run:?}");
            for rule in ["R-62", "R-64"] {
                assert!(!run.stdout.contains(rule), "{}", run.stdout);
            }
        }
    }
}

/// Units without codes in a folder that is named after none of them.
#[test]
fn departments_without_codes_are_to_be_verified() {
    let own = bare("人力资源和社会保障局");
    let said = |folder: &str, other: &Book| {
        let run = run(folder, &[("a2020.xlsx", &own), ("b2020.xlsx", other)]);
        assert_eq!(run.status, 0, "{run:?}");
        run.stdout.contains("R-64")
    };
    assert!(without_codes().publish().stdout.contains("R-64"));
    assert!(!said("人社局", &times(bare("教育局"), 2.0)));
    assert!(!said("第一批", &times(bare("就业服务管理中心"), 2.0)));
    assert!(!said("第一批", &times(bare("社会保险局"), 2.0)));
}

/// The second unit as of last year by all its titles.
fn last_year() -> Book {
    let mut book = unit(OTHER_UNIT);
    for cell in cells(&mut book) {
        if let Cell::Text(text) = cell
            && text.ends_with("情况表")
        {
            *text = format!("2019年{text}");
        }
    }
    book
}

#[test]
fn a_unit_whose_titles_are_of_last_year_is_not_left_out_in_silence() {
    let own = unit(UNIT);
    for name in ["就业中心2020.xlsx", "就业中心.xlsx"] {
        let run = run("人社局", &[("本级2020.xlsx", &own), (name, &last_year())]);
        assert_eq!(run.status, 1, "{run:?}");
        assert_says(&run, "部门 2 个：可以公开 0");
        assert_says(&run, "R-65");
        assert_says(&run, "写的是 2019 年，没有加进这份 2020 年的预算");
    }
}

#[test]
fn last_year_s_files_beside_this_year_s_are_none_of_it() {
    let (own, center) = (unit(UNIT), unit(OTHER_UNIT));
    let books = [
        ("本级2020.xlsx", &own),
        ("就业中心2020.xlsx", &center),
        ("就业中心2019.xlsx", &last_year()),
    ];
    let run = run("人社局", &books);
    assert!(!run.stdout.contains("R-65"), "{}", run.stdout);
    let (own, late) = (unit(OTHER_UNIT), last_year());
    for name in ["就业中心.xlsx", "上年表.xlsx", "2019年/就业中心.xlsx"] {
        let run = inbox("2020年/就业中心", &[("2020年.xlsx", &own), (name, &late)]).publish();
        assert!(!run.stdout.contains("R-65"), "{name}: {}", run.stdout);
    }
}
