//! Exactly one mail, however often workerd dies: a short fault run.

use wenk_tests::faults::{Options, run};
use wenk_tests::parts::Parts;

#[tokio::test]
async fn a_killed_worker_loses_no_mail_and_doubles_none() -> anyhow::Result<()> {
    let figures = run(Parts::find()?, Options { rounds: 3, seed: 41, carts: 15 }).await?;
    for (name, expected) in [("sends_due", 15.0), ("sends_lost", 0.0), ("sends_doubled", 0.0), ("sends_changed", 0.0)] {
        assert_eq!(figures.get(name), Some(expected), "{name} in\n{}", figures.text());
    }
    // A run in which every mail is refused would show nothing.
    assert!(figures.get("sends_sent") > Some(0.0), "no mail was sent:\n{}", figures.text());
    Ok(())
}
