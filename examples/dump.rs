use std::sync::Arc;
fn main() {
    let templates = gouji::templates::load(None, None).unwrap();
    let layouts: Vec<_> = templates.iter().map(|t| t.layout.clone()).collect();
    for path in std::env::args().skip(1) {
        let (name, out) = path.split_once('=').unwrap();
        let bytes = std::fs::read(name).unwrap();
        let budget = gouji::run::read_bytes("submitted.xlsx", &bytes, &layouts).unwrap();
        let _ = Arc::clone(&budget.layout);
        let json = serde_json::json!({"layout": budget.layout.id, "department": budget.department, "fiscal_year": budget.fiscal_year,
            "tables": budget.tables, "facts": budget.facts, "files": budget.files});
        std::fs::write(out, json.to_string()).unwrap();
    }
}
