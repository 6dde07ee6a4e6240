//! The engine against sums in f64, against Burn's own operations, and against itself: in strips, in parts, on other
//! numbers of threads, at other levels.

use burn::tensor::{Tensor, TensorData};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::kept::Kept;
use super::level::Level;
use super::program::Program;
use super::run::Room;
use super::{Engine, EngineOptions, Models, Own};
use crate::device::Placement;
use crate::label::Label;
use crate::model::layer::{Conv, ConvBlock, Flow, Gate, Resample};
use crate::model::package::{self, Kind};
use crate::model::sgru::{COLORIZER_INPUTS, Colorizer};
use crate::model::unet::Labeller;
use crate::network::prompt_map::PROMPT_CHANNELS;
use crate::{Device, Error, LocalStyle, Plane, PromptMap, Rgb};

const AMPLE: usize = 1 << 30;

fn flex() -> Placement {
    Device::Flex.placement().expect("the processor is always there")
}

fn noise(length: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..length).map(|_| rng.random_range(-1.0..=1.0)).collect()
}

fn tensor(values: &[f32], [height, width]: [usize; 2]) -> Tensor<4> {
    let channels = values.len() / (height * width);
    Tensor::from_data(TensorData::new(values.to_vec(), [1, height, width, channels]), &flex().device)
}

fn values(tensor: Tensor<4>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("f32")
}

fn run(program: &Program, inputs: &[&[f32]], size: [usize; 2]) -> Vec<f32> {
    program.run(inputs, size, AMPLE, &mut Room::default()).to_vec()
}

/// Largest difference over the largest value.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let largest = a.iter().fold(1e-6f32, |m, v| m.max(v.abs()));
    a.iter().zip(b).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

/// The shipped networks, for Burn's flex backend.
fn shipped() -> (Labeller, Colorizer) {
    let on = flex();
    let labeller = package::load(Labeller::new(Label::COUNT, &on), Models::BUNDLED.labels, Kind::Labeller);
    let colorizer = package::load(Colorizer::new(&on), Models::BUNDLED.colors, Kind::Colorizer);
    (labeller.expect("sound weights"), colorizer.expect("sound weights"))
}

/// A drawing, a prompt and parts for the colouriser.
fn colorizer_inputs([height, width]: [usize; 2]) -> [Vec<f32>; 3] {
    let cells = height * width / 4;
    [
        noise(height * width * COLORIZER_INPUTS, 1),
        noise(cells * PROMPT_CHANNELS, 2),
        noise(cells * Label::COUNT, 3),
    ]
}

fn slices(inputs: &[Vec<f32>; 3]) -> [&[f32]; 3] {
    [&inputs[0], &inputs[1], &inputs[2]]
}

/// Sums in f64, tap by tap.
fn naive(conv: &Conv, x: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
    let ([kernel, inputs, outputs], weights, bias) = conv.values();
    let border = kernel / 2;
    let mut y = Vec::with_capacity(height * width * outputs);
    for at in 0..height * width {
        let mut sums: Vec<f64> = bias.iter().map(|&v| f64::from(v)).collect();
        for tap in 0..kernel * kernel {
            let (row, column) = (at / width + tap / kernel, at % width + tap % kernel);
            let inside =
                (border..height + border).contains(&row) && (border..width + border).contains(&column);
            if !inside {
                continue;
            }
            let pixel = &x[((row - border) * width + column - border) * inputs..][..inputs];
            for (input, &v) in pixel.iter().enumerate() {
                let weights = &weights[(tap * inputs + input) * outputs..][..outputs];
                sums.iter_mut().zip(weights).for_each(|(sum, w)| *sum += f64::from(v) * f64::from(*w));
            }
        }
        y.extend(sums.into_iter().map(|sum| sum as f32));
    }
    y
}

/// Each pixel of a map as 2x2.
fn doubled(x: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
    let channels = x.len() / (height * width);
    let pixel =
        |at: usize| &x[(at / (2 * width) / 2 * width + at % (2 * width) / 2) * channels..][..channels];
    (0..4 * height * width).flat_map(|at| pixel(at).iter().copied()).collect()
}

/// Maps of so many pixels, their channels side by side.
fn joined(maps: &[&[f32]], pixels: usize) -> Vec<f32> {
    let pixel =
        |at: usize| maps.iter().flat_map(move |map| &map[at * (map.len() / pixels)..][..map.len() / pixels]);
    (0..pixels).flat_map(|at| pixel(at).copied().collect::<Vec<f32>>()).collect()
}

#[test]
fn many_maps_side_by_side_are_one() {
    let channels = [3, 16, 1, 8, 5, 20];
    let maps = channels.map(|count| noise(40 * count, count as u64));
    for (kernel, count) in [(1, 4), (1, 6), (3, 6)] {
        let conv = Conv::new(kernel, channels[..count].iter().sum(), 18, &flex());
        let maps: Vec<&[f32]> = maps[..count].iter().map(Vec::as_slice).collect();
        let exact = naive(&conv, &joined(&maps, 40), [5, 8]);
        for level in Level::all() {
            let found = match count {
                4 => {
                    let inputs = [0, 1, 2, 3].map(|i| (channels[i], 0));
                    run(
                        &Program::new(level, inputs, |all| conv.forward(Flow::join(all.into()))),
                        &maps,
                        [5, 8],
                    )
                }
                _ => {
                    let inputs = channels.map(|count| (count, 0));
                    run(
                        &Program::new(level, inputs, |all| conv.forward(Flow::join(all.into()))),
                        &maps,
                        [5, 8],
                    )
                }
            };
            let off = difference(&exact, &found);
            assert!(off < 2e-5, "{level:?}, {count} maps, {kernel} x {kernel}: off by {off}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn doubled_maps_are_read_where_they_lie(
        kernel in prop_oneof![Just(1usize), Just(3)],
        (height, width) in (1usize..16, 1usize..24),
        (low, skip, outputs) in (1usize..40, 1usize..40, 1usize..40),
        seed in any::<u64>(),
    ) {
        let conv = Conv::new(kernel, low + skip, outputs, &flex());
        let resample = Resample::new(&flex());
        let size = [2 * height, 2 * width];
        let [below, beside] =
            [noise(height * width * low, seed), noise(4 * height * width * skip, seed.wrapping_add(1))];
        let whole = joined(&[&doubled(&below, [height, width]), &beside], 4 * height * width);
        let exact = naive(&conv, &whole, size);
        for level in Level::all() {
            let program = Program::new(level, [(skip, 0), (low, 1)], |[skip, low]| {
                conv.forward(resample.double_and_join(low, skip))
            });
            let off = difference(&exact, &run(&program, &[&beside, &below], size));
            prop_assert!(off < 2e-5, "{level:?}: off by {off}");
        }
    }

    #[test]
    fn convolutions_of_any_shape_are_sums(
        kernel in prop_oneof![Just(1usize), Just(3)],
        (height, width) in prop_oneof![(1usize..24, 1usize..24), (1usize..4, 1usize..90), (1usize..90, 1usize..4)],
        (inputs, outputs) in prop_oneof![(1usize..40, 1usize..40), (1usize..300, 1usize..6), (1usize..6, 1usize..300)],
        seed in any::<u64>(),
    ) {
        let conv = Conv::new(kernel, inputs, outputs, &flex());
        let x = noise(height * width * inputs, seed);
        let exact = naive(&conv, &x, [height, width]);
        for level in Level::all() {
            let program = Program::new(level, [(inputs, 0)], |[x]| conv.forward(x));
            let off = difference(&exact, &run(&program, &[&x], [height, width]));
            prop_assert!(off < 2e-5, "{level:?}: off by {off}");
        }
    }
}

#[test]
fn tiles_are_sums_at_every_number_of_channels() {
    for (inputs, outputs, size) in
        [(16, 16, [17, 19]), (37, 61, [16, 16]), (84, 32, [20, 65]), (256, 128, [32, 8])]
    {
        let conv = Conv::new(3, inputs, outputs, &flex());
        let x = noise(size[0] * size[1] * inputs, 5);
        let exact = naive(&conv, &x, size);
        for level in Level::all() {
            let program = Program::new(level, [(inputs, 0)], |[x]| conv.forward(x));
            let off = difference(&exact, &run(&program, &[&x], size));
            assert!(off < 2e-5, "{level:?}, {inputs} to {outputs}: off by {off}");
        }
    }
}

/// Every kind of layer once, at sides that tiles do not divide.
fn sampler<X: Flow>(on: &Placement) -> impl Fn(X) -> X {
    let (a, b, c) = (ConvBlock::new(5, 16, on), ConvBlock::new(32, 32, on), ConvBlock::new(64, 16, on));
    let (gate, head, resample) = (Gate::new(32, on), Conv::new(1, 16, 3, on), Resample::new(on));
    move |x: X| {
        let first = a.forward(x);
        let skip = X::join(vec![first.clone(), first]);
        let low = b.forward(resample.halve(skip.clone()));
        head.forward(c.forward(resample.double_and_join(low, gate.forward(skip))))
    }
}

#[test]
fn every_layer_agrees_with_burn() {
    for size in [[2, 2], [18, 10], [6, 50], [34, 30]] {
        let x = noise(size[0] * size[1] * 5, 7);
        let burn = values(sampler(&flex())(tensor(&x, size)));
        let program = Program::new(Level::chosen(), [(5, 0)], |[x]| sampler(&flex())(x));
        let off = difference(&burn, &run(&program, &[&x], size));
        assert!(off < 1e-5, "{size:?}: off by {off}");
    }
}

#[test]
fn shipped_networks_agree_with_burn() {
    let (labeller, colorizer) = shipped();
    let own = Own::new(&labeller, &colorizer, Level::chosen());
    for size in [[32, 32], [64, 96]] {
        let ink = noise(size[0] * size[1] * 4, 9);
        let off = difference(&values(labeller.flow(tensor(&ink, size))), &run(&own.labeller, &[&ink], size));
        assert!(off < 1e-4, "labeller at {size:?}: off by {off}");
        let inputs = colorizer_inputs(size);
        let half = size.map(|side| side / 2);
        let [drawing, prompt, parts] =
            [tensor(&inputs[0], size), tensor(&inputs[1], half), tensor(&inputs[2], half)];
        let burn = values(colorizer.flow(drawing, prompt, parts));
        let off = difference(&burn, &run(&own.colorizer, &slices(&inputs), size));
        assert!(off < 1e-4, "colouriser at {size:?}: off by {off}");
    }
}

#[test]
fn devices_agree() {
    let engines = [Device::Cpu, Device::Flex].map(|device| Engine::new(device).expect("the processor"));
    let ink = Plane::from_fn(128, 64, |x, y| if (x * y) % 13 < 3 { 255 } else { 0 });
    let mut prompt = PromptMap::empty(32, 16);
    prompt.set(7, 3, &LocalStyle::color(Rgb::new(255, 30, 0)), 0.7);
    let [own, burn] = engines.map(|engine| {
        let parts = engine.read_parts(&ink, 1.0);
        let paint = engine.paint(&ink, [0.6, 0.8, 0.5, 1.0], &prompt, &parts, None);
        [parts.labels, parts.embeddings, paint.0.into_vec().into_flattened()]
    });
    for (i, (own, burn)) in own.iter().zip(&burn).enumerate() {
        let off = difference(burn, own);
        assert!(off < 1e-4, "result {i}: off by {off}");
    }
}

#[test]
fn strips_threads_and_levels_give_the_same_bytes() {
    let (labeller, colorizer) = shipped();
    let size = [512, 32];
    let (ink, inputs) = (noise(size[0] * size[1] * 4, 11), colorizer_inputs(size));
    let both = |own: &Own, ceiling: usize| {
        let mut room = Room::default();
        let labels = bits(own.labeller.run(&[&ink], size, ceiling, &mut room));
        (labels, bits(own.colorizer.run(&slices(&inputs), size, ceiling, &mut room)))
    };
    let own = Own::new(&labeller, &colorizer, Level::chosen());
    let whole = both(&own, AMPLE);
    for part in [2, 3, 8] {
        let ceiling = own.labeller.bytes(size, AMPLE).min(own.colorizer.bytes(size, AMPLE)) / part;
        assert!(both(&own, ceiling) == whole, "in strips within {ceiling} bytes");
    }
    for threads in [1, 2, 8] {
        let pool = super::pool(threads).expect("threads");
        assert!(pool.install(|| both(&own, AMPLE)) == whole, "{threads} threads");
    }
    for level in Level::all() {
        let found = both(&Own::new(&labeller, &colorizer, level), AMPLE);
        if matches!(level, Level::Portable) != matches!(Level::chosen(), Level::Portable) {
            let real = |bits: &[u32]| bits.iter().map(|&v| f32::from_bits(v)).collect::<Vec<_>>();
            assert!(difference(&real(&whole.0), &real(&found.0)) < 1e-4, "{level:?}");
        } else {
            assert!(found == whole, "{level:?}");
        }
    }
}

#[test]
fn buffers_stay_below_their_ceilings() {
    let (labeller, colorizer) = shipped();
    let own = Own::new(&labeller, &colorizer, Level::chosen());
    let ceiling = EngineOptions::default().memory;
    for (name, program) in [("labeller", &own.labeller), ("colouriser", &own.colorizer)] {
        let need = |side: usize, ceiling: usize| program.bytes([side; 2], ceiling);
        let mib = |bytes: usize| bytes >> 20;
        for side in [128, 256, 512, 768] {
            let [whole, half] = [AMPLE, need(side, AMPLE) / 2].map(|ceiling| mib(need(side, ceiling)));
            println!("{name} at {}: {whole} MiB whole, {half} in strips", 2 * side);
        }
        assert!(mib(need(256, ceiling)) < 50);
        // The largest that a session asks for.
        assert!(need(768, ceiling) <= ceiling);
        assert!(need(768, 160 << 20) <= 160 << 20);
    }
}

#[test]
fn what_changed_is_run_again_and_no_more() {
    let (labeller, colorizer) = shipped();
    let own = Own::new(&labeller, &colorizer, Level::chosen());
    let size = [96, 128];
    let mut inputs = colorizer_inputs(size);
    let mut kept = Kept::new(&own.colorizer, &slices(&inputs), size);
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    for round in 0..6 {
        let input = [1, 0, 1, 2, 1, 1][round];
        let at = rng.random_range(0..inputs[input].len());
        inputs[input][at] += 0.5;
        kept.update(&own.colorizer, &slices(&inputs));
        let whole = run(&own.colorizer, &slices(&inputs), size);
        assert!(bits(kept.output(&own.colorizer)) == bits(&whole), "round {round}");
        let work = kept.work();
        assert!(0 < work.done && work.done < work.whole, "{work:?}");
    }
    kept.update(&own.colorizer, &slices(&inputs));
    assert_eq!(kept.work().done, 0);
}

#[test]
fn numbers_that_are_none_stay_within_reach() {
    let (labeller, colorizer) = shipped();
    let own = Own::new(&labeller, &colorizer, Level::chosen());
    let size = [32, 512];
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
        let mut ink = noise(size[0] * size[1] * 4, 15);
        let sound = run(&own.labeller, &[&ink], size);
        ink[0] = wrong;
        let y = run(&own.labeller, &[&ink], size);
        // A pixel reaches 186 others to each side, and the tiles that hold them.
        let channels = y.len() / (size[0] * size[1]);
        for (y, sound) in y.chunks_exact(size[1] * channels).zip(sound.chunks_exact(size[1] * channels)) {
            assert!(bits(&y[400 * channels..]) == bits(&sound[400 * channels..]), "{wrong}");
        }
    }
}

#[test]
fn threads_out_of_range_are_named() {
    for threads in [0, 257] {
        let options = EngineOptions { threads: Some(threads), ..EngineOptions::default() };
        let error = Engine::with_options(options, Models::BUNDLED).expect_err("out of range");
        assert!(matches!(error, Error::InvalidArgument(_)));
        assert_eq!(error.to_string(), format!("{threads} threads are outside 1..=256"));
    }
    let options = EngineOptions { threads: Some(3), ..EngineOptions::default() };
    assert_eq!(Engine::with_options(options, Models::BUNDLED).expect("sound").threads(), 3);
}
