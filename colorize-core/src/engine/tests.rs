use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::Error;
use crate::label::Label;
use crate::network::colorizer::COLORIZER_INPUTS;
use crate::network::prompt_map::PROMPT_CHANNELS;

const AMPLE: usize = 1 << 30;

fn noise(length: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..length).map(|_| rng.random_range(-1.0..=1.0)).collect()
}

fn run(program: &Program, inputs: &[&[f32]], size: [usize; 2]) -> Vec<f32> {
    program.run(inputs, size, AMPLE, &mut Workspace::default()).to_vec()
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

/// The shipped networks.
fn shipped(level: Level) -> Kernels {
    let weights = super::weights(&Models::bundled()).expect("sound weights");
    Kernels::new(weights, level).expect("sound weights")
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

#[test]
fn strips_threads_and_levels_give_the_same_bytes() {
    let size = [512, 32];
    let (ink, inputs) = (noise(size[0] * size[1] * 4, 11), colorizer_inputs(size));
    let both = |own: &Kernels, ceiling: usize| {
        let mut workspace = Workspace::default();
        let labels = bits(own.labeller.run(&[&ink], size, ceiling, &mut workspace));
        (labels, bits(own.colorizer.run(&slices(&inputs), size, ceiling, &mut workspace)))
    };
    let own = shipped(Level::chosen());
    let whole = both(&own, AMPLE);
    for part in [2, 3, 8] {
        let ceiling = own.labeller.bytes(size, AMPLE).min(own.colorizer.bytes(size, AMPLE)) / part;
        assert!(both(&own, ceiling) == whole, "in strips within {ceiling} bytes");
    }
    for count in [1, 2, 8] {
        let threads = Threads::new(Some(count)).expect("threads");
        assert!(threads.install(|| both(&own, AMPLE)) == whole, "{count} threads");
    }
    for level in Level::all() {
        let found = both(&shipped(level), AMPLE);
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
    let own = shipped(Level::chosen());
    let ceiling = EngineOptions::default().memory;
    for (name, program) in [("labeller", &own.labeller), ("colouriser", &own.colorizer)] {
        let need = |side: usize, ceiling: usize| program.bytes([side; 2], ceiling);
        let mib = |bytes: usize| bytes >> 20;
        for side in [128, 256, 512, 768] {
            let [whole, half] = [AMPLE, need(side, AMPLE) / 2].map(|ceiling| mib(need(side, ceiling)));
            println!("{name} at {}: {whole} MiB whole, {half} in strips", 2 * side);
        }
        assert!(mib(need(256, ceiling)) < 50);
        // The largest that a reading asks for.
        assert!(need(768, ceiling) <= ceiling);
        assert!(need(768, 160 << 20) <= 160 << 20);
    }
}

#[test]
fn what_changed_is_run_again_and_no_more() {
    let own = shipped(Level::chosen());
    let size = [96, 128];
    let mut inputs = colorizer_inputs(size);
    let mut cache = FeatureCache::new(&own.colorizer, &slices(&inputs), size);
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    for round in 0..6 {
        let input = [1, 0, 1, 2, 1, 1][round];
        let at = rng.random_range(0..inputs[input].len());
        inputs[input][at] += 0.5;
        cache.update(&own.colorizer, &slices(&inputs));
        let whole = run(&own.colorizer, &slices(&inputs), size);
        assert!(bits(cache.output(&own.colorizer)) == bits(&whole), "round {round}");
        let work = cache.work();
        assert!(0 < work.done && work.done < work.whole, "{work:?}");
    }
    cache.update(&own.colorizer, &slices(&inputs));
    assert_eq!(cache.work().done, 0);
}

#[test]
fn nan_stays_within_reach() {
    let own = shipped(Level::chosen());
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
        let options = EngineOptions::default().with_threads(threads);
        let error = Engine::with_options(options, &Models::bundled()).expect_err("out of range");
        assert!(matches!(error, Error::InvalidArgument(_)));
        assert_eq!(error.to_string(), format!("{threads} threads are outside 1..=256"));
    }
    let options = EngineOptions::default().with_threads(3);
    assert_eq!(Engine::with_options(options, &Models::bundled()).expect("sound").threads(), 3);
}

#[test]
fn progress_is_told_on_the_callers_thread_and_can_cancel() {
    let engine =
        Engine::with_options(EngineOptions::default().with_threads(2), &Models::bundled()).expect("sound");
    let caller = std::thread::current().id();
    let mut told = Vec::new();
    let mut listen = |done: f32| {
        assert_eq!(std::thread::current().id(), caller);
        told.push(done);
        done < 0.5
    };
    let stopped = engine.install_told(Some(&mut listen), |mut progress| {
        assert_ne!(std::thread::current().id(), caller);
        [0.0, 0.25, 0.5, 0.75].into_iter().find(|&done| crate::progress::tell(&mut progress, done).is_err())
    });
    assert_eq!((stopped, told), (Some(0.5), vec![0.0, 0.25, 0.5]));
}

#[test]
fn a_histogram_changes_colours_alone() {
    use crate::Rgb;
    let engine = Engine::new(Device::Cpu).expect("the processor");
    // A face below hair, as boxes have it.
    let line = |x: usize, y: usize| {
        let inside = (24..104).contains(&x) && (16..112).contains(&y);
        inside && (!(28..100).contains(&x) || !(20..108).contains(&y) || (44..48).contains(&y))
    };
    let ink = Plane::from_fn(128, 128, |x, y| if line(x, y) { 255 } else { 0 });
    let (labels, prompt) = (engine.label(&ink, Frame::new([0; 2], 1.0)), PromptMap::empty(32, 32));
    let paint = |histogram: Option<&Histogram>| {
        let light = [0.6, 0.8, 0.5, 1.0];
        engine
            .paint(&ColorizerInput { ink: &ink, light, prompt: &prompt, labels: &labels, histogram }, None)
            .0
    };
    let of = |color: Rgb| Histogram::from_colors(&[(color, 1.0)]).unwrap();
    let (red, blue) = (of(Rgb::new(200, 30, 40)), of(Rgb::new(30, 60, 190)));
    let paints = [None, Some(&red), Some(&blue)].map(paint);
    let shades = paints.each_ref().map(|paint| {
        bits(&paint.as_slice().iter().flat_map(|pixel| pixel[..3].to_vec()).collect::<Vec<f32>>())
    });
    assert!(shades[0] == shades[1] && shades[0] == shades[2]);
    let colors = paints.each_ref().map(|paint| {
        bits(&paint.as_slice().iter().flat_map(|pixel| pixel[3..].to_vec()).collect::<Vec<f32>>())
    });
    assert!(colors[0] != colors[1] && colors[1] != colors[2]);
}

#[cfg(feature = "flex")]
#[test]
fn devices_agree() {
    use crate::Rgb;
    use crate::network::matcher::{PAIR_INPUTS, PIECE_INPUTS, Pairing};
    use crate::network::regions::REGION_INPUTS;
    use crate::style::LocalStyle;
    let engines = [Device::Cpu, Device::Flex].map(|device| Engine::new(device).expect("the processor"));
    let ink = Plane::from_fn(128, 64, |x, y| if (x * y) % 13 < 3 { 255 } else { 0 });
    let mut prompt = PromptMap::empty(32, 16);
    prompt.set(7, 3, &LocalStyle::color(Rgb::new(255, 30, 0)), 0.7);
    let histogram = Histogram::from_colors(&[(Rgb::new(255, 30, 0), 0.3), (Rgb::WHITE, 0.7)]).unwrap();
    let [own, burn] = engines.map(|engine| {
        let labels = engine.label(&ink, Frame::new([0; 2], 1.0));
        let light = [0.6, 0.8, 0.5, 1.0];
        let input = ColorizerInput {
            ink: &ink,
            light,
            prompt: &prompt,
            labels: &labels,
            histogram: Some(&histogram),
        };
        let paint = engine.paint(&input, None);
        let told =
            |count: usize| (0..count).map(|i| ((i * 37 % 101) as f32 - 50.0) / 40.0).collect::<Vec<_>>();
        let heard = engine.heard(&told(9 * REGION_INPUTS), 9);
        let looked = engine.looked(&told(9 * PIECE_INPUTS), 9).expect("a matcher");
        let matched = engine.matched(Pairing::Frames, &told(12 * PAIR_INPUTS), [3, 4]).expect("a matcher");
        [labels.labels, labels.embeddings, paint.0.into_vec().into_flattened(), heard, looked, matched]
    });
    for (i, (own, burn)) in own.iter().zip(&burn).enumerate() {
        let off = difference(burn, own);
        assert!(off < 1e-4, "result {i}: off by {off}");
    }
}
