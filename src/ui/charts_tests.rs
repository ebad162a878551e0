use super::*;

#[test]
fn a_chart_holds_stored_text_inert_and_names_every_value() {
    let points = vec![(0.0, 70.0, "<b>70</b> kg".to_owned()), (1.0, 72.5, "72.5 kg".into())];
    let series = [Series { is_second: false, points }];
    let marks = [(0.5, "Visit".into())];
    let goals = [(60.0, "Goal: <60> kg".into())];
    let ground = Ground { marks: &marks, goals: &goals, ..Ground::default() };
    let svg = lines("Weight", &series, ground, ("Jan", "Mar"), Language::English);
    assert!(svg.contains("<title>&lt;b&gt;70&lt;/b&gt; kg</title>") && !svg.contains("<b>"));
    assert_eq!(svg.matches("<circle").count(), 2);
    assert!(svg.contains("Goal: &lt;60&gt; kg") && svg.contains(">60</text>"), "{svg}");
}

#[test]
fn a_scale_is_made_of_round_steps() {
    assert_eq!(step(9.0), 2.0);
    let scale = Scale::around(70.2, 78.9, false, Language::English);
    assert!(scale.low <= 70.2 && scale.high >= 78.9);
    assert!(bars("Nothing", &[], Language::English).ends_with("</svg>"));
}

/// The number behind each `name="` of the drawing.
fn numbers(svg: &str, name: &str) -> Vec<f64> {
    let name = format!(" {name}=\"");
    let found = svg.split(name.as_str()).skip(1);
    found.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn words_of_the_axis_have_room_whatever_they_say() {
    for (value, words) in [
        (500_000.0, ">500,000</text>"),
        (1_234_567_890.0, ">1,000,000,000</text>"),
        (12.0, ">10</text>"),
        (-500_000.0, ">−500,000</text>"),
    ] {
        let svg = bars("Sums", &[("Jan".into(), value, "a".into())], Language::English);
        assert!(svg.contains(words), "{svg}");
        let longest = svg.split("text-anchor=\"end\">").skip(1);
        let longest = longest.map(|rest| rest.split('<').next().unwrap().chars().count());
        let needed = longest.max().unwrap() as f64 * LETTER;
        let end = svg.split("<text x=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(end.parse::<f64>().unwrap() >= needed, "{svg}");
    }
}

#[test]
fn long_labels_below_bars_stand_on_two_lines_by_turns() {
    let of = |label: &str| (label.to_owned(), 1.0, String::new());
    let heights = |labels: &[&str]| {
        let drawn: Vec<_> = labels.iter().map(|label| of(label)).collect();
        let svg = bars("Sums", &drawn, Language::French);
        let below = svg.split("text-anchor=\"middle\"").count() - 1;
        assert_eq!(below, labels.len(), "{svg}");
        let texts = svg.split("<text ").filter(|text| text.contains("\"middle\""));
        texts.map(|text| numbers(&format!(" {text}"), "y")[0]).collect::<Vec<_>>()
    };
    let close = heights(&["Carte bancaire (crédit)"; 7]);
    assert!(close[0] < close[1] && close[0] == close[2], "{close:?}");
    let months = heights(&["sept."; 12]);
    assert!(months.iter().all(|y| *y == months[0]), "{months:?}");
}

#[test]
fn a_bar_below_zero_hangs_from_it() {
    let of = |value: f64| ("Jan".to_owned(), value, "a".to_owned());
    let svg = bars("Sums", &[of(100.0), of(-50.0), of(0.0)], Language::English);
    let drawn = svg.split("<rect").skip(1).map(|rest| rest.split('>').next().unwrap());
    let drawn = drawn.collect::<String>();
    let (tops, heights) = (numbers(&drawn, "y"), numbers(&drawn, "height"));
    assert_eq!(svg.matches("bar below").count(), 1);
    assert!(heights[0] > heights[1] && heights[1] > 10.0, "{svg}");
    let zero = tops[0] + heights[0];
    assert!((tops[1] - zero).abs() < 0.2, "it begins at zero: {svg}");
    assert!(tops[1] + heights[1] <= HEIGHT - BOTTOM + 0.2, "and ends within the drawing: {svg}");
    assert!(svg.contains("axis zero"), "{svg}");
}
