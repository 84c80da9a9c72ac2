//! Tables: tab-separated as Google's TSV, or comma- or semicolon-separated, with names in the first line.

use super::{FeedError, Reading, Row, row};
use csv::{ReaderBuilder, StringRecord};
use std::io::Read;
use wenk_wire::Problem;

/// A line of our own after the last. Where a quotation mark is never closed, it ends up inside a cell.
const END: &str = "\n\u{1}";

/// Reads the rows.
pub(super) fn read(text: &str, reading: &mut Reading<'_>) -> Result<(), FeedError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b'\t', b';', b','].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count()).unwrap_or(b'\t');
    let document = text.as_bytes().chain(END.as_bytes());
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(document);
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(column).collect(),
        Err(_) => return Err(FeedError::Column { missing: "id" }),
    };
    for missing in row::NEEDED {
        if !names.iter().any(|name| name == missing) {
            return Err(FeedError::Column { missing });
        }
    }
    let (mut line, mut ended) = (1, false);
    for record in reader.records() {
        // A line that is no text at all becomes an empty row, which is then named as one without an id.
        let record = record.unwrap_or_default();
        ended = record.len() == 1 && record.get(0) == Some(END.trim_start());
        if ended {
            continue;
        }
        line = record.position().map_or(line, csv::Position::line);
        if take(&names, &record, reading) {
            return Ok(());
        }
    }
    if ended { Ok(()) } else { Err(FeedError::Quote { line }) }
}

/// Takes a line in; true when there are too many.
fn take(names: &[String], record: &StringRecord, reading: &mut Reading<'_>) -> bool {
    let cells = names.iter().zip(record);
    let row: Row = cells.filter_map(|(name, cell)| Some((row::known(name)?, cell.to_owned()))).collect();
    if record.iter().skip(names.len()).all(|cell| cell.trim().is_empty()) {
        return reading.take(&row).is_break();
    }
    let reason = format!("has {} cells where the first line has {}", record.len(), names.len());
    reading.enter(&row, Err(vec![Problem::new("", "", reason)])).is_break()
}

/// Google's columns are written `image link`, `image_link` or `g:image_link`.
fn column(name: &str) -> String {
    let name = name.trim().to_lowercase().replace(' ', "_");
    name.strip_prefix("g:").unwrap_or(&name).to_owned()
}
