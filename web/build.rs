//! Makes the API's schema known to the typed operations.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../schema.graphql");
    cynic_codegen::register_schema("guichet").from_sdl_file("../schema.graphql")?.as_default()?;
    Ok(())
}
