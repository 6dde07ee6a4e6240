use crate::raster::{Plane, Raster};

/// A drawing as it was given: in one byte a pixel, if all of it is opaque and grey, as most are; else in four.
#[derive(Debug)]
pub(crate) enum Original {
    Grey(Plane<u8>),
    Color(Raster),
}

impl Original {
    pub(crate) fn new(drawing: &Raster) -> Self {
        let grey = |&[r, g, b, a]: &[u8; 4]| r == g && g == b && a == 255;
        if drawing.as_slice().iter().all(grey) {
            Self::Grey(drawing.map(|pixel| pixel[0]))
        } else {
            Self::Color(drawing.clone())
        }
    }

    pub(crate) fn to_raster(&self) -> Raster {
        match self {
            Self::Grey(grey) => grey.map(|&v| [v, v, v, 255]),
            Self::Color(raster) => raster.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_comes_back_and_greys_take_a_quarter() {
        let grey = Plane::from_fn(5, 4, |x, y| [(x * y) as u8; 3]).map(|&[r, g, b]| [r, g, b, 255]);
        let mut clear = grey.clone();
        clear.set(4, 3, [0; 4]);
        let mut red = grey.clone();
        red.set(0, 0, [9, 0, 0, 255]);
        assert!(matches!(Original::new(&grey), Original::Grey(_)));
        for drawing in [grey, clear, red] {
            assert_eq!(Original::new(&drawing).to_raster(), drawing);
        }
    }
}
