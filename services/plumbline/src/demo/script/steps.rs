//! Steps of the story that are data: which rpc, who calls it, when, and the request with names to be filled in.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One call, or one of each entry of `each`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepScript {
    /// Makes the command's id, so it stays as it is.
    pub name: String,
    /// For example `categories.OpenRound`.
    pub rpc: String,
    /// The key of the person who calls it.
    pub by: String,
    /// Weekdays from the day of the play; negative before it.
    pub day: i32,
    /// British time of that day, for example `08:30`.
    pub at: String,
    /// The request, without the command's id.
    pub request: Value,
    /// What each call adds to the request.
    #[serde(default)]
    pub each: Vec<Value>,
    /// Under which name a field of the answer is kept for later steps.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
}

impl StepScript {
    /// The requests of the step, in order.
    pub fn requests(&self) -> Vec<Value> {
        if self.each.is_empty() {
            return vec![self.request.clone()];
        }
        self.each.iter().map(|more| merged(&self.request, more)).collect()
    }

    /// Minutes after midnight.
    pub fn minute(&self) -> usize {
        let (hour, minute) = self.at.split_once(':').unwrap_or_default();
        hour.parse::<usize>().unwrap_or_default() * 60 + minute.parse::<usize>().unwrap_or_default()
    }
}

fn merged(request: &Value, more: &Value) -> Value {
    let mut all = request.clone();
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more.clone());
    }
    all
}

/// Replaces each text of a request by what `fill` makes of it. The first text that cannot be filled ends it.
pub fn filled<E>(
    value: Value,
    fill: &mut impl FnMut(&str) -> Result<Value, E>,
) -> Result<Value, E> {
    Ok(match value {
        Value::String(text) => fill(&text)?,
        Value::Array(items) => Value::Array(
            items.into_iter().map(|item| filled(item, fill)).collect::<Result<_, E>>()?,
        ),
        Value::Object(fields) => {
            let mut all = serde_json::Map::new();
            for (name, value) in fields {
                all.insert(name, filled(value, fill)?);
            }
            Value::Object(all)
        }
        other => other,
    })
}

#[cfg(test)]
mod tests;
