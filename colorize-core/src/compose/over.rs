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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_mix_by_the_alpha_of_the_upper_one() {
        let (red, blue) = ([200, 0, 0, 255], [0, 0, 100, 255]);
        assert_eq!(over(red, blue), red);
        assert_eq!(over([9, 9, 9, 0], blue), blue);
        assert_eq!(over([200, 0, 0, 128], blue), [100, 0, 50, 255]);
        assert_eq!(over([200, 0, 0, 128], [0; 4]), [200, 0, 0, 128]);
        assert_eq!(over([0, 0, 0, 0], [7, 8, 9, 50]), [7, 8, 9, 50]);
        let [r, _, b, alpha] = over([200, 0, 0, 128], [0, 0, 100, 128]);
        assert!(r > b && (190..=193).contains(&alpha), "{r} {b} {alpha}");
    }
}
