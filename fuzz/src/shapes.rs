//! Documents and files that chance builds of parts which mean something, where chance alone hardly ever meets them.
//!
//! Of two bytes one says which part is next and the other how often; `{n}` in a part is a number of its own each time.

/// What is built is cut here, in bytes: long enough for a square to show.
const LONGEST: usize = 32 << 10;

/// Tags, attributes, references, and what parsers of HTML treat in ways of their own.
const PAGE: [&str; 48] = [
    "<div ",
    "a{n}=1 ",
    "a{n} ",
    " b='{n}'",
    " c=\"{n}\"",
    " title=\"",
    "'",
    "\"",
    ">",
    "/>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b id={n}>",
    "</b>",
    "<a href=/{n}>",
    "</a>",
    "<i>",
    "</i>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<li>",
    "<ul>",
    "<svg>",
    "<math><mi>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "--!>",
    "-->",
    "<title>",
    "<select><option>",
    "<template>",
    "<form>",
    "</br>",
    "<body a{n}=1>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&",
    "&#x{n};",
    "The mayor said so. ",
    "“It is,” said Ada B{n}. ",
];

/// Delimiters and blocks of Markdown.
const MARKDOWN: [&str; 32] = [
    "*",
    "**",
    "_",
    "a",
    " ",
    "\n",
    "\n\n",
    "[",
    "](",
    "](b)",
    "]",
    "![",
    ")",
    "`",
    "```\n",
    "> ",
    "- ",
    "  - ",
    "1. ",
    "# ",
    "===\n",
    "---\n",
    "|",
    "|-|-|\n",
    "~~",
    "<b>",
    "<!--",
    "&amp;",
    "\\",
    "[a{n}]: b\n",
    "The mayor said so. ",
    "“It is,” said Ada B{n}. ",
];

/// Words and signs that one rule or another looks at.
const STORY: [&str; 40] = [
    "he ",
    "said ",
    "she ",
    "that ",
    "according to ",
    "“",
    "”",
    "\"",
    "'",
    "’",
    "‘",
    "(",
    ")",
    "[({<",
    "&",
    ". ",
    ", ",
    ": ",
    "\n",
    "\n\n",
    "A: ",
    "- ",
    "— ",
    "Ada B{n} ",
    "Mr. ",
    "Mayor ",
    "the minister ",
    "$1 ",
    "{n} ",
    "5% ",
    "Tuesday ",
    "2022-09-28 ",
    "BERLIN (AFP) - ",
    "By Ada B{n}\n",
    "http://a.b/{n} ",
    "東",
    "e\u{301}",
    "\u{200b}",
    "told reporters ",
    "not ",
];

/// Lines of gazetteers in either form.
const GAZETTEER: [&str; 20] = [
    "id,name\n",
    "id,name,aliases,type,language\n",
    "Q{n},Ada B{n}\n",
    "Q{n},Ada B{n},A|B|{n},person,en\n",
    "Q{n}",
    ",",
    "\"",
    "\n",
    "\r\n",
    "|",
    "\0",
    "\u{feff}",
    "{\"id\": \"Q{n}\", \"name\": \"Ada\"}\n",
    "{",
    "\"aliases\": [\"A\"]",
    "}",
    "person",
    "de",
    " ",
    "ADA",
];

/// Lines of a file of tokens.
const TOKENS: [&str; 10] = [
    "token-number-{n}-of-many\n",
    "# a comment\n",
    "\n",
    "\r\n",
    " ",
    "\0",
    "\u{feff}",
    "short",
    "#",
    "\u{e9}",
];

/// Lines of a file of answers.
const ANSWERS: [&str; 12] = [
    "{\"documentId\": \"{n}\", \"timing\": {}}\n",
    "{\"documentId\": \"{n}\", \"error\": {}}\n",
    "{\"timing\": {}}\n",
    "{}\n",
    "\n",
    "{",
    "}",
    "\"",
    "\\u00e9",
    "[]\n",
    "null\n",
    "\u{feff}",
];

pub(super) fn page(input: &[u8]) -> String {
    built(input, &PAGE)
}

pub(super) fn markdown(input: &[u8]) -> String {
    built(input, &MARKDOWN)
}

pub(super) fn story(input: &[u8]) -> String {
    built(input, &STORY)
}

pub(super) fn gazetteer(input: &[u8]) -> String {
    built(input, &GAZETTEER)
}

pub(super) fn tokens(input: &[u8]) -> String {
    built(input, &TOKENS)
}

pub(super) fn answers(input: &[u8]) -> String {
    built(input, &ANSWERS)
}

fn built(input: &[u8], parts: &[&str]) -> String {
    let mut out = String::new();
    let mut number = 0;
    for choice in input.chunks(2) {
        let part = parts[usize::from(choice[0]) % parts.len()];
        // Mostly once, now and then very often.
        let often = choice.get(1).copied().unwrap_or_default();
        let times = if often < 240 { 1 } else { 1_usize << (often % 16) };
        for _ in 0..times {
            if out.len() >= LONGEST {
                return out;
            }
            number += 1;
            out += &part.replace("{n}", &number.to_string());
        }
    }
    out
}
