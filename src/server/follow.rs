//! Reloads files that change while the server runs: tokens and certificates.

use std::error::Error;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::Duration;

/// Calls `apply` whenever one of the files changes; never returns.
///
/// An error of `apply` is logged and the old content stays in force: a pair of files is often replaced one after the
/// other, and fits together only after the second.
pub async fn follow(
    files: Vec<PathBuf>,
    every: Duration,
    apply: impl Fn() -> Result<(), Box<dyn Error + Send + Sync>>,
) {
    let mut known = versions(&files);
    loop {
        tokio::time::sleep(every).await;
        let now = versions(&files);
        if now == known {
            continue;
        }
        known = now;
        match apply() {
            Ok(()) => tracing::info!(?files, "read again"),
            Err(error) => tracing::error!(?files, %error, "cannot be used; what was there before stays"),
        }
    }
}

/// What a change of a file changes, whatever its size and the time it claims.
#[derive(Debug, PartialEq, Eq)]
struct Version {
    device: u64,
    inode: u64,
    size: u64,
    // Seconds and nanoseconds. Nobody can set that of the change.
    modified: (i64, i64),
    changed: (i64, i64),
}

/// The version of each file. Links are followed: orchestrators rotate secrets by moving a link.
fn versions(files: &[PathBuf]) -> Vec<Option<Version>> {
    let version = |path| {
        let metadata = fs::metadata(path).ok()?;
        Some(Version {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    };
    files.iter().map(version).collect()
}

#[cfg(test)]
mod tests {
    use std::fs::{File, FileTimes};

    use super::*;

    #[test]
    fn a_change_of_equal_size_and_time_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        fs::write(&path, "a-token-of-this-length").unwrap();
        let (files, time) = (vec![path.clone()], fs::metadata(&path).unwrap().modified().unwrap());
        let before = versions(&files);
        assert_eq!(versions(&files), before);
        // The clock of a file system may be as coarse as that of the kernel.
        std::thread::sleep(Duration::from_millis(20));
        fs::write(&path, "a-token-of-that-length").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_times(FileTimes::new().set_modified(time))
            .unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), time);
        assert_ne!(versions(&files), before);
    }
}
