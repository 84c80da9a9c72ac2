//! The ledger: each permission given or taken back, with its proof, as a chain of hashes (Art. 7(1) GDPR).
//!
//! A record's hash covers the record before it, so that none can be changed or taken out later without a trace.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wenk_engine::{Permission, State};
use wenk_wire::Topic;

/// A record as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Hash of the record before it; empty for the first.
    pub(crate) prev: String,
    /// The topic and its permission as JSON.
    pub(crate) json: String,
    /// SHA-256 of `prev` and `json`, hexadecimal.
    pub(crate) hash: String,
}

/// What a record says.
#[derive(Debug, Serialize)]
struct Fact<'a> {
    topic: Topic,
    #[serde(flatten)]
    permission: &'a Permission,
}

/// The records that lead from one state to the next, after the record whose hash is `head`.
pub(crate) fn records(before: Option<&State>, after: &State, head: &str) -> Vec<Record> {
    let mut prev = head.to_owned();
    let mut list = Vec::new();
    for (topic, permission) in &after.permissions {
        if before.and_then(|state| state.permissions.get(topic)) == Some(permission) {
            continue;
        }
        let json = serde_json::to_string(&Fact { topic: *topic, permission }).unwrap_or_default();
        let hash = link(&prev, &json);
        list.push(Record { prev: prev.clone(), json, hash: hash.clone() });
        prev = hash;
    }
    list
}

fn link(prev: &str, json: &str) -> String {
    let digest = Sha256::new().chain_update(prev).chain_update("\n").chain_update(json).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use wenk_engine::{PermissionState, Proof};
    use wenk_wire::{Millis, Pii, ProfileId};

    fn state(permissions: &[(Topic, PermissionState)]) -> State {
        let mut state = State::new(ProfileId::parse("p1").unwrap(), Pii::new("a@b.example".to_owned()), Millis(1));
        let permission = |state| Permission { state, at: Millis(2), proof: Proof::default() };
        state.permissions = permissions.iter().map(|(t, s)| (*t, permission(*s))).collect::<BTreeMap<_, _>>();
        state
    }

    #[test]
    fn each_change_of_a_permission_is_a_link_of_the_chain() {
        let first = state(&[(Topic::Cart, PermissionState::Granted), (Topic::Tips, PermissionState::Granted)]);
        let given = records(None, &first, "");
        assert_eq!(given.len(), 2);
        assert_eq!(given[1].prev, given[0].hash);
        assert!(given.iter().all(|record| record.hash == link(&record.prev, &record.json)));

        let second = state(&[(Topic::Cart, PermissionState::Withdrawn), (Topic::Tips, PermissionState::Granted)]);
        let taken = records(Some(&first), &second, &given[1].hash);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].prev, given[1].hash);
        assert!(taken[0].json.contains("withdrawn"));
        assert_eq!(records(Some(&second), &second, "x"), Vec::new());
    }
}
