//! The figures of an equation as a spreadsheet adds and counts them. Functions over cells pass over text
//! and blanks, as the layout does; a figure that no page shows stands in by its value, and what may stand under
//! another code is looked up by code.

use super::doubt::DoubtfulCodes;
use super::lookup::Lookup;
use super::place::{OutputCell, OutputCells};
use crate::amount::Amount;
use crate::budget::{Budget, FactId};
use crate::equation::{ByCode, EquationSide};
use rust_decimal::Decimal;

/// One figure of an equation, or several that are found by code.
#[derive(Debug, Clone)]
pub(super) struct FormulaTerm {
    pub(super) coefficient: Decimal,
    /// One unit of its table's unit of measure in the layout's.
    unit: Decimal,
    /// Half a unit of its last printed place, in the layout's unit.
    pub(super) half: Decimal,
    /// The most decimal places that it can add to the equation, whatever is typed into its cell.
    pub(super) scale: u32,
    value: Option<Amount>,
    pub(super) source: TermSource,
    /// Whether its cell holds neither an amount nor what counts as nothing.
    pub(super) is_unreadable: bool,
}

/// Where a formula finds a figure.
#[derive(Debug, Clone)]
pub(super) enum TermSource {
    /// In a cell.
    Cell(OutputCell),
    /// By the code of its row.
    Code(Lookup),
    /// No page shows it.
    Nowhere,
}

impl FormulaTerm {
    /// Whether it has an amount.
    pub(super) fn is_filled(&self) -> bool {
        self.value.is_some()
    }

    /// Its cell, where it has one of its own.
    pub(super) fn place(&self) -> Option<OutputCell> {
        match self.source {
            TermSource::Cell(place) => Some(place),
            _ => None,
        }
    }

    /// The same on the other side of the equation.
    pub(super) fn negated(&self) -> Self {
        Self {
            coefficient: -self.coefficient,
            ..self.clone()
        }
    }

    /// A figure with its coefficient.
    pub(super) fn new(
        budget: &Budget,
        places: &OutputCells,
        (coefficient, id): (Decimal, FactId),
    ) -> Self {
        let fact = budget.fact(id);
        let source = places.of(id).map_or(TermSource::Nowhere, TermSource::Cell);
        Self {
            value: budget.published(id),
            half: fact.half_unit.value().normalize(),
            is_unreadable: !fact.figure.counts(&budget.layout.zero),
            ..Self::of_table(budget, fact.table, coefficient, source)
        }
    }

    /// Figures by code; `terms` are what they are now.
    fn by_code(budget: &Budget, by_code: &ByCode, terms: &[Self], lookup: Lookup) -> Self {
        let values: Vec<Amount> = terms.iter().filter_map(|term| term.value).collect();
        let value = (!values.is_empty()).then(|| values.into_iter().sum());
        let own = Self::of_table(
            budget,
            by_code.table,
            by_code.coefficient,
            TermSource::Code(lookup),
        );
        let coarsest = terms.iter().map(|term| term.half).max();
        Self {
            value,
            half: coarsest.unwrap_or(own.half),
            ..own
        }
    }

    /// A figure of last year, which is in no cell: its factor, its value and half a unit of its last place.
    pub(super) fn of_last_year((coefficient, value, half): (Decimal, Decimal, Decimal)) -> Self {
        Self {
            coefficient,
            unit: Decimal::ONE,
            half: half.normalize(),
            scale: (coefficient * value).normalize().scale(),
            value: Some(Amount::new(value)),
            source: TermSource::Nowhere,
            is_unreadable: false,
        }
    }

    /// What figures of a table have in common.
    fn of_table(budget: &Budget, table: usize, coefficient: Decimal, source: TermSource) -> Self {
        let layout = &budget.layout.tables[budget.tables[table].layout];
        let in_layout = |value: Decimal| {
            layout
                .unit_of_measure
                .convert(value, budget.layout.unit_of_measure)
        };
        let places_of = |value: Decimal| value.normalize().scale();
        Self {
            coefficient,
            unit: in_layout(Decimal::ONE).normalize(),
            half: in_layout(Decimal::new(5, budget.tables[table].decimals + 1)).normalize(),
            scale: places_of(in_layout(Decimal::new(1, layout.decimals))) + places_of(coefficient),
            value: None,
            source,
            is_unreadable: false,
        }
    }
}

/// The figures of a side; those whose codes are in doubt by code.
pub(super) fn of_side(
    budget: &Budget,
    places: &OutputCells,
    doubt: &DoubtfulCodes,
    side: &EquationSide,
) -> Vec<FormulaTerm> {
    let mut terms: Vec<FormulaTerm> = side
        .terms
        .iter()
        .map(|term| FormulaTerm::new(budget, places, *term))
        .collect();
    // from the last on, so that the places of the others stay
    for by_code in side
        .by_code
        .iter()
        .rev()
        .filter(|by_code| doubt.has(by_code))
    {
        let own = &terms[by_code.terms.clone()];
        if own.iter().any(|term| term.is_unreadable) {
            continue;
        }
        if let Some(lookup) = Lookup::new(budget, places, by_code) {
            let term = FormulaTerm::by_code(budget, by_code, own, lookup);
            terms.splice(by_code.terms.clone(), [term]);
        }
    }
    terms
}

/// The sum of figures and a constant in the layout's unit: `SUM('表六'!$D$9:$D$30)-SUM('表三'!$E$7)/10000`.
pub(super) fn sum<'a>(
    places: &OutputCells,
    terms: impl IntoIterator<Item = &'a FormulaTerm>,
    constant: Amount,
) -> String {
    type FactSum = (Vec<OutputCell>, Vec<String>);
    let mut groups: Vec<((Decimal, Decimal), FactSum)> = Vec::new();
    let mut rest = constant.value();
    for term in terms {
        if let TermSource::Nowhere = term.source {
            rest += term.value.unwrap_or_default().value() * term.coefficient;
            continue;
        }
        let key = (term.coefficient, term.unit);
        let known = groups
            .iter()
            .position(|(known, _)| *known == key)
            .unwrap_or(groups.len());
        if known == groups.len() {
            groups.push((key, FactSum::default()));
        }
        let (cells, lookups) = &mut groups[known].1;
        match &term.source {
            TermSource::Code(lookup) => lookups.push(lookup.sum()),
            _ => cells.extend(term.place()),
        }
    }
    let mut text = String::new();
    for ((coefficient, unit), (cells, lookups)) in groups {
        let of_cells = (!cells.is_empty()).then(|| places.function("SUM", &cells));
        for part in of_cells.into_iter().chain(lookups) {
            text.push_str(sign(coefficient, text.is_empty()));
            let size = coefficient.abs().normalize();
            if size != Decimal::ONE {
                text.push_str(&format!("{size}*"));
            }
            text.push_str(&part);
            text.push_str(&times(unit));
        }
    }
    if !rest.is_zero() || text.is_empty() {
        text.push_str(sign(rest, text.is_empty()));
        text.push_str(&rest.abs().normalize().to_string());
    }
    text
}

/// How many of some figures there are.
pub(super) fn count<'a>(
    places: &OutputCells,
    terms: impl IntoIterator<Item = &'a FormulaTerm>,
) -> String {
    let (mut cells, mut lookups) = (Vec::new(), Vec::new());
    let mut rest = 0;
    for term in terms {
        match &term.source {
            TermSource::Cell(place) => cells.push(*place),
            TermSource::Code(lookup) => lookups.push(lookup.count()),
            TermSource::Nowhere => rest += usize::from(term.is_filled()),
        }
    }
    let mut parts: Vec<String> = if cells.is_empty() {
        Vec::new()
    } else {
        vec![places.function("COUNT", &cells)]
    };
    parts.extend(lookups);
    if rest > 0 || parts.is_empty() {
        parts.push(rest.to_string());
    }
    parts.join("+")
}

/// How many of some figures there are that are not 0.
pub(super) fn count_filled<'a>(
    places: &OutputCells,
    terms: impl IntoIterator<Item = &'a FormulaTerm>,
) -> String {
    let (mut cells, mut parts) = (Vec::new(), Vec::new());
    let mut rest = 0;
    for term in terms {
        match &term.source {
            TermSource::Cell(place) => cells.push(*place),
            TermSource::Code(lookup) => parts.push(lookup.count_filled()),
            TermSource::Nowhere => rest += usize::from(term.value.is_some_and(|it| !it.is_zero())),
        }
    }
    parts.extend(places.count_filled(&cells));
    if rest > 0 || parts.is_empty() {
        parts.push(rest.to_string());
    }
    parts.join("+")
}

/// A factor behind a value; by a whole number, for floats hold no tenths.
pub(super) fn times(factor: Decimal) -> String {
    match factor.normalize() {
        one if one == Decimal::ONE => String::new(),
        whole if whole.scale() == 0 => format!("*{whole}"),
        part => format!("/{}", (Decimal::ONE / part).normalize()),
    }
}

fn sign(value: Decimal, is_first: bool) -> &'static str {
    match (value.is_sign_negative() && !value.is_zero(), is_first) {
        (true, _) => "-",
        (false, true) => "",
        (false, false) => "+",
    }
}
