//! A `[[table]]` with its blocks.

use super::{LayoutBuilder, TableDefaults, TableFile};
use crate::label::fold;
use crate::layout::drawing::CellDrawing;
use crate::layout::{Block, Form, Table, plain};
use toml::Spanned;

impl LayoutBuilder<'_> {
    pub(super) fn table(
        &mut self,
        spanned: &Spanned<TableFile>,
        defaults: TableDefaults<'_>,
    ) -> Option<Table> {
        let start = spanned.span().start;
        let table = spanned.get_ref();
        let unit_of_measure = match &table.unit_of_measure {
            Some(name) => self.unit(name)?,
            None => defaults.unit_of_measure,
        };
        if table.titles.is_empty() {
            self.wrong(start, "expected at least one title");
        }
        let header = self.drawing(&table.header);
        let (blocks, form) = self.content(table, start, &header, defaults);
        let columns = form
            .as_ref()
            .map_or(header.columns, |form| form.drawing.columns);
        self.check_widths(table, columns);
        let decimals = table.decimals.unwrap_or(defaults.decimals);
        let fewest_decimals = table.fewest_decimals.or(defaults.fewest_decimals);
        Some(Table {
            id: table.id.get_ref().clone(),
            mark: table.mark.clone(),
            titles: table.titles.clone(),
            known_titles: table
                .titles
                .iter()
                .map(|title| fold(&plain(title)))
                .collect(),
            heading: table.heading.clone(),
            remark: table.remark.clone(),
            money: table.money.iter().map(|word| fold(word)).collect(),
            required: table.required,
            many: table.many,
            unit_of_measure,
            decimals,
            fewest_decimals: fewest_decimals.unwrap_or(decimals).min(decimals),
            landscape: table.landscape,
            header,
            widths: table.widths.get_ref().clone(),
            blocks,
            form,
        })
    }

    /// The blocks of a table, or its form with the block of the form's fields.
    fn content(
        &mut self,
        table: &TableFile,
        start: usize,
        header: &CellDrawing,
        defaults: TableDefaults<'_>,
    ) -> (Vec<Block>, Option<Form>) {
        let Some(form) = &table.form else {
            return (self.blocks(table, start, header, defaults), None);
        };
        if let Some(block) = table.block.first() {
            self.wrong(
                block.span().start,
                "a table with a [table.form] has no blocks of its own",
            );
        }
        let (block, form) = self.form(form);
        (vec![block], Some(form))
    }

    fn check_widths(&mut self, table: &TableFile, columns: usize) {
        let widths = table.widths.get_ref().len();
        if widths != columns {
            self.wrong(
                table.widths.span().start,
                format!("expected {columns} widths, one a column, found {widths}"),
            );
        }
    }

    fn blocks(
        &mut self,
        table: &TableFile,
        start: usize,
        header: &CellDrawing,
        defaults: TableDefaults<'_>,
    ) -> Vec<Block> {
        let mut first_column = 0;
        let mut blocks = Vec::new();
        for block in &table.block {
            if table.block.len() > 1 && block.get_ref().id.is_none() {
                self.wrong(
                    block.span().start,
                    "expected an id: this table has several blocks",
                );
            }
            let built = self.block(block.get_ref(), first_column, header, defaults.lists);
            first_column += built.columns.len();
            blocks.push(built);
        }
        if blocks.is_empty() {
            self.wrong(start, "expected a [[table.block]] or a [table.form]");
        } else if first_column != header.columns && header.columns > 0 {
            let at = table.block[0].get_ref().columns.span().start;
            self.wrong(
                at,
                format!(
                    "expected {} columns in all blocks together, as the header draws, found {first_column}",
                    header.columns
                ),
            );
        } else if header.columns == 0 && self.errors.is_empty() {
            self.wrong(start, "expected a header: rows of cells set apart by `|`");
        }
        blocks
    }
}
