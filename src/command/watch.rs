//! stub
use super::{Options, Outcome};
use std::path::Path;
pub(crate) fn watch(_: &Path, _: Option<&Path>, _: &Options<'_>) -> Outcome { Outcome::Clean }
