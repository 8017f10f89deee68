//! The transcription of the published document, cell by cell: what any reading of the department's
//! workbooks must give. It was made without our code.

use gouji::budget::{Budget, RowKey};
use gouji::label::fold;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Table, block, row (a code, a folded label, a project, or `unit`) and column of figures.
pub type Place = (String, usize, String, usize);

/// Every amount of the transcription.
pub fn transcription() -> BTreeMap<Place, Decimal> {
    let text = std::fs::read_to_string(super::program::data("tables.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut amounts = BTreeMap::new();
    let mut add = |table: &str, block: usize, row: &str, column: usize, value: &Value| {
        if let Some(text) = value.as_str() {
            let amount: Decimal = text.parse().unwrap();
            let old = amounts.insert(
                (table.to_owned(), block, row.to_owned(), column),
                amount.normalize(),
            );
            assert_eq!(old, None, "{table} {row} {column}");
        }
    };
    for table in document["tables"].as_array().unwrap() {
        let id = table["no"].as_str().unwrap();
        for row in table["revenue"].as_array().into_iter().flatten() {
            add(id, 0, &fold(row[0].as_str().unwrap()), 0, &row[1]);
        }
        for row in table["expenditure"].as_array().into_iter().flatten() {
            let row = row.as_array().unwrap();
            let key = row[0]
                .as_str()
                .map_or_else(|| fold(row[1].as_str().unwrap()), str::to_owned);
            for (column, value) in row[2..].iter().enumerate() {
                add(id, 1, &key, column, value);
            }
        }
        for row in table["rows"].as_array().into_iter().flatten() {
            let key = match (
                row["kind"].as_str().unwrap(),
                row["project"].as_str(),
                row["code"].as_str(),
            ) {
                ("unit", ..) => "unit".to_owned(),
                (_, Some(project), _) => fold(project),
                (_, None, Some(code)) => code.to_owned(),
                _ => fold(row["name"].as_str().unwrap()),
            };
            for (column, value) in row["amounts"].as_array().unwrap().iter().enumerate() {
                add(id, 0, &key, column, value);
            }
        }
    }
    for form in document["performance"].as_array().unwrap() {
        let project = fold(form["project"].as_str().unwrap());
        for (column, key) in ["annual_total", "fiscal_appropriation", "other_funds"]
            .into_iter()
            .enumerate()
        {
            add("绩效目标表", 0, &project, column, &form[key]);
        }
    }
    amounts
}

/// Every amount that was read, in the same terms.
pub fn facts(budget: &Budget) -> BTreeMap<Place, Decimal> {
    let mut amounts = BTreeMap::new();
    for (index, table) in budget.tables.iter().enumerate() {
        let layout = &budget.layout.tables[table.layout];
        for (block, row_index, row) in table.rows() {
            let key = match (&row.key, &row.code, &row.project) {
                (RowKey::Unit, ..) => "unit".to_owned(),
                (RowKey::Project, _, Some(project)) => fold(project),
                (_, Some(code), _) => code.to_string(),
                (RowKey::Line(line), ..) => fold(&layout.blocks[block].lines[*line].label),
                _ => budget.row_name(index, block, row_index),
            };
            for (place, column) in layout.blocks[block].amount_columns().enumerate() {
                let amount = row.facts[column].and_then(|id| budget.published(id));
                if let Some(amount) = amount {
                    let at = (layout.id.clone(), block, key.clone(), place);
                    let old = amounts.insert(at.clone(), amount.value().normalize());
                    assert_eq!(old, None, "{at:?}");
                }
            }
        }
    }
    amounts
}

/// Fails where a reading differs from the transcription, naming the places.
pub fn assert_is_the_seed(budget: &Budget) {
    let (wanted, found) = (transcription(), facts(budget));
    let wrong: Vec<_> = wanted
        .keys()
        .chain(found.keys())
        .filter(|place| wanted.get(*place) != found.get(*place))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(found.len(), 217);
}
