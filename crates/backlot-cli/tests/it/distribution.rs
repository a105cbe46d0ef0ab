//! Do the files with which the binary is handed on agree with the binary?

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::support::{backlot, call, pass_over};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Variables that are no settings of a sandbox.
const OTHERS: [&str; 4] = ["BACKLOT_URL", "BACKLOT_WHEEL_PLATFORM", "BACKLOT_TEST_", "BACKLOT_CASES"];

#[test]
fn every_variable_in_documents_and_files_is_a_setting() {
    let help = String::from_utf8(backlot().args(["serve", "--help"]).output().unwrap().stdout).unwrap();
    let documents = [
        "README.md",
        "CONTRIBUTING.md",
        "Dockerfile",
        "action.yml",
        "docs/deployment.md",
        "packages/node/README.md",
        "packages/python/README.md",
        "release/README.md",
        "skills/backlot/SKILL.md",
    ];
    for document in documents {
        for part in read(document).split("BACKLOT_").skip(1) {
            let end = part.find(|character: char| !character.is_ascii_uppercase() && character != '_');
            let name = format!("BACKLOT_{}", &part[..end.unwrap_or(part.len())]);
            let is_known =
                name == "BACKLOT_" || OTHERS.contains(&&*name) || name.starts_with("BACKLOT_TEST_");
            assert!(is_known || help.contains(&format!("[env: {name}=")), "{document}: {name}");
        }
    }
}

#[test]
fn the_image_holds_the_binary_alone_and_asks_it_for_its_health() {
    let file = read("Dockerfile");
    let words = |instruction: &str| {
        let lines = file.lines().filter_map(move |line| line.strip_prefix(instruction)?.strip_prefix(' '));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(words("FROM"), ["scratch"]);
    assert_eq!(words("ENTRYPOINT"), [r#"["/backlot"]"#]);
    assert_eq!(words("EXPOSE"), ["4080"]);
    assert_eq!(words("USER"), ["65534:65534"]);
    assert!(words("RUN").is_empty(), "nothing can run in an empty image");
    let health = &words("HEALTHCHECK")[0];
    assert!(health.ends_with(r#"CMD ["/backlot", "health"]"#), "{health}");
    let ignored = read(".dockerignore");
    let mut copied = words("COPY");
    copied.push(words("ARG")[0].split_once('=').unwrap().1.to_owned());
    for path in copied.iter().flat_map(|line| line.split(' ')).filter(|path| !path.starts_with(['/', '$'])) {
        assert!(ignored.contains(&format!("!{path}\n")), "{path}");
    }
}

#[test]
fn an_installer_finds_the_archive_that_a_release_has() {
    let manifest = read("crates/backlot-cli/Cargo.toml");
    let script = read("release/build");
    assert!(script.contains("name=backlot-$version-$target\n") && script.contains("\"$out/$name.tar.gz\""));
    for template in
        ["/v{ version }/backlot-{ version }-{ target }.tar.gz\"", "\"backlot-{ version }-{ target }/{ bin }"]
    {
        assert!(manifest.contains(template), "{template}");
    }
}

/// The steps of a workflow with an archive on this machine, in which a script stands for the binary.
#[cfg(target_os = "linux")]
#[test]
fn a_workflow_gets_a_running_sandbox_and_refuses_another_archive() {
    if Command::new("curl").arg("--version").output().is_err() {
        return pass_over("curl is not on this machine");
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("workflow");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("releases/v9.9.9")).unwrap();
    let prepare = r#"
        name=backlot-9.9.9-$(uname -m)-unknown-linux-gnu
        mkdir "$name" && printf '#!/bin/sh\nexec "%s" "$@"\n' "$BINARY" > "$name/backlot" && chmod +x "$name/backlot"
        tar -czf "releases/v9.9.9/$name.tar.gz" "$name"
        cd releases/v9.9.9 && sha256sum -- *.tar.gz > SHA256SUMS
    "#;
    let mut prepared = Command::new("bash");
    prepared.args(["-c", prepare]).env("BINARY", env!("CARGO_BIN_EXE_backlot")).current_dir(&folder);
    assert!(prepared.status().unwrap().success());
    let start = || {
        let mut script = Command::new(repository("release/start-in-workflow"));
        script.env("VERSION", "9.9.9").env("ARGUMENTS", "--clock frozen");
        script.env("RELEASES", format!("file://{}/releases", folder.display()));
        for name in ["RUNNER_TEMP", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT"] {
            script.env(name, if name == "RUNNER_TEMP" { folder.clone() } else { folder.join(name) });
        }
        script.output().unwrap()
    };
    let output = start();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let variables = std::fs::read_to_string(folder.join("GITHUB_ENV")).unwrap();
    let url = variables.trim().strip_prefix("BACKLOT_URL=").unwrap();
    let address = url.strip_prefix("http://").unwrap();
    let (status, clock) = call(address, "GET", "/_backlot/clock", &[("host", address)], &Value::Null);
    let started = folder.read_dir().unwrap().map(|entry| entry.unwrap().path().join("pid"));
    let process = std::fs::read_to_string(started.into_iter().find(|path| path.is_file()).unwrap()).unwrap();
    assert!(Command::new("kill").arg(process.trim()).status().unwrap().success());
    assert!(status == 200 && clock.contains("frozen"), "{clock}");

    std::fs::write(
        folder.join("releases/v9.9.9/SHA256SUMS"),
        format!("{}  backlot-9.9.9-{}-unknown-linux-gnu.tar.gz\n", "0".repeat(64), std::env::consts::ARCH),
    )
    .unwrap();
    assert!(!start().status.success());
}
