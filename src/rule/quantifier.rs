//! Everything that the 每… word of a formula stands for: rows, codes, or the projects of several tables joined to each
//! other.

use super::RuleSet;
use super::binding::{Binding, ProjectRows};
use super::expand::Expander;
use super::join::{self, Project};
use super::resolve::{Quantifier, ResolvedCells, ResolvedFormula, RowFilter, RowPick};
use crate::amount::Amount;
use crate::budget::RowPosition;
use crate::label::fold;
use std::collections::{HashMap, HashSet};

/// Projects of one block, each with its rows.
type Projects = Vec<(Project, Vec<RowPosition>)>;

impl Expander<'_> {
    /// Everything that the 每… word of a formula stands for.
    pub(super) fn bindings(&self, formula: &ResolvedFormula) -> Vec<Binding> {
        match &formula.each {
            Quantifier::Once => vec![Binding::Nothing],
            Quantifier::Row {
                table,
                block,
                filter,
            } => self
                .index
                .rows(*table, *block, *filter)
                .iter()
                .copied()
                .map(Binding::Row)
                .collect(),
            Quantifier::Code(level) => {
                let mut seen = HashSet::with_capacity(64);
                let mut codes = Vec::with_capacity(64);
                for cells in formula
                    .cells()
                    .filter(|cells| cells.rows == RowPick::SameCode)
                {
                    for place in self
                        .index
                        .rows(cells.table, cells.block, RowFilter::Level(*level))
                        .iter()
                    {
                        codes.extend(
                            self.row_code(*place)
                                .filter(|code| seen.insert(code.clone())),
                        );
                    }
                }
                codes.extend(self.codes_of_last(formula, *level, &mut seen));
                let mut bindings: Vec<Binding> = codes
                    .iter()
                    .map(|code| Binding::Code(code.clone(), None))
                    .collect();
                // where all tables print the same several units, each unit must agree by itself
                let units = formula
                    .cells()
                    .filter(|cells| cells.rows == RowPick::SameCode);
                let mut units = units.map(|cells| self.index.units(cells.table, cells.block));
                let first = units.next();
                if let Some(first) = first.filter(|first| units.all(|other| other == *first)) {
                    let of_unit = |unit: &String| {
                        codes
                            .iter()
                            .map(|code| Binding::Code(code.clone(), Some(unit.clone())))
                            .collect::<Vec<_>>()
                    };
                    bindings.extend(first.iter().flat_map(of_unit));
                }
                bindings
            }
            Quantifier::Project => self.projects(formula),
        }
    }

    /// Joins the projects of all blocks that a formula speaks of to those of the first one.
    fn projects(&self, formula: &ResolvedFormula) -> Vec<Binding> {
        let mut blocks: Vec<(&ResolvedCells, Projects)> = Vec::new();
        for cells in formula
            .cells()
            .filter(|cells| cells.rows == RowPick::SameProject)
        {
            if !blocks
                .iter()
                .any(|(known, _)| (known.table, known.block) == (cells.table, cells.block))
            {
                blocks.push((cells, self.projects_of(cells)));
            }
        }
        let Some(((first, base), others)) = blocks.split_first() else {
            return Vec::new();
        };
        let key = |cells: &ResolvedCells| (cells.table, cells.block);
        let mut bindings: Vec<(ProjectRows, String)> = base
            .iter()
            .map(|(project, places)| {
                (
                    HashMap::from([(key(first), places.clone())]),
                    project.name.clone(),
                )
            })
            .collect();
        let left: Vec<Project> = base.iter().map(|(project, _)| project.clone()).collect();
        for (cells, projects) in others {
            let right: Vec<Project> = projects
                .iter()
                .map(|(project, _)| project.clone())
                .collect();
            for pair in join::pairs(&left, &right) {
                match pair {
                    (Some(i), Some(j)) => {
                        bindings[i].0.insert(key(cells), projects[j].1.clone());
                    }
                    (None, Some(j)) => bindings.push((
                        HashMap::from([(key(cells), projects[j].1.clone())]),
                        right[j].name.clone(),
                    )),
                    _ => {}
                }
            }
        }
        bindings
            .into_iter()
            .map(|(places, name)| Binding::Project(places, name))
            .collect()
    }

    /// The projects of a block; rows of one name are one project.
    fn projects_of(&self, cells: &ResolvedCells) -> Projects {
        let columns = cells.columns(None);
        let mut projects: Projects = Vec::new();
        let mut by_name: HashMap<String, usize> = HashMap::new();
        for place in self
            .index
            .rows(cells.table, cells.block, RowFilter::Project)
            .iter()
            .copied()
        {
            let name = self.budget.row_name(place.0, place.1, place.2);
            let facts = &self.row(place).facts;
            let amounts = columns
                .iter()
                .filter_map(|column| self.budget.published(facts[*column]?));
            let amounts: Vec<Amount> = amounts.collect();
            let amount = (!amounts.is_empty()).then(|| amounts.into_iter().sum::<Amount>());
            let known = if name.is_empty() {
                None
            } else {
                Some(*by_name.entry(fold(&name)).or_insert(projects.len()))
            };
            match known.and_then(|known| projects.get_mut(known)) {
                Some((known, places)) => {
                    known.amount =
                        Some(known.amount.unwrap_or_default() + amount.unwrap_or_default());
                    places.push(place);
                }
                None => projects.push((Project { name, amount }, vec![place])),
            }
        }
        projects
    }

    /// Projects that go by two names, from every formula that joins projects: both names, with a place each.
    pub(super) fn differing_names(&self, rules: &RuleSet) -> Vec<Vec<RowPosition>> {
        let joining = rules.rules.iter().flat_map(|rule| &rule.formulas);
        let joining = joining.filter(|formula| formula.each == Quantifier::Project);
        let mut seen = HashSet::new();
        joining
            .flat_map(|formula| self.projects(formula))
            .filter_map(|binding| match binding {
                Binding::Project(places, _) => Some(places),
                _ => None,
            })
            .filter_map(|places| {
                let mut firsts: Vec<RowPosition> = places
                    .values()
                    .filter_map(|rows| rows.first().copied())
                    .collect();
                firsts.sort_unstable();
                let name =
                    |place: &RowPosition| fold(&self.budget.row_name(place.0, place.1, place.2));
                (firsts.len() > 1 && firsts.iter().any(|place| name(place) != name(&firsts[0])))
                    .then_some(firsts)
            })
            .filter(|places| seen.insert(places.clone()))
            .collect()
    }
}
