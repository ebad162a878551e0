//! Body indices. Each says its equation and where it comes from; none is rounded, so that a class is
//! that of the value and not of its print.

/// Body mass index, kg/m² (Quetelet; WHO Technical Report Series 894, 2000).
pub fn bmi(weight_kg: f64, height_cm: f64) -> f64 {
    let height_m = height_cm / 100.0;
    weight_kg / (height_m * height_m)
}

/// Waist-to-hip ratio (WHO, Waist circumference and waist–hip ratio, expert consultation 2008).
pub fn whr(waist_cm: f64, hip_cm: f64) -> f64 {
    waist_cm / hip_cm
}

/// Waist-to-height ratio (NICE guideline NG246, 2025).
pub fn whtr(waist_cm: f64, height_cm: f64) -> f64 {
    waist_cm / height_cm
}

/// A value as it is stored and sent: two decimals, half away from zero.
pub fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_agree_with_worked_examples() {
        assert_eq!(hundredths(bmi(70.0, 175.0)), 22.86);
        assert_eq!(hundredths(whr(80.0, 100.0)), 0.8);
        assert_eq!(hundredths(whtr(84.0, 168.0)), 0.5);
    }
}
