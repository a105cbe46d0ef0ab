//! The imports between the files of a crate, and the circles in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The path of a module within its crate.
type Module = Vec<String>;

/// Returns the circles of files that import each other, as the paths of their modules. A folder's own module and one of its
/// children may import each other.
///
/// # Panics
/// Panics if a source file cannot be read.
pub fn circles(src: &Path) -> Vec<BTreeSet<String>> {
    let mut texts = BTreeMap::new();
    read(src, &[], &mut texts);
    let graph: BTreeMap<_, _> =
        texts.iter().map(|(module, text)| (module.clone(), targets(module, text, &texts))).collect();
    let reached: BTreeMap<_, _> = graph.keys().map(|module| (module, reachable(module, &graph))).collect();
    let mut circles = BTreeSet::new();
    for (module, reached_from) in &reached {
        let circle: BTreeSet<&Module> =
            reached_from.iter().filter(|other| reached[other].contains(*module)).collect();
        if circle.len() > 1 && !is_parent_and_child(&circle) {
            circles.insert(circle.into_iter().map(|module| module.join("/")).collect());
        }
    }
    circles.into_iter().collect()
}

fn read(folder: &Path, above: &[String], texts: &mut BTreeMap<Module, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut module = above.to_vec();
        if path.is_dir() {
            module.push(stem);
            read(&path, &module, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") && stem != "tests" {
            if !["lib", "main", "mod"].contains(&stem.as_str()) {
                module.push(stem);
            }
            texts.insert(module, std::fs::read_to_string(&path).expect("a source file"));
        }
    }
}

/// Returns the modules that a text names in its `use` lines and paths. Its tests and comments do not count.
fn targets(module: &Module, text: &str, texts: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut named = Vec::new();
    for (start, _) in code.match_indices("use ") {
        if code[..start].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let line: String = code[start + 4..].chars().take_while(|letter| *letter != ';').collect();
        let line: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
        expand("", &line, &mut named);
    }
    let is_path = |letter: &char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    for root in ["crate::", "super::", "self::"] {
        for (start, _) in code.match_indices(root) {
            if code[..start].ends_with(|before: char| is_path(&before)) {
                continue;
            }
            named.push(code[start..].chars().take_while(is_path).collect());
        }
    }
    let found = named.iter().filter_map(|path| resolve(module, path, texts));
    found.filter(|found| found != module && !found.is_empty()).collect()
}

/// Writes out the braces of a `use` line.
fn expand(prefix: &str, text: &str, out: &mut Vec<String>) {
    let Some(open) = text.find('{') else {
        out.push(format!("{prefix}{text}"));
        return;
    };
    let prefix = format!("{prefix}{}", &text[..open]);
    let inner = &text[open + 1..text.rfind('}').unwrap_or(text.len())];
    let (mut depth, mut piece) = (0, String::new());
    for letter in inner.chars().chain([',']) {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            if !piece.is_empty() {
                expand(&prefix, &piece, out);
            }
            piece.clear();
        } else {
            piece.push(letter);
        }
    }
}

fn resolve(module: &Module, path: &str, texts: &BTreeMap<Module, String>) -> Option<Module> {
    let mut parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    let mut target = match parts.first()?.as_str() {
        "crate" => {
            parts.remove(0);
            Vec::new()
        }
        "self" => {
            parts.remove(0);
            module.clone()
        }
        "super" => {
            let mut base = module.clone();
            while parts.first().is_some_and(|part| part == "super") {
                base.pop();
                parts.remove(0);
            }
            base
        }
        first => {
            let child: Module = module.iter().cloned().chain([first.to_owned()]).collect();
            texts.contains_key(&child).then(|| module.clone())?
        }
    };
    target.extend(parts);
    while !texts.contains_key(&target) {
        target.pop()?;
    }
    Some(target)
}

fn reachable(from: &Module, graph: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Module> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from.clone()]);
    while let Some(module) = open.pop() {
        for next in graph.get(&module).into_iter().flatten() {
            if reached.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    reached
}

fn is_parent_and_child(circle: &BTreeSet<&Module>) -> bool {
    let mut modules: Vec<_> = circle.iter().collect();
    modules.sort_by_key(|module| module.len());
    modules.len() == 2 && modules[1].starts_with(modules[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<BTreeSet<String>> {
        let folder = std::env::temp_dir().join(format!("imports-{}-{}", std::process::id(), files.len()));
        let _ = std::fs::remove_dir_all(&folder);
        for (path, text) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let circles = circles(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        circles
    }

    #[test]
    fn a_circle_is_found_through_braces_and_paths_and_a_parent_may_know_its_child() {
        let circle = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::{b::{B}, c::C};"),
            ("b.rs", "fn f() { super::c::g(); }"),
            ("c.rs", "use crate::a::A; // use crate::b::B;"),
        ];
        assert_eq!(found(&circle), [BTreeSet::from(["a", "b", "c"].map(str::to_owned))]);
        let tree = [
            ("lib.rs", "mod a;"),
            ("a.rs", "mod b; use b::B;"),
            ("a/b.rs", "use super::A;"),
            ("c.rs", "use crate::a::A;\n#[cfg(test)]\nmod tests { use crate::d::D; }"),
            ("d.rs", "use crate::c::C;"),
        ];
        assert_eq!(found(&tree), Vec::<BTreeSet<String>>::new());
    }
}
