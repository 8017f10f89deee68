//! Reads department budget workbooks, checks that their tables agree (勾稽), and writes the workbook that goes to the
//! public.
//!
//! bytes -> [`book`] -> sheets; sheets + [`layout`] -> [`read`] -> [`budget`]; [`rule`]s x budget -> [`equation`]s ->
//! [`reconcile`] -> findings; budget + findings -> [`mod@write`] -> workbooks; findings -> [`say`] -> sentences,
//! [`report`] -> JSON; facts -> [`export`] -> rows of a file. [`run`] does all of it for a folder.
//!
//! From a folder to its findings and to the workbook of each department:
//!
//! ```
//! use gouji::run::{self, Inbox};
//! use gouji::{reconcile::reconcile, say, templates, write};
//! use std::{collections::HashMap, path::Path};
//!
//! let templates = templates::load(None, None)?;
//! let layouts: Vec<_> = templates.iter().map(|template| template.layout.clone()).collect();
//! let rules: HashMap<_, _> = templates.iter().map(|template| (&template.layout.id, &template.rules)).collect();
//!
//! let inbox = Inbox::open(Path::new("samples/有错"), Path::new("公开表"))?;
//! for budget in run::read(inbox, &layouts, None).budgets {
//!     let rules = rules[&budget.layout.id];
//!     let report = reconcile(rules, &budget);
//!     assert!(!report.is_publishable());
//!     for finding in &report.findings {
//!         println!("{} {}", rules.rules[finding.rule].id, say::finding(finding).zh);
//!     }
//!     let workbook: Vec<u8> = write::workbook(&budget, rules, &report)?;
//!     assert!(workbook.starts_with(b"PK"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`run::publish()`] does the same for a folder and writes the files. What the field calls things: `amount` money in 万元
//! or 元, `classification` 功能分类 and 经济分类, `layout` where figures stand, `template` a layout with its rules.

#![cfg_attr(target_family = "wasm", allow(dead_code, unused_imports))]

pub mod amount;
pub mod book;
pub mod browser;
pub mod budget;
pub mod classification;
#[cfg(not(target_family = "wasm"))]
pub mod cli;
#[cfg(not(target_family = "wasm"))]
mod command;
pub mod consolidate;
pub mod equation;
#[cfg(not(target_family = "wasm"))]
pub mod export;
pub mod finding;
pub mod label;
pub mod lang;
pub mod layout;
mod numeral;
mod parallel;
pub mod place;
pub mod read;
pub mod reconcile;
mod relation;
pub mod report;
pub mod rule;
pub mod run;
pub mod say;
pub mod source;
pub mod templates;
pub mod write;
