//! The `colorize` command line tool.

#[cfg(not(feature = "train"))]
mod absent;
mod blocks;
mod carry;
mod clip;
mod color;
mod devices;
mod document;
mod drawing;
#[cfg(feature = "train")]
mod eval;
mod failure;
mod info;
mod labels;
mod matching;
mod networks;
mod output;
#[cfg(feature = "train")]
mod pairs;
mod palette;
mod parts;
mod preview;
mod progress;
mod regions;
mod sheet;
mod style;
mod synth;
mod trace;
#[cfg(feature = "train")]
mod train;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use failure::Failure;

/// Colours line drawings.
#[derive(Parser)]
#[command(name = "colorize", version, about, after_help = help(EXAMPLES))]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Show no progress bar; there is none either where stderr is no terminal.
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    Color(color::Args),
    Blocks(blocks::Args),
    Carry(carry::Args),
    Clip(clip::Args),
    #[command(name = "match")]
    Matching(matching::Args),
    Regions(regions::Args),
    Labels(labels::Args),
    Parts(parts::Args),
    Trace(trace::Args),
    Palette(palette::Args),
    Document(document::Args),
    Style(style::Args),
    Devices(devices::Args),
    Info(info::Args),
    #[cfg(feature = "train")]
    Eval(eval::Args),
    #[cfg(not(feature = "train"))]
    Eval(absent::Args),
    #[cfg(feature = "train")]
    Train(train::Args),
    #[cfg(not(feature = "train"))]
    Train(absent::Args),
    #[cfg(feature = "train")]
    Pairs(pairs::Args),
    #[cfg(not(feature = "train"))]
    Pairs(absent::Args),
    Synth(synth::Args),
}

const EXAMPLES: &str = "\
Examples:
  colorize color drawing.png -o colored.png
  colorize color drawing.png -o colored.png --hint 250,80=#c03028
  colorize blocks painting.png -o blue.png --set 250,300=#3060c0
  colorize carry page2.png page3.png --reference page1-color.png -o colored
  colorize clip lines/shot.####.png --colored color/shot.####.png -o colored
  colorize match mika.png page1.png page2.png --at 250,80
  colorize regions drawing.png -o regions.png --preview preview.png
  colorize labels drawing.png -o labels.png --preview parts.png
  colorize style apply cloth.png 60,60 drawing.png 250,400 -o painted.png
  colorize synth drawings --count 48 --sheet drawings.png
  colorize devices";

/// What stands below a command's options: its examples, and the exit codes, which all share.
fn help(examples: &str) -> String {
    help_of(examples, "no file was changed")
}

/// The same for a command that leaves something else behind when it is cancelled.
fn help_of(examples: &str, cancelled: &str) -> String {
    format!(
        "{examples}

Exit codes:
    0  done
    2  an option or argument is wrong
    3  a file cannot be read, or a picture is over a limit
    4  a model file does not fit, or the device is not there
    5  a file cannot be written
    6  what `colorize document` was to open cannot be opened
  130  cancelled with Ctrl-C; {cancelled}"
    )
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error)
            if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            error.exit()
        }
        Err(error) => return Failure::usage(&error).report(),
    };
    progress::watch_for_cancel();
    let result = match cli.command {
        Command::Color(args) => color::run(args, cli.quiet),
        Command::Blocks(args) => blocks::run(args, cli.quiet),
        Command::Carry(args) => carry::run(args, cli.quiet),
        Command::Clip(args) => clip::run(args, cli.quiet),
        Command::Matching(args) => matching::run(args, cli.quiet),
        Command::Regions(args) => regions::run(args, cli.quiet),
        Command::Labels(args) => labels::run(args, cli.quiet),
        Command::Parts(args) => parts::run(args, cli.quiet),
        Command::Trace(args) => trace::run(args, cli.quiet),
        Command::Palette(args) => palette::run(args, cli.quiet),
        Command::Document(args) => document::run(args),
        Command::Style(args) => style::run(args, cli.quiet),
        Command::Devices(_) => devices::run(),
        Command::Info(args) => info::run(args),
        #[cfg(feature = "train")]
        Command::Eval(args) => eval::run(args).map_err(Failure::from),
        #[cfg(not(feature = "train"))]
        Command::Eval(_) => absent::run("eval"),
        #[cfg(feature = "train")]
        Command::Train(args) => train::run(args).map_err(Failure::from),
        #[cfg(not(feature = "train"))]
        Command::Train(_) => absent::run("train"),
        #[cfg(feature = "train")]
        Command::Pairs(args) => pairs::run(args, cli.quiet),
        #[cfg(not(feature = "train"))]
        Command::Pairs(_) => absent::run("pairs"),
        Command::Synth(args) => synth::run(args, cli.quiet),
    };
    result.map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS)
}
