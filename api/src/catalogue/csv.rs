//! The catalogue's exchange format: CSV in UTF-8, with or without BOM, columns separated by commas or semicolons, named
//! `reference`, `designation` and `on_sale` in any order; other columns are left aside.
//!
//! Each line is read by itself, so that a quotation mark that is never closed costs its own line and no other.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use guichet_domain::{Invalid, ProductDesignation, ProductReference};
use std::{
    collections::HashMap,
    io::{self, BufRead},
    str::FromStr,
};
use thiserror::Error;

const COLUMNS: [&str; 3] = ["reference", "designation", "on_sale"];
/// More columns than any real export has.
const MAX_FIELDS: usize = 64;

/// A good line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductLine {
    /// The distributor's reference.
    pub reference: ProductReference,
    /// What the product is called.
    pub designation: ProductDesignation,
    /// Whether it can still be sold today.
    pub on_sale: bool,
}

/// A line that can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {wrong}")]
pub struct BadLine {
    /// Its number in the file, the header being 1.
    pub line: u64,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// Not UTF-8.
    #[error("is not UTF-8 text: save the file as “CSV UTF-8”")]
    NotUtf8,
    /// A quotation mark is not closed on the line.
    #[error("a quotation mark is opened and not closed before the end of the line")]
    OpenQuote,
    /// Fewer or more fields than the header has.
    #[error("has {found} fields where the header has {expected}")]
    Fields {
        /// How many the header has.
        expected: usize,
        /// How many the line has.
        found: usize,
    },
    /// A field that breaks its rule.
    #[error("{column} {invalid}")]
    Field {
        /// The column.
        column: &'static str,
        /// The rule.
        invalid: Invalid,
    },
    /// Neither yes nor no.
    #[error("on_sale must be true or false (also 1 or 0, oui or non, yes or no), not “{0}”")]
    OnSale(String),
    /// A reference that an earlier line has.
    #[error("reference is already on line {first}")]
    Duplicate {
        /// The line that has it.
        first: u64,
    },
}

/// Why nothing of a file can be read.
#[derive(Debug, Error)]
pub enum UnreadableFile {
    /// The header is wrong: it is read as a line.
    #[error("the header (line 1) {0}")]
    Header(Wrong),
    /// A column is missing.
    #[error("the header (line 1) must name the columns reference, designation and on_sale: {0} is missing")]
    MissingColumn(&'static str),
    /// The disk or the pipe failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The lines of a file, good ones and bad ones in their order.
pub struct ProductLines<R> {
    splitter: Splitter<R>,
    /// Where each of `COLUMNS` stands.
    columns: [usize; 3],
    width: usize,
    seen: HashMap<ProductReference, u64>,
}

impl<R: BufRead> ProductLines<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// The source fails, or its header does not name the three columns.
    pub fn new(source: R) -> Result<Self, UnreadableFile> {
        let mut splitter = Splitter::new(source);
        let header = match splitter.header()? {
            Some(fields) => fields.map_err(UnreadableFile::Header)?,
            None => Vec::new(),
        };
        let position = |name: &'static str| {
            let found = header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
            found.ok_or(UnreadableFile::MissingColumn(name))
        };
        let [reference, designation, on_sale] = COLUMNS.map(position);
        Ok(Self { splitter, columns: [reference?, designation?, on_sale?], width: header.len(), seen: HashMap::new() })
    }

    /// How many bytes have been read, for a progress bar.
    pub const fn bytes_read(&self) -> u64 {
        self.splitter.bytes_read
    }

    fn product(&mut self, fields: &[String]) -> Result<ProductLine, Wrong> {
        let [Some(reference), Some(designation), Some(on_sale)] = self.columns.map(|column| fields.get(column)) else {
            return Err(Wrong::Fields { expected: self.width, found: fields.len() });
        };
        if fields.len() != self.width {
            return Err(Wrong::Fields { expected: self.width, found: fields.len() });
        }
        let product = ProductLine {
            reference: field("reference", reference)?,
            designation: field("designation", designation)?,
            on_sale: parse_on_sale(on_sale)?,
        };
        match self.seen.get(&product.reference) {
            Some(first) => Err(Wrong::Duplicate { first: *first }),
            None => {
                self.seen.insert(product.reference.clone(), self.splitter.line);
                Ok(product)
            }
        }
    }
}

impl<R: BufRead> Iterator for ProductLines<R> {
    type Item = io::Result<Result<ProductLine, BadLine>>;

    fn next(&mut self) -> Option<Self::Item> {
        let fields = match self.splitter.next_line() {
            Ok(fields) => fields?,
            Err(error) => return Some(Err(error)),
        };
        let product = fields.and_then(|fields| self.product(&fields));
        Some(Ok(product.map_err(|wrong| BadLine { line: self.splitter.line, wrong })))
    }
}

fn field<T: FromStr<Err = Invalid>>(column: &'static str, text: &str) -> Result<T, Wrong> {
    text.parse().map_err(|invalid| Wrong::Field { column, invalid })
}

fn parse_on_sale(text: &str) -> Result<bool, Wrong> {
    match text.trim().to_lowercase().as_str() {
        "true" | "1" | "oui" | "yes" => Ok(true),
        "false" | "0" | "non" | "no" => Ok(false),
        _ => Err(Wrong::OnSale(text.chars().take(40).collect())),
    }
}

/// Fields of lines.
struct Splitter<R> {
    source: R,
    csv: Reader,
    line: u64,
    bytes_read: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Splitter<R> {
    fn new(source: R) -> Self {
        Self { source, csv: reader(b','), line: 0, bytes_read: 0, buffer: Vec::new() }
    }

    /// The fields of the first line, which also tells what separates them.
    fn header(&mut self) -> io::Result<Option<Result<Vec<String>, Wrong>>> {
        if !self.read_line()? {
            return Ok(None);
        }
        if self.buffer.starts_with("\u{FEFF}".as_bytes()) {
            self.buffer.drain(..'\u{FEFF}'.len_utf8());
        }
        let count = |separator: u8| self.buffer.iter().filter(|byte| **byte == separator).count();
        if count(b';') > count(b',') {
            self.csv = reader(b';');
        }
        Ok(Some(self.split()))
    }

    /// The fields of the next line that is not empty; none at the end.
    fn next_line(&mut self) -> io::Result<Option<Result<Vec<String>, Wrong>>> {
        while self.read_line()? {
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(self.split()));
            }
        }
        Ok(None)
    }

    /// Fills the buffer with a line, without its end; false at the end of the source.
    fn read_line(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        let read = self.source.read_until(b'\n', &mut self.buffer)?;
        self.bytes_read = self.bytes_read.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        self.line += 1;
        for end in [b'\n', b'\r'] {
            self.buffer.pop_if(|last| *last == end);
        }
        Ok(read > 0)
    }

    fn split(&mut self) -> Result<Vec<String>, Wrong> {
        self.csv.reset();
        self.buffer.push(b'\n');
        let mut output = vec![0; self.buffer.len()];
        let mut ends = [0; MAX_FIELDS];
        match self.csv.read_record(&self.buffer, &mut output, &mut ends) {
            (ReadRecordResult::Record, _, _, count) => {
                let ends = ends.get(..count).unwrap_or_default();
                let starts = std::iter::once(&0).chain(ends);
                let text = |(start, end): (&usize, &usize)| {
                    let bytes = output.get(*start..*end).unwrap_or_default();
                    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Wrong::NotUtf8)
                };
                starts.zip(ends).map(text).collect()
            }
            (ReadRecordResult::OutputEndsFull, ..) => Err(Wrong::Fields { expected: 3, found: MAX_FIELDS }),
            (ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::End, ..) => {
                Err(Wrong::OpenQuote)
            }
        }
    }
}

/// Lines are cut before: a lone carriage return is then a control character like any other.
fn reader(separator: u8) -> Reader {
    ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build()
}

#[cfg(test)]
mod tests;
