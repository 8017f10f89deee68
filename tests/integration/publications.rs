//! A department's budget and those of its units in one folder: publications of their own.

use crate::book::{Book, Cell};
use crate::document::Document;
use crate::made::Parts;
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};

/// A layout: a book of it, its year and its department's name, and what the titles and headings of a department and of
/// a unit say in it.
struct Kind {
    book: Book,
    year: i32,
    name: &'static str,
    words: &'static [[&'static str; 2]],
    /// The word before the name on the first table of a department and of a unit.
    labels: [&'static str; 2],
}

fn kinds() -> [Kind; 3] {
    let case = |name: &str| Book::open(&data(&format!("cases/{name}/submitted.xlsx")));
    [
        Kind {
            book: Book::official(),
            year: 2020,
            name: "高新区（新市区）人力资源和社会保障局",
            words: &[
                ["编制部门", "编制单位"],
                ["填报部门", "填报单位"],
                ["部门收支总体情况表", "单位收支总体情况表"],
                ["部门收入总体情况表", "单位收入总体情况表"],
                ["部门支出总体情况表", "单位支出总体情况表"],
            ],
            labels: ["编制部门", "编制单位"],
        },
        Kind {
            book: case("sh_finance_2025"),
            year: 2025,
            name: "上海市财政局",
            words: &[["编制部门", "编制单位"], ["2025年部门", "2025年预算单位"]],
            labels: ["编制部门", "编制单位"],
        },
        Kind {
            book: case("js_court_2018"),
            year: 2018,
            name: "江苏省高级人民法院",
            words: &[["部门名称", "单位名称"]],
            labels: ["部门名称", "单位名称"],
        },
    ]
}

impl Kind {
    /// The book of a department (0) or of a unit (1), under a name.
    fn of(&self, whose: usize, name: &str) -> Book {
        let mut book = self.book.clone();
        let cells = book.sheets.iter_mut().flat_map(|it| it.cells.values_mut());
        for cell in cells {
            if let Cell::Text(text) = cell {
                for words in self.words {
                    *text = text.replace(words[1 - whose], words[whose]);
                }
                *text = text.replace(self.name, name);
            }
        }
        book
    }

    fn bytes(&self, whose: usize, name: &str, ending: &str) -> Vec<u8> {
        let book = self.of(whose, name);
        match ending {
            "xls" => Xls::of(&book).bytes(),
            _ => book.bytes(),
        }
    }
}

fn texts(book: &Book) -> Vec<String> {
    let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
    let texts = cells.filter_map(|cell| match cell {
        Cell::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_unit_s_budget_beside_its_department_s_is_published_by_itself() {
    for kind in kinds() {
        let units = [
            format!("{}（本级）", kind.name),
            format!("{}服务中心", kind.name),
            kind.name.to_owned(),
        ];
        for (unit, ending) in units.iter().flat_map(|it| [(it, "xlsx"), (it, "xls")]) {
            for folder in ["某局/", ""] {
                let what = format!("{unit} {ending} {folder}");
                let inbox = InboxDir::new();
                let name = |file: &str| format!("{folder}{file}（{}年）.{ending}", kind.year);
                inbox.add(&name("甲"), &kind.bytes(0, kind.name, ending));
                inbox.add(&name("乙"), &kind.bytes(1, unit, ending));
                let run = inbox.publish();
                assert_eq!(run.status, 0, "{what}: {}", run.stdout);
                let year = kind.year;
                let mut wanted = vec![
                    format!("{}{year}年部门预算公开表.xlsx", kind.name),
                    format!("{unit}{year}年单位预算公开表.xlsx"),
                ];
                wanted.sort();
                let mut found = inbox.outputs();
                found.sort();
                assert_eq!(found, wanted, "{what}: {}", run.stdout);
                for (whose, own) in [(0, kind.name), (1, unit)] {
                    let document = ["部门预算公开表", "单位预算公开表"][whose];
                    let path = format!("公开表/{own}{year}年{document}.xlsx");
                    let book = Book::open(&inbox.path().join(path));
                    let texts = texts(&book);
                    let has = |text: &str| texts.iter().any(|own| own == text);
                    assert!(has(&format!("{year}年{document}")), "{what}: {texts:?}");
                    let heading = format!("{}：{own}", kind.labels[whose]);
                    assert!(has(&heading), "{what}: {heading}: {texts:?}");
                    let other = format!("{}：", kind.labels[1 - whose]);
                    let is_other = |text: &String| text.starts_with(&other) && kind.year != 2020;
                    assert!(!texts.iter().any(is_other), "{what}: {texts:?}");
                }
            }
        }
    }
}

#[test]
fn each_unit_is_a_publication_and_none_is_added_to_the_total() {
    for kind in kinds() {
        let inbox = InboxDir::new();
        let units = [format!("{}（本级）", kind.name), "某服务中心".to_owned()];
        let name = |file: &str| format!("某局/{file}（{}年）.xlsx", kind.year);
        inbox.add(&name("甲"), &kind.bytes(0, kind.name, "xlsx"));
        for (file, unit) in ["乙", "丙"].iter().zip(&units) {
            inbox.add(&name(file), &kind.bytes(1, unit, "xlsx"));
        }
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert_eq!(inbox.outputs().len(), 3, "{}", run.stdout);
        let summary = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
        let texts = texts(&summary);
        let within = texts.iter().filter(|it| it.contains("已含在部门预算里"));
        assert_eq!(within.count(), 2, "{texts:?}");
        assert!(!run.stdout.contains("合并"), "{}", run.stdout);
    }
}

#[test]
fn the_document_of_a_unit_speaks_of_a_unit() {
    let titles = ["单位预算情况说明", "单位预算编制说明", "单位预算情况说明"];
    for (kind, title) in kinds().iter().zip(titles) {
        let inbox = InboxDir::new();
        let name = format!("{}年单位预算.xlsx", kind.year);
        inbox.add(&name, &kind.bytes(1, "某服务中心", "xlsx"));
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(!run.stdout.contains("自己的核对"), "{}", run.stdout);
        let name = format!("某服务中心{}年单位预算公开（待核）.docx", kind.year);
        assert_eq!(inbox.documents(), [name]);
        let document = Document::of(&inbox);
        let paragraphs = document.paragraphs();
        let cover = format!("{}年单位预算公开", kind.year);
        assert_eq!(paragraphs[..2], ["某服务中心".to_owned(), cover]);
        // in the contents and over the part
        assert_eq!(document.xml.matches(title).count(), 2, "{title}");
        // 纳入部门预算管理 is how budgets are made, and a definition speaks of all
        let is_common = |text: &String| {
            text.contains("经济分类")
                || text.contains("所有收入和支出均纳入部门预算")
                || text.contains('：')
                || !text.contains("部门")
        };
        let other: Vec<_> = paragraphs.iter().filter(|it| !is_common(it)).collect();
        assert_eq!(other, [""; 0]);
    }
}

#[test]
fn a_unit_s_budget_alone_keeps_its_words() {
    for kind in kinds().into_iter().take(2) {
        let inbox = InboxDir::new();
        let name = format!("{}年报送.xlsx", kind.year);
        inbox.add(&name, &kind.bytes(1, "某服务中心", "xlsx"));
        assert_eq!(inbox.publish().status, 0);
        let wanted = format!("某服务中心{}年单位预算公开表.xlsx", kind.year);
        assert_eq!(inbox.outputs(), [wanted]);
        let [document] = inbox.documents().try_into().unwrap();
        assert!(document.contains("年单位预算公开"), "{document}");
        let bytes = std::fs::read(inbox.path().join("公开表").join(document)).unwrap();
        let parts = Parts::of(&bytes);
        let text = parts.0.iter().find(|(name, _)| name == "word/document.xml");
        let text = String::from_utf8_lossy(&text.unwrap().1).into_owned();
        assert!(text.contains("年单位预算公开表"), "{text}");
        assert!(!text.contains("部门预算公开表"), "{text}");
    }
}
