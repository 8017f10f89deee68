//! The document beside the workbook, read back by a reader of its own: the tables have the workbook's figures, header
//! rows repeat, no row is divided, the contents name the right pages. Tried of the kind: the seed and the cases of the
//! other places, publishable and not, with a text of the department's own and without, twice.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::program::{InboxDir, data, gouji, only_file};
use crate::templates::copy_of_templates;
use std::fs;
use std::io::{Cursor, Read, Write};

/// A document as its reader sees it.
pub struct Document {
    pub xml: String,
}

/// A document with its text changed.
pub fn with_xml(bytes: &[u8], change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let xml = change(&Document::open(bytes).xml);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let options = zip::write::SimpleFileOptions::default();
        let name = part.name().unwrap().into_owned();
        out.start_file(&*name, options).unwrap();
        if name == "word/document.xml" {
            out.write_all(xml.as_bytes()).unwrap();
        } else {
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

impl Document {
    pub fn open(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        let mut part = archive.by_name("word/document.xml").unwrap();
        part.read_to_string(&mut xml).unwrap();
        Self { xml }
    }

    /// The only one of an inbox.
    pub fn of(inbox: &InboxDir) -> Self {
        let names = inbox.documents();
        assert_eq!(names.len(), 1, "{names:?}");
        Self::open(&fs::read(inbox.path().join("公开表").join(&names[0])).unwrap())
    }

    /// Its tables as rows of texts, a text a cell.
    pub fn tables(&self) -> Vec<Vec<Vec<String>>> {
        let rows = |table: &str| within(table, "w:tr").iter().map(|row| cells(row)).collect();
        within(&self.xml, "w:tbl")
            .iter()
            .map(|it| rows(it))
            .collect()
    }

    /// The texts of its paragraphs, those of tables and contents left out.
    pub fn paragraphs(&self) -> Vec<String> {
        let mut xml = self.xml.clone();
        for table in within(&self.xml, "w:tbl") {
            xml = xml.replace(table, "");
        }
        let body = within(&xml, "w:p");
        let own = body.iter().filter(|it| !it.contains("w:val=\"TOC"));
        let texts: Vec<String> = own.map(|it| text(it)).collect();
        texts.into_iter().filter(|it| !it.is_empty()).collect()
    }

    /// The lines of the contents with their pages.
    fn contents(&self) -> Vec<(String, usize)> {
        let lines = within(&self.xml, "w:p");
        let lines = lines.iter().filter(|it| it.contains("w:val=\"TOC"));
        let line = |xml: &&&str| {
            let texts = within(xml, "w:t");
            let page = text(texts.last().unwrap()).parse().unwrap();
            (text(texts[0]), page)
        };
        lines.map(|xml| line(&xml)).collect()
    }
}

/// What stands between the tags of a name, tags and all.
fn within<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find(&open) {
        let own = &rest[start..];
        let is_name = own[open.len()..].starts_with([' ', '>']);
        if !is_name {
            rest = &own[open.len()..];
            continue;
        }
        let end = own.find(&close).unwrap() + close.len();
        found.push(&own[..end]);
        rest = &own[end..];
    }
    found
}

fn text(xml: &str) -> String {
    let texts = within(xml, "w:t");
    let inner = |it: &&str| {
        it.split_once('>')
            .unwrap()
            .1
            .strip_suffix("</w:t>")
            .unwrap()
            .to_owned()
    };
    let text: String = texts.iter().map(inner).collect();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

fn cells(row: &str) -> Vec<String> {
    within(row, "w:tc").iter().map(|it| text(it)).collect()
}

/// What the sheets of a workbook say, figures and texts, sheet by sheet; cover and contents left out.
fn sheets(bytes: &[u8]) -> Vec<Vec<String>> {
    let book = Book::from_bytes(bytes);
    let sheets = book
        .sheets
        .iter()
        .filter(|sheet| !["封面", "目录", "审核结果"].contains(&sheet.name.as_str()));
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => format!("{number}"),
        other => panic!("{other:?}"),
    };
    sheets
        .map(|sheet| sheet.cells.values().map(cell).collect())
        .collect()
}

/// A text as the sheets have it: figures without separators and zeros behind them.
fn as_cell(text: &str) -> String {
    match text.replace(',', "").parse::<f64>() {
        Ok(number)
            if text
                .chars()
                .all(|c| c.is_ascii_digit() || ",.-".contains(c))
                && text.contains('.') =>
        {
            format!("{number}")
        }
        _ => text.to_owned(),
    }
}

/// Twips of a number behind some words.
fn twips(xml: &str, words: &str) -> Option<f64> {
    let (_, rest) = xml.split_once(words)?;
    rest.split('"').next()?.parse().ok()
}

#[test]
fn every_figure_has_room_between_the_lines_of_its_cell() {
    for name in PLACES {
        let inbox = case(name);
        inbox.publish();
        let xml = Document::of(&inbox).xml;
        let mut figures = 0;
        for table in within(&xml, "w:tbl") {
            let margins = within(table, "w:tblCellMar")[0];
            let beside = twips(margins, "<w:left w:w=\"").unwrap();
            for cell in within(table, "w:tc") {
                let text = text(cell);
                if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.is_ascii() {
                    continue;
                }
                let half_points = twips(cell, "<w:sz w:val=\"").unwrap();
                // at least a quarter of a letter, and the figure on one line
                assert!(beside >= half_points * 10.0 / 4.0, "{name} {text}");
                let width = twips(cell, "<w:tcW w:w=\"").unwrap();
                let letters = u32::try_from(text.len()).unwrap();
                let needed = f64::from(letters) * half_points * 5.0 + 2.0 * beside;
                assert!(needed <= width, "{name} {text}: {needed} > {width}");
                assert!(half_points >= 10.0, "{name} {text}");
                figures += 1;
            }
        }
        assert!(figures > 40, "{name} {figures}");
    }
}

#[test]
fn what_may_be_published_has_no_marks() {
    // two residues of rounding, which a flagged workbook shows in amber
    let inbox = case("sh_finance_2025");
    let text = fs::read(data("narrative/sh_finance_2025.docx")).unwrap();
    inbox.add("编制说明.docx", &text);
    let run = inbox.publish();
    assert!(run.stdout.contains("尾差 2"), "{}", run.stdout);
    let names = inbox.documents();
    assert!(!names[0].contains("待核"), "{names:?}");
    assert!(!Document::of(&inbox).xml.contains("w:fill="));
}

fn with_text() -> InboxDir {
    let inbox = InboxDir::with_folder("official");
    let text = "第一部分 单位概况\n一、主要职能\n负责就业和社会保障工作。\n第三部分 2020年部门预算情况说明\n\
                一、收支预算情况\n2020年收支总预算16072.23万元。\n第四部分 名词解释\n一、财政拨款：由财政安排的资金。\n";
    inbox.add("情况说明.txt", text.as_bytes());
    inbox
}

#[test]
fn tables_have_the_figures_of_the_workbook() {
    let inbox = InboxDir::with_folder("official");
    assert_eq!(inbox.publish().status, 0);
    let document = Document::of(&inbox);
    let sheets = sheets(&inbox.output());
    let tables = document.tables();
    assert_eq!((tables.len(), sheets.len()), (15, 15));
    let mut figures = 0;
    for (table, sheet) in tables.iter().zip(&sheets) {
        let mut left = sheet.clone();
        for cell in table.iter().flatten().filter(|it| !it.is_empty()) {
            let own = as_cell(cell);
            let at = left.iter().position(|it| *it == own || *it == *cell);
            figures +=
                usize::from(cell.contains('.') && cell.replace(',', "").parse::<f64>().is_ok());
            left.remove(at.unwrap_or_else(|| panic!("{cell} in {left:?}")));
        }
        // mark, title, heading, unit and notes stand outside of the table
        assert!(left.len() <= 6, "{left:?}");
    }
    assert!(figures > 200, "{figures}");
}

#[test]
fn header_rows_repeat_and_no_row_is_divided() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let document = Document::of(&inbox);
    for (number, table) in within(&document.xml, "w:tbl").iter().enumerate() {
        let rows = within(table, "w:tr");
        assert!(rows.iter().all(|row| row.contains("<w:cantSplit/>")));
        let repeated = rows.iter().filter(|row| row.contains("<w:tblHeader/>"));
        let is_form = number >= 9;
        assert_eq!(repeated.count() == 0, is_form, "{number}");
        // as wide in every row as the grid says
        let columns = within(table, "w:tblGrid")[0].matches("<w:gridCol").count();
        for row in rows {
            let cells = within(row, "w:tc");
            let spans = cells.iter().map(|cell| {
                let span = cell.split_once("<w:gridSpan w:val=\"");
                span.map_or(1, |(_, rest)| {
                    rest.split('"').next().unwrap().parse().unwrap()
                })
            });
            assert_eq!(spans.sum::<usize>(), columns);
        }
    }
    // wide tables lie, and the paper is that of the standard
    assert!(document.xml.contains("w:orient=\"landscape\""));
    assert!(
        document
            .xml
            .contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"")
    );
}

#[test]
fn contents_lead_to_every_table_on_its_page() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let contents = Document::of(&inbox).contents();
    let page = |name: &str| {
        let line = contents.iter().find(|(text, _)| text.contains(name));
        line.unwrap_or_else(|| panic!("{name} in {contents:?}")).1
    };
    let tables = page("第二部分");
    assert_eq!(page("部门收支总体情况表"), tables);
    // a table a page, a form a page
    assert_eq!(page("部门收入总体情况表"), tables + 1);
    assert_eq!(page("政府性基金预算支出情况表"), tables + 8);
    assert_eq!(page("项目支出绩效目标表（六）"), tables + 14);
    assert_eq!(page("第三部分"), tables + 15);
}

#[test]
fn the_name_says_whether_it_may_be_published() {
    let name = "高新区（新市区）人力资源和社会保障局2020年部门预算公开";
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    assert_eq!(inbox.documents(), [format!("{name}（待核）.docx")]);
    let xml = Document::of(&inbox).xml;
    assert!(xml.contains("<w:highlight w:val=\"yellow\"/>") && xml.contains("〔待填："));
    // a text of the department's own leaves nothing to be filled in
    let inbox = with_text();
    assert_eq!(inbox.publish().status, 0);
    assert_eq!(inbox.documents(), [format!("{name}.docx")]);
    // with a wrong figure it goes to nobody
    let broken = fs::read(data("broken/02_decimal_point_shifted.xlsx")).unwrap();
    fs::remove_file(
        inbox
            .path()
            .join(only_file("official").file_name().unwrap()),
    )
    .unwrap();
    inbox.add("2020报送.xlsx", &broken);
    assert_eq!(inbox.publish().status, 1);
    assert_eq!(inbox.documents(), [format!("{name}（待核）.docx")]);
    assert!(Document::of(&inbox).xml.contains("w:fill=\"FF5050\""));
}

#[test]
fn the_words_of_the_department_are_kept() {
    let inbox = with_text();
    inbox.publish();
    let paragraphs = Document::of(&inbox).paragraphs();
    for words in [
        "负责就业和社会保障工作。",
        "2020年收支总预算16072.23万元。",
        "一、财政拨款：由财政安排的资金。",
    ] {
        assert_eq!(
            paragraphs.iter().filter(|it| *it == words).count(),
            1,
            "{paragraphs:?}"
        );
    }
}

#[test]
fn the_title_of_a_text_stands_in_the_middle() {
    let inbox = InboxDir::with_folder("official");
    let text = "某局2020年部门预算情况说明\n一、收支预算情况\n2020年收支总预算16072.23万元。\n2020年预算公开\n";
    inbox.add("情况说明.txt", text.as_bytes());
    inbox.publish();
    let xml = Document::of(&inbox).xml;
    let paragraphs = within(&xml, "w:p");
    let titles = paragraphs
        .iter()
        .filter(|it| it.contains("w:val=\"Subtitle\""));
    let titles: Vec<String> = titles.map(|it| self::text(it)).collect();
    assert_eq!(titles, ["某局2020年部门预算情况说明"]);
}

#[test]
fn equal_input_gives_equal_bytes_and_none_where_none_is_wanted() {
    let inbox = with_text();
    let folder = inbox.path().to_str().unwrap();
    inbox.publish();
    let path = inbox.path().join("公开表").join(&inbox.documents()[0]);
    let first = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    gouji(&["publish", "--force", folder]);
    assert!(fs::read(&path).unwrap() == first);
    gouji(&["publish", "--no-document", folder]);
    assert_eq!(inbox.documents(), [""; 0]);
    assert_eq!(inbox.outputs().len(), 1);
}

/// Workbooks of all places.
const PLACES: [&str; 5] = [
    "xinjiang",
    "sh_finance_2025",
    "js_court_2018",
    "sh_wanli_2023",
    "sh_wanli_2024",
];

/// A workbook of a place.
fn case(name: &str) -> InboxDir {
    let inbox = InboxDir::new();
    let workbook = match name {
        "xinjiang" => only_file("official"),
        name => data(&format!("cases/{name}/submitted.xlsx")),
    };
    let file = workbook.file_name().unwrap().to_str().unwrap().to_owned();
    inbox.add(&file, &fs::read(workbook).unwrap());
    inbox
}

#[test]
fn what_is_written_is_read_back_without_a_finding() {
    for name in PLACES {
        let inbox = case(name);
        let run = inbox.publish();
        assert!(!run.stdout.contains("自己的核对"), "{name}: {}", run.stdout);
        let written = Document::of(&inbox)
            .paragraphs()
            .join("\n")
            .replace("〔待填：", "〔");
        let before = InboxDir::json(&inbox);
        inbox.add("情况说明.txt", written.as_bytes());
        let after = inbox.json();
        let [before, after] = [before, after].map(|it| it["departments"][0].clone());
        assert_eq!(before["findings"], after["findings"], "{name}");
        // and what it says was compared with the tables
        let (amounts, compared) = counted(&inbox.check().stdout);
        assert!(
            amounts >= 15 && compared + 1 >= amounts,
            "{name}: {compared} of {amounts}"
        );
    }
}

/// How many amounts of the text there are, and how many were compared.
fn counted(printed: &str) -> (usize, usize) {
    let line = printed
        .lines()
        .find(|line| line.contains("个金额，核对"))
        .unwrap();
    let mut numbers = line
        .rsplit_once('：')
        .unwrap()
        .1
        .split(|c: char| !c.is_ascii_digit())
        .filter(|it| !it.is_empty())
        .map(|it| it.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

#[test]
fn the_text_states_the_figures_of_the_tables() {
    let inbox = case("xinjiang");
    inbox.publish();
    let written = Document::of(&inbox).paragraphs().join("\n");
    for words in [
        "收支总预算16072.23万元",
        "公共安全支出139.65万元、社会保障和就业支出15932.58万元",
        "一般公共预算16072.23万元，占100.00%",
        "基本支出1383.83万元，占8.61%",
        "项目支出14688.40万元，占91.39%",
        "2.社会保障和就业支出15932.58万元，占99.13%",
        "社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）2020年预算数为7150.00万元",
        "人员经费1313.32万元，主要包括：基本工资211.48万元",
        "公用经费70.51万元，主要包括：办公费3.41万元",
        "预算安排规模：86.40万元",
        "政府性基金预算支出情况表为空表",
        "涉及预算金额14688.40万元",
    ] {
        assert!(written.contains(words), "{words}");
    }
}

#[test]
fn a_department_without_projects_is_not_asked_how_many_it_has() {
    let mut book = Book::official();
    book.sheets.retain(|sheet| !sheet.name.contains("绩效"));
    // the rows of projects, and their sum
    let own = book.sheet("表七");
    own.cells.retain(|(row, column), cell| {
        !(5..11).contains(row) && (*column < 5 || *row != 11 || !matches!(cell, Cell::Number(_)))
    });
    let inbox = InboxDir::new();
    inbox.add("2020年报送.xlsx", &book.bytes());
    inbox.publish();
    let written = Document::of(&inbox).paragraphs().join("\n");
    assert!(written.contains("2020年未安排项目支出。"), "{written}");
    assert!(written.contains("2020年度，本部门没有实行绩效管理的项目。"));
    assert!(!written.contains("〔待填：项目〕"));
}

#[test]
fn a_document_that_was_filled_in_is_the_text() {
    let inbox = case("xinjiang");
    inbox.publish();
    let path = inbox.path().join("公开表").join(&inbox.documents()[0]);
    let filled = filled(&fs::read(&path).unwrap());
    inbox.add("公开文本.docx", &filled);
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let names = inbox.documents();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(!names[0].contains("待核"), "{names:?}");
    let [own, before] = [Document::of(&inbox), Document::open(&filled)];
    assert_eq!(own.paragraphs(), before.paragraphs());
    assert_eq!(own.tables(), before.tables());
}

/// A document with every place to be filled in filled in.
fn filled(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "word/document.xml" {
            let mut parts = text.split("〔待填：");
            let mut whole = parts.next().unwrap().to_owned();
            for rest in parts {
                whole.push_str("有关工作");
                whole.push_str(rest.split_once('〕').unwrap().1);
            }
            text = whole;
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn names_in_braces_are_filled_in() {
    let inbox = InboxDir::with_folder("official");
    let text = "第三部分 2020年部门预算情况说明\n一、收支预算情况\n{部门}收支总预算{收支总预算}万元，其中{各类支出}。{没有的话}\n";
    inbox.add("情况说明.txt", text.as_bytes());
    inbox.publish();
    let paragraphs = Document::of(&inbox).paragraphs();
    let wanted = "高新区（新市区）人力资源和社会保障局收支总预算16072.23万元，其中公共安全支出139.65万元、社会保障和就业支出15932.58万元。{没有的话}";
    assert!(paragraphs.iter().any(|it| it == wanted), "{paragraphs:?}");
}

/// A document of a place: styles under other names, a header, narrow margins.
fn reference() -> Vec<u8> {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let path = inbox.path().join("公开表").join(&inbox.documents()[0]);
    let mut parts = Parts::of(&fs::read(path).unwrap());
    let section = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHead\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
                   <w:pgMar w:top=\"1440\" w:right=\"1247\" w:bottom=\"1440\" w:left=\"1247\" w:header=\"720\" \
                   w:footer=\"720\" w:gutter=\"0\"/></w:sectPr>";
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    for (name, bytes) in &mut parts.0 {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let changed = match name.as_str() {
            "word/document.xml" => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {space}><w:body><w:p/>{section}</w:body></w:document>"
            ),
            "word/styles.xml" => format!(
                "<w:styles {space}><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/>\
                 <w:pPr><w:ind w:firstLine=\"640\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"1\">\
                 <w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/><w:rPr><w:sz w:val=\"46\"/></w:rPr></w:style></w:styles>"
            ),
            "word/_rels/document.xml.rels" => text.replace(
                "</Relationships>",
                "<Relationship Id=\"rIdHead\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/></Relationships>",
            ),
            "[Content_Types].xml" => text.replace(
                "</Types>",
                "<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/></Types>",
            ),
            _ => text,
        };
        *bytes = changed.into_bytes();
    }
    let header = format!("<w:hdr {space}><w:p><w:r><w:t>某区财政局</w:t></w:r></w:p></w:hdr>");
    parts
        .0
        .push(("word/header1.xml".to_owned(), header.into_bytes()));
    parts.bytes()
}

#[test]
fn a_place_has_its_own_styles_header_and_margins() {
    let templates = copy_of_templates();
    let path = templates.path().join("xinjiang-2020/text.docx");
    fs::write(&path, reference()).unwrap();
    let dir = templates.path().to_str().unwrap();
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let usual = Document::of(&inbox);
    let publish = || {
        let own = inbox.path().to_str().unwrap();
        let run = gouji(&["--templates", dir, "publish", own]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        fs::read(inbox.path().join("公开表").join(&inbox.documents()[0])).unwrap()
    };
    let bytes = publish();
    let document = Document::open(&bytes);
    // the same words and tables
    assert_eq!(document.paragraphs(), usual.paragraphs());
    assert_eq!(document.tables(), usual.tables());
    let xml = &document.xml;
    assert!(xml.contains("<w:pStyle w:val=\"1\"/>") && !xml.contains("\"Heading1\""));
    assert!(xml.contains("<w:headerReference w:type=\"default\" r:id=\"rIdHead\"/>"));
    assert!(xml.contains("w:top=\"1440\" w:right=\"1247\"") && !xml.contains("w:top=\"2098\""));
    // tables are as wide as these margins let them be
    assert!(
        xml.contains("<w:tblW w:w=\"9412\"") || xml.contains("w:pos=\"9412\""),
        "{}",
        &xml[..2000]
    );
    let parts = Parts::of(&bytes);
    let part = |name: &str| {
        let own = parts.0.iter().find(|(own, _)| own == name).unwrap();
        String::from_utf8(own.1.clone()).unwrap()
    };
    assert!(part("word/header1.xml").contains("某区财政局"));
    let styles = part("word/styles.xml");
    assert!(styles.contains("w:sz w:val=\"46\""));
    // what stands in tables has no indent of the place's text
    let base_of = |id: &str| {
        let all = within(&styles, "w:style");
        let own = all
            .iter()
            .find(|it| it.contains(&format!("w:styleId=\"{id}\"")))
            .unwrap();
        let base = own.split_once("<w:basedOn w:val=\"");
        base.map(|(_, rest)| rest.split_once('"').unwrap().0.to_owned())
    };
    assert_eq!(base_of("BodyText").as_deref(), Some("a"));
    let base = base_of("TableText").unwrap();
    assert_eq!(base_of(&base), None);
    // equal input gives equal bytes
    fs::remove_dir_all(inbox.path().join("公开表")).unwrap();
    assert!(publish() == bytes);
    // what is no document is refused before any workbook is opened
    fs::write(&path, "no document").unwrap();
    let run = gouji(&[
        "--templates",
        dir,
        "publish",
        inbox.path().to_str().unwrap(),
    ]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("text.docx:1:1: expected a Word document"),
        "{}",
        run.stderr
    );
}

/// A run of `publish --pdf` with a program in the place of LibreOffice.
fn with_pdf(inbox: &InboxDir, program: &std::path::Path) -> (i32, String) {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["publish", "--pdf", "--lang", "zh"])
        .arg(inbox.path())
        .env("GOUJI_SOFFICE", program)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    (run.status.code().unwrap(), said)
}

#[test]
fn without_libreoffice_the_missing_pdf_is_told() {
    let inbox = InboxDir::with_folder("official");
    let (status, said) = with_pdf(&inbox, &inbox.path().join("nowhere"));
    assert_eq!(status, 0);
    assert!(
        said.contains("没有写 PDF：这台机器上没有找到 LibreOffice"),
        "{said}"
    );
    assert_eq!(inbox.documents().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_pdf_stands_beside_the_document_and_is_made_anew_with_it() {
    use std::os::unix::fs::PermissionsExt;
    let tools = tempfile::tempdir().unwrap();
    let program = tools.path().join("soffice");
    let script = |body: &str| {
        fs::write(&program, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    };
    // the folder follows --outdir, the documents follow it
    script(
        "while [ \"$1\" != --outdir ]; do shift; done; out=$2; shift 2\nfor f; do printf '%%PDF made' > \"$out/$(basename \"$f\" .docx).pdf\"; done",
    );
    let inbox = InboxDir::with_folder("official");
    let (status, said) = with_pdf(&inbox, &program);
    assert_eq!(status, 0);
    assert!(said.contains("公开文本写成 PDF 1 份"), "{said}");
    let document = inbox.path().join("公开表").join(&inbox.documents()[0]);
    let pdf = document.with_extension("pdf");
    assert_eq!(fs::read_to_string(&pdf).unwrap(), "%PDF made");
    // nothing has changed, and nothing is made again
    let (_, said) = with_pdf(&inbox, &program);
    assert!(!said.contains("PDF"), "{said}");
    // an older one is made again; what a person changed is not, nor what a person made
    let touch = |path: &std::path::Path| {
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(later).unwrap();
    };
    touch(&document);
    let (_, said) = with_pdf(&inbox, &program);
    assert!(said.contains("公开文本写成 PDF 1 份"), "{said}");
    fs::write(&pdf, "a person's").unwrap();
    touch(&document);
    let (status, said) = with_pdf(&inbox, &program);
    assert_eq!(status, 0);
    assert!(said.contains("有人改过，没有覆盖"), "{said}");
    assert_eq!(fs::read_to_string(&pdf).unwrap(), "a person's");
    // a program that makes nothing costs no more than the PDF
    fs::remove_file(&pdf).unwrap();
    script("exit 1");
    let (status, said) = with_pdf(&inbox, &program);
    assert_eq!(status, 0);
    assert!(
        said.contains("没有写成 PDF。请在 Word 里另存为 PDF"),
        "{said}"
    );
    assert!(!pdf.exists());
}
