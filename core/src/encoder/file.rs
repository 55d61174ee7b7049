//! The file that an encoder comes in: lines of text that say what it has, then its numbers.
//!
//! A line is a key and its fields, parted by one blank; the last is `end`. Zero bytes fill up to a multiple of 64, then the
//! data begin, from where offsets count. All numbers are little endian; what may be large is read in place. Every line is
//! checked against the data, so that what was read once can be used without a doubt.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// What the first line says; the number is the version of the layout.
const MAGIC: &str = "ascribe-encoder 1";
/// The data begin at a multiple of this.
const ALIGNMENT: usize = 64;
/// No header is longer.
const LONGEST_HEADER: usize = 1 << 20;
/// The largest number that a header may give for a size.
const LARGEST: usize = 1 << 24;

/// Why a file is no encoder that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncoderError {
    /// It begins otherwise.
    #[error("this is no encoder: the first line is not “{MAGIC}”")]
    NotAnEncoder,
    /// The header does not end.
    #[error("the header has no line “end”")]
    Endless,
    /// A line does not read.
    #[error("line {number} of the header, “{line}”: {what}")]
    Line {
        /// Which, from 1.
        number: usize,
        /// What it says, its beginning.
        line: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Something that is needed is not there.
    #[error("there is no “{0}”")]
    Missing(String),
    /// A matrix or a vector is not as large as the header says elsewhere.
    #[error("“{name}” is {rows} × {columns}, not {wanted}")]
    Size {
        /// What it is called.
        name: String,
        /// As many rows as it has.
        rows: usize,
        /// As many columns.
        columns: usize,
        /// What would fit.
        wanted: String,
    },
    /// A value is none that can be computed with.
    #[error("“{0}” has a value that cannot be: {1}")]
    Value(String, &'static str),
}

/// A matrix or a vector in a file.
#[derive(Clone, Copy, Debug)]
struct Tensor {
    rows: usize,
    columns: usize,
    offset: usize,
    /// Where the scales of the rows are, if the numbers are whole.
    scales: Option<usize>,
}

/// A file whose header was read.
#[derive(Debug)]
pub(super) struct EncoderFile {
    bytes: Cow<'static, [u8]>,
    /// Where the data begin.
    start: usize,
    values: HashMap<String, String>,
    tensors: HashMap<String, Tensor>,
    pieces: Option<(usize, usize)>,
}

impl EncoderFile {
    /// Reads a header.
    pub(super) fn read(bytes: Cow<'static, [u8]>) -> Result<Self, EncoderError> {
        if !bytes.starts_with(MAGIC.as_bytes()) {
            return Err(EncoderError::NotAnEncoder);
        }
        let head = &bytes[..bytes.len().min(LONGEST_HEADER)];
        let end = memchr::memmem::find(head, b"\nend\n").ok_or(EncoderError::Endless)? + 1;
        let start = (end + "end\n".len()).next_multiple_of(ALIGNMENT);
        let size = bytes.len().saturating_sub(start);
        let header = str::from_utf8(&head[..end]).map_err(|_| EncoderError::NotAnEncoder)?.to_owned();
        let mut file = Self { bytes, start, values: HashMap::new(), tensors: HashMap::new(), pieces: None };
        let mut lines = header.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line != MAGIC) {
            return Err(EncoderError::NotAnEncoder);
        }
        for (index, line) in lines {
            file.line(line, size).map_err(|what| EncoderError::Line {
                number: index + 1,
                line: line.chars().take(60).collect(),
                what,
            })?;
        }
        Ok(file)
    }

    /// Takes in a line, where the data are of a size.
    fn line(&mut self, line: &str, size: usize) -> Result<(), &'static str> {
        let (key, rest) = line.split_once(' ').ok_or("a key and its fields are parted by a blank")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        match (key, fields.as_slice()) {
            ("tensor", [name, "i8", rows, columns, offset, scales]) => {
                let (rows, columns) = (number(rows)?, number(columns)?);
                let (offset, scales) = (place(offset)?, place(scales)?);
                inside(offset, rows * columns, size)?;
                inside(scales, 4 * rows, size)?;
                self.tensor(name, Tensor { rows, columns, offset, scales: Some(scales) })
            }
            ("tensor", [name, "f32", rows, columns, offset]) => {
                let (rows, columns, offset) = (number(rows)?, number(columns)?, place(offset)?);
                inside(offset, 4 * rows * columns, size)?;
                self.tensor(name, Tensor { rows, columns, offset, scales: None })
            }
            ("tensor", _) => Err("a tensor has a name, i8 or f32, rows, columns and where it is"),
            ("pieces", [count, offset]) => {
                self.pieces = Some((number(count)?, place(offset)?));
                Ok(())
            }
            ("labels" | "penalty" | "temperature", [head, ..]) => {
                let value = rest[head.len()..].trim_start().to_owned();
                self.value(format!("{key} {head}"), value)
            }
            _ => self.value(key.to_owned(), rest.to_owned()),
        }
    }

    fn tensor(&mut self, name: &str, tensor: Tensor) -> Result<(), &'static str> {
        match self.tensors.insert(name.to_owned(), tensor) {
            Some(_) => Err("it is there already"),
            None => Ok(()),
        }
    }

    fn value(&mut self, key: String, value: String) -> Result<(), &'static str> {
        match self.values.insert(key, value) {
            Some(_) => Err("it is there already"),
            None => Ok(()),
        }
    }

    /// What a line with this key says.
    pub(super) fn text(&self, key: &str) -> Result<&str, EncoderError> {
        self.values.get(key).map(String::as_str).ok_or_else(|| EncoderError::Missing(key.to_owned()))
    }

    /// The size that a line gives.
    pub(super) fn size(&self, key: &str) -> Result<usize, EncoderError> {
        let value = self.text(key)?.parse().ok().filter(|&size| size <= LARGEST);
        value.ok_or_else(|| EncoderError::Value(key.to_owned(), "it is no size"))
    }

    /// The number that a line gives.
    pub(super) fn real(&self, key: &str) -> Result<f32, EncoderError> {
        let value = self.text(key)?.parse().ok().filter(|value: &f32| value.is_finite());
        value.ok_or_else(|| EncoderError::Value(key.to_owned(), "it is no number"))
    }

    fn find(&self, name: &str, shape: (usize, usize), whole: bool) -> Result<Tensor, EncoderError> {
        let tensor = self.tensors.get(name).ok_or_else(|| EncoderError::Missing(name.to_owned()))?;
        if (tensor.rows, tensor.columns) != shape || tensor.scales.is_some() != whole {
            let kind = if whole { "i8" } else { "f32" };
            return Err(EncoderError::Size {
                name: name.to_owned(),
                rows: tensor.rows,
                columns: tensor.columns,
                wanted: format!("{} × {} of {kind}", shape.0, shape.1),
            });
        }
        Ok(*tensor)
    }

    /// The numbers of a tensor, row by row.
    pub(super) fn reals(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, EncoderError> {
        let tensor = self.find(name, (rows, columns), false)?;
        self.floats(name, tensor.offset, rows * columns)
    }

    /// The numbers of a vector, which may be written as a row or as a column.
    pub(super) fn vector(&self, name: &str, len: usize) -> Result<Vec<f32>, EncoderError> {
        match self.tensors.get(name) {
            Some(tensor) if tensor.rows == 1 && len != 1 => self.reals(name, 1, len),
            _ => self.reals(name, len, 1),
        }
    }

    /// The whole numbers of a matrix, row by row, and what those of each row are multiplied by.
    pub(super) fn whole(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<(Vec<i8>, Vec<f32>), EncoderError> {
        let (place, scales) = self.whole_place(name, rows, columns)?;
        Ok((self.bytes[place].iter().map(|&byte| byte as i8).collect(), scales))
    }

    /// Where the whole numbers of a matrix are among [`bytes`](Self::bytes), and the scales of its rows.
    pub(super) fn whole_place(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<(Range<usize>, Vec<f32>), EncoderError> {
        let tensor = self.find(name, (rows, columns), true)?;
        let begin = self.start + tensor.offset;
        let scales = self.floats(name, tensor.scales.unwrap_or_default(), rows)?;
        Ok((begin..begin + rows * columns, scales))
    }

    fn floats(&self, name: &str, offset: usize, count: usize) -> Result<Vec<f32>, EncoderError> {
        let begin = self.start + offset;
        let (numbers, _) = self.bytes[begin..begin + 4 * count].as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(EncoderError::Value(name.to_owned(), "one of its numbers is infinite or none"))
        }
    }

    /// The pieces of words: where each is among [`bytes`](Self::bytes), and its score.
    pub(super) fn pieces(&self) -> Result<(Vec<Range<u32>>, Vec<f32>), EncoderError> {
        let missing = || EncoderError::Missing("pieces".to_owned());
        let wrong = |what| EncoderError::Value("pieces".to_owned(), what);
        let (count, offset) = self.pieces.ok_or_else(missing)?;
        let (scores, blob) = (offset + 4 * (count + 1), offset + 4 * (2 * count + 1));
        let room = (self.bytes.len() - self.start).checked_sub(blob);
        let room = room.ok_or_else(|| wrong("the file ends before them"))?;
        let begin = self.start + offset;
        let (ends, _) = self.bytes[begin..begin + 4 * (count + 1)].as_chunks();
        let ends: Vec<u32> = ends.iter().map(|&bytes| u32::from_le_bytes(bytes)).collect();
        if !ends.is_sorted() || ends.last().is_some_and(|&end| end as usize > room) {
            return Err(wrong("their places are not in order or outside of the file"));
        }
        let base = (self.start + blob) as u32;
        let places: Vec<Range<u32>> = ends.windows(2).map(|pair| base + pair[0]..base + pair[1]).collect();
        let text = |place: &Range<u32>| str::from_utf8(&self.bytes[place.start as usize..place.end as usize]);
        if places.iter().any(|place| text(place).is_err()) {
            return Err(wrong("one is not UTF-8"));
        }
        Ok((places, self.floats("pieces", scores, count)?))
    }

    /// The whole file.
    pub(super) fn into_bytes(self) -> Cow<'static, [u8]> {
        self.bytes
    }

    /// The whole file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A size.
fn number(field: &str) -> Result<usize, &'static str> {
    let number = field.parse().map_err(|_| "a size is a number")?;
    if number <= LARGEST { Ok(number) } else { Err("a size is larger than any encoder's") }
}

/// A place in the data.
fn place(field: &str) -> Result<usize, &'static str> {
    let place = field.parse::<u32>().map_err(|_| "a place is a number")? as usize;
    if place.is_multiple_of(ALIGNMENT) { Ok(place) } else { Err("a place is a multiple of 64") }
}

fn inside(offset: usize, length: usize, size: usize) -> Result<(), &'static str> {
    match offset.checked_add(length) {
        Some(end) if end <= size => Ok(()),
        _ => Err("it lies behind the end of the file"),
    }
}
