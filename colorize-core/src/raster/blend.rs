/// `top` over `bottom`, both straight alpha.
pub(crate) fn over(top: [u8; 4], bottom: [u8; 4]) -> [u8; 4] {
    match (top[3], bottom[3]) {
        (0, _) => bottom,
        (255, _) => top,
        (a, 255) => {
            let a = u32::from(a);
            let mix = |t: u8, b: u8| ((u32::from(t) * a + u32::from(b) * (255 - a) + 127) / 255) as u8;
            [mix(top[0], bottom[0]), mix(top[1], bottom[1]), mix(top[2], bottom[2]), 255]
        }
        (a, b) => {
            let (a, b) = (u32::from(a) * 255, u32::from(b) * (255 - u32::from(a)));
            let alpha = (a + b).max(1);
            let mix = |t: u8, u: u8| ((u32::from(t) * a + u32::from(u) * b + alpha / 2) / alpha) as u8;
            [
                mix(top[0], bottom[0]),
                mix(top[1], bottom[1]),
                mix(top[2], bottom[2]),
                ((a + b + 127) / 255) as u8,
            ]
        }
    }
}

/// `pixel` over white paper: opaque.
pub(crate) fn over_white(pixel: [u8; 4]) -> [u8; 4] {
    over(pixel, [255; 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same in real numbers.
    fn exact(top: [u8; 4], bottom: [u8; 4]) -> [f64; 4] {
        let [a, b] = [top[3], bottom[3]].map(|alpha| f64::from(alpha) / 255.0);
        let alpha = a + b * (1.0 - a);
        let mix = |i: usize| (f64::from(top[i]) * a + f64::from(bottom[i]) * b * (1.0 - a)) / alpha;
        [mix(0), mix(1), mix(2), alpha * 255.0]
    }

    #[test]
    fn what_lies_over_what_is_rounded_once() {
        let steps = [0, 1, 2, 77, 127, 128, 200, 254, 255];
        for (a, b) in steps.into_iter().flat_map(|a| steps.map(|b| (a, b))) {
            for (t, u) in steps.into_iter().flat_map(|t| steps.map(|u| (t, u))) {
                let (top, bottom) = ([t, u, 255 - t, a], [u, t, 9, b]);
                let found = over(top, bottom);
                if a > 0 || b > 0 {
                    let near = |i: usize| (f64::from(found[i]) - exact(top, bottom)[i]).abs() <= 0.5 + 1e-9;
                    assert!((0..4).all(near), "{top:?} over {bottom:?}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_changes_nothing_and_all_hides_all() {
        let pixel = [10, 20, 30, 40];
        assert_eq!(over([1, 2, 3, 0], pixel), pixel);
        assert_eq!(over([1, 2, 3, 255], pixel), [1, 2, 3, 255]);
        assert_eq!(over(pixel, [9, 9, 9, 0]), pixel);
    }
}
