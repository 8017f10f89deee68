//! A `[table.form]`: its drawing, the fields in it, and the list below them.

use super::block::build_column;
use super::{FormFile, LayoutBuilder, RoleFile};
use crate::classification::Series;
use crate::label::fold;
use crate::layout::drawing::CellDrawing;
use crate::layout::labels::drawn_label;
use crate::layout::{Block, Column, Form, Rows};
use std::sync::OnceLock;
use toml::Spanned;

impl LayoutBuilder<'_> {
    pub(super) fn form(&mut self, form: &FormFile) -> (Block, Form) {
        let rows: Vec<Spanned<String>> = form.lines.iter().chain(&form.list).cloned().collect();
        let drawing = self.drawing(&rows);
        let list_row = form.lines.len();
        let fields: Vec<Column> = form
            .fields
            .iter()
            .map(|field| build_column(field.get_ref(), &[]))
            .collect();
        self.check_fields(form, &drawing);
        self.check_cells(&drawing, &fields, &rows);
        let list = self.list_columns(form, &drawing, list_row);
        let block = Block {
            id: None,
            rows: Rows::Projects,
            series: Series::Functional,
            columns: fields,
            lines: Vec::new(),
            first_column: 0,
            unit_rows: false,
            keep_labels: false,
        };
        self.check_aliases(form, &drawing);
        let aliases = form.aliases.iter();
        let aliases = aliases.map(|(label, words)| {
            let words = words.iter().map(|word| fold(word)).collect();
            (fold(label.get_ref()), words)
        });
        let form = Form {
            aliases: aliases.collect(),
            drawing,
            list_row,
            list,
            numbered: form.numbered.clone(),
            labels: OnceLock::new(),
        };
        (block, form)
    }

    /// Every field has a cell of the drawing.
    fn check_fields(&mut self, form: &FormFile, drawing: &CellDrawing) {
        for field in &form.fields {
            if field.get_ref().of.is_some()
                || matches!(
                    field.get_ref().role,
                    RoleFile::LastYear | RoleFile::Change | RoleFile::Rate
                )
            {
                self.wrong(field.span().start, "a form has no columns about last year");
            }
            let place = format!("{{{}}}", field.get_ref().id);
            if !drawing.cells.iter().any(|cell| cell.text == place) {
                self.wrong(
                    field.span().start,
                    format!("expected {place} in one cell of the form's lines"),
                );
            }
        }
    }

    /// Every label with other words is drawn.
    fn check_aliases(&mut self, form: &FormFile, drawing: &CellDrawing) {
        for label in form.aliases.keys() {
            let text = fold(label.get_ref());
            let mut cells = drawing.cells.iter();
            if !cells.any(|cell| drawn_label(&cell.text) == text) {
                let message = format!("expected a label of the form's lines; found {text}");
                self.wrong(label.span().start, message);
            }
        }
    }

    /// Every cell in braces names a field.
    fn check_cells(&mut self, drawing: &CellDrawing, fields: &[Column], rows: &[Spanned<String>]) {
        for cell in &drawing.cells {
            let name = cell
                .text
                .strip_prefix('{')
                .and_then(|text| text.strip_suffix('}'));
            if let Some(name) = name.filter(|name| !fields.iter().any(|field| field.id == *name)) {
                let at = rows[cell.row].span().start;
                self.wrong(at, format!("expected the id of a field in {{{name}}}"));
            }
        }
    }

    /// The columns of the form's list, each with its first column in the drawing and its width.
    fn list_columns(
        &mut self,
        form: &FormFile,
        drawing: &CellDrawing,
        list_row: usize,
    ) -> Vec<(Column, usize, usize)> {
        let mut list = Vec::new();
        for column in &form.list_columns {
            let built = build_column(column.get_ref(), &[]);
            let place = drawing
                .cells
                .iter()
                .find(|cell| cell.row >= list_row && built.headings.contains(&fold(&cell.text)));
            match place {
                Some(cell) => list.push((built, cell.column, cell.columns)),
                None => self.wrong(
                    column.span().start,
                    format!(
                        "expected {:?} among the headings of the form's list",
                        built.id
                    ),
                ),
            }
        }
        list
    }
}
