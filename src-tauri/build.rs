//! Names every command that a page may call. Without this list each command would be open to every
//! local window; with it, only to those that `capabilities/main.json` allows.

/// Kept the same as the handler in `src/app.rs` and the capability; a test compares the three.
const COMMANDS: &[&str] = &[
    "abandon",
    "accept_agent",
    "begin",
    "begin_new_secret",
    "connect_save",
    "take_authority",
    "take_authority_typed",
    "practice_authority",
    "sign_in",
    "sign_in_forward",
    "sign_in_stop",
    "accept_sign_in",
    "connect_view",
    "connection_prove",
    "connection_remove",
    "connection_view",
    "copy_item",
    "copy_line",
    "general_save",
    "agents",
    "general_save_from_list",
    "general_view",
    "guide_view",
    "index_view",
    "keep",
    "open_page",
    "open_source_page",
    "permissions_advice",
    "permissions_save",
    "review_view",
    "reach",
    "create",
    "stop",
    "undo",
    "go_on_by_hand",
    "permissions_view",
    "practise",
    "progress",
    "prove",
    "save_instructions",
    "stop_practising",
    "begin_for_real",
    "stop_waiting",
    "check_computer",
    "copy_report",
    "save_report",
    "take",
    "take_typed",
    "tick",
    "words",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
