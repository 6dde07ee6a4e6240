//! The generator of labelled drawings, as users of the library see it.

use colorize_core::synth::{SynthOptions, draw};

/// FNV-1a over 16 drawings; it changes with every change of how figures are drawn.
const SUM: u64 = 0xCD7F_0C01_C09F_B18C;

#[test]
fn every_machine_draws_the_same() {
    let mut sum = 0xCBF2_9CE4_8422_2325_u64;
    let options = SynthOptions { size: 128, ..SynthOptions::default() };
    for seed in 0..16 {
        let drawing = draw(seed, &options).unwrap();
        let colors = [&drawing.flat, &drawing.shaded].map(|plane| plane.as_slice().as_flattened());
        let regions = drawing.regions.as_slice().iter().flat_map(|region| region.to_le_bytes());
        for byte in colors.concat().into_iter().chain(drawing.line.into_vec()).chain(regions) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    assert_eq!(sum, SUM, "the sum is {sum:#018x}");
}
