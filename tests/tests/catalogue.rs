//! Instant search of products.

use guichet_tests::{TestApp, actor::Staff};
use serde_json::{Value, json};

async fn suggest(staff: &Staff, term: &str) -> Value {
    let document = "query($term: String!) { suggestProducts(term: $term) { tooMany products { reference onSale } } }";
    staff.data(document, json!({ "term": term })).await["suggestProducts"].clone()
}

fn references(suggestions: &Value) -> Vec<&str> {
    let products = suggestions["products"].as_array().unwrap();
    products.iter().map(|product| product["reference"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn nothing_is_looked_for_before_the_third_character() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    for term in ["", "E", "EC", "  ec ", "e-c", "é"] {
        assert_eq!(suggest(&seller, term).await, json!({ "tooMany": false, "products": [] }), "{term}");
    }
    assert_eq!(references(&suggest(&seller, "ec2").await), ["EC-2400"]);
}

#[tokio::test]
async fn case_accents_hyphens_and_spacing_do_not_count() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    for term in ["ÉCRAN", "ecran", "led 24", "LED-24", "n l e d", "ec2400", "c-24", "24pouces"] {
        assert_eq!(references(&suggest(&seller, term).await), ["EC-2400"], "{term}");
    }
    assert_eq!(references(&suggest(&seller, "pouces écran").await), [""; 0], "the text as it stands, not its words");
    assert_eq!(references(&suggest(&seller, "2400ecran").await), [""; 0], "no match runs from one field into another");
}

#[tokio::test]
async fn what_means_something_to_the_engine_is_plain_text() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    app.import(&[("PCT-1".into(), "Remise 100%_garantie \"or\" OR 1=1".into())]).await;
    for term in ["100%_g", "%_g", "\"or\"", "or 1=1"] {
        assert_eq!(references(&suggest(&seller, term).await), ["PCT-1"], "{term}");
    }
    for term in ["%%%", "___", "' OR ''='", "*ran*", "\\\\\\", "NEAR(ecran led)"] {
        assert_eq!(references(&suggest(&seller, term).await), [""; 0], "{term}");
    }
}

#[tokio::test]
async fn one_to_nine_matches_are_all_shown_and_ten_are_too_many() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let hubs: Vec<_> = (1..=9).map(|n| (format!("HUB-{n}"), format!("Concentrateur {n} ports"))).collect();
    app.import(&hubs).await;
    let nine = suggest(&seller, "concentrateur").await;
    assert_eq!((references(&nine).len(), &nine["tooMany"]), (9, &json!(false)));
    app.import(&[("HUB-10".into(), "Concentrateur 10 ports".into())]).await;
    assert_eq!(suggest(&seller, "concentrateur").await, json!({ "tooMany": true, "products": [] }));
    assert_eq!(references(&suggest(&seller, "concentrateur10").await), ["HUB-10"]);
}

#[tokio::test]
async fn a_product_no_longer_on_sale_is_found_and_says_so() {
    let app = TestApp::start().await;
    let found = suggest(&app.technician().await, "matricielle").await;
    assert_eq!(found["products"], json!([{ "reference": "IM-1998", "onSale": false }]));
}

#[tokio::test]
async fn a_new_designation_is_found_under_its_new_words_alone() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    app.import(&[("CL-0102".into(), "Pavé numérique".into())]).await;
    assert_eq!(references(&suggest(&seller, "pave").await), ["CL-0102"]);
    assert_eq!(references(&suggest(&seller, "azerty").await), [""; 0]);
}
