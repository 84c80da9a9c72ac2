//! Where objects live (R26): every stub of this Worker is got here, by name, inside the deployment's jurisdiction.
//!
//! The setting is the variable `WENK_JURISDICTION`, `eu` where it is absent, and is fixed before the first profile
//! exists: the same name in another jurisdiction is another object. `none` is for development: workerd on one's own machine
//! answers "Jurisdiction restrictions are not implemented in workerd" to every other setting, and nothing falls back silently.
//! D1 and queues get theirs when they are created, see `wrangler.toml`.
//!
//! `worker` binds only `newUniqueId({jurisdiction})`, so `namespace.jurisdiction(name)` is called through `js-sys`.

use worker::js_sys::{Function, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, EnvBinding, Error, ObjectNamespace, Result, Stub};

/// The variable that names the jurisdiction.
const SETTING: &str = "WENK_JURISDICTION";
/// Where people's data lives unless the deployment says otherwise.
const DEFAULT: &str = "eu";

/// The object of this name, inside the jurisdiction.
pub(crate) fn stub(env: &Env, binding: &str, name: &str) -> Result<Stub> {
    let namespace = env.durable_object(binding)?;
    let setting = env.var(SETTING).map(|value| value.to_string()).ok();
    match wanted(setting.as_deref()) {
        None => namespace.get_by_name(name),
        Some(jurisdiction) => within(env, binding, &jurisdiction)?.get_by_name(name),
    }
}

/// The part of a namespace that lies in a jurisdiction.
fn within(env: &Env, binding: &str, jurisdiction: &str) -> Result<ObjectNamespace> {
    let namespace = Reflect::get(env.as_ref(), &JsValue::from_str(binding))?;
    let restrict: Function = Reflect::get(&namespace, &JsValue::from_str("jurisdiction"))?
        .dyn_into()
        .map_err(|_| Error::RustError(format!("binding {binding} has no jurisdictions")))?;
    let part = restrict.call1(&namespace, &JsValue::from_str(jurisdiction)).map_err(|error| {
        let said = Error::from(error);
        Error::RustError(format!(
            "{SETTING} is {jurisdiction}, but: {said} (on a machine of one's own, set it to none)"
        ))
    })?;
    <ObjectNamespace as EnvBinding>::get(part)
}

/// What a setting asks for; `None` is no jurisdiction at all.
fn wanted(setting: Option<&str>) -> Option<String> {
    match setting.map(str::trim) {
        None | Some("") => Some(DEFAULT.to_owned()),
        Some("none") => None,
        Some(name) => Some(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn r26_people_live_in_the_eu_unless_the_deployment_says_otherwise() {
        assert_eq!(wanted(None).as_deref(), Some("eu"));
        assert_eq!(wanted(Some("")).as_deref(), Some("eu"));
        assert_eq!(wanted(Some("fedramp")).as_deref(), Some("fedramp"));
        assert_eq!(wanted(Some("none")), None);
    }
}
