//! False claims about last year, planted one by one into texts of Shanghai and Jiangsu: each is found, and nothing else
//! is. Tried of the kind: amounts with exchanged digits, the other direction, something in place of 持平, for a pair of
//! years of one office and for a year against one that was twice as large.

use crate::book::{Book, Cell};
use crate::document::Document;
use crate::program::{InboxDir, data};

/// A workbook of a place, and the year before it.
struct Pair {
    year: i32,
    own: Book,
    last: Book,
}

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// Two years of one street office.
fn shanghai() -> Pair {
    let mut own = case("sh_wanli_2024");
    // its note says of a table with figures that it is empty
    for cell in own.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
        if matches!(cell, Cell::Text(text) if text.contains("故本表为空表")) {
            *cell = Cell::Text(String::new());
        }
    }
    Pair {
        year: 2024,
        own,
        last: case("sh_wanli_2023"),
    }
}

/// A court, and its year before, in which everything was twice as much.
fn jiangsu() -> Pair {
    let own = case("js_court_2018");
    let mut last = own.clone();
    for cell in last.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
        match cell {
            Cell::Text(text) => *text = text.replace("2018", "2017"),
            Cell::Number(number) => *number *= 2.0,
            _ => {}
        }
    }
    Pair {
        year: 2018,
        own,
        last,
    }
}

impl Pair {
    fn inbox(&self) -> InboxDir {
        let inbox = InboxDir::new();
        inbox.add(&format!("{}年报送.xlsx", self.year), &self.own.bytes());
        let last = format!("上年/{}年公开.xlsx", self.year - 1);
        inbox.add(&last, &self.last.bytes());
        inbox
    }

    /// The text that the program writes.
    fn written(&self) -> String {
        let inbox = self.inbox();
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(!run.stdout.contains("自己"), "{}", run.stdout);
        let text = Document::of(&inbox).paragraphs().join("\n");
        text.replace("〔待填：", "〔")
    }

    /// The rules of the findings that a text has beyond those of the tables, hints left out.
    fn found(&self, inbox: &InboxDir, text: &str) -> Vec<String> {
        inbox.add("情况说明.txt", text.as_bytes());
        let json = inbox.json();
        let findings = json["departments"][0]["findings"].as_array().unwrap();
        let own = findings.iter().filter(|it| it["level"] != "hint");
        own.map(|it| it["rule"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Each claim about last year with its place in bytes, and two lies in its place.
fn claims(text: &str) -> Vec<(usize, usize, [String; 2])> {
    let mut claims = Vec::new();
    for (word, other) in [("增加", "减少"), ("减少", "增加")] {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap();
            let amount = &rest[..end];
            if amount.is_empty() || !rest[end..].starts_with("万元") {
                continue;
            }
            let more: f64 = amount.parse::<f64>().unwrap() + 9.0;
            let lies = [format!("{other}{amount}"), format!("{word}{more:.2}")];
            claims.push((at, word.len() + end, lies));
        }
    }
    for (at, _) in text.match_indices("年预算持平") {
        let at = at + "年预算".len();
        let lies = ["增加3.00万元", "减少0.50万元"].map(str::to_owned);
        claims.push((at, "持平".len(), lies));
    }
    claims.sort_by_key(|it| it.0);
    claims
}

fn planted(pair: &Pair, wanted: usize) {
    let text = pair.written();
    let inbox = pair.inbox();
    assert_eq!(pair.found(&inbox, &text), [""; 0]);
    let claims = claims(&text);
    let lies = claims
        .iter()
        .flat_map(|(at, length, lies)| lies.iter().map(move |lie| (*at, *length, lie)));
    let mut planted = 0;
    for (at, length, lie) in lies.take(wanted) {
        let mut before: Vec<char> = text[..at].chars().rev().take(30).collect();
        before.reverse();
        // 与2023年预算持平 becomes 比2023年预算增加
        let lead = match text[..at].rfind('与') {
            Some(place) if text[at..].starts_with("持平") => {
                format!("{}比{}", &text[..place], &text[place + '与'.len_utf8()..at])
            }
            _ => text[..at].to_owned(),
        };
        let lied = format!("{lead}{lie}{}", &text[at + length..]);
        let found = pair.found(&inbox, &lied);
        let place: String = before.into_iter().collect();
        let about_last = found.iter().filter(|rule| rule.starts_with("N-L"));
        assert_eq!(about_last.count(), 1, "{place}{lie}: {found:?}");
        // what the same lie contradicts within the text is a claim about last year too
        let of_text = |rule: &String| rule.starts_with("N-");
        assert!(found.iter().all(of_text), "{place}{lie}: {found:?}");
        planted += 1;
    }
    assert_eq!(planted, wanted);
}

#[test]
fn twenty_false_claims_of_an_office_in_shanghai_are_found() {
    planted(&shanghai(), 20);
}

#[test]
fn twenty_false_claims_of_a_court_in_jiangsu_are_found() {
    planted(&jiangsu(), 20);
}
