//! Methods of entities that are called on variables of their names: `user.limits()` where one file that declares a
//! persistent entity gives a type `User` a method `limits`. Two witnesses, the name and the method, stand in for a type;
//! where several files fit, none does.

use super::project::Project;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::RowCall;
use seamline_analyzer::{Id, UnitId};

/// All calls of rows, sorted. `entities` says which units declare persistent entities.
pub(super) fn calls(project: &Project<'_>, entities: &[bool]) -> Vec<RowCall> {
    let methods = methods(project, entities);
    let mut found = Vec::new();
    for (index, file) in project.files().iter().enumerate() {
        let unit = UnitId::new(index);
        for one in &file.facts.row_calls {
            let entity = type_name(&one.variable);
            if let Some(Some(declaring)) = methods.get(&(entity.as_str(), one.method.as_str())) {
                let name = format!("{entity}.{}", one.method);
                found.push(RowCall { unit, line: one.line, entity: *declaring, name });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The entity file of each (type, method); none where there are several.
fn methods<'a>(project: &Project<'a>, entities: &[bool]) -> FxHashMap<(&'a str, &'a str), Option<UnitId>> {
    let mut methods = FxHashMap::default();
    for (index, file) in project.files().iter().enumerate().filter(|(index, _)| entities[*index]) {
        let declared = file.facts.types.iter().flat_map(|declared| {
            declared.operations.iter().map(|method| (declared.name.as_str(), method.name.as_str()))
        });
        let given = file.facts.given_methods.iter().map(|(of, method)| (of.as_str(), method.as_str()));
        for key in declared.chain(given) {
            let unit = UnitId::new(index);
            let known = methods.entry(key).or_insert(Some(unit));
            *known = known.filter(|known| *known == unit);
        }
    }
    methods
}

/// `OrderLine` of `orderLine` and `order_line`.
fn type_name(variable: &str) -> String {
    let words = variable.split('_').filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::type_name;

    #[test]
    fn variables_like_types() {
        let names = ["user", "orderLine", "order_line", "_x"].map(type_name);
        assert_eq!(names, ["User", "OrderLine", "OrderLine", "X"]);
    }
}
