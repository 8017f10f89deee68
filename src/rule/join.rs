//! Joins projects of two tables. Names differ in practice (社保分局工作经费 and 社保分局工作经费（含进区费）),
//! so they are matched by name first, then by an amount that only the two have, then by likeness. No
//! project is lost: one that stands alone is given alone.

use crate::amount::Amount;
use crate::label::{fold, without_brackets};

/// Likeness of two names (0 to 1) from which on they may be one project.
const ALIKE: f64 = 0.5;

/// A project of one table.
#[derive(Debug, Clone)]
pub(super) struct Project {
    /// Its name as written.
    pub(super) name: String,
    /// Its figure under test, as published.
    pub(super) amount: Option<Amount>,
}

/// Pairs of projects of two tables, by index; every project stands in exactly one pair.
pub(super) fn pairs(left: &[Project], right: &[Project]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner: Vec<Option<usize>> = vec![None; left.len()];
    let mut taken = vec![false; right.len()];
    let names = |projects: &[Project], form: fn(&str) -> String| {
        projects.iter().map(|p| form(&p.name)).collect::<Vec<_>>()
    };
    for form in [fold as fn(&str) -> String, |name| {
        without_brackets(&fold(name))
    }] {
        let (l, r) = (names(left, form), names(right, form));
        unique(&mut partner, &mut taken, |i, j| {
            !l[i].is_empty() && l[i] == r[j]
        });
    }
    let amounts = |i: usize, j: usize| {
        left[i]
            .amount
            .is_some_and(|amount| !amount.is_zero() && right[j].amount == Some(amount))
    };
    // among equal amounts the likest names belong together
    alike(
        &mut partner,
        &mut taken,
        left,
        right,
        |i, j| {
            if amounts(i, j) {
                likeness(&left[i].name, &right[j].name)
            } else {
                0.0
            }
        },
        ALIKE,
    );
    unique(&mut partner, &mut taken, amounts);
    alike(
        &mut partner,
        &mut taken,
        left,
        right,
        |i, j| likeness(&left[i].name, &right[j].name),
        ALIKE,
    );
    let mut pairs: Vec<_> = partner
        .iter()
        .enumerate()
        .map(|(i, j)| (Some(i), *j))
        .collect();
    pairs.extend(
        taken
            .iter()
            .enumerate()
            .filter(|(_, taken)| !**taken)
            .map(|(j, _)| (None, Some(j))),
    );
    pairs
}

/// Pairs that are the only ones of both sides.
fn unique(partner: &mut [Option<usize>], taken: &mut [bool], same: impl Fn(usize, usize) -> bool) {
    let free_left: Vec<usize> = (0..partner.len())
        .filter(|i| partner[*i].is_none())
        .collect();
    let free_right: Vec<usize> = (0..taken.len()).filter(|j| !taken[*j]).collect();
    for i in &free_left {
        let mut mine = free_right.iter().filter(|j| same(*i, **j));
        let (Some(j), None) = (mine.next(), mine.next()) else {
            continue;
        };
        if free_left.iter().filter(|other| same(**other, *j)).count() == 1 {
            partner[*i] = Some(*j);
            taken[*j] = true;
        }
    }
}

/// The likest pairs first, down to a bound.
fn alike(
    partner: &mut [Option<usize>],
    taken: &mut [bool],
    left: &[Project],
    right: &[Project],
    score: impl Fn(usize, usize) -> f64,
    bound: f64,
) {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for i in (0..left.len()).filter(|i| partner[*i].is_none()) {
        for j in (0..right.len()).filter(|j| !taken[*j]) {
            let likeness = score(i, j);
            if likeness >= bound {
                scored.push((likeness, i, j));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, i, j) in scored {
        if partner[i].is_none() && !taken[j] {
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
}

fn likeness(left: &str, right: &str) -> f64 {
    strsim::normalized_levenshtein(&fold(left), &fold(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projects(list: &[(&str, i64)]) -> Vec<Project> {
        list.iter()
            .map(|(name, amount)| Project {
                name: (*name).to_owned(),
                amount: Some(Amount::new((*amount).into())),
            })
            .collect()
    }

    #[test]
    fn names_come_first_then_amounts() {
        let left = projects(&[
            ("就业专项经费", 7150),
            ("区聘人员工资福利支出", 7000),
            ("人力资源服务中心运行费", 110),
            ("社保分局工作经费", 42),
        ]);
        let right = projects(&[
            ("社保分局工作经费（含进区费）", 42),
            ("就业服务中心运行费", 110),
            ("区聘人员工资社保福利支出", 7000),
            ("就业专项经费", 7000),
        ]);
        assert_eq!(
            pairs(&left, &right),
            [
                (Some(0), Some(3)),
                (Some(1), Some(2)),
                (Some(2), Some(1)),
                (Some(3), Some(0))
            ]
        );
    }

    #[test]
    fn no_project_is_lost() {
        let left = projects(&[("甲", 1), ("乙", 2)]);
        let right = projects(&[("丙丙丙", 3)]);
        assert_eq!(
            pairs(&left, &right),
            [(Some(0), None), (Some(1), None), (None, Some(0))]
        );
    }

    #[test]
    fn equal_amounts_go_by_likeness() {
        let left = projects(&[("设备购置经费", 10), ("房屋维修经费", 10)]);
        let right = projects(&[("房屋维修费", 10), ("设备购置费", 10)]);
        assert_eq!(
            pairs(&left, &right),
            [(Some(0), Some(1)), (Some(1), Some(0))]
        );
    }
}
