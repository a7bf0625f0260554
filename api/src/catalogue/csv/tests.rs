use super::*;
use guichet_domain::Reason;

/// What each line of a file gives: the product as text, or what is wrong.
fn read(file: &str) -> Vec<String> {
    ProductLines::new(file.as_bytes())
        .unwrap()
        .map(|line| match line.unwrap() {
            Ok(product) => format!("{} | {} | {}", product.reference, product.designation, product.on_sale),
            Err(bad) => bad.to_string(),
        })
        .collect()
}

#[test]
fn commas_and_semicolons_with_or_without_bom_read_the_same() {
    let expected = ["KB-1 | Clavier mécanique | true", "SO-2 | Souris | false"];
    let commas = "reference,designation,on_sale\nKB-1,Clavier mécanique,true\nSO-2,Souris,false\n";
    assert_eq!(read(commas), expected);
    assert_eq!(read(&commas.replace(',', ";")), expected);
    assert_eq!(read(&format!("\u{feff}{commas}")), expected);
    assert_eq!(read(&commas.replace('\n', "\r\n")), expected);
    assert_eq!(read(commas.trim_end()), expected);
}

#[test]
fn quoted_fields_hold_separators_and_quotation_marks() {
    assert_eq!(
        read("reference,designation,on_sale\nEC-1,\"Écran 24\"\", mat\",1\n\"EC-2\",\"Écran; brillant\",\"0\"\n"),
        ["EC-1 | Écran 24\", mat | true", "EC-2 | Écran; brillant | false"]
    );
}

#[test]
fn columns_come_in_any_order_beside_others() {
    assert_eq!(read("Prix;On_Sale;Designation;REFERENCE\n12,50;oui;Webcam;WC-1\n"), ["WC-1 | Webcam | true"]);
}

#[test]
fn on_sale_is_yes_or_no_in_several_words() {
    for (word, on_sale) in [
        ("true", true),
        ("1", true),
        ("OUI", true),
        ("yes", true),
        ("False", false),
        ("0", false),
        ("non", false),
        ("no", false),
    ] {
        assert_eq!(read(&format!("reference,designation,on_sale\nA,B,{word}")), [format!("A | B | {on_sale}")]);
    }
}

#[test]
fn each_bad_line_is_told_with_its_number_and_the_others_are_kept() {
    let file = "reference,designation,on_sale\n\
        A,Clavier,true\n\
        ,Sans référence,true\n\
        \n\
        C,Trop,de,champs\n\
        D,Pas assez\n\
        E,Imprimante,peut-être\n\
        A,Encore,true\n\
        F,\"Jamais fermé,true\n\
        G,Casque,non\n";
    assert_eq!(
        read(file),
        [
            "A | Clavier | true",
            "line 3: reference must not be blank",
            "line 5: has 4 fields where the header has 3",
            "line 6: has 2 fields where the header has 3",
            "line 7: on_sale must be true or false (also 1 or 0, oui or non, yes or no), not “peut-être”",
            "line 8: reference is already on line 2",
            "line 9: a quotation mark is opened and not closed before the end of the line",
            "G | Casque | false",
        ]
    );
}

#[test]
fn latin_1_is_told_on_its_line() {
    let lines: Vec<_> = ProductLines::new(&b"reference,designation,on_sale\nA,\xc9cran,true\nB,Ecran,true\n"[..])
        .unwrap()
        .map(|line| line.unwrap().map_err(|bad| (bad.line, bad.wrong)).map(|product| product.reference.to_string()))
        .collect();
    assert_eq!(lines, [Err((2, Wrong::NotUtf8)), Ok("B".to_owned())]);
}

#[test]
fn limits_are_those_of_the_domain() {
    let line = format!("reference,designation,on_sale\nA,{},true\n", "é".repeat(301));
    let bad = ProductLines::new(line.as_bytes()).unwrap().next().unwrap().unwrap().unwrap_err();
    let invalid = Invalid { reason: Reason::TooLong, limit: Some(300) };
    assert_eq!(bad.wrong, Wrong::Field { column: "designation", invalid });
}

#[test]
fn a_file_without_its_columns_is_refused_whole() {
    for (file, missing) in [
        ("", "reference"),
        ("reference,on_sale\nA,true\n", "designation"),
        ("reference,designation,on_sale\rA,B,true\r", "on_sale"),
    ] {
        let refused = ProductLines::new(file.as_bytes()).err();
        assert!(matches!(refused, Some(UnreadableFile::MissingColumn(column)) if column == missing), "{file:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic_and_every_line_is_counted(body: Vec<u8>) {
        let file = [b"reference,designation,on_sale\n", body.as_slice()].concat();
        let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        proptest::prop_assert_eq!(ProductLines::new(file.as_slice()).unwrap().count(), lines);
    }
}
