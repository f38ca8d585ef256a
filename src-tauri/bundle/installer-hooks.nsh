; What Latchkey adds to Tauri's installer: before anything is uninstalled, it says that the credentials stay
; and how to remove them, and can be called off. Nothing is asked by a silent (/S) or passive (/P) uninstall,
; nor by one that belongs to an update (/UPDATE).
;
; The variables are those of Tauri's installer.nsi, which includes this file and inserts its macro.

!macro NSIS_HOOK_PREUNINSTALL
  ${If} $PassiveMode <> 1
  ${AndIf} $UpdateMode <> 1
    MessageBox MB_OKCANCEL|MB_ICONINFORMATION "Your credentials stay in Windows' Credential Manager.$\r$\n$\r$\nDo you want to remove them? Then choose Cancel, open Latchkey, and in the menu of each connection choose $\"Remove$\".$\r$\n$\r$\nAfter uninstalling you find them in Control Panel > Credential Manager > Windows Credentials. Their names begin with $\"Latchkey for HaloPSA:$\".$\r$\n$\r$\nIf you are only installing another version, choose OK: it finds them again, unless you have chosen to delete the application data." /SD IDOK IDOK latchkey_uninstall
    ; 1 is what Tauri's installer takes for a person's change of mind.
    SetErrorLevel 1
    Quit
    latchkey_uninstall:
  ${EndIf}
!macroend
