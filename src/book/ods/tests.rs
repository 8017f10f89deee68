//! Small documents in the program's own words; hostile files go through the whole program elsewhere.

mod damage;
mod ways;

use crate::book::limits::Limits;
use crate::book::sheet::{Merge, Sheet};
use crate::book::value::{SharedText, Value};
use crate::book::{Quantity, Refusal};
use crate::place::CellRef;
use rust_decimal::Decimal;
use std::io::{Cursor, Write};

const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\"";

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The sheets of a spreadsheet's inner part.
fn book(inner: &str) -> Result<Vec<Sheet>, Refusal> {
    document("", inner)
}

fn document(styles: &str, inner: &str) -> Result<Vec<Sheet>, Refusal> {
    read(styles, inner, &mut Limits::any())
}

fn read(styles: &str, inner: &str, limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    let xml = format!(
        "<?xml version=\"1.0\"?><office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body></office:document-content>"
    );
    super::read(&packed(&[("content.xml", &xml)]), limits)
}

/// The only sheet, of a table's inner part.
fn sheet(inner: &str) -> Sheet {
    refused_or(inner).unwrap()
}

fn refused_or(inner: &str) -> Result<Sheet, Refusal> {
    book(&table(inner)).map(|mut sheets| sheets.remove(0))
}

fn table(inner: &str) -> String {
    format!("<table:table table:name='表'>{inner}</table:table>")
}

fn row(inner: &str) -> String {
    format!("<table:table-row>{inner}</table:table-row>")
}

/// What the only cell holds.
fn cell(attributes: &str, inner: &str) -> Option<Value> {
    sheet(&row(&format!(
        "<table:table-cell {attributes}>{inner}</table:table-cell>"
    )))
    .cells
    .get(CellRef::new(0, 0))
    .cloned()
}

fn text(value: &str) -> Option<Value> {
    Some(Value::Text(SharedText::new(value)))
}

fn float(value: &str) -> Option<Value> {
    cell(
        &format!("office:value-type='float' office:value='{value}'"),
        "<text:p>shown</text:p>",
    )
}

#[test]
fn a_number_is_its_text_at_fifteen_digits() {
    for (written, meant) in [
        ("0.30000000000000004", "0.3"),
        ("14688.400000000001", "14688.4"),
        ("-110", "-110"),
        ("1.6072E4", "16072"),
        ("86.4&#48;", "86.4"),
    ] {
        assert_eq!(
            float(written),
            Some(Value::Number(meant.parse().unwrap())),
            "{written}"
        );
    }
    let percentage = cell(
        "office:value-type='percentage' office:value='0.95'",
        "<text:p>95%</text:p>",
    );
    let Some(Value::Shown(shown)) = percentage else {
        panic!("{percentage:?}");
    };
    assert_eq!(
        (shown.stored, shown.text.as_str()),
        (Decimal::new(95, 2), "95.00%")
    );
    let currency = cell(
        "office:value-type='currency' office:currency='CNY' office:value='12.5'",
        "",
    );
    assert_eq!(currency, Some(Value::Number(Decimal::new(125, 1))));
}

#[test]
fn what_is_no_amount_is_no_number() {
    for written in [
        "NaN",
        "inf",
        "-INF",
        "1E309",
        "90000000000000",
        "1E300",
        "",
        "12,5",
    ] {
        assert_eq!(
            float(written),
            Some(Value::NoNumber(written.to_owned())),
            "{written}"
        );
    }
    assert_eq!(
        float("89999999999999"),
        Some(Value::Number(Decimal::from(89_999_999_999_999_i64)))
    );
}

#[test]
fn other_values_are_what_they_say() {
    let date = cell(
        "office:value-type='date' office:date-value='2020-02-10T08:30:00'",
        "<text:p>二月</text:p>",
    );
    assert_eq!(date, Some(Value::Date("2020-02-10".to_owned())));
    let time = cell(
        "office:value-type='time' office:time-value='PT10H30M00S'",
        "<text:p>10:30</text:p>",
    );
    assert_eq!(time, Some(Value::Date("PT10H30M00S".to_owned())));
    let truth = cell(
        "office:value-type='boolean' office:boolean-value='true'",
        "<text:p>WAHR</text:p>",
    );
    assert_eq!(truth, Some(Value::Bool(true)));
    assert_eq!(
        cell(
            "office:value-type='string' office:string-value='05'",
            "<text:p>5</text:p>"
        ),
        text("05")
    );
    // a value of another kind is not the one that counts
    assert_eq!(
        cell(
            "office:value='1' office:value-type='string'",
            "<text:p>无</text:p>"
        ),
        text("无")
    );
}

#[test]
fn a_formula_has_its_stored_result_or_none() {
    let of = "table:formula='of:=[.A2]'";
    let number = cell(
        &format!("{of} office:value-type='float' office:value='3'"),
        "<text:p>3.00</text:p>",
    );
    assert_eq!(number, Some(Value::Number(Decimal::from(3))));
    assert_eq!(cell(of, ""), Some(Value::NoResult));
    assert_eq!(
        cell(of, "<text:p/>"),
        None,
        "as LibreOffice writes an empty text"
    );
    assert_eq!(
        cell(&format!("{of} office:value-type='float'"), ""),
        Some(Value::NoResult)
    );
    assert_eq!(
        cell(
            &format!("{of} office:value-type='string' office:string-value=''"),
            ""
        ),
        None
    );
    let error = Some(Value::Error("#DIV/0!".to_owned()));
    let marked = format!(
        "{of} office:value-type='string' office:string-value='' calcext:value-type='error'"
    );
    assert_eq!(cell(&marked, "<text:p>#DIV/0!</text:p>"), error);
    // as programs wrote it that had no such mark
    let zero = format!("{of} office:value-type='float' office:value='0'");
    assert_eq!(cell(&zero, "<text:p>#DIV/0!</text:p>"), error);
    assert_eq!(
        cell(&zero, "<text:p>Err:502</text:p>"),
        Some(Value::Error("Err:502".to_owned()))
    );
}

#[test]
fn a_text_is_what_is_seen_in_the_cell() {
    let of = |inner: &str| cell("office:value-type='string'", inner);
    assert_eq!(
        of("<text:p>功能<text:span>分类</text:span>\n  <text:a>科目</text:a></text:p>"),
        text("功能分类 科目")
    );
    assert_eq!(
        of("\n <text:p>\n  甲\n </text:p>\n <text:p/>\n <text:p>乙</text:p>\n"),
        text("甲\n\n乙")
    );
    assert_eq!(
        of("<text:p><text:s text:c='3'/>甲 <text:s/>乙<text:tab/>丙<text:line-break/>丁</text:p>"),
        text("   甲  乙\t丙\n丁")
    );
    assert_eq!(
        of("<text:p>甲&amp;<![CDATA[<乙>]]><!-- 丙 -->&#x4E01;<?丙 丙?></text:p>"),
        text("甲&<乙>丁")
    );
    assert_eq!(
        of(
            "<text:p><text:ruby><text:ruby-base>甲</text:ruby-base><text:ruby-text>jiǎ</text:ruby-text></text:ruby></text:p>"
        ),
        text("甲")
    );
    let beside = "<office:annotation><text:p>批注</text:p></office:annotation><draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>";
    assert_eq!(
        of(&format!("{beside}<text:p>甲{beside}乙</text:p>")),
        text("甲乙")
    );
    let nested = "<table:table table:name='内' table:is-sub-table='true'><table:table-row><table:table-cell office:value-type='float' office:value='9'><text:p>9</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(of(&format!("{nested}<text:p>甲</text:p>")), text("甲"));
    assert_eq!(
        cell("", "<text:p>甲</text:p>"),
        text("甲"),
        "without a kind"
    );
    assert_eq!(of("<text:p> </text:p>"), None);
}

#[test]
fn a_number_is_not_cut_by_comments_or_references() {
    // a cell without its own value is read as a person reads it
    assert_eq!(cell("", "<text:p>100<!-- x -->.5</text:p>"), text("100.5"));
    assert_eq!(cell("", "<text:p>100&#46;5</text:p>"), text("100.5"));
    assert_eq!(
        cell("", "<text:p><![CDATA[100.5]]></text:p>"),
        text("100.5")
    );
    assert!(
        refused_or(&row(
            "<table:table-cell><text:p>&unknown;</text:p></table:table-cell>"
        ))
        .is_err()
    );
}

#[test]
fn repeats_are_followed_where_something_stands() {
    let one = "<table:table-cell office:value-type='float' office:value='1'/>";
    let two = "<table:table-cell office:value-type='float' office:value='2' table:number-columns-repeated='2'/>";
    let blank = "<table:table-cell table:number-columns-repeated='3'/>";
    let read = sheet(&format!(
        "{}<table:table-row table:number-rows-repeated='2'>{blank}{one}</table:table-row><table:table-row table:number-rows-repeated='1048570'/>{}",
        row(&format!("{one}{two}{blank}{one}")),
        row(one),
    ));
    let places: Vec<CellRef> = read.cells.places().collect();
    assert_eq!(
        places,
        [
            CellRef::new(0, 0),
            CellRef::new(0, 1),
            CellRef::new(0, 2),
            CellRef::new(0, 6),
            CellRef::new(1, 3),
            CellRef::new(2, 3),
            CellRef::new(1_048_573, 0)
        ]
    );
    assert_eq!(
        read.cells.get(CellRef::new(0, 2)),
        Some(&Value::Number(Decimal::from(2)))
    );
}

#[test]
fn empty_repeats_cost_nothing() {
    let huge = "99999999999999999999999";
    let blank = format!("<table:table-cell table:number-columns-repeated='{huge}'/>");
    let rows = format!(
        "<table:table-row table:number-rows-repeated='{huge}'>{blank}{blank}</table:table-row>"
    );
    let columns = format!(
        "<table:table-column table:number-columns-repeated='{huge}' table:visibility='collapse'/>"
    );
    let read = sheet(&format!("{columns}{columns}{rows}{rows}"));
    assert!(read.cells.is_empty() && read.hidden_rows.is_empty());
    assert_eq!(read.hidden_columns, [(0, 16_383)]);
}

#[test]
fn the_grid_ends_where_it_ends() {
    let one = "<table:table-cell office:value-type='float' office:value='1'/>";
    let rows = |number| {
        format!(
            "<table:table-row table:number-rows-repeated='{number}'/>{}",
            row(one)
        )
    };
    assert_eq!(sheet(&rows("1048575")).cells.iter().len(), 1);
    let damaged = Refusal::Damaged {
        part: "表".to_owned(),
    };
    assert_eq!(refused_or(&rows("1048576")).unwrap_err(), damaged);
    assert_eq!(refused_or(&rows("4294967296")).unwrap_err(), damaged);
    let columns = |number| {
        row(&format!(
            "<table:table-cell table:number-columns-repeated='{number}'/>{one}"
        ))
    };
    assert_eq!(sheet(&columns("16383")).cells.iter().len(), 1);
    assert_eq!(refused_or(&columns("16384")).unwrap_err(), damaged);
    assert_eq!(
        refused_or(&columns("18446744073709551615")).unwrap_err(),
        damaged
    );
    let wide = |of: &str| {
        row(&format!(
            "<table:table-cell {of} office:value-type='float' office:value='1'/>"
        ))
    };
    assert_eq!(
        sheet(&wide("table:number-columns-repeated='16384'"))
            .cells
            .iter()
            .len(),
        16_384
    );
    assert_eq!(
        refused_or(&wide("table:number-columns-repeated='16385'")).unwrap_err(),
        damaged
    );
    for wrong in [
        "table:number-columns-repeated='-1'",
        "table:number-rows-spanned='x'",
        "table:number-columns-spanned='16385'",
    ] {
        assert_eq!(refused_or(&wide(wrong)).unwrap_err(), damaged, "{wrong}");
    }
}

#[test]
fn merged_cells_hide_what_they_cover() {
    let anchor = "<table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='2' office:value-type='string'><text:p>甲</text:p></table:table-cell>";
    let covered = "<table:covered-table-cell office:value-type='float' office:value='7'/>";
    let read = sheet(&format!(
        "{}{}",
        row(&format!("{anchor}{covered}")),
        row(covered)
    ));
    assert_eq!(
        read.merge(1, 1),
        Some(Merge {
            top: 0,
            left: 0,
            bottom: 1,
            right: 1
        })
    );
    assert_eq!(read.seen(0, 1), text("甲").as_ref());
    assert_eq!(read.own(0, 1), None);
    assert_eq!(
        read.cells.get(CellRef::new(1, 0)),
        Some(&Value::Number(Decimal::from(7)))
    );
}

#[test]
fn hidden_rows_columns_and_sheets_are_known() {
    let one = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='5'/>";
    let columns = "<table:table-column/><table:table-column-group><table:table-header-columns><table:table-column table:visibility='collapse'/><table:table-column table:visibility='filter'/></table:table-header-columns></table:table-column-group><table:table-column-group table:display='false'><table:table-column/></table:table-column-group><table:table-column/>";
    let read = sheet(&format!(
        "{columns}<table:table-header-rows>{}</table:table-header-rows><table:table-row table:visibility='filter'>{one}</table:table-row><table:table-row-group table:display='false'><table:table-row-group><table:table-rows>{}</table:table-rows></table:table-row-group></table:table-row-group>{}",
        row(one),
        row(one),
        row(one),
    ));
    assert_eq!(read.hidden_columns, [(1, 3)]);
    assert_eq!(read.hidden_rows.into_iter().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(read.cells.iter().len(), 20);

    let styles = "<style:style style:name='ta1' style:family='table'><style:table-properties table:display='true'/></style:style><style:style style:name='ta2' style:family='table'><style:table-properties table:display='false'/></style:style><style:style style:name='ta3' style:family='table-row'><style:table-properties table:display='false'/></style:style>";
    let named =
        |number| format!("<table:table table:name='{number}' table:style-name='ta{number}'/>");
    let remembered = "<table:table table:name=\"'file:///上年.ods'#$表\" table:style-name='ta2'><table:table-source/></table:table>";
    let sheets = document(
        styles,
        &format!("{}{}{}{remembered}", named(1), named(2), named(3)),
    )
    .unwrap();
    let hidden: Vec<(&str, bool)> = sheets
        .iter()
        .map(|sheet| (&*sheet.name, sheet.hidden))
        .collect();
    assert_eq!(hidden, [("1", false), ("2", true), ("3", false)]);
}

#[test]
fn what_is_no_cell_of_the_sheet_is_passed_over() {
    let one = row("<table:table-cell office:value-type='float' office:value='1'/>");
    let other = one.replace("'1'", "'2'");
    let changes = format!(
        "<table:tracked-changes><table:deletion><table:cell-content-change>{other}</table:cell-content-change><table:table table:name='表'>{other}</table:table></table:deletion></table:tracked-changes>"
    );
    let after = format!(
        "<table:database-ranges><table:database-range/></table:database-ranges><table:dde-links><table:dde-link><table:table table:name='缓存'>{other}</table:table></table:dde-link></table:dde-links>"
    );
    let shapes = format!(
        "<table:shapes><draw:frame><text:p>图</text:p>{other}</draw:frame></table:shapes><office:forms/>"
    );
    let sheets = book(&format!(
        "{changes}<table:table table:name='表'>{shapes}{one}</table:table>{after}"
    ))
    .unwrap();
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0].cells.iter().len(), 1);
    assert_eq!(
        sheets[0].cells.get(CellRef::new(0, 0)),
        Some(&Value::Number(Decimal::ONE))
    );
}

#[test]
fn prefixes_are_the_producers_choice() {
    let xml = "<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><o:body><o:spreadsheet><table xmlns='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:table:1.0' t:name='表'><table-row><table-cell o:value-type='string' value='9' t:number-columns-repeated='2'><p xmlns='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>甲</p></table-cell></table-row></table></o:spreadsheet></o:body></o:document-content>";
    let sheets = super::read(&packed(&[("content.xml", xml)]), &mut Limits::any()).unwrap();
    assert_eq!(
        sheets[0].cells.values().collect::<Vec<_>>(),
        [&text("甲").unwrap(), &text("甲").unwrap()]
    );
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let named = |name: &str| format!("<table:table table:name='{name}'/>");
    let twice = book(&format!("{}{}", named("Sheet1"), named("SHEET1"))).unwrap_err();
    assert_eq!(
        twice,
        Refusal::SheetsOfOneName {
            name: "SHEET1".to_owned()
        }
    );
    assert_eq!(
        book(&format!("{}{}", named("Sheet1"), named("Sheet2")))
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_text_has_a_limit_and_is_not_made_before_it() {
    let blanks = |count: u64| {
        row(&format!(
            "<table:table-cell><text:p>甲<text:s text:c='{count}'/></text:p></table:table-cell>"
        ))
    };
    let limit = 1 << 20;
    assert_eq!(sheet(&blanks(limit - 3)).cells.iter().len(), 1);
    for count in [limit - 2, 4_000_000_000, u64::MAX] {
        let found = count.saturating_add(3);
        assert_eq!(
            refused_or(&blanks(count)).unwrap_err(),
            Refusal::TooLarge {
                what: Quantity::TextBytes,
                limit,
                found
            }
        );
    }
    let written = |bytes: usize| {
        row(&format!(
            "<table:table-cell><text:p>{}</text:p></table:table-cell>",
            "a".repeat(bytes)
        ))
    };
    assert_eq!(sheet(&written(1 << 20)).cells.iter().len(), 1);
    let refused = |inner: &str| {
        matches!(
            refused_or(inner),
            Err(Refusal::TooLarge {
                what: Quantity::TextBytes,
                ..
            })
        )
    };
    assert!(refused(&written((1 << 20) + 2)));
    // one attribute, one comment, and a text in many pieces
    let long = "a".repeat(1 << 20);
    assert!(refused(&row(&format!(
        "<table:table-cell office:value-type='string' office:string-value='{long}'/>"
    ))));
    assert!(refused(&format!("<!--{long}-->")));
    let pieces = "甲<text:span>乙</text:span>".repeat(200_000);
    assert!(refused(&row(&format!(
        "<table:table-cell><text:p>{pieces}</text:p></table:table-cell>"
    ))));
}

#[test]
fn copies_count_against_the_limits() {
    let refused = |inner: &str, mut limits: Limits| match read("", &table(inner), &mut limits) {
        Err(Refusal::TooLarge { what, .. }) => Some(what),
        _ => None,
    };
    let one = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='1000'/>";
    let rows = |number: u32| {
        format!("<table:table-row table:number-rows-repeated='{number}'>{one}</table:table-row>")
    };
    let long = "<table:table-cell table:number-columns-repeated='16384'><text:p>甲乙</text:p></table:table-cell>";
    for (inner, size, what) in [
        (rows(50), 50_000, Quantity::Cells),
        (row(long), 16_384 * 6, Quantity::AllTextBytes),
    ] {
        assert_eq!(
            refused(&inner, Limits::with_room_for(size, size)),
            None,
            "{what:?}"
        );
        assert_eq!(
            refused(&inner, Limits::with_room_for(size - 1, size - 1)),
            Some(what)
        );
    }
    let merged = "<table:table-cell table:number-columns-spanned='2'/>";
    let rows = |number: u32| {
        format!("<table:table-row table:number-rows-repeated='{number}'>{merged}</table:table-row>")
    };
    assert_eq!(
        refused(&rows(100_001), Limits::any()),
        Some(Quantity::MergedRanges)
    );
    assert!(refused_or(&rows(100_000)).is_ok());
    let tables = |number: usize| {
        (0..number)
            .map(|i| format!("<table:table table:name='{i}'/>"))
            .collect::<String>()
    };
    assert_eq!(book(&tables(1_000)).unwrap().len(), 1_000);
    assert!(matches!(
        book(&tables(1_001)),
        Err(Refusal::TooLarge {
            what: Quantity::Sheets,
            limit: 1_000,
            ..
        })
    ));
}

#[test]
fn a_document_that_is_not_whole_or_not_plain_is_refused() {
    let read =
        |parts: &[(&str, &str)]| super::read(&packed(parts), &mut Limits::any()).unwrap_err();
    let damaged = Refusal::Damaged {
        part: "content.xml".to_owned(),
    };
    let whole = format!(
        "<office:document-content {SPACES}><office:body><office:spreadsheet><table:table table:name='表'>"
    );
    assert_eq!(read(&[("content.xml", &whole)]), damaged);
    assert_eq!(read(&[("content.xml", "")]), damaged);
    assert_eq!(read(&[("styles.xml", "<a/>")]), damaged);
    assert_eq!(
        read(&[("content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")]),
        damaged
    );
    assert_eq!(read(&[("content.xml", &"<a>".repeat(100_000))]), damaged);
    let encrypted =
        "<!DOCTYPE m><m><e full-path=\"content.xml\"><manifest:encryption-data/></e></m>";
    assert_eq!(
        read(&[
            ("content.xml", "\u{1}\u{2}"),
            ("META-INF/manifest.xml", encrypted)
        ]),
        Refusal::Password
    );
    let wrapped = "<m><e full-path=\"encrypted-package\"><manifest:encryption-data/></e></m>";
    assert_eq!(
        read(&[
            ("encrypted-package", "x"),
            ("META-INF/manifest.xml", wrapped)
        ]),
        Refusal::Password
    );
    // a macro with its own password is not the content's
    let macros = "<m><e full-path=\"content.xml\"/><e full-path=\"Basic/a.xml\"><manifest:encryption-data/></e></m>";
    assert_eq!(
        read(&[("content.xml", "\u{1}"), ("META-INF/manifest.xml", macros)]),
        damaged
    );
    let text = format!(
        "<office:document-content {SPACES}><office:body><office:text/></office:body></office:document-content>"
    );
    assert!(matches!(
        read(&[("content.xml", &text)]),
        Refusal::NotASpreadsheet { .. }
    ));
}

#[test]
fn a_table_prints_the_header_of_its_page() {
    let style =
        "<style:style style:name='ta1' style:family='table' style:master-page-name='page'/>";
    let header = |display: &str| {
        format!(
            "<office:document-styles {SPACES}><office:master-styles><style:master-page style:name='page'><style:header{display}><style:region-left><text:p>编制部门：某局</text:p></style:region-left><style:region-center><text:p><text:span>部门支出</text:span>总体情况表</text:p><text:p><text:sheet-name>???</text:sheet-name> <text:page-number>1</text:page-number></text:p></style:region-center></style:header><style:footer><text:p>脚</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
        )
    };
    let content = format!(
        "<office:document-content {SPACES}><office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name='表三' table:style-name='ta1'/></office:spreadsheet></office:body></office:document-content>"
    );
    for (display, wanted) in [
        ("", &["编制部门：某局", "部门支出总体情况表", "表三"][..]),
        (" style:display='false'", &[]),
    ] {
        let parts = [
            ("styles.xml", &header(display)[..]),
            ("content.xml", &content),
        ];
        let sheets = super::read(&packed(&parts), &mut Limits::any()).unwrap();
        assert_eq!(sheets[0].print_header, wanted, "{display}");
    }
}
