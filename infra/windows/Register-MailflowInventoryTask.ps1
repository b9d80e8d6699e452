<#
.SYNOPSIS
Lets Export-MailflowInventory.ps1 run on a schedule.

.DESCRIPTION
Registers the scheduled task \Mailflow\Inventory, which runs the collector every hour. It needs an account of its own in the role group "View-Only
Organization Management": best a group managed service account, whose password nobody knows. Run again, it replaces the task; -Remove removes it.

.PARAMETER Account
The account, such as CONTOSO\mailflow$. For one that is not managed, the password is asked for, and kept by Windows alone.

.PARAMETER Path
The folder for the exports; see Export-MailflowInventory.ps1. The account is given the right to write into it.

.PARAMETER Remove
Removes the task.

.EXAMPLE
.\Register-MailflowInventoryTask.ps1 -Account 'CONTOSO\mailflow$'
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Register')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Register')] [ValidatePattern('^[^\\]+\\[^\\]+$')] [string] $Account,
    [Parameter(ParameterSetName = 'Register')] [ValidatePattern('^[^"]+$')] [string] $Path = (Join-Path $env:ProgramData 'Mailflow\exports'),
    [Parameter(Mandatory, ParameterSetName = 'Remove')] [switch] $Remove
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$Task = @{ TaskPath = '\Mailflow\'; TaskName = 'Inventory' }

if ($Remove) {
    if ($PSCmdlet.ShouldProcess('\Mailflow\Inventory', 'Remove the task')) { Unregister-ScheduledTask @Task -Confirm:$false }
    return
}

$collector = Join-Path $PSScriptRoot 'Export-MailflowInventory.ps1'
$arguments = "-NoProfile -NonInteractive -ExecutionPolicy AllSigned -File `"$collector`" -Path `"$Path`""
if ((Get-AuthenticodeSignature -FilePath $collector).Status -ne 'Valid') { $arguments = $arguments.Replace('AllSigned', 'RemoteSigned') }
$action = New-ScheduledTaskAction -Execute "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" -Argument $arguments
# A few minutes behind the hour, when everybody else has begun.
$trigger = New-ScheduledTaskTrigger -Once -At ([datetime]::Today.AddMinutes(7)) -RepetitionInterval (New-TimeSpan -Hours 1)
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Minutes 20) -Priority 8 -StartWhenAvailable
if (-not $PSCmdlet.ShouldProcess('\Mailflow\Inventory', "Register the task for $Account")) { return }

[void] (New-Item -ItemType Directory -Force $Path)
$output = & "$env:SystemRoot\System32\icacls.exe" $Path /grant "${Account}:(OI)(CI)M"
if ($LASTEXITCODE -ne 0) { throw "$Account cannot be given the right to write into ${Path}: $output" }

if ($Account.EndsWith('$')) {
    $principal = New-ScheduledTaskPrincipal -UserId $Account -LogonType Password -RunLevel Limited
    [void] (Register-ScheduledTask @Task -Action $action -Trigger $trigger -Settings $settings -Principal $principal -Force)
} else {
    $password = (Get-Credential -UserName $Account -Message 'The password stays with Windows.').GetNetworkCredential().Password
    [void] (Register-ScheduledTask @Task -Action $action -Trigger $trigger -Settings $settings -User $Account -Password $password -RunLevel Limited -Force)
}
