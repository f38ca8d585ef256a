# Installs Latchkey silently on this computer, tries it, installs it again over itself, and uninstalls it silently.
# Takes LATCHKEY_STORY, the program with the stories of tests/tests/installed.rs. Folder is the folder with the
# installer and perhaps an older one in `older`.
param([Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [string] $Version)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-StrictMode -Version Latest

$uninstallKey = 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Latchkey for HaloPSA'
$data = Join-Path $env:LOCALAPPDATA 'app.latchkey.halopsa'
$credential = 'Latchkey for HaloPSA: acme.example, Hudu, of a test'

function Step([string] $What) { Write-Host "`n== $What" }

function Assert([bool] $Fact, [string] $Complaint) {
  if (-not $Fact) { throw $Complaint }
}

# A program without a console is not waited for by itself.
function Invoke-Program([string] $File, [string[]] $Arguments) {
  $process = Start-Process -FilePath $File -ArgumentList $Arguments -Wait -PassThru
  Assert ($process.ExitCode -eq 0) "$File ended with exit code $($process.ExitCode)"
}

# Exactly one: a story that isn't there would pass, too.
function Invoke-Story([string] $Name) {
  $told = Join-Path $Folder 'story.txt'
  & $env:LATCHKEY_STORY --ignored --exact --nocapture $Name | Tee-Object -FilePath $told
  Assert ((Get-Content -Path $told -Raw).Contains('test result: ok. 1 passed')) "$Name was not told"
}

function Assert-Signed([string] $File) {
  $signature = Get-AuthenticodeSignature -FilePath $File
  Assert ($signature.Status -eq 'Valid') "$File is not signed: $($signature.StatusMessage)"
}

# The one place in Apps & features: where it says that the program is.
function Get-Program {
  $entry = Get-ItemProperty -Path $uninstallKey
  Assert ($entry.DisplayVersion -eq $Version) "Windows lists version $($entry.DisplayVersion)"
  return Join-Path $entry.InstallLocation.Trim('"') 'latchkey.exe'
}

Step 'installed silently'
$installer = (Get-Item -Path (Join-Path $Folder '*-setup*.exe')).FullName
$older = Get-Item -Path (Join-Path $Folder 'older\*-setup*.exe') -ErrorAction SilentlyContinue
if ($older) { Invoke-Program $older.FullName @('/S') }
Invoke-Program $installer @('/S')
$program = Get-Program
(Get-Item -Path $program).VersionInfo |
  Format-List -Property 'ProductName', 'ProductVersion', 'CompanyName', 'LegalCopyright'
if ($installer -notlike '*-unsigned.exe') {
  Assert-Signed $installer
  Assert-Signed $program
  Assert-Signed (Join-Path (Split-Path $program) 'uninstall.exe')
}

Step 'its self-test'
$report = Join-Path $Folder 'self-test.txt'
try {
  Invoke-Program $program @('--self-test', "`"$report`"")
} finally {
  if (Test-Path -Path $report) { Get-Content -Path $report }
}

Step 'practised with by a newcomer'
$env:LATCHKEY_APP = $program
Invoke-Story a_newcomer_practises_to_the_hand_over_and_begins

Step 'installed once more: what was begun is still there'
cmdkey "/generic:$credential" /user:of-a-test /pass:no-secret
Invoke-Program $installer @('/S')
Assert ((Get-Program) -eq $program) 'it was installed to another place'
Invoke-Story what_was_begun_before_is_still_there

Step 'uninstalled silently: the program is gone, what was begun and the credentials are not'
Invoke-Program (Join-Path (Split-Path $program) 'uninstall.exe') @('/S')
# The uninstaller goes on as a copy of itself.
$deadline = (Get-Date).AddMinutes(1)
while ((Test-Path -Path $program) -or (Test-Path -Path $uninstallKey)) {
  Assert ((Get-Date) -lt $deadline) 'it is still installed'
  Start-Sleep -Milliseconds 200
}
Assert (Test-Path -Path (Join-Path $data 'set-ups\*.json')) 'what was begun is gone'
Assert ((cmdkey /list | Out-String).Contains($credential)) 'the credentials are gone'
cmdkey "/delete:$credential"
Step 'all of it works'
