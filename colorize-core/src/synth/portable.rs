/// Functions of numbers that give the same bits on every machine, which those of the system do not.
pub trait Portable {
    /// The sine of an angle in radians.
    fn sine(self) -> Self;
    /// The cosine of an angle in radians.
    fn cosine(self) -> Self;
    /// The angle of the vector `(x, self)`.
    fn angle_beside(self, x: Self) -> Self;
    /// The power to an exponent.
    fn raised(self, exponent: Self) -> Self;
    /// The length of the vector `(self, other)`.
    fn diagonal(self, other: Self) -> Self;
}

impl Portable for f64 {
    fn sine(self) -> Self {
        libm::sin(self)
    }

    fn cosine(self) -> Self {
        libm::cos(self)
    }

    fn angle_beside(self, x: Self) -> Self {
        libm::atan2(self, x)
    }

    fn raised(self, exponent: Self) -> Self {
        libm::pow(self, exponent)
    }

    fn diagonal(self, other: Self) -> Self {
        libm::hypot(self, other)
    }
}
