; A tiny installer with Latchkey's hooks (LATCHKEY_HOOKS, a file), as Tauri's has them: the same includes,
; variables, switches, and places for the hooks. For 64 bits, because this Wine supports no others.
Target amd64-unicode
Unicode true
!include LogicLib.nsh
!include FileFunc.nsh
!include "${LATCHKEY_HOOKS}"
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
