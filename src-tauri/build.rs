//! Names every command that a page may call. Without this list each command would be open to every
//! local window; with it, only to those that `capabilities/main.json` allows.

/// Kept the same as the handler in `src/app.rs` and the capability; a test compares the three.
const COMMANDS: &[&str] = &["view", "act", "type_secret"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
