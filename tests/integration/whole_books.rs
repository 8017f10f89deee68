//! Whole books: one Word file with the tables of a budget and the text around them, as offices write them.

use crate::book::{Book, Cell, Sheet};
use crate::document::Document;
use crate::made::Parts;
use crate::program::{InboxDir, data};
use docx::{paragraph, table};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use std::fs;

const DOCUMENT: &str = "word/document.xml";

mod docx {
    pub(super) fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    pub(super) fn table(rows: &[[&str; 2]]) -> String {
        let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let row = |cells: &[&str; 2]| {
            format!(
                "<w:tr>{}</w:tr>",
                cells.iter().map(cell).collect::<String>()
            )
        };
        format!(
            "<w:tbl>{}</w:tbl>",
            rows.iter().map(row).collect::<String>()
        )
    }
}

/// The book of the finance office, its XML changed.
fn book(change: impl Fn(&str) -> String) -> Vec<u8> {
    let bytes = fs::read(data("text/book_shanghai_2025.docx")).unwrap();
    Parts::of(&bytes).changed(DOCUMENT, change).bytes()
}

/// A text with something behind the first place of some words that stands behind others.
fn behind(xml: &str, lead: &str, words: &str, more: &str) -> String {
    let from = xml.find(lead).unwrap();
    let at = from + xml[from..].find(words).unwrap() + words.len();
    format!("{}{more}{}", &xml[..at], &xml[at..])
}

fn of_files(files: &[(&str, &[u8])]) -> Value {
    let inbox = InboxDir::new();
    for (name, bytes) in files {
        inbox.add(name, bytes);
    }
    inbox.json()
}

/// Rules of the findings that are more than hints, each with what it marks.
fn findings(json: &Value) -> Vec<String> {
    let departments = json["departments"].as_array().unwrap();
    assert_eq!(departments.len(), 1);
    let all = departments[0]["findings"].as_array().unwrap().iter();
    let told = all.filter(|it| it["level"] != "hint");
    told.map(|it| {
        let message = it["message"].as_str().unwrap();
        format!("{} {message}", it["rule"].as_str().unwrap())
    })
    .collect()
}

fn rules(json: &Value) -> Vec<String> {
    let rule = |it: String| it.split(' ').next().unwrap_or_default().to_owned();
    findings(json).into_iter().map(rule).collect()
}

fn alone(change: impl Fn(&str) -> String) -> Vec<String> {
    rules(&of_files(&[("全本.docx", &book(change))]))
}

/// The table of expenditure, cut behind its fourth row, with something between the halves.
fn cut(xml: &str, between: &str) -> String {
    let row = ">1,200,000.00</w:t></w:r></w:p></w:tc></w:tr>";
    behind(xml, "2025年预算单位支出预算总表<", row, between)
}

/// What is found where lines part the table of expenditure, and its header is printed again.
fn cut_by(lines: &str) -> Vec<String> {
    alone(|xml| cut(xml, &format!("</w:tbl>{lines}<w:tbl>{}", header(xml))))
}

/// The rows of the header of the table of expenditure.
fn header(xml: &str) -> String {
    let table = &xml[xml.find("2025年预算单位支出预算总表<").unwrap()..];
    let rows = &table[table
        .find("<w:tr>")
        .or_else(|| table.find("<w:tr "))
        .unwrap()..];
    let end = rows.match_indices("</w:tr>").nth(1).unwrap().0;
    rows[..end + "</w:tr>".len()].to_owned()
}

/// 续表 above the second half of a table that was cut by hand, with or without the unit of measure.
#[test]
fn a_table_goes_on_behind_a_line_that_says_so() {
    let whole = alone(str::to_owned);
    let halves = [
        vec!["续表"],
        vec!["（续上表）"],
        vec![
            "2025年预算单位支出预算总表（续）",
            "编制单位：上海市财政局　单位：元",
        ],
        vec!["单位：元"],
    ];
    for lines in halves {
        let lines: String = lines.into_iter().map(paragraph).collect();
        let cut = alone(|xml| cut(xml, &format!("</w:tbl>{lines}<w:tbl>")));
        assert_eq!(cut, whole, "{lines}");
    }
}

/// The foot of a page and the head of the next one between the halves of a table.
#[test]
fn a_table_goes_on_behind_the_foot_and_the_head_of_a_page() {
    let whole = alone(str::to_owned);
    let halves = [
        vec!["编制单位：上海市财政局", "单位：元"],
        vec!["编制单位：上海市财政局　单位：元"],
        vec!["— 12 —"],
        vec!["第 12 页 共 40 页"],
        vec!["（接下页）"],
        vec!["（转下页）", "— 12 —", "编制单位：上海市财政局", "单位：元"],
        vec!["注：本表按功能分类填列。"],
        vec!["注：本表按功能分类填列。", "12", "编制单位：上海市财政局"],
        vec!["公开03表", "单位：元"],
    ];
    for lines in halves {
        let lines: String = lines.into_iter().map(paragraph).collect();
        assert_eq!(cut_by(&lines), whole, "{lines}");
    }
}

/// Another department, or another number, heads another table.
#[test]
fn a_table_of_another_department_does_not_go_on() {
    let whole = alone(str::to_owned);
    for line in [
        "编制单位：上海市财政局浦东分局",
        "支出明细表",
        "表四 支出明细",
    ] {
        let line = paragraph(line);
        assert_ne!(cut_by(&line), whole, "{line}");
    }
}

#[test]
fn an_amount_that_a_narrow_cell_breaks_is_one() {
    let whole = alone(str::to_owned);
    let broken = alone(|xml| {
        let end = ",</w:t></w:r></w:p><w:p><w:r><w:t>";
        xml.replace(">127,886,849.00<", &format!(">127,886{end}849.00<"))
            .replace(">84,861,719.00<", &format!(">84{end}861,719.00<"))
    });
    assert_eq!(broken, whole);
    let apart = "</w:t></w:r></w:p><w:p><w:r><w:t>";
    let broken = alone(|xml| {
        xml.replace(">127,886,849.00<", &format!(">127,886,8{apart}49.00<"))
            .replace(">84,861,719.00<", &format!(">84,86{apart}1,719.00<"))
    });
    assert_eq!(broken, whole);
    // two whole numbers are not one
    let two = alone(|xml| xml.replace(">84,861,719.00<", &format!(">84{apart}861,719.00<")));
    assert_ne!(two, whole);
}

#[test]
fn a_note_below_a_table_is_of_it() {
    let below = |title: &str, note: &str| {
        alone(|xml| {
            let note = paragraph(note);
            behind(xml, &format!("{title}<"), "</w:tbl>", &note)
        })
    };
    let title = "2025年预算单位支出预算总表";
    let note = "备注：本单位2025年没有安排这项支出，故本表为空表。";
    assert!(below(title, note).contains(&"R-20".to_owned()));
    let plain = below(title, "注：合计数与分项之和的差是四舍五入所致。");
    assert_eq!(plain, alone(str::to_owned));
}

#[test]
fn a_sentence_between_a_title_and_its_table_is_no_title() {
    let whole = alone(str::to_owned);
    for sentence in [
        "本表反映单位2025年的全部支出，按批复填列。",
        "说明：本表反映单位2025年的全部支出。",
        "2025年支出总预算17,192万元，比2024年预算减少990万元。",
        "2025年支出总预算17,192万元，比2024年预算减少990万元",
        "支出预算比上年下降5.31%。",
    ] {
        let said = alone(|xml| {
            let sentence = paragraph(sentence);
            let title = "2025年预算单位支出预算总表<";
            behind(xml, title, ">单位：元</w:t></w:r></w:p>", &sentence)
        });
        assert_eq!(said, whole, "{sentence}");
    }
}

/// The department of the book whose lines over the tables were put in place of `编制单位：上海市财政局`.
fn department(change: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let json = of_files(&[("全本.docx", &book(change))]);
    let name = json["departments"][0]["department"].as_str();
    (name.unwrap_or_default().to_owned(), rules(&json))
}

const DEPARTMENT: &str = ">编制单位：上海市财政局<";

#[test]
fn the_department_may_have_another_label() {
    let whole = alone(str::to_owned);
    for line in [
        "部门（单位）：上海市财政局",
        "部门/单位：上海市财政局",
        "部门（单位）名称：上海市财政局",
        "预算单位：上海市财政局",
        "编报单位：上海市财政局",
        "预算部门：上海市财政局",
        "上海市财政局",
    ] {
        let found = department(|xml| xml.replace(DEPARTMENT, &format!(">{line}<")));
        assert_eq!(found, ("上海市财政局".to_owned(), whole.clone()), "{line}");
    }
}

#[test]
fn the_department_may_stand_on_the_cover_or_in_titles_alone() {
    let whole = alone(str::to_owned);
    let own_cover = ">上海市2025年市级单位预算<";
    let label = ">预算单位：上海市财政局<";
    let covers = [
        (">上海市财政局<", ">2025年单位预算<"),
        (">上 海 市 财 政 局<", ">2025年度部门预算公开<"),
        (">上海市财政局2025年单位预算<", "><"),
        (own_cover, label),
    ];
    for (first, second) in covers {
        let found = department(|xml| {
            let xml = xml.replace(DEPARTMENT, "><");
            xml.replace(label, second).replace(own_cover, first)
        });
        assert_eq!(found, ("上海市财政局".to_owned(), whole.clone()), "{first}");
    }
    let (name, _) = department(|xml| {
        let xml = xml.replace(DEPARTMENT, "><").replace(label, "><");
        xml.replace(">2025年预算单位", ">2025年上海市财政局")
    });
    assert_eq!(name, "上海市财政局");
}

/// Nothing is another department's where the book names none.
#[test]
fn without_a_department_no_name_is_another_ones() {
    let (name, rules) = department(|xml| {
        let xml = xml.replace(DEPARTMENT, "><");
        xml.replace(">预算单位：上海市财政局<", "><")
    });
    assert_eq!(name, "");
    let is_missing = |rule: &&str| rules.iter().any(|own| own == rule);
    assert!(is_missing(&"R-12") && !is_missing(&"N-N13"), "{rules:?}");
}

#[test]
fn signatures_below_a_table_of_one_row_are_no_row() {
    let whole = alone(str::to_owned);
    let title = "2025年单位“三公”经费和机关运行经费预算表<";
    for line in [
        "填报人：张三　　审核人：李四　　填报日期：2025年1月25日",
        "复核人：李四",
    ] {
        let signed = alone(|xml| behind(xml, title, "</w:tbl>", &paragraph(line)));
        assert_eq!(signed, whole, "{line}");
    }
}

/// Rows of a form with a project and its appropriation of this year.
fn form(project: &str, appropriation: &str) -> String {
    let rows = [
        ["（2025年度）", ""],
        ["项目名称", project],
        ["项目性质", "经常性项目"],
        ["项目类别", "其他运转类"],
        ["主管部门", "上海市财政局"],
        ["实施单位", "上海市财政局"],
        ["计划开始日期", "2025-01-01"],
        ["计划完成日期", "2025-12-31"],
        ["项目资金（元）", ""],
        ["项目资金总额", "100"],
        ["年度资金申请总额", "100"],
        ["其中：财政资金", "100"],
        ["其中：当年财政拨款", appropriation],
        ["上年结转资金", "0"],
        ["其他资金", "0"],
        ["其他资金", "0"],
    ];
    table(&rows)
}

/// The title of the forms stands above the first of them.
#[test]
fn forms_under_one_title_are_read_one_by_one() {
    let title = paragraph("财政项目支出绩效目标填报表");
    for between in ["", "<w:p/>", "— 12 —"] {
        let between = match between {
            "" | "<w:p/>" => between.to_owned(),
            line => paragraph(line),
        };
        let (first, second) = (form("甲项目", "100"), form("乙项目", "90"));
        let third = form("丙项目", "100");
        let json = of_files(&[(
            "全本.docx",
            &book(|xml| {
                let forms = format!("{title}{first}{between}{second}{between}{third}");
                behind(
                    xml,
                    "单位“三公”经费和机关运行经费预算表<",
                    "</w:tbl>",
                    &forms,
                )
            }),
        )]);
        let found = json["departments"][0]["findings"].as_array().unwrap();
        let wrong: Vec<&Value> = found.iter().filter(|it| it["rule"] == "SP-1").collect();
        assert!(
            wrong.len() == 1 && wrong[0].to_string().contains("乙项目"),
            "{found:#?}"
        );
    }
}

/// A title above the first of several forms numbers that one alone.
#[test]
fn forms_below_a_numbered_one_are_numbered_on() {
    let title = |number: &str| paragraph(&format!("财政项目支出绩效目标填报表（{number}）"));
    let form = |project: &str| form(project, "100");
    let inbox = InboxDir::new();
    let book = book(|xml| {
        let forms = format!(
            "{}{}<w:p/>{}{}{}",
            title("一"),
            form("甲项目"),
            form("乙项目"),
            title("三"),
            form("丙项目")
        );
        let words = "单位“三公”经费和机关运行经费预算表<";
        behind(xml, words, "</w:tbl>", &forms)
    });
    inbox.add("全本.docx", &book);
    inbox.publish();
    let lines = Document::of(&inbox).paragraphs();
    for number in ["（一）", "（二）", "（三）"] {
        let title = |line: &&String| line.contains("绩效目标") && line.ends_with(number);
        assert!(lines.iter().any(|line| title(&line)), "{number}: {lines:?}");
    }
}

/// The book of the year before: what was published then is a document too.
fn last_years_book() -> Vec<u8> {
    book(|xml| xml.replace("2024年", "2023年").replace("2025年", "2024年"))
}

#[test]
fn last_years_book_is_used() {
    let (this, last) = (book(str::to_owned), last_years_book());
    let in_folder = InboxDir::new();
    in_folder.add("上海市财政局2025年单位预算.docx", &this);
    in_folder.add("上年/上海市财政局2024年单位预算.docx", &last);
    let said = in_folder.check().stdout;
    let source = "上年数来自 上年/上海市财政局2024年单位预算.docx";
    assert!(said.contains(source) && said.contains("N-L1"), "{said}");
}

/// A workbook of another year is no other version of a book's tables.
#[test]
fn a_book_and_a_workbook_of_two_years_are_kept_apart() {
    let workbook = fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap();
    let inbox = InboxDir::new();
    inbox.add("2025年表.xlsx", &workbook);
    inbox.add("2024年单位预算.docx", &last_years_book());
    let said = inbox.check().stdout;
    assert!(said.contains("上年数来自 2024年单位预算.docx"), "{said}");
    assert!(
        said.contains("部门 2 个") && !said.contains("忽略 20"),
        "{said}"
    );
}

/// Without a title, but with a head of its own, a table does not go on with the one above.
#[test]
fn a_table_with_another_head_is_another_table() {
    let rows = [["采购项目", "金额"], ["办公设备", "42.50"]];
    let more = format!("{}{}", paragraph("单位：万元"), table(&rows));
    let found = alone(|xml| behind(xml, "2025年预算单位支出预算总表<", "</w:tbl>", &more));
    let unread: Vec<&String> = found
        .iter()
        .filter(|it| *it == "R-35" || *it == "R-38")
        .collect();
    assert!(
        unread.len() <= 1 && found.len() <= unread.len() + alone(str::to_owned).len(),
        "{found:?}"
    );
}

/// Small tables between the sentences of the text are no tables of the budget.
#[test]
fn a_small_table_in_the_text_is_text() {
    let with = |amount: &str| {
        let rows = [
            ["项目", "2025年预算数（万元）"],
            ["因公出国（境）费", amount],
            ["公务接待费", "25.40"],
        ];
        let json = of_files(&[(
            "全本.docx",
            &book(|xml| {
                behind(
                    xml,
                    "25.40万元，与2024年预算持平。",
                    "</w:p>",
                    &table(&rows),
                )
            }),
        )]);
        findings(&json)
    };
    let whole = findings(&of_files(&[("全本.docx", &book(str::to_owned))]));
    assert_eq!(with("288.70"), whole);
    let mut wrong = with("288.07");
    wrong.retain(|it| !whole.contains(it));
    assert_eq!(wrong.len(), 1);
    assert!(
        wrong[0].starts_with("N-A2") && wrong[0].contains("288.70"),
        "{wrong:?}"
    );
}

/// A small table between headings and captions is of the text where sentences stand on both sides, and is published in it.
#[test]
fn a_small_table_between_headings_of_the_text_is_text() {
    let rows = [["资产类别", "账面价值（万元）"], ["房屋", "150.20"]];
    let lead = "25.40万元，与2024年预算持平。";
    let lines = |lines: &[&str]| -> String { lines.iter().map(|it| paragraph(it)).collect() };
    let captioned = format!(
        "{}{}{}",
        lines(&["（三）资产占用情况", "资产占有使用情况表"]),
        table(&rows),
        lines(&["总体情况为", "资产占用合计150.20万元。"])
    );
    let inbox = InboxDir::new();
    inbox.add(
        "全本.docx",
        &book(|xml| behind(xml, lead, "</w:p>", &captioned)),
    );
    inbox.publish();
    let tables = Document::of(&inbox).tables();
    assert!(tables.iter().any(|it| *it == rows));
    let whole = alone(str::to_owned);
    assert_eq!(alone(|xml| behind(xml, lead, "</w:p>", &captioned)), whole);
    // below the last table of the budget, before any text, it is a table that the layout does not know
    let title = "资产占有使用情况表";
    let unknown = format!("{}{}", paragraph(title), table(&rows));
    let last = |xml: &str| {
        let at = xml.rfind("</w:tbl>").unwrap() + "</w:tbl>".len();
        format!("{}{unknown}{}", &xml[..at], &xml[at..])
    };
    let told = findings(&of_files(&[("全本.docx", &book(last))]));
    assert!(told.iter().any(|it| it.contains(title)), "{told:?}");
}

/// Beside a workbook its tables are used, and what the book has otherwise is told.
#[test]
fn a_book_beside_a_workbook_is_compared_with_it() {
    let workbook = fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap();
    let beside = |book: &[u8]| of_files(&[("报送.xlsx", &workbook), ("全本.docx", book)]);
    let same = beside(&book(str::to_owned));
    assert_eq!(same["departments"].as_array().unwrap().len(), 1);
    assert!(!rules(&same).contains(&"R-09".to_owned()), "{same}");
    let other = findings(&beside(&book(|xml| {
        xml.replace(">28,544,130.00<", ">28,544,310.00<")
    })));
    let told: Vec<&String> = other.iter().filter(|it| it.starts_with("R-09")).collect();
    let [told] = told.as_slice() else {
        panic!("{other:?}")
    };
    for words in [
        "28,544,130",
        "28,544,310",
        "报送.xlsx",
        "全本.docx",
        "核对用的是工作簿",
    ] {
        assert!(told.contains(words), "{told}");
    }
}

/// A book in 万元 beside a workbook in 元 prints the same figures otherwise.
#[test]
fn a_book_in_another_unit_is_compared_in_the_coarser_one() {
    let workbook = fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap();
    let in_wan = |wrong: bool| {
        book(|xml| {
            let mut xml = xml.replace(">单位：元<", ">单位：万元<");
            let amounts: Vec<String> = xml
                .split("<w:t>")
                .filter_map(|it| Some(it.split_once("</w:t>")?.0.to_owned()))
                .filter(|it| it.ends_with(".00") && it.contains(','))
                .collect();
            for amount in amounts {
                let yuan: Decimal = amount.replace(',', "").parse().unwrap();
                let wan = (yuan / Decimal::from(10_000))
                    .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
                let wan = format!(">{wan:.2}<");
                xml = xml.replace(&format!(">{amount}<"), &wan);
            }
            if wrong {
                xml.replace(">2854.41<", ">2845.41<")
            } else {
                xml
            }
        })
    };
    let told = |book: &[u8]| {
        let all = findings(&of_files(&[("报送.xlsx", &workbook), ("全本.docx", book)]));
        all.into_iter()
            .filter(|it| it.starts_with("R-09"))
            .collect::<Vec<String>>()
    };
    assert_eq!(told(&in_wan(false)), [""; 0]);
    let wrong = told(&in_wan(true));
    assert!(
        wrong.len() == 1 && wrong[0].contains("28,544,130"),
        "{wrong:?}"
    );
}

/// What a published document says, paragraph by paragraph.
fn published(inbox: &InboxDir) -> Vec<String> {
    let name = &inbox.documents()[0];
    let bytes = fs::read(inbox.path().join("公开表").join(name)).unwrap();
    let parts = Parts::of(&bytes).0.into_iter();
    let document = parts.filter(|(name, _)| name == DOCUMENT);
    let document: String = document
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let words = |paragraph: &str| {
        let pieces = paragraph.split("<w:t").skip(1);
        let text = pieces.filter_map(|it| it.split_once('>')?.1.split_once("</w:t>"));
        text.map(|(text, _)| text).collect()
    };
    document.split("</w:p>").map(words).collect()
}

/// 第二部分 is the text and 第三部分 the tables: the words of a heading tell a part, not its number.
#[test]
fn parts_with_other_numbers_keep_their_text() {
    let inbox = InboxDir::with_folder("official");
    let text = fs::read_to_string(data("narrative/wording/xinjiang_2020_free.txt")).unwrap();
    assert!(text.contains("第二部分") && !text.contains("第三部分"));
    inbox.add("情况说明.txt", text.as_bytes()).publish();
    let published = published(&inbox);
    let is_long = |line: &&str| line.chars().count() > 30;
    let lost = text
        .lines()
        .skip(1)
        .filter(is_long)
        .filter(|line| !published.iter().any(|it| it == line.trim()));
    let lost: Vec<&str> = lost.collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

/// What belongs to the tables is no text of the published document.
#[test]
fn titles_of_tables_are_not_published_as_text() {
    let inbox = InboxDir::new();
    inbox.add("全本.docx", &book(str::to_owned));
    let run = inbox.publish();
    assert!(run.stdout.contains("文件 1 个：读入 1"), "{}", run.stdout);
    let name = &inbox.documents()[0];
    let bytes = fs::read(inbox.path().join("公开表").join(name)).unwrap();
    let parts = Parts::of(&bytes).0.into_iter();
    let document = parts.filter(|(name, _)| name == DOCUMENT);
    let document = document.map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    let document = document.collect::<String>();
    for title in ["2025年预算单位支出预算总表", "编制单位：上海市财政局"] {
        let count = document.matches(title).count();
        let tables = if title.starts_with('2') { 1..=2 } else { 9..=9 };
        assert!(tables.contains(&count), "{title} {count}");
    }
    assert_eq!(document.matches(">本年收入<").count(), 1);
}

/// The small tables of a text stand in the document where the department has them, and may come back in it.
#[test]
fn small_tables_are_published_with_the_text_around_them() {
    let rows = [
        ["项目", "2025年预算数（万元）"],
        ["因公出国（境）费", "288.70"],
        ["公务接待费", "25.40"],
    ];
    let lead = "25.40万元，与2024年预算持平。";
    let of_book = |small: &str| {
        let inbox = InboxDir::new();
        let bytes = book(|xml| behind(xml, lead, "</w:p>", small));
        inbox.add("全本.docx", &bytes);
        inbox.publish();
        Document::of(&inbox)
    };
    let (plain, own) = (of_book(""), of_book(&table(&rows)));
    assert_eq!(own.paragraphs(), plain.paragraphs());
    let mut tables = own.tables();
    let at = tables.iter().position(|it| *it == rows).unwrap();
    tables.remove(at);
    assert_eq!(tables, plain.tables());
    let place = own.xml.find("TextTable").unwrap();
    let above = &own.xml[own.xml[..place].rfind(lead).unwrap()..place];
    assert_eq!(above.matches("</w:p>").count(), 1, "{above}");
}

/// The same book as Word 97 keeps it.
#[test]
fn a_book_of_word_97_is_read_as_its_twin() {
    let of_book = |name: &str| {
        let bytes = fs::read(data(&format!("text/book_jiangsu_2018.{name}"))).unwrap();
        let json = of_files(&[(&format!("全本.{name}"), &bytes)]);
        let told = json["departments"].to_string();
        told.replace(&format!("全本.{name}"), "全本")
    };
    let (old, own) = (of_book("doc"), of_book("docx"));
    assert!(own.contains("N-B1") && own.contains("一般行政管理事务"));
    assert_eq!(old, own);
}

/// The book that came back, mended and with another mistake, comes back with the marks of the new one alone.
#[test]
fn marks_go_with_the_mistakes_that_they_named() {
    let returned = |bytes: &[u8]| {
        let inbox = InboxDir::new();
        inbox.add("全本.docx", bytes);
        inbox.publish();
        fs::read(inbox.path().join("公开表/退回/全本.docx")).ok()
    };
    // the texts of the marked runs, and how many comments there are
    let marks = |bytes: Option<Vec<u8>>| {
        let parts = Parts::of(&bytes.unwrap()).0.into_iter();
        let document = parts.filter(|(name, _)| name == DOCUMENT);
        let xml: String = document
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
            .collect();
        let marked = xml.split("<w:highlight ").skip(1).map(|it| {
            let (text, _) = it.split_once("</w:t>").unwrap();
            text.rsplit_once('>').unwrap().1.to_owned()
        });
        let marked: Vec<String> = marked.collect();
        (marked, xml.matches("commentReference").count())
    };
    let running = ["机关运行经费预算为2,517.78", "机关运行经费预算为2,571.78"];
    let travel = ["“三公”经费预算数为346.30", "“三公”经费预算数为364.30"];
    let wrong = |[right, wrong]: [&str; 2]| book(|xml| xml.replacen(right, wrong, 1));
    let first = returned(&wrong(running)).unwrap();
    let (marked, _) = marks(Some(first.clone()));
    assert!(marked.contains(&"2,571.78".to_owned()), "{marked:?}");
    let mended = |[from, to]: [&str; 2]| {
        let change = |xml: &str| xml.replace("2,571.78", "2,517.78").replacen(from, to, 1);
        Parts::of(&first).changed(DOCUMENT, change).bytes()
    };
    let second = returned(&mended(travel));
    assert_eq!(marks(second), marks(returned(&wrong(travel))));
    assert_eq!(
        returned(&mended([""; 2])),
        None,
        "nothing is wrong any more"
    );
}

/// A cell against which its parts and the text, or another table and the text, speak.
#[test]
fn a_text_that_is_right_is_a_witness_against_a_cell() {
    let of_cell = |from: &str, to: &str| {
        let bytes = book(|xml| xml.replacen(&format!(">{from}<"), &format!(">{to}<"), 1));
        let json = of_files(&[("全本.docx", &bytes)]);
        let found = json["departments"][0]["findings"].as_array().unwrap();
        let blocking = found.iter().filter(|it| it["level"] == "mandatory");
        let blocking = blocking.filter(|it| it["verdict"] == "broken");
        let rules: Vec<&str> = blocking.map(|it| it["rule"].as_str().unwrap()).collect();
        (rules.join(" "), diagnosed(&json))
    };
    let (rules, told) = of_cell("346.30", "364.30");
    assert_eq!(rules, "S9-1");
    assert_eq!(told, ["3643000 -> 3463000 digits-swapped"]);
    let (rules, told) = of_cell("2,517.78", "2,571.78");
    assert_eq!(rules, "SX8-9");
    assert_eq!(told, ["25717800 -> 25177800 digits-swapped"]);
}

/// What the diagnoses of the tables propose.
fn diagnosed(json: &Value) -> Vec<String> {
    let all = json["departments"][0]["diagnosis"]
        .as_array()
        .unwrap()
        .iter();
    let sets = all.flat_map(|it| it["sets"].as_array().unwrap());
    let cells = sets.flat_map(|set| set.as_array().unwrap());
    cells
        .map(|cell| {
            let [value, proposed, slip] =
                ["value", "proposed", "slip"].map(|key| cell[key].as_str().unwrap_or("-"));
            format!("{value} -> {proposed} {slip}")
        })
        .collect()
}

/// A reason may stand in the line below the words that announce it.
#[test]
fn a_reason_may_stand_in_the_next_line() {
    let lead = "25.40万元，与2024年预算持平。";
    let with = |lines: &[&str]| {
        let lines: String = lines.iter().copied().map(paragraph).collect();
        let found = alone(|xml| behind(xml, lead, "</w:p>", &lines));
        found.iter().filter(|it| *it == "N-T4").count()
    };
    let open = "比上年执行数减少，主要原因是：";
    assert_eq!(with(&[open, "接待批次减少。"]), 0);
    assert_eq!(with(&[open, "1.接待批次减少；", "2.标准降低。"]), 0);
    assert_eq!(with(&[open, "四、其他情况说明"]), 1);
    assert_eq!(with(&["比上年执行数减少，主要原因是：。"]), 1);
}

/// A book has no worksheets.
#[test]
fn a_table_of_a_document_is_called_so() {
    let rows = [
        ["编制单位", "单位：元"],
        ["用途", "金额"],
        ["购置", "1,234,567.00"],
    ];
    let more = format!("{}{}", paragraph("2025年预算单位购置情况表"), table(&rows));
    let told = findings(&of_files(&[(
        "全本.docx",
        &book(|xml| behind(xml, "2025年预算单位支出预算总表<", "</w:tbl>", &more)),
    )]));
    assert!(told.iter().all(|it| !it.contains("工作表")), "{told:#?}");
    assert!(
        told.iter().any(|it| it.contains("文档里的表“")),
        "{told:#?}"
    );
}

/// A table of a Word file with the cells and merged ranges of a sheet.
fn table_of(sheet: &Sheet) -> String {
    let rows = sheet.cells.keys().map(|(row, _)| row + 1).max().unwrap();
    let columns = sheet.cells.keys().map(|(_, column)| column + 1).max();
    let text = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) => text.replace('&', "&amp;").replace('<', "&lt;"),
        Some(Cell::Number(number) | Cell::Formatted(number, _)) => number.to_string(),
        _ => String::new(),
    };
    let row = |row: u32| {
        let mut cells = String::new();
        let mut column = 0;
        while column < columns.unwrap() {
            let own = sheet.merges.iter().find(|(top, left, bottom, right)| {
                (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
            });
            let (top, left, right) = own.map_or((row, column, column), |(top, left, _, right)| {
                (*top, *left, *right)
            });
            let merge = match own {
                Some((top, _, bottom, _)) if top < bottom && *top == row => {
                    "<w:vMerge w:val=\"restart\"/>"
                }
                Some((top, _, bottom, _)) if top < bottom => "<w:vMerge/>",
                _ => "",
            };
            let span = right - left + 1;
            let words = if top == row {
                text(row, left)
            } else {
                String::new()
            };
            let words = paragraph(&words);
            cells += &format!(
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{merge}</w:tcPr>{words}</w:tc>"
            );
            column = right + 1;
        }
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows: String = (0..rows).map(row).collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

/// A form that is read as a table is no text as well: its project's name is told once.
#[test]
fn a_form_of_a_book_is_no_text() {
    let cover = "高新区（新市区）人力资源和社会保障局2020年度部门预算公开";
    let workbook = Book::official();
    let sheets = workbook.sheets.iter();
    let tables: String = sheets
        .map(|sheet| format!("{}{}", paragraph("第二部分"), table_of(sheet)))
        .collect();
    let text = concat!(
        "<w:p><w:r><w:t>第三部分 2020年部门预算情况说明</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>七、关于2020年项目支出情况说明</w:t></w:r></w:p>"
    );
    let bytes = crate::marked_text::document(&format!("{}{text}{tables}", paragraph(cover)));
    let json = of_files(&[("全本.docx", &bytes)]);
    let found = json["departments"][0]["findings"].as_array().unwrap();
    let rules: Vec<&str> = found
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"R-21"), "{rules:?}");
    assert!(!rules.iter().any(|it| it.starts_with("N-N")), "{rules:?}");
}

/// The titles of the tables in the book, and those that other provinces print.
const OTHER_TITLES: [(&str, &str, &str); 9] = [
    (
        "预算单位财务收支预算总表",
        "部门收支总表",
        "部门收支总体情况表",
    ),
    ("预算单位收入预算总表", "部门收入总表", "部门收入总体情况表"),
    ("预算单位支出预算总表", "部门支出总表", "部门支出总体情况表"),
    (
        "预算单位财政拨款收支预算总表",
        "部门财政拨款收支总表",
        "财政拨款收支总体情况表",
    ),
    (
        "预算单位一般公共预算支出功能分类预算表",
        "部门一般公共预算支出表",
        "一般公共预算支出情况表",
    ),
    (
        "预算单位政府性基金预算支出功能分类预算表",
        "部门政府性基金预算支出表",
        "政府性基金预算支出情况表",
    ),
    (
        "预算单位国有资本经营预算支出功能分类预算表",
        "部门国有资本经营预算支出表",
        "国有资本经营预算支出情况表",
    ),
    (
        "预算单位一般公共预算基本支出部门预算经济分类预算表",
        "部门一般公共预算基本支出表",
        "一般公共预算基本支出情况表",
    ),
    (
        "单位“三公”经费和机关运行经费预算表",
        "部门一般公共预算“三公”经费支出表",
        "一般公共预算“三公”经费支出情况表",
    ),
];

/// Headers say more than titles: those of one layout stay what they are below the titles of another one.
#[test]
fn titles_of_another_layout_do_not_change_the_tables() {
    let whole = of_files(&[("全本.docx", &book(str::to_owned))]);
    let counts = |json: &Value| {
        let own = &json["departments"][0];
        (own["layout"].clone(), own["equations"].clone(), rules(json))
    };
    let under = |titles: &[(&str, &str)], wrong: (&str, &str)| {
        of_files(&[(
            "全本.docx",
            &book(|xml| {
                let xml = titles.iter().fold(xml.to_owned(), |xml, (own, other)| {
                    xml.replace(&format!(">2025年{own}<"), &format!(">{other}<"))
                });
                xml.replace(wrong.0, wrong.1)
            }),
        )])
    };
    let totals: Vec<(&str, &str)> = OTHER_TITLES.iter().map(|it| (it.0, it.1)).collect();
    let situations: Vec<(&str, &str)> = OTHER_TITLES.iter().map(|it| (it.0, it.2)).collect();
    let mut all = vec![totals.as_slice(), situations.as_slice(), &situations[..5]];
    all.extend(totals.chunks(1));
    all.extend(situations.chunks(1));
    for titles in all {
        assert_eq!(
            counts(&under(titles, ("", ""))),
            counts(&whole),
            "{titles:?}"
        );
    }
    let wrong = (">28,544,130.00<", ">28,544,310.00<");
    let told = rules(&under(&situations, wrong));
    assert_eq!(told, rules(&under(&[], wrong)));
    assert_ne!(told, rules(&whole));
}

/// The heading of a part is no table.
#[test]
fn the_heading_of_a_part_is_no_table() {
    let part = paragraph("第二部分 2025年度单位预算表");
    let json = of_files(&[(
        "全本.docx",
        &book(|xml| {
            let title = ">2025年预算单位财务收支预算总表<";
            let at = xml.rfind(title).unwrap();
            let at = xml[..at].rfind("<w:p").unwrap();
            let at = xml[..at].rfind("</w:p>").unwrap() + "</w:p>".len();
            let xml = format!("{}{part}{}", &xml[..at], &xml[at..]);
            xml.replace(title, ">单位收支总体情况表<")
        }),
    )]);
    assert!(!json.to_string().contains("的“第二部分"), "{json}");
}

/// A quotation begins with the name, or says that it was cut.
#[test]
fn a_quotation_does_not_begin_within_a_name() {
    for name in [
        "上海市普陀区万里街道办事处",
        "上海市普陀区人民政府万里街道办事处",
        "上海市普陀区人民政府万里街道社区办事处",
    ] {
        let own = book(|xml| {
            let xml = xml.replace("上海市财政局", name);
            xml.replace("收入预算17,192万元", "收入预算17,912万元")
        });
        let said = findings(&of_files(&[("全本.docx", &own)])).join("\n");
        let quoted = said
            .split('“')
            .filter(|it| it.contains("收入预算17,912万元"));
        let quoted: Vec<&str> = quoted.collect();
        assert!(!quoted.is_empty(), "{said}");
        for words in quoted {
            assert!(words.starts_with(['上', '…', '2']), "{words}");
        }
    }
}

/// A part that the published document lacks stands behind the last one, and is numbered on.
#[test]
fn further_parts_are_numbered_on() {
    let part = |title: &str, words: &str| format!("{}{}", paragraph(title), paragraph(words));
    let more = part("第四部分 名词解释", "财政拨款收入是指财政部门拨付的资金。");
    let inbox = InboxDir::new();
    let own = book(|xml| {
        let end = xml.rfind("<w:sectPr").unwrap();
        format!("{}{more}{}", &xml[..end], &xml[end..])
    });
    inbox.add("全本.docx", &own);
    inbox.publish();
    let mut lines = Document::of(&inbox).paragraphs();
    lines.retain(|it| it.starts_with('第') && it.contains("名词解释"));
    assert_eq!(lines, ["第五部分 名词解释"]);
}

#[test]
fn the_code_of_a_department_is_no_part_of_its_name() {
    let whole = alone(str::to_owned);
    for line in ["101-上海市财政局", "101 上海市财政局", "101020上海市财政局"] {
        let label = format!(">编制单位：{line}<");
        let found = department(|xml| xml.replace(DEPARTMENT, &label));
        assert_eq!(found, ("上海市财政局".to_owned(), whole.clone()), "{line}");
    }
}

/// The book without the tables under some titles: a sentence stands in their place.
fn without_tables(xml: &str, titles: &[&str], sentence: &str) -> String {
    titles.iter().fold(xml.to_owned(), |xml, title| {
        let at = xml.rfind(&format!(">2025年{title}<")).unwrap();
        let first = at + xml[at..].find("</w:p>").unwrap() + "</w:p>".len();
        let end = "</w:tbl>";
        let last = first + xml[first..].find(end).unwrap() + end.len();
        format!("{}{}{}", &xml[..first], paragraph(sentence), &xml[last..])
    })
}

const EMPTY_TABLES: [&str; 2] = [
    "预算单位政府性基金预算支出功能分类预算表",
    "预算单位国有资本经营预算支出功能分类预算表",
];

/// A title and a sentence are an empty table, and the clerk is told.
#[test]
fn a_table_may_be_a_title_and_a_sentence() {
    let whole = of_files(&[("全本.docx", &book(str::to_owned))]);
    let said = |titles: &[&str], sentence: &str| {
        let book = book(|xml| without_tables(xml, titles, sentence));
        of_files(&[("全本.docx", &book)])
    };
    let equations = |json: &Value| json["departments"][0]["equations"].clone();
    for sentence in [
        "本单位2025年无此项预算安排，故本表无数据。",
        "本单位2025年没有安排这项支出，本表为空表。",
    ] {
        let found = said(&EMPTY_TABLES, sentence);
        let mut told = rules(&found);
        told.retain(|it| it != "R-58");
        assert_eq!(told, rules(&whole), "{sentence}");
        assert_eq!(rules(&found).len(), told.len() + 2, "{sentence}");
        assert_eq!(equations(&found)["undecided"], 0, "{sentence}");
    }
    let silent = rules(&said(&EMPTY_TABLES, "本表见附件。"));
    assert!(silent.contains(&"R-14".to_owned()), "{silent:?}");
    // what has figures elsewhere is not empty because a sentence says so
    let all = ["预算单位支出预算总表"];
    let wrong = rules(&said(&all, "本单位2025年无此项预算安排，故本表无数据。"));
    assert!(wrong.len() > rules(&whole).len() + 1, "{wrong:?}");
}

/// A document with too few known tables is told with what it has, and where.
#[test]
fn a_document_with_few_tables_is_told_with_its_figures() {
    let inbox = InboxDir::new();
    // what stands behind its third table is cut off
    let few = book(|xml| {
        let title = xml.rfind(">2025年预算单位财政拨款收支预算总表<").unwrap();
        let first = xml[..title].rfind("</w:tbl>").unwrap() + "</w:tbl>".len();
        let end = xml.rfind("<w:sectPr").unwrap();
        format!("{}{}", &xml[..first], &xml[end..])
    });
    inbox.add("上海市财政局2025年单位预算.docx", &few);
    let said = inbox.check().stdout;
    assert!(said.contains("个数字没有读入"), "{said}");
    assert!(!said.contains("没有找到它说明的是哪个部门"), "{said}");
}
