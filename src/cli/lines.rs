use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use super::ordered::Task;

/// Size of the read buffer.
const BUFFER: usize = 256 << 10;

/// The name of standard input on the command line.
pub(super) const STDIN: &str = "-";

/// Lines of several inputs, one after the other.
pub(super) struct Lines {
    paths: vec::IntoIter<PathBuf>,
    input: Option<BufReader<Box<dyn Read + Send>>>,
    name: Option<Arc<Path>>,
    number: u64,
    limit: u64,
    // Called with the bytes of each line.
    progress: Box<dyn Fn(u64) + Send>,
}

/// The bytes of a line, or their number if too many.
pub(super) type Content = Result<Vec<u8>, u64>;

/// A line without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its input; none for standard input.
    pub(super) input: Option<Arc<Path>>,
    /// Counted from 1 in each input.
    pub(super) number: u64,
    /// What it holds.
    pub(super) content: Content,
}

impl Lines {
    /// The lines of these files; [`STDIN`] is standard input. A line of `limit` bytes or more is too long.
    pub(super) fn new(paths: Vec<PathBuf>, limit: u64, progress: impl Fn(u64) + Send + 'static) -> Self {
        let progress = Box::new(progress);
        Self { paths: paths.into_iter(), input: None, name: None, number: 0, limit, progress }
    }

    /// The next line, across inputs.
    fn read(&mut self) -> io::Result<Option<Task<Line>>> {
        loop {
            if let Some(input) = &mut self.input
                && let Some((content, length)) = line(input, self.limit)?
            {
                (self.progress)(length);
                self.number += 1;
                let last_for_now = memchr::memchr(b'\n', input.buffer()).is_none();
                let line = Line { input: self.name.clone(), number: self.number, content };
                return Ok(Some(Task { what: line, last_for_now }));
            }
            let Some(path) = self.paths.next() else { return Ok(None) };
            self.number = 0;
            let input: Box<dyn Read + Send> = if path.as_os_str() == STDIN {
                self.name = None;
                Box::new(io::stdin())
            } else {
                self.name = Some(path.clone().into());
                Box::new(File::open(path)?)
            };
            let mut input = BufReader::with_capacity(BUFFER, input);
            if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
                input.consume(3);
            }
            self.input = Some(input);
        }
    }
}

impl Iterator for Lines {
    type Item = io::Result<Task<Line>>;

    fn next(&mut self) -> Option<Self::Item> {
        let task = self.read().transpose()?;
        let name = || self.name.as_deref().unwrap_or(Path::new("standard input"));
        Some(task.map_err(|error| super::about(name(), error.kind(), &error)))
    }
}

impl fmt::Display for Line {
    /// The position of a line, as compilers print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.input {
            Some(name) => write!(f, "{}:{}", super::shown(name), self.number),
            None => write!(f, "line {}", self.number),
        }
    }
}

/// Reads one line; returns its bytes.
fn line(input: &mut impl BufRead, limit: u64) -> io::Result<Option<(Content, u64)>> {
    let mut line = Vec::new();
    let length = input.take(limit).read_until(b'\n', &mut line)? as u64;
    if length == 0 {
        return Ok(None);
    }
    if length == limit && line.last() != Some(&b'\n') {
        let length = length + skip(input)?;
        return Ok(Some((Err(length), length)));
    }
    while line.pop_if(|byte| matches!(byte, b'\n' | b'\r')).is_some() {}
    Ok(Some((Ok(line), length)))
}

/// Skips to the end of a line; returns its bytes.
fn skip(input: &mut impl BufRead) -> io::Result<u64> {
    let mut length = 0;
    loop {
        let buffer = input.fill_buf()?;
        let (used, ended) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(used);
        length += used as u64;
        if ended {
            return Ok(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[track_caller]
    fn check(files: &[&[u8]], expect: &[(u64, Result<&str, u64>)]) {
        let files: Vec<_> = files
            .iter()
            .map(|bytes| {
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(bytes).unwrap();
                file
            })
            .collect();
        let paths = files.iter().map(|file| file.path().to_path_buf()).collect();
        let lines: Vec<_> = Lines::new(paths, 8, |_| ())
            .map(|task| task.unwrap().what)
            .map(|line| (line.number, line.content.map(|bytes| String::from_utf8(bytes).unwrap())))
            .collect();
        let expect: Vec<_> =
            expect.iter().map(|&(number, content)| (number, content.map(str::to_owned))).collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn lines_come_without_their_ends_and_the_last_needs_none() {
        check(&[b"one\ntwo\r\n\nthree"], &[(1, Ok("one")), (2, Ok("two")), (3, Ok("")), (4, Ok("three"))]);
        check(&[b""], &[]);
    }

    #[test]
    fn several_files_are_read_one_after_the_other_each_with_its_own_byte_order_mark() {
        check(&[b"\xef\xbb\xbfone\n", b"", b"\xef\xbb\xbftwo"], &[(1, Ok("one")), (1, Ok("two"))]);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        check(
            &[b"1234567\n12345678\n123456789\nend"],
            &[(1, Ok("1234567")), (2, Err(9)), (3, Err(10)), (4, Ok("end"))],
        );
        check(&[b"12345678"], &[(1, Err(8))]);
    }
}
