# Signs one file by Azure Artifact Signing, with the account and the key that the environment names. Since June 2023
# the keys of certificates that Windows trusts are made and kept in hardware (CA/Browser Forum, ballots CSC-13 and
# CSC-17; looked up on 2026-11-25): one in a file, for a secret of the repository, can't be had any more.
param([Parameter(Mandatory)] [string] $File)
$ErrorActionPreference = 'Stop'

# Fetched before, and verified, by get-signer.ps1. Nothing else of that name is taken.
Import-Module "$env:RUNNER_TEMP\signer\ArtifactSigning\ArtifactSigning.psd1"
$how = @{
  Endpoint = $env:AZURE_SIGNING_ENDPOINT
  CodeSigningAccountName = $env:AZURE_SIGNING_ACCOUNT
  CertificateProfileName = $env:AZURE_SIGNING_PROFILE
  Files = $File
  FileDigest = 'SHA256'
  TimestampRfc3161 = 'http://timestamp.acs.microsoft.com'
  TimestampDigest = 'SHA256'
}
Invoke-ArtifactSigning @how
