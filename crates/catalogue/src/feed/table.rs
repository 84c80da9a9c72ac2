//! Tables: tab-separated as Google's TSV, or comma- or semicolon-separated, with names in the first line.

use super::{FeedError, MAX_ROWS, Row};

/// Reads the rows.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, FeedError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b'\t', b';', b','].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count()).unwrap_or(b'\t');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(column).collect(),
        Err(_) => return Err(FeedError::Column { missing: "id" }),
    };
    for missing in ["id", "title", "link", "price"] {
        if !names.iter().any(|name| name == missing) {
            return Err(FeedError::Column { missing });
        }
    }
    let row = |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    // A line that is no text at all becomes an empty row, which is then named as one without an id.
    Ok(reader.records().take(MAX_ROWS + 1).map(|record| record.map(row).unwrap_or_default()).collect())
}

/// Google's columns are written `image link`, `image_link` or `g:image_link`.
fn column(name: &str) -> String {
    let name = name.trim().to_lowercase().replace(' ', "_");
    name.strip_prefix("g:").unwrap_or(&name).to_owned()
}
