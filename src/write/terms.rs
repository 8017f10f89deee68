//! The figures of an equation as a spreadsheet adds and counts them. Functions over cells pass over text
//! and blanks, as the layout does; a figure that no page shows stands in by its value.

use super::place::{Place, Places};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure};
use crate::equation::Side;
use rust_decimal::Decimal;

/// One figure of an equation.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) coefficient: Decimal,
    /// One unit of its table's unit of measure in the layout's.
    unit: Decimal,
    /// Half a unit of its last printed place, in the layout's unit.
    pub(super) half: Decimal,
    /// The most decimal places that it can add to the equation, whatever is typed into its cell.
    pub(super) scale: u32,
    value: Option<Amount>,
    pub(super) place: Option<Place>,
    /// Whether its cell holds neither an amount nor what counts as nothing.
    pub(super) is_unreadable: bool,
}

impl Term {
    /// Whether it has an amount.
    pub(super) fn is_filled(&self) -> bool {
        self.value.is_some()
    }

    /// The same on the other side of the equation.
    pub(super) fn negated(&self) -> Self {
        Self { coefficient: -self.coefficient, ..self.clone() }
    }

    fn new(budget: &Budget, places: &Places, (coefficient, id): (Decimal, FactId)) -> Self {
        let fact = budget.fact(id);
        let table = &budget.layout.tables[budget.tables[fact.table].layout];
        let of_layout = budget.layout.unit_of_measure;
        let zero = &budget.layout.zero;
        let places_of = |value: Decimal| value.normalize().scale();
        let last = table.unit_of_measure.convert(Decimal::new(1, table.decimals), of_layout);
        Self {
            coefficient,
            unit: table.unit_of_measure.convert(Decimal::ONE, of_layout).normalize(),
            half: fact.half_unit.value().normalize(),
            scale: places_of(last) + places_of(coefficient),
            value: budget.published(id),
            place: places.of(id),
            is_unreadable: match fact.figure {
                Figure::Amount { .. } => false,
                Figure::Blank => !zero.blank,
                Figure::Dash(_) => !zero.dash,
                Figure::Nothing(_) => !zero.nothing,
                Figure::Unreadable(_) => true,
            },
        }
    }
}

/// The figures of a side.
pub(super) fn of_side(budget: &Budget, places: &Places, side: &Side) -> Vec<Term> {
    side.terms.iter().map(|term| Term::new(budget, places, *term)).collect()
}

/// The sum of figures and a constant in the layout's unit: `SUM('表六'!$D$9:$D$30)-SUM('表三'!$E$7)/10000`.
pub(super) fn sum<'a>(places: &Places, terms: impl IntoIterator<Item = &'a Term>, constant: Amount) -> String {
    let mut groups: Vec<((Decimal, Decimal), Vec<Place>)> = Vec::new();
    let mut rest = constant.value();
    for term in terms {
        let key = (term.coefficient, term.unit);
        match (term.place, groups.iter_mut().find(|(known, _)| *known == key)) {
            (Some(place), Some((_, cells))) => cells.push(place),
            (Some(place), None) => groups.push((key, vec![place])),
            (None, _) => rest += term.value.unwrap_or_default().value() * term.coefficient,
        }
    }
    let mut text = String::new();
    for ((coefficient, unit), cells) in &groups {
        text.push_str(sign(*coefficient, text.is_empty()));
        let size = coefficient.abs().normalize();
        if size != Decimal::ONE {
            text.push_str(&format!("{size}*"));
        }
        text.push_str(&places.function("SUM", cells));
        text.push_str(&times(*unit));
    }
    if !rest.is_zero() || text.is_empty() {
        text.push_str(sign(rest, text.is_empty()));
        text.push_str(&rest.abs().normalize().to_string());
    }
    text
}

/// How many of some figures there are.
pub(super) fn count<'a>(places: &Places, terms: impl IntoIterator<Item = &'a Term>) -> String {
    let mut cells = Vec::new();
    let mut rest = 0;
    for term in terms {
        match term.place {
            Some(place) => cells.push(place),
            None => rest += usize::from(term.is_filled()),
        }
    }
    match (cells.is_empty(), rest) {
        (true, rest) => rest.to_string(),
        (false, 0) => places.function("COUNT", &cells),
        (false, rest) => format!("{}+{rest}", places.function("COUNT", &cells)),
    }
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
