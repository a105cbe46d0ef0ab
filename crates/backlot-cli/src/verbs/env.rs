//! `backlot env`.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use control_api::ProviderView;

use crate::output;
use crate::remote::{Remote, RemoteOptions};

/// The key in the variables. Any other key works as well.
const KEY: &str = "my-key";

#[derive(Args, Debug)]
pub(crate) struct Env {
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Sh)]
    format: Format,
    #[command(flatten)]
    remote: RemoteOptions,
}

/// The readers of the variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A POSIX shell: `eval "$(backlot env)"`
    Sh,
    /// The fish shell: `backlot env --format fish | source`
    Fish,
    /// PowerShell: `backlot env --format powershell | Invoke-Expression`
    Powershell,
    /// A file of variables, such as `.env`
    Dotenv,
    /// A step of a GitHub workflow: `backlot env --format github >> "$GITHUB_ENV"`
    Github,
    /// One JSON object
    Json,
}

impl Env {
    pub(crate) async fn run(&self) -> Result<(), String> {
        let remote = self.remote.connect()?;
        let variables = variables(&remote, &remote.providers().await?);
        let format = if self.remote.json { Format::Json } else { self.format };
        output::print(&written(&variables, format));
        Ok(())
    }
}

/// Returns the variables with which an application finds a world: `BACKLOT_URL`, and each provider's base URL and a key.
pub(crate) fn variables(remote: &Remote, providers: &[ProviderView]) -> BTreeMap<String, String> {
    let world = remote.url();
    let of_providers = providers.iter().flat_map(|provider| {
        let name = provider.provider.to_uppercase();
        let base = format!("{world}{}", provider.base);
        [(format!("{name}_BASE_URL"), base), (format!("{name}_API_KEY"), KEY.to_owned())]
    });
    let mut variables: BTreeMap<_, _> = of_providers.collect();
    variables.insert("BACKLOT_URL".to_owned(), world.clone());
    variables
}

fn written(variables: &BTreeMap<String, String>, format: Format) -> String {
    if format == Format::Json {
        return format!("{}\n", serde_json::to_string(variables).unwrap_or_default());
    }
    let line = |(name, value): (&String, &String)| match format {
        Format::Sh => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
        Format::Fish => format!("set -gx {name} '{}'\n", value.replace('\\', r"\\").replace('\'', r"\'")),
        Format::Powershell => format!("$env:{name} = '{}'\n", value.replace('\'', "''")),
        Format::Dotenv | Format::Github | Format::Json => format!("{name}={value}\n"),
    };
    variables.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_gets_a_form_that_it_reads() {
        let variables = BTreeMap::from([("A".to_owned(), "http://h/it's".to_owned())]);
        let rows = [
            (Format::Sh, "export A='http://h/it'\\''s'\n"),
            (Format::Fish, "set -gx A 'http://h/it\\'s'\n"),
            (Format::Powershell, "$env:A = 'http://h/it''s'\n"),
            (Format::Dotenv, "A=http://h/it's\n"),
            (Format::Github, "A=http://h/it's\n"),
            (Format::Json, "{\"A\":\"http://h/it's\"}\n"),
        ];
        for (format, expected) in rows {
            assert_eq!(written(&variables, format), expected, "{format:?}");
        }
    }
}
