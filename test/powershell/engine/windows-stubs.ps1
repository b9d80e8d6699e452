# Cmdlets of Windows as the installer meets them. Each call is noted in the file of the variable MAILFLOW_CALLS, as the programs beside do.
function Save-Call([string] $Name, $Arguments) {
    $said = foreach ($one in $Arguments) { if ($one -is [timespan]) { $one.TotalSeconds } else { "$one" } }
    Add-Content -LiteralPath $env:MAILFLOW_CALLS -Value "$Name $($said -join ' ')"
}

function Get-ScheduledTask {
    if (Test-Path -LiteralPath "$env:MAILFLOW_CALLS.task") { [pscustomobject] @{ TaskName = 'Shipper' } }
}
function Disable-ScheduledTask { Save-Call 'Disable-ScheduledTask' }
function Stop-ScheduledTask { Save-Call 'Stop-ScheduledTask' }
function Start-ScheduledTask { Save-Call 'Start-ScheduledTask' $args }
function Unregister-ScheduledTask { Save-Call 'Unregister-ScheduledTask'; Remove-Item "$env:MAILFLOW_CALLS.task" }
function Register-ScheduledTask { Save-Call 'Register-ScheduledTask' $args; New-Item "$env:MAILFLOW_CALLS.task" -Force }
function New-ScheduledTaskAction { "action $args" }
function New-ScheduledTaskTrigger { "trigger $($args[0])" }
function New-ScheduledTaskPrincipal { "principal $args" }
function New-ScheduledTaskSettingsSet { "settings $args" }
function Get-Process { }

# What netsh winhttp set proxy leaves in the registry, for the proxy of the variable MAILFLOW_PROXY.
function Get-ItemProperty {
    if (-not $env:MAILFLOW_PROXY) { return }
    $text = [System.Text.Encoding]::ASCII.GetBytes($env:MAILFLOW_PROXY)
    [pscustomobject] @{ WinHttpSettings = [byte[]] (@(40, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, $text.Length, 0, 0, 0) + $text + @(0, 0, 0, 0)) }
}

# The registry and its rights, which other systems than Windows have not.
function Get-Acl($Path) { $rights = [pscustomobject] @{}; $rights | Add-Member ScriptMethod AddAccessRule { param($rule) Save-Call 'AddAccessRule' $rule }; $rights }
function Set-Acl($Path) { Save-Call 'Set-Acl' $Path }
function New-Object($TypeName, $ArgumentList) {
    if ($TypeName -like 'System.Security.*') { return "$ArgumentList" }
    Microsoft.PowerShell.Utility\New-Object $TypeName -ArgumentList $ArgumentList
}
