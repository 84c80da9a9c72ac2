//! Google Merchant XML: RSS 2.0 `item`s or Atom `entry`s, fields with or without the `g:` prefix.
//!
//! Specification: support.google.com/merchants/answer/7052112. Only the five entities of XML and character references are
//! resolved; a document type's own entities never are.

use super::{FeedError, MAX_ROWS, Row};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Reads the rows.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, FeedError> {
    let mut reader = Reader::from_str(text);
    let (mut rows, mut row, mut field) = (Vec::new(), None::<Row>, None::<(String, String)>);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| FeedError::Xml { at: reader.error_position(), reason: error.to_string() })?;
        match event {
            Event::Start(tag) => match (is_row(&tag), &row) {
                (true, None) => row = Some(Row::new()),
                (false, Some(_)) if field.is_none() => field = Some((name(&tag), String::new())),
                _ => {}
            },
            Event::Text(text) => add(&mut field, &text.xml10_content()),
            Event::CData(text) => add(&mut field, &text.xml10_content()),
            Event::GeneralRef(entity) => add(&mut field, &resolve(&entity)),
            Event::End(tag) => {
                let name = local(tag.name().as_ref());
                if let Some((open, text)) = field.take_if(|(open, _)| *open == name) {
                    if let Some(row) = &mut row {
                        row.entry(open).or_insert(text);
                    }
                } else if field.is_none() && matches!(name.as_str(), "item" | "entry") {
                    rows.extend(row.take());
                    if rows.len() > MAX_ROWS {
                        return Ok(rows);
                    }
                }
            }
            Event::Eof => return Ok(rows),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn add(field: &mut Option<(String, String)>, text: &str) {
    if let Some((_, so_far)) = field {
        so_far.push_str(text);
    }
}

fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(entity).unwrap_or_default().to_owned()
}

fn is_row(tag: &BytesStart<'_>) -> bool {
    matches!(name(tag).as_str(), "item" | "entry")
}

fn name(tag: &BytesStart<'_>) -> String {
    local(tag.name().as_ref())
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}
