//! Published budgets of other places, in other layouts: every amount of their transcription is read, what
//! is really wrong in them is found, and nothing else.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, data};
use gouji::amount::{Amount, Written, read_text};
use gouji::budget::{Budget, Figure};
use gouji::label::fold;
use rust_decimal::Decimal;
use serde_json::Value;

fn case(name: &str) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(
        "报送.xlsx",
        &std::fs::read(data(&format!("cases/{name}/submitted.xlsx"))).unwrap(),
    );
    inbox
}

/// The amounts of a transcribed table in reading order; codes, dates and words left out.
fn transcribed(table: &Value) -> Vec<Decimal> {
    let texts = |row: &Value| -> Vec<String> {
        row.as_array()
            .unwrap()
            .iter()
            .map(|cell| cell.as_str().unwrap().to_owned())
            .collect()
    };
    let header: Vec<Vec<String>> = table["header"]
        .as_array()
        .into_iter()
        .flatten()
        .map(texts)
        .collect();
    let is_code = |column: usize| {
        let above = header
            .iter()
            .filter_map(|row| row.get(column))
            .rfind(|text| !text.is_empty());
        above.is_some_and(|text| {
            ["类", "款", "项"].contains(&text.as_str())
                || text.ends_with("代码")
                || text.ends_with("编码")
        })
    };
    let rows = table["rows"].as_array().unwrap().iter().map(texts);
    let is_form = header.is_empty();
    // of a form only the rows of money hold figures
    let mut in_money = !is_form;
    let mut amounts = Vec::new();
    for row in rows {
        if is_form && row.iter().any(|text| text.starts_with("项目资金")) {
            in_money = true;
        }
        if is_form
            && row
                .iter()
                .any(|text| text.contains("绩效目标") || text.contains("总目标"))
        {
            in_money = false;
        }
        for (column, text) in row
            .iter()
            .enumerate()
            .filter(|(column, _)| in_money && !is_code(*column))
        {
            if let Written::Number(value, _) = read_text(text) {
                assert!(column > 0 || !is_form);
                amounts.push(value.normalize());
            }
        }
    }
    amounts
}

/// The amounts of a table that was read, in reading order, in the unit that it is printed in.
fn read(budget: &Budget, index: usize) -> Vec<Decimal> {
    let table = &budget.layout.tables[budget.tables[index].layout];
    let mut facts: Vec<_> = budget
        .facts
        .iter()
        .filter(|fact| fact.table == index)
        .collect();
    facts.sort_by_key(|fact| (fact.at.row, fact.at.column));
    let amount = |figure: &Figure| match figure {
        Figure::Amount { exact, .. } => Some(
            budget
                .layout
                .unit_of_measure
                .convert(exact.value(), table.unit_of_measure)
                .normalize(),
        ),
        _ => None,
    };
    facts
        .into_iter()
        .filter_map(|fact| amount(&fact.figure))
        .collect()
}

/// Compares every table, and gives the number of amounts.
fn compare(name: &str, budget: &Budget) -> usize {
    let text = std::fs::read_to_string(data(&format!("cases/{name}/tables.json"))).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    let mut left: Vec<usize> = (0..budget.tables.len()).collect();
    let mut count = 0;
    for table in truth["tables"].as_array().unwrap() {
        let title = fold(table["title"].as_str().unwrap());
        let place = left.iter().position(|index| {
            let own = fold(&budget.tables[*index].title.text);
            own.starts_with(&title) || title.ends_with(&own) || own.ends_with(&title)
        });
        let index = left.remove(place.unwrap_or_else(|| panic!("{name}: {title} was not read")));
        let (wanted, found) = (transcribed(table), read(budget, index));
        assert_eq!(found, wanted, "{name}: {title}");
        count += found.len();
    }
    assert!(left.is_empty(), "{name}: more tables than transcribed");
    count
}

/// The rules of the findings of a case, residues left out.
fn found(inbox: &InboxDir) -> Vec<String> {
    let report = inbox.json();
    let findings = report["departments"][0]["findings"].as_array().unwrap();
    let real = findings
        .iter()
        .filter(|finding| finding["verdict"] != "rounding");
    real.map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_amount_of_the_four_cases_is_read() {
    let counts: Vec<usize> = [
        "sh_wanli_2023",
        "sh_wanli_2024",
        "sh_finance_2025",
        "js_court_2018",
    ]
    .into_iter()
    .map(|name| compare(name, &case(name).budget()))
    .collect();
    assert_eq!(counts, [673, 875, 263, 208]);
}

#[test]
fn what_is_really_wrong_is_found_and_nothing_else() {
    // a part of a form above its whole
    let inbox = case("sh_wanli_2023");
    // and values of indicators that are formulas without a result
    assert_eq!(found(&inbox), ["SP-1", "SP-4", "R-73", "R-73", "R-73"]);
    assert!(inbox.check().stdout.contains("相差 516,000 元"));
    // a filled table with a note that it is empty
    assert_eq!(found(&case("sh_wanli_2024")), ["R-20"]);
    // the clean ones; one yuan of rounding in one total is labelled, in two columns
    let inbox = case("sh_finance_2025");
    assert_eq!(found(&inbox), Vec::<String>::new());
    assert_eq!(inbox.json()["departments"][0]["equations"]["rounding"], 2);
    let inbox = case("js_court_2018");
    assert_eq!(found(&inbox), Vec::<String>::new());
    assert_eq!(inbox.json()["departments"][0]["equations"]["rounding"], 0);
}

#[test]
fn what_is_published_is_read_back_and_publishes_the_same() {
    for name in [
        "sh_wanli_2023",
        "sh_wanli_2024",
        "sh_finance_2025",
        "js_court_2018",
    ] {
        let inbox = case(name);
        inbox.publish();
        let again = InboxDir::new();
        again.add("公开.xlsx", &inbox.output());
        compare(name, &again.budget());
        assert_eq!(found(&again), found(&inbox), "{name}");
        again.publish();
        if inbox.outputs()[0].contains("待核") {
            continue;
        }
        assert!(again.output() == inbox.output(), "{name}");
    }
}

#[test]
fn one_wrong_figure_in_any_of_them_is_found() {
    for (name, place, value) in [
        ("sh_finance_2025", "单位支出总表!G29", 44_273_131.0),
        ("sh_wanli_2024", "部门收入总表!E72", 156_211_132.0),
        ("js_court_2018", "Sheet7!C4", 33_172.51),
        ("js_court_2018", "Sheet12!F6", 677.0),
    ] {
        let book = Book::open(&data(&format!("cases/{name}/submitted.xlsx"))).number(place, value);
        let inbox = InboxDir::new();
        inbox.add("a.xlsx", &book.bytes());
        let run = inbox.check();
        assert_eq!(run.status, 1, "{name} {place}: {}", run.stdout);
        assert!(run.stdout.contains(place), "{name} {place}: {}", run.stdout);
    }
}

/// Table numbers above the titles, sheets in another order, amounts and codes typed otherwise: the same.
#[test]
fn other_habits_give_the_same_facts() {
    let typed = |cell: &mut Cell| match cell {
        Cell::Number(number) => {
            *cell = Cell::Text(Amount::new(number.to_string().parse().unwrap()).grouped(2))
        }
        Cell::Text(text) if text.len() > 2 && text.bytes().all(|b| b.is_ascii_digit()) => {
            *cell = Cell::Number(text.parse().unwrap());
        }
        Cell::Text(_) | Cell::Formula(..) | Cell::Date(_) | Cell::Formatted(..) => {}
    };
    let mut book = Book::open(&data("cases/js_court_2018/submitted.xlsx"));
    book.sheets.reverse();
    for (number, sheet) in (1..).zip(&mut book.sheets) {
        sheet.cells.values_mut().for_each(typed);
        sheet.shift_rows(0, 1);
        sheet
            .cells
            .insert((0, 0), Cell::Text(format!("公开{number:02}表")));
    }
    let inbox = InboxDir::new();
    inbox.add("a.xlsx", &book.bytes());
    compare("js_court_2018", &inbox.budget());
    assert_eq!(found(&inbox), Vec::<String>::new());
}

#[test]
fn a_folder_may_mix_layouts() {
    let inbox = case("js_court_2018");
    inbox.add(
        "上海.xlsx",
        &std::fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap(),
    );
    inbox.add(
        "新疆2020.xlsx",
        &std::fs::read(crate::program::only_file("official")).unwrap(),
    );
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(inbox.outputs().len(), 3);
}
