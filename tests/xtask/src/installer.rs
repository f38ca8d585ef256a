//! Latchkey's additions to Tauri's Windows installer, tested under Wine in a tiny installer of their own:
//! Tauri's can only be built on the release's runners, because its plugins and `WebView2`'s must be
//! downloaded.

use crate::bundle::Emptied;
use crate::command::{self, root};
use crate::wine::{WINE, WINE_SERVER, in_prefix};
use std::fs;
use std::path::Path;
use std::process::Command;

/// As Tauri's: the same includes, variables, switches, and places for the hooks. For 64 bits, because this
/// Wine supports no others.
const SCRIPT: &str = r#"
Target amd64-unicode
Unicode true
!include LogicLib.nsh
!include FileFunc.nsh
!include "HOOKS"
Var PassiveMode
Var UpdateMode
Name "Latchkey for HaloPSA"
OutFile "tried.exe"
RequestExecutionLevel user
InstallDir "C:\tried"
Page instfiles
UninstPage instfiles
!macro HOOK NAME
  !ifmacrodef NSIS_HOOK_${NAME}
    !insertmacro NSIS_HOOK_${NAME}
  !endif
!macroend
Section Install
  SetOutPath $INSTDIR
  !insertmacro HOOK PREINSTALL
  File "/oname=latchkey.exe" "tried.nsi"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro HOOK POSTINSTALL
SectionEnd
Function un.onInit
  ${GetOptions} $CMDLINE "/P" $PassiveMode
  ${IfNot} ${Errors}
    StrCpy $PassiveMode 1
  ${EndIf}
  ${GetOptions} $CMDLINE "/UPDATE" $UpdateMode
  ${IfNot} ${Errors}
    StrCpy $UpdateMode 1
  ${EndIf}
FunctionEnd
Section Uninstall
  !insertmacro HOOK PREUNINSTALL
  Delete "$INSTDIR\latchkey.exe"
  !insertmacro HOOK POSTUNINSTALL
  SetAutoClose true
SectionEnd
"#;

/// Run in the folder of the tiny installer, on a screen. The uninstaller is given its own location, so that
/// it runs in place and can be waited for.
const TRY: &str = r#"
    wine=$1
    program=$WINEPREFIX/drive_c/tried
    uninstall() { timeout 60 "$wine" "$program/uninstall.exe" "$@" '_?=C:\tried'; }
    shown() { xdotool search --onlyvisible --name '^Latchkey for HaloPSA Uninstall$' 2>/dev/null; }
    for switch in /S /P /UPDATE; do
        timeout 60 "$wine" tried.exe /S
        [ -f "$program/latchkey.exe" ] || { echo "tried.exe installs nothing"; exit 1; }
        uninstall $switch || { echo "uninstall.exe $switch waits for somebody, or fails"; exit 1; }
        [ ! -e "$program/latchkey.exe" ] || { echo "uninstall.exe $switch removes nothing"; exit 1; }
        echo "uninstall.exe $switch asks nothing"
    done
    timeout 60 "$wine" tried.exe /S
    for answer in Escape Return; do
        uninstall & uninstaller=$!
        until shown >/dev/null; do
            kill -0 $uninstaller 2>/dev/null || { echo "uninstall.exe asks nothing"; exit 1; }
            sleep 0.1
        done
        code=0
        while kill -0 $uninstaller 2>/dev/null; do
            # Asked for anew: its window has this title for a moment, too, before the question is there.
            for question in $(shown); do xdotool key --window $question $answer 2>/dev/null || true; done
            sleep 0.3
        done
        wait $uninstaller || code=$?
        there=no; [ -e "$program/latchkey.exe" ] && there=yes
        echo "uninstall.exe asks; after $answer the exit code is $code, the program still there: $there"
        case "$answer $code $there" in
            "Escape 1 yes" | "Return 0 no") ;;
            *) exit 1 ;;
        esac
    done"#;

/// Compiles it, runs it silently and not, and answers its questions.
pub(crate) fn check() -> Result<(), String> {
    let folder = Emptied::new("installer")?;
    let script = folder.0.join("tried.nsi");
    let hooks = root().join("src-tauri/bundle/installer-hooks.nsh");
    fs::write(&script, SCRIPT.replace("HOOKS", &hooks.to_string_lossy()))
        .map_err(|error| format!("{}: {error}", script.display()))?;
    // Warnings are errors.
    command::run(Command::new("makensis").args(["-V2", "-WX"]).arg(&script))?;

    let here = &folder.0;
    command::run(under_wine(
        Command::new("xvfb-run").args(["--auto-servernum", WINE, "wineboot", "--init"]),
        here,
    ))?;
    let mut tried = Command::new("xvfb-run");
    tried.args(["--auto-servernum", "sh", "-e", "-c", TRY, "sh", WINE]);
    let result = command::run(under_wine(&mut tried, here));
    let _ = command::output(under_wine(Command::new(WINE_SERVER).arg("--kill"), here));
    result
}

/// With a home of its own.
fn under_wine<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    in_prefix(command, &folder.join("wine")).current_dir(folder).env("HOME", folder)
}

#[cfg(test)]
mod tests {
    const HOOKS: &str = include_str!("../../../src-tauri/bundle/installer-hooks.nsh");
    const WORDS: &str = include_str!("../../../ui/words/en.ftl");
    const VAULT: &str = include_str!("../../../src-tauri/core/src/vault/mod.rs");

    #[test]
    fn the_uninstaller_names_the_button_and_the_entries_as_the_app_does() {
        let button = WORDS.lines().find_map(|line| line.strip_prefix("remove-it = ")?.strip_suffix('…'));
        assert!(button.is_some_and(|label| HOOKS.contains(&format!("$\\\"{label}$\\\""))), "{button:?}");
        let entries = "Latchkey for HaloPSA:";
        assert!(VAULT.contains(&format!("format!(\"{entries} ")) && HOOKS.contains(entries));
    }
}
