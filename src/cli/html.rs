//! Analyses as one page that needs nothing else: the view of the playground, with the analyses in it.

use crate::page;
use crate::rpc::v1;

/// What stands between two analyses.
pub(super) const SEPARATOR: &str = ",\n";

/// The page before and after its analyses.
pub(super) fn frame() -> (String, String) {
    let frame = page::REPORT.replace("{{style}}", page::PAGE_STYLE);
    let (before, after) = frame.split_once("{{analyses}}").expect("the frame has a place for analyses");
    (format!("{before}["), format!("]{}", after.replace("{{script}}", page::PAGE_SCRIPT)))
}

/// One analysis as JSON that cannot end the element it stands in.
pub(super) fn analysis(response: &v1::AnalyzeDocumentResponse) -> String {
    let json = serde_json::to_string(response).expect("every value of a response has a form in JSON");
    // The sign stands in strings only, where its escape means the same.
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_whole_and_text_cannot_leave_its_element() {
        let (before, after) = frame();
        assert!(before.ends_with("id=\"analyses\">[") && after.starts_with("]</script>"));
        assert!(!format!("{before}{after}").contains("{{style}}") && !after.contains("{{script}}"));
        let response = v1::AnalyzeDocumentResponse { text: "</script><b>".into(), ..Default::default() };
        let inlined = analysis(&response);
        assert!(!inlined.contains('<'), "{inlined}");
        let value: serde_json::Value = serde_json::from_str(&inlined).unwrap();
        assert_eq!(value["text"], "</script><b>");
    }
}
