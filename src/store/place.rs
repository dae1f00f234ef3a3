//! Where things are: the data file that a person named, and the private folder beside the user's other state.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use sha2::{Digest, Sha256};

use crate::model::Refusal;
use crate::sort::InOrder;

fn dirs() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "momentum")
}

/// Returns the one folder in which a person wants everything to be, on a stick for example: `MOMENTUM_HOME`.
pub(super) fn home() -> Option<PathBuf> {
    std::env::var_os("MOMENTUM_HOME").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Returns the folder of the user's settings.
#[must_use]
pub fn config_dir() -> Option<PathBuf> {
    home().or_else(|| Some(dirs()?.config_dir().to_owned()))
}

/// Names that Windows keeps for devices, whatever ending they have. No product has one anywhere, because its folder may be shared.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// Whether a file of a name would be a device on Windows: `aux`, `Con.old`, `COM1`.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let (letters, number) = stem.split_at_checked(3).unwrap_or((&stem, ""));
    let numbered = matches!(letters, "com" | "lpt");
    let one_digit =
        matches!(number, "¹" | "²" | "³") || number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
    DEVICES.contains(&letters) && if numbered { one_digit } else { number.is_empty() }
}

/// Returns the data file of a product: `<data directory>/<name>.json`.
///
/// # Errors
/// Returns an error if the name could leave the folder, is no name of a file on every system, or the system names no home
/// directory.
pub fn product_file(name: &str) -> Result<PathBuf, Refusal> {
    if is_device(name) {
        return Err(Refusal::invalid(format!(
            "“{name}” is the name of a device on Windows: name the product otherwise"
        )));
    }
    if name.ends_with(['.', ' ']) || name.starts_with(' ') {
        return Err(Refusal::invalid(format!(
            "“{name}” begins or ends with a blank or a dot, which not every system keeps"
        )));
    }
    let fits = !name.is_empty()
        && name.len() <= 60
        && !name.starts_with(['.', '-'])
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
    if !fits {
        return Err(Refusal::invalid(format!("“{name}” is not a product's name: letters, digits, blanks, - and _")));
    }
    let dir = data_dir().ok_or_else(|| Refusal::invalid("no home directory is known here: name a file with --file"))?;
    Ok(dir.join(format!("{name}.json")))
}

/// Returns the products in the data directory: name and file, by name.
#[must_use]
pub fn products() -> Vec<(String, PathBuf)> {
    let Some(Ok(entries)) = data_dir().map(std::fs::read_dir) else { return Vec::new() };
    let mut out: Vec<(String, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let name = name.strip_suffix(".json").filter(|name| !name.starts_with('.'))?.to_owned();
            Some((name, entry.path()))
        })
        .collect();
    out.order();
    out
}

/// Whether a file is in the folders that are the user's own: a new one there is for nobody else.
#[must_use]
pub fn is_private(file: &Path) -> bool {
    dirs().is_some_and(|dirs| file.starts_with(dirs.data_local_dir()))
        || data_dir().is_some_and(|dir| file.starts_with(dir))
        || state_dir().is_some_and(|dir| file.starts_with(dir))
}

/// Returns the folder of the products.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    home().or_else(|| Some(dirs()?.data_dir().to_owned()))
}

/// Returns the folder of what the program remembers beside the data.
#[must_use]
pub fn state_dir() -> Option<PathBuf> {
    if let Some(home) = home() {
        return Some(home.join("state"));
    }
    let dirs = dirs()?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned())
}

/// Returns the private folder that belongs to a data file: history, backups, rescue copies.
///
/// It is found by the file's real path, so that a link and its target share one history.
#[must_use]
pub fn sidecar(data: &Path) -> Option<PathBuf> {
    Some(state_dir()?.join(short_hash(data.as_os_str().as_encoded_bytes())))
}

/// Returns the first sixteen hexadecimal digits of the SHA-256 of some bytes.
#[must_use]
pub fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(16).collect()
}

/// Returns bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Makes a folder that only the user can enter.
///
/// # Errors
/// Returns an error if the system refuses.
pub fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    crate::system::for_its_user(&mut builder);
    builder.create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_not_every_system_keeps_are_no_products() {
        for name in
            ["CON", "aux", "Nul.old", "com1", "LPT9.x", "con .y", "COM¹", "a.", "a ", " a", "", ".a", "-a", "a/b"]
        {
            assert!(product_file(name).is_err(), "{name:?}");
        }
        for name in ["console", "com", "com10", "lpt", "auxiliary", "my product", "a.b", "Überblick"] {
            assert!(product_file(name).is_ok(), "{name:?}");
        }
    }
}
