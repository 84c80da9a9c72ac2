//! Google Merchant XML: RSS 2.0 `item`s or Atom `entry`s, fields with or without the `g:` prefix.
//!
//! Specification: support.google.com/merchants/answer/7052112. Only the five entities of XML and character references are
//! resolved; a document type's own entities never are.

use super::{FeedError, Reading, Row, row};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Reads the rows.
pub(super) fn read(text: &str, reading: &mut Reading<'_>) -> Result<(), FeedError> {
    let mut reader = Reader::from_str(text);
    let (mut open, mut place) = (0_usize, Place::default());
    loop {
        let event = reader
            .read_event()
            .map_err(|error| FeedError::Xml { at: reader.error_position(), reason: error.to_string() })?;
        match event {
            Event::Start(tag) => {
                open += 1;
                place.enter(&tag);
            }
            Event::Empty(tag) => place.link(&tag),
            Event::Text(text) => place.add(&text.xml10_content()),
            Event::CData(text) => place.add(&text.xml10_content()),
            Event::GeneralRef(entity) => place.add(&resolve(&entity)),
            Event::End(tag) => {
                open = open.saturating_sub(1);
                let row = place.leave(local(tag.name().as_ref()));
                if row.is_some_and(|row| reading.take(&row).is_break()) {
                    return Ok(());
                }
            }
            Event::Eof if open > 0 => {
                let reason = "it ends before its last element does".to_owned();
                return Err(FeedError::Xml { at: reader.buffer_position(), reason });
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Where in the document the reader is: in which row, in which of its fields.
#[derive(Default)]
struct Place {
    row: Option<Row>,
    field: Option<(String, String)>,
}

impl Place {
    fn enter(&mut self, tag: &BytesStart<'_>) {
        self.link(tag);
        let qualified = tag.name();
        let name = local(qualified.as_ref());
        match self.row {
            None if is_row(name) => self.row = Some(Row::new()),
            Some(_) if !is_row(name) && self.field.is_none() => self.field = Some((name.to_owned(), String::new())),
            None | Some(_) => {}
        }
    }

    /// Atom writes the product's page as `<link href="…"/>`.
    fn link(&mut self, tag: &BytesStart<'_>) {
        let Some(row) = self.row.as_mut().filter(|_| self.field.is_none() && tag.name().as_ref() == "link") else {
            return;
        };
        let attribute = |name| {
            let found = tag.try_get_attribute(name).ok().flatten()?;
            found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
        };
        if attribute("rel").is_none_or(|rel| rel == "alternate")
            && let Some(href) = attribute("href")
        {
            row.entry("link").or_insert(href);
        }
    }

    fn add(&mut self, text: &str) {
        if let Some((_, so_far)) = &mut self.field {
            so_far.push_str(text);
        }
    }

    /// Leaves an element; a row that is complete comes out.
    fn leave(&mut self, name: &str) -> Option<Row> {
        if let Some((open, text)) = self.field.take_if(|(open, _)| open == name) {
            if let (Some(row), Some(known)) = (&mut self.row, row::known(&open)) {
                row.entry(known).or_insert(text);
            }
            return None;
        }
        if self.field.is_none() && is_row(name) { self.row.take() } else { None }
    }
}

fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(entity).unwrap_or_default().to_owned()
}

fn is_row(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}
