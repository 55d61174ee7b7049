//! The page of the playground and the frame of a report, embedded as `npm run build` writes them.

/// The page of the playground; `web/` has its sources.
pub(crate) const PAGE: &str = include_str!("../web/dist/index.html");

/// Its script.
pub(crate) const PAGE_SCRIPT: &str = include_str!("../web/dist/app.js");

/// Its style.
pub(crate) const PAGE_STYLE: &str = include_str!("../web/dist/app.css");

/// The frame of a report in one file, which style, script and analyses are put into.
pub(crate) const REPORT: &str = include_str!("../web/dist/report.html");
