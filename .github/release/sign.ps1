# Signs one file by Azure Artifact Signing, with the account and the key that the environment names. Since June 2023
# the keys of certificates that Windows trusts are made and kept in hardware (CA/Browser Forum, ballots CSC-13 and
# CSC-17; looked up on 2026-11-25): one in a file, for a secret of the repository, can't be had any more.
param([Parameter(Mandatory)] [string] $File)
$ErrorActionPreference = 'Stop'

Import-Module ArtifactSigning -RequiredVersion 0.1.8
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
