use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Builder, Level, Program, Workspace};

fn noise(length: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..length).map(|_| rng.random_range(-1.0..=1.0)).collect()
}

fn run(program: &Program, inputs: &[&[f32]], size: [usize; 2]) -> Vec<f32> {
    program.run(inputs, size, 1 << 30, &mut Workspace::default()).to_vec()
}

/// Largest difference over the largest value.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let largest = a.iter().fold(1e-6f32, |m, v| m.max(v.abs()));
    a.iter().zip(b).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest
}

/// A convolution of some weights.
struct Conv {
    kernel: usize,
    /// [kernel, kernel, inputs, outputs], then the bias.
    weights: [Vec<f32>; 2],
}

impl Conv {
    fn random(kernel: usize, inputs: usize, outputs: usize) -> Self {
        let bound = (6.0 / (kernel * kernel * inputs) as f32).sqrt();
        let weight = noise(kernel * kernel * inputs * outputs, 7).into_iter().map(|v| v * bound).collect();
        Self { kernel, weights: [weight, noise(outputs, 8)] }
    }

    /// The program of nothing but this convolution, of maps side by side.
    fn of_joined<const N: usize>(&self, level: Level, channels: [usize; N]) -> Program {
        let (mut builder, inputs) = Builder::new(level, channels.map(|count| (count, 0)));
        let joined = builder.join(inputs.into());
        let end = builder.conv(joined, self.kernel, self.weights.clone());
        builder.finish(end)
    }
}

/// Sums in f64, tap by tap.
fn naive(conv: &Conv, x: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
    let Conv { kernel, weights: [weights, bias] } = conv;
    let (kernel, outputs) = (*kernel, bias.len());
    let inputs = weights.len() / (kernel * kernel * outputs);
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
        let conv = Conv::random(kernel, channels[..count].iter().sum(), 18);
        let maps: Vec<&[f32]> = maps[..count].iter().map(Vec::as_slice).collect();
        let exact = naive(&conv, &joined(&maps, 40), [5, 8]);
        for level in Level::all() {
            let found = match count {
                4 => run(&conv.of_joined(level, [0, 1, 2, 3].map(|i| channels[i])), &maps, [5, 8]),
                _ => run(&conv.of_joined(level, channels), &maps, [5, 8]),
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
        let conv = Conv::random(kernel, low + skip, outputs);
        let size = [2 * height, 2 * width];
        let [below, beside] =
            [noise(height * width * low, seed), noise(4 * height * width * skip, seed.wrapping_add(1))];
        let whole = joined(&[&doubled(&below, [height, width]), &beside], 4 * height * width);
        let exact = naive(&conv, &whole, size);
        for level in Level::all() {
            let (mut builder, [skip, low]) = Builder::new(level, [(skip, 0), (low, 1)]);
            let joined = builder.double_and_join(low, skip);
            let end = builder.conv(joined, kernel, conv.weights.clone());
            let program = builder.finish(end);
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
        let conv = Conv::random(kernel, inputs, outputs);
        let x = noise(height * width * inputs, seed);
        let exact = naive(&conv, &x, [height, width]);
        for level in Level::all() {
            let program = conv.of_joined(level, [inputs]);
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
        let conv = Conv::random(3, inputs, outputs);
        let x = noise(size[0] * size[1] * inputs, 5);
        let exact = naive(&conv, &x, size);
        for level in Level::all() {
            let program = conv.of_joined(level, [inputs]);
            let off = difference(&exact, &run(&program, &[&x], size));
            assert!(off < 2e-5, "{level:?}, {inputs} to {outputs}: off by {off}");
        }
    }
}

/// The mean of a row's values, by the exponentials of queries times keys, in f64.
fn attended(row: &[f32], heads: usize, channels: usize) -> Vec<f32> {
    let own = channels / heads;
    let pixels: Vec<&[f32]> = row.chunks_exact(3 * channels).collect();
    let mut y = Vec::new();
    for query in &pixels {
        for head in 0..heads {
            let cut = head * own..(head + 1) * own;
            let score = |key: &&[f32]| {
                let keys = &key[channels..2 * channels][cut.clone()];
                let sum: f64 =
                    query[cut.clone()].iter().zip(keys).map(|(&q, &k)| f64::from(q) * f64::from(k)).sum();
                (sum / (own as f64).sqrt()).exp()
            };
            let shares: Vec<f64> = pixels.iter().map(score).collect();
            let total: f64 = shares.iter().sum();
            y.extend(cut.map(|channel| {
                let value =
                    |(share, pixel): (&f64, &&[f32])| share * f64::from(pixel[2 * channels + channel]);
                (shares.iter().zip(&pixels).map(value).sum::<f64>() / total) as f32
            }));
        }
    }
    y
}

#[test]
fn attention_is_a_mean_by_likeness() {
    for (size, heads, channels) in [([1, 1], 1, 4), ([1, 5], 2, 6), ([7, 9], 3, 48), ([1, 300], 6, 96)] {
        let x: Vec<f32> = noise(size[0] * size[1] * 3 * channels, 3).into_iter().map(|v| 3.0 * v).collect();
        let rows = x.chunks_exact(size[1] * 3 * channels);
        let exact: Vec<f32> = rows.flat_map(|row| attended(row, heads, channels)).collect();
        let found = Level::all().into_iter().map(|level| {
            let (mut builder, [asked]) = Builder::new(level, [(3 * channels, 0)]);
            let end = builder.attend(asked, heads);
            let found = run(&builder.finish(end), &[&x], size);
            let off = difference(&exact, &found);
            assert!(off < 2e-6, "{level:?}, {size:?}: off by {off}");
            (level, found)
        });
        let fused: Vec<_> = found.filter(|(level, _)| level.name() != "portable").collect();
        assert!(fused.windows(2).all(|pair| pair[0].1 == pair[1].1), "{size:?}: not the same bytes");
    }
}

#[test]
fn attention_in_strips_is_attention() {
    let conv = Conv::random(3, 4, 24);
    let x = noise(256 * 8 * 4, 9);
    let level = Level::chosen();
    let (mut builder, [input]) = Builder::new(level, [(4, 0)]);
    let asked = builder.conv(input, 3, conv.weights);
    let end = builder.attend(asked, 2);
    let program = builder.finish(end);
    let whole = run(&program, &[&x], [256, 8]);
    let cut = program.run(&[&x], [256, 8], 1, &mut Workspace::default()).to_vec();
    assert!(whole == cut);
}
