//! Goals by arithmetic.

use super::progress;

#[test]
fn progress_is_the_share_of_the_way_whichever_end_is_larger() {
    let of = |start, target, now| progress(Some(start), Some(target), Some(now));
    assert_eq!(of(81.2, 72.0, 77.2).map(|share| (share * 1000.0).round()), Some(435.0));
    assert_eq!((of(0.0, 5.0, 3.0), of(5.0, 0.0, 3.0)), (Some(0.6), Some(0.4)));
    assert_eq!((of(80.0, 72.0, 83.0), of(80.0, 72.0, 60.0)), (Some(0.0), Some(1.0)));
    assert_eq!(of(72.0, 72.0, 75.0), Some(1.0), "there is no way to go");
    assert_eq!(progress(None, Some(72.0), Some(75.0)), None);
}
