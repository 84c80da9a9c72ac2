//! Quiet hours, in the recipient's time zone.

use crate::Quiet;
use jiff::{Timestamp, tz::TimeZone};
use wenk_wire::Millis;

/// When the quiet hours that `now` falls into end; `None` outside of them. An unknown zone counts as UTC.
pub(crate) fn quiet_until(now: Millis, time_zone: &str, quiet: Quiet) -> Option<Millis> {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let local = Timestamp::from_millisecond(now.0).ok()?.to_zoned_datetime(zone.clone());
    let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    let (inside, tomorrow) = if quiet.from <= quiet.to {
        (quiet.from <= minute && minute < quiet.to, false)
    } else {
        (minute >= quiet.from || minute < quiet.to, minute >= quiet.from)
    };
    if !inside {
        return None;
    }
    let date = if tomorrow { local.date().tomorrow().ok()? } else { local.date() };
    let (hour, minute) = (i8::try_from(quiet.to / 60 % 24).ok()?, i8::try_from(quiet.to % 60).ok()?);
    // A wall-clock time that daylight saving skips becomes the moment after the gap.
    let end = date.at(hour, minute, 0, 0).to_zoned_datetime(zone).ok()?;
    Some(Millis(end.timestamp().as_millisecond()))
}

/// Whether a time zone is one of the IANA database.
pub(crate) fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: Quiet = Quiet { from: 21 * 60, to: 8 * 60 };

    fn check(now: &str, zone: &str, expected: Option<&str>) {
        let at = |text: &str| Millis(text.parse::<Timestamp>().unwrap().as_millisecond());
        assert_eq!(quiet_until(at(now), zone, NIGHT), expected.map(at), "{now} in {zone}");
    }

    #[test]
    fn nobody_is_mailed_between_nine_in_the_evening_and_eight_in_the_morning_where_they_live() {
        check("2026-11-24T12:00:00Z", "Europe/Brussels", None);
        check("2026-11-24T20:00:00Z", "Europe/Brussels", Some("2026-11-25T07:00:00Z"));
        check("2026-11-24T19:59:59Z", "Europe/Brussels", None);
        check("2026-11-25T06:59:00Z", "Europe/Brussels", Some("2026-11-25T07:00:00Z"));
        check("2026-11-24T20:00:00Z", "America/New_York", None);
        check("2026-11-24T12:00:00Z", "Australia/Sydney", Some("2026-11-24T21:00:00Z"));
    }

    #[test]
    fn the_night_in_which_the_clock_changes_ends_at_eight_local_time() {
        check("2026-03-28T21:00:00Z", "Europe/Brussels", Some("2026-03-29T06:00:00Z"));
        check("2026-10-24T20:00:00Z", "Europe/Brussels", Some("2026-10-25T07:00:00Z"));
    }
}
