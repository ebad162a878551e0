//! A sum split in proportion, to the last cent: a discount over the lines of an invoice, a credit note over
//! the tax rates of what it takes back.

/// Splits a sum in proportion to the weights, none of which is negative; what is left by rounding
/// down goes to the largest remainders, the first of equals. No share is more than its weight where
/// the sum is not more than theirs.
pub(super) fn proportional_shares(sum: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &i64| i128::from(sum) * i128::from(*weight);
    let mut shares: Vec<i64> =
        weights.iter().map(|weight| i64::try_from(exact(weight) / whole).unwrap_or(0)).collect();
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(exact(&weights[*place]) % whole));
    let left = sum - shares.iter().sum::<i64>();
    for place in places.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[place] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cent_that_no_share_is_nearest_to_goes_to_the_largest_remainder() {
        assert_eq!(proportional_shares(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(proportional_shares(10, &[20, 30]), [4, 6]);
        assert_eq!(proportional_shares(1, &[10, 90]), [0, 1]);
        assert_eq!(proportional_shares(0, &[5]), [0]);
        assert_eq!(proportional_shares(0, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn shares_come_to_the_sum_and_none_exceeds_its_weight(
            weights in prop::collection::vec(0..1_000_000_i64, 1..9), part in 0..=1000_i64
        ) {
            let whole: i64 = weights.iter().sum();
            let sum = whole * part / 1000;
            let shares = proportional_shares(sum, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), sum);
            prop_assert!(shares.iter().zip(&weights).all(|(share, weight)| share <= weight));
        }
    }
}
