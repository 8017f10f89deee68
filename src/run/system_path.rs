//! A path on its way to another process or to the disk, in whatever form the system has it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ffi::{OsStr, OsString};

pub(crate) fn serialize<S: Serializer>(path: &impl AsRef<OsStr>, to: S) -> Result<S::Ok, S::Error> {
    #[cfg(not(target_family = "wasm"))]
    return path.as_ref().serialize(to);
    // where there is no system, paths are text
    #[cfg(target_family = "wasm")]
    return path.as_ref().to_string_lossy().serialize(to);
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>, P: From<OsString>>(
    from: D,
) -> Result<P, D::Error> {
    #[cfg(not(target_family = "wasm"))]
    return OsString::deserialize(from).map(P::from);
    #[cfg(target_family = "wasm")]
    return String::deserialize(from).map(|path| P::from(path.into()));
}
