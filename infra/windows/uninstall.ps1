<#
.SYNOPSIS
Removes Mailflow's shipper.

.DESCRIPTION
The task, the program and the rights on the log folders go. Settings, token and state stay, so that it goes on where it was when it is installed again.

.PARAMETER LogFolder
Folders of protocol logs beside Exchange's own, as they were given to install.ps1.

.PARAMETER Purge
Removes settings, token and state too. Take the server's token back as well: mailflow token revoke.
#>

#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [string[]] $LogFolder = @(),
    [switch] $Purge
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$TaskPath = '\Mailflow\'
$TaskName = 'Shipper'
$Program = Join-Path $env:ProgramFiles 'Mailflow'
$Executable = Join-Path $Program 'mailflow.exe'

$task = Get-ScheduledTask -TaskPath $TaskPath -TaskName $TaskName -ErrorAction SilentlyContinue
if ($task) {
    $output = & "$env:SystemRoot\System32\schtasks.exe" /ShowSid /TN "$TaskPath$TaskName"
    $null = Disable-ScheduledTask -InputObject $task
    Stop-ScheduledTask -InputObject $task
    Get-Process -Name mailflow -ErrorAction SilentlyContinue | Where-Object { $_.Path -eq $Executable } | Wait-Process -Timeout 30
    Unregister-ScheduledTask -InputObject $task -Confirm:$false
    if ("$output" -match 'S-1-5-87(-\d+)+') {
        $folders = @($LogFolder)
        if ($env:ExchangeInstallPath) { $folders += Join-Path $env:ExchangeInstallPath 'TransportRoles\Logs' }
        foreach ($folder in $folders) {
            if (Test-Path -LiteralPath $folder) { $null = & "$env:SystemRoot\System32\icacls.exe" $folder /remove "*$($Matches[0])" }
        }
    }
}

Remove-Item -LiteralPath $Program -Recurse -Force -ErrorAction SilentlyContinue
if ($Purge) {
    Remove-Item -LiteralPath (Join-Path $env:ProgramData 'Mailflow') -Recurse -Force -ErrorAction SilentlyContinue
    Remove-Item -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\Mailflow' -ErrorAction SilentlyContinue
}
