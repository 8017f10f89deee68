//! What may be wrong with an `.xlsb`: each time refused with a reason, or read as it is meant; and the
//! honest department beside it comes out the same.

use crate::bad_input::refused;
use crate::made::packed;
use crate::made_xlsb::*;
use crate::program::{InboxDir, Run};
use crate::truth::assert_is_the_seed;

/// 表三 and its cell G14 of 86.40.
const TABLE: usize = 3;
const G14: (u32, u32) = (13, 6);

const ROW: u16 = 0;
const CELLS_END: u16 = 146;

fn alone(xlsb: &Xlsb) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("报表（2020年）.xlsb", &xlsb.bytes());
    inbox
}

fn check(xlsb: &Xlsb) -> Run {
    alone(xlsb).check()
}

fn finding(xlsb: &Xlsb, message: &str, place: &str) {
    let run = check(xlsb);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout.contains(message) && run.stdout.contains(place),
        "{message} {place} in {}",
        run.stdout
    );
}

/// The official workbook with other records in the place of 表三!G14.
fn instead_of_g14(records: &[Record]) -> Xlsb {
    Xlsb::official().with(&sheet(TABLE), |all| {
        let place = place_of(all, G14);
        assert_eq!(
            all[place].1[8..],
            86.4_f64.to_le_bytes(),
            "it is another cell"
        );
        all.splice(place..=place, records.to_vec());
    })
}

/// With more records behind the last cell of 表三.
fn more(records: &[Record]) -> Xlsb {
    Xlsb::official().with(&sheet(TABLE), |all| {
        let end = all.iter().position(|(kind, _)| *kind == CELLS_END).unwrap();
        all.splice(end..end, records.to_vec());
    })
}

fn place_of(records: &[Record], (row, column): (u32, u32)) -> usize {
    let row = records
        .iter()
        .position(|(kind, bytes)| *kind == ROW && bytes[..4] == row.to_le_bytes())
        .unwrap();
    let cell = |record: &Record| record.0 != ROW && record.1[..4] == column.to_le_bytes();
    row + records[row..].iter().position(cell).unwrap()
}

#[test]
fn a_workbook_put_together_again_is_the_seed() {
    assert_is_the_seed(&alone(&Xlsb::official()).budget());
}

#[test]
fn cells_in_far_corners_cost_nothing_and_are_named() {
    let book = more(&[row(1_048_575, false), real(16_383, 1.5)]);
    let run = check(&book);
    assert!(
        run.stdout
            .contains("工作表“表三” XFD1048576 有 1 个数字不属于任何一张表，没有读入"),
        "{run:?}"
    );
    assert_is_the_seed(&alone(&book).budget());
    for beyond in [
        [row(1_048_576, false), real(0, 1.5)],
        [row(60, false), real(16_384, 1.5)],
    ] {
        refused("格.xlsb", &more(&beyond).bytes(), "（表三 无法读取）");
    }
    for range in [[60, 1_048_576, 0, 0], [60, 60, 0, 16_384], [61, 60, 0, 0]] {
        let merged = (176, range.into_iter().flat_map(u32::to_le_bytes).collect());
        refused("并.xlsb", &more(&[merged]).bytes(), "（表三 无法读取）");
    }
}

#[test]
fn what_is_said_of_how_many_texts_there_are_is_not_believed() {
    for count in [0, 1, u32::MAX] {
        let lie = Xlsb::official().with("xl/sharedStrings.bin", |records| {
            assert_eq!(records[0].0, 159);
            records[0].1 = [count.to_le_bytes(), count.to_le_bytes()].concat();
        });
        assert_is_the_seed(&alone(&lie).budget());
    }
    let fewer = Xlsb::official().with("xl/sharedStrings.bin", |records| records.truncate(20));
    refused("文字.xlsb", &fewer.bytes(), "另存为新的 .xlsx 后重新报送");
}

#[test]
fn records_that_are_cut_or_point_nowhere_are_refused() {
    // a number of four bytes is never filled up from the record before
    for short in [
        (5, [cell(G14.1, 0), vec![0; 4]].concat()),
        (2, cell(G14.1, 0)),
        (5, vec![0; 3]),
        (7, vec![]),
    ] {
        refused(
            "短.xlsb",
            &instead_of_g14(&[short]).bytes(),
            "（表三 无法读取）",
        );
    }
    let nowhere = (7, [cell(G14.1, 0), vec![0xff, 0xff, 0, 0]].concat());
    refused(
        "文字.xlsb",
        &instead_of_g14(&[nowhere]).bytes(),
        "（表三 无法读取）",
    );
    let long = (6, [cell(G14.1, 0), vec![0xff, 0xff, 0xff, 0x7f]].concat());
    refused(
        "长.xlsb",
        &instead_of_g14(&[long]).bytes(),
        "（表三 无法读取）",
    );
    for keep in [1, 500, 2_000] {
        let mut cut = Xlsb::official();
        cut.part(&sheet(TABLE)).truncate(keep);
        refused("截断.xlsb", &cut.bytes(), "文件不完整或已损坏");
    }
    let mut endless = Xlsb::official();
    endless
        .part(&sheet(TABLE))
        .extend([5, 0xff, 0xff, 0xff, 0x7f]);
    refused("无尽.xlsb", &endless.bytes(), "文件不完整或已损坏");
    let twice = more(&[(CELLS_END, vec![]), (145, vec![])]);
    refused("两次.xlsb", &twice.bytes(), "（表三 无法读取）");
    let whole = Xlsb::official().bytes();
    for part in [60, whole.len() / 2, whole.len() - 5] {
        refused("断.xlsb", &whole[..part], "请重新报送");
    }
}

#[test]
fn parts_that_are_missing_or_twice_are_refused() {
    let without = |name: &str| {
        let mut book = Xlsb::official();
        book.parts.retain(|(own, _)| own != name);
        book.bytes()
    };
    refused("缺.xlsb", &without(&sheet(TABLE)), "重新报送");
    refused(
        "缺.xlsb",
        &without("xl/_rels/workbook.bin.rels"),
        "重新报送",
    );
    let other = Xlsb::official().replace("xl/_rels/workbook.bin.rels", "\"rId3\"", "\"rId99\"");
    refused("错.xlsb", &other.bytes(), "（表三 无法读取）");
    let mut twice = Xlsb::official();
    let again = twice.part(&sheet(TABLE)).clone();
    twice.parts.push((sheet(TABLE).to_uppercase(), again));
    refused("重.xlsb", &twice.bytes(), "另存为新的 .xlsx 后重新报送");
    // written as from the root of the package
    let absolute = Xlsb::official().replace(
        "xl/_rels/workbook.bin.rels",
        "Target=\"worksheets",
        "Target=\"/xl/worksheets",
    );
    assert_is_the_seed(&alone(&absolute).budget());
}

#[test]
fn a_part_packed_too_densely_is_refused() {
    let mut bomb = Xlsb::official();
    bomb.part(&sheet(TABLE)).extend(vec![0; 32 << 20]);
    refused("炸弹.xlsb", &bomb.bytes(), "超过限制：压缩比为");
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let twice = Xlsb::official().with(WORKBOOK, |records| {
        let sheets: Vec<usize> = (0..records.len())
            .filter(|place| records[*place].0 == 156)
            .collect();
        let name = wide_text("表三");
        for place in &sheets[7..9] {
            let bytes = &mut records[*place].1;
            bytes.truncate(bytes.len() - name.len());
            bytes.extend(&name);
        }
    });
    refused("同名.xlsb", &twice.bytes(), "有两个工作表都叫“表三”");
}

#[test]
fn a_cell_given_twice_is_refused() {
    let twice = instead_of_g14(&[real(G14.1, 86.4), real(G14.1, 86.5)]);
    refused("两遍.xlsb", &twice.bytes(), "（表三 无法读取）");
    let before_any_row = Xlsb::official().with(&sheet(TABLE), |records| {
        let begin = records.iter().position(|(kind, _)| *kind == 145).unwrap();
        records.insert(begin + 1, real(0, 1.0));
    });
    refused("无行.xlsb", &before_any_row.bytes(), "（表三 无法读取）");
}

#[test]
fn what_is_no_finite_number_is_no_amount() {
    for value in [f64::NAN, f64::NEG_INFINITY, 1e300] {
        finding(
            &instead_of_g14(&[real(G14.1, value)]),
            "应为金额，实际是",
            "表三!G14",
        );
    }
}

#[test]
fn every_kind_of_cell_is_read() {
    let packed = (
        2,
        [cell(G14.1, 0), (8_640 << 2 | 3_u32).to_le_bytes().to_vec()].concat(),
    );
    let text = (6, [cell(G14.1, 0), wide_text("86.40")].concat());
    let rich = (
        62,
        [cell(G14.1, 0), vec![1], wide_text("86.40"), vec![0; 8]].concat(),
    );
    let of_formula = (
        8,
        [cell(G14.1, 0), wide_text("86.40"), vec![0; 10]].concat(),
    );
    let number_of_formula = (9, [real(G14.1, 86.4).1, vec![0; 10]].concat());
    for record in [packed, text, rich, of_formula, number_of_formula] {
        assert_is_the_seed(&alone(&instead_of_g14(&[record])).budget());
    }
    // in the column right of the cell before
    let blank = (1, cell(G14.1 - 1, 0));
    for short in [
        (16, 86.4_f64.to_le_bytes().to_vec()),
        (13, (8_640 << 2 | 3_u32).to_le_bytes().to_vec()),
    ] {
        let short = (short.0, [vec![0; 4], short.1].concat());
        let other = Xlsb::official().with(&sheet(TABLE), |all| {
            let place = place_of(all, G14);
            all.splice(place..=place, [blank.clone(), short]);
        });
        let before = alone(&other);
        // the blank cell stands where a figure stood: only the order of the records counts here
        assert!(before.read().unreadable.is_empty());
        assert_is_the_seed(&before.budget());
    }
}

#[test]
fn errors_are_named_one_by_one() {
    for kind in [3, 11] {
        let error = (kind, [cell(G14.1, 0), vec![7], vec![0; 10]].concat());
        finding(
            &instead_of_g14(&[error]),
            "实际是公式错误 #DIV/0!",
            "表三!G14",
        );
    }
    let unknown = (3, [cell(G14.1, 0), vec![99]].concat());
    finding(&instead_of_g14(&[unknown]), "实际是公式错误", "表三!G14");
}

#[test]
fn a_formula_without_a_result_is_named() {
    let tokens = [0x44, 0, 0, 0, 0, 0, 0xc0, 0x44, 1, 0, 0, 0, 0, 0xc0, 3];
    let length = u32::try_from(tokens.len()).unwrap().to_le_bytes();
    let formula = (
        8,
        [&cell(G14.1, 0)[..], &[0; 6], &length, &tokens, &[0; 4]].concat(),
    );
    finding(
        &instead_of_g14(&[formula]),
        "这一格是公式，但文件里没有存计算结果",
        "表三!G14",
    );
}

#[test]
fn a_format_with_places_for_digits_is_no_date() {
    let styled = |code: &str, value: f64| {
        let own = (5, [cell(G14.1, 3), value.to_le_bytes().to_vec()].concat());
        instead_of_g14(&[own]).with("xl/styles.bin", |records| {
            let format = (44, [&200_u16.to_le_bytes()[..], &wide_text(code)].concat());
            let style = (47, [&[0, 0][..], &200_u16.to_le_bytes(), &[0; 12]].concat());
            let end = records.iter().position(|(kind, _)| *kind == 618).unwrap();
            records.insert(end, style);
            let formats = records.iter().position(|(kind, _)| *kind == 616).unwrap();
            records.insert(formats, format);
        })
    };
    for code in ["RMB #,##0.00", "USD #,##0.00", "0.00\"年\""] {
        assert_is_the_seed(&alone(&styled(code, 86.4)).budget());
    }
    finding(
        &styled("yyyy\"年\"m\"月\"d\"日\"", 43_000.0),
        "实际是日期格式（2017-09-22）",
        "表三!G14",
    );
}

#[test]
fn what_the_clerk_cannot_see_is_named() {
    let row = Xlsb::official().with(&sheet(TABLE), |records| {
        let is_it = |(kind, bytes): &&mut Record| *kind == ROW && bytes[..4] == G14.0.to_le_bytes();
        records.iter_mut().find(is_it).unwrap().1[11] |= 0x10;
    });
    let column = Xlsb::official().with(&sheet(TABLE), |records| {
        let is_it = |(kind, bytes): &&mut Record| *kind == 60 && bytes[..4] == G14.1.to_le_bytes();
        records.iter_mut().find(is_it).unwrap().1[16] |= 1;
    });
    for book in [row, column] {
        let run = check(&book);
        assert!(
            run.stdout.contains("金额在隐藏的行或列里，已读入") && run.stdout.contains("G14"),
            "{}",
            run.stdout
        );
    }
    for state in [1, 2] {
        let book = Xlsb::official().with(WORKBOOK, |records| {
            records
                .iter_mut()
                .filter(|(kind, _)| *kind == 156)
                .nth(2)
                .unwrap()
                .1[0] = state;
        });
        let run = check(&book);
        assert!(
            run.stdout.contains("工作表“表三”是隐藏的，没有读入"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn macros_and_charts_are_passed_over() {
    for kind in ["chartsheet", "xlMacrosheet", "dialogsheet"] {
        let list = "xl/_rels/workbook.bin.rels";
        let old = "relationships/worksheet\" Target=\"worksheets/sheet3.bin\"";
        let book = Xlsb::official().replace(
            list,
            old,
            &format!("relationships/{kind}\" Target=\"other/sheet3.bin\""),
        );
        let run = check(&book);
        assert!(run.stdout.contains("没有收到 表三"), "{}", run.stdout);
    }
}

#[test]
fn limits_are_counted_and_named() {
    let merged = |count: u32| {
        let range = |n: u32| [n / 100 + 100, n / 100 + 100, n % 100 * 2, n % 100 * 2 + 1];
        let records: Vec<Record> = (0..count)
            .map(|n| {
                (
                    176,
                    range(n).into_iter().flat_map(u32::to_le_bytes).collect(),
                )
            })
            .collect();
        more(&records)
    };
    let mut own = 0;
    Xlsb::official().with(&sheet(TABLE), |records| {
        own = records.iter().filter(|(kind, _)| *kind == 176).count() as u32
    });
    assert_eq!(check(&merged(100_000 - own)).status, 0);
    let reason = "超过限制：合并单元格数为 100001，最多 100000。请删去多余内容后重新报送";
    refused("合并.xlsb", &merged(100_001 - own).bytes(), reason);

    let sheets = |count: usize| {
        let mut rels = String::new();
        let mut records = Vec::new();
        for n in 16..=count {
            rels += &format!(
                "<Relationship Id=\"own{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/own.bin\"/>"
            );
            let id = [wide_text(&format!("own{n}")), wide_text(&format!("空{n}"))].concat();
            records.push((156, [vec![0; 8], id].concat()));
        }
        let list = "xl/_rels/workbook.bin.rels";
        let mut book =
            Xlsb::official().replace(list, "</Relationships>", &format!("{rels}</Relationships>"));
        book.parts.push((
            "xl/worksheets/own.bin".to_owned(),
            joined(&[(145, vec![]), (CELLS_END, vec![])]),
        ));
        book.with(WORKBOOK, |all| {
            let end = all.iter().position(|(kind, _)| *kind == 144).unwrap();
            all.splice(end..end, records);
        })
    };
    assert_eq!(check(&sheets(1_000)).status, 0);
    refused(
        "表多.xlsb",
        &sheets(1_001).bytes(),
        "超过限制：工作表数为 1001，最多 1000",
    );

    let text = "文".repeat(0x8000);
    let cells =
        (0..=2_800).flat_map(|n| [row(n + 100, false), (7, [cell(0, 0), vec![0; 4]].concat())]);
    let long = more(&cells.collect::<Vec<_>>()).with("xl/sharedStrings.bin", |records| {
        records[1].1 = [vec![0], wide_text(&text)].concat();
    });
    refused("文字.xlsb", &long.bytes(), "超过限制：全部文字的字节数为");
}

#[test]
fn another_package_is_named() {
    let parts: &[(&str, &[u8])] = &[("xl/workbook.bin", b"")];
    refused("空壳.xlsb", &packed(parts), "重新报送");
}

/// The title of 表三 in its cell A2 and in the header that its pages print.
#[test]
fn a_title_may_stand_in_the_printed_header() {
    const BLANK: u16 = 1;
    const PRINT_HEADER: u16 = 479;
    let without = Xlsb::official().with(&sheet(TABLE), |all| {
        let title = place_of(all, (1, 0));
        all[title] = (BLANK, cell(0, 0));
    });
    let run = check(&without);
    assert!(run.stdout.contains("R-35"), "{run:?}");
    let printed = without.with(&sheet(TABLE), |all| {
        let end = all.iter().position(|(kind, _)| *kind == CELLS_END).unwrap();
        let none = u32::MAX.to_le_bytes().repeat(5);
        let header = [&[0, 0][..], &wide_text("&C部门支出总体情况表"), &none].concat();
        all.splice(end + 1..end + 1, [(PRINT_HEADER, header)]);
    });
    let run = check(&printed);
    assert_eq!(run.status, 0, "{run:?}");
}
