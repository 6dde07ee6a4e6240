use crate::failure::Failure;
use crate::networks::NetworkArgs;

/// Tell what the networks run on: device, instructions, threads, memory.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize info
  colorize info --threads 1 --max-side 2048
  COLORIZE_LEVEL=portable colorize info";

pub fn run(args: Args) -> Result<(), Failure> {
    let engine = args.networks.engine()?;
    println!("device        {}", engine.device());
    if let Some(level) = engine.level() {
        println!("instructions  {level}");
    }
    println!("threads       {}", engine.threads());
    let side = args.networks.closest_side();
    if let Some(bytes) = engine.buffers(side) {
        println!("buffers       {} MiB for a drawing read at {side} pixels", bytes.div_ceil(1 << 20));
    }
    Ok(())
}
