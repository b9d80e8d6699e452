<#
.SYNOPSIS
Installs Mailflow's shipper on an Exchange server.

.DESCRIPTION
The shipper runs as a scheduled task under LOCAL SERVICE. What it may read and write is given to the task's own identity (NT TASK\Mailflow-Shipper),
which no other program has: read the protocol logs, and change its own folder. It needs no rights in Exchange and in the directory.

Run again, it brings a new version and leaves settings, token and state as they are.

.PARAMETER Api
Where Mailflow answers, such as https://mailflow.example.

.PARAMETER Token
The token of this server. It is asked for when it is not given, so that no history holds it.

.PARAMETER LogFolder
Folders of protocol logs beside Exchange's own, where they were moved.

.PARAMETER Proxy
A proxy that knows CONNECT, such as http://proxy.contoso.com:8080.

.EXAMPLE
.\install.ps1 -Api https://mailflow.example
#>

#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [ValidatePattern('^https://')] [string] $Api,
    [System.Security.SecureString] $Token,
    [string[]] $LogFolder = @(),
    [ValidatePattern('^https?://')] [string] $Proxy
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$TaskPath = '\Mailflow\'
$TaskName = 'Shipper'
$Program = Join-Path $env:ProgramFiles 'Mailflow'
$Data = Join-Path $env:ProgramData 'Mailflow'
$Executable = Join-Path $Program 'mailflow.exe'
$Config = Join-Path $Data 'shipper.yaml'
$TokenFile = Join-Path $Data 'token'

function Assert-Released {
    foreach ($line in Get-Content (Join-Path $PSScriptRoot 'SHA256SUMS')) {
        $expected, $name = $line -split '\s+', 2
        $found = (Get-FileHash -Algorithm SHA256 (Join-Path $PSScriptRoot $name)).Hash
        if ($found -ne $expected) { throw "$name is not the file that was released." }
    }
}

# Runs a command of Windows and stops when it fails.
function Invoke-Checked([string] $Command, [string[]] $Arguments) {
    $output = & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Command failed ($LASTEXITCODE): $output" }
    return $output
}

# One text for YAML: in single quotes a backslash is a backslash.
function ConvertTo-YamlText([string] $Text) {
    return "'" + $Text.Replace("'", "''") + "'"
}

function Write-Plain([string] $Path, [string] $Text) {
    [System.IO.File]::WriteAllText($Path, $Text, (New-Object System.Text.UTF8Encoding $false))
}

function Write-Config {
    if (-not $Api) { throw 'Where does Mailflow answer? Give -Api https://...' }
    $lines = @("api: $Api", 'logFile: shipper.log', 'eventLog: true')
    if ($Proxy) { $lines += "proxy: $Proxy" }
    Write-Plain $Config (($lines -join "`r`n") + "`r`n")
}

function Write-Token {
    if (-not $script:Token) { $script:Token = Read-Host 'Token of this server' -AsSecureString }
    $plain = (New-Object System.Net.NetworkCredential('', $script:Token)).Password
    Write-Plain $TokenFile "$plain`r`n"
}

# Windows lets no program be replaced while it runs. The shipper may be ended at any moment: it goes on where it was.
function Stop-Shipper {
    $task = Get-ScheduledTask -TaskPath $TaskPath -TaskName $TaskName -ErrorAction SilentlyContinue
    if (-not $task) { return }
    $null = Disable-ScheduledTask -InputObject $task
    Stop-ScheduledTask -InputObject $task
    Get-Process -Name mailflow -ErrorAction SilentlyContinue | Where-Object { $_.Path -eq $Executable } | Wait-Process -Timeout 30
}

# A task that runs all the time: it starts with Windows, and again within five minutes should it ever end.
function Register-Shipper {
    $arguments = 'ship --config "{0}" --watch' -f $Config
    $action = New-ScheduledTaskAction -Execute $Executable -Argument $arguments -WorkingDirectory $Data
    $start = New-ScheduledTaskTrigger -AtStartup
    $again = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 5) -RepetitionDuration (New-TimeSpan -Days 3650)
    $principal = New-ScheduledTaskPrincipal -UserId 'LOCAL SERVICE' -LogonType ServiceAccount -RunLevel Limited -ProcessTokenSidType Unrestricted
    $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) -StartWhenAvailable `
        -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -Priority 7
    $null = Register-ScheduledTask -TaskPath $TaskPath -TaskName $TaskName -Action $action -Trigger $start, $again -Principal $principal `
        -Settings $settings -Force -Description 'Uploads the SMTP protocol logs of Exchange to Mailflow.'
}

# The identity of the task: S-1-5-87-...
function Get-TaskSid {
    $output = Invoke-Checked "$env:SystemRoot\System32\schtasks.exe" @('/ShowSid', '/TN', "$TaskPath$TaskName")
    if ("$output" -notmatch 'S-1-5-87(-\d+)+') { throw "The task has no identity of its own: $output" }
    return $Matches[0]
}

function Grant-Rights([string] $Sid) {
    $icacls = "$env:SystemRoot\System32\icacls.exe"
    # The folder is nobody else's: administrators, the system, and the task, which may change what is in it.
    $null = Invoke-Checked $icacls @($Data, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', "*${Sid}:(OI)(CI)M")
    foreach ($file in $Config, $TokenFile) {
        $null = Invoke-Checked $icacls @($file, '/inheritance:r', '/grant:r', '*S-1-5-32-544:F', '*S-1-5-18:F', "*${Sid}:R")
    }
    $folders = @($LogFolder)
    if ($env:ExchangeInstallPath) { $folders += Join-Path $env:ExchangeInstallPath 'TransportRoles\Logs' }
    foreach ($folder in $folders) {
        if (Test-Path -LiteralPath $folder) { $null = Invoke-Checked $icacls @($folder, '/grant', "*${Sid}:(OI)(CI)RX") }
        else { Write-Warning "$folder does not exist; when it does, run: icacls `"$folder`" /grant `"*${Sid}:(OI)(CI)RX`"" }
    }
}

# eventcreate writes only under a source that it made itself, and wants to look after it each time.
function Register-EventSource([string] $Sid) {
    $null = Invoke-Checked "$env:SystemRoot\System32\eventcreate.exe" @(
        '/L', 'APPLICATION', '/SO', 'Mailflow', '/T', 'INFORMATION', '/ID', '1', '/D', 'The shipper of Mailflow was installed.')
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\Mailflow'
    $rights = Get-Acl $key
    $identity = New-Object System.Security.Principal.SecurityIdentifier $Sid
    $rights.AddAccessRule((New-Object System.Security.AccessControl.RegistryAccessRule($identity, 'ReadKey, SetValue', 'Allow')))
    Set-Acl $key $rights
}

Assert-Released
Stop-Shipper

$null = New-Item -ItemType Directory -Force $Program, $Data
Copy-Item (Join-Path $PSScriptRoot 'mailflow.exe') $Executable -Force
if (-not (Test-Path -LiteralPath $Config)) { Write-Config }
if (-not (Test-Path -LiteralPath $TokenFile)) { Write-Token }

Register-Shipper
$sid = Get-TaskSid
Grant-Rights $sid
Register-EventSource $sid
Start-ScheduledTask -TaskPath $TaskPath -TaskName $TaskName

Write-Output "The shipper runs. What it says: $(Join-Path $Data 'shipper.log'), and problems in the event log (Application, source Mailflow)."
Write-Output "How it stands: & `"$Executable`" ship --config `"$Config`" --status"
