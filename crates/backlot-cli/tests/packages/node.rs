//! The npm packages, in an empty project and beside vitest, jest and the TypeScript compiler.

use std::path::Path;
use std::process::Command;

use super::{
    binary, command, copy_files, empty_folder, fails_with, is_there, readme_blocks, repository, succeeded,
};

const NODE: &[&str] = &["-e", "if (process.versions.node.split('.')[0] < 20) process.exit(1)"];

/// What a failing test prints beside the assertion that failed.
const EVIDENCE: [&str; 4] =
    ["cutx POST /generate/static-ad", "Summer light", "3 credits", "unfinished: cutx"];

/// Packs the packages with the binary of this test, and installs them into an empty project.
fn installed(project: &Path) {
    let pack = repository("packages/node/scripts/pack.mjs");
    let platform = succeeded(command("node", project).args(["-p", "`${process.platform}-${process.arch}`"]));
    let binary = format!("{}={}", platform.trim(), binary(project).display());
    let packed = succeeded(command("node", project).arg(pack).args(["packed", &binary]));
    std::fs::write(project.join("package.json"), "{ \"private\": true }").unwrap();
    let mut npm = command("npm", project);
    npm.args(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts"]);
    succeeded(npm.args(packed.lines().map(|name| format!("./packed/{name}"))));
}

/// Puts a package of this machine into the project, if it is there. Says so if it is not.
fn borrowed(project: &Path, package: &str) -> bool {
    let globals = Command::new("npm").args(["root", "-g"]).output().unwrap().stdout;
    let find = format!(
        "require('path').dirname(require.resolve('{package}/package.json', {{ paths: [...require('module').globalPaths, {:?}] }}))",
        String::from_utf8(globals).unwrap().trim(),
    );
    if !is_there("node", &["-p", &find]) {
        return false;
    }
    let place = succeeded(command("node", project).args(["-p", &find]));
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.trim(), project.join("node_modules").join(package)).unwrap();
    cfg!(unix)
}

#[test]
fn the_packages_work_in_an_empty_project_and_with_three_runners() {
    if !is_there("node", NODE) || !is_there("npm", &["--version"]) {
        return;
    }
    let project = &empty_folder("packages-node");
    installed(project);
    copy_files(&repository("packages/node/tests"), project);
    copy_files(&repository("examples/node"), &project.join("example"));
    let blocks = readme_blocks("packages/node", "javascript");
    assert_eq!(blocks.len(), 2);
    std::fs::write(project.join("readme.test.mjs"), &blocks[0]).unwrap();
    std::fs::write(project.join("readme.spec.mjs"), &blocks[1]).unwrap();

    let version = succeeded(command("npx", project).args(["--offline", "backlot", "--version"]));
    assert_eq!(version, concat!("backlot ", env!("CARGO_PKG_VERSION"), "\n"));
    let suites = ["client.test.mjs", "readme.test.mjs", "example/studio.test.mjs"];
    succeeded(command("node", project).arg("--test").args(suites));
    fails_with(command("node", project).args(["--test", "failing.test.mjs"]), &EVIDENCE);

    let mut types = command("node", project);
    types.arg(repository("packages/node/scripts/types.mjs")).arg("--check");
    succeeded(types.env("BACKLOT", env!("CARGO_BIN_EXE_backlot")));

    let has_vitest = borrowed(project, "vitest");
    if has_vitest {
        let vitest = ["node_modules/vitest/vitest.mjs", "run"];
        succeeded(command("node", project).args(vitest).arg("readme.spec.mjs"));
        let mut suite = command("node", project);
        fails_with(
            suite.env("NO_COLOR", "1").args(vitest).arg("vitest.spec.mjs"),
            &[&EVIDENCE[..], &["1 failed | 1 passed"]].concat(),
        );
    }
    if borrowed(project, "jest") {
        let mut suite = command("node", project);
        suite.args(["node_modules/jest/bin/jest.js", "jest.spec.cjs"]);
        fails_with(&mut suite, &[&EVIDENCE[..], &["1 failed, 1 passed"]].concat());
    }
    if borrowed(project, "typescript") {
        let mut compiler = command("node", project);
        compiler.args([
            "node_modules/typescript/bin/tsc",
            "--noEmit",
            "--strict",
            "--skipLibCheck",
            "--types",
            "",
        ]);
        compiler.args(["--target", "es2022", "--module", "nodenext", "types.mts"]);
        succeeded(compiler.args(has_vitest.then_some("vitest-types.mts")));
    }
}
