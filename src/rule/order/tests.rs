use super::*;
use crate::budget::{Placed, Table};
use crate::place::Address;
use proptest::prelude::*;

/// A budget whose only table has rows with these codes.
fn budget(codes: &[&str]) -> Budget {
    let layout = crate::templates::load(None, None).unwrap_or_default()[0]
        .layout
        .clone();
    let is_own = |table: &crate::layout::Table| table.blocks[0].rows == Rows::Codes;
    let table = layout.tables.iter().position(is_own).unwrap_or_default();
    let at = Address {
        file: "a.xlsx".into(),
        sheet: "表".into(),
        row: 0,
        column: 0,
    };
    let row = |code: &&str| Row {
        key: RowKey::Code,
        code: Code::new(code),
        label: String::new(),
        project: None,
        unit: None,
        texts: Vec::new(),
        facts: Vec::new(),
        at: at.clone(),
        code_cells: Vec::new(),
        label_cell: None,
        unclear: None,
        last_year: Vec::new(),
    };
    let table = Table {
        department_label: None,
        layout: table,
        title: Placed {
            text: String::new(),
            at: at.clone(),
        },
        title_known: 0,
        columns: Vec::new(),
        decimals: 2,
        number: None,
        department: None,
        year: None,
        header_year: None,
        header_year_cells: Vec::new(),
        unit_of_measure: None,
        unit_at: None,
        notes: Vec::new(),
        blocks: vec![codes.iter().map(row).collect()],
        list: Vec::new(),
        list_cells: Vec::new(),
        field_cells: Vec::new(),
        unit: None,
    };
    Budget {
        tables: vec![table],
        ..Budget::new(layout, "某局".into(), None, String::new())
    }
}

fn kept(codes: &[Code]) -> HashSet<usize> {
    let rows: Vec<usize> = (0..codes.len()).collect();
    longest_ascending(&rows, |row| codes.get(*row))
}

proptest! {
    /// The quick test passes no table with a misplaced row.
    #[test]
    fn quick_test_agrees_with_the_full_one(
        codes in prop::collection::vec(prop::sample::select(vec!["208", "20801", "20805", "2080101", "2080501", "210", "21011"]), 0..9),
    ) {
        let budget = budget(&codes);
        let rows = &budget.tables[0].blocks[0];
        let levels = printed_levels(rows);
        let (glance, coded) = (is_in_order(rows, &levels), (0..rows.len()).collect());
        let mut found = Vec::new();
        CodeSequence::new(&budget, (0, 0), &levels, coded).add_notices(&mut found);
        prop_assert!(!glance || found.is_empty(), "{:?}", found);
        let mut ascending = codes.clone();
        ascending.sort_unstable();
        ascending.dedup();
        prop_assert!(glance || !found.is_empty() || ascending != codes);
    }

    #[test]
    fn rows_in_order_are_all_kept(mut numbers in prop::collection::vec(10_000_u32..99_999, 0..40)) {
        numbers.sort_unstable();
        let codes: Vec<Code> = numbers.iter().filter_map(|n| Code::new(&n.to_string())).collect();
        prop_assert_eq!(kept(&codes).len(), codes.len());
    }

    #[test]
    fn one_row_moved_is_the_only_one_out_of_place(count in 3_usize..40, from in 0_usize..40, to in 0_usize..40) {
        let (from, to) = (from % count, to % count);
        prop_assume!(from.abs_diff(to) > 1);
        let mut codes: Vec<Code> = (0..count).filter_map(|n| Code::new(&format!("{}", 20_101 + n))).collect();
        let moved = codes.remove(from);
        codes.insert(to, moved);
        let kept = kept(&codes);
        prop_assert_eq!(kept.len(), count - 1);
        prop_assert!(!kept.contains(&to));
    }
}
