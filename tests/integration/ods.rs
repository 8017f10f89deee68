//! Workbooks saved as .ods: the same figures at the same addresses as those of the .xlsx, and hostile files
//! that cost nothing but themselves.

use crate::bad_input::refused;
use crate::made::packed;
use crate::program::{InboxDir, data, only_file};
use crate::truth::assert_is_the_seed;
use std::fs;
use std::io::{Cursor, Read};

/// The department's workbook as LibreOffice saves it.
fn official() -> Vec<u8> {
    let mut files = fs::read_dir(data("formats"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    fs::read(
        files
            .find(|path| path.extension().is_some_and(|own| own == "ods"))
            .unwrap(),
    )
    .unwrap()
}

/// Its content.
fn content() -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(official())).unwrap();
    let mut text = String::new();
    archive
        .by_name("content.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// A file of this content.
fn of_content(content: &str) -> Vec<u8> {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    packed(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

/// A file of one sheet `表` with these rows.
fn of_rows(rows: &str) -> Vec<u8> {
    of_tables(&format!(
        "<table:table table:name='表'>{rows}</table:table>"
    ))
}

fn of_tables(tables: &str) -> Vec<u8> {
    of_content(&format!(
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    ))
}

fn cell(attributes: &str, text: &str) -> String {
    format!(
        "<table:table-row><table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell></table:table-row>"
    )
}

/// The department's workbook as it is under a name, whatever its bytes.
fn inbox(name: &str, bytes: &[u8]) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(name, bytes);
    inbox
}

#[test]
fn it_gives_the_same_facts_cell_by_cell() {
    let facts = |inbox: &InboxDir| -> Vec<String> {
        let budget = inbox.budget();
        assert_is_the_seed(&budget);
        let fact = |fact: &gouji::budget::Fact| {
            format!(
                "{}!{},{} {:?} {}",
                fact.at.sheet, fact.at.row, fact.at.column, fact.figure, fact.table
            )
        };
        budget.facts.iter().map(fact).collect()
    };
    let honest = inbox(
        "报送（2020年）.xlsx",
        &fs::read(only_file("official")).unwrap(),
    );
    let wanted = facts(&honest);
    for name in [
        "报送（2020年）.ods",
        "报送（2020年）.xlsx",
        "报送（2020年）.xls",
        "报送（2020年）.et",
        "报送（2020年）",
    ] {
        let ods = inbox(name, &official());
        assert_eq!(facts(&ods), wanted, "{name}");
        let json = ods.json().to_string().replace(name, "报送（2020年）.xlsx");
        let other = honest.json().to_string();
        assert_eq!(json, other, "{name}");
    }
    let ods = inbox("报送（2020年）.ods", &official());
    assert_eq!((ods.publish().status, honest.publish().status), (0, 0));
    assert_eq!(ods.output(), honest.output());
}

#[test]
fn indented_and_template_files_are_read_alike() {
    let indented = content().replace("><", ">\n    <");
    assert_is_the_seed(&inbox("缩进.ods", &of_content(&indented)).budget());
    let kind = b"application/vnd.oasis.opendocument.spreadsheet-template".as_slice();
    let template = packed(&[("mimetype", kind), ("content.xml", content().as_bytes())]);
    assert_is_the_seed(&inbox("模板.ots", &template).budget());
}

#[test]
fn a_hidden_row_is_read_and_a_hidden_sheet_is_named() {
    let text = content();
    let rows = text.replace(
        "<table:table-row ",
        "<table:table-row table:visibility=\"collapse\" ",
    );
    let hidden = inbox("隐藏行.ods", &of_content(&rows));
    assert_is_the_seed(&hidden.budget());
    assert!(
        hidden
            .check()
            .stdout
            .contains("金额在隐藏的行或列里，已读入。请取消隐藏或删除")
    );

    let style = text
        .find("table:style-name=\"ta")
        .map(|at| &text[at + 18..at + 21])
        .unwrap();
    let hides = format!(
        "<style:style style:name=\"{style}\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>"
    );
    let sheets = text.replacen("</office:automatic-styles>", &hides, 1);
    let run = inbox("隐藏表.ods", &of_content(&sheets)).check();
    assert!(
        run.stdout.contains("工作表“表一”是隐藏的，没有读入"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_cut_short_or_damaged_is_refused() {
    let whole = official();
    for part in [1, 2] {
        refused(
            "截断.ods",
            &whole[..whole.len() * part / 3],
            "文件不完整或已损坏，可能没有传完。请重新报送",
        );
    }
    let text = content();
    let within = text.find("</table:table-row>").unwrap();
    let damaged =
        "文件已损坏（content.xml 无法读取）。请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重新报送";
    for cut in [within, within + 5, text.len() - 3] {
        refused("表内截断.ods", &of_content(&text[..cut]), damaged);
    }
    refused(
        "无内容.ods",
        &packed(&[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("encrypted-package", b""),
        ]),
        damaged,
    );
    let entities = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    refused(
        "实体.ods",
        &of_content(&text.replacen("?>", &format!("?>{entities}"), 1)),
        damaged,
    );
    refused("深.ods", &of_content(&"<a>".repeat(1_000_000)), damaged);
}

#[test]
fn a_password_is_named() {
    let list = b"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><manifest:file-entry manifest:full-path='content.xml' manifest:size='9'><manifest:encryption-data/></manifest:file-entry></manifest:manifest>".as_slice();
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    let reason = "有打开密码。请去掉密码后重新报送";
    refused(
        "加密.ods",
        &packed(&[
            ("mimetype", kind),
            ("content.xml", b"\x93\x1f\x07"),
            ("META-INF/manifest.xml", list),
        ]),
        reason,
    );
    let list = String::from_utf8_lossy(list).replace("content.xml", "encrypted-package");
    refused(
        "加密.ods",
        &packed(&[
            ("mimetype", kind),
            ("encrypted-package", b"\x93\x1f"),
            ("META-INF/manifest.xml", list.as_bytes()),
        ]),
        reason,
    );
}

/// Small files that ask for gigabytes. None of them takes more than it holds.
#[test]
fn repeats_without_end_are_refused_or_cost_nothing() {
    let one = "office:value-type='float' office:value='1'";
    let none = "没有找到任何预算表";
    let corners = format!(
        "<table:table-row><table:table-cell {one}/></table:table-row><table:table-row table:number-rows-repeated='1048574'/><table:table-row><table:table-cell table:number-columns-repeated='16383'/><table:table-cell {one}/></table:table-row>"
    );
    refused("两角.ods", &of_rows(&corners), none);
    let blank = "<table:table-row table:number-rows-repeated='4000000000'><table:table-cell table:number-columns-repeated='4000000000'/></table:table-row>";
    refused("空行.ods", &of_rows(&blank.repeat(1_000)), none);
    let beyond = "文件已损坏（表 无法读取）";
    refused(
        "越界.ods",
        &of_rows(&format!("{blank}{}", cell(one, "1"))),
        beyond,
    );
    refused(
        "列.ods",
        &of_rows(&cell(
            &format!("{one} table:number-columns-repeated='4000000000'"),
            "1",
        )),
        beyond,
    );
    refused(
        "并.ods",
        &of_rows(&cell(
            &format!("{one} table:number-rows-spanned='4000000000'"),
            "1",
        )),
        beyond,
    );
    let rows = cell(&format!("{one} table:number-columns-repeated='16384'"), "1");
    let rows = rows.replacen(
        "<table:table-row>",
        "<table:table-row table:number-rows-repeated='1048576'>",
        1,
    );
    refused(
        "满.ods",
        &of_rows(&rows),
        "超过限制：单元格数为 5000001，最多 5000000。请删去多余内容后重新报送",
    );
    let long = cell(
        "table:number-columns-repeated='16384'",
        &"甲".repeat(300_000),
    );
    refused("长.ods", &of_rows(&long), "超过限制：全部文字的字节数为");
    let blanks = cell("", "甲<text:s text:c='4000000000'/>");
    refused(
        "空格.ods",
        &of_rows(&blanks),
        "超过限制：一段文字的字节数为 4000000003，最多 1048576",
    );
}

#[test]
fn bombs_are_refused() {
    let megabytes = |number: usize, of: &str| of.repeat((number << 20) / of.len());
    refused(
        "空白.ods",
        &of_rows(&megabytes(40, " ")),
        "超过限制：压缩比为",
    );
    refused(
        "一段.ods",
        &of_rows(&cell("", &megabytes(3, "甲乙丙丁"))),
        "超过限制：一段文字的字节数为 ",
    );
    refused(
        "属性.ods",
        &of_rows(&cell(&format!("office:value='{}'", megabytes(3, "9")), "")),
        "超过限制：一段文字的字节数",
    );
    refused(
        "批注.ods",
        &of_rows(&format!("<!--{}-->", megabytes(3, "9"))),
        "超过限制：一段文字的字节数",
    );
    // ranges of two million cells each, in six hundred bytes
    let range = "<table:table-row><table:table-cell table:number-columns-spanned='2000' table:number-rows-spanned='1000'/></table:table-row>";
    let corner = "<table:table-row table:number-rows-repeated='998'/><table:table-row><table:table-cell table:number-columns-repeated='1999'/><table:table-cell office:value-type='float' office:value='1'/></table:table-row>";
    let tables = |number: usize| {
        let table = |i| format!("<table:table table:name='{i}'>{range}{corner}</table:table>");
        (0..number).map(table).collect::<String>()
    };
    refused("一片.ods", &of_tables(&tables(1)), "没有找到任何预算表");
    refused(
        "成片.ods",
        &of_tables(&tables(1_000)),
        "超过限制：合并区域里的单元格数为",
    );
    let tables: String = (0..1_001)
        .map(|i| format!("<table:table table:name='{i}'/>"))
        .collect();
    refused(
        "表多.ods",
        &of_tables(&tables),
        "超过限制：工作表数为 1001，最多 1000",
    );
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let table = |name: &str| {
        format!(
            "<table:table table:name='{name}'>{}</table:table>",
            cell("", "甲")
        )
    };
    let bytes = of_tables(&format!("{}{}", table("Budget"), table("BUDGET")));
    refused(
        "同名.ods",
        &bytes,
        "有两个工作表都叫“BUDGET”，分不清以哪一个为准。请改名或删去一个后重新报送",
    );
}

#[test]
fn its_relatives_are_named_for_what_they_are() {
    let flat = content().replacen(
        "document-content",
        "document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"",
        1,
    );
    refused(
        "平.fods",
        flat.as_bytes(),
        "实际是 .fods 格式，不是 .xlsx。请用 Excel 或 WPS 另存为 .xlsx 后重新报送",
    );
    let text = flat.replacen("opendocument.spreadsheet", "opendocument.text", 1);
    refused(
        "平.ods",
        text.as_bytes(),
        "不是电子表格，而是其他种类的 OpenDocument 文件",
    );
    let old = packed(&[
        ("mimetype", b"application/vnd.sun.xml.calc"),
        ("content.xml", b"<a/>"),
    ]);
    refused("旧.ods", &old, "实际是 .sxc 格式");
    let drawing = content().replace("office:spreadsheet", "office:drawing");
    refused(
        "图.ods",
        &of_content(&drawing),
        "不是电子表格，而是其他种类的 OpenDocument 文件",
    );
}
