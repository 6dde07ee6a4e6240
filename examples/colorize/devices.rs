use colorize_core::Device;

use crate::failure::Failure;

/// List the devices that this build knows.
///
/// Says nothing about the hardware: a device that is compiled in may still find no GPU.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  colorize devices
  colorize color drawing.png -o colored.png --device flex";

pub fn run() -> Result<(), Failure> {
    for device in Device::ALL {
        match device.is_compiled_in() {
            true => println!("{:8} compiled in", device.name()),
            false => {
                println!("{0:8} not in this build; build with --features {0}", device.name())
            }
        }
    }
    Ok(())
}
