//! The shop's product pictures: drawings from a few measures and a colour, so that every product has a decent one.
//!
//! **Out of scope:** photographs, and anything that needs a file.
//!
//! ```
//! let svg = wenk_shop::pictures::picture("bicycle/city/3d6b54", "Singel").unwrap();
//! assert!(svg.starts_with("<svg"));
//! ```

mod bag;
mod bicycle;
mod helmet;
mod ink;
mod light;
mod lock;
mod scene;
mod small_bike;
mod tool;

pub use bicycle::Build;
pub use scene::{hero, logo};

use ink::{PAPER, mix, shade};

/// The picture of a design such as `bicycle/city/3d6b54`; `None` when nobody knows how to draw it.
#[must_use]
pub fn picture(design: &str, title: &str) -> Option<String> {
    let mut parts = design.split('/');
    let (kind, style, colour) = (parts.next()?, parts.next()?, parts.next()?);
    let colour = ink::Colour::parse(colour)?;
    let drawing = match kind {
        "bicycle" => bicycle::draw(style, colour),
        "helmet" => helmet::draw(style, colour),
        "light" => light::draw(style, colour),
        "lock" => lock::draw(style, colour),
        "bag" => bag::draw(style, colour),
        "tool" => tool::draw(style, colour),
        _ => None,
    }?;
    Some(canvas(&drawing, colour, title))
}

/// The picture of a bicycle as somebody builds it.
#[must_use]
pub fn built(build: &Build, colour: &str, title: &str) -> Option<String> {
    let colour = ink::Colour::parse(colour)?;
    Some(canvas(&bicycle::diamond(build, colour), colour, title))
}

/// The paper, a sun in the product's colour, the ground, and the drawing on it.
fn canvas(drawing: &str, colour: ink::Colour, title: &str) -> String {
    let sun = mix(colour, PAPER, 78);
    let ground = shade(mix(colour, PAPER, 70), 88);
    let title = ink::escaped(title);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 450" role="img" aria-label="{title}"><title>{title}</title><rect width="600" height="450" fill="{PAPER}"/><circle cx="318" cy="205" r="165" fill="{sun}"/><ellipse cx="300" cy="381" rx="215" ry="11" fill="{ground}"/>{drawing}</svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{feed_file, product::Shelf};

    #[test]
    fn every_product_of_the_feed_has_a_picture_that_is_well_formed() {
        for product in Shelf::read(feed_file::SOURCE).unwrap().all() {
            let svg = picture(&product.design, &product.title);
            let svg = svg.unwrap_or_else(|| panic!("nobody draws `{}`", product.design));
            let mut reader = quick_xml::Reader::from_str(&svg);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        }
    }

    #[test]
    fn what_nobody_can_draw_has_no_picture() {
        assert_eq!(picture("bicycle/tandem/3d6b54", ""), None);
        assert_eq!(picture("bicycle/city/green", ""), None);
        assert_eq!(picture("boat", ""), None);
    }

    #[test]
    fn a_title_cannot_leave_its_attribute() {
        let svg = picture("tool/bell/c9a24a", r#""><script>&"#).unwrap();
        assert!(!svg.contains("<script>"));
    }
}
