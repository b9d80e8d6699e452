<#
.SYNOPSIS
Installs Mailflow's shipper on an Exchange server.

.DESCRIPTION
The shipper runs as a scheduled task under LOCAL SERVICE. What it may read and write is given to the task's own identity (NT TASK\Mailflow-Shipper),
which no other program has: read the protocol logs, and change its own folder. It needs no rights in Exchange and in the directory.

Run again, it brings a new version and leaves settings and state as they are, and the token unless a code is given.

.PARAMETER Url
Where Mailflow answers, such as https://mailflow.example.

.PARAMETER Code
Enrols this server: a code that is good once, for 15 minutes. Whoever operates Mailflow makes it (mailflow tenant enroll). It is asked for when it
is not given.

.PARAMETER Server
The name of this server in Mailflow; by default that of the machine.

.PARAMETER LogFolder
Folders of protocol logs beside Exchange's own, where they were moved. Not needed where the collector (Register-MailflowInventoryTask.ps1) tells
the shipper where they are, but for the right to read them.

.PARAMETER Proxy
A proxy that knows CONNECT, such as http://proxy.contoso.com:8080. By default the machine's own (netsh winhttp show proxy), where it has one.

.EXAMPLE
.\install.ps1 -Url https://mailflow.example -Code contoso.7K3M-9QX2-RT5V
#>

#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [ValidatePattern('^https://')] [string] $Url,
    [string] $Code,
    [string] $Server = $env:COMPUTERNAME,
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
$Icacls = "$env:SystemRoot\System32\icacls.exe"

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

# Exchange's own folder, and those that were given.
function Get-LogFolder {
    if ($env:ExchangeInstallPath) { Join-Path $env:ExchangeInstallPath 'TransportRoles\Logs' }
    $LogFolder
}

# The machine's proxy as services have it, from where netsh winhttp keeps it: two numbers, then flags (2 is a proxy), a length, and the proxy's text, such as
# proxy:8080 or http=one:80;https=other:81.
function Get-MachineProxy {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections'
    $stored = Get-ItemProperty -LiteralPath $key -Name WinHttpSettings -ErrorAction SilentlyContinue
    if (-not $stored -or $stored.WinHttpSettings.Length -lt 17 -or -not ($stored.WinHttpSettings[8] -band 2)) { return }
    $text = [System.Text.Encoding]::ASCII.GetString($stored.WinHttpSettings, 16, [System.BitConverter]::ToInt32($stored.WinHttpSettings, 12))
    if ($text -match '(?:^|[; ])(?:https=|(?!\w+=))(?:https?://)?([\w.-]+:\d+)') { return "http://$($Matches[1])" }
}

# Settings are kept once they have enrolled the server: after a slip in the address one just runs it again.
function Write-Config([string] $Path) {
    if (-not $Url) { throw 'Where does Mailflow answer? Give -Url https://...' }
    $lines = @("api: $(ConvertTo-YamlText $Url)", 'logFile: shipper.log', 'eventLog: true')
    $wayOut = if ($Proxy) { $Proxy } else { Get-MachineProxy }
    if ($wayOut) { $lines += "proxy: $(ConvertTo-YamlText $wayOut)" }
    if ($LogFolder) { $lines += @('folders:') + @(Get-LogFolder | ForEach-Object { "  - $(ConvertTo-YamlText $_)" }) }
    [System.IO.File]::WriteAllText($Path, ($lines -join "`r`n") + "`r`n", (New-Object System.Text.UTF8Encoding $false))
}

function Register-Server([string] $Settings) {
    if (-not $script:Code) { $script:Code = Read-Host 'Enrolment code' }
    & $Executable enroll --config $Settings --code $script:Code --server $Server
    if ($LASTEXITCODE -ne 0) { throw 'This server is not enrolled, and nothing runs yet. Run it again with a new code.' }
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

# Others may read what lies in ProgramData. Before there is a secret in it, the folder is for administrators and the system alone; who owns a file (LOCAL
# SERVICE, which other programs are too) may look at its rights and no more: S-1-3-4 takes from an owner the right to change them.
function Protect-Data {
    $null = Invoke-Checked $Icacls @(
        $Data, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', '*S-1-3-4:(OI)(NP)(RC)')
}

# The task may change what is in the folder: its state, its log, and the token, which it renews. The settings it may only read.
function Grant-Rights([string] $Sid) {
    $null = Invoke-Checked $Icacls @($Data, '/grant:r', "*${Sid}:(OI)(CI)M")
    $null = Invoke-Checked $Icacls @($Config, '/inheritance:r', '/grant:r', '*S-1-5-32-544:F', '*S-1-5-18:F', "*${Sid}:R")
    foreach ($folder in Get-LogFolder) {
        if (Test-Path -LiteralPath $folder) { $null = Invoke-Checked $Icacls @($folder, '/grant', "*${Sid}:(OI)(CI)RX") }
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
Protect-Data
Copy-Item (Join-Path $PSScriptRoot 'mailflow.exe') $Executable -Force
$isNew = -not (Test-Path -LiteralPath $Config)
$settings = if ($isNew) { "$Config.new" } else { $Config }
if ($isNew) { Write-Config $settings }
if ($Code -or -not (Test-Path -LiteralPath $TokenFile)) { Register-Server $settings }
if ($isNew) { Move-Item -LiteralPath $settings -Destination $Config }

Register-Shipper
$sid = Get-TaskSid
Grant-Rights $sid
Register-EventSource $sid
Start-ScheduledTask -TaskPath $TaskPath -TaskName $TaskName

Write-Output "The shipper runs. What it says: $(Join-Path $Data 'shipper.log'), and problems in the event log (Application, source Mailflow)."
Write-Output "How it stands: & `"$Executable`" ship --config `"$Config`" --status"
