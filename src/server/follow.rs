//! Reloads files that change while the server runs: tokens and certificates.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

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

/// When each file was written, and its size. Links are followed: orchestrators rotate secrets by moving a link.
fn versions(files: &[PathBuf]) -> Vec<Option<(SystemTime, u64)>> {
    let version = |path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    files.iter().map(version).collect()
}
