//! What a file that takes another's place keeps of it: owner, mode, access list, attributes. What cannot be kept is said.

use std::fs::File;
use std::path::Path;

/// Gives a new file what the file at `like` has, as far as the system lets us. Returns what could not be kept, in words.
///
/// Nothing here fails: a file system without modes or lists (a share, a stick) is no reason not to save.
#[cfg(unix)]
pub fn inherit(file: &File, like: &Path) -> Vec<String> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (Ok(old), Ok(new)) = (std::fs::metadata(like), file.metadata()) else { return Vec::new() };
    let name = like.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut lost = Vec::new();
    if (old.uid(), old.gid()) != (new.uid(), new.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // only root may give a file away, but the group is often allowed
        let group = old.gid() == new.gid() || fchown(file, None, Some(old.gid())).is_ok();
        if old.uid() != new.uid() {
            lost.push(format!("{name} belongs to you now (it was user {}’s)", old.uid()));
        }
        if !group {
            lost.push(format!("{name} has your group now (it was group {})", old.gid()));
        }
    }
    if old.mode() & 0o7777 != new.mode() & 0o7777 && file.set_permissions(old.permissions()).is_err() {
        lost.push(format!("the mode of {name} could not be kept ({:o})", old.mode() & 0o777));
    }
    if old.nlink() > 1 {
        let others = crate::words::count(usize::try_from(old.nlink() - 1).unwrap_or(usize::MAX), "hard link");
        lost.push(format!("{name} has {others} elsewhere: what is there keeps the earlier state"));
    }
    // last, because changing the mode changes the list
    lost.extend(attributes(file, like).into_iter().map(|what| format!("{what} of {name} could not be kept")));
    lost
}

/// As on Unix, where there is nothing to keep.
#[cfg(not(unix))]
pub fn inherit(_: &File, _: &Path) -> Vec<String> {
    Vec::new()
}

/// Copies the access list and the user's own attributes. Returns the names of those that could not be copied.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attributes(file: &File, like: &Path) -> Vec<String> {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    let mut names = vec![0; 64 << 10];
    let Ok(length) = listxattr(like, &mut names) else { return Vec::new() };
    names.truncate(length);
    let mut lost = Vec::new();
    for name in names.split(|b| *b == 0).filter_map(|name| std::str::from_utf8(name).ok()).filter(|n| !n.is_empty()) {
        // what the system itself keeps there (a security label) is the system's to give
        if name != "system.posix_acl_access" && (name.starts_with("system.") || name.starts_with("security.")) {
            continue;
        }
        let mut value = vec![0; 64 << 10];
        let copied = getxattr(like, name, &mut value)
            .and_then(|length| fsetxattr(file, name, value.get(..length).unwrap_or(&[]), XattrFlags::empty()));
        if copied.is_err() {
            let what =
                if name.ends_with("posix_acl_access") { "the access list (ACL)".into() } else { name.to_owned() };
            lost.push(what);
        }
    }
    lost
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
fn attributes(_: &File, _: &Path) -> Vec<String> {
    Vec::new()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    #[test]
    fn mode_attributes_and_access_list_go_over_and_a_second_name_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let old = dir.path().join("old");
        std::fs::write(&old, "x").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o640)).unwrap();
        let new = dir.path().join("new");
        let file = File::create(&new).unwrap();
        assert_eq!(inherit(&file, &old), Vec::<String>::new());
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
        std::fs::hard_link(&old, dir.path().join("other")).unwrap();
        let said = inherit(&file, &old);
        assert!(said.len() == 1 && said[0].contains("1 hard link"), "{said:?}");
    }

    #[cfg(target_os = "linux")]
    #[expect(clippy::print_stderr, reason = "what is not tried is said loudly")]
    #[test]
    fn access_lists_and_own_attributes_are_copied() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        let dir = tempfile::tempdir().unwrap();
        let (old, new) = (dir.path().join("old"), dir.path().join("new"));
        std::fs::write(&old, "x").unwrap();
        // owner rw, user 12345 r, group r, mask r, other nothing: the binary form of `setfacl -m u:12345:r`
        let entry = |tag: u16, perm: u16, id: u32| {
            [tag.to_le_bytes().to_vec(), perm.to_le_bytes().to_vec(), id.to_le_bytes().to_vec()].concat()
        };
        let none = u32::MAX;
        let list = [
            2_u32.to_le_bytes().to_vec(),
            entry(0x01, 6, none),
            entry(0x02, 4, 12345),
            entry(0x04, 4, none),
            entry(0x10, 4, none),
            entry(0x20, 0, none),
        ]
        .concat();
        for (name, value) in [("user.tag", b"mine".to_vec()), ("system.posix_acl_access", list)] {
            if setxattr(&old, name, &value, XattrFlags::empty()).is_err() {
                eprintln!("SKIPPED: this file system has no {name}");
                continue;
            }
            let file = File::create(&new).unwrap();
            assert_eq!(inherit(&file, &old), Vec::<String>::new());
            let mut there = vec![0; 1024];
            let length = getxattr(&new, name, &mut there).unwrap();
            assert_eq!(there[..length], value, "{name}");
        }
    }
}
