//! Subtitles, `SubRip` (SRT) and `WebVTT`: what is said, in sentences and turns, without its times.

use crate::analysis::BlockKind;
use crate::input::Rendered;
use crate::input::blocks::Builder;
use crate::interrupt::checkpoint;
use crate::text::char_refs::resolved;
use crate::text::is_blank;

/// How many lines may stand above the first time: a number, or the head of a file.
const HEAD: usize = 40;

/// A silence behind a sentence from which on a new paragraph begins, in milliseconds.
const SILENCE: u64 = 2000;

/// Bytes of a paragraph from which on the next sentence begins a new one.
const LONG: usize = 600;

/// Whether a text is a file of subtitles: its first lines are those of the format, and times follow.
pub(super) fn is_subtitles(text: &str) -> bool {
    let mut lines = lines(text).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if is_vtt(first) {
        return lines.take(HEAD).any(|line| times(line).is_some());
    }
    let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    times(first).is_some() || is_number && lines.next().is_some_and(|line| times(line).is_some())
}

/// Renders subtitles: cues are joined until a turn, a silence or the length of the paragraph ends it.
pub(super) fn read(text: &str) -> Rendered {
    let mut lines = lines(text).peekable();
    let is_vtt = lines.peek().is_some_and(|line| is_vtt(line));
    let mut transcript = Transcript { repeats: is_vtt, ..Transcript::default() };
    let mut in_cue = false;
    while let Some(line) = lines.next() {
        checkpoint();
        if let Some((begin, end)) = times(line) {
            transcript.cue(begin, end);
            in_cue = true;
        } else if line.is_empty() {
            // Some files have blank lines inside a cue, but those of WebVTT may have remarks behind one.
            in_cue &= !is_vtt;
        } else if in_cue && lines.peek().is_none_or(|next| times(next).is_none()) {
            transcript.line(line);
        }
    }
    let (text, layout) = transcript.finish();
    Rendered { text, layout, ..Rendered::default() }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches('\u{feff}').lines().map(|line| line.trim_matches(is_blank))
}

/// Whether this is the first line of a `WebVTT` file.
fn is_vtt(line: &str) -> bool {
    line.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Begin and end of a cue, in milliseconds: "00:01:02,500 --> 00:01:04,000 align:start".
fn times(line: &str) -> Option<(u64, u64)> {
    let (begin, rest) = line.split_once("-->")?;
    Some((time(begin.trim())?, time(rest.split_whitespace().next()?)?))
}

fn time(clock: &str) -> Option<u64> {
    let (clock, fraction) = clock.split_once([',', '.'])?;
    let number = |digits: &str| -> Option<u64> {
        (digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse().ok())?
    };
    let parts: Vec<u64> = clock.split(':').map(number).collect::<Option<_>>()?;
    let seconds = match parts[..] {
        [minutes, seconds] => minutes * 60 + seconds,
        [hours, minutes, seconds] => (hours * 60 + minutes) * 60 + seconds,
        _ => return None,
    };
    Some(seconds * 1000 + number(fraction)?)
}

/// The paragraphs while they are put together.
#[derive(Default)]
struct Transcript {
    builder: Builder,
    /// What the open paragraph ends with.
    last: String,
    /// Bytes of the open paragraph.
    length: usize,
    /// Who speaks in the open paragraph, where cues say so.
    voice: String,
    /// Whether the open paragraph begins with the name of who speaks.
    is_named: bool,
    /// When the last cue ended, and how long nothing was said before this one.
    ended: u64,
    silence: u64,
    /// Whether cues may repeat the last line of the one before, as rolling captions do.
    repeats: bool,
}

impl Transcript {
    fn cue(&mut self, begin: u64, end: u64) {
        self.silence = begin.saturating_sub(self.ended);
        self.ended = end;
    }

    fn line(&mut self, line: &str) {
        let (voice, line) = untagged(line);
        let said = resolved(&line);
        let (is_turn, said) = turn(said.trim_matches(is_blank));
        if said.is_empty() || self.repeats && said.contains(' ') && said == self.last {
            return;
        }
        let is_other = !voice.is_empty() && voice != self.voice;
        let is_end = ends_sentence(&self.last) && (self.silence >= SILENCE || self.length >= LONG);
        let is_named = has_label(said);
        if is_turn || is_other || is_end || is_named {
            self.close();
        }
        if is_other {
            self.builder.push(&format!("{voice}: "));
            self.voice = voice;
        }
        self.is_named |= is_named || is_other;
        self.builder.push(" ");
        self.builder.push(said);
        self.length += said.len();
        self.silence = 0;
        said.clone_into(&mut self.last);
    }

    fn close(&mut self) {
        // That it is a paragraph keeps the first one from being taken for a headline.
        let kind = if self.is_named { BlockKind::Speaker } else { BlockKind::Paragraph };
        self.builder.close(Some(kind), 0);
        self.is_named = false;
        self.length = 0;
    }

    fn finish(mut self) -> (String, Vec<crate::input::LayoutBlock>) {
        self.close();
        self.builder.finish()
    }
}

/// A line without its tags (`<i>`, `{\an8}`), and the name in a tag of voice (`<v Ada Lind>`).
fn untagged(line: &str) -> (String, String) {
    let (mut voice, mut text) = (String::new(), String::with_capacity(line.len()));
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        text.push_str(before);
        let is_tag = |second: char| second.is_ascii_alphanumeric() || second == '/';
        let (end, begins) = match tag.as_bytes()[0] {
            b'<' => ('>', tag[1..].starts_with(is_tag)),
            _ => ('}', tag[1..].starts_with('\\')),
        };
        // A sign without its end is one of the text, and so is all that follows.
        let Some(close) = tag.find(end) else {
            text.push_str(tag);
            return (voice, text);
        };
        if !begins {
            text.push_str(&tag[..=close]);
        } else if let Some(name) = tag[1..close].strip_prefix('v') {
            // Classes may stand behind the letter: `<v.loud Ada Lind>`.
            voice = name.split_once(' ').map_or("", |(_, name)| name.trim()).to_owned();
        }
        rest = &tag[close + 1..];
    }
    text.push_str(rest);
    (voice, text)
}

/// What is said behind a mark of a new turn (">>", "- "), and whether there is one.
fn turn(line: &str) -> (bool, &str) {
    let said = line.trim_start_matches(['>', '-', '–', '—']).trim_start_matches(is_blank);
    let mark = &line[..line.len() - said.len()];
    let is_turn = mark.starts_with(">>") || mark.starts_with(['-', '–', '—']);
    if is_turn { (true, said) } else { (false, line) }
}

/// Whether a line begins with the name of who speaks and a colon ("KOFI ADU: You can look").
fn has_label(line: &str) -> bool {
    const LONGEST: usize = 40;
    let Some((label, said)) = line.split_once(':') else { return false };
    label.len() <= LONGEST
        && (said.is_empty() || said.starts_with(is_blank))
        && label.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '('))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '»', ')', ']', '」']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', ']', ')', '♪'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let Rendered { text, layout, .. } = read(text);
        layout.iter().map(|block| block.span.of(&text).to_owned()).collect()
    }

    #[test]
    fn subtitles_are_told_by_their_times() {
        for (text, expect) in [
            ("1\n00:00:01,000 --> 00:00:04,200\nGood evening.", true),
            ("\u{feff}00:00:01,000 --> 00:00:04,200\nGood evening.", true),
            ("WEBVTT - Port news\n\nNOTE by hand\n\n00:01.000 --> 00:04.200\nGood evening.", true),
            ("WEBVTT is a format of subtitles.", false),
            ("WEBVTT\n\nNo times at all.", false),
            ("1\nThe port opened at 10:00 --> at last.", false),
            ("10:00 --> 11:00\nThe port was open.", false),
            ("", false),
        ] {
            assert_eq!(is_subtitles(text), expect, "{text}");
        }
    }

    #[test]
    fn cues_are_joined_until_another_speaks() {
        let srt = "1\n00:00:01,000 --> 00:00:04,200\nGood evening. The port\n\n2\n00:00:04,400 --> 00:00:07,900\n<i>is open</i> again.\n\n\
                   3\n00:00:08,100 --> 00:00:11,000\nADA LIND: We waited\n\n4\n00:00:11,200 --> 00:00:13,500\n{\\an8}for years.\n\n\
                   5\n00:00:14,000 --> 00:00:15,000\n- For years?\n- Five &amp; a half.";
        assert_eq!(
            paragraphs(srt),
            [
                "Good evening. The port is open again.",
                "ADA LIND: We waited for years.",
                "For years?",
                "Five & a half."
            ]
        );
    }

    #[test]
    fn voices_are_named_once_and_what_is_no_cue_is_left_out() {
        let vtt = "WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:03.000 align:start\n<v Ada Lind>We are open\n\n\
                   NOTE nobody says this\n\n00:03.000 --> 00:05.000\n<v Ada Lind>at last.\n\n00:05.000 --> 00:07.000\n<v.loud Bo Hale>Since today.</v>";
        assert_eq!(paragraphs(vtt), ["Ada Lind: We are open at last.", "Bo Hale: Since today."]);
    }

    #[test]
    fn rolling_captions_say_each_line_once() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:03.000\nthe port is\n\n00:03.000 --> 00:05.000\nthe port is\nopen again\n\n00:05.000 --> 00:07.000\nopen again\nafter years";
        assert_eq!(paragraphs(vtt), ["the port is open again after years"]);
    }

    #[test]
    fn a_silence_behind_a_sentence_begins_a_paragraph() {
        let srt = "1\n00:00:01,000 --> 00:00:04,000\nThe port is open.\n\n2\n00:00:08,000 --> 00:00:09,000\nThe weather.";
        assert_eq!(paragraphs(srt), ["The port is open.", "The weather."]);
    }

    #[test]
    fn signs_that_open_no_tag_are_text() {
        assert_eq!(untagged("1 < 2 > 0 {a}").1, "1 < 2 > 0 {a}");
        assert_eq!(untagged("a <b").1, "a <b");
    }
}
