//! Files that a person asked for: exports, copies. They are written whole or not at all, and never over the product.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::disk::{Disk, OsDisk};
use super::{StoreError, lock};
use crate::system;

/// Writes a file that a person named. A file that is there is replaced only with `force`; a link is followed; what is no
/// regular file (a pipe, a device) is written to and stays what it is.
///
/// # Errors
/// Returns an error if the file is there and `force` is off, if it is the product's own data file or its lock under any
/// name, or if the system refuses; a file that was there stands then.
pub fn write_out(path: &Path, bytes: &[u8], product: &Path, force: bool) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { what: "cannot write", path: path.to_owned(), source };
    let shown = path.display();
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound && path.is_symlink() => {
            return Err(io(std::io::Error::other("the link leads nowhere")));
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            if same(path, &lock::path_of(product)) {
                return Err(own(path));
            }
            return write_like(path, path, bytes);
        }
        Err(why) => return Err(io(why)),
    };
    if [product.to_owned(), lock::path_of(product)].iter().any(|own| same(path, own)) {
        return Err(own(path));
    }
    if meta.is_dir() {
        return Err(io(std::io::Error::other("it is a folder")));
    }
    if !meta.is_file() {
        let mut open = std::fs::OpenOptions::new().write(true).open(path).map_err(io)?;
        return open.write_all(bytes).and_then(|()| open.flush()).map_err(io);
    }
    if !force {
        return Err(StoreError::InTheWay(format!("{shown} is there already: --force writes over it")));
    }
    write_like(&system::real_path(path).map_err(io)?, path, bytes)
}

fn own(path: &Path) -> StoreError {
    StoreError::InTheWay(format!("{} is the product’s own file: write somewhere else", path.display()))
}

/// Whether two paths lead to one file, also by another name of it.
fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| super::save::follow(path).ok();
    system::is_one_file(a, b).unwrap_or_else(|| real(a).is_some() && real(a) == real(b))
}

/// Writes a file whole or not at all, waiting for the disk, readable by its user alone: rescue copies, habits.
///
/// # Errors
/// Returns an error if the system refuses; a file that was there stands then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, bytes, true, path)
}

/// Writes a file as any program would: with the mode of the one that is there, else by the user's umask.
fn write_like(path: &Path, asked: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, bytes, false, asked)
}

fn replace(path: &Path, bytes: &[u8], private: bool, asked: &Path) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { what: "cannot write", path: asked.to_owned(), source };
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temp: PathBuf = dir.join(super::save::temp_name(path)?);
    let result = OsDisk.write_new(&temp, &[bytes], path, private).and_then(|_| OsDisk.rename(&temp, path));
    if let Err(why) = result {
        let _ = OsDisk.remove(&temp);
        return Err(io(why));
    }
    OsDisk.sync_dir(dir).map_err(io)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileTypeExt;

    #[test]
    fn what_cannot_take_its_place_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("page.md");
        std::fs::create_dir_all(path.join("full")).unwrap();
        assert!(replace(&path, b"words", false, &path).is_err());
        let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["page.md"]);
    }

    #[test]
    fn the_product_is_never_written_over_by_whatever_name() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("b.json"), "product").unwrap();
        std::fs::write(at(".b.json.lock"), "").unwrap();
        std::os::unix::fs::symlink(at("b.json"), at("link")).unwrap();
        std::fs::hard_link(at("b.json"), at("twin")).unwrap();
        std::os::unix::fs::symlink(at(".b.json.lock"), at("lock-link")).unwrap();
        for name in ["b.json", "link", "twin", ".b.json.lock", "lock-link", "./b.json", "../b.json"] {
            let path = if name == "../b.json" {
                std::fs::create_dir_all(at("sub")).unwrap();
                at("sub").join(name)
            } else {
                at(name)
            };
            let why = write_out(&path, b"export", &at("b.json"), true).unwrap_err();
            assert!(why.to_string().contains("own file"), "{name}: {why}");
        }
        assert_eq!(std::fs::read(at("b.json")).unwrap(), b"product");
        std::fs::remove_file(at(".b.json.lock")).unwrap();
        assert!(write_out(&at(".b.json.lock"), b"export", &at("b.json"), true).is_err());
    }

    #[test]
    fn a_link_is_followed_and_what_is_no_regular_file_is_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let product = at("b.json");
        std::fs::write(at("target.csv"), "old").unwrap();
        std::os::unix::fs::symlink("target.csv", at("link.csv")).unwrap();
        let why = write_out(&at("link.csv"), b"new", &product, false).unwrap_err();
        assert!(why.to_string().contains("--force"), "{why}");
        write_out(&at("link.csv"), b"new", &product, true).unwrap();
        assert!(at("link.csv").is_symlink());
        assert_eq!(std::fs::read(at("target.csv")).unwrap(), b"new");
        std::os::unix::fs::symlink("nowhere", at("dangling")).unwrap();
        assert!(write_out(&at("dangling"), b"new", &product, true).unwrap_err().to_string().contains("leads nowhere"));
        assert!(write_out(dir.path(), b"new", &product, true).unwrap_err().to_string().contains("folder"));
        // a pipe with a reader gets the bytes and stays a pipe
        let pipe = at("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read(pipe).unwrap()
        });
        write_out(&pipe, b"through", &product, true).unwrap();
        assert_eq!(reader.join().unwrap(), b"through");
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        write_out(Path::new("/dev/null"), b"gone", &product, false).unwrap();
    }
}
