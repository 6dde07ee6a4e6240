use crate::failure::Failure;

/// Not in this build: it learns and measures by Burn, which takes minutes to compile.
///
/// Build with --features train:
///
///   cargo run --release --features train --example colorize -- train --help
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

pub fn run(command: &str) -> Result<(), Failure> {
    let text = format!("`{command}` is not in this build; build with `--features train`");
    Err(Failure::argument(text))
}
