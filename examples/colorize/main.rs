//! The `colorize` command line tool.

mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Colours line drawings.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a network.
    Train(train::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Train(args) => train::run(args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("colorize: {error}");
            ExitCode::FAILURE
        }
    }
}
