//! The sources of the console: they name no provider, and the script turns no text into markup.

use std::path::PathBuf;

use backlot::control_api::CALLS;
use contract_tests::{providers, workspace};

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![workspace().join("crates/console").join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn the_console_names_no_provider() {
    for (path, text) in files("src").into_iter().chain(files("assets")) {
        for provider in providers() {
            assert!(!text.to_lowercase().contains(provider), "{} names {provider}", path.display());
        }
    }
}

#[test]
fn the_assets_make_no_markup_of_texts_and_come_from_here() {
    let unwanted = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "parseFromString",
        "createContextualFragment",
        "srcdoc",
        "http:",
        "https:",
        "@import",
        "url(",
    ];
    for (path, text) in files("assets") {
        let text = text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for word in unwanted {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
        assert!(text.lines().count() < 450, "{} is long", path.display());
    }
}

#[test]
fn the_script_calls_the_control_api_by_its_list() {
    for (path, text) in files("assets").into_iter().filter(|(path, _)| path.ends_with("console.js")) {
        for part in text.split("control(\"").skip(1) {
            let called = format!("/{}", part.split('"').next().unwrap());
            assert!(CALLS.iter().any(|call| call.path == called), "{}: {called}", path.display());
        }
    }
}
